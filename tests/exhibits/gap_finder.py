"""The gap finder, recounted from works.csv, citations.csv, contribution_codes.csv and gaps.csv."""

from __future__ import annotations

import json
import re
from functools import cache

from .recount import ROOT, rows

STATES = 4 * 2 * 2 * 19
STARTS = [{"by": "theory"}, {"by": "discipline", "topic": "perceptions"}, {"topic": "aid", "count": "citations"}]
CODES = {
    "topic": "partnership history arms energy economy order values eurasia other-regions in-between ground perceptions education "
    "corruption aid infrastructure memory method",
    "level": "global regional local",
    "agency": "great-powers in-between society",
    "theory": "realism alignment status constructivism poststructuralism english-school domestic geography history economy none unclear",
    "discipline": "ir political-science area-studies geography economics history other",
}
CODES = {dimension: codes.split() for dimension, codes in CODES.items()}
ORANGE = "#f8d3b4"


@cache
def written() -> dict[str, tuple[str, str]]:
    """Family name of the first author and year of each work."""
    records = json.loads((ROOT / "seeds/references.json").read_text(encoding="utf-8"))
    return {each["id"]: (each["author"][0]["family"], str(each["issued"]["date-parts"][0][0])) for each in records}


def kinds(dimension: str) -> dict[str, dict]:
    return {row["code"]: row for row in rows("seeds/gaps.csv") if row["dimension"] == dimension}


def cell(row: dict, values: dict) -> tuple[str, str]:
    return row[f"topic_{values['coder']}"], row[f"{values['by']}_{values['coder']}"]


def counted(values: dict, citations: bool) -> dict[tuple[str, str], int]:
    found = {}
    for row in rows("seeds/works.csv"):
        weight = sum(each["key"] == row["key"] for each in rows("seeds/citations.csv")) if citations else 1
        found[cell(row, values)] = found.get(cell(row, values), 0) + weight
    return found


def agree(view, values) -> None:
    works = counted(values, citations=False)
    check_drawn(view, values, counted(values, citations=values["count"] == "citations"))
    if values["topic"] == "all":
        check_all(view, values, works)
    else:
        check_topic(view, values, works)
    for article in rows("seeds/contribution_codes.csv"):
        assert f"{article['order']} {article['authors']}" in " ".join(view.notes)


def check_all(view, values, works) -> None:
    by, size = values["by"], len(CODES["topic"]) * len(CODES[values["by"]])
    articles = rows("seeds/contribution_codes.csv")
    entering = [row for row in articles if cell(row, values) not in works]
    assert view.title.startswith(
        f"By {by} {size - len(works)} of {size} cells are empty; {len(entering)} of the issue's 8 "
    )
    total = len(rows("seeds/works.csv"))
    if size > total:
        assert f": {total} works leave at least {size - total} cells empty" in view.summary
    else:
        assert f"though {total} works could fill all {size} cells" in view.summary
    named = kinds("topic")
    coded = [cell(row, values) for row in rows("seeds/works.csv")]
    told = re.search(r"(\d+) works are in such rows, (\d+) in such columns", view.summary)
    assert int(told[1]) == sum(topic in named for topic, _ in coded)
    assert int(told[2]) == sum(code in kinds(by) for _, code in coded)
    taken = [row for row in articles if cell(row, values)[0] in named]
    topics = {cell(row, values)[0] for row in taken}
    assert f"Of {len(named)} topics so named {len(topics)} are the main topic of an article" in view.summary
    listed = re.search(r"issue \(diamonds\): (.+)\. Of none: (.+)\.$", view.summary)
    assert listed[1] == ", ".join(f"{row['order']} {row['authors']}" for row in taken)
    labels = dict(zip(CODES["topic"], view.table["topic"], strict=True))
    assert set(listed[2].split("; ")) == {labels[code] for code in named if code not in topics}
    assert {"aid", "infrastructure"} <= set(named) - topics
    check_table(view, values)


def check_table(view, values) -> None:
    works = counted(values, citations=values["count"] == "citations")
    columns = list(view.table.columns)[2:-2]
    assert len(columns) == len(CODES[values["by"]])
    for topic, row in zip(CODES["topic"], view.table.to_dict("records"), strict=True):
        numbers = [works.get((topic, code), 0) for code in CODES[values["by"]]]
        assert [row[column] for column in columns] == numbers
        assert row["all"] == sum(numbers)
        assert row["the article says"] == kinds("topic").get(topic, {"kind": ""})["kind"]
        articles = [each for each in rows("seeds/contribution_codes.csv") if cell(each, values)[0] == topic]
        told = [text for text in row["articles of the issue"].split("; ") if text]
        assert len(told) == len(articles)
        for text, article in zip(told, articles, strict=True):
            assert text.startswith(f"{article['order']} {article['authors']} (")


def check_topic(view, values, works) -> None:
    topic = values["topic"]
    cited = [row for row in rows("seeds/works.csv") if cell(row, values)[0] == topic]
    articles = [row for row in rows("seeds/contribution_codes.csv") if cell(row, values)[0] == topic]
    gap = kinds("topic").get(topic)
    assert (f"({gap['kind']}): " if gap else ": ") in view.title
    assert view.title.endswith(f"{len(cited)} of 56 works, {len(articles)} of the issue's 8 articles")
    assert gap["says"] in view.summary if gap else "Not named as a gap" in view.summary
    number = sum(each["key"] in {row["key"] for row in cited} for each in rows("seeds/citations.csv"))
    assert f"({number} citation" in view.summary if cited else view.summary.startswith("No work cited")
    told = re.search(r"Works in (\d+) of (\d+) cells", view.summary)
    assert int(told[1]) == sum(found == topic for found, _ in works)
    assert int(told[2]) == len(CODES[values["by"]])
    new = [row["authors"] for row in articles if cell(row, values) not in works]
    into = re.search(r"into an empty cell: (.+)\.$", view.summary)
    assert (into[1] if into else "") == ", ".join(new)
    assert ("No article of the issue" in view.summary) == (not articles)
    kept = view.table.to_dict("records")
    last = gap["kind"] if gap else "not named as a gap"
    expected = [*["work cited"] * len(cited), *["article of the issue"] * len(articles), last]
    assert [row["what"] for row in kept] == expected
    assert kept[-1]["why, or what is said"] == (gap["says"] if gap else "")
    for row, work in zip(kept, cited, strict=False):
        family, year = written()[work["key"]]
        assert row["who"].startswith(family)
        assert year in row["who"]
        assert row["why, or what is said"] == work[f"reason_{values['coder']}"]
        weight = sum(each["key"] == work["key"] for each in rows("seeds/citations.csv"))
        assert row["counts"] == (weight if values["count"] == "citations" else 1)
    for row, article in zip(kept[len(cited) :], articles, strict=False):
        assert row["who"] == article["authors"]


def check_drawn(view, values, works) -> None:
    *circles, diamonds = view.figure.data
    labels = [trace.name for trace in circles]
    named, columns = kinds("topic"), kinds(values["by"])
    heads = view.figure.layout.xaxis.ticktext
    sign = {"little studied": " *", "unexplored": " **"}
    for dimension, texts in (("topic", labels), (values["by"], heads)):
        for code, text in zip(CODES[dimension], texts, strict=False):
            gap = kinds(dimension).get(code)
            assert re.search(r"[^*]\Z| \*+\Z", text)[0] == (sign[gap["kind"]] if gap else text[-1])
    for topic, trace in zip(CODES["topic"], circles, strict=True):
        drawn = [works.get((topic, code), 0) for code in CODES[values["by"]]]
        assert [int(text.strip() or 0) for text in trace.text] == drawn
        orange = [colour == ORANGE for colour in trace.marker.color]
        within = [topic in named or code in columns for code in CODES[values["by"]]]
        assert orange == [bool(number) and high for number, high in zip(drawn, within, strict=True)]
    places = {}
    for article in rows("seeds/contribution_codes.csv"):
        topic, code = cell(article, values)
        places.setdefault((labels[CODES["topic"].index(topic)], CODES[values["by"]].index(code)), []).append(article)
    shown = {}
    for x, y, number, hover in zip(diamonds.x, diamonds.y, diamonds.text, diamonds.hovertext, strict=True):
        shown[y, int(x)] = number
        assert all(article["authors"] in hover for article in places[y, int(x)])
    assert shown == {place: ", ".join(each["order"] for each in found) for place, found in places.items()}
    bold = [text for text in view.figure.layout.yaxis.ticktext if text.startswith("<b>")]
    assert len(bold) == (values["topic"] != "all")
    if bold:
        assert labels[CODES["topic"].index(values["topic"])] in bold[0]
