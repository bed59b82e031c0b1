"""The Sino-Soviet split: events of 1956-1969, three families of explanation, and who sorts them how."""

from __future__ import annotations

from functools import cache

import pandas as pd

from . import library

EXPLANATIONS = {
    "power": "power",
    "ideas": "ideas",
    "home": "home",
}
CODEBOOK = {
    "power": "relative strength, security, territory and rank among states",
    "ideas": "doctrine: who reads Marx and Lenin rightly, and who leads the movement as a matter of truth",
    "home": "struggles, campaigns and legitimacy inside one of the two states",
}


@cache
def cards() -> pd.DataFrame:
    """The cards in order of date: id, date, card, label, detail, made_by, coder_a, coder_b, reasons, source, confidence."""
    return library.table("split_events")


def card_labels() -> dict[str, str]:
    """What the cards are called: id -> label, in order of date."""
    return dict(zip(cards()["id"], cards()["label"], strict=True))


def explanations() -> dict[str, str]:
    """The three families of explanation: id -> name."""
    return dict(EXPLANATIONS)
