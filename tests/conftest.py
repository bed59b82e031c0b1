"""A real JupyterLab and a real browser for the tests that need them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from jupyter_client import BlockingKernelClient

pytest.register_assert_rewrite("exhibits")
# No test reads or changes a reader's journal; those that need one on the disk name a file of their own.
os.environ["INBETWEEN_JOURNAL"] = ""

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = {"projector": {"width": 1280, "height": 720}, "phone": {"width": 390, "height": 800}}
CHROMIUM_SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
QUIET = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false"},
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": {"autosave": False},
}

# The files that take longest, in the order in which two workers take them: so both end at about the same time.
LONGEST = (
    "test_browser.py", "test_views.py", "test_forms.py", "test_start.py", "test_journal.py", "test_own_library.py", "test_library.py",
    "test_votes.py", "test_classroom.py",
)  # fmt: skip
# Run in a kernel that the next test goes on with: what a new kernel has, but for the libraries that are loaded already.
FORGET = """
import os, sys
at_start = vars(sys).setdefault("environment_of_the_first_test", dict(os.environ))
os.environ.clear()
os.environ.update(at_start)
if "ipywidgets" in sys.modules:
    for model in list(sys.modules["ipywidgets.widgets.widget"]._instances.values()):
        model.close()
for name in [name for name in sys.modules if name.partition(".")[0] == "inbetween"]:
    del sys.modules[name]
get_ipython().reset(new_session=False)
"""


def pytest_collection_modifyitems(items):
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


class Jupyter:
    """A running server over a copy of the lessons; ``write`` adds a notebook to it."""

    def __init__(self, folder: Path, address: str, process: int):
        self.folder, self.address, self.process = folder, address, process

    def write(self, name: str, *cells: str) -> str:
        made = [nbformat.v4.new_markdown_cell("# Test"), *map(nbformat.v4.new_code_cell, cells)]
        notebook = nbformat.v4.new_notebook(cells=made)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.folder / f"{name}.ipynb")
        return name

    def ask(self, path: str, method: str = "GET"):
        """What the server's interface answers."""
        with urllib.request.urlopen(urllib.request.Request(f"{self.address}/api/{path}", method=method)) as answer:
            return json.loads(answer.read() or "null")

    def kernel_of(self, name: str) -> str | None:
        """The kernel that a notebook's session has."""
        return next((each["kernel"]["id"] for each in self.ask("sessions") if each["path"] == f"{name}.ipynb"), None)

    def stop_kernel(self, name: str) -> None:
        """Stop the kernel of a notebook, and end its session."""
        self.ask(f"kernels/{self.kernel_of(name)}", "DELETE")

    def kill_kernel(self, name: str) -> None:
        """Kill the process of a notebook's kernel without a farewell, and end its session."""
        mark = f"kernel-{self.kernel_of(name)}.json".encode()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
                    return self.stop_kernel(name)
        raise AssertionError(f"{name} has no kernel that could be killed")

    def stop_kernels(self) -> None:
        for kernel in self.ask("kernels"):
            self.ask(f"kernels/{kernel['id']}", "DELETE")

    def forget(self, kernel: str) -> None:
        """Bring a kernel back to where a new one begins."""
        client = BlockingKernelClient(connection_file=str(self.folder.parents[1] / "home" / f"kernel-{kernel}.json"))
        client.load_connection_file()
        client.start_channels()
        try:
            reply = client.execute(FORGET, store_history=False, reply=True, timeout=60)
            assert reply["content"]["status"] == "ok", reply["content"]
        finally:
            client.stop_channels()


class Tab:
    """A page of the browser, with everything it complained of or asked the outside for."""

    def __init__(self, page, address: str):
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.outside: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)

    def _heard(self, message):
        if message.type == "error":
            self.complaints.append(message.text)

    def _asked(self, request):
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "blob:", "data:")):
            self.outside.append(request.url)


class Lesson:
    """A notebook in the browser, in a page of its own."""

    def __init__(self, page, address: str):
        self.address, self.tab, self.notebook = address, Tab(page, address), None

    @property
    def page(self):
        return self.tab.page

    @property
    def complaints(self) -> list[str]:
        return self.tab.complaints

    @property
    def outside(self) -> list[str]:
        return self.tab.outside

    def open(self, name: str, app: str = "lab/tree") -> Lesson:
        self.notebook = name
        reset = "?reset" if app.startswith("lab") else ""
        self.page.goto(f"{self.address}/{app}/{name}.ipynb{reset}")
        return self.wait_ready()

    def wait_ready(self) -> Lesson:
        """Wait for all cells and for a kernel that is bound to them and idle."""
        with urllib.request.urlopen(f"{self.address}/api/contents/{self.notebook}.ipynb") as answer:
            cells = len(json.load(answer)["content"]["cells"])
        self.page.wait_for_function(
            "cells => document.querySelectorAll('.jp-Notebook .jp-Cell').length === cells", arg=cells, timeout=60_000
        )
        # without the kernel's name the page says "idle" of a kernel that it does not have yet
        self.page.wait_for_function(
            "() => document.querySelector('.jp-KernelName')?.textContent.startsWith('Python')"
            " && document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'",
            timeout=60_000,
        )
        return self

    def reload(self) -> Lesson:
        """Load the page again."""
        self.page.reload()
        return self.wait_ready()

    def menu(self, title: str, entry: str) -> None:
        self.page.click(f"li.lm-MenuBar-item:has-text('{title}')")
        self.page.click(f"li.lm-Menu-item:has-text('{entry}')")

    def run_all(self) -> Lesson:
        self.wait_ready()
        with self.running():
            self.menu("Run", "Run All Cells")
        return self

    @contextlib.contextmanager
    def running(self):
        """Wait at the end until every code cell has begun to run and has its number."""
        self.page.evaluate(
            """() => document.querySelectorAll('.jp-CodeCell .jp-InputPrompt').forEach(prompt => {
                delete prompt.dataset.changed;
                new MutationObserver((_, seen) => { prompt.dataset.changed = 'yes'; seen.disconnect(); })
                  .observe(prompt, {childList: true, characterData: true, subtree: true});
            })"""
        )
        yield
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
            ".every(prompt => prompt.dataset.changed && /\\[\\d+\\]/.test(prompt.textContent))",
            timeout=90_000,
        )

    def settle(self, picture: str = "data:,none") -> None:
        """Wait until what the page has in hand is done and drawn; ``picture`` is an address that cannot be loaded, tried after all others."""
        self.page.evaluate(
            """picture => new Promise(done => {
                const late = new Image();
                late.onerror = () => requestAnimationFrame(() => requestAnimationFrame(() => done()));
                late.src = picture;
            })""",
            picture,
        )

    def followed(self) -> Lesson:
        """Wait until the only exhibit's picture is that of its lists and numbers."""
        self.page.wait_for_function(
            """() => {
                const controls = [...document.querySelectorAll('.inbetween-controls :is(select, input[type=number])')];
                const says = controls.map(each => each.tagName === 'SELECT' ? each.selectedIndex : Number(each.value));
                return document.querySelector('.ib-chart').dataset.key === JSON.stringify(says) && !document.querySelector('.ib-stale');
            }""",
            timeout=20_000,
        )
        self.settle()
        return self

    def exhibits(self) -> list:
        return self.page.query_selector_all(".inbetween-exhibit")

    def scroll_through(self) -> Lesson:
        """Bring every exhibit to the screen once: the browser lays out only what is near it."""
        for exhibit in self.exhibits():
            exhibit.scroll_into_view_if_needed()
            exhibit.wait_for_selector(".ib-chart[data-painted], .ib-plot[hidden]", state="attached", timeout=60_000)
        return self

    def painted(self, count: int) -> Lesson:
        """Wait until ``count`` charts have drawn a picture."""
        self.page.wait_for_function(
            f"() => document.querySelectorAll('.ib-chart[data-painted]').length >= {count}", timeout=60_000
        )
        return self

    def kept(self, count: int = 1) -> Lesson:
        """Wait until ``count`` charts keep all states of their discrete controls."""
        self.page.wait_for_function(
            f"() => document.querySelectorAll('.ib-chart[data-states]').length >= {count}", timeout=90_000
        )
        return self

    def text(self, part: str) -> str:
        return self.page.text_content(f".ib-{part}")

    def changed(self, part: str, before: str) -> str:
        self.page.wait_for_function(
            "([part, before]) => document.querySelector('.ib-' + part).textContent !== before",
            arg=[part, before],
            timeout=20_000,
        )
        return self.text(part)

    def rows(self) -> list[list[str]]:
        """The table of the first exhibit, opened if it is not."""
        table = self.page.query_selector(".ib-table")
        if table.get_attribute("open") is None:
            self.page.click(".ib-table summary")
        self.page.wait_for_selector(".ib-rows tbody tr")
        return self.page.eval_on_selector_all(
            ".ib-rows tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )

    def picture(self) -> str:
        """What is drawn: the values of the traces of the first picture."""
        return self.page.evaluate("() => JSON.stringify(document.querySelector('.ib-plot').data)")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def running_jupyter(folder: Path):
    """JupyterLab over a copy of the collection in ``folder``, with settings of its own and no questions to the outside."""
    home, copy = folder / "home", folder / "collection"
    for path, settings in QUIET.items():
        target = home / "settings" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(settings), encoding="utf-8")
    for name in ("notebooks", "data", "seeds"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    port = _free_port()
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", f"--LabApp.user_settings_dir={home / 'settings'}",
        f"--LabApp.workspaces_dir={home / 'workspaces'}", f"--ServerApp.root_dir={copy / 'notebooks'}",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home),
    }
    environment.pop("PYTHONPATH", None)
    with (home / "server.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api/status", server, home / "server.log")
        yield Jupyter(copy / "notebooks", address, server.pid)
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    with running_jupyter(tmp_path_factory.mktemp("jupyter")) as server:
        yield server


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("JupyterLab did not start:\n" + log.read_text(encoding="utf-8")[-2000:])


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("no Chromium on this machine: install the package chromium (Debian) and run the tests again")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_SWITCHES)
        yield browser
        browser.close()


class Tabs:
    """Pages that stay open from test to test, each with a notebook and its kernel: to load JupyterLab takes longer than most tests."""

    def __init__(self, browser, jupyter: Jupyter):
        self.browser, self.jupyter = browser, jupyter
        self.pages: dict[tuple[str, str], Lesson] = {}

    def show(self, name: str, window: str, app: str) -> Lesson:
        """A page that shows the notebook, beside a kernel that knows nothing of earlier tests."""
        lesson = self.pages.get((window, app))
        if lesson is not None and not self._usable(lesson):
            self.close(lesson)
            lesson = None
        if lesson is None:
            lesson = Lesson(self.browser.new_page(viewport=WINDOWS[window]), self.jupyter.address)
            self.pages[window, app] = lesson
            lesson.open(self.jupyter.write(f"page_{window}_{app.partition('/')[0]}"), app)
            self._replace(lesson, name)
        else:
            self._replace(lesson, name)
            lesson.complaints.clear()
            lesson.outside.clear()
        return lesson

    def _usable(self, lesson: Lesson) -> bool:
        return (
            lesson.page.url.startswith(lesson.address)
            and self.jupyter.kernel_of(lesson.notebook) is not None
            and lesson.page.locator(".jp-Dialog").count() == 0
        )

    def _replace(self, lesson: Lesson, name: str) -> None:
        """Put the notebook ``name`` in the place of what the page shows."""
        page, folder = lesson.page, self.jupyter.folder
        self.jupyter.forget(self.jupyter.kernel_of(lesson.notebook))
        shutil.copy(folder / f"{name}.ipynb", folder / f"{lesson.notebook}.ipynb")
        page.evaluate(
            "() => { sessionStorage.clear();"
            " for (const cell of document.querySelectorAll('.jp-Cell')) cell.classList.add('of-another-test'); }"
        )
        lesson.menu("File", "Reload Notebook from Disk")
        page.wait_for_selector(".jp-Notebook .jp-Cell:not(.of-another-test), .jp-Dialog")
        if page.locator(".jp-Dialog").count():
            page.click(".jp-Dialog .jp-mod-accept")
        page.wait_for_function(
            "() => document.querySelector('.jp-Notebook .jp-Cell') && !document.querySelector('.of-another-test')"
        )
        lesson.wait_ready()

    def close(self, lesson: Lesson) -> None:
        self.pages = {place: each for place, each in self.pages.items() if each is not lesson}
        lesson.page.close()
        if self.jupyter.kernel_of(lesson.notebook) is not None:
            self.jupyter.stop_kernel(lesson.notebook)


class SharedLesson(Lesson):
    """A notebook in one of the pages that stay open."""

    def __init__(self, tabs: Tabs, window: str):
        self.tabs, self.window, self.shown = tabs, window, None

    def open(self, name: str, app: str = "lab/tree") -> Lesson:
        self.shown = self.tabs.show(name, self.window, app)
        self.address, self.tab, self.notebook = self.shown.address, self.shown.tab, self.shown.notebook
        return self


@pytest.fixture(scope="session")
def tabs(jupyter, chromium):
    return Tabs(chromium, jupyter)


def _shared(request, tabs, window: str):
    failed = request.session.testsfailed
    lesson = SharedLesson(tabs, window)
    yield lesson
    # what a failed test leaves must not make the next one fail
    if lesson.shown is not None and request.session.testsfailed > failed:
        tabs.close(lesson.shown)


@pytest.fixture
def lesson(request, tabs):
    """A page at the size of a projector."""
    yield from _shared(request, tabs, "projector")


@pytest.fixture
def phone(request, tabs):
    """A page at the width of a phone."""
    yield from _shared(request, tabs, "phone")


@pytest.fixture
def own_page(tabs):
    """A page and a kernel that no other test has seen or will see."""
    lesson = Lesson(tabs.browser.new_page(viewport=WINDOWS["projector"]), tabs.jupyter.address)
    yield lesson
    tabs.close(lesson)
