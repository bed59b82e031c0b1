"""The argument map: what rests on what, worked out again from the two tables by walking the links."""

from __future__ import annotations

from functools import cache

from .recount import numbers, rows

STATES = 2 * 46
STARTS = [
    {"show": "remedy"},
    {"look": "realist-dominance"},
    {"strike": {"realist-dominance": {"it": "struck"}}},
    {"show": "remedy", "strike": {"more-eyes": {"it": "struck"}, "gap-fields": {"it": "struck"}}},
]
CARRYING = {"supports", "calls for", "carried out by", "finds"}
SHOWN = {
    "diagnosis": {"ground", "warrant", "gap", "claim"},
    "remedy": {"gap", "remedy", "article", "finding"},
}


@cache
def nodes() -> dict[str, dict]:
    return {row["id"]: row for row in rows("seeds/argument_nodes.csv")}


@cache
def links() -> list[tuple[str, str, str]]:
    return [(row["from"], row["to"], row["relation"]) for row in rows("seeds/argument_links.csv")]


def reached(start: str, forward: bool) -> set[str]:
    found, waiting = set(), [start]
    while waiting:
        here = waiting.pop()
        for one, other, relation in links():
            near, far = (one, other) if forward else (other, one)
            if near == here and far not in found and relation in CARRYING | {"warrants"}:
                found.add(far)
                waiting.append(far)
    return found


def states(struck: set[str]) -> dict[str, str]:
    """Repeated until nothing changes, where the module goes once along the links."""
    found = {id: "struck out" if id in struck else "stands" for id in nodes()}
    while True:
        now = {id: state if id in struck else state_of(id, found) for id, state in found.items()}
        if now == found:
            return found
        found = now


def state_of(id: str, found: dict[str, str]) -> str:
    lost = {other for other, state in found.items() if state not in ("stands", "rests on less")}
    below = {
        which: [one for one, other, relation in links() if other == id and (relation == "warrants") == which and relation in CARRYING | {"warrants"}]
        for which in (True, False)
    }  # fmt: skip
    if nodes()[id]["kind"] == "finding":
        return "nothing left to rest on" if any(found[one] == "struck out" for one in below[False]) else "stands"
    if below[False] and set(below[False]) <= lost:
        return "nothing left to rest on"
    if below[True] and set(below[True]) <= lost:
        return "no warrant left"
    return "rests on less" if lost & {*below[True], *below[False]} else "stands"


def without_cause(expected: dict[str, str]) -> list[str]:
    """Labels of what is there, and whose cause, by the article, is struck out or has nothing left itself."""
    there = ("stands", "rests on less")
    causes = [(one, other) for one, other, relation in links() if relation == "explains"]
    return [
        nodes()[id]["label"]
        for id in nodes()
        if expected[id] in there
        and any(other == id for _, other in causes)
        and all(expected[one] not in there for one, other in causes if other == id)
    ]


def agree(view, values) -> None:
    struck = {id for id, entry in values["strike"].items() if entry["it"] == "struck"}
    expected = states(struck)
    by_label = {node["label"]: id for id, node in nodes().items()}
    told = {by_label[row["outline"].lstrip("\u2014 ")]: row for row in view.table.to_dict("records")}
    assert len(view.table) == len(told) == len(nodes())
    for id, row in told.items():
        assert row["state"] == expected[id], id
        assert row["says"] == nodes()[id]["says"]
        assert nodes()[id]["paragraph"].endswith(f"-{row['paragraph']}")
        assert all(nodes()[other]["label"] in row["goes to"] for one, other, _ in links() if one == id)
    if struck:
        count = [list(expected.values()).count(state) for state in ("nothing left to rest on", "rests on less", "no warrant left")]  # fmt: skip
        assert numbers(view.title) == [len(struck), *(count if count[2] else count[:2])]
        if values["look"] == "all":
            _, _, told = view.summary.partition("There still, without the cause named: ")
            assert sorted(filter(None, told.rstrip(".").split("; "))) == sorted(without_cause(expected))
    elif values["look"] != "all":
        assert numbers(view.title.rpartition(":")[2]) == [
            len(reached(values["look"], forward=False)), len(reached(values["look"], forward=True)),
        ]  # fmt: skip
    else:
        assert numbers(view.title) == [len(reached("expansion-needed", forward=False)), 8]
    if values["look"] != "all":
        assert nodes()[values["look"]]["says"].rstrip(".") in view.summary
    check_drawn(view, values, expected)


def check_drawn(view, values, expected) -> None:
    shown = {id for id, node in nodes().items() if node["kind"] in SHOWN[values["show"]]}
    if values["show"] == "remedy":
        shown |= {"expansion-needed"}
    dots = [
        (trace.name, x, y)
        for trace in view.figure.data
        if trace.mode == "markers"
        for x, y in zip(trace.x, trace.y, strict=True)
    ]
    assert len(dots) == len(set(dots)) == len(shown)
    written = [note.text for note in view.figure.layout.annotations]
    heads = {"diagnosis": 3, "remedy": 4}[values["show"]]
    key = written.pop()
    assert len(written) == len(shown) + heads
    for state, sign in {"rests on less": "\u2193", "no warrant left": "\u21cf", "struck out": "\u2715"}.items():
        assert (f"{sign} {state}" in key) == (state in expected.values())
    for id in shown:
        label = nodes()[id]["label"]
        own = [text for text in written if label in text]
        assert own, label
        assert any(("<s>" in text) == (expected[id] == "struck out") for text in own)
        signs = {"nothing left to rest on": "\u2205", "no warrant left": "\u21cf", "rests on less": "\u2193"}
        assert any(all((sign in text) == (expected[id] == state) for state, sign in signs.items()) for text in own)
    lines = [trace for trace in view.figure.data if trace.mode == "lines"]
    assert len(lines) == sum(one in shown and other in shown for one, other, _ in links())
