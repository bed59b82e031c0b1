"""Ties between Russia and China, year by year, and what becomes of them from one period to the next."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

from . import library

FIRST_YEAR = 1992
# A change of a mean by less than a fifth is called level: the threshold is ours, and is told beside every verdict.
THICKER, THINNER = 1.25, 0.8


@cache
def described() -> pd.DataFrame:
    """The ties in order, indexed by id: label, unit, listed ("yes" for a list compiled for this collection), caution."""
    return library.table("tie_series").set_index("tie")


_TIE_COLUMN = {
    "obligations": "alliance_obligations",
    "arms_orders": "arms_orders",
    "arms_deliveries": "arms_deliveries",
    "trade": "trade_china",
    "trade_share": "trade_share_russia",
}
_EVENT_TABLES = {
    "statements": ("joint_statements", "date"),
    "vetoes": ("vetoes", "date"),
    "exercises": ("exercises", "start"),
    "energy": ("energy_deals", "date"),
}


@cache
def yearly(tie: str) -> pd.Series:
    """Values of a tie by year, from 1992 on, for the years that the source covers; a covered year without an act is 0."""
    if tie in _TIE_COLUMN:
        table = library.table("ties")
        values = table[table["tie"] == _TIE_COLUMN[tie]].set_index("year")["value"].sort_index()
        return values[values.index >= FIRST_YEAR]
    events = _events(tie)
    years = events.str[:4].astype(int)
    covered = (
        range(FIRST_YEAR, max(years.max(), 2024) + 1)
        if described().loc[tie, "listed"] != "yes"
        else range(years.min(), years.max() + 1)
    )
    return years.value_counts().reindex(covered, fill_value=0).sort_index().astype(float)


def _events(tie: str) -> pd.Series:
    name, date = _EVENT_TABLES[tie]
    table = library.table(name)
    if tie == "vetoes":
        table = table[table["joint"] == "yes"]
    return table[date].astype(str)


@cache
def sources(tie: str) -> tuple[str, ...]:
    """Ids of the sources of a tie."""
    if tie in _TIE_COLUMN:
        table = library.table("ties")
        return tuple(table[table["tie"] == _TIE_COLUMN[tie]]["source"].unique())
    return tuple(library.table(_EVENT_TABLES[tie][0])["source"].unique())


def boundaries(text: str, first: int = FIRST_YEAR, last: int = 2025) -> tuple[int, ...]:
    """Years in a reader's text, in order and once each; each opens a new period.

    Raises ValueError, saying what is expected, for anything that is not a year between first + 1 and last.
    """
    found = [word for word in re.split(r"[\s,;]+", text.strip()) if word]
    years = []
    for word in found:
        if not re.fullmatch(r"\d{4}", word) or not first < int(word) <= last:
            raise ValueError(
                f"'{word}' is not a year from {first + 1} to {last}; write boundaries like 2001, 2008, 2014"
            )
        years.append(int(word))
    return tuple(sorted(set(years)))


def article_periods() -> pd.DataFrame:
    """The periods that the article's context section draws, from 1992 on: label, from_year, to_year, reading."""
    table = library.table("periods")
    return table[(table["kind"] == "period") & (table["to_year"] >= FIRST_YEAR)].reset_index(drop=True)


def period_means(tie: str, cuts: tuple[int, ...], until: int) -> pd.DataFrame:
    """Means of a tie over periods opened by ``cuts``: from, to, years (how many are known), mean; no row for an unknown period."""
    values = yearly(tie).loc[:until]
    edges = [FIRST_YEAR, *(cut for cut in cuts if FIRST_YEAR < cut <= until), until + 1]
    rows = []
    for start, following in zip(edges, edges[1:], strict=False):
        inside = values.loc[start : following - 1]
        if len(inside):
            rows.append((start, following - 1, len(inside), float(inside.mean())))
    return pd.DataFrame(rows, columns=["from", "to", "years", "mean"])


@dataclass(frozen=True)
class Verdict:
    """What becomes of a tie from the first to the last known period. ``factor`` is None where the first mean is 0 or unknown."""

    word: str
    factor: float | None


def verdict(means: pd.DataFrame) -> Verdict:
    """thicker, thinner, level, or unknown (fewer than two periods with data)."""
    if len(means) < 2:
        return Verdict("unknown", None)
    first, last = means["mean"].iloc[0], means["mean"].iloc[-1]
    if first == 0:
        return Verdict("thicker" if last > 0 else "level", None)
    factor = last / first
    word = "thicker" if factor >= THICKER else "thinner" if factor <= THINNER else "level"
    return Verdict(word, factor)


def factor(tie: str, since: int, cut: int, until: int) -> float | None:
    """How many times its mean before the year ``cut`` the mean of a tie from then on is, in the years from ``since`` to ``until``.

    Infinite if there was nothing before; None if one of the two periods is unknown, or if there was nothing in either.
    """
    values = yearly(tie).loc[since:until]
    before, after = values.loc[: cut - 1].mean(), values.loc[cut:].mean()
    if before == 0:
        return math.inf if after > 0 else None
    return None if math.isnan(after / before) else float(after / before)


def drafts_vetoed(since: int, until: int, russia: str, china: str | None = None) -> int:
    """Drafts of the Security Council in these years on which Russia and China voted so ("against", "abstain", "for")."""
    table = library.table("vetoes")
    years = table["date"].str[:4].astype(int)
    voted = (table["russia_vote"] == russia) & (True if china is None else table["china_vote"] == china)
    return int((years.between(since, until) & voted).sum())


def strongest_change(table: pd.DataFrame) -> pd.DataFrame:
    """Which tie changed most, up or down, in a view of the exhibit thickening: option, right, reply; empty if fewer than two did.

    table: that of the view, whose last rows are the means of the periods. A fall to a third counts as much as a rise to three times.
    """
    means = table[table["year or period"].astype(str).str.startswith("mean ")].drop(columns="year or period")
    changes, from_nothing = {}, []
    for tie in means.columns:
        known = means[tie].dropna()
        if len(known) < 2:
            continue
        if known.iloc[0] > 0 and known.iloc[-1] > 0:
            changes[tie] = (known.iloc[0], known.iloc[-1])
        elif known.iloc[-1] > 0:
            from_nothing.append(tie)
    if len(changes) < 2:
        return pd.DataFrame(columns=["option", "right", "reply"])
    size = {tie: max(last / first, first / last) for tie, (first, last) in changes.items()}
    strongest = max(size, key=size.get)
    more = f" {', '.join(from_nothing)}: from nothing, so that no factor can be told." if from_nothing else ""
    rows = []
    for tie, (first, last) in changes.items():
        reply = f"{tie}: {_plain(first)} to {_plain(last)}, {'up' if last >= first else 'down'} by a factor of {size[tie]:.1f}."
        if tie == strongest:
            reply += " Is that a large change, or a small number at the start?"
        else:
            reply += " Another tie changes more; a fall to a third is as much as a rise to three times."
        rows.append((tie, tie == strongest, reply + more))
    return pd.DataFrame(rows, columns=["option", "right", "reply"])


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
