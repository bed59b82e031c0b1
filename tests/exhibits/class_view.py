"""The constructed class, counted again from the exports themselves."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections import Counter
from functools import cache

from inbetween.learn import checks, rehearsal

from .recount import ROOT, near

# five pictures, and a list of all that can be done in the lessons
ITEMS = [
    item
    for path in (ROOT / "notebooks" / "checks").glob("[0-9][0-9].json")
    for item in json.loads(path.read_text("utf-8"))["order"]
]
STATES = 5 * len(ITEMS)
VALUES = {"folder": ["", "no such folder", "2014"]}


@cache
def made() -> list:
    """The exports of the constructed class, made anew and once: it takes longer than all that is counted in them."""
    return [export for _, export in rehearsal.constructed_class()]


def agree(view, values) -> None:
    """The constructed class, counted again from the exports themselves."""
    if values["folder"].strip():
        assert view.table.empty
        assert "folder" in view.title
        return
    assert view.title.startswith("Constructed class: ")
    assert view.summary.endswith("No student gave these answers.")
    assert view.sources == ("constructed-class",)
    assert f"{len(made())} students read, 0 files refused" in view.summary
    if values["show"] == "refused":
        assert view.table.empty
        return
    if values["show"] == "who":
        counts = {export.pseudonym: len({(a.notebook, a.item) for a in export.answers}) for export in made()}
        assert dict(zip(view.table["student"], view.table["done"], strict=True)) == counts
        return
    if values["show"] == "divided":
        kinds = list(view.table["kind"])
        assert kinds == sorted(kinds) and set(kinds) == {"a card", "a check"}
        shares = {kind: list(view.table.loc[view.table["kind"] == kind, "agreeing"]) for kind in kinds}
        assert all(each == sorted(each) for each in shares.values())
        assert near(re.search(r"(\d+)% of pairs", view.title)[1], shares["a card"][0] * 100)
        most = [*shares["a card"][:6], *shares["a check"][:6]]
        assert list(view.figure.data[0].x) == [round(share * 100, 1) for share in most]
        return
    if values["show"] == "wrong":
        first = view.table.iloc[0]
        assert f"by {first['students']} of {first['of']}" in view.title
        assert list(view.figure.data[0].x) == list(view.table["students"][:12])
        return
    check_one_item(view, made(), *values["item"].split("/"))


def check_one_item(view, made, notebook, item) -> None:
    given = [[a.answer for a in e.answers if (a.notebook, a.item) == (notebook, item)] for e in made]
    given = [answers for answers in given if answers]
    lesson = checks.lessons()[notebook]
    if not given:
        assert view.table.empty
        return
    if item in lesson.tasks:
        assert list(view.table["text"]) == [answers[-1]["text"] for answers in given]
        assert sum(view.figure.data[0].x) == len(view.table) == len(given)
        return
    if item in lesson.sortings:
        names = lesson.units(item)
        for unit, name in names.items():
            piles = [answers[-1][unit] for answers in given]
            same = [one == other for one, other in itertools.permutations(piles, 2)]
            row = view.table[view.table["unit"] == name].iloc[0]
            assert math.isclose(row["agreeing"], sum(same) / len(same))
        assert "Krippendorff's alpha is" in view.summary
        return
    if item in lesson.designs:
        choices = checks.call(lesson.designs[item]["choices"])
        told = [[names[answers[-1][control]] for control, names in choices.items()] for answers in given]
        assert [list(row)[1:] for row in view.table.itertuples(index=False)] == told
        counts = Counter(zip(list(choices) * len(told), itertools.chain(*told), strict=True))
        assert list(view.figure.data[0].x) == sorted(counts.values(), reverse=True)[:12]
        assert f"{len(given)} designs" in view.title
        return
    judge = lesson.checks[item].judge
    if lesson.checks[item].kind == "match":
        for entry in lesson.checks[item].content["items"]:
            row = view.table[view.table["line"] == entry["text"]].iloc[0]
            for place, column in ((0, "wrong at first"), (-1, "wrong now")):
                assert row[column] == sum(answers[place][entry["id"]] != entry["right"] for answers in given)
        assert list(view.figure.data[0].x) == list(view.table["wrong at first"])
        assert f"{sum(bool(judge(answers[0]).right) for answers in given)} of {len(given)} right" in view.title
        return
    first = sum(bool(judge(answers[0]).right) for answers in given)
    now = sum(bool(judge(answers[-1]).right) for answers in given)
    assert f"{first} of {len(given)} right at first, {now} now" in view.title
    assert view.table["first"].sum() == view.table["now"].sum() == len(given)
    assert list(view.figure.data[0].x) == list(view.table["first"])
