"""Terms, found again in glossary.csv; what is drawn, read back from the picture at both widths."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from .recount import rows

STATES = 14 * 4
STARTS = [{"find": "союз"}, {"find": "status", "lens": "status"}, {"kind": "official"}]
VALUES = {"find": ["", "союз", "СОЮЗ", "партнерство", "zhanlue", "Zhànlüè", "大国", "no limits", "no such word", "…"]}
WHOSE = {"analyst": "analysts'", "official": "governments'", "both": "both"}
SYMBOLS = {"analyst": "circle", "official": "square", "both": "diamond"}
SURE = {"confirmed": "confirmed in a source", "general": "general knowledge", "unsure": "unsure"}
NAMES = ("term", "russian", "russian_latin", "chinese", "pinyin")
SHOWN = {
    "term": "term",
    "said of": "definition",
    "Russian": "russian",
    "in Latin letters": "russian_latin",
    "Chinese": "chinese",
    "pinyin": "pinyin",
    "where the words part": "note",
    "source": "source",
    "confidence": "confidence",
    "where read": "page",
}


def plain(text: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(sign) != "Mn")
    return " ".join(re.findall(r"[^\W_]+", bare))


def fits(row, values) -> bool:
    words = plain(values["find"]).split()
    return (
        any(all(word in plain(row[name]) for word in words) for name in NAMES)
        and values["lens"] in ("all", row["lens"])
        and values["kind"] in ("all", row["kind"])
    )


def agree(view, values) -> None:
    expected = [row for row in rows("data/glossary.csv") if fits(row, values)]
    asked = bool(plain(values["find"])) or values["lens"] != "all" or values["kind"] != "all"
    if not asked:
        expected.sort(key=lambda row: (int(row["pair"] or 99), row["kind"] if row["pair"] else ""))
    shown = view.table.fillna("").to_dict("records")
    assert [tuple(row[name] for name in SHOWN) for row in shown] == [
        tuple(row[name] for name in SHOWN.values()) for row in expected
    ]
    for row, source in zip(shown, expected, strict=True):
        assert row["whose word"] == WHOSE[source["kind"]]
        assert row["the Russian is"] == SURE[source["russian_sure"]]
        assert row["the Chinese is"] == SURE.get(source["chinese_sure"], "")
    assert view.sources[0] == "inbetween-glossary"
    if plain(values["find"]):
        assert f"“{values['find']}”" in view.title
    if not expected:
        assert view.title.startswith("No term ")
        assert f"Not one of {len(rows('data/glossary.csv'))} terms fits" in view.summary
        assert view.figure is None
        return
    check_counts(view, expected)
    drawn = check_picture(view, expected)
    assert set(view.sources) == {"inbetween-glossary", *(row["source"] for row in drawn)}
    if asked:
        assert re.match(rf"{len(expected)} terms? (with|under|of)\b", view.title)
        assert len(drawn) >= min(5, len(expected))
        assert ("Drawn are the first" in view.summary) == (len(drawn) < len(expected))
        if len(drawn) < len(expected):
            assert f"Drawn are the first {len(drawn)}, the table holds all {len(expected)}" in view.summary
    else:
        assert view.title.startswith(f"{len(drawn) // 2} pairs to compare")
        assert [row["kind"] for row in drawn] == ["analyst", "official"] * (len(drawn) // 2)
        assert all(one["pair"] == two["pair"] != "" for one, two in zip(drawn[::2], drawn[1::2], strict=True))
        assert f"all {len(expected)} terms" in view.summary


def check_counts(view, expected) -> None:
    whose, known = re.match(r"Whose words: (.+?)\. Renderings in Russian and Chinese: (.+?)\.", view.summary).groups()
    kinds = [WHOSE[row["kind"]] for row in expected]
    assert {name: int(number) for number, name in (part.split(" ") for part in whose.split(", "))} == {
        name: kinds.count(name) for name in kinds
    }
    sure = [SURE[row[name]] for row in expected for name in ("russian_sure", "chinese_sure") if row[name]]
    assert {name: int(number) for number, name in (part.split(" ", 1) for part in known.split(", "))} == {
        name: sure.count(name) for name in sure
    }


def words_of(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def check_picture(view, expected) -> list[dict]:
    """Every word stands whole in the picture, beside each other and on a phone below each other, and no row runs into the next."""
    marks, english, russian, chinese, *explained = view.figure.data
    drawn = expected[: len(marks.x)]
    assert 0 < len(drawn) <= 12
    assert list(marks.marker.symbol) == [SYMBOLS[row["kind"]] for row in drawn]
    assert len({*marks.marker.color}) == len({row["kind"] for row in drawn})
    assert bool(explained) == (len(expected) <= 3)
    for place, row in enumerate(drawn):
        known = {
            "English": f"{row['term']} {WHOSE[row['kind']]}",
            "Russian": f"{row['russian']}{' ?' if row['russian_sure'] == 'unsure' else ''} {row['russian_latin']}",
            "Chinese": f"{row['chinese']}{' ?' if row['chinese_sure'] == 'unsure' else ''} {row['pinyin']}",
        }
        for trace in (english, russian, chinese):
            said = known[trace.name].strip() or "(no term known)"
            assert words_of(trace.text[place]) == said
            assert words_of(trace.meta["narrow"]["text"][place]) == said
        for trace in explained:
            said = " ".join(filter(None, (row["definition"], row["note"])))
            assert words_of(trace.text[place]) == words_of(trace.meta["narrow"]["text"][place]) == said
    wide = [trace.y for trace in (english, russian, chinese)]
    assert wide[0] == wide[1] == wide[2]
    narrow = [[trace.meta["narrow"]["y"][place] for trace in view.figure.data[1:]] for place in range(len(drawn))]
    levels = [level for row in narrow for level in row]
    assert levels == sorted(levels, reverse=True)
    assert len(set(levels)) == len(levels)
    assert view.figure.layout.height <= 470
    return drawn
