"""The argument of the article as a map: statements, what rests on what, and what is left of it when some are struck out.

And the sides on which a reader puts the grounds of an own argument.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from graphlib import TopologicalSorter

import pandas as pd

from . import library

KINDS = ("ground", "warrant", "gap", "claim", "remedy", "article", "finding")
# What a node loses when the other end of the link is gone; a finding comes from its study, whatever called for the study.
CARRYING = ("supports", "calls for", "carried out by", "finds")
STANDS, LESS, GONE, STRUCK = "stands", "rests on less", "nothing left to rest on", "struck out"
# The grounds are there, and no warrant leads from them to the claim.
UNLICENSED = "no warrant left"
# What hands its loss on to all that it carries.
LOST = (STRUCK, GONE, UNLICENSED)
FOR, AGAINST, ASIDE = "for", "against", "aside"
_SIDES = {FOR: "speaks for it", AGAINST: "speaks against it", ASIDE: "does not bear on it"}


def sides() -> dict[str, str]:
    """Where an answer can stand in a reader's own argument: id -> name."""
    return dict(_SIDES)


def nodes() -> pd.DataFrame:
    """The nodes, one a row, indexed by id, in the order of the file."""
    return library.table("argument_nodes").set_index("id")


@cache
def links() -> tuple[tuple[str, str, str], ...]:
    """The links in the order of the file: from (what carries), to (what is carried), relation."""
    table = library.table("argument_links")
    return tuple(zip(table["from"], table["to"], table["relation"], strict=True))


@cache
def _kinds() -> dict[str, str]:
    return nodes()["kind"].to_dict()


@cache
def _beside(forward: bool) -> dict[str, tuple[str, ...]]:
    """For every node those that it carries directly, or (not forward) those that carry it, warrants included."""
    found: dict[str, list[str]] = {id: [] for id in _kinds()}
    for one, other, relation in links():
        if relation in (*CARRYING, "warrants"):
            found[one if forward else other].append(other if forward else one)
    return {id: tuple(others) for id, others in found.items()}


def rests_on(id: str) -> set[str]:
    """All nodes that carry a node, directly or through others, warrants included. Raises KeyError if there is no such node."""
    return _reached(id, forward=False)


def carries(id: str) -> set[str]:
    """All nodes that a node carries, directly or through others. Raises KeyError if there is no such node."""
    return _reached(id, forward=True)


def _reached(id: str, forward: bool) -> set[str]:
    _known([id])
    # networkx has this, and would cost the kernel of lesson 04 twelve megabytes
    found, waiting = set(), [id]
    while waiting:
        more = set(_beside(forward)[waiting.pop()]) - found
        found |= more
        waiting += more
    return found


def states(struck: Collection[str] = ()) -> dict[str, str]:
    """The state of every node when those in ``struck`` are struck out.

    A node is lost when it is struck out, when all that carries it is lost (nothing left to rest on), or when all its warrants are (no
    warrant left). It rests on less when some of that is lost; resting on less is not handed on, since otherwise one ground would touch everything.
    An article's study was made whatever called for it, so a finding falls only if its article is struck out. What nothing carries stands by
    itself. Raises KeyError if a struck node is unknown.
    """
    _known(struck)
    found: dict[str, str] = {}
    for id in TopologicalSorter(_beside(forward=False)).static_order():
        found[id] = STRUCK if id in struck else _state(id, found)
    return {id: found[id] for id in _kinds()}


def _state(id: str, found: dict[str, str]) -> str:
    below = [(found[one], relation) for one, other, relation in links() if other == id and one in found]
    if _kinds()[id] == "finding":
        return GONE if any(state == STRUCK for state, relation in below if relation == "finds") else STANDS
    carrying = [state for state, relation in below if relation in CARRYING]
    warrants = [state for state, relation in below if relation == "warrants"]
    for states_below, lost in ((carrying, GONE), (warrants, UNLICENSED)):
        if states_below and all(state in LOST for state in states_below):
            return lost
    return LESS if any(state in LOST for state in (*carrying, *warrants)) else STANDS


def unexplained(struck: Collection[str] = ()) -> list[str]:
    """The nodes that lose all that the article names as their cause when those in ``struck`` are struck out, and are not lost themselves.

    Raises KeyError if a struck node is unknown.
    """
    found = states(struck)
    causes: dict[str, list[str]] = {}
    for one, other, relation in links():
        if relation == "explains":
            causes.setdefault(other, []).append(found[one])
    return [id for id, below in causes.items() if found[id] not in LOST and all(state in LOST for state in below)]


def _known(ids: Collection[str]) -> None:
    for id in ids:
        if id not in _kinds():
            raise KeyError(f"no node {id!r} in the argument; nodes are {', '.join(_kinds())}")
