"""The argument of the article as a map: statements, what rests on what, and what is left of it when some are struck out."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import networkx as nx
import pandas as pd

from . import library

KINDS = ("ground", "warrant", "gap", "claim", "remedy", "article", "finding")
# What a node loses when the other end of the link is gone; a finding comes from its study, whatever called for the study.
CARRYING = ("supports", "calls for", "carried out by", "finds")
STANDS, LESS, GONE, STRUCK = "stands", "rests on less", "nothing left to rest on", "struck out"


@cache
def _graph() -> nx.DiGraph:
    graph = nx.DiGraph()
    for node in library.table("argument_nodes").to_dict("records"):
        graph.add_node(node["id"], **node)
    for link in library.table("argument_links").to_dict("records"):
        graph.add_edge(link["from"], link["to"], relation=link["relation"], paragraph=link["paragraph"])
    return nx.freeze(graph)


def graph() -> nx.DiGraph:
    """The map, frozen: nodes with kind, label, says, paragraph and stated; edges with relation and paragraph, from what carries to what is carried."""
    return _graph()


def nodes() -> pd.DataFrame:
    """The nodes, one a row, indexed by id, in the order of the file."""
    return library.table("argument_nodes").set_index("id")


@cache
def _carried() -> nx.DiGraph:
    """All nodes, with the links by which one carries another."""
    graph = nx.DiGraph()
    graph.add_nodes_from(_graph())
    graph.add_edges_from(
        (one, other) for one, other, relation in _graph().edges(data="relation") if relation in (*CARRYING, "warrants")
    )
    return nx.freeze(graph)


def rests_on(id: str) -> set[str]:
    """All nodes that carry a node, directly or through others, warrants included. Raises KeyError if there is no such node."""
    _known([id])
    return nx.ancestors(_carried(), id)


def carries(id: str) -> set[str]:
    """All nodes that a node carries, directly or through others. Raises KeyError if there is no such node."""
    _known([id])
    return nx.descendants(_carried(), id)


def states(struck: Collection[str] = ()) -> dict[str, str]:
    """The state of every node when those in ``struck`` are struck out.

    A node has nothing left to rest on when all that carries it is struck out or has nothing left itself. It rests on less when some of
    that, or a warrant, is; losses further down are not handed on, since otherwise one ground would touch everything. An article's study was made
    whatever called for it, so a finding falls only if its article is struck out. What nothing carries stands by itself. Raises KeyError if a
    struck node is unknown.
    """
    _known(struck)
    found: dict[str, str] = {}
    for id in nx.topological_sort(_carried()):
        found[id] = STRUCK if id in struck else _state(id, found)
    return {id: found[id] for id in _graph()}


def _state(id: str, found: dict[str, str]) -> str:
    links = [(found[one], relation) for one, _, relation in _graph().in_edges(id, data="relation") if one in found]
    if _graph().nodes[id]["kind"] == "finding":
        return GONE if any(state == STRUCK for state, relation in links if relation == "finds") else STANDS
    carrying = [state for state, relation in links if relation in CARRYING]
    warrants = [state for state, relation in links if relation == "warrants"]
    if carrying and all(state in (STRUCK, GONE) for state in carrying):
        return GONE
    if any(state in (STRUCK, GONE) for state in (*carrying, *warrants)):
        return LESS
    return STANDS


def _known(ids: Collection[str]) -> None:
    for id in ids:
        if id not in _graph():
            raise KeyError(f"no node {id!r} in the argument; nodes are {', '.join(_graph())}")
