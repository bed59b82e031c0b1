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

pytest.register_assert_rewrite("exhibits")
# No test reads or changes a reader's journal; those that need one on the disk name a file of their own.
os.environ["INBETWEEN_JOURNAL"] = ""

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
QUIET = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false"},
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": {"autosave": False},
}


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

    def kernels(self) -> list[dict]:
        with urllib.request.urlopen(f"{self.address}/api/kernels") as answer:
            return json.load(answer)

    def kill_kernels(self) -> int:
        """Kill the kernels' processes without a farewell, and end their sessions."""
        killed = 0
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (process / "cmdline").read_bytes()
                if b"ipykernel_launcher" in words and f"PPid:\t{self.process}\n" in (process / "status").read_text():
                    os.kill(int(process.name), signal.SIGKILL)
                    killed += 1
        assert killed, "no kernel was killed"
        self.stop_kernels()
        return killed

    def stop_kernels(self) -> int:
        found = self.kernels()
        for kernel in found:
            request = urllib.request.Request(f"{self.address}/api/kernels/{kernel['id']}", method="DELETE")
            urllib.request.urlopen(request).close()
        return len(found)


class Lesson:
    """A notebook in the browser, with everything the page complained of or asked the outside for."""

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

    def open(self, name: str, app: str = "lab/tree") -> Lesson:
        reset = "?reset" if app.startswith("lab") else ""
        self.page.goto(f"{self.address}/{app}/{name}.ipynb{reset}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        # the page says "idle" a moment before its session is bound, and would ask for a kernel
        for _ in range(120):
            if self._kernel_is_idle(name):
                break
            self.page.wait_for_timeout(250)
        self.page.wait_for_timeout(1_500)
        return self

    def _kernel_is_idle(self, name: str) -> bool:
        with urllib.request.urlopen(f"{self.address}/api/sessions") as answer:
            sessions = json.load(answer)
        return any(
            s["path"] == f"{name}.ipynb" and (s["kernel"] or {}).get("execution_state") == "idle" for s in sessions
        )

    def menu(self, title: str, entry: str) -> None:
        self.page.click(f"li.lm-MenuBar-item:has-text('{title}')")
        self.page.click(f"li.lm-Menu-item:has-text('{entry}')")

    def run_all(self) -> Lesson:
        self.menu("Run", "Run All Cells")
        self.wait_idle()
        return self

    def wait_idle(self) -> None:
        self.page.wait_for_timeout(500)
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
            ".every(prompt => /\\[\\d+\\]/.test(prompt.textContent))",
            timeout=90_000,
        )

    def exhibits(self) -> list:
        return self.page.query_selector_all(".inbetween-exhibit")

    def scroll_through(self) -> Lesson:
        """Bring every exhibit to the screen once: the browser lays out only what is near it."""
        for exhibit in self.exhibits():
            exhibit.scroll_into_view_if_needed()
            self.page.wait_for_timeout(250)
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
    environment = {**os.environ, "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config")}
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


@pytest.fixture
def lesson(jupyter, chromium):
    """An empty page at the size of a projector; ends with its kernels."""
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    yield Lesson(page, jupyter.address)
    page.close()
    jupyter.stop_kernels()


@pytest.fixture
def phone(jupyter, chromium):
    """An empty page at the width of a phone."""
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    yield Lesson(page, jupyter.address)
    page.close()
    jupyter.stop_kernels()
