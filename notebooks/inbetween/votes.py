"""How alike Russia and China vote: positions in the General Assembly in two series, agreement beside that of others, vetoes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pandas as pd

from . import library

PAIR = ("RUS", "CHN")
SERIES = {"all": "all votes", "final": "final passage"}
USSR_ENDS = 1991
FIRST_JOINT_SESSION, LAST_SESSION = 1971, 2023
FIRST_VOTES, LAST_VOTES = 1971, 2019
CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
PERIODS = ((1992, 2008), (2009, 2021), (2022, 2024))
# a contradiction of the two series counts as large if both move by more than this
LARGE_MOVE = 0.05
SYRIA = "Syria"
CASES = {
    ("against", "against"): "both veto",
    ("against", "abstain"): "Russia vetoes, China abstains",
    ("against", "for"): "Russia vetoes, China in favour",
    ("abstain", "against"): "China vetoes, Russia abstains",
    ("for", "against"): "China vetoes, Russia in favour",
}


@cache
def positions(state: str, series: str) -> pd.DataFrame:
    """Estimated positions of a state (ISO3 code) by session: ideal_point, low, high, votes.

    series: "all" (all votes, with 5% and 95% quantiles), "final" (final passage) or "earlier" (the producers' earlier edition).
    """
    table = library.table("votes_ideal_points")
    table = table[(table["iso3"] == state) & (table["series"] == series)]
    return table.set_index("session")[["ideal_point", "low", "high", "votes"]].sort_index()


@cache
def distance(one: str, other: str, series: str) -> pd.Series:
    """How far apart two states are, by session, for the sessions in which both are known."""
    return (positions(one, series)["ideal_point"] - positions(other, series)["ideal_point"]).abs().dropna()


@cache
def distance_beside(others: tuple[str, ...], series: str) -> pd.Series:
    """How far apart Russia and China are, less the mean distance of the two from ``others``, by session; NaN where one of them is not known."""
    beside = [distance(state, one, series) for state in others for one in PAIR]
    return distance(*PAIR, series) - pd.concat(beside, axis=1).mean(axis=1, skipna=False)


def usual_step(distances: pd.Series, first: int, last: int) -> float:
    """The median change, up or down, from one session to the next between two sessions: half of all changes are smaller."""
    return float(distances.loc[first:last].diff().abs().median())


def above_neighbours(distances: pd.Series, sessions: Iterable[int]) -> int:
    """In how many of the sessions a distance is larger than the mean of that in the session before and in the one after."""
    return sum(bool(distances[each] > (distances[each - 1] + distances[each + 1]) / 2) for each in sessions)


@cache
def possible_distances(one: str, other: str) -> pd.DataFrame:
    """By session, from all votes: the smallest and largest distance (``least``, ``most``) if both lie within their 90% intervals.

    This is no interval of the distance: how the two errors go together is not known. ``least`` is 0 where the intervals overlap.
    """
    first, second = positions(one, "all"), positions(other, "all")
    apart = pd.concat([first["low"] - second["high"], second["low"] - first["high"]], axis=1).max(axis=1, skipna=False)
    most = pd.concat([first["high"] - second["low"], second["high"] - first["low"]], axis=1).max(axis=1, skipna=False)
    return pd.DataFrame({"least": apart.clip(lower=0), "most": most}).dropna()


def intervals_overlap(session: int) -> bool:
    """Whether the 90% intervals of Russia and China, from all votes, have a value in common in a session."""
    return bool(possible_distances(*PAIR).loc[session, "least"] == 0)


@dataclass(frozen=True)
class Step:
    """Distance of Russia and China before and in a session; ``word``: closer, apart or unchanged, to two decimals."""

    before: float
    after: float

    @property
    def word(self) -> str:
        before, after = round(self.before, 2), round(self.after, 2)
        return "unchanged" if before == after else "closer" if after < before else "apart"


def step(series: str, session: int) -> Step:
    """What became of the distance of Russia and China from the session before to this one."""
    values = distance(*PAIR, series)
    return Step(float(values[session - 1]), float(values[session]))


@cache
def contradictions() -> tuple[int, ...]:
    """Sessions in which Russia and China come closer in one series and move apart in the other."""
    steps = range(FIRST_JOINT_SESSION + 1, LAST_SESSION + 1)
    return tuple(each for each in steps if {step(name, each).word for name in SERIES} == {"closer", "apart"})


@cache
def large_contradictions() -> tuple[int, ...]:
    """Those of ``contradictions`` in which both distances change by more than ``LARGE_MOVE``."""
    changes = pd.DataFrame({name: distance(*PAIR, name).diff().abs() for name in SERIES}).min(axis=1)
    return tuple(each for each in contradictions() if changes[each] > LARGE_MOVE)


def move(state: str, series: str, session: int) -> float | None:
    """How far a state went from the session before to this one, below 0 if away from the United States; None if either is not known."""
    points = positions(state, series)["ideal_point"]
    if session not in points.index or session - 1 not in points.index:
        return None
    return float(points[session] - points[session - 1])


def votes_behind(session: int) -> int:
    """On how many votes of a session the positions from all votes rest, for the state that took part in most."""
    table = library.table("votes_ideal_points")
    return int(table.loc[(table["session"] == session) & (table["series"] == "all"), "votes"].max())


@cache
def agreement(of: str, year: int) -> pd.DataFrame:
    """Votes of Russia or China (``of``) in a calendar year beside those of others, most alike first.

    Indexed by the other's ISO3 code: joint_votes, same, one_abstained, opposed, share_same.
    """
    table = library.table("votes_agreement")
    table = table[(table["iso3"] == of) & (table["year"] == year)].set_index("other_iso3")
    # exact fractions decide: two rates that are printed alike need not be equal
    order = (table["same"] / table["joint_votes"]).sort_values(ascending=False, kind="stable").index
    return table.loc[order, ["joint_votes", "same", "one_abstained", "opposed", "share_same"]]


def other_of(of: str) -> str:
    """The other one of Russia and China (ISO3 codes)."""
    return "CHN" if of == "RUS" else "RUS"


def others(of: str, year: int) -> list[str]:
    """States besides Russia and China whose votes are known in a year, those that ``of`` voted most like first."""
    return [state for state in agreement(of, year).index if state not in PAIR]


def nearer(of: str, year: int) -> list[str]:
    """States that ``of`` (RUS or CHN) voted like more often than like the other of the two, most alike first."""
    rates = agreement(of, year)
    shares = rates["same"] / rates["joint_votes"]
    return list(shares.index[shares > shares[other_of(of)]])


def level(of: str, year: int) -> list[str]:
    """States that ``of`` (RUS or CHN) voted like exactly as often as like the other of the two."""
    rates = agreement(of, year)
    shares = rates["same"] / rates["joint_votes"]
    return [state for state in shares.index[shares == shares[other_of(of)]] if state not in PAIR]


def span(of: str, states: list[str], year: int) -> tuple[float, float]:
    """The smallest and the largest share of joint votes in which ``of`` and one of these states voted the same in a year."""
    shares = agreement(of, year).loc[states, "share_same"]
    return float(shares.min()), float(shares.max())


def fullest(year: int) -> int:
    """The largest number of joint votes of any pair in a year: at least so many votes were held."""
    table = library.table("votes_agreement")
    return int(table.loc[table["year"] == year, "joint_votes"].max())


@cache
def vetoes() -> pd.DataFrame:
    """Drafts vetoed by Russia or China in order of date, with ``case`` (who vetoes, what the other does) and ``period``."""
    table = library.table("vetoes").sort_values("date", kind="stable").reset_index(drop=True)
    cases = [CASES[pair] for pair in zip(table["russia_vote"], table["china_vote"], strict=True)]
    periods = [
        next(f"{first}-{last}" for first, last in PERIODS if first <= int(date[:4]) <= last) for date in table["date"]
    ]
    return table.assign(case=cases, period=periods)


@cache
def vetoes_by_subject() -> pd.DataFrame:
    """Drafts by period and by whether they are on Syria (index: period, ``syria``): how many, and how many both vetoed (``drafts``, ``joint``)."""
    table = vetoes().assign(joint=lambda frame: frame["case"] == CASES["against", "against"])
    syria = table["subject"].str.startswith(SYRIA).rename("syria")
    return table.groupby(["period", syria])["joint"].agg(drafts="size", joint="sum")


@cache
def vetoes_by_case() -> pd.Series:
    """How many drafts were vetoed, by period and case; pairs that do not occur are left out."""
    return vetoes().groupby(["period", "case"]).size()
