"""Who is cited for what in the article: its claims, the works that each one names, and the works that are named together.

A citation is one work named once; a claim is the statement that a bracket closes, so each bracket is one claim. What a claim
says, and that the bracket stands for it, is our reading; nothing here says what a work itself argues. Tables are handed out
as copies; each function raises DataError if citations.csv or references.json is missing or broken.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import library

# networkx is loaded when a network is asked for: it takes some megabytes, and most readers see none
if TYPE_CHECKING:
    import networkx as nx

SECTIONS = {
    "Introduction": "introduction",
    "The context: from Sino-Soviet to Sino-Russian relations": "context",
    "A literature in need of analytical expansion": "literature",
    "Expanding theoretically, disciplinarily and empirically": "expansions",
}
REALIST, OTHER, NONE = "realist", "another lens named", "no lens named"
# places of few works that are all joined, across and down
_CORNERS = {
    2: ((0, 0), (0, 1)),
    3: ((0.45, 0), (0, 1), (0.9, 1)),
    4: ((0, 0), (0.8, 0), (0, 1), (0.8, 1)),
}


@cache
def _cited() -> pd.DataFrame:
    table = library.citations()
    names = {key: library.source(key).short for key in table["key"]}
    return table.assign(
        name=table["key"].map(names),
        number=table["group"].str.removeprefix("c").astype(int),
        place=table.groupby("group").cumcount() + 1,
        section=table["section"].map(SECTIONS),
        signal=table["signal"].fillna(""),
        lens=table["lens"].fillna(""),
        concept=table["concept"].fillna(""),
        kind=table["lens"].fillna("").map(lens_kind),
    )


def cited() -> pd.DataFrame:
    """The 68 citations in order, as in citations.csv, with short sections and empty texts where there is nothing.

    Also name (of the work), number (of the bracket, from 1), place (of the work in its bracket, from 1) and kind (of the lens).
    """
    return _cited().copy()


def lens_kind(lens: str) -> str:
    """Which of three kinds a lens is: REALIST, OTHER, or NONE where the article gives none."""
    return NONE if not lens else REALIST if lens == "realist" else OTHER


@cache
def _claims() -> pd.DataFrame:
    table = _cited()
    first = table.drop_duplicates("group").set_index("group")
    by_bracket = table.groupby("group")["name"]
    counted = first.assign(works=by_bracket.size(), names=by_bracket.agg("; ".join)).reset_index()
    columns = ["number", "group", "about", "claim", "section", "paragraph", "works", "names", "signal", "lens"]
    return counted[columns]


def claims() -> pd.DataFrame:
    """One row a bracket, in order: number, group, about, claim, section, paragraph, works (how many), names, signal, lens."""
    return _claims().copy()


def cited_elsewhere(group: str) -> pd.DataFrame:
    """The citations, for other claims, of the works that a claim (an id of a bracket) names; rows as in ``cited``."""
    table = _cited()
    named = table.loc[table["group"] == group, "key"]
    return table[table["key"].isin(named) & (table["group"] != group)].copy()


def parts(*columns: str) -> pd.DataFrame:
    """Sections (``"section"``) or paragraphs (``"section", "paragraph"``) in order, with the numbers of their ``first`` and ``last`` bracket."""
    found = _cited().groupby(list(columns), sort=False)["number"].agg(["min", "max"])
    return found.set_axis(["first", "last"], axis=1).reset_index()


@cache
def _works() -> pd.DataFrame:
    table = _cited()
    rows = [
        {
            "key": key,
            "name": uses["name"].iloc[0],
            "citations": len(uses),
            "claims": ", ".join(map(str, uses["number"])),
            "sections": ", ".join(dict.fromkeys(uses["section"])),
            "lenses": _lenses(uses),
            "kind": next(kind for kind in (OTHER, REALIST, NONE) if kind in set(uses["kind"])),
            "listed": library.source(key).record.get("custom", {}).get("in_list", True),
        }
        for key, uses in table.groupby("key")
    ]
    return pd.DataFrame(rows)


def _lenses(uses: pd.DataFrame) -> str:
    return ", ".join(dict.fromkeys(filter(None, uses["lens"])))


def works() -> pd.DataFrame:
    """One row a work, in the alphabet of the keys: key, name, citations (how many), claims (their numbers), sections, lenses, kind, listed.

    kind is OTHER if any lens but realist is given to the work anywhere, else REALIST, else NONE. listed: whether the article's
    list of references has the work.
    """
    return _works().copy()


@cache
def network() -> nx.Graph:
    """The works as nodes (by key); an edge joins two that stand in one bracket and holds the brackets' ids in ``groups``.

    The graph is frozen: whoever wants to change it takes a copy.
    """
    import networkx as nx

    table = _cited()
    graph = nx.Graph()
    graph.add_nodes_from(table["key"])
    for group, keys in table.groupby("group")["key"]:
        for one, other in combinations(keys, 2):
            known = graph.get_edge_data(one, other, {"groups": ()})["groups"]
            graph.add_edge(one, other, groups=(*known, group))
    return nx.freeze(graph)


@cache
def cited_together() -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """The groups of works that brackets join, directly or through others, the largest first; and the works that stand alone.

    Within a group, and among those alone, works are in the order in which they are first cited; so are groups of one size.
    """
    import networkx as nx

    order = {key: place for place, key in enumerate(dict.fromkeys(_cited()["key"]))}
    groups = [tuple(sorted(group, key=order.get)) for group in nx.connected_components(network())]
    groups.sort(key=lambda group: (-len(group), order[group[0]]))
    return tuple(group for group in groups if len(group) > 1), tuple(group[0] for group in groups if len(group) == 1)


def groups() -> pd.DataFrame:
    """One row for each group of works that brackets join, as in ``cited_together``: works (how many), lenses, mixed.

    mixed: whether the article gives some of its works a realist lens and some another one.
    """
    table = _cited()
    found = [table[table["key"].isin(group)] for group in cited_together()[0]]
    return pd.DataFrame(
        {
            "works": [uses["key"].nunique() for uses in found],
            "lenses": [_lenses(uses) for uses in found],
            "mixed": [{REALIST, OTHER} <= set(uses["kind"]) for uses in found],
        }
    )


def placed(group: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Places of a group's works (keys), across and down from 0 to 1: few that are all joined at the corners, others by springs."""
    import networkx as nx

    graph = nx.Graph()
    # in a fixed order, since the springs start from it
    graph.add_nodes_from(group)
    graph.add_edges_from(network().subgraph(group).edges)
    if len(group) in _CORNERS and nx.density(graph) == 1:
        return dict(zip(group, _CORNERS[len(group)], strict=True))
    found = nx.spring_layout(graph, seed=3, iterations=300)
    points = np.array([found[key] for key in group])
    points -= points.mean(axis=0)
    # the longer way lies across
    points = points @ np.linalg.svd(points)[2].T
    # the work that is cited first stands left and above
    points *= np.where(points[0] > 0, -1, 1)
    points = (points - points.min(axis=0)) / np.ptp(points, axis=0)
    return dict(zip(group, points.tolist(), strict=True))
