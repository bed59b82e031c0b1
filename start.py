"""Install the collection beside this file and open it, or test it.

    python3 start.py [--no-browser] [--port N]
    python3 start.py test [pytest arguments]

Standard library only. The file must still *parse* under Python 3.6, so that an old Python
gets a sentence instead of a SyntaxError.
"""

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

OLDEST = (3, 11)
NEWEST = (3, 13)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "in-between-installed.json"
LOG = VENV / "in-between-install.log"
NOTEBOOKS = ROOT / "notebooks"
FIRST_NOTEBOOK = "00_start_here.ipynb"
RUN_LIST = "requirements.txt"
TEST_LIST = "requirements-test.txt"
DISK_NEEDED = 10**9  # bytes: 0.6 GB of installed packages, and what pip downloads and unpacks on the way
DEFAULT_PORT = 8888
TWO_FILES_AT_A_TIME = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")

# The last one is what pip says of a pinned version when no index answers at all.
NETWORK_SIGNS = (
    "NewConnectionError",
    "Failed to establish",
    "name resolution",
    "getaddrinfo",
    "ProxyError",
    "timed out",
    "SSLError",
    "Network is unreachable",
    "Connection aborted",
    "(from versions: none)",
)


class StartError(Exception):
    """Something the person at the keyboard can mend; the text says what and how."""


def say(text):
    print(text, flush=True)


def version_text(version):
    return ".".join(str(part) for part in version[:2])


# --- the virtual environment -------------------------------------------------------------------


def venv_python():
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def clean_environment():
    """Environment for children: without settings that would mix another Python into .venv."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    # A pip.conf with `user = true`, usual on managed machines, makes pip refuse a virtual environment.
    env["PIP_USER"] = "0"
    return env


def venv_version():
    """Version of the Python in .venv as text, or None where it does not run, is too old or has no pip."""
    question = f"import sys, pip; assert sys.version_info >= {OLDEST}; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(venv_python()), "-c", question],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=clean_environment(),
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def fingerprint(name):
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def read_stamp():
    """What the last complete installation wrote; empty after one that was broken off."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def prepare(lists):
    """Bring .venv to the versions in the requirement lists; does nothing where it has them."""
    version = venv_version()
    wanted = {name: fingerprint(name) for name in lists}
    stamp = read_stamp()
    fits = version is not None and stamp.get("python") == version
    installed = stamp.get("lists", {}) if fits else {}
    if all(installed.get(name) == digest for name, digest in wanted.items()):
        return

    check_writable()
    if not (VENV / "pyvenv.cfg").exists() or version is None:
        check_space()
        make_venv()
        version = venv_version()
        if version is None:
            raise StartError(f"The new Python in {VENV} does not start. Delete that folder and try again.")
    elif stamp:
        say("The list of packages has changed.")
    else:
        say("Completing an installation that was not finished.")
    # Without a stamp a broken-off installation is recognised as such next time.
    with contextlib.suppress(FileNotFoundError):
        STAMP.unlink()
    install(lists)
    STAMP.write_text(json.dumps({"python": version, "lists": wanted}, indent=1), encoding="utf-8")


def check_writable():
    try:
        with tempfile.TemporaryFile(dir=str(ROOT)):
            pass
    except OSError as error:
        raise StartError(
            f"This folder cannot be written to: {ROOT}. Copy the collection to a folder of "
            "your own, for instance in your home folder, and start it there."
        ) from error


def check_space():
    free = shutil.disk_usage(str(ROOT)).free
    if free < DISK_NEEDED:
        raise StartError(
            f"Not enough disk space: {free / 10**9:.1f} GB free, {DISK_NEEDED / 10**9:.1f} GB "
            f"needed where {ROOT} lies. Free some, or move the collection to another disk."
        )


def make_venv():
    say("Making a Python environment in .venv (a few seconds) ...")
    if VENV.is_symlink():
        raise StartError(f"{VENV} is a link to something that does not work. Remove the link and try again.")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=clean_environment(),
    )
    if made.returncode == 0:
        return
    if "ensurepip" in made.stdout or "No module named venv" in made.stdout:
        raise StartError(
            "This Python cannot make virtual environments. On Debian or Ubuntu install the "
            f"missing part: sudo apt install python{version_text(sys.version_info)}-venv"
        )
    if "Permission" in made.stdout or "WinError 32" in made.stdout:
        raise StartError(
            f"{VENV} could not be replaced. Close every window that still runs it (JupyterLab, "
            "a terminal, an editor), delete the folder and try again."
        )
    raise StartError(f"Python could not make {VENV}: {last_line(made.stdout)}")


def install(lists):
    say("Installing packages into .venv (first time: 2 to 5 minutes, 0.6 GB) ...")
    command = [
        str(venv_python()),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    for name in lists:
        command += ["-r", str(ROOT / name)]
    began = time.monotonic()
    with LOG.open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, cwd=str(ROOT), env=clean_environment()
        )
        try:
            while process.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=30)
                if process.returncode is None:
                    say(f"  still installing after {time.monotonic() - began:.0f} s")
        except BaseException:
            process.kill()
            process.wait()
            raise
    if process.returncode != 0:
        raise StartError(explain_pip(LOG.read_text(encoding="utf-8", errors="replace")))
    say(f"  installed in {time.monotonic() - began:.0f} s")


def explain_pip(log):
    """One line from pip's log: what to do, pip's last error, and where the log is."""
    if any(sign in log for sign in NETWORK_SIGNS):
        advice = "The package index cannot be reached: check the network (or the proxy) and start again."
    elif "No space left" in log:
        advice = "The disk is full: free some space and start again."
    elif "Long Path" in log:
        advice = r"The folder's path is too long for Windows: move it to a short one such as C:\inbetween."
    else:
        advice = "Start again; if it fails again, report this line with the log."
    return f"pip could not install the packages. {advice} pip says: {last_line(log)} (log: {LOG})"


def last_line(text):
    """The last line that names an error, else the last line that is not empty."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.upper().startswith("ERROR")]
    return (errors or lines or ["nothing"])[-1]


# --- opening the collection --------------------------------------------------------------------


def check_port(port):
    """Warn about a port in use, since the address then differs from the one asked for."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            say(
                f"Port {port} is in use (perhaps by a JupyterLab that is still open): Jupyter takes the next "
                "free one; use the address it prints below."
            )


def server_command(port, browser):
    command = [
        str(venv_python()),
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={NOTEBOOKS}",
        f"--ServerApp.port={port}",
        f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}",
        f"--ServerApp.open_browser={browser}",
        # Off by default; keeps charts light where the server is not the reader's own machine.
        "--ServerApp.websocket_compression_options={}",
        # Nothing asks the outside: no news, no look for updates, no list of extensions.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # Ctrl+C stops at once instead of asking back within five seconds.
        "--ServerApp.answer_yes=True",
        # Warnings and the address; the rest is for developers.
        "--ServerApp.log_level=30",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command


def wait_for(command):
    """Run until the child ends, by itself or by Ctrl+C, and return its exit code."""
    process = subprocess.Popen(command, env=clean_environment())
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        # Ctrl+C reaches the child too, which then ends in its own time.
        with contextlib.suppress(KeyboardInterrupt):
            return process.wait()


def open_collection(port, browser):
    prepare([RUN_LIST])
    check_port(port)
    where = "in your browser" if browser else "at the address below"
    say(f"Starting JupyterLab {where}. Leave this window open; Ctrl+C here stops it.")
    return wait_for(server_command(port, browser))


# --- testing it --------------------------------------------------------------------------------


def run_ruff():
    """(passed, in words, files seen); the count matters because ruff passes where it finds none."""
    ruff = [str(venv_python()), "-m", "ruff", "check", str(ROOT)]
    listed = subprocess.run(
        [*ruff, "--show-files"],
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=str(ROOT),
        env=clean_environment(),
    )
    seen = sum(line.endswith((".py", ".ipynb")) for line in listed.stdout.splitlines())
    code = subprocess.call(ruff, cwd=str(ROOT), env=clean_environment())
    return code == 0, f"{seen} files", seen


def run_pytest(arguments):
    """(passed, counts in words, tests that were not skipped). Two files at a time, in the order in which they were collected."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = subprocess.call(
            [str(venv_python()), "-m", "pytest", f"--junitxml={report}", *TWO_FILES_AT_A_TIME, *arguments],
            cwd=str(ROOT),
            # what a reader has answered here is neither seen nor changed
            env={**clean_environment(), "INBETWEEN_JOURNAL": ""},
        )
        if not report.exists():
            return False, "pytest did not finish", 0
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        for suite in ElementTree.parse(str(report)).getroot().iter("testsuite"):
            for name in counts:
                counts[name] += int(suite.get(name, 0))
    ran = counts["tests"] - counts["skipped"]
    bad = counts["failures"] + counts["errors"]
    return code == 0, f"{ran} ran, {bad} failed, {counts['skipped']} skipped", ran


def run_nbval():
    """Run every notebook and compare each output with the stored one; same values as run_pytest."""
    lessons = [str(path) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    if not lessons:
        return False, "no notebook found", 0
    passed, words, ran = run_pytest(["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", *lessons])
    return passed, f"{len(lessons)} notebooks, cells: {words}", ran


def run_tests(pytest_arguments):
    """Run the three parts, sum them up, and return 0 only if each saw something and passed."""
    prepare([RUN_LIST, TEST_LIST])
    parts = [
        ("style (ruff)", run_ruff),
        ("promises (pytest)", lambda: run_pytest(pytest_arguments)),
        ("lessons (nbval)", run_nbval),
    ]
    results = []
    for name, part in parts:
        say(f"\n=== {name}")
        results.append((name, *part()))
    say("\n=== summary")
    for name, passed, words, seen in results:
        verdict = "saw nothing" if not seen else "passed" if passed else "FAILED"
        say(f"{name:18} {verdict:12} {words}")
    return 0 if all(passed and seen for _, passed, _, seen in results) else 1


# --- the door ----------------------------------------------------------------------------------


def port_number(text):
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: take a number from 1024 to 65535")
    return int(text)


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="start.py",
        description="Make .venv beside this file (first time: 2 to 5 minutes) and open the collection.",
        epilog="python3 start.py test [pytest arguments]: check the style, run the tests (the arguments go "
        "to these), then run every notebook and compare its figures with the stored ones.",
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address, open no browser")
    parser.add_argument("--port", type=port_number, default=DEFAULT_PORT, help="default: %(default)s")
    return parser.parse_args(arguments)


def check_python():
    running = sys.version_info[:2]
    if running < OLDEST:
        raise StartError(
            f"Python {version_text(OLDEST)} to {version_text(NEWEST)} is needed; this is "
            f"{version_text(running)} ({sys.executable}). Install one from python.org, or name "
            f"one that you have: python{version_text(NEWEST)} start.py"
        )
    if running > NEWEST:
        say(
            f"Python {version_text(running)} is newer than those tried ({version_text(OLDEST)} to "
            f"{version_text(NEWEST)}). Trying; if the installation fails, use {version_text(NEWEST)}."
        )


def check_complete():
    missing = [path for path in (RUN_LIST, TEST_LIST, "notebooks/" + FIRST_NOTEBOOK) if not (ROOT / path).exists()]
    if missing:
        raise StartError(
            f"Not the whole collection: {', '.join(missing)} missing in {ROOT}. Unpack the "
            "whole archive and start the start.py inside it."
        )


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        check_python()
        for stream in (sys.stdout, sys.stderr):
            # A console that cannot show a letter of the path must not end the programme.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        testing = arguments[:1] == ["test"]
        options = None if testing else parse(arguments)
        check_complete()
        return run_tests(arguments[1:]) if testing else open_collection(options.port, not options.no_browser)
    except StartError as error:
        print(f"Stopped: {error}", file=sys.stderr, flush=True)
        return 1
    except OSError as error:
        print(f"Stopped: the system refused: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on from here.", file=sys.stderr, flush=True)
        return 130


if __name__ == "__main__":
    sys.exit(main())
