"""Widen the scope: what is met, worked out again from scope_questions.csv."""

from __future__ import annotations

import re

from .recount import numbers, rows

STARTS = [
    {"lens": [], "discipline": [], "field": [], "actor": []},
    {"actor": ["in-between"], "discipline": ["area-studies"]},
    {"dispute": {"mongolia": {"field": "not needed"}}},
]
KINDS = ("lens", "discipline", "field", "actor")
START = {"realism", "ir", "security", "trade", "great-powers"}


def needs(row: dict, kind: str, dispute: dict) -> set[str]:
    entry = dispute.get(row["id"], {}).get(kind, "as coded")
    if entry == "as coded":
        return set(row[kind].split(";")) - {""}
    return set() if entry == "not needed" else {entry}


def agree(view, values) -> None:
    questions = rows("seeds/scope_questions.csv")
    lacking = {
        row["id"]: [
            kind
            for kind in KINDS
            if needs(row, kind, values["dispute"]) and not needs(row, kind, values["dispute"]) & set(values[kind])
        ]
        for row in questions
    }
    free = [id for id, missing in lacking.items() if not missing]
    added = sum(code not in START for kind in KINDS for code in values[kind])
    told = [len(free), len(questions), len(questions) - len(free)]
    assert numbers(view.title) == ([added, *told] if added else told)
    assert list(view.table["question"]) == [row["question"] for row in questions]
    assert list(view.table["can be asked"]) == ["yes" if row["id"] in free else "no" for row in questions]
    for kind in KINDS:
        assert [found == "no" for found in view.table[f"found ({kind})"]] == [
            kind in missing for missing in lacking.values()
        ]
    out = [len(missing) for missing in lacking.values() if missing]
    near = [row for row in questions if out and len(lacking[row["id"]]) == min(out)]
    assert ("out of reach any more" in view.summary) == (not out)
    assert [row["id"] for row in questions if row["label"] in view.summary] == [row["id"] for row in near[:4]]
    if out and min(out) == 1:
        assert int(re.match(r"(\d+) lacks? one thing only: ", view.summary)[1]) == len(near)
    elif out:
        told = re.match(r"Each of the (\d+) lacks at least (\d+) things, .* Nearest, with \2 missing: ", view.summary)
        assert (int(told[1]), int(told[2])) == (len(out), min(out))
    drawn = {
        (x, y.removesuffix(" \u2714")): trace.name
        for trace in view.figure.data
        for x, y in zip(trace.x, trace.y, strict=True)
    }
    assert len(drawn) == 4 * len(questions)
    for row in questions:
        for place, kind in enumerate(KINDS):
            state = "missing" if kind in lacking[row["id"]] else "found"
            assert drawn[place, row["label"]] == f"{kind}, {state}"
