"""Cooperation or competition? Sixteen events, five piles, and what becomes of a sort that may use two words only."""

from __future__ import annotations

from functools import cache

import pandas as pd

from . import library

PILES = {
    "cooperation": "cooperation",
    "competition": "competition",
    "adaptation": "adaptation",
    "both": "both",
    "neither": "neither",
}
PAIR = ("cooperation", "competition")
FORCED = "forced"
# The rules in full are in data/README.md.
CODEBOOK = {
    "cooperation": "Moscow and Beijing, or their companies, act or agree together",
    "competition": "the two are at odds, one presses the other, or the act itself takes from one what it had or sought, even where that one is absent",
    "adaptation": "one makes room for the other's weight, without a quarrel",
    "both": "the act is cooperation and competition at once, and neither half can be left out",
    "neither": "the act is not one between the two, or points to none of the three",
}


@cache
def cards() -> pd.DataFrame:
    """The cards in order of date; columns as data/datapackage.json describes them, among them coder_a and coder_b with their reasons."""
    return library.table("event_cards")


def recoded() -> dict[str, list[str]]:
    """Which cards were coded anew after their first coding: day (as in 2026-11-26) -> labels, in order of date."""
    later = cards().dropna(subset="recoded")
    return later.groupby("recoded")["label"].agg(list).to_dict()


def card_labels() -> dict[str, str]:
    """What the cards are called: id -> label, in order of date."""
    return dict(zip(cards()["id"], cards()["label"], strict=True))


def piles() -> dict[str, str]:
    """The five piles: id -> name."""
    return dict(PILES)


def in_the_pair(codes: pd.Series) -> pd.Series:
    """Codes as a scheme of two words has them: cooperation or competition, and ``FORCED`` for what would have to be forced into one."""
    return codes.where(codes.isin(PAIR), FORCED)


def bounds(codes: pd.Series) -> dict[str, tuple[int, int]]:
    """Least and most cards that each word of the pair can get, whichever way the others are forced."""
    counts = in_the_pair(codes).value_counts()
    forced = int(counts.get(FORCED, 0))
    return {word: (int(counts.get(word, 0)), int(counts.get(word, 0)) + forced) for word in PAIR}


def different(codes: pd.DataFrame) -> pd.Series:
    """How many different codes each card got; ``codes`` has a column for each who coded."""
    return codes.nunique(axis="columns")


def of_the_codings() -> dict[str, int]:
    """How the two codings differ, in cards: all, same, both_in_pair, same_word (of these), over_the_pair (one keeps the card in the pair, the other does not)."""
    folded = cards()[["coder_a", "coder_b"]].apply(in_the_pair)
    inside = folded != FORCED
    both = inside.all(axis="columns")
    return {
        "all": len(folded),
        "same": int((cards()["coder_a"] == cards()["coder_b"]).sum()),
        "both_in_pair": int(both.sum()),
        "same_word": int((folded["coder_a"] == folded["coder_b"])[both].sum()),
        "over_the_pair": int((inside["coder_a"] != inside["coder_b"]).sum()),
    }


def range_of_the_pair(table: pd.DataFrame) -> pd.DataFrame:
    """Between which numbers of cards cooperation can lie with two words, as answers to choose from: option, right, reply.

    table: as "sort the events" shows it, with the reader's pile under "your pile". Empty if no card is sorted.
    """
    if table.empty:
        return pd.DataFrame(columns=["option", "right", "reply"])
    (least, most), competition = bounds(table["your pile"]).values()
    forced, total = most - least, len(table)
    answers = [
        (
            (least, most),
            f"You put {least} there yourself, and {forced} on other piles: with two words these go wherever a coder sends them. "
            "So a count with two words has to say who forced what."
            if forced
            else f"You put {least} there yourself, and nothing has to be forced: for your sort the pair is enough.",
        ),
        (
            (least, least),
            f"{least} is what you put there yourself. With two words the {forced} on other piles cannot stay there: some or all may come to cooperation.",
        ),
        (
            competition,
            f"That is the range of competition: you put {competition[0]} there yourself. The question asks about cooperation.",
        ),
        (
            (0, total),
            f"Not every card is free: {least} you put on cooperation, {competition[0]} on competition. What can be forced is the rest, {forced}.",
        ),
        (
            (most, total),
            f"{most} is the most that cooperation can get: what you put on competition stays there. Where does it begin?",
        ),
    ]
    found = {}
    for (low, high), reply in answers:
        found.setdefault((low, high), (_range(low, high), (low, high) == (least, most), reply))
    return pd.DataFrame([found[ends] for ends in sorted(found)], columns=["option", "right", "reply"])


def _range(low: int, high: int) -> str:
    return f"{low}, neither more nor fewer" if low == high else f"from {low} to {high}"
