"""Binder and conda install what requirements.txt says, on Python 3.12.

repo2docker is the tool Binder builds with; `--no-build` prints its Dockerfile without Docker or network.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def rendered():
    """(Dockerfile, what repo2docker said of its choices) for the repository as it is."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def pins(name):
    """Pinned requirements of a list: canonical name -> Requirement."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def test_dockerfile_uses_environment_yml(rendered):
    dockerfile, _ = rendered
    assert re.search(r'env update .*--file "environment\.yml"', dockerfile)
    assert "pip install" not in dockerfile


def test_python_is_3_12(rendered):
    dockerfile, said = rendered
    assert "python=3.12" in said
    # In the names of staged files repo2docker writes the signs of "py-3.12-" as hexadecimal numbers.
    assert re.search(r"COPY .*py-2d3-2e12-2d.* /tmp/env/environment\.lock", dockerfile)


def test_requirements_are_staged_before_the_install(rendered):
    steps = rendered[0].splitlines()
    staged = next(n for n, line in enumerate(steps) if re.match(r"COPY .*\bsrc/ ", line))
    installed = next(n for n, line in enumerate(steps) if "env update" in line)
    assert staged < installed
    assert (ROOT / "requirements.txt").is_file()


def test_environment_leaves_all_packages_to_requirements_txt():
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    items = [line.strip()[2:] for line in lines if line.strip().startswith("- ")]
    assert items == ["conda-forge", "python=3.12", "pip", "pip:", "-r requirements.txt"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_version_is_exact_and_from_the_ordinary_index(name):
    listed = pins(name)
    assert len(listed) > 10
    for requirement in listed.values():
        assert [part.operator for part in requirement.specifier] == ["=="], requirement
        assert requirement.url is None, requirement


@pytest.mark.parametrize("group", ["run", "test"])
def test_lists_hold_what_pyproject_asks_for(group):
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"][group]
    listed = pins("requirements.txt")
    if group == "test":
        listed |= pins("requirements-test.txt")
    for requirement in map(Requirement, asked):
        pin = listed[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(next(iter(pin.specifier)).version), pin


def test_test_list_holds_only_what_is_added():
    assert not pins("requirements.txt").keys() & pins("requirements-test.txt").keys()
