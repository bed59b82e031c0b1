"""Events, selected again from timeline.csv."""

from __future__ import annotations

import re

from .recount import rows

STATES = 7 * 11
STARTS = [{"lanes": "theme"}]


def kept(state) -> bool:
    return state["actor"] == "all" and state["lanes"] == "theme"


def agree(view, values) -> None:
    first, last = sorted((values["since"], values["until"]))
    expected = [
        row
        for row in rows("data/timeline.csv")
        if int(row["year"]) <= last
        and int(row["end_year"] or row["year"]) >= first
        and values["stance"] in ("all", row["stance"])
        and values["theme"] in ("all", row["theme"])
        and (values["actor"] == "all" or values["actor"] in row["actors"].split(";"))
    ]
    columns = ("date", "event", "theme", "actors", "stance", "source", "confidence")
    shown = [tuple(row[name] for name in columns) for row in view.table.to_dict("records")]
    assert shown == [tuple(row[name] for name in columns) for row in expected]
    assert (f"{first} to {last}" if first < last else f"{first}") in view.title
    for control in ("stance", "theme", "actor"):
        assert (f"{control} {values[control]}" in view.title) == (values[control] != "all")
    if not expected:
        assert view.title.startswith("No event listed")
        assert view.figure is None
        return
    assert int(re.match(r"(\d+) listed events?,", view.title)[1]) == len(expected)
    assert set(view.sources) == {row["source"] for row in expected}
    coded, known = re.match(r"Coded (.+?)\. From the article (.+)", view.summary).groups()
    told = {stance: int(number) for number, stance in re.findall(r"(\d+) (\w+)", coded)}
    stances = [row["stance"] for row in expected]
    assert told == {stance: stances.count(stance) for stance in set(stances)}
    assert sum(told.values()) == len(expected)
    grounds = [row["confidence"] for row in expected]
    told = [int(number) for number in re.findall(r"(\d+)", known)]
    assert told == [grounds.count(ground) for ground in ("article", "found", "background")]
    check_markers(view, values, expected, first, last)


def check_markers(view, values, expected, first, last) -> None:
    lanes = dict(zip(view.figure.layout.yaxis.tickvals, view.figure.layout.yaxis.ticktext, strict=True))
    waiting = {(f"{row['date']}: {row['event']}", row["stance"]): row for row in expected}
    assert len(waiting) == len(expected)
    spans = sum(bool(row["end_year"]) for row in expected)
    for trace in view.figure.data:
        if trace.mode == "lines":
            ends = [x for x in trace.x if x is not None]
            spans -= len(ends) // 2
            assert all(begin < end for begin, end in zip(ends[::2], ends[1::2], strict=True))
            continue
        for x, y, hover in zip(trace.x, trace.y, trace.hovertext, strict=True):
            event, stance = hover.replace("<br>", " ").rsplit(" ", 1)
            row = waiting.pop((event, stance))
            assert trace.name == row["stance"]
            assert lanes[round(y)] == row[values["lanes"]]
            assert first <= x <= last + 1, "a marker outside the years chosen"
            assert int(x + 0.005) == max(int(row["year"]), first)
    assert waiting == {}, "events without a marker"
    assert spans == 0, "periods without a line"
    low, high = view.figure.layout.xaxis.range
    assert low <= first
    assert high >= last + 1
