"""For the teacher: minute plans, likely wrong answers and marking guides, made from the lessons' own metadata.

A cell of a lesson that begins a part of it carries ``inbetween`` in its metadata: ``part`` (what is done), ``minutes``, ``where``
("in class" or "at home"), and ``skip`` (when to leave it out, "" for never).
"""

from __future__ import annotations

import jsonschema
import pandas as pd

from .. import library
from ..library.records import DataError, read_json
from . import checks

_NOTEBOOKS = library.ROOT / "notebooks"
_PART = {
    "type": "object",
    "required": ["part", "minutes", "where", "skip"],
    "additionalProperties": False,
    "properties": {
        "part": {"type": "string", "minLength": 1},
        "minutes": {"type": "integer", "minimum": 0},
        "where": {"enum": ["in class", "at home"]},
        "skip": {"type": "string"},
    },
}


def parts(notebook: str) -> pd.DataFrame:
    """The parts of a lesson in order: part, minutes, where, skip.

    Raises KeyError if there is no such notebook, DataError, naming notebook and cell, if a part lacks what it needs.
    """
    path = _NOTEBOOKS / f"{notebook}.ipynb"
    if not path.exists():
        raise KeyError(
            f"no lesson {notebook!r}; there are {', '.join(sorted(each.stem for each in _NOTEBOOKS.glob('*.ipynb')))}"
        )
    found = []
    for number, cell in enumerate(read_json(path, path.name)["cells"]):
        part = cell["metadata"].get("inbetween")
        if part is None:
            continue
        try:
            jsonschema.validate(part, _PART)
        except jsonschema.ValidationError as problem:
            raise DataError(f"{path.name}, cell {number}, metadata 'inbetween': {problem.message}") from None
        found.append(part)
    return pd.DataFrame(found, columns=list(_PART["required"]))


def plan(notebook: str) -> pd.DataFrame:
    """The minute plan of a lesson in class: from, to, part, leave out."""
    table = parts(notebook)
    table = table[table["where"] == "in class"]
    to = table["minutes"].cumsum()
    return pd.DataFrame(
        {"from": to - table["minutes"], "to": to, "part": table["part"], "leave it out": table["skip"]}
    ).reset_index(drop=True)


def at_home(notebook: str) -> pd.DataFrame:
    """What a lesson asks outside class: part, minutes."""
    table = parts(notebook)
    return table.loc[table["where"] == "at home", ["part", "minutes"]].reset_index(drop=True)


def likely_wrong(number: str) -> pd.DataFrame:
    """The wrong answers that the checks of a lesson foresee: check, where, wrong answer, what to say."""
    rows = [
        (check.content["title"], check.content["where"], answer, reply)
        for check in checks.lesson(number).checks.values()
        for answer, reply in check.wrong_answers()
    ]
    return pd.DataFrame(rows, columns=["check", "where", "wrong answer", "what to say"])


def marking_guide(number: str) -> pd.DataFrame:
    """How the written tasks of a lesson are marked: task, marking point, of."""
    rows = [
        (entry["title"], row["point"], row["of"])
        for entry in checks.lesson(number).tasks.values()
        for row in entry["marking"]
    ]
    return pd.DataFrame(rows, columns=["task", "marking point", "of"])
