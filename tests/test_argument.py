"""The argument of the article as a map: every statement has its place in the text, and striking out does what is told."""

from __future__ import annotations

import networkx as nx
import pytest
from exhibits.recount import rows
from inbetween import argument, library

ARTICLES = (
    "adda", "kuteleva-vasiliev", "dharmaputra", "soboleva-krivokhizh", "defraigne", "kruessmann", "leskina-sabzalieva", "pieper",
)  # fmt: skip


def read() -> nx.DiGraph:
    """The map as the files have it."""
    graph = nx.DiGraph()
    for node in rows("seeds/argument_nodes.csv"):
        graph.add_node(node["id"], **node)
    for link in rows("seeds/argument_links.csv"):
        graph.add_edge(link["from"], link["to"], **link)
    return graph


def test_no_node_is_an_orphan_and_each_names_a_paragraph_that_there_is():
    graph, paragraphs = read(), set(library.outline()["id"])
    assert graph.number_of_nodes() == 45
    assert [id for id in graph if graph.degree(id) == 0] == []
    for _, node in graph.nodes(data=True):
        assert node["paragraph"] in paragraphs
        assert library.source(node["source"])
    assert all(link["paragraph"] in paragraphs for _, _, link in graph.edges(data=True))
    assert {node["kind"] for _, node in graph.nodes(data=True)} == set(argument.KINDS)


def test_every_article_is_called_for_and_has_its_finding_and_names_its_authors_paragraph():
    graph, outline = read(), library.outline().set_index("id")["argues"]
    articles = [id for id, kind in graph.nodes(data="kind") if kind == "article"]
    assert articles == list(ARTICLES)
    for id in articles:
        relations = {relation for _, _, relation in graph.in_edges(id, data="relation")}
        assert relations == {"carried out by"}
        assert [graph.nodes[other]["kind"] for _, other in graph.out_edges(id)] == ["finding"]
        first = graph.nodes[id]["label"].split(" and ")[0]
        assert first in outline[graph.nodes[id]["paragraph"]]
        for remedy, _ in graph.in_edges(id):
            assert first in outline[graph.edges[remedy, id]["paragraph"]]
        (finding,) = graph.successors(id)
        assert first in outline[graph.nodes[finding]["paragraph"]]


@pytest.mark.parametrize(
    ("struck", "expected"),
    [
        ([], {}),
        (["driver"], {"realist-dominance": argument.LESS, "few-questions": argument.LESS}),
        (["discontent"], {"norms-overrated": argument.LESS}),
        (["discontent", "gap-order"], {"norms-overrated": argument.GONE, "complexity-missed": argument.LESS}),
        (["more-eyes"], {"expansion-needed": argument.UNLICENSED, **dict.fromkeys(["theory", "disciplines", "empirics"], argument.LESS)}),
        (["in-between-act"], {"complexity-missed": argument.LESS}),
        (["in-between-act", "immaterial-counts"], {"complexity-missed": argument.UNLICENSED, "expansion-needed": argument.LESS}),
        (["realist-dominance"], dict.fromkeys(["few-questions", "complexity-missed", "expansion-needed"], argument.LESS)),
        (["newer", "adaptation"], {}),
        (["pieper"], {"f-pieper": argument.GONE}),
        (["theory", "disciplines", "empirics"], dict.fromkeys(ARTICLES, argument.GONE)),
    ],
)  # fmt: skip
def test_striking_out_takes_what_was_worked_out_by_hand(struck, expected):
    found = argument.states(struck)
    assert {id: state for id, state in found.items() if state not in (argument.STANDS, argument.STRUCK)} == expected
    assert [id for id, state in found.items() if state == argument.STRUCK] == [id for id in found if id in struck]


def test_a_gap_whose_cause_is_struck_out_is_there_and_unexplained():
    explained = ["traditional-fields", "gap-ground", "gap-in-between", "gap-perception", "gap-fields"]
    assert argument.unexplained() == argument.unexplained(["driver"]) == []
    assert argument.unexplained(["realist-dominance"]) == explained
    assert argument.unexplained(["realist-dominance", "gap-ground"]) == [id for id in explained if id != "gap-ground"]
    assert argument.unexplained(["stakes", "concepts", "driver", "others-in-realist-words"]) == explained
    assert not set(explained) & argument.carries("realist-dominance"), "to explain is not to support"


def test_an_unknown_node_is_refused():
    for ask in (argument.rests_on, argument.carries, lambda id: argument.states([id])):
        with pytest.raises(KeyError, match="nobody"):
            ask("nobody")


@pytest.mark.browser
def test_the_map_is_walked_by_keyboard_along_a_kind_and_between_kinds(lesson, jupyter):
    notebook = jupyter.write("map", "from inbetween import explore", "explore.argument_map()")
    lesson.open(notebook).run_all().painted(1)
    lesson.page.focus(".ib-plot")
    labels = argument.nodes()
    said = []
    for key in ["ArrowRight"] * 10 + ["ArrowDown"] + ["ArrowRight"] * 3 + ["ArrowDown"] + ["ArrowRight"] * 6:
        lesson.page.keyboard.press(key)
        said.append(lesson.text("point"))
    assert len(set(said)) == 10 + 4 + 7
    assert [text.partition(":")[0] for text in dict.fromkeys(said)] == ["ground"] * 10 + ["warrant"] * 4 + ["gap"] * 7
    plain = " ".join(said)
    shown = labels[labels["kind"].isin(["ground", "warrant", "gap"])]
    assert all(says in plain for says in shown["says"])
    lesson.page.keyboard.press("Escape")
    assert lesson.text("point") == ""
    assert lesson.complaints == []


def test_what_a_node_rests_on_and_carries_is_what_a_library_of_networks_finds():
    carried = nx.DiGraph()
    carried.add_nodes_from(read())
    carrying = (*argument.CARRYING, "warrants")
    carried.add_edges_from(
        (one, other) for one, other, relation in read().edges(data="relation") if relation in carrying
    )
    assert nx.is_directed_acyclic_graph(carried)
    for id in carried:
        assert argument.rests_on(id) == nx.ancestors(carried, id)
        assert argument.carries(id) == nx.descendants(carried, id)
    assert max(len(argument.rests_on(id)) for id in carried) > 20
