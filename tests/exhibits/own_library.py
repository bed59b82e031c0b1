"""A reader's own library: words looked for again by splitting every text into its words."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from functools import cache
from pathlib import Path

from inbetween import lenses, library, literature

from .recount import rows

MINE = Path(tempfile.mkdtemp()) / "mine.bib"
MINE.write_text(
    r"""
@article{one, title = {Balance of Power and <b>Alliance</b> in {C}entral Asia}, year = 2003, journal = {International Politics}}
@article{two, title = {Идентичность и статус: Россия и Китай}, year = 2015, journal = {Полис}, language = {rus}}
@article{three, title = {中俄关系与国际秩序}, year = 2021, journal = {国际政治研究}, keywords = {联盟; 均势}}
@article{four, title = {Norms, discourse and museums <img src=x onerror=alert(1)>}, abstract = {Kazakhstan's identity at the border}, journal = {Political Geography}}
@article{five, title = {Balance of power and <b>alliance</b> in Central Asia}, year = 2003, journal = {International Politics}}
@article{six, title = {Trade, energy, hedging and the S{\'e}curit{\'e} of pipelines}, year = 1989, journal = {Eurasian Geography and Economics}}
@article{seven, title = {Broken, year = 2000
@book{eight, title = {Words that no list has}, year = 2022}
""",
    encoding="utf-8",
)
CHANGE = {"theory/status": {"words": "no list; power"}, "topic/energy": {"words": ""}}
VALUES = {
    "library": ["", str(MINE)],
    "find": ["", "russia", "power balanc*", "中俄", "nothing at all", "китай", "Russia & China", "*"],
    "lists": [{}, CHANGE, {"vocabulary/realist": {"words": "china*, кита*; 中"}}],
}
STARTS = [
    *({"show": show, "library": str(MINE)} for show in ("works", "years", "realist", "gaps", "together")),
    {"show": "gaps", "code": "agency"},
]
PERIODS = {
    "to 1991": 1991,
    "1992-2000": 2000,
    "2001-07": 2007,
    "2008-13": 2013,
    "2014-19": 2019,
    "2020-21": 2021,
    "2022 on": 9999,
}


def split(text: str) -> list[str]:
    """The words of a text: small letters without accents, each Han character a word."""
    plain = "".join(each for each in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(each))
    return re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+", plain.replace("_", " "))


def has(words: list[str], term: str) -> bool:
    wanted, open_end = split(term), term.endswith("*")
    if not wanted:
        return False
    for start in range(len(words) - len(wanted) + 1):
        part = words[start : start + len(wanted)]
        if part[:-1] == wanted[:-1] and (part[-1].startswith(wanted[-1]) if open_end else part[-1] == wanted[-1]):
            return True
    return False


@cache
def works(name: str) -> list[dict]:
    if name:
        read = literature.read_library(name)
        return [
            {
                "text": row.words,
                "venue": row.container,
                "year": None if row.year != row.year or row.year is None else row.year,
                "copy": bool(row.duplicate_of),
                "script": row.script,
                "language": "Russian" if "Россия" in row.title else f"not recorded, {row.script} script",
                "title": row.title,
            }
            for row in read.entries.astype({"year": object}).where(read.entries.notna(), None).itertuples()
        ]
    keys = dict.fromkeys(row["key"] for row in rows("seeds/citations.csv"))
    return [
        {
            "text": work.record["title"],
            "venue": work.record.get("container-title", ""),
            "year": int(work.year),
            "copy": False,
            "script": "latin",
            "language": "not recorded, latin script",
            "title": work.record["title"],
        }
        for work in map(library.source, keys)
    ]


def lists(changes) -> dict[str, dict[str, list[str]]]:
    found: dict = {}
    for row in rows("data/lens_words.csv"):
        found.setdefault(row["dimension"], {}).setdefault(row["code"], []).append(row["term"])
    for name, entry in changes.items():
        dimension, code = name.split("/")
        found[dimension][code] = [term.strip() for term in re.split("[;,]", entry["words"]) if term.strip()]
    return found


def code(work, dimension, of) -> str:
    words = split(work["venue"] if dimension == "discipline" else work["text"])
    counts = {each: len({term for term in terms if has(words, term)}) for each, terms in of.items()}
    found = [each for each, count in counts.items() if count]
    if dimension == "vocabulary":
        return "mixed" if len(found) > 1 else found[0] if found else "plain"
    if not found:
        return "none"
    if dimension in ("level", "agency"):
        order = ["local", "regional", "global", "in-between", "society", "great-powers"]
        return min(found, key=order.index)
    most = [each for each in found if counts[each] == max(counts.values())]
    return most[0] if len(most) == 1 else "unclear"


def chosen(values) -> list[dict]:
    found = []
    for work in works(values["library"]):
        words = split(work["text"])
        wanted = [word for word in values["find"].split() if split(word)]
        if not all(has(words, word if word.endswith("*") else f"{word}*") for word in wanted):
            continue
        if values["since"] and (work["year"] is None or work["year"] < values["since"]):
            continue
        other = work["script"] not in ("latin", "cyrillic", "han")
        if (
            values["script"] != "any"
            and work["script"] != values["script"]
            and not (values["script"] == "other" and other)
        ):
            continue
        if not (values["unique"] and work["copy"]):
            found.append(work)
    return found


def agree(view, values) -> None:
    assert view.title.startswith("mine.bib: " if values["library"] else "The article's works, by their titles: ")
    assert view.private == bool(values["library"])
    assert ("reader-library" in view.sources) == bool(values["library"])
    found, of = chosen(values), lists(values["lists"])
    if values["show"] == "problems":
        number = 1 + 1 + 1 if values["library"] else 0
        assert len(view.table) == number
        return
    if not found:
        assert view.table.empty
        assert "no work is left" in view.title
        return
    if not values["library"] and values["show"] in ("works", "years"):
        told = [int(number) for number in re.findall(r"for (\d+) of 56|second's for (\d+)", view.summary)[0] if number]
        coded = rows("seeds/works.csv")
        name = values["code"]
        mine = [code(work, name, of[name]) for work in works("")]
        both = zip(mine, coded, strict=True)
        silent = sum(one == row[f"{name}_a"] and one in ("none", "plain") for one, row in both)
        want = re.search(r"(\d+) of them for want of any word", view.summary)
        assert (int(want[1]) if want else 0) == silent
        assert told[0] == sum(one == row[f"{name}_a"] for one, row in zip(mine, coded, strict=True))
    total = {
        "read": check_read,
        "works": check_works,
        "years": check_years,
        "realist": check_realist,
        "gaps": check_gaps,
        "together": check_together,
    }
    total[values["show"]](view, values, found, of)


def named(dimension: str, code: str) -> str:
    """A code in words: those of the codebook, and two of this exhibit."""
    own = {"none": "no word found", "unclear": "several fit"}
    return own.get(code) or lenses.CODEBOOK[dimension][code]


def cells(view) -> dict:
    columns = list(view.table.columns)
    return {(row[0], row[1]): row[2] for row in view.table[columns].itertuples(index=False)}


def drawn(view) -> int:
    return sum(int(text.replace(",", "")) for trace in view.figure.data for text in trace.text or () if text.strip())


def period(work) -> str:
    return next((name for name, last in PERIODS.items() if work["year"] <= last), "") if work["year"] else "no year"


def count(pairs) -> dict:
    found: dict = {}
    for pair in pairs:
        found[pair] = found.get(pair, 0) + 1
    return found


def check_read(view, values, found, of) -> None:
    assert re.search(rf": {len(found)} works?, ", view.title)
    assert cells(view) == count((work["language"], period(work)) for work in found)
    assert drawn(view) == len(found)


def check_works(view, values, found, of) -> None:
    name = values["code"]
    proposed = [code(work, name, of[name]) for work in found]
    without = sum(each in ("none", "plain") for each in proposed)
    assert re.search(rf": {len(found)} works?, ", view.title)
    assert view.title.endswith(f"proposed for {len(found) - without}")
    assert list(view.table["title"]) == [work["title"][:200] for work in found]
    assert drawn(view) == len(found)
    title = {"vocabulary": "words"}.get(name, name)
    assert list(view.table[f"proposed {title}"]) == [named(name, one) for one in proposed]
    for words, one in zip(view.table["words found"], proposed, strict=True):
        assert bool(words) == (one not in ("none", "plain")), (words, one)


def check_years(view, values, found, of) -> None:
    name = values["code"]
    recent = sum(bool(work["year"]) and work["year"] >= 2020 for work in found)
    assert f"{recent} of {len(found)} works are dated 2020 or later" in view.title
    expected = count((named(name, code(work, name, of[name])), period(work)) for work in found)
    assert cells(view) == expected
    assert drawn(view) == len(found)


def check_realist(view, values, found, of) -> None:
    theory = [code(work, "theory", of["theory"]) for work in found]
    words = [code(work, "vocabulary", of["vocabulary"]) for work in found]
    wide = sum(each in ("realism", "alignment") for each in theory), sum(each in ("realist", "mixed") for each in words)
    assert f"theory {wide[0]} of {len(found)}, by words {wide[1]}" in view.title
    narrow = theory.count("realism"), words.count("realist")
    assert f"{narrow[0]} by theory and {narrow[1]} by words" in view.summary
    pairs = zip(theory, words, strict=True)
    assert cells(view) == count((named("theory", one), f"{named('vocabulary', other)} words") for one, other in pairs)


def check_gaps(view, values, found, of) -> None:
    by = "level" if values["code"] == "topic" else values["code"]
    pairs = count((code(work, "topic", of["topic"]), code(work, by, of[by])) for work in found)
    assert cells(view) == {(named("topic", one), named(by, other)): number for (one, other), number in pairs.items()}
    known = [pair for pair in pairs if not set(pair) & {"none", "unclear"}]
    empty, of_all = map(int, re.search(r"(\d+) of (\d+) pairs", view.title).groups())
    assert of_all - empty == len(known)


def check_together(view, values, found, of) -> None:
    name = values["code"]
    several, pairs = 0, {}
    for work in found:
        words = split(work["venue"] if name == "discipline" else work["text"])
        codes = [each for each, terms in of[name].items() if any(has(words, term) for term in terms)]
        several += len(codes) > 1
        for one in codes:
            for other in codes:
                pairs[one, other] = pairs.get((one, other), 0) + 1
    if not pairs:
        assert view.table.empty
        assert "no word of" in view.title
        return
    assert f"{several} of {len(found)} works have words of more than one list" in view.title
    assert cells(view) == {(named(name, one), named(name, other)): number for (one, other), number in pairs.items()}
