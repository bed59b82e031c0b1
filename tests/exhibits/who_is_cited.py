"""Claims, works and brackets, counted again from citations.csv and references.json."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import combinations

from .recount import ROOT, rows

STATES = 2 * (1 + 45 + 56)
STARTS = [
    {"claim": "c003"},
    {"show": "together", "work": "larson-2020"},
    {"show": "together", "claim": "c033"},
]
SECTION = {"I": "introduction", "T": "context", "A": "literature", "E": "expansions"}
MARKS = {"realist": "circle", "other": "diamond", "": "square"}
WORDS = ("", "one", "two", "three", "four")
TIMES = ("", "once", "twice", "three times")


def kept(state) -> bool:
    return "all" in (state["claim"], state["work"])


@cache
def cited() -> list[dict]:
    records = {each["id"]: each for each in json.loads((ROOT / "seeds/references.json").read_text(encoding="utf-8"))}
    found, seen = [], {}
    for row in rows("seeds/citations.csv"):
        people = [person["family"] for person in records[row["key"]]["author"]]
        who = people[0] + (" and others" if len(people) > 2 else f" and {people[1]}" if len(people) == 2 else "")
        seen[row["group"]] = seen.get(row["group"], 0) + 1
        found.append(
            {
                **row,
                "name": f"{who} {re.search(r'[0-9]{4}[ab]?$', row['key'])[0]}",
                "number": len(seen),
                "place": seen[row["group"]],
                "short": SECTION[row["section"][0]],
                "kind": row["lens"] if row["lens"] in ("", "realist") else "other",
            }
        )
    return found


def expected_rows(values) -> list[dict]:
    if values["claim"] != "all":
        return [row for row in cited() if row["group"] == values["claim"]]
    if values["work"] == "all":
        return cited()
    own = [row for row in cited() if row["key"] == values["work"]]
    if values["show"] == "order":
        return own
    brackets = [row["group"] for row in own]
    return [row for row in cited() if row["group"] in brackets]


def agree(view, values) -> None:
    expected = expected_rows(values)
    columns = {
        "claim no.": "number", "work": "name", "section": "short", "signal": "signal", "claim in short": "about",
        "claim, in our words": "claim", "lens given there": "lens", "concept given there": "concept",
    }  # fmt: skip
    for column, name in columns.items():
        assert list(view.table[column]) == [row[name] for row in expected], column
    assert list(view.table["paragraph"]) == [int(row["paragraph"]) for row in expected]
    assert view.sources == ("bossuyt-kaczmarski-2021",)
    if values["claim"] != "all":
        check_claim(view, expected)
    elif values["work"] != "all":
        check_work(view, values, expected)
    elif values["show"] == "order":
        check_all(view)
    else:
        check_groups(view)
    (check_line if values["show"] == "order" else check_network)(view, expected)


# --- title and sentence ---


def brackets() -> dict[str, list[dict]]:
    found = {}
    for row in cited():
        found.setdefault(row["group"], []).append(row)
    return found


def uses() -> dict[str, list[dict]]:
    found = {}
    for row in cited():
        found.setdefault(row["key"], []).append(row)
    return found


def check_all(view) -> None:
    sizes, counts = [len(group) for group in brackets().values()], [len(each) for each in uses().values()]
    told = [int(number) for number in re.findall(r"\d+", view.title)]
    assert told == [sizes.count(1), len(sizes), counts.count(1), len(counts)]
    text = view.summary
    assert text.startswith(f"{len(cited())} citations in {len(sizes)} brackets: one work in {sizes.count(1)}, ")
    for size in set(sizes) - {1}:
        assert f"{WORDS[size]} in {sizes.count(size)}" in text
    marked = [group for group in brackets().values() if group[0]["signal"]]
    single = sum(len(group) == 1 for group in marked)
    assert f"{len(marked)} brackets mark their works as examples (e.g.), {single} of them a single work" in text
    assert f"the other {len(sizes) - len(marked)} do not say" in text
    most = {each[0]["name"] for each in uses().values() if len(each) == max(counts)}
    named, times = re.search(r"Cited most: (.+), (.+) each\.$", text).groups()
    assert set(named.split(" and ")) == most
    assert times == TIMES[max(counts)]


def check_claim(view, expected) -> None:
    first, number = expected[0], len(expected)
    assert view.title.startswith(f"{first['about']}: {number} work{'s' if number > 1 else ''}, ")
    marked = f"marked as {'examples' if number > 1 else 'an example'}"
    assert view.title.endswith(f"{marked} ({first['signal']})" if first["signal"] else f"not {marked}")
    place = f"Claim {first['number']} ({first['short']}, paragraph {first['paragraph']}): {first['claim']}"
    assert view.summary.startswith(place)
    assert ("may rest on more" in view.summary) == bool(first["signal"])
    assert ("Whether each work bears" in view.summary) == (number > 1 and not first["signal"])
    also = {
        row["name"]: [use["number"] for use in uses()[row["key"]] if use["group"] != row["group"]] for row in expected
    }
    also = {name: numbers for name, numbers in also.items() if numbers}
    assert ("Cited for no other claim." in view.summary) == (not also)
    for name, numbers in also.items():
        told = f"{'claims' if len(numbers) > 1 else 'claim'} {' and '.join(map(str, numbers))}"
        assert f"{name} for {told}" in view.summary


def check_work(view, values, expected) -> None:
    own = uses()[values["work"]]
    assert view.title.startswith(f"{own[0]['name']} is cited {TIMES[len(own)]}, ")
    for row in own:
        told = f"{row['number']} {row['about']} ({row['short']}, paragraph {row['paragraph']}; lens: "
        told += (row["lens"] or "none named") + ("; e.g.)" if row["signal"] else ")")
        assert told in view.summary
    if values["show"] == "order":
        assert view.title.endswith(f"for {WORDS[len(own)]} claim{'s' if len(own) > 1 else ''}")
        return
    beside = list(dict.fromkeys(row["name"] for row in expected if row["key"] != values["work"]))
    told = re.search(r"beside (\d+) other works?$", view.title)
    assert bool(told) == bool(beside)
    if told:
        assert int(told[1]) == len(beside)
        assert view.summary.startswith(f"Beside it: {', '.join(beside)}. ")


@cache
def components() -> list[set[str]]:
    """Works that brackets join, directly or through others: brackets with a work in common are poured together."""
    found: list[set[str]] = []
    for group in brackets().values():
        joined = {row["key"] for row in group}
        apart = [other for other in found if not other & joined]
        found = [*apart, joined.union(*(other for other in found if other & joined))]
    return sorted(found, key=len, reverse=True)


def check_groups(view) -> None:
    together = [group for group in components() if len(group) > 1]
    told = re.fullmatch(r"(\d+) of (\d+) works are cited with others; (no|\d+) groups? mix.*", view.title)
    mixed = sum({"realist", "other"} <= {use["kind"] for key in group for use in uses()[key]} for group in together)
    assert [int(told[1]), int(told[2])] == [sum(map(len, together)), len(uses())]
    assert told[3] == (str(mixed) if mixed else "no")
    first, next_one, alone = re.search(
        r"largest has (\d+) works .+ the next (\d+) .+; (\d+) works stand alone", view.summary
    ).groups()
    assert view.summary.startswith(f"{len(together)} groups: ")
    assert [int(first), int(next_one)] == [len(group) for group in together[:2]]
    assert int(alone) == len(components()) - len(together)
    for group, told in zip(together, re.findall(r"\(([^)]+)\)", view.summary)[:2], strict=False):
        lenses = {use["lens"] for key in group for use in uses()[key]} - {""}
        assert set(told.removeprefix("lenses given: ").split(", ")) == lenses


# --- picture ---


def lengths(traces) -> int:
    return sum(list(trace.x).count(None) for trace in traces)


def check_line(view, expected) -> None:
    dots = next(trace for trace in view.figure.data if trace.name == "citations")
    assert list(zip(dots.x, dots.y, strict=True)) == [(row["number"], row["place"]) for row in cited()]
    symbols = [MARKS[row["kind"]] + ("-open" if row["signal"] else "") for row in cited()]
    assert list(dots.marker.symbol) == symbols
    bright = {"#00629a", "#ab4b00", "#5f5f5f"}
    standing = [row for row, colour in zip(cited(), dots.marker.color, strict=True) if colour in bright]
    assert standing == expected
    for row, told in zip(cited(), dots.hovertext, strict=True):
        assert told.startswith(f"claim {row['number']}: {row['about']}<br>{row['name']}; lens: ")
    arcs = [trace for trace in view.figure.data if trace.name == "citations of one work"]
    assert lengths(arcs) == sum(len(each) - 1 for each in uses().values())
    if len(expected) < len(cited()):
        dark = [trace for trace in arcs if trace.line.color == "#555"]
        assert lengths(dark) == sum(len(uses()[key]) - 1 for key in {row["key"] for row in expected})
        words = " ".join(note.text for note in view.figure.layout.annotations)
        one_claim = len({row["group"] for row in expected}) == 1
        for row in expected:
            assert (row["name"] if one_claim else f"{row['number']} {row['about']}") in words
    assert view.figure.layout.meta["pick"] == "claim"


def check_network(view, expected) -> None:
    dots = next(trace for trace in view.figure.data if trace.name == "works")
    keys = sorted(uses())
    names = [uses()[key][0]["name"] for key in keys]
    assert [told.partition(":")[0] for told in dots.hovertext] == names
    for places in (zip(dots.x, dots.y, strict=True), zip(*(dots.meta["narrow"][axis] for axis in "xy"), strict=True)):
        assert len(set(places)) == len(keys)
    at = dict(zip(zip(dots.x, dots.y, strict=True), keys, strict=True))
    drawn = {}
    for trace in view.figure.data:
        if trace.name == "in one bracket":
            ends = [place for place in zip(trace.x, trace.y, strict=True) if place[0] is not None]
            for one, other in zip(ends[::2], ends[1::2], strict=True):
                drawn[frozenset((at[one], at[other]))] = trace.line.color
    pairs = {}
    for id, group in brackets().items():
        for pair in combinations([row["key"] for row in group], 2):
            pairs.setdefault(frozenset(pair), set()).add(id)
    assert set(drawn) == set(pairs)
    chosen = {row["group"] for row in expected}
    assert {pair for pair, colour in drawn.items() if colour != "#e0e0e0"} == {
        pair for pair, ids in pairs.items() if ids & chosen
    }
    standing = {row["key"] for row in expected}
    joined = {key for pair in pairs for key in pair}
    named = {key for key, label in zip(keys, dots.meta["labels"], strict=True) if label}
    assert named == (standing if len(expected) < len(cited()) else joined)
    assert "pick" not in view.figure.layout.meta
