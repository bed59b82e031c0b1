"""A claim under every combination of the choices that a test of it takes: where it holds, and which single choice turns the answer."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd


@dataclass(frozen=True)
class Finding:
    """What one specification gives.

    value: the estimate, infinite where it lies outside what the data can show. needs: the bound that the claim needs there, or the two between which
    the estimate has to lie. told: the estimate in words.
    """

    value: float
    needs: tuple[float, ...]
    holds: bool
    told: str


RESULTS = ["value", "needs", "holds", "told"]


@dataclass(frozen=True)
class Claim:
    """A sentence, the choices that a test of it takes, and what each combination of them gives.

    choices: id -> value -> its name. find: called with a value for each choice by id, as ``run`` calls it. unit: that of the estimates, drawn on
    a logarithmic axis if ``log``. notes: what the choices mean and what is left out.
    """

    says: str
    choices: Mapping[str, Mapping[str, str]]
    find: Callable[..., Finding | None]
    unit: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    log: bool = False


def run(choices: Mapping[str, Iterable[str]], find: Callable[..., Finding | None]) -> pd.DataFrame:
    """All combinations of choices: a row for each, with a column for each choice and then value, needs, holds, told.

    choices: choice -> its values. find: what a combination gives, called with a value for each choice by name; None where the combination does not
    exist, or only repeats another one.
    """
    rows = []
    for values in itertools.product(*choices.values()):
        found = find(**dict(zip(choices, values, strict=True)))
        if found is not None:
            rows.append((*values, found.value, found.needs, found.holds, found.told))
    return pd.DataFrame(rows, columns=[*choices, *RESULTS])


def defended(specifications: pd.DataFrame, left_out: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """The specifications without those that take a value which a reader leaves out. left_out: choice -> values."""
    for choice, values in left_out.items():
        specifications = specifications[~specifications[choice].isin(values)]
    return specifications


def counts(specifications: pd.DataFrame, choice: str) -> dict[str, tuple[int, int]]:
    """In how many specifications the claim holds under each value of a choice, and of how many: value -> (holds, of)."""
    found: dict[str, tuple[int, int]] = {}
    for value, held in zip(specifications[choice], specifications["holds"], strict=True):
        holds, of = found.get(value, (0, 0))
        found[value] = holds + bool(held), of + 1
    return found


@dataclass(frozen=True)
class Contrast:
    """The two values of a choice under which a claim fares most differently, all else equal.

    Of ``of`` combinations of the other choices that exist under both, it holds in ``most_holds`` with ``most`` and in ``least_holds`` with ``least``.
    """

    choice: str
    most: str
    least: str
    most_holds: int
    least_holds: int
    of: int

    @property
    def difference(self) -> float:
        """Difference of the two shares, 0 to 1."""
        return (self.most_holds - self.least_holds) / self.of


def contrast(specifications: pd.DataFrame, choice: str, choices: Iterable[str]) -> Contrast | None:
    """The strongest contrast between two values of one of the ``choices``; None if no two specifications differ in it alone.

    Only combinations that exist under both values are compared: otherwise a value that goes with other measures would seem to decide. Of equal
    contrasts that with most combinations is taken, then the first.
    """
    others = [each for each in choices if each != choice]
    keys = zip(*(specifications[each] for each in others), strict=True) if others else itertools.repeat(())
    holds = defaultdict(dict)
    for value, key, held in zip(specifications[choice], keys, specifications["holds"], strict=False):
        holds[value][key] = bool(held)
    found = []
    for one, other in itertools.combinations(holds, 2):
        shared = holds[one].keys() & holds[other].keys()
        sums = [sum(holds[value][key] for key in shared) for value in (one, other)]
        most, least = (one, other) if sums[0] >= sums[1] else (other, one)
        if shared:
            found.append(Contrast(choice, most, least, max(sums), min(sums), len(shared)))
    return max(found, key=lambda each: (each.difference, each.of), default=None)


def contrasts(specifications: pd.DataFrame, choices: Iterable[str]) -> list[Contrast]:
    """The strongest contrast of each choice that has one, the choice on which most turns first."""
    names = list(choices)
    found = [contrast(specifications, choice, names) for choice in names]
    return sorted((each for each in found if each), key=lambda each: -each.difference)


def in_order(specifications: pd.DataFrame, choice: str | None = None, values: Iterable[str] = ()) -> pd.DataFrame:
    """The specifications by their estimates, the smallest first; or by the ``values`` of a choice in the order given, and then by estimates."""
    by_estimate = specifications.sort_values("value", kind="stable")
    if choice is not None:
        places = {value: place for place, value in enumerate(values)}
        by_estimate = by_estimate.sort_values(choice, key=lambda column: column.map(places), kind="stable")
    return by_estimate.reset_index(drop=True)


def most_raised(table: pd.DataFrame) -> pd.DataFrame:
    """Which value, left out, raises the share most, as answers to choose from: option, right, reply; of each choice the value that raises it most.

    table: as "what holds up" shows it, the choices before the four columns of results. Empty if the claim holds in all that is left or in nothing.
    """
    held = table["holds"] == "yes"
    holds, of = int(held.sum()), len(table)
    found = {}
    for choice in table.columns[: -len(RESULTS)] if 0 < holds < of else ():
        by_value = held.groupby(table[choice]).agg(["sum", "size"]).itertuples()
        left = {value: (holds - int(one), of - int(size)) for value, one, size in by_value if size < of}
        if left:
            value = max(left, key=lambda each: Fraction(*left[each]))
            found[f"{choice}: {value}"] = left[value]
    best = max((Fraction(*left) for left in found.values()), default=None)
    rows = []
    for option, left in found.items():
        right = Fraction(*left) == best
        told = f"Without it the claim holds in {left[0]} of {left[1]} ({left[0] / left[1]:.0%}), with it in {holds} of {of} ({holds / of:.0%}). "
        rows.append((option, right, told + (ONLY_THE_LIST if right else ANOTHER_VALUE)))
    return pd.DataFrame(rows, columns=["option", "right", "reply"])


ONLY_THE_LIST = "Nothing in the world has changed, only the list. Which reason for leaving it out would you have given before you saw the share?"
ANOTHER_VALUE = "Another one raises it more. Look at the picture, under 'holds in': which row has many specifications, and few in which the claim holds?"
