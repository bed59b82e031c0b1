"""Words that point to a lens, a level or a topic: found in many works at once, and turned into proposals of codes."""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np

from . import library

# No word of any list, and two lists with as many words: neither is a code.
NO_WORD, SEVERAL = "none", "unclear"
# A list that outweighs the others wherever one of its words is found: whoever writes of a border writes of the two capitals too.
BEFORE_OTHERS = {"level": ("local", "regional", "global"), "agency": ("in-between", "society", "great-powers")}
# In these both lists may be found, which is a code of its own.
TOGETHER = {"vocabulary": "mixed"}
_SIGNS = "\u3400-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"([{_SIGNS}])")
# A word as the index has it: a Han character, or letters and digits with their accents.
_WORD = re.compile(rf"[{_SIGNS}]|(?:[^\W_{_SIGNS}]|(?<=\w)[\u0300-\u036f])+")
_ACCENT = re.compile("[\u0300-\u036f]")
_BATCH = 2_000
_MOST_FOUND = 2_000  # terms whose works are kept
Lists = Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def _lists() -> dict[str, dict[str, tuple[str, ...]]]:
    table = library.table("lens_words")
    return {
        dimension: {code: tuple(terms["term"]) for code, terms in of.groupby("code", sort=False)}
        for dimension, of in table.groupby("dimension", sort=False)
    }


def lists(changes: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, dict[str, tuple[str, ...]]]:
    """Dimension -> code -> terms, from lens_words.csv. ``changes`` maps "dimension/code" -> {"words": terms with semicolons between}.

    A term is a word or several in a row; a star at its end stands for any ending. Raises KeyError if a changed list is unknown.
    """
    found = {dimension: dict(codes) for dimension, codes in _lists().items()}
    for name, entry in (changes or {}).items():
        dimension, _, code = name.partition("/")
        if code not in found.get(dimension, {}):
            raise KeyError(f"no word list {name!r}")
        found[dimension][code] = terms(entry["words"])
    return found


def terms(text: str) -> tuple[str, ...]:
    """The terms of a line, in which semicolons, commas or line ends stand between them; those that find the same stand once."""
    found: dict = {}
    for part in re.split(r"[;,\n]", text):
        found.setdefault(_parts(part), " ".join(part.split()))
    return tuple(term for (words, _), term in found.items() if words)


def spoken(text: str) -> list[str]:
    """The words of a search field as terms; signs alone are left out."""
    return [word for word in text.split() if _parts(word)[0]]


def _parts(term: str) -> tuple[tuple[str, ...], bool]:
    """The words of a term as the index has them, and whether the last one may go on."""
    return tuple(_folded(word) for word in _WORD.findall(term)), term.rstrip().endswith("*")


def _folded(text: str) -> str:
    """A text in small letters without accents."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text))).lower()


class Index:
    """Texts of works in which terms are found at once; searches ignore case and accents, and Han characters are words of their own.

    columns: name -> one text a work, all of one length. progress: called with the share that is done.
    """

    def __init__(self, columns: Mapping[str, Sequence[str]], progress: Callable[[float], None] = lambda share: None):
        self._lock = threading.Lock()
        self._found: dict[tuple[str, str], np.ndarray] = {}
        names = list(columns)
        self.size = len(columns[names[0]])
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        self._base.execute(
            f"CREATE VIRTUAL TABLE works USING fts5({', '.join(names)}, content='', tokenize='unicode61 remove_diacritics 0')"
        )
        fill = f"INSERT INTO works (rowid, {', '.join(names)}) VALUES (?{', ?' * len(names)})"
        for start in range(0, self.size, _BATCH):
            batch = zip(*(columns[name][start : start + _BATCH] for name in names), strict=True)
            self._base.executemany(fill, ((start + n, *map(_spaced, texts)) for n, texts in enumerate(batch)))
            progress(min(start + _BATCH, self.size) / self.size)

    def having(self, term: str, column: str) -> np.ndarray:
        """Which works have the term in a column: an array of truth values, one a work. A term without a letter or digit is in none."""
        with self._lock:
            if (column, term) not in self._found:
                for oldest in list(self._found)[: -_MOST_FOUND + 1]:
                    del self._found[oldest]
                self._found[column, term] = self._search(term, column)
            return self._found[column, term]

    def _search(self, term: str, column: str) -> np.ndarray:
        found, (words, goes_on) = np.zeros(self.size, dtype=bool), _parts(term)
        if words:
            query = f'{column} : "{" ".join(words)}"{" *" if goes_on else ""}'
            rows = self._base.execute("SELECT rowid FROM works WHERE works MATCH ?", (query,))
            found[[row for (row,) in rows]] = True
        return found


def _spaced(text: str) -> str:
    """A text for the index: folded, Han characters apart, and nothing that a text base cannot hold."""
    plain = _folded(text.replace("\x00", " "))
    return _HAN.sub(r" \1 ", plain).encode("utf-8", "replace").decode("utf-8")


def column(dimension: str) -> str:
    """Where the words of a dimension are looked for: the discipline in the name of the venue, all else in title, keywords and abstract."""
    return "venue" if dimension == "discipline" else "words"


def hits(index: Index, dimension: str, of: Mapping[str, tuple[str, ...]]) -> np.ndarray:
    """How many different terms of each list a work has: one row a work, one column a code."""
    counts = np.zeros((index.size, len(of)), dtype=np.uint16)
    for place, words in enumerate(of.values()):
        for term in {_parts(word): word for word in words}.values():
            counts[:, place] += index.having(term, column(dimension))
    return counts


def proposed(index: Index, dimension: str, of: Mapping[str, tuple[str, ...]]) -> np.ndarray:
    """A code for each work by the words found: the list with most different terms, "unclear" where two have as many, "none" without a word.

    For level and agency the narrower list comes before the others; realist words beside others make a mixed vocabulary.
    """
    counts, codes = hits(index, dimension, of), np.array([*of, SEVERAL, NO_WORD], dtype=object)
    if dimension in BEFORE_OTHERS:
        order = [list(of).index(code) for code in BEFORE_OTHERS[dimension] if code in of]
        first = (counts[:, order] > 0).argmax(axis=1)
        chosen = np.array(order)[first]
    else:
        chosen = counts.argmax(axis=1)
        tied = (counts == counts.max(axis=1, keepdims=True)).sum(axis=1) > 1
        chosen = np.where(tied, len(of), chosen)
    found = codes[np.where(counts.any(axis=1), chosen, len(of) + 1)]
    if dimension in TOGETHER:
        found = np.where((counts > 0).sum(axis=1) > 1, TOGETHER[dimension], found)
        found = np.where(found == NO_WORD, "plain", found)
    return found


def matched(text: str, words: tuple[str, ...]) -> list[str]:
    """The words of a text by which the terms find it, as they stand in it, each once; where one begins as another does, the longer."""
    by_letter = _by_letter(words)
    tokens = [(_folded(found[0]), *found.span()) for found in _WORD.finditer(text)]
    shown: dict[str, None] = {}
    place = 0
    while place < len(tokens):
        candidates = by_letter.get(tokens[place][0][:1], ())
        length = max((len(parts) for parts, goes_on in candidates if _fits(tokens, place, parts, goes_on)), default=0)
        if length:
            shown.setdefault(text[tokens[place][1] : tokens[place + length - 1][2]])
        place += length or 1
    return list(shown)


@lru_cache(maxsize=64)
def _by_letter(words: tuple[str, ...]) -> dict[str, list]:
    found: dict[str, list] = {}
    for parts, goes_on in {_parts(word) for word in words}:
        if parts:
            found.setdefault(parts[0][:1], []).append((parts, goes_on))
    return found


def _fits(tokens: list, place: int, parts: tuple[str, ...], goes_on: bool) -> bool:
    here = [token for token, _, _ in tokens[place : place + len(parts)]]
    if len(here) < len(parts) or here[:-1] != list(parts[:-1]):
        return False
    return here[-1].startswith(parts[-1]) if goes_on else here[-1] == parts[-1]
