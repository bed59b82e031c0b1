"""Which questions can be asked with which lenses, disciplines, fields and actors: a model of ours, to be disputed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from . import library

OPTIONS = {
    "lens": {
        "realism": "realism",
        "english-school": "English School",
        "domestic": "home politics",
        "status": "status",
        "constructivism": "constructivism",
        "poststructuralism": "poststructuralism",
        "geography": "geography",
    },
    "discipline": {
        "ir": "International Relations",
        "history": "history",
        "economics": "economics",
        "law": "law",
        "geography": "geography",
        "area-studies": "area studies",
        "education": "education",
    },
    "field": {
        "security": "security",
        "world-order": "world order",
        "trade": "trade",
        "discourse": "discourse",
        "memory": "memory",
        "corruption": "corruption",
        "education": "universities",
    },
    "actor": {
        "great-powers": "the two capitals",
        "in-between": "states in between",
        "companies": "companies",
        "society": "society",
    },
}
START = {"lens": ["realism"], "discipline": ["ir"], "field": ["security", "trade"], "actor": ["great-powers"]}
AS_CODED, NOT_NEEDED = "as coded", "not needed"


def questions(changes: Mapping[str, Mapping[str, str]] | None = None) -> pd.DataFrame:
    """The ten questions, indexed by id: label, question, paragraph, article, and for each dimension the tuple of codes of which one is needed.

    An empty tuple needs nothing. ``changes`` maps id -> dimension -> a code, "not needed" or "as coded". Raises KeyError if one is unknown.
    """
    found = library.table("scope_questions").set_index("id")
    for dimension in OPTIONS:
        found[dimension] = found[dimension].fillna("").map(lambda codes: tuple(filter(None, codes.split(";"))))
    for id, entries in (changes or {}).items():
        if id not in found.index:
            raise KeyError(f"no question {id!r}; questions are {', '.join(found.index)}")
        for dimension, entry in entries.items():
            if entry not in (AS_CODED, NOT_NEEDED, *OPTIONS[dimension]):
                raise KeyError(f"no {dimension} {entry!r}; there are {', '.join(OPTIONS[dimension])}")
            if entry != AS_CODED:
                found.at[id, dimension] = () if entry == NOT_NEEDED else (entry,)
    return found


def met(asked: pd.DataFrame, chosen: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Whether each question finds what it needs among what is chosen: one row a question, one column a dimension, of truth values."""
    return pd.DataFrame(
        {
            dimension: [not needs or bool(set(needs) & set(chosen[dimension])) for needs in asked[dimension]]
            for dimension in OPTIONS
        },
        index=asked.index,
    )
