"""The reader's own map: the constructed one counted again from constructed_reader.csv, one of a journal from its answers."""

from __future__ import annotations

import json

from .recount import ROOT, numbers, rows

STATES = 2
STARTS = [{"whose": "constructed"}, {"sort": {"02_context/crossing-year": "against"}}]
# what the journal holds while this is recounted: notebook, item, answer, whether the check accepted it
ANSWERS = (
    ("00_start_here", "background", "trust", False),
    ("00_start_here", "background", "check", True),
    ("01_introduction", "nearest", "bloc", False),
    ("02_context", "crossing-year", "1978", False),
    ("02_context", "arms-deliveries", "fell", True),
    ("02_context", "arms-deliveries", "rose", False),
    ("03_literature", "selection", "argument", True),
    ("04_three_expansions", "moved", "pieper", True),
    ("04_three_expansions", "struck-out", "proves", False),
    ("99_of_a_stranger", "item", "answer", None),
)


def agree(view, values) -> None:
    if values["whose"] == "own":
        check_own(view, values["sort"])
        return
    table = rows("seeds/constructed_reader.csv")
    parts = {part: [row for row in table if row["part"] == part] for part in ("for", "against", "aside", "unsorted")}
    lessons = {row["item"][:2] for row in parts["for"]}
    assert view.title.startswith("Constructed reader: ")
    assert numbers(view.title) == [len(parts["for"]), len(lessons), len(parts["against"])]
    changed = sum(bool(row["first"]) for row in parts["for"])
    assert numbers(view.summary) == [
        len(parts["for"]) + len(parts["against"]), sum(map(len, parts.values())), len(parts["aside"]), len(parts["unsorted"]),
        changed, len(parts["for"]), 0,
    ]  # fmt: skip
    assert view.summary.endswith("it is constructed.")
    assert set(view.table["made"]) == {"constructed"}
    assert view.sources == ("inbetween-constructed-reader",)
    for part, name in (("for", "for"), ("against", "against"), ("aside", "set aside")):
        told = list(view.table.loc[view.table["part"] == name, "answer to"])
        assert told == [f"{row['item'][:2]} {title(row['item'])}" for row in in_order(parts[part])]
    for row in table:
        if row["text"]:
            assert list(view.table.loc[view.table["part"] == row["part"], "text"]) == [row["text"]]
    check_drawn(view, {part: len(parts[part]) for part in ("for", "against")})


def check_own(view, sort: dict) -> None:
    assert view.private
    assert view.sources == ("own-journal",)
    versions: dict[str, list] = {}
    for notebook, item, answer, right in ANSWERS[:-1]:
        versions.setdefault(f"{notebook}/{item}", []).append((answer, right))
    if not sort:
        assert view.title == f"Nothing on your map yet: {len(versions)} answers wait to be sorted"
        assert view.figure is None
        assert view.table.empty
        return
    piles = {pile: [id for id in versions if sort.get(id) == pile] for pile in ("for", "against", "aside")}
    told = view.table.set_index("part")
    for pile, name in (("for", "for"), ("against", "against"), ("aside", "set aside")):
        found = told.loc[[name]] if name in told.index else told.head(0)
        assert list(found["answer to"]) == [f"{id[:2]} {title(id)}" for id in piles[pile]]
        assert list(found["text"]) == [text(id, versions[id][-1][0]) for id in piles[pile]]
        assert [each == "accepted" for each in found["by the check"]] == [versions[id][-1][1] for id in piles[pile]]
        assert [each == "yes" for each in found["first answered otherwise"]] == [
            len(versions[id]) > 1 for id in piles[pile]
        ]
    grounds = [versions[id] for id in piles["for"]]
    lessons = {id[:2] for id in piles["for"]}
    counts = [len(grounds), len(lessons)] if grounds else []
    assert numbers(view.title) == counts + [len(piles["against"])] * bool(piles["against"])
    assert ("nothing speaks against it yet" in view.title) == (not piles["against"])
    assert ("persuades nobody" in view.summary) == (not piles["against"])
    changed, wrong = sum(len(each) > 1 for each in grounds), sum(not each[-1][1] for each in grounds)
    placed = len(grounds) + len(piles["against"])
    told = [placed, len(versions), len(piles["aside"]), len(versions) - len(sort)]
    told += [changed, len(grounds), wrong] if grounds else []
    told += [len(versions) - placed] if not piles["against"] and placed < len(versions) else []
    assert numbers(view.summary) == told
    check_drawn(view, {pile: len(piles[pile]) for pile in ("for", "against")})


def text(item: str, answer: str) -> str:
    (check,) = [each for each in content(item)["checks"] if each["id"] == item.partition("/")[2]]
    return next((option["text"] for option in check.get("options", []) if option["id"] == answer), answer)


def content(item: str) -> dict:
    return json.loads((ROOT / "notebooks" / "checks" / f"{item[:2]}.json").read_text("utf-8"))


def title(item: str) -> str:
    entries = content(item)
    return next(
        entry["title"]
        for part in ("checks", "tasks", "sortings", "designs")
        for entry in entries.get(part, [])
        if entry["id"] == item.partition("/")[2]
    )


def in_order(placed: list[dict]) -> list[dict]:
    """As the answers stand in the lessons."""
    return sorted(
        placed, key=lambda row: (row["item"][:2], content(row["item"])["order"].index(row["item"].partition("/")[2]))
    )


def check_drawn(view, counts: dict[str, int]) -> None:
    """As many marks as cards on a side, or those that found room and the number of the others; each side with a mark of its own."""
    traces = {trace.name: trace for trace in view.figure.data if trace.mode == "markers"}
    written = [note.text for note in view.figure.layout.annotations]
    more = [numbers(text)[0] for text in written if text.endswith("more, in the table")]
    drawn = {side: len(traces[side].x) if side in traces else 0 for side in counts}
    hidden = [counts[side] - drawn[side] for side in counts if counts[side] > drawn[side]]
    assert hidden == more
    assert all(drawn[side] > 0 for side in counts if counts[side])
    symbols = [trace.marker.symbol for trace in traces.values()]
    assert len(symbols) == len(set(symbols))
    assert len(view.figure.layout.meta["narrow"]["annotations"]) == len(written)
