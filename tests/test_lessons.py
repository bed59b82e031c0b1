"""What every lesson promises of its own exhibits: what a Try names can be chosen on the page."""

from __future__ import annotations

import re

import lessons
import pytest
from exhibits.recount import ROOT
from inbetween import explore

NUMBERS = sorted(path.name[:2] for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def offered(control) -> set[str]:
    """The names that a list, ticks or a list of what can be changed offer; none for what is written."""
    options = getattr(control, "options", None) or getattr(control, "units", None) or ()
    return {each["text"] if isinstance(each, dict) else each[0] for each in options}


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
        exhibit.close()
    assert seen >= 3
