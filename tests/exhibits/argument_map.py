"""The argument map: what rests on what, worked out again from the two tables by walking the links."""

from __future__ import annotations

from functools import cache

from .recount import numbers, rows

STATES = 2 * 45
STARTS = [{"show": "remedy"}, {"look": "realist-dominance"}, {"strike": {"driver": {"it": "struck"}}}]
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
    gone: set[str] = set()
    while True:
        more = set()
        for id in nodes():
            carrying = [one for one, other, relation in links() if other == id and relation in CARRYING]
            if nodes()[id]["kind"] == "finding":
                lost = bool(carrying) and all(one in struck for one in carrying)
            else:
                lost = bool(carrying) and all(one in struck | gone for one in carrying)
            if lost and id not in struck:
                more.add(id)
        if more == gone:
            break
        gone = more
    found = {}
    for id, node in nodes().items():
        below = [one for one, other, relation in links() if other == id and relation in CARRYING | {"warrants"}]
        if id in struck:
            found[id] = "struck out"
        elif id in gone:
            found[id] = "nothing left to rest on"
        elif node["kind"] != "finding" and any(one in struck | gone for one in below):
            found[id] = "rests on less"
        else:
            found[id] = "stands"
    return found


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
        count = list(expected.values())
        assert numbers(view.title) == [
            len(struck), count.count("nothing left to rest on"), count.count("rests on less"),
        ]  # fmt: skip
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
    assert len(written) == len(shown)
    for id in shown:
        label = nodes()[id]["label"]
        own = [text for text in written if label in text]
        assert own, label
        assert any(("<s>" in text) == (expected[id] == "struck out") for text in own)
        assert any(("\u2205" in text) == (expected[id] == "nothing left to rest on") for text in own)
    lines = [trace for trace in view.figure.data if trace.mode == "lines"]
    assert len(lines) == sum(one in shown and other in shown for one, other, _ in links())
