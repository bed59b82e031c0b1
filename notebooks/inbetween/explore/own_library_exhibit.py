"""Bring your own library: the questions of the review asked of a reader's own works, by lists of words that can be changed."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from .. import lenses, literature, wordlists
from ..chart import Explorer, View, controls, theme
from ..chart.counts import count_bars, count_grid
from ..library import references

READ, PROBLEMS, WORKS, YEARS, REALIST, GAPS, TOGETHER = (
    "read", "problems", "works", "years", "realist", "gaps", "together",
)  # fmt: skip
SHOW = {
    "what was read": READ,
    "problems and duplicates": PROBLEMS,
    "works and their words": WORKS,
    "codes by year": YEARS,
    "is it realist?": REALIST,
    "gap finder": GAPS,
    "codes together": TOGETHER,
}
CODES = {
    "theory": "theory",
    "words": "vocabulary",
    "level": "level",
    "agency": "agency",
    "discipline of the venue": "discipline",
    "topic": "topic",
}
SINCE = {"any year": 0, "1992 and later": 1992, "2001 and later": 2001, "2014 and later": 2014, "2020 and later": 2020}
SCRIPTS = {"any script": "any", "Latin": "latin", "Cyrillic": "cyrillic", "Han": "han", "other": "other"}
PERIODS = {
    "to 1991": 1991,
    "1992-2000": 2000,
    "2001-07": 2007,
    "2008-13": 2013,
    "2014-19": 2019,
    "2020-21": 2021,
    "2022 on": 9999,
}
NO_YEAR, OTHERS = "no year", "others"
_MOST_LANGUAGES = 9
_MOST_ROWS = 100
_MOST_CODES = 24  # arrays of proposed codes kept for a library
_AT_ONCE = 2  # libraries kept open
NOTES = (
    "The file is read by the kernel of this notebook, kept in its memory and written nowhere; nothing leaves the machine on which the kernel runs (on Binder that is a rented one). "
    'To open it again after a restart, put the file beside the notebooks and name it: explore.own_library(library="mine.bib").',
    "Codes are proposed by words in title, keywords and abstract (for the discipline: in the name of the venue). The list with most different words found gives the code; "
    "level and agency take the narrower list first; realist words beside others make mixed. A word is a hint and no reading: whoever attacks a theory uses its words too.",
    "Change the words of a list and see what that does: semicolons stand between words, a star for any ending. The Russian and Chinese lists are short and come from general knowledge.",
    "Duplicates have the same DOI, or the same title and year with the same first author or venue. Years and languages are those recorded in the entry; where no language is recorded the script of the title is told.",
    "Whoever made the library chose its works: as with the article's list, a share of them is no share of a literature.",
)


@dataclass(frozen=True, eq=False)
class _Opened:
    """A library with its index, and the codes proposed for it by lists that were used before."""

    name: str
    entries: pd.DataFrame
    refused: pd.DataFrame
    index: wordlists.Index
    codes: dict = field(default_factory=dict)

    def proposed(self, dimension: str, lists: dict) -> np.ndarray:
        key = dimension, tuple(lists[dimension].items())
        found = self.codes.get(key)
        if found is None:
            # a reader who changes lists for an hour must not fill the memory
            for oldest in list(self.codes)[: -_MOST_CODES + 1]:
                self.codes.pop(oldest, None)
            found = self.codes[key] = wordlists.proposed(self.index, dimension, lists[dimension])
        return found

    @cached_property
    def period(self) -> np.ndarray:
        years = self.entries["year"].astype("float64")
        places = np.searchsorted(list(PERIODS.values()), years.fillna(0))
        return np.where(years.isna(), NO_YEAR, np.array([*PERIODS])[places])


def own_library(**start) -> Explorer:
    """A library of one's own; controls: library (the name of a file, "" for the article's list), show, code, find, since, script, unique, lists."""
    shelf = _Shelf()
    return Explorer(
        "own_library",
        lambda **values: view(shelf.library(values.pop("library")), **values),
        {
            "library": controls.FileIn(
                shelf.take,
                description="Your library:",
                accept=".bib,.bibtex,.ris,.json,.csljson,.txt",
                placeholder="Entries in BibTeX, RIS or CSL-JSON, as Zotero, EndNote or a catalogue export them",
                value="",
            ),
            "show": controls.choice("Show", SHOW, YEARS),
            "code": controls.choice("Code", CODES, "theory"),
            "find": controls.words("Find", "", "words that must all be there"),
            "since": controls.choice("Years", SINCE, 0),
            "script": controls.choice("Script", SCRIPTS, "any"),
            "unique": controls.tick("Leave out duplicates", True),
            "lists": controls.Changes(
                description="Words:",
                unit="list",
                units=_units(),
                fields=[{"id": "words", "label": "words", "options": None}],
                value={},
            ),
        },
        start,
        live=("library", "show", "code", "find", "since", "script", "unique", "lists"),
        unused=lambda values: _unused(shelf.unique(values["library"]), values["show"]),
    )


def _units() -> list[dict]:
    return [
        {
            "id": f"{dimension}/{code}",
            "text": f"{_dimension(dimension)}: {_label(dimension, code)}",
            "now": {"words": "; ".join(terms)},
        }
        for dimension, codes in wordlists.lists().items()
        for code, terms in codes.items()
    ]


def _unused(unique: bool, show: str) -> set[str]:
    if show == PROBLEMS:
        return {"code", "find", "since", "script", "unique", "lists"}
    return ({"unique"} if unique else set()) | {REALIST: {"code"}, READ: {"code", "lists"}}.get(show, set())


# --- libraries that are open ---


class _Shelf:
    """The libraries that one exhibit has open, the latest ones; they go with it."""

    def __init__(self):
        self._open: dict[object, _Opened] = {}
        self._readings = 0
        self._lock = threading.RLock()

    def take(self, name: str, content: bytes, tell: literature.Progress) -> str:
        """Read a library; the name under which it is kept, another one for each reading."""
        read = literature.read_library(content, progress=lambda share: tell(0.7 * share))
        opened = _indexed(name, read, lambda share: tell(0.7 + 0.3 * share))
        # asked once more before it is kept: a reading that was stopped leaves nothing behind
        tell(1.0)
        with self._lock:
            self._readings += 1
            kept = name if name not in self._open else f"{name} ({self._readings})"
            self._put(kept, opened)
        return kept

    def library(self, name: str) -> _Opened:
        """The library of a name; a file of that name is read again when it has changed. Raises ValueError if there is none."""
        if not name:
            return _the_article()
        with self._lock:
            if name in self._open:
                return self._open[name]
        try:
            state = Path(name).stat()
            key = name, state.st_mtime_ns, state.st_size
        except (OSError, ValueError):
            key = name, 0, 0
        with self._lock:
            if key not in self._open:
                try:
                    self._put(key, _indexed(name, literature.read_library(name)))
                except ValueError as problem:
                    raise ValueError(f"{problem}. Choose the file above, or put it beside the notebooks") from None
            return self._open[key]

    def unique(self, name: str) -> bool:
        """Whether the library of a name is known to have no duplicates."""
        try:
            return bool((self.library(name).entries["duplicate_of"] == "").all())
        except ValueError:
            return False

    def _put(self, key, opened: _Opened) -> None:
        self._open[key] = opened
        for oldest in list(self._open)[:-_AT_ONCE]:
            del self._open[oldest]


def _indexed(name: str, read: literature.ReaderLibrary, tell: literature.Progress = lambda share: None) -> _Opened:
    columns = {"words": read.entries["words"].tolist(), "venue": read.entries["container"].tolist()}
    return _Opened(name, read.entries, read.refused, wordlists.Index(columns, tell))


@cache
def _the_article() -> _Opened:
    return _indexed("", literature.ReaderLibrary(_its_works(), pd.DataFrame(columns=["place", "reason"])))


def _its_works() -> pd.DataFrame:
    """The article's works in the columns of a reader's library, with nothing but the reference to search in."""
    cited = references().set_index("key").loc[lenses.works().index].reset_index()
    return pd.DataFrame(
        {
            "key": cited["key"],
            "authors": cited["authors"],
            "year": cited["year"].astype("Int64"),
            "title": cited["title"],
            "container": cited["container"].fillna(""),
            "type": cited["type"],
            "script": "latin",
            "language": "",
            "words": cited["title"],
            "place": [f"reference {number}" for number in range(1, len(cited) + 1)],
            "duplicate_of": "",
        }
    )


# --- the views ---


def view(opened: _Opened, show: str, code: str, find: str, since: int, script: str, unique: bool, lists: dict) -> View:
    """The view of an open library for one state of the controls."""
    words = wordlists.lists(lists)
    chosen = _chosen(opened, find, since, script, unique)
    count = int(chosen.sum())
    draw = {
        READ: _read,
        PROBLEMS: _problems,
        WORKS: _works,
        YEARS: _years,
        REALIST: _realist,
        GAPS: _gaps,
        TOGETHER: _together,
    }[show]
    if show != PROBLEMS and not count:
        title, figure, summary, table = _nothing(opened)
    else:
        title, figure, summary, table = draw(opened, chosen, code, words)
    return View(
        title=f"{_name(opened)}: {title}",
        figure=figure,
        summary=" ".join(filter(None, [summary, _compared(opened, code, words) if show in (WORKS, YEARS) else ""])),
        table=table,
        sources=("bossuyt-kaczmarski-2021", "inbetween-lens-words")
        if not opened.name
        else ("reader-library", "inbetween-lens-words"),
        notes=NOTES,
        private=bool(opened.name),
    )


def _name(opened: _Opened) -> str:
    return (
        opened.name.replace("\\", "/").rsplit("/", 1)[-1][:60]
        if opened.name
        else "The article's works, by their titles"
    )


def _chosen(opened: _Opened, find: str, since: int, script: str, unique: bool) -> np.ndarray:
    entries = opened.entries
    chosen = np.ones(len(entries), dtype=bool)
    for word in wordlists.spoken(find):
        chosen &= opened.index.having(word if word.endswith("*") else f"{word}*", "words")
    if since:
        chosen &= (entries["year"] >= since).fillna(False).to_numpy(dtype=bool)
    if script == "other":
        chosen &= ~entries["script"].isin(["latin", "cyrillic", "han"]).to_numpy()
    elif script != "any":
        chosen &= (entries["script"] == script).to_numpy()
    if unique:
        chosen &= (entries["duplicate_of"] == "").to_numpy()
    return chosen


def _nothing(opened: _Opened):
    summary = f"Not one of its {len(opened.entries):,} works is left by this search. Clear the field, or choose any year and any script."
    return "no work is left", None, summary, pd.DataFrame(columns=["work", "year", "title"])


def _label(dimension: str, code: str) -> str:
    more = {wordlists.NO_WORD: "no word found", wordlists.SEVERAL: "several fit"}
    return more.get(code) or lenses.CODEBOOK[dimension][code]


def _dimension(code: str) -> str:
    return {"vocabulary": "words"}.get(code, code)


def _codes(dimension: str) -> list[str]:
    own = [code for code in lenses.CODEBOOK[dimension] if code not in (wordlists.NO_WORD, wordlists.SEVERAL)]
    if dimension in wordlists.TOGETHER:
        return own
    return [*own, *([] if dimension in wordlists.BEFORE_OTHERS else [wordlists.SEVERAL]), wordlists.NO_WORD]


def _read(opened: _Opened, chosen: np.ndarray, code: str, words: dict):
    entries = opened.entries
    told = _told_language(entries)
    most = told.value_counts().index[:_MOST_LANGUAGES]
    rows = {name: name for name in [*most, *([OTHERS] if told.nunique() > len(most) else [])]}
    shown = told.where(told.isin(most), OTHERS).to_numpy()
    counts = _table_of(shown[chosen], opened.period[chosen], rows, _periods())
    years = entries["year"][chosen].dropna()
    span = f"{years.min()} to {years.max()}" if len(years) else "no year known"
    copies = int((entries["duplicate_of"] != "").sum())
    title = f"{theme.counted(int(chosen.sum()), 'work')}, {span}"
    summary = (
        f"{theme.counted(len(entries), 'entry was', 'entries were')} read; {theme.counted(copies, 'is a duplicate', 'are duplicates')} of an earlier one. "
        f"{theme.counted(len(opened.refused), 'remark')} on what could not be read as it stands; without a year: {int(entries['year'].isna().sum()):,}."
    )
    return title, _grid(counts, "works"), summary, _long(counts, "language", "years")


def _kind(reason: str) -> str:
    """What sort of remark it is, without what is quoted from the file."""
    kind = re.split(r"""[:;("']| of (?:line|record|reference) """, reason)[0].strip()
    return {"the key": "a key is used before"}.get(kind, kind)


def _told_language(entries: pd.DataFrame) -> pd.Series:
    """The language recorded in an entry, or else the script of its title."""
    by_script = "not recorded, " + entries["script"] + " script"
    return entries["language"].where(entries["language"] != "", by_script)


def _problems(opened: _Opened, chosen: np.ndarray, code: str, words: dict):
    entries = opened.entries
    copies, undated = entries[entries["duplicate_of"] != ""], entries[entries["year"].isna()]
    found = pd.concat(
        [
            opened.refused.assign(title=""),
            pd.DataFrame(
                {"place": copies["place"], "reason": "duplicate of " + copies["duplicate_of"], "title": copies["title"]}
            ),
            pd.DataFrame({"place": undated["place"], "reason": "no year", "title": undated["title"]}),
        ],
        ignore_index=True,
    )
    if found.empty:
        return (
            "nothing to remark",
            None,
            f"All of its {len(entries):,} entries have a year, none stands twice, and all was read.",
            found,
        )
    kinds = found["reason"].map(_kind).value_counts()
    title = (
        f"{theme.counted(len(found), 'remark')}, {len(opened.refused):,} of them on what could not be read as it stands"
    )
    shown = f" The table has the first {3 * _MOST_ROWS}." if len(found) > 3 * _MOST_ROWS else ""
    summary = f"Read: {theme.counted(len(entries), 'entry', 'entries')}. Standing there twice: {len(copies):,}; without a year: {len(undated):,}.{shown}"
    return title, count_bars(kinds.head(12), "remarks"), summary, found.head(3 * _MOST_ROWS)


def _works(opened: _Opened, chosen: np.ndarray, code: str, words: dict):
    proposed = opened.proposed(code, words)[chosen]
    counts = pd.Series(proposed).value_counts().reindex(_codes(code), fill_value=0)
    counts.index = [_label(code, each) for each in counts.index]
    found = opened.entries[chosen].head(_MOST_ROWS)
    terms = tuple(term for own in words[code].values() for term in own)
    text = found["container"] if code == "discipline" else found["words"]
    table = pd.DataFrame(
        {
            "authors": found["authors"].str.slice(0, 120),
            "year": found["year"],
            "title": found["title"].str.slice(0, 200),
            "venue": found["container"].str.slice(0, 80),
            f"proposed {_dimension(code)}": [_label(code, each) for each in proposed[:_MOST_ROWS]],
            "words found": ["; ".join(wordlists.matched(each, terms)[:12]) for each in text],
        }
    )
    count = int(chosen.sum())
    without = int((proposed == ("plain" if code == "vocabulary" else wordlists.NO_WORD)).sum())
    shown = f" The table has the first {_MOST_ROWS}." if count > _MOST_ROWS else ""
    return (
        f"{theme.counted(count, 'work')}, {_dimension(code)} proposed for {count - without:,}",
        count_bars(counts, "works"),
        (f"In {without:,} no word of the lists is found." if without else "Words of the lists are found in all.")
        + shown,
        table,
    )


def _years(opened: _Opened, chosen: np.ndarray, code: str, words: dict):
    rows = {each: _label(code, each) for each in _codes(code)}
    counts = _table_of(opened.proposed(code, words)[chosen], opened.period[chosen], rows, _periods())
    years = opened.entries["year"][chosen].dropna()
    recent = int((years >= 2020).sum())
    title = f"{recent:,} of {int(chosen.sum()):,} works are dated 2020 or later"
    known = counts.drop(
        index=[rows[each] for each in rows if each in (wordlists.NO_WORD, wordlists.SEVERAL, "plain")], errors="ignore"
    ).sum(axis=1)
    most = (
        f"Most often proposed as {_dimension(code)}: {' and '.join(known.index[known == known.max()])}, {theme.counted(known.max(), 'work')}."
        if known.max()
        else "No list comes out first in any of them."
    )
    return title, _grid(counts, "works"), most, _long(counts, _dimension(code), "years")


def _realist(opened: _Opened, chosen: np.ndarray, code: str, words: dict):
    theory, vocabulary = (opened.proposed(each, words)[chosen] for each in ("theory", "vocabulary"))
    rows, columns = ({each: _label(name, each) for each in _codes(name)} for name in ("theory", "vocabulary"))
    counts = _table_of(theory, vocabulary, rows, {code: f"{name} words" for code, name in columns.items()})
    of = int(chosen.sum())
    narrow, wide = (
        (
            int(np.isin(theory, lenses.REALIST["theory", width]).sum()),
            int(np.isin(vocabulary, lenses.REALIST["vocabulary", width]).sum()),
        )
        for width in ("narrow", "wide")
    )
    title = f"realist by theory {wide[0]:,} of {of:,}, by words {wide[1]:,}"
    summary = f"Alignment and mixed words are counted in; without them it is {narrow[0]:,} by theory and {narrow[1]:,} by words."
    strong = pd.DataFrame(
        [
            [
                row in lenses.REALIST["theory", "wide"] or column in lenses.REALIST["vocabulary", "wide"]
                for column in columns
            ]
            for row in rows
        ],
        index=counts.index,
        columns=counts.columns,
    )
    return (
        title,
        _grid(counts, "works", strong, key="orange: realist by either"),
        summary,
        _long(counts, "theory", "words"),
    )


def _gaps(opened: _Opened, chosen: np.ndarray, code: str, words: dict):
    by = code if code != "topic" else "level"
    rows, columns = ({each: _label(name, each) for each in _codes(name)} for name in ("topic", by))
    counts = _table_of(opened.proposed("topic", words)[chosen], opened.proposed(by, words)[chosen], rows, columns)
    no_code = ["no word found", "several fit"]
    inner = counts.drop(index=no_code, columns=no_code, errors="ignore")
    empty = int((inner == 0).to_numpy().sum())
    title = f"{empty} of {inner.size} pairs of topic and {_dimension(by)} have no work"
    silent = [name for name in inner.index if not counts.loc[name].any()]
    summary = f"Topics without any work: {'; '.join(silent) or 'none'}. {theme.counted(int(chosen.sum()), 'work')}; an empty pair is a gap in this library, not in a literature."
    return title, _grid(counts, "works", row=13), summary, _long(counts, "topic", _dimension(by))


def _together(opened: _Opened, chosen: np.ndarray, code: str, words: dict):
    found = wordlists.hits(opened.index, code, words[code])[chosen] > 0
    names = [_label(code, each) for each in words[code]]
    if not found.any():
        summary = f"{theme.counted(len(found), 'work')}, and not one with a word of these lists. Choose another code, or add words above."
        return (
            f"no word of {_dimension(code)} is found",
            None,
            summary,
            pd.DataFrame(columns=["list", "and list", "works"]),
        )
    counts = pd.DataFrame(found.T.astype(int) @ found.astype(int), index=names, columns=names)
    several = int((found.sum(axis=1) > 1).sum())
    title = f"{several:,} of {int(chosen.sum()):,} works have words of more than one list ({_dimension(code)})"
    pairs = [(counts.iloc[i, j], names[i], names[j]) for i in range(len(names)) for j in range(i)]
    most = max(pairs, default=(0, "", ""))
    summary = (
        f"Most often together: {most[2]} and {most[1]}, in {theme.counted(most[0], 'work')}."
        if most[0]
        else "No two lists meet in one work."
    )
    return (
        title,
        _grid(counts, "works"),
        f"{summary} On the diagonal: all works with a word of the list.",
        _long(counts, "list", "and list"),
    )


def _compared(opened: _Opened, code: str, words: dict) -> str:
    """How far the words agree with the coders, where there are coders: a measure of what such lists are worth."""
    if opened.name:
        return ""
    proposed = opened.proposed(code, words)
    first, second = (proposed == lenses.works(coder)[code].to_numpy() for coder in lenses.CODERS)
    silent = int((first & np.isin(proposed, (wordlists.NO_WORD, "plain"))).sum())
    only = f", {silent} of them for want of any word" if silent else ""
    return (
        f"From titles alone the words give the first coder's code for {first.sum()} of {len(proposed)} works{only}; "
        f"the second's for {second.sum()}."
    )


# --- pictures and tables ---


def _periods() -> dict[str, str]:
    return {name: name for name in (*PERIODS, NO_YEAR)}


def _table_of(rows: np.ndarray, columns: np.ndarray, row_names: dict, column_names: dict) -> pd.DataFrame:
    counts = pd.crosstab(pd.Series(rows, dtype=object), pd.Series(columns, dtype=object))
    return counts.reindex(index=row_names, columns=column_names, fill_value=0).rename(
        index=row_names, columns=column_names
    )


def _long(counts: pd.DataFrame, row: str, column: str) -> pd.DataFrame:
    long = counts.rename_axis(index=row, columns=column).stack().rename("works").reset_index()
    return long[long["works"] > 0].reset_index(drop=True)


def _grid(counts: pd.DataFrame, unit: str, strong: pd.DataFrame | None = None, row: int = 22, key: str = ""):
    hover = pd.DataFrame(
        [
            [f"{name}, {column}: {counts.loc[name, column]:,} {unit}" for column in counts.columns]
            for name in counts.index
        ],
        index=counts.index,
        columns=counts.columns,
    )
    return count_grid(counts, hover, strong, row=row, key=key)
