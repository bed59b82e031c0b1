"""How fast the exhibits are, beside the ordinary ways of making the same thing: `python tests/bench.py` prints a table.

One JupyterLab, one browser, one run: the drop-down of measures of the asymmetry exhibit is moved by key, and the time from
the key press to the painted frame is taken, with the bytes that the socket carried. Times depend on the machine; the ratios
are what to keep. Nothing here fails: it is a table, not a test.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import conftest

PRESSES = 16
RERUNS = 200
STATES = """
from inbetween import explore
exhibit = explore.asymmetry()
options = exhibit.controls["measure"].options
values = exhibit.values()
views = {}
for label, measure in options:
    views[label] = exhibit.compute(**{**values, "measure": measure})
    views[label].figure.layout.title.text = views[label].title
exhibit.close()
"""
WAYS = {
    "echo floor": """
import ipywidgets
page = ipywidgets.HTML('<b class="bench-title">' + views[options[1][0]].title + "</b>")
choose = ipywidgets.Dropdown(options=list(views), value=options[1][0])
choose.observe(lambda change: setattr(page, "value", '<b class="bench-title">' + views[change.new].title + "</b>"), "value")
ipywidgets.VBox([choose, page])
""",
    "states in the page": "explore.asymmetry()",
    "through the kernel": "exhibit = explore.asymmetry()\nexhibit.chart.states = 0\nexhibit",
    "FigureWidget, batched": """
import ipywidgets
import plotly.graph_objects as go
picture = go.FigureWidget(views[options[1][0]].figure)
sentence = ipywidgets.HTML(views[options[1][0]].summary)
def draw(change):
    view = views[change.new]
    with picture.batch_update():
        for old, new in zip(picture.data, view.figure.data):
            old.update(new.to_plotly_json(), overwrite=False)
        picture.layout.update(view.figure.layout.to_plotly_json())
    sentence.value = view.summary
choose = ipywidgets.Dropdown(options=list(views), value=options[1][0])
choose.observe(draw, "value")
ipywidgets.VBox([choose, picture, sentence])
""",
    "interact + Output": """
import ipywidgets
from IPython.display import HTML, display
def draw(measure):
    display(views[measure].figure, HTML(views[measure].summary))
ipywidgets.interact(draw, measure=ipywidgets.Dropdown(options=list(views), value=options[1][0]));
""",
}
# The title stands in another element in each way of drawing.
TITLES = {"echo floor": ".bench-title", "states in the page": ".ib-title", "through the kernel": ".ib-title"}
PRESS = """
async ([selector, key]) => {
  const select = document.querySelector('.jp-OutputArea-output select');
  const title = () => document.querySelector(selector)?.textContent;
  const before = title();
  // the ordinary ways lose their arrow keys to JupyterLab, which would move to another cell
  select.closest('.jp-OutputArea-output').addEventListener('keydown', (event) => event.stopPropagation());
  let pressed;
  select.addEventListener('keydown', () => { pressed = performance.now(); }, { once: true, capture: true });
  window.bench = new Promise((yes, no) => {
    setTimeout(() => no(new Error('nothing was painted in 10 s')), 10000);
    const look = () => {
      if (pressed && title() && title() !== before) requestAnimationFrame(() => yes(performance.now() - pressed));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  select.focus();
}
"""


class Socket:
    """Counts what a page's sockets carry to it."""

    def __init__(self, page):
        self.bytes = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _count(self, frame):
        self.bytes += len(frame if isinstance(frame, bytes) else frame.encode("utf-8"))

    def since(self, before: int) -> int:
        return self.bytes - before


def measure_way(jupyter, browser, way: str, code: str) -> dict:
    name = jupyter.write("bench_" + "".join(c for c in way if c.isalpha()), STATES, code)
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    socket, lesson = Socket(page), conftest.Lesson(page, jupyter.address)
    selector = TITLES.get(way, ".gtitle")
    lesson.open(name)
    before, began = socket.bytes, time.perf_counter()
    lesson.menu("Run", "Run All Cells")
    page.wait_for_selector(f".jp-OutputArea-output {selector}", timeout=60_000, state="attached")
    if way in TITLES and way != "echo floor":
        page.wait_for_selector(".ib-chart[data-painted]")
    first_seconds, first_bytes = time.perf_counter() - began, socket.since(before)
    if way == "states in the page":
        lesson.kept()
    page.wait_for_timeout(2_000)
    times, sizes = [], []
    for number in range(PRESSES):
        start = socket.bytes
        page.evaluate(PRESS, [selector, ""])
        page.keyboard.press("ArrowDown" if number < PRESSES // 2 else "ArrowUp")
        times.append(page.evaluate("() => window.bench"))
        page.wait_for_timeout(700)
        sizes.append(socket.since(start))
    page.close()
    jupyter.stop_kernels()
    return {
        "ms": statistics.median(times), "worst": max(times), "step": statistics.median(sizes),
        "first": first_bytes, "seconds": first_seconds,
    }  # fmt: skip


def print_ways(found: dict) -> None:
    floor, widget, output = (found[way]["ms"] for way in ("echo floor", "FigureWidget, batched", "interact + Output"))
    print(
        "| way | key to paint, ms | slowest | x floor | x FigureWidget | x Output | step, kB | until first paint, MB | run all, s |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for way, row in found.items():
        print(
            f"| {way} | {row['ms']:.0f} | {row['worst']:.0f} | {row['ms'] / floor:.2f} | {row['ms'] / widget:.2f} | {row['ms'] / output:.2f} "
            f"| {row['step'] / 1e3:.1f} | {row['first'] / 1e6:.2f} | {row['seconds']:.1f} |"
        )


def seconds_to_import(code: str) -> float:
    timed = f"import time; began = time.perf_counter(); {code}; print(time.perf_counter() - began)"
    runs = [
        float(
            subprocess.run(
                [sys.executable, "-c", timed],
                capture_output=True,
                text=True,
                check=True,
                cwd=conftest.ROOT / "notebooks",
            ).stdout
        )
        for _ in range(5)
    ]
    return statistics.median(runs)


def print_imports() -> None:
    own, others = (
        seconds_to_import("import inbetween"),
        seconds_to_import("import pandas, ipywidgets, plotly.graph_objects"),
    )
    print(
        f"| import inbetween / import pandas, ipywidgets, plotly.graph_objects | {own:.2f} s / {others:.2f} s = {own / others:.2f} |"
    )


MEMORY = "import os; print('kB', [line.split()[1] for line in open(f'/proc/{os.getpid()}/status') if line.startswith('VmRSS')][0])"


def run_cells(cells: list[str], folder: Path, repeat: tuple[int, int] | None = None) -> list[str]:
    """What the last cell printed, after the cell of index ``repeat[0]`` has run ``repeat[1]`` times, under one cell id."""
    import nbformat
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(cwd=str(folder))
    printed = []

    def execute(code, cell):
        message = client.session.msg("execute_request", {"code": code, "silent": False, "store_history": True, "allow_stdin": False},
                                     metadata={"cellId": cell})  # fmt: skip
        client.shell_channel.send(message)
        while True:
            answer = client.get_iopub_msg(timeout=60)
            if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if answer["msg_type"] == "stream":
                printed.append(answer["content"]["text"].strip())
            if answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
                return

    try:
        for number, code in enumerate(cells):
            for _ in range(repeat[1] if repeat and repeat[0] == number else 1):
                execute(code, nbformat.v4.new_code_cell().id if not repeat else f"cell-{number}")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return printed


def print_kernel(folder: Path) -> None:
    bare = run_cells(["import pandas, ipywidgets, plotly.graph_objects", MEMORY], folder)[-1]
    bare_kb = int(bare.split()[-1])
    for path in sorted(folder.glob("*.ipynb")):
        if path.name.startswith("bench_"):
            continue
        cells = [
            "".join(cell["source"])
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if cell["cell_type"] == "code"
        ]
        began = time.perf_counter()
        used = int(run_cells([*cells, MEMORY], folder)[-1].split()[-1])
        print(
            f"| {path.stem}: kernel memory after run-all / after the imports alone | {used / 1e3:.0f} MB / {bare_kb / 1e3:.0f} MB = {used / bare_kb:.2f} |"
        )
        print(f"| {path.stem}: run-all without a page, kernel start included | {time.perf_counter() - began:.1f} s |")
    count = "import ipywidgets; print('models', len(ipywidgets.widgets.widget._instances))"
    cells = ["from inbetween import explore", "explore.asymmetry()", count]
    once, often = run_cells(cells, folder, (1, 1))[-1], run_cells(cells, folder, (1, RERUNS))[-1]
    print(f"| models after 1 run / after {RERUNS} runs of a cell | {once.split()[-1]} / {often.split()[-1]} |")


LEARNING = """
import msgspec, statistics, sys, tempfile, time
from pathlib import Path
from inbetween.learn import classroom, exports, panels, rehearsal
folder = Path(tempfile.mkdtemp())
for name, export in rehearsal.constructed_class(1000):
    (folder / name).write_bytes(exports.encode(export))
began = time.perf_counter()
answers = classroom.collect(folder).answers
print(f"| a class of 1,000 exports read, {len(answers)} answers | {time.perf_counter() - began:.2f} s |")
for path in folder.glob("*.json"):
    export = exports.decode(path.read_bytes())
    more = [msgspec.structs.replace(answer, uid=f"{answer.uid}-{turn}") for turn in range(25) for answer in export.answers]
    path.write_bytes(exports.encode(msgspec.structs.replace(export, answers=more)))
size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
began = time.perf_counter()
count = len(classroom.collect(folder).answers)
print(f"| the same with 25 versions of each answer ({size:.0f} MB, {count} answers kept) | {time.perf_counter() - began:.2f} s |")
panel, times = panels.check("02", "crossing-year"), []
panels.my_progress(), panels.my_journal(), panels.task("02", "sentence")
for number in range(40):
    began = time.perf_counter()
    panel.answer = {"value": str(1950 + number), "turn": str(number)}
    times.append(1000 * (time.perf_counter() - began))
print(f"| an answer judged, kept on the disk and shown in four panels, in the kernel | {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms |")
"""


def print_learning() -> None:
    command = [sys.executable, "-c", LEARNING]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "INBETWEEN_JOURNAL": str(Path(folder) / "journal.sqlite")}
        answer = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=conftest.ROOT / "notebooks", env=environment
        )
    print(answer.stdout, end="")


def library_text(number: int) -> str:
    """Made-up BibTeX: a title, two authors, a venue and an abstract of 120 words each."""
    words = [
        "power",
        "order",
        "alliance",
        "china",
        "russia",
        "identity",
        "norms",
        "trade",
        "status",
        "asia",
        "hedging",
        "border",
    ]
    draw = random.Random(7)
    entries = []
    for place in range(number):
        title, abstract = (" ".join(draw.choice(words) for _ in range(length)) for length in (9, 120))
        entries.append(
            f"@article{{key{place}, title = {{{title} {place}}}, author = {{Ivanov, Ivan and Li, Wei}}, "
            f"journal = {{International Politics}}, year = {{{draw.randint(1990, 2023)}}}, abstract = {{{abstract}}}}}\n"
        )
    return "".join(entries)


LIBRARY = """
import resource, sys, time
from pathlib import Path
from inbetween.explore import own_library
exhibit = own_library()
library = exhibit.controls["library"]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
library.value = library._read("bench.bib", Path(sys.argv[1]).read_bytes(), lambda share: None)
read, most = time.perf_counter() - start, 0.0
values = exhibit.values()
for show in ("works", "years", "gaps", "realist"):
    exhibit.compute(**{**values, "show": show})
for show in ("works", "years", "gaps", "realist"):
    for find in ("china", "hedg*", "силк", "balanc power", ""):
        start = time.perf_counter()
        exhibit.compute(**{**values, "show": show, "find": find, "since": 2001})
        most = max(most, time.perf_counter() - start)
start = time.perf_counter()
exhibit.compute(**{**values, "lists": {"theory/status": {"words": "status; rank; prestig*"}}})
changed = time.perf_counter() - start
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(read, most, changed, (after - before) / 1024)
"""


def print_libraries(folder: Path) -> None:
    """A reader's own library: read with its index, the slowest filtered view, a changed list, and memory at its highest."""
    print("\n| entries | read and indexed, s | slowest filter, s | list changed, s | memory, MB | kB an entry |")
    print("|---|---|---|---|---|---|")
    for number in (1_000, 10_000, 50_000, 100_000):
        path = folder / f"{number}.bib"
        path.write_text(library_text(number), encoding="utf-8")
        command = [sys.executable, "-c", LIBRARY, str(path)]
        environment = {**os.environ, "PYTHONPATH": str(conftest.ROOT / "notebooks"), "INBETWEEN_JOURNAL": ""}
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        read, most, changed, memory = map(float, told.split())
        print(f"| {number:,} | {read:.1f} | {most:.3f} | {changed:.3f} | {memory:.0f} | {1024 * memory / number:.1f} |")


def main() -> None:
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as temporary,
        conftest.running_jupyter(Path(temporary)) as jupyter,
        sync_playwright() as playwright,
    ):
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=conftest.CHROMIUM_SWITCHES)
        print_ways({way: measure_way(jupyter, browser, way, code) for way, code in WAYS.items()})
        browser.close()
        print("\n| what | figure |\n|---|---|")
        print_imports()
        print_kernel(jupyter.folder)
        print_learning()
        print_libraries(jupyter.folder)


if __name__ == "__main__":
    main()
