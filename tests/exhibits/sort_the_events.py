"""The sort of sixteen events, counted again from event_cards.csv."""

from __future__ import annotations

import re
from itertools import product

from .recount import rows

PILES = ("cooperation", "competition", "adaptation", "both", "neither")
PAIR = PILES[:2]
STARTS = [
    {"sort": {"linking-up": "both", "vostok": "cooperation", "oil-loan": "cooperation"}, "compare": compare, "scheme": scheme}
    for compare, scheme in product(("nobody", "both"), ("five", "pair"))
]  # fmt: skip


def agree(view, values) -> None:
    sort, compared, two_words = values["sort"], values["compare"] == "both", values["scheme"] == "pair"
    everything = rows("data/event_cards.csv")
    cards = {row["id"]: {**row, "yours": sort[row["id"]]} for row in everything if row["id"] in sort}
    if not cards:
        assert view.figure is None
        assert view.summary.startswith(f"{len(everything)} cards wait")
        return
    still = re.search(r"(\d+) still to sort", view.title)
    assert (int(still[1]) if still else 0) == len(everything) - len(cards)
    for card in cards.values():
        card["codes"] = {who: place(card[who], two_words) for who in ("yours", "coder_a", "coder_b")}
    _table(view.table, cards, compared, two_words)
    _picture(view.figure, cards, compared, two_words)
    told = _pair if two_words else _five
    told(view, list(cards.values()), everything, compared)


def place(code: str, two_words: bool) -> str:
    return "must be forced" if two_words and code not in PAIR else code


def _table(table, cards, compared, two_words) -> None:
    by_text = {card["card"]: card for card in cards.values()}
    assert sorted(table["event"]) == sorted(by_text)
    shown = [by_text[text] for text in table["event"]]
    assert list(table["your pile"]) == [card["yours"] for card in shown]
    assert list(table["detail"]) == [card["detail"] for card in shown]
    assert list(table["card"]) == [card["label"] for card in shown]
    assert ("with two words" in table) == two_words
    if two_words:
        assert list(table["with two words"]) == [card["codes"]["yours"] for card in shown]
    for column, field in (("coding A", "coder_a"), ("because (B)", "reason_b"), ("what makes it hard", "hard")):
        assert (column in table) == compared
        assert not compared or list(table[column]) == [card[field] for card in shown]
    if compared:
        different = [len(set(card["codes"].values())) for card in shown]
        assert list(table["different codes"]) == different == sorted(different, reverse=True)
    else:
        order = (*PAIR[:1], "must be forced", *PAIR[1:]) if two_words else PILES
        ranks = [order.index(card["codes"]["yours"]) for card in shown]
        assert ranks == sorted(ranks)


def _picture(figure, cards, compared, two_words) -> None:
    drawn = {"your sort": "yours", "coding A": "coder_a", "coding B": "coder_b"}
    assert [trace.name for trace in figure.data] == list(drawn)[: 3 if compared else 1]
    labelled = {f"{card['date'][:4]} {card['label']}": card for card in cards.values()}
    columns = figure.layout.xaxis.ticktext
    assert ("codes" in columns) == compared
    for trace in figure.data:
        assert sorted(trace.y) == sorted(labelled)
        for label, x, said in zip(trace.y, trace.x, trace.text, strict=True):
            card, who = labelled[label], drawn[trace.name]
            assert columns[round(x)] == card["codes"][who]
            assert abs(x - round(x)) < 0.3
            if who == "yours":
                forced = two_words and not compared and card["yours"] not in PAIR
                assert said.strip() == (card["yours"] if forced else "")
            else:
                assert said == who[-1].upper()


def _five(view, cards, everything, compared) -> None:
    inside = sum(card["yours"] in PAIR for card in cards)
    if not compared:
        assert f"answers {inside} of your {len(cards)} cards and leaves {len(cards) - inside}" in view.title
        for pile in PILES:
            assert f"{sum(card['yours'] == pile for card in cards)} on {pile}" in view.summary
        return
    split = sum(len(set(card["codes"].values())) > 1 for card in cards)
    assert f"split on {split} of your {len(cards)} cards" in view.title
    with_a, with_b = (sum(card["yours"] == card[coder] for card in cards) for coder in ("coder_a", "coder_b"))
    assert f"{with_a} where coding A does and {with_b} where coding B does" in view.summary
    same = sum(row["coder_a"] == row["coder_b"] for row in everything)
    assert f"agree on {same} of all {len(everything)} cards" in view.summary
    assert "one hand" in view.summary


def alpha(everything) -> float:
    """Nominal alpha of two coders without gaps, from its definition by coincidences."""
    values = [row[coder] for row in everything for coder in ("coder_a", "coder_b")]
    observed = sum(row["coder_a"] != row["coder_b"] for row in everything) / len(everything)
    pairs = [(one, other) for i, one in enumerate(values) for j, other in enumerate(values) if i != j]
    return 1 - observed / (sum(one != other for one, other in pairs) / len(pairs))


def _pair(view, cards, everything, compared) -> None:
    if compared:
        forced = [sum(card[who] not in PAIR for card in cards) for who in ("yours", "coder_a", "coder_b")]
        assert f"force {forced[0]} of your {len(cards)} cards, coding A {forced[1]}, coding B {forced[2]}" in view.title
        kept = [(row["coder_a"] in PAIR, row["coder_b"] in PAIR) for row in everything]
        assert f"both keep {kept.count((True, True))} in the pair" in view.summary
        assert f"on {kept.count((True, False)) + kept.count((False, True))} cards they part" in view.summary
        words = {
            (row["coder_a"], row["coder_b"]) for row in everything if {row["coder_a"], row["coder_b"]} <= set(PAIR)
        }
        assert ("for each of these" in view.summary) == all(a == b for a, b in words)
        return
    least = {word: sum(card["yours"] == word for card in cards) for word in PAIR}
    out = len(cards) - sum(least.values())
    if not out:
        assert f"cooperation gets {least['cooperation']} of your {len(cards)} cards: none" in view.title
        assert "the pair is enough" in view.summary
        return
    cooperation, competition = ((least[word], least[word] + out) for word in PAIR)
    assert f"from {cooperation[0]} to {cooperation[1]} of your {len(cards)} cards" in view.title
    assert f"Competition then gets from {competition[0]} to {competition[1]}" in view.summary
    # every way of forcing: the number of cards sent to cooperation
    ways = {cmp(cooperation[0] + sent, competition[1] - sent) for sent in range(out + 1)}
    told = {1: "cooperation leads", -1: "competition leads"}.get(*ways) if len(ways) == 1 else None
    assert (told or "decided by the forcing") in view.summary


def cmp(one: int, other: int) -> int:
    return (one > other) - (one < other)
