"""How the house is built: arrows that only point down, lessons with fixed places, files that anyone can read."""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "notebooks" / "inbetween"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ELSEWHERE = {".venv", ".git", "__pycache__", ".ipynb_checkpoints", ".virtual_documents"}
BINARY = {".png", ".jpg", ".gif", ".ico", ".woff2", ".pdf"}

LESSONS = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def tracked() -> list[Path]:
    """The files of the collection; in an unpacked copy without git, all but what tools have left there."""
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    if answer.returncode == 0 and answer.stdout:
        found = [ROOT / name for name in answer.stdout.split("\0") if name]
    else:
        found = []
        for folder, folders, names in os.walk(ROOT):
            folders[:] = [name for name in folders if name not in ELSEWHERE and not name.endswith("_cache")]
            found += [Path(folder) / name for name in names]
    return sorted(path for path in found if path.is_file())


def text_files() -> list[Path]:
    found = [path for path in tracked() if path.suffix not in BINARY]
    assert len(found) > 40
    return found


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- the package ---------------------------------------------------------------------------------

FOLDERS = ("explore", "learn", "chart", "library")
BELOW = {
    "top": {"library", "analysis", "chart", "learn", "explore"},
    "explore": {"learn", "chart", "analysis", "library"},
    "learn": {"chart", "analysis", "library"},
    "chart": {"library"},
    "analysis": {"library"},
    "library": set(),
}


def floor(module: tuple[str, ...]) -> str:
    """The floor of a module, given as its path within the package."""
    if not module:
        return "top"
    return module[0] if module[0] in FOLDERS else "analysis"


def module_of(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports(path: Path) -> list[tuple[str, ...]]:
    """All modules that a file imports, at its top or inside a function, as absolute paths."""
    own = ("inbetween", *path.relative_to(PACKAGE).parts[:-1])
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = own[: len(own) - node.level + 1] if node.level else ()
            base += tuple(node.module.split(".")) if node.module else ()
            found += [(*base, alias.name) for alias in node.names]
    return found


def within(module: tuple[str, ...]) -> tuple[str, ...]:
    """The part of an imported path that is a module of the package: names inside modules are cut off."""
    inner = module[1:]
    while inner and not (PACKAGE.joinpath(*inner).is_dir() or PACKAGE.joinpath(*inner).with_suffix(".py").is_file()):
        inner = inner[:-1]
    return inner


def test_arrows_only_point_down():
    arrows, wrong = 0, []
    for path in MODULES:
        own = floor(module_of(path))
        for module in imports(path):
            if module[0] != "inbetween":
                continue
            target = within(module)
            arrows += 1
            beside = own == floor(target) and own in ("chart", "library", "learn")
            if floor(target) not in BELOW[own] and not beside:
                wrong.append(f"{name_of(path)} ({own}) imports {'.'.join(module)} ({floor(target)})")
    assert len(MODULES) >= 19
    assert arrows >= 25
    assert wrong == []


def test_only_the_upper_floors_know_that_widgets_exist():
    widgets = {"ipywidgets", "anywidget", "traitlets", "IPython"}
    users, wrong = set(), []
    for path in MODULES:
        used = widgets & {module[0] for module in imports(path)}
        if used:
            users.add(floor(module_of(path)))
            if floor(module_of(path)) not in ("explore", "chart"):
                wrong.append(f"{name_of(path)}: {', '.join(sorted(used))}")
    assert "chart" in users
    assert wrong == []


def test_only_chart_knows_how_a_figure_reaches_the_screen():
    users = {
        floor(module_of(path))
        for path in MODULES
        for module in imports(path)
        if module[0] == "anywidget" or module[:2] in (("plotly", "io"), ("plotly", "offline"))
    }
    assert users == {"chart"}


def test_tables_and_citations_are_read_without_loading_widgets_or_plotly():
    line = (
        "import sys, inbetween; inbetween.library.table('vetoes'); inbetween.cite('bossuyt-kaczmarski-2021'); "
        "print([name for name in ('ipywidgets', 'anywidget', 'plotly') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", line], cwd=ROOT / "notebooks", capture_output=True, text=True, encoding="utf-8"
    )
    assert answer.stdout.strip() == "[]", answer.stderr


def test_every_exhibit_is_a_module_with_a_factory_of_its_name():
    from inbetween import explore

    modules = [path for path in (PACKAGE / "explore").glob("*.py") if path.stem != "__init__"]
    assert len(modules) >= 5
    assert all(path.stem.endswith("_exhibit") for path in modules), "a module of explore that is no exhibit"
    names = {path.stem.removesuffix("_exhibit") for path in modules}
    assert set(explore.catalogue()) == names
    for path in modules:
        name = path.stem.removesuffix("_exhibit")
        body = ast.parse(path.read_text(encoding="utf-8")).body
        defined = {node.name for node in body if isinstance(node, ast.FunctionDef)}
        assert name in defined, f"{name_of(path)} has no factory {name}"
        assert callable(getattr(explore, name))
        assert explore.catalogue()[name].__name__ == name
        assert ast.get_docstring(next(node for node in body if getattr(node, "name", "") == name)), name


def test_no_factory_shares_its_name_with_a_module_of_its_folder():
    from inbetween import explore

    beside = {path.stem for path in (PACKAGE / "explore").iterdir()}
    assert len(beside) >= 6
    assert not set(explore.catalogue()) & beside


def test_every_module_and_every_public_function_says_what_it_is_for():
    silent, seen = [], 0
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        seen += 1
        if not ast.get_docstring(tree):
            silent.append(name_of(path))
        if floor(module_of(path)) not in ("analysis", "library"):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                seen += 1
                if not ast.get_docstring(node):
                    silent.append(f"{name_of(path)}: {node.name}")
    assert seen > 40
    assert silent == []


# --- the lessons ---------------------------------------------------------------------------------


def read(path: Path):
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def without_fences(text: str) -> list[str]:
    lines, fenced = [], False
    for line in text.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced:
            lines.append(line)
    return lines


def headings(notebook) -> list[tuple[int, str]]:
    return [
        (len(found[1]), found[2].strip())
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in without_fences(cell.source)
        if (found := re.match(r"(#{1,6})\s+(.+)", line))
    ]


def code_cells(notebook) -> list:
    found = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert found, "a lesson without code"
    return found


def exhibits_made(source: str) -> list[str]:
    return re.findall(r"\bexplore\.(\w+)\(", source)


def test_the_lessons_that_are_ready_are_there_and_no_others():
    with (ROOT / "data" / "lessons.csv").open(encoding="utf-8", newline="") as file:
        ready = {row["notebook"] for row in csv.DictReader(file) if row["status"] == "ready"}
    assert len(ready) >= 2
    assert {path.stem for path in NOTEBOOKS} == ready


@LESSONS
def test_a_lesson_is_a_valid_notebook_of_modest_size(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert 5_000 < path.stat().st_size < 150_000
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids)) > 10


@LESSONS
def test_a_lesson_has_one_title_and_headings_in_order(path):
    notebook = read(path)
    found = headings(notebook)
    assert len(found) > 5
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith(f"# {path.stem[:2]} ")
    levels = [level for level, _ in found]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [second for first, second in zip(levels, levels[1:], strict=False) if second > first + 1] == []
    titles = [title for level, title in found if level == 2]
    assert len(titles) == len(set(titles)) > 2


@LESSONS
def test_every_code_cell_follows_prose_and_is_short(path):
    notebook = read(path)
    lengths = []
    for before, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown", f"no prose before {cell.source[:60]!r}"
            lengths.append(len(cell.source.strip().splitlines()))
    assert len(lengths) == len(code_cells(notebook))
    assert max(lengths) <= 20
    assert min(lengths) >= 1
    assert sum(length <= 10 for length in lengths) >= 0.9 * len(lengths)


@LESSONS
def test_code_asks_nothing_of_the_outside_and_installs_nothing(path):
    for cell in code_cells(read(path)):
        assert not re.search(r"https?:|www\.|\bpip\b|\bconda\b|\bsubprocess\b|\bos\.system\b", cell.source), cell.source
        assert not re.search(r"^\s*[%!]", cell.source, re.M), cell.source
        ast.parse(cell.source)


@LESSONS
def test_images_have_a_text_in_their_place(path):
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    assert re.findall(r"!\[\s*\]\(", text) == []
    assert [tag for tag in re.findall(r"<img\b[^>]*>", text) if not re.search(r"\balt=[\"'][^\"']+", tag)] == []


@LESSONS
def test_a_lesson_keeps_no_widget_and_no_place_of_a_machine(path):
    notebook = read(path)
    assert "widgets" not in notebook.metadata
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    assert outputs
    for output in outputs:
        assert output.output_type in ("execute_result", "display_data"), output
        assert set(output.data) <= {"text/markdown", "text/html", "text/plain"}, list(output.data)
        content = json.dumps(output.data, ensure_ascii=False)
        assert "widget-view" not in content
        assert not re.search(r"(?<![\w./:])/(?:home|root|work|Users|tmp|usr|opt|mnt|private)/", content), content[:300]
        assert not re.search(r"\b[A-Z]:\\\\", content), content[:300]
    runs = [cell.execution_count for cell in code_cells(notebook)]
    assert runs == list(range(1, len(runs) + 1)), "not run from top to bottom"


@LESSONS
def test_every_exhibit_reads_without_a_kernel(path):
    from inbetween import explore

    made = 0
    for cell in code_cells(read(path)):
        names = exhibits_made(cell.source)
        assert set(names) <= set(explore.catalogue()), cell.source
        if not names:
            continue
        made += len(names)
        stored = [output.data["text/markdown"] for output in cell.outputs if "text/markdown" in output.data]
        assert len(stored) == len(names), f"no stored view of {cell.source}"
        for text in stored:
            title, _, rest = text.partition("\n")
            assert re.fullmatch(r"\*\*.+\*\*", title), title
            assert re.search(r"\w.*\.$", rest.strip().partition("\n")[0]), "no sentence"
    assert made > 0


def links(path: Path) -> list[str]:
    if path.suffix == ".ipynb":
        text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    else:
        text = path.read_text(encoding="utf-8")
    text = "\n".join(without_fences(text))
    return re.findall(r"\]\(\s*<?([^)>\s]+)", text) + re.findall(r"\b(?:href|src)=[\"']([^\"']+)", text)


def test_links_between_files_lead_somewhere():
    seen, broken = 0, []
    for path in tracked():
        if path.suffix not in (".md", ".ipynb"):
            continue
        for link in links(path):
            if re.match(r"[a-z]+:", link):
                continue
            seen += 1
            place, _, anchor = link.partition("#")
            target = (path.parent / place).resolve() if place else path
            if not target.exists() or not target.is_relative_to(ROOT):
                broken.append(f"{name_of(path)}: {link}")
            elif anchor and target.suffix in (".md", ".ipynb"):
                known = headings(read(target)) if target.suffix == ".ipynb" else []
                if target.suffix == ".md":
                    lines = without_fences(target.read_text(encoding="utf-8"))
                    known = [(0, line.lstrip("#").strip()) for line in lines if line.startswith("#")]
                slugs = {re.sub(r"[^\w -]", "", title).replace(" ", "-").lower() for _, title in known}
                if re.sub(r"[^\w-]", "", anchor).lower() not in slugs:
                    broken.append(f"{name_of(path)}: {link}")
    assert seen >= 5
    assert broken == []


def test_the_readme_names_every_lesson_there_is():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert NOTEBOOKS
    assert [path.stem for path in NOTEBOOKS if f"{path.stem}.ipynb" not in text] == []


# --- the files -----------------------------------------------------------------------------------


def test_text_files_are_utf_8_with_plain_line_ends():
    wrong = []
    for path in text_files():
        content = path.read_bytes()
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as problem:
            wrong.append(f"{name_of(path)}: byte {problem.start} is not UTF-8")
        if b"\r" in content:
            wrong.append(f"{name_of(path)}: CR")
        if content.startswith(b"\xef\xbb\xbf"):
            wrong.append(f"{name_of(path)}: byte order mark")
        if content and not content.endswith(b"\n"):
            wrong.append(f"{name_of(path)}: no line end at the end")
    assert wrong == []


def test_file_names_are_plain_ascii_without_spaces():
    names = [name_of(path) for path in tracked()]
    assert len(names) > 40
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9_./-]+", name)] == []
    assert len({name.lower() for name in names}) == len(names), "two names that some file systems take for one"


def test_no_file_names_a_place_of_one_machine_or_a_package_registry():
    # written so that this file does not contain what it looks for
    places = re.compile(
        r"(?<![\w.])/(?:root|home|work|Users)/|[A-Z]:\\Users\\|pypi\.org/(?:simple|pypi)|files\.pythonhosted\.org"
        r"|registry\.npmjs\.org|conda\.anaconda\.org|--index-url[ =]\S*http|_auth[T]oken"
    )
    assert places.search("see /" + "root/x"), "the pattern finds nothing"
    wrong = [
        f"{name_of(path)}, line {number}: {line.strip()[:80]}"
        for path in text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if places.search(line)
    ]
    assert wrong == []


def test_json_toml_and_yaml_files_can_be_parsed():
    import yaml

    readers = {
        ".json": json.loads, ".ipynb": json.loads, ".toml": tomllib.loads, ".cff": yaml.safe_load, ".yml": yaml.safe_load
    }  # fmt: skip
    seen = set()
    for path in text_files():
        if path.suffix in readers:
            assert readers[path.suffix](path.read_text(encoding="utf-8")), name_of(path)
            seen.add(path.suffix)
    assert seen >= {".json", ".ipynb", ".toml", ".cff", ".yml"}


def test_a_citation_file_and_both_licences_are_there():
    import yaml

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["title"]
    assert citation["authors"]
    assert "MIT" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    content = (ROOT / "LICENSE-CONTENT").read_text(encoding="utf-8")
    assert re.search(r"Attribution-ShareAlike 4\.0|CC BY-SA 4\.0", content)


def ruff(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "ruff", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


def test_ruff_finds_nothing_in_more_than_twenty_files():
    seen = ruff("check", "--show-files", ".").stdout.split("\n")
    assert len([name for name in seen if name.endswith((".py", ".ipynb"))]) > 20
    assert len([name for name in seen if name.endswith(".ipynb")]) == len(NOTEBOOKS)
    answer = ruff("check", "--output-format", "concise", ".")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_file_is_formatted_as_ruff_does_it():
    answer = ruff("format", "--check", "--output-format", "concise", ".")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert int(re.search(r"(\d+) files already formatted", answer.stdout)[1]) > 20
