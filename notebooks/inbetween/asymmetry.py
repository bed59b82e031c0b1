"""How unequal Russia and China are, measure by measure: levels, ratios, crossing years, and who moved."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import pandas as pd

from . import library

USSR_ENDS = 1991


@cache
def measures() -> pd.DataFrame:
    """The measures in order, indexed by id: label, unit, caution, source ..."""
    return library.table("measures").set_index("measure")


@cache
def _values(measure: str) -> pd.DataFrame:
    table = library.table("capabilities")
    return table[table["measure"] == measure].pivot(index="year", columns="iso3", values="value").sort_index()


def series(measure: str, state: str) -> pd.Series:
    """Values of a measure for one state (ISO3 code), by year, in the measure's unit; empty where the source has none."""
    values = _values(measure)
    return values[state].dropna() if state in values.columns else pd.Series(dtype=float)


def has_own_ussr(measure: str) -> bool:
    """Whether the source keeps the USSR apart from the territory of Russia."""
    return "SUN" in _values(measure).columns


def soviet_until(measure: str, before_1992: str) -> int | None:
    """The last year that counts the whole Soviet Union, in a series that goes on with Russia alone; None for any other."""
    if measures().loc[measure, "source"] == "cow-nmc":
        return USSR_ENDS - 1
    return USSR_ENDS if before_1992 == "ussr" and has_own_ussr(measure) else None


def counts_before_1992(measure: str) -> tuple[str, ...]:
    """What a source counts before 1992: Russia's own "territory", the whole "ussr", or both, each in a series of its own."""
    if has_own_ussr(measure):
        return "territory", "ussr"
    # the row of warheads says so in its scope; all others of that kind are of the Correlates of War
    soviet = soviet_until(measure, "territory") is not None or measure == "warheads"
    return ("ussr",) if soviet else ("territory",)


@cache
def pair(measure: str, before_1992: str) -> pd.DataFrame:
    """Russia and China year by year, in years for which the source has both: columns ``russia``, ``china``.

    before_1992: "territory" takes what the source calls Russia throughout; "ussr" takes the USSR up to 1991 where the
    source keeps it apart. In the Correlates of War data code 365 is the USSR up to 1990, and a mix of the two in 1991, in either case.
    """
    russia = series(measure, "RUS")
    if before_1992 == "ussr" and has_own_ussr(measure):
        ussr = series(measure, "SUN")
        russia = pd.concat([ussr[ussr.index <= USSR_ENDS], russia[russia.index > USSR_ENDS]])
    return pd.DataFrame({"russia": russia, "china": series(measure, "CHN")}).dropna()


@dataclass(frozen=True)
class Crossing:
    """When China's value comes to lie above Russia's. ``for_good``: from this year to the last one known it stays there.

    status: "crossed", "always" (above in every year known) or "not yet" (below in the last year known).
    """

    status: str
    first: int | None
    for_good: int | None
    earlier: tuple[int, ...]
    begins: int
    ends: int


def crossing(values: pd.DataFrame) -> Crossing:
    """The crossing in a table as ``pair`` gives it. Raises ValueError for a table without rows."""
    if values.empty:
        raise ValueError("no year has both values")
    above = values["china"] > values["russia"]
    begins, ends = int(values.index[0]), int(values.index[-1])
    years_above = [int(year) for year in values.index[above]]
    if above.all():
        return Crossing("always", begins, begins, (), begins, ends)
    first = years_above[0] if years_above else None
    if not above.iloc[-1]:
        return Crossing("not yet", first, None, tuple(years_above), begins, ends)
    last_below = int(values.index[~above][-1])
    for_good = min(year for year in years_above if year > last_below)
    return Crossing("crossed", first, for_good, tuple(year for year in years_above if year < for_good), begins, ends)


@cache
def crossings(before_1992: str) -> pd.DataFrame:
    """The crossing of every measure: measure, label, status, year (for good), earlier years, first and last year known."""
    rows = []
    for measure, about in measures().iterrows():
        values = pair(measure, before_1992)
        found = crossing(values)
        rows.append(
            {
                "measure": measure,
                "label": about["label"],
                "status": found.status,
                "for_good": found.for_good if found.status == "crossed" else None,
                "earlier": found.earlier,
                "from": found.begins,
                "to": found.ends,
                "ratio": float(values["china"].iloc[-1] / values["russia"].iloc[-1]),
            }
        )
    return pd.DataFrame(rows).astype({"for_good": "Int64"})


@dataclass(frozen=True)
class Movement:
    """How a ratio moved between two years: ``china`` and ``russia`` are factors of growth, ``shift`` that of the ratio.

    ``by_china`` is the share of the shift, in logarithms, that China's own change makes; the rest is Russia's.
    None where the ratio hardly moved (less than 2 per cent).
    """

    start: int
    end: int
    china: float
    russia: float
    shift: float
    by_china: float | None


def movement(values: pd.DataFrame, start: int, end: int) -> Movement | None:
    """The movement between the first and last year known within start and end, or None if there are not two such years."""
    inside = values.loc[start:end]
    inside = inside[(inside > 0).all(axis=1)]
    if len(inside) < 2:
        return None
    china = inside["china"].iloc[-1] / inside["china"].iloc[0]
    russia = inside["russia"].iloc[-1] / inside["russia"].iloc[0]
    shift = china / russia
    by_china = math.log(china) / math.log(shift) if abs(math.log(shift)) > 0.02 else None
    return Movement(int(inside.index[0]), int(inside.index[-1]), china, russia, shift, by_china)


def doublings(ratio: pd.Series) -> pd.Series:
    """Log ratio to base 2: 0 is parity, 1 means twice as much, -1 half as much."""
    return ratio.map(lambda value: math.log2(value) if value > 0 else float("nan"))


@cache
def symmetry_check(before_1992: str, before: int = 2016, after: int = 2019) -> pd.DataFrame:
    """Did the distance from parity shrink from ``before`` to ``after``? One row for each measure that reaches past 2017.

    Columns: measure, label, start and end year used, ratio_start, ratio_end (China / Russia), change (of the distance from
    parity, in doublings; negative means more symmetry), verdict. ``end`` is the last year known where the source stops
    before ``after``.
    """
    rows = []
    for measure, about in measures().iterrows():
        ratio = pair(measure, before_1992).pipe(lambda values: values["china"] / values["russia"])
        known = ratio.loc[before:after]
        if before not in known.index or known.index[-1] <= before + 1:
            continue
        start, end = known.iloc[0], known.iloc[-1]
        change = abs(math.log2(end)) - abs(math.log2(start))
        verdict = (
            "distance hardly changed" if abs(change) < 0.03 else "more symmetry" if change < 0 else "less symmetry"
        )
        rows.append((measure, about["label"], before, int(known.index[-1]), start, end, change, verdict))
    names = ["measure", "label", "start", "end", "ratio_start", "ratio_end", "change", "verdict"]
    return pd.DataFrame(rows, columns=names)


def crossing_year(measure: str, before_1992: str = "territory") -> int:
    """The year from which China's value stays above Russia's. Raises ValueError if there is no crossing on this measure."""
    found = crossing(pair(measure, before_1992))
    if found.status != "crossed":
        raise ValueError(f"{measure}: no crossing ({found.status})")
    return found.for_good
