"""start.py from outside: what it does, and what it says where it cannot.

Each case runs in a copy whose path has spaces and letters outside ASCII.
"""

import ast
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import namedtuple
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = os.name == "nt"
LISTS = ("requirements.txt", "requirements-test.txt")
NO_INDEX = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_RETRIES": "0",
    "PIP_NO_CACHE_DIR": "1",
}


def notebook(source=None, output=None):
    """A notebook file's text, empty or with one code cell and its stored result."""
    cells = []
    if source is not None:
        result = {
            "output_type": "execute_result",
            "execution_count": 1,
            "metadata": {},
            "data": {"text/plain": [output]},
        }
        cells.append(
            {
                "cell_type": "code",
                "id": "only",
                "execution_count": 1,
                "metadata": {},
                "source": [source],
                "outputs": [result],
            }
        )
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


def make_copy(parent, lists=True):
    """A small collection in `parent`; without the real lists, one that asks for no package at all."""
    copy = parent / "In Bétween 中间 über"
    (copy / "notebooks").mkdir(parents=True)
    (copy / "notebooks" / "00_start_here.ipynb").write_text(notebook(), encoding="utf-8")
    for name in ("start.py", "pyproject.toml"):
        shutil.copy(ROOT / name, copy)
    for name in LISTS:
        if lists:
            shutil.copy(ROOT / name, copy)
        else:
            (copy / name).write_text("# nothing\n", encoding="utf-8")
    return copy


@pytest.fixture
def copy(tmp_path):
    return make_copy(tmp_path)


@pytest.fixture
def installed(copy):
    """A copy that shares the .venv of the running tests."""
    if sys.prefix == sys.base_prefix:
        pytest.skip("these tests do not run from a virtual environment that a copy could share")
    try:
        (copy / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    except OSError as error:
        pytest.skip(f"no symbolic links here: {error}")
    return copy


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A copy that needs no packages, after a first start that had no network."""
    copy = make_copy(tmp_path_factory.mktemp("bare"))
    first = run(copy, "--no-browser", **NO_INDEX)
    for name in LISTS:
        (copy / name).write_text("# nothing\n", encoding="utf-8")
    return copy, first


def settings(copy, extra):
    """The environment of a reader who has no Jupyter settings of their own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "JUPYTER"))}
    for kind in ("JUPYTER_CONFIG", "JUPYTER_DATA", "JUPYTER_RUNTIME", "JUPYTERLAB_WORKSPACES"):
        env[f"{kind}_DIR"] = str(copy.parent / kind.lower())
    return {**env, "PYTHONIOENCODING": "utf-8", **extra}


def run(copy, *arguments, python=sys.executable, **extra):
    return subprocess.run(
        [python, str(copy / "start.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=copy.parent,
        env=settings(copy, extra),
        timeout=120,
    )


def stopped_with_one_line(done):
    """The single line on stderr of a start that ended with advice."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("Stopped: ")
    return lines[0]


def module(copy):
    """start.py of the copy as a module, for states that cannot be brought about for real."""
    spec = importlib.util.spec_from_file_location("start_of_copy", copy / "start.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


# --- what it says without installing -----------------------------------------------------------


def test_help_names_every_option(copy):
    done = run(copy, "--help")
    assert done.returncode == 0
    for word in ("--no-browser", "--port", "start.py test", "minutes"):
        assert word in done.stdout
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize("arguments", [["--port", "high"], ["--port", "70000"], ["--no-brauser"], ["tset"]])
def test_wrong_arguments_are_named(copy, arguments):
    done = run(copy, *arguments)
    assert done.returncode == 2
    assert arguments[-1] in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_parses_under_python_3_6():
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def old_pythons():
    """Pythons before 3.11 on this machine that really start: [(version, path)]."""
    candidates = [shutil.which(f"python3.{minor}") for minor in range(6, 11)]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates += sorted(pyenv.glob("3.*/bin/python"))
    found = {}
    for candidate in filter(None, candidates):
        answer = subprocess.run(
            [str(candidate), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        version = answer.stdout.strip()
        if answer.returncode == 0 and (3, 6) <= tuple(map(int, version.split("."))) < (3, 11):
            found[version] = str(candidate)
    return found


def test_old_python_is_told_which_one_is_needed(copy):
    found = old_pythons()
    if not found:
        pytest.skip("no Python 3.6 to 3.10 on this machine")
    for version, python in found.items():
        line = stopped_with_one_line(run(copy, "--no-browser", python=python))
        assert "3.11 to 3.13" in line
        assert version in line
    assert not (copy / ".venv").exists()


def test_newer_python_is_warned_and_tried(copy, monkeypatch, capsys):
    start = module(copy)
    monkeypatch.setattr(start, "NEWEST", (3, 10))
    with pytest.raises(SystemExit):
        start.main(["--help"])
    assert "is newer than those tried" in capsys.readouterr().out


def test_incomplete_copy_says_what_is_missing(tmp_path):
    shutil.copy(ROOT / "start.py", tmp_path)
    line = stopped_with_one_line(run(tmp_path))
    assert "requirements.txt" in line
    assert "00_start_here.ipynb" in line


def test_full_disk_is_seen_before_anything_is_written(copy, monkeypatch, capsys):
    start = module(copy)
    usage = namedtuple("usage", "total used free")(10**10, 95 * 10**8, 5 * 10**8)
    monkeypatch.setattr(start.shutil, "disk_usage", lambda path: usage)
    assert start.main(["--no-browser"]) == 1
    assert "0.5 GB free, 1.0 GB needed" in capsys.readouterr().err
    assert not (copy / ".venv").exists()


@pytest.mark.skipif(WINDOWS, reason="permissions of a folder work otherwise on Windows")
def test_folder_that_cannot_be_written():
    # Not tmp_path: its parents are closed to the user that a test run by root has to become here.
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        copy = make_copy(Path(parent))
        for name in LISTS:
            (copy / name).chmod(0o644)
        copy.chmod(0o555)
        code = "import os, sys, start\nif os.geteuid() == 0: os.seteuid(65534)\nsys.exit(start.main(['--no-browser']))"
        done = subprocess.run(
            [sys.executable, "-B", "-c", code],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=copy,
            env=settings(copy, {}),
        )
        copy.chmod(0o755)
    assert "cannot be written to" in stopped_with_one_line(done)


@pytest.mark.skipif(WINDOWS, reason="the stand-in for Python is a shell script")
def test_python_without_venv_names_the_debian_package(copy, monkeypatch, capsys):
    python = copy.parent / "python-without-ensurepip"
    python.write_text("#!/bin/sh\necho 'ensurepip is not available.'\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    start = module(copy)
    monkeypatch.setattr(sys, "executable", str(python))
    assert start.main(["--no-browser"]) == 1
    assert "apt install python3." in capsys.readouterr().err


# --- installing --------------------------------------------------------------------------------


def test_no_network_is_one_line_with_pips_own_and_the_log(bare):
    copy, first = bare
    line = stopped_with_one_line(first)
    assert "check the network" in line
    assert "ERROR: No matching distribution" in line
    log = Path(re.search(r"\(log: (.+)\)$", line).group(1))
    assert log.is_file()
    assert log.parent == copy / ".venv"


def test_broken_off_installation_is_completed_and_then_left_alone(bare):
    # The lists are empty, so the installation succeeds and JupyterLab is missing from it.
    copy, _ = bare
    second = run(copy, "--no-browser", **NO_INDEX)
    assert "Completing an installation" in second.stdout
    assert "installed in" in second.stdout
    third = run(copy, "--no-browser", **NO_INDEX)
    assert "nstall" not in third.stdout


def test_changed_list_is_installed_again(bare):
    copy, _ = bare
    run(copy, "--no-browser", **NO_INDEX)
    (copy / "requirements.txt").write_text("# still nothing\n", encoding="utf-8")
    done = run(copy, "--no-browser", **NO_INDEX)
    assert "list of packages has changed" in done.stdout
    assert "installed in" in done.stdout


def test_environment_whose_python_is_gone_is_made_anew(bare):
    copy, _ = bare
    python = next(
        path for path in (copy / ".venv/bin/python", copy / ".venv/Scripts/python.exe") if os.path.lexists(path)
    )
    python.unlink()
    done = run(copy, "--no-browser", **NO_INDEX)
    assert "Making a Python environment" in done.stdout
    assert "installed in" in done.stdout
    assert python.exists()


def test_link_in_place_of_the_environment_is_never_emptied(copy):
    precious = copy.parent / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("six years", encoding="utf-8")
    try:
        (copy / ".venv").symlink_to(precious, target_is_directory=True)
    except OSError as error:
        pytest.skip(f"no symbolic links here: {error}")
    assert "is a link" in stopped_with_one_line(run(copy, "--no-browser"))
    assert (precious / "thesis.txt").read_text(encoding="utf-8") == "six years"


# --- opening -----------------------------------------------------------------------------------


class Server:
    """start.py --no-browser in a process group of its own, output kept in a file."""

    def __init__(self, copy, *arguments):
        self.output = copy.parent / f"output-{time.monotonic_ns()}.txt"
        with self.output.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, str(copy / "start.py"), *arguments],
                stdout=stream,
                stderr=subprocess.STDOUT,
                cwd=copy.parent,
                env=settings(copy, {}),
                start_new_session=not WINDOWS,
            )

    def text(self):
        return self.output.read_text(encoding="utf-8", errors="replace")

    def address(self, timeout=30):
        """(base address, token), as printed, once the server answers there."""
        until = time.monotonic() + timeout
        while time.monotonic() < until and self.process.poll() is None:
            printed = re.search(r"(http://(?:localhost|127\.0\.0\.1):\d+)/\S*[?&]token=(\w+)", self.text())
            if printed:
                return printed.groups()
            time.sleep(0.05)
        raise AssertionError("no address printed:\n" + self.text())

    def fetch(self, path):
        base, token = self.address()
        request = urllib.request.Request(base + path, headers={"Authorization": f"token {token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode("utf-8")

    def stop(self):
        """Ctrl+C in its window; returns the exit code."""
        if self.process.poll() is None:
            if WINDOWS:
                subprocess.run(["taskkill", "/F", "/T", "/PID", str(self.process.pid)], capture_output=True)
            else:
                os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=20)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_serves_the_lessons_and_starts_again_in_seconds(installed):
    port = str(free_port())
    first = Server(installed, "--no-browser", "--port", port)
    second = None
    try:
        assert first.address()[0].endswith(f":{port}")
        assert "started" in json.loads(first.fetch("/api/status"))
        assert {item["name"] for item in json.loads(first.fetch("/api/contents"))["content"]} == {"00_start_here.ipynb"}
        page = first.fetch("/lab/tree/00_start_here.ipynb")
        assert re.search(r'"news":\s*\{"disabled":\s*true\}', page), "the page would ask for news"
        assert first.fetch("/notebooks/00_start_here.ipynb"), "the view for phones"
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(first.address()[0] + "/api/status", timeout=10)

        began = time.monotonic()
        second = Server(installed, "--port", port, "--no-browser")
        base, _ = second.address()
        took = time.monotonic() - began
        assert not base.endswith(f":{port}")
        assert f"Port {port} is in use" in second.text()
        assert "nstalling" not in second.text()
        assert took < 15, f"second start took {took:.1f} s"
        assert "started" in json.loads(second.fetch("/api/status"))
    finally:
        codes = [server.stop() for server in (first, second) if server]
    if not WINDOWS:
        assert codes == [0, 0]
    assert "Traceback" not in first.text() + second.text()


# --- testing -----------------------------------------------------------------------------------


def verdicts(done):
    """Words of the summary: part -> verdict and counts."""
    lines = done.stdout.split("=== summary", 1)[1].strip().splitlines()
    return {line.split(" ", 1)[0]: line.split(")", 1)[1].strip() for line in lines}


def test_tests_pass_where_style_promises_and_figures_hold(installed):
    (installed / "tests").mkdir()
    (installed / "tests" / "test_one.py").write_text(
        "def test_one():\n    assert True\n\n\ndef test_two():\n    raise ValueError\n", encoding="utf-8"
    )
    (installed / "notebooks" / "00_start_here.ipynb").write_text(notebook("1 + 1", "2"), encoding="utf-8")
    done = run(installed, "test", "-q", "-k", "one and not two")
    assert done.returncode == 0, done.stdout + done.stderr
    told = verdicts(done)
    assert told["style"].startswith("passed")
    assert re.fullmatch(r"passed +1 ran, 0 failed, 0 skipped", told["promises"])
    assert re.fullmatch(r"passed +1 notebooks, cells: 1 ran, 0 failed, 0 skipped", told["lessons"])
    assert "1 passed" in done.stdout


def test_tests_fail_on_a_wrong_figure_bad_style_and_where_nothing_is_seen(installed):
    (installed / "tests").mkdir()
    (installed / "tests" / "unused.py").write_text("import os\n", encoding="utf-8")
    (installed / "notebooks" / "00_start_here.ipynb").write_text(notebook("1 + 1", "3"), encoding="utf-8")
    done = run(installed, "test")
    assert done.returncode == 1
    told = verdicts(done)
    assert told["style"].startswith("FAILED")
    assert told["promises"].startswith("saw nothing")
    assert told["lessons"].startswith("FAILED")
