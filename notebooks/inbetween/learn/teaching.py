"""For the teacher: minute plans, likely wrong answers and marking guides, made from the lessons' own metadata.

A cell of a lesson that begins a part of it carries ``inbetween`` in its metadata: ``part`` (what is done), ``minutes``, ``where``
("in class" or "at home"), and ``skip`` (when to leave it out, "" for never).
"""

from __future__ import annotations

import re

import jsonschema
import pandas as pd

from .. import library
from ..library.records import DataError, read_json
from . import checks


class Sheet(pd.DataFrame):
    """A table to be read on the page: whole texts, left-aligned, without row numbers."""

    @property
    def _constructor(self):
        return Sheet

    def _repr_html_(self):
        return None

    def _repr_markdown_(self) -> str:
        if self.empty:
            return "*Nothing here.*"
        rows = [" | ".join(_cell(value) for value in row) for row in self.itertuples(index=False)]
        lines = [" | ".join(map(_cell, self.columns)), " | ".join([":--"] * len(self.columns)), *rows]
        return "\n".join(f"| {line} |" for line in lines)


def _cell(value) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


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


def parts(number: str) -> pd.DataFrame:
    """The parts of lesson ``number`` ("02") in order: part, minutes, where, skip.

    Raises KeyError if there is no such lesson, DataError, naming notebook and cell, if a part lacks what it needs.
    """
    path = next(_NOTEBOOKS.glob(f"{number}_*.ipynb"), None) if re.fullmatch(r"\d\d", number) else None
    if path is None:
        raise KeyError(
            f"no lesson {number!r}; there are {', '.join(sorted(each.stem[:2] for each in _NOTEBOOKS.glob('*.ipynb')))}"
        )
    found = []
    for place, cell in enumerate(read_json(path, path.name)["cells"]):
        part = cell["metadata"].get("inbetween")
        if part is None:
            continue
        try:
            jsonschema.validate(part, _PART)
        except jsonschema.ValidationError as problem:
            raise DataError(f"{path.name}, cell {place}, metadata 'inbetween': {problem.message}") from None
        found.append(part)
    return pd.DataFrame(found, columns=list(_PART["required"]))


def plan(number: str) -> Sheet:
    """The minute plan of a lesson in class: from, to, part, what to leave out; empty if all is for home."""
    table = parts(number)
    table = table[table["where"] == "in class"]
    to = table["minutes"].cumsum()
    return Sheet(
        {"from": to - table["minutes"], "to": to, "part": table["part"], "what to leave out": table["skip"]}
    ).reset_index(drop=True)


def at_home(number: str) -> Sheet:
    """What a lesson asks outside class: part, minutes."""
    table = parts(number)
    return Sheet(table.loc[table["where"] == "at home", ["part", "minutes"]].reset_index(drop=True))


def likely_wrong(number: str) -> Sheet:
    """The wrong answers that the checks of a lesson foresee: check, where, wrong answer, what to say."""
    rows = [
        (check.content["title"], check.content["where"], answer, reply)
        for check in checks.lesson(number).checks.values()
        for answer, reply in check.wrong_answers()
    ]
    return Sheet(rows, columns=["check", "where", "wrong answer", "what to say"])


def marking_guide(number: str) -> Sheet:
    """How the written tasks of a lesson are marked: task, marking point, of."""
    rows = [
        (entry["title"], row["point"], row["of"])
        for entry in checks.lesson(number).tasks.values()
        for row in entry["marking"]
    ]
    return Sheet(rows, columns=["task", "marking point", "of"])
