"""The card sort, counted again from split_events.csv."""

from __future__ import annotations

import re

from .recount import rows

STARTS = [{"sort": {"joint-fleet": "home", "secret-speech": "power"}, "compare": "both"}]


def agree(view, values) -> None:
    sort, compared = values["sort"], values["compare"] == "both"
    cards = [row for row in rows("data/split_events.csv") if row["id"] in sort]
    total = len(rows("data/split_events.csv"))
    assert list(view.table["event"]) == [row["card"] for row in cards]
    assert list(view.table["your explanation"]) == [sort[row["id"]] for row in cards]
    for coder in "ab":
        assert (f"coding {coder.upper()}" in view.table.columns) == compared
        if compared:
            assert list(view.table[f"coding {coder.upper()}"]) == [row[f"coder_{coder}"] for row in cards]
    if not sort:
        assert view.figure is None
        assert view.summary.startswith(f"{total} cards wait")
        return
    piles = {pile: [row for row in cards if sort[row["id"]] == pile] for pile in ("power", "ideas", "home")}
    for pile in piles:
        assert f"{len(piles[pile])} on {pile}" in view.title
    still = re.search(r"(\d+) still to sort", view.title)
    assert (int(still[1]) if still else 0) == total - len(cards)
    for trace in view.figure.data:
        named = [row for row in piles[trace.name] if any(row["card"] in text for text in trace.hovertext)]
        assert len(trace.x) == len(named) == len(piles[trace.name])
        for row, text in zip(named, trace.text, strict=True):
            assert row["date"][:4] in text
            assert row["label"] in text
            agreeing = [coder.upper() for coder in "ab" if row[f"coder_{coder}"] == sort[row["id"]]]
            bracket = re.search(r"\[(.+)\]$", text)
            assert bool(bracket) == compared
            assert not compared or bracket[1] == (" ".join(agreeing) or "neither")
    assert sum(len(trace.x) for trace in view.figure.data) == len(cards)
    home = re.search(r"of your (\d+) home cards, acts of the Chinese side have a part in (\d+)", view.summary)
    assert bool(home) == bool(piles["home"])
    if home:
        assert int(home[1]) == len(piles["home"])
        assert int(home[2]) == sum(row["made_by"] in ("China", "both") for row in piles["home"])
    told = re.search(
        r"Of (\d+) sorted cards .+ A on (\d+), with coding B on (\d+); .+ each other on (\d+)", view.summary
    )
    assert bool(told) == compared
    if compared:
        pairs = (("yours", "coder_a"), ("yours", "coder_b"), ("coder_a", "coder_b"))
        of = [{**row, "yours": sort[row["id"]]} for row in cards]
        agreed = [sum(row[one] == row[other] for row in of) for one, other in pairs]
        assert [int(part) for part in told.groups()] == [len(cards), *agreed]
