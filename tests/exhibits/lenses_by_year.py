"""Lenses by year, recounted from works.csv and references.json."""

from __future__ import annotations

import json
import re
from functools import cache

from .gap_finder import CODES, ORANGE
from .recount import ROOT, rows

STATES = 3 * 6 * 2 * 2
STARTS = [{"show": "periods", "code": "level"}, {"show": "venues"}, {"show": "venues", "of": "cited"}]
CODES = {**CODES, "vocabulary": ["realist", "mixed", "other", "plain"]}
SILENT = {"theory": {"none", "unclear"}, "vocabulary": {"plain"}}
SPANS = {
    "years": [(2001, 2011), *((year, year) for year in range(2012, 2022))],
    "periods": [(2001, 2011), (2012, 2016), (2017, 2019), (2020, 2021)],
}


@cache
def records() -> dict[str, dict]:
    return {each["id"]: each for each in json.loads((ROOT / "seeds/references.json").read_text(encoding="utf-8"))}


def among(values) -> list[dict]:
    """The works that count, each with its code, year, venue and discipline."""
    found = []
    for row in rows("seeds/works.csv"):
        record = records()[row["key"]]
        if values["of"] == "cited" or record.get("custom", {}).get("in_list", True):
            book = record["type"] in ("book", "chapter")
            venue = "books and chapters" if book else record["container-title"]
            codes = {each: row[f"{each}_{values['coder']}"] for each in ("discipline", values["code"])}
            found.append({**codes, "year": record["issued"]["date-parts"][0][0], "venue": venue, "record": record})
    return found


def agree(view, values) -> None:
    works = among(values)
    assert len(works) == (56 if values["of"] == "cited" else 55)
    if values["show"] == "venues":
        check_venues(view, works)
        return
    check_numbers(view, works, values)
    (check_years if values["show"] == "years" else check_periods)(view, works, values)


def within(works, code, dimension, span) -> list[dict]:
    first, last = span
    return [work for work in works if work[dimension] == code and first <= work["year"] <= last]


def check_numbers(view, works, values) -> None:
    """Table and circles hold the same counts as the records, each work once."""
    dimension, spans = values["code"], SPANS[values["show"]]
    table = view.table.to_dict("records")
    traces = list(view.figure.data)
    assert len(table) == len(traces) == len(CODES[dimension])
    seen = 0
    for code, row, trace in zip(CODES[dimension], table, traces, strict=True):
        numbers = [len(within(works, code, dimension, span)) for span in spans]
        assert [row[column] for column in list(view.table.columns)[1 : 1 + len(spans)]] == numbers
        assert row["all"] == sum(numbers)
        assert [bool(text.strip()) for text in trace.text] == [bool(number) for number in numbers]
        for hover, number, span in zip(trace.hovertext, numbers, spans, strict=True):
            of = sum(span[0] <= work["year"] <= span[1] for work in works)
            assert f": {number} of {of}<br>" in hover
        if values["show"] == "years":
            assert [int(text.strip() or 0) for text in trace.text] == numbers
        seen += sum(numbers)
    assert seen == len(works)


def check_years(view, works, values) -> None:
    dimension = values["code"]
    late = sum(work["year"] in (2020, 2021) for work in works)
    firsts = {
        code: min(work["year"] for work in works if work[dimension] == code)
        for code in {work[dimension] for work in works} - SILENT.get(dimension, set())
    }
    new = [year for year in firsts.values() if year > 2011]
    assert view.title.startswith(f"{late} of {len(works)} works {values['of']} are dated 2020 or 2021")
    assert view.title.endswith(f": {len(new)} of {len(firsts)} codes")
    told = re.match(r"(\d+) date from 2019 on, (\d+) from before 2012\.", view.summary)
    assert int(told[1]) == sum(work["year"] > 2018 for work in works)
    assert int(told[2]) == sum(work["year"] < 2012 for work in works)
    listed = re.search(r"First seen after 2011: (.+?)\. Authors", view.summary)
    assert [int(year) for year in re.findall(r"\d{4}", listed[1])] == sorted(new)
    for code, trace in zip(CODES[dimension], view.figure.data, strict=True):
        orange = [span for span, colour in zip(SPANS["years"], trace.marker.color, strict=True) if colour == ORANGE]
        assert orange == [span for span in SPANS["years"] if code in firsts and span[0] <= firsts[code] <= span[1]]


def check_periods(view, works, values) -> None:
    dimension, spans = values["code"], SPANS["periods"]
    sizes = [sum(first <= work["year"] <= last for work in works) for first, last in spans]
    *before, late = sizes
    rises = {}
    for code in set(CODES[dimension]) - SILENT.get(dimension, set()):
        now, then = len(within(works, code, dimension, spans[-1])), len(within(works, code, dimension, (0, 2019)))
        rises[code] = now * sum(before) - then * late, now, then
    most = max(rises.values())[0]
    told = re.findall(r"\((\d+) of (\d+) after (\d+) of (\d+)\)", view.title)
    best = [(now, late, then, sum(before)) for rise, now, then in rises.values() if rise == most]
    assert sorted(tuple(map(int, each)) for each in told) == sorted(best)
    heads = [text for text in view.figure.layout.xaxis.ticktext if "(" in text]
    assert [int(re.search(r"\((\d+)\)", text)[1]) for text in heads] == sizes
    points = dict(re.findall(r"(\d+) points in (\d{4}-\d{4})", view.summary))
    enough = {round(100 / size) for size in sizes if size >= 10}
    assert {int(number) for number in points} == enough
    assert [int(number) for number in re.findall(r"has (\d+) works, too few", view.summary)] == [
        size for size in sizes if size < 10
    ]
    strong = []
    for code, trace in zip(CODES[dimension], view.figure.data, strict=True):
        strong += [code for colour in trace.marker.color if colour == ORANGE]
        for text, span, size in zip(trace.text, spans, sizes, strict=True):
            number = len(within(works, code, dimension, span))
            share = f"{int(100 * number / size + 0.5)}%" if size >= 10 else f"{number} of {size}"
            assert text.strip() == (share if number else "")
    assert set(strong) == {code for code, (rise, *_) in rises.items() if rise == most}


def check_venues(view, works) -> None:
    names = ["International Relations", "geography", "history", "economics"]
    codes = ["ir", "geography", "history", "economics"]
    told = re.search(
        r"International Relations (\d+) of (\d+) works, geography (\d+), history (\d+), economics (\d+)$", view.title
    )
    counts = [sum(work["discipline"] == code for work in works) for code in codes]
    assert [int(told[1]), *map(int, told.groups()[2:])] == counts
    assert int(told[2]) == len(works)
    table = view.table.set_index("venue")
    assert [table[name].sum() for name in names] == counts
    assert table["works"].sum() == len(works)
    venues = {work["venue"]: [other for other in works if other["venue"] == work["venue"]] for work in works}
    books = venues.pop("books and chapters")
    single = {name: found for name, found in venues.items() if len(found) == 1}
    many = {name: found for name, found in venues.items() if len(found) > 1}
    once = f"{len(single)} venues with one work"
    assert list(table.index)[-2:] == [once, "books and chapters"]
    assert set(table.index) == {*many, once, "books and chapters"}
    assert table["works"].iloc[:-2].is_monotonic_decreasing
    groups = {**many, once: [work for found in single.values() for work in found], "books and chapters": books}
    inside, outside, texts = view.figure.data
    for place, (name, row) in enumerate(table.iterrows()):
        ir = sum(work["discipline"] == "ir" for work in groups[name])
        assert row["works"] == len(groups[name])
        assert (inside.x[place], outside.x[place]) == (ir, len(groups[name]) - ir)
        assert inside.y[place] == outside.y[place] == texts.y[place] == name
        assert texts.text[place].startswith(f" {len(groups[name])}: ")
        assert all(work["record"]["author"][0]["family"] in row["which works"] for work in groups[name])
    assert all(name in table.loc[once, "which works"] for name in single)
    found = re.match(r"(.+) alone has (\d+) of the (\d+) works in journals and series; (\d+) are books", view.summary)
    assert len(venues[found[1]]) == int(found[2]) == max(map(len, many.values()))
    assert int(found[3]) == len(works) - len(books)
    assert int(found[4]) == len(books)
