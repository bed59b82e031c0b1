"""What every lesson promises of its own exhibits: what a Try names can be chosen on the page."""

from __future__ import annotations

import re

import lessons
import pytest
from exhibits.recount import ROOT
from inbetween import explore
from inbetween.chart.controls import Changes

NUMBERS = sorted(path.name[:2] for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


# How many names of controls the Tries of a lesson have at least.
LEAST = {"04": 20, "08": 9}


def offered(control) -> set[str]:
    """The names that a list or ticks offer; none for what is written or changed entry by entry."""
    options = getattr(control, "options", None) or ()
    return {each["text"] if isinstance(each, dict) else each[0] for each in options}


def entries(control) -> dict[str, set[str]]:
    """For what is changed entry by entry: the small name of each list -> what it offers; none for other controls."""
    if not isinstance(control, Changes):
        return {}
    lists = {each["label"]: {option["text"] for option in each["options"] or ()} for each in control.fields}
    return {control.unit: {unit["text"] for unit in control.units}, **lists}


def tries(number: str) -> list[tuple[str, str]]:
    """(exhibit, text) of each Try of a lesson, with the exhibit that the code before it made."""
    found, exhibit = [], ""
    for cell in lessons.cells(number):
        source = "".join(cell["source"])
        made = re.search(r"explore\.(\w+)\(", source)
        if cell["cell_type"] == "code" and made:
            exhibit = made[1]
        elif source.startswith("### Try"):
            found.append((exhibit, lessons.flat(source)))
    return found


@pytest.mark.parametrize("number", NUMBERS)
def test_what_each_try_names_is_offered(number):
    seen = 0
    assert tries(number), "a lesson without a Try"
    for name, text in tries(number):
        exhibit = explore.catalogue()[name]()
        lists = {each.description.rstrip(":"): offered(each) for each in exhibit.controls.values()}
        for said, value in re.findall(r'\*([A-Z][a-z ]+)\*(?:: | "([^"]+)")', text):
            assert said in lists, (name, said)
            assert not value or not lists[said] or value in lists[said], (name, said, value)
            seen += 1
        small = {label: names for each in exhibit.controls.values() for label, names in entries(each).items()}
        for said, value in re.findall(r'\*([a-z][a-z ]*)\* "([^"]+)"', text):
            assert said in small, (name, said)
            assert not small[said] or value in small[said], (name, said, value)
            seen += 1
        exhibit.close()
    assert seen >= LEAST.get(number, 3)
