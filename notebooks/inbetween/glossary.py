"""Terms in three languages: which of them a reader's word, lens and question "whose word?" find."""

from __future__ import annotations

import unicodedata
from functools import cache

import pandas as pd

from . import library

NAMES = ("term", "russian", "russian_latin", "chinese", "pinyin")
LENSES = {
    "realism": "realism",
    "alignment": "alignment",
    "status": "status",
    "constructivism": "constructivism",
    "poststructuralism": "poststructuralism",
    "english-school": "English School",
    "domestic": "domestic politics",
    "geography": "geography and technology",
    "area-studies": "area studies",
    "economy": "economy",
    "law": "law",
    "history": "history",
    "practice": "politics, no theory",
}


@cache
def terms() -> pd.DataFrame:
    """All terms, by the English alphabet; see the description of the table in data/."""
    return library.table("glossary")


def found(find: str = "", lens: str | None = None, kind: str | None = None) -> pd.DataFrame:
    """The terms that have every word of ``find`` in one of their names, of one lens, and of one kind.

    A name is the term, a rendering, or a rendering in Latin letters; a part of a word is enough. Capitals, accents and
    tones do not count. Nothing asked for gives all terms, the pairs to be compared first.
    """
    table = terms()
    words = folded(find).split()
    if not (words or lens or kind):
        paired = table["pair"].notna()
        return pd.concat([table[paired].sort_values(["pair", "kind"]), table[~paired]], ignore_index=True)
    fits = pd.Series([any(all(word in name for word in words) for name in names) for names in _folded_names()])
    if lens:
        fits &= table["lens"].eq(lens)
    if kind:
        fits &= table["kind"].eq(kind)
    return table[fits].reset_index(drop=True)


def folded(text: str) -> str:
    """``text`` without capitals, accents and tones (also ё as е), with a space for every other sign that is no letter or figure."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


@cache
def _folded_names() -> list[list[str]]:
    return [[folded(name) for name in row if isinstance(name, str)] for row in terms()[list(NAMES)].to_numpy()]
