"""Cards put on piles: a reader's sort beside two codings of the same cards, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping

import krippendorff
import pandas as pd

CODERS = ("a", "b")


def sorted_cards(cards: pd.DataFrame, sort: Mapping[str, str]) -> pd.DataFrame:
    """The cards that ``sort`` (card id -> pile) puts on a pile, in their own order, with a column ``yours`` added."""
    return cards[cards["id"].isin(list(sort))].assign(yours=lambda frame: frame["id"].map(sort)).reset_index(drop=True)


def agreement(table: pd.DataFrame, first: str, second: str) -> int:
    """On how many cards two columns of codes agree."""
    return int((table[first] == table[second]).sum())


def told(table: pd.DataFrame, names: Mapping[str, str], yours: str, codings: bool) -> pd.DataFrame:
    """Sorted cards as a view shows them: date, event, the reader's pile under the heading ``yours``, confidence and where read.

    codings: whether both codings stand beside it, each with its reason. names: pile -> what it is called.
    """
    shown = pd.DataFrame({"date": table["date"], "event": table["card"], yours: table["yours"].map(names)})
    for coder in CODERS if codings else ():
        shown[f"coding {coder.upper()}"] = table[f"coder_{coder}"].map(names)
        shown[f"because ({coder.upper()})"] = table[f"reason_{coder}"]
    return shown.assign(confidence=table["confidence"], **{"where read": table["page"]})


def alpha(sorted_units: pd.DataFrame) -> float | None:
    """Krippendorff's alpha (nominal) over those who sorted (rows) and units (columns); None where fewer than two sorted a unit or all piles are one.

    Source of the method: Krippendorff 2019, Content Analysis, 4th edition; computed by the package krippendorff.
    """
    piles = sorted_units.stack().dropna().unique()
    if len(piles) < 2 or (sorted_units.notna().sum() < 2).all():
        return None
    number = {pile: code for code, pile in enumerate(piles)}
    data = sorted_units.map(lambda pile: number.get(pile, float("nan"))).to_numpy(dtype=float)
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))
