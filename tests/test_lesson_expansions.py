"""What lesson 04 tells in figures, counted again from the files of seeds/ by other means than the package's, and what its Tries show."""

from __future__ import annotations

import re

import lessons
import pytest
from exhibits.recount import rows
from inbetween import expansions, explore, ninth
from inbetween.learn import checks
from inbetween.scope import START

CALL = ("expansion-needed", "gap-in-between", "gap-discourse", "gap-disciplines", "gap-fields")


@pytest.fixture(scope="module")
def prose() -> str:
    return lessons.prose("04")


def examples(*what: str) -> dict[str, set[tuple[str, str]]]:
    """Place -> the pairs of article and expansion that it gives."""
    found = {"section": set(), "conclusion": set()}
    for row in rows("seeds/contribution_statements.csv"):
        if row["what"] in what:
            found[row["place"]].add((row["article"], row["says"]))
    return found


def test_examples_and_agreement_are_those_of_the_statements(prose):
    named = examples("example")
    count = {place: [sum(box == each for _, box in pairs) for each in expansions.EXPANSIONS] for place, pairs in named.items()}  # fmt: skip
    assert count == {"section": [2, 4, 0], "conclusion": [2, 3, 3]}
    assert "For theory it names 2 articles and for disciplines 4" in prose
    assert "and no author (7). The conclusion names 3" in prose
    differ = named["section"] ^ named["conclusion"]
    both = named["section"] & named["conclusion"]
    neither = 24 - len(named["section"] | named["conclusion"])
    assert f"agree on {24 - len(differ)} of 24 cells, but on {neither} of them because neither names" in prose
    assert f"They share {len(both)} examples" in prose
    assert len(differ) == 4
    assert "Which four cells are framed?" in prose


def test_who_moves_depends_on_the_rule_as_told(prose):
    wide = examples("example", "listed")
    assert {pair for pair in wide["section"] if pair[0] == "pieper"} == {
        pair for pair in wide["conclusion"] if pair[0] == "pieper"
    }
    assert {pair[0] for pair in wide["section"] & wide["conclusion"] if pair[1] == "disciplinary"} >= {
        "pieper", "leskina-sabzalieva",
    }  # fmt: skip
    lost = {("adda", "empirical"), ("kuteleva-vasiliev", "empirical"), ("dharmaputra", "empirical")}
    assert wide["section"] ^ wide["conclusion"] == lost == wide["section"] - wide["conclusion"]
    assert "Adda, Kuteleva and Vasiliev, and Dharmaputra differ, each losing the empirical box" in prose


def test_the_key_of_check_1_is_the_article_that_moves():
    options = checks.lesson("04").checks["moved"].content["options"]
    assert [option["id"] for option in options if option.get("right")] == expansions.moved()


def test_open_promises_are_counted_and_told_by_where_they_are_announced(prose):
    under = [row for row in rows("seeds/promises.csv") if row["expansion"] != "methods"]
    still = [row for row in under if not row["articles"]]
    assert f"Six of {len(under)} things are open" in prose
    called = {row["id"] for row in still if row["announced"] == "expansions-2"}
    assert called == {row["id"] for row in under if row["announced_as"] == "called for"}
    assert called == {"socio-technical", "sts", "new-materialism"}
    assert {row["id"] for row in still} - called == {"realist", "aid", "effect"}
    by = {
        each: (sum(bool(row["articles"]) for row in under if row["expansion"] == each), sum(row["expansion"] == each for row in under))
        for each in expansions.EXPANSIONS
    }  # fmt: skip
    assert by == {"theoretical": (2, 6), "disciplinary": (5, 5), "empirical": (5, 7)}
    assert "an article with 12 of the 18 things that we count" in prose
    assert "2 of 6 for theory, 5 of 5 for disciplines, 5 of 7 for fields" in prose
    closed = {row["promise"] for row in rows("seeds/contributions_beyond.csv") if row["promise"]}
    assert "close three methods and none of these six" in prose
    assert len(closed) == 3
    assert not closed & {row["id"] for row in still}


def test_the_map_loses_what_the_lesson_says(prose):
    def struck(*ids: str):
        return explore.argument_map(strike={id: {"it": "struck"} for id in ids}).view

    one = struck("realist-dominance")
    assert one.title == "1 struck out: 0 have nothing left to rest on, 3 rest on less"
    less, still = one.summary.split(". There still, without the cause named: ")
    assert less == "Rests on less: it asks few questions; many sides are missed; research must be widened"
    assert "three claims rest on less, the call among them" in prose
    gaps = {row["label"] for row in rows("seeds/argument_nodes.csv") if row["kind"] == "gap"}
    assert len(gaps & set(still.rstrip(".").split("; "))) == 4
    assert "the explanation of four falls" in prose
    assert "four gaps lose their cause" in prose
    warrant = struck("more-eyes")
    assert warrant.title.endswith("0 have nothing left to rest on, 3 rest on less, 1 has no warrant left")
    assert warrant.summary.startswith("No warrant left: research must be widened. Rests on less: widen theory;")
    assert (warrant.table.query("kind == 'ground'")["state"] == "stands").all()
    call = struck(*CALL)
    assert "11 have nothing left" in call.title
    gone = call.table[call.table["state"] == "nothing left to rest on"]["kind"].value_counts().to_dict()
    assert gone == {"remedy": 3, "article": 8}
    findings = call.table[call.table["kind"] == "finding"]
    assert (findings["state"] == "stands").sum() == len(findings) == 8
    assert "three remedies and eight articles. All eight findings stand" in prose
    assert struck("pieper").summary == "Nothing left: a game of three."
    assert f"How many of {len(rows('seeds/argument_nodes.csv'))} statements" in prose
    links = rows("seeds/argument_links.csv")
    kinds = {row["id"]: row["kind"] for row in rows("seeds/argument_nodes.csv")}
    below = [row["from"] for row in links if (row["to"], row["relation"]) == ("complexity-missed", "supports")]
    assert sum(kinds[id] == "gap" for id in below) == 6
    moved_into = {row["to"] for row in links if row["relation"] == "moves into"}
    assert {id for id, kind in kinds.items() if kind == "gap"} - moved_into == {"gap-order", "gap-ground"}
    assert "Into two of seven gaps no finding moves" in prose


def test_the_ninth_article_shows_what_the_tries_ask(prose):
    told = {(row["article"], row["kind"]) for row in rows("seeds/contribution_entries.csv")}
    untold = {kind: 8 - sum(each == kind for _, each in told) for kind in ("period", "discipline", "lens")}
    assert untold == {"period": 6, "discipline": 4, "lens": 3}
    assert (
        "For 6 of 8 articles no years are told, for 4 no discipline, for 3 neither a lens nor a leading concept"
        in prose
    )
    in_so_many_words = {
        row["article"]
        for row in rows("seeds/contribution_statements.csv")
        if (row["what"], row["paragraph"]) == ("lens", "expansions-5")
    }
    assert len(in_so_many_words) == 2
    aid = explore.ninth_article(field="aid", country="KAZ").view
    assert "No table of this collection is on development assistance" in aid.summary
    realist = explore.ninth_article(
        lens="realism", discipline="ir", method="statistics", field="security", country="pair", period="since-1992"
    ).view
    assert "of which two (capabilities, ties) carry statistics and two (exercises, timeline) are lists" in prose
    assert "share 2 of 6 choices; 2 are new" in realist.title
    tables = re.findall(r"(\w+) \([\d,]+ rows\)", realist.summary)
    assert sorted(tables) == ["capabilities", "exercises", "ties", "timeline"]


def test_widening_opens_as_many_questions_as_told():
    all_of = {
        name: [each["id"] for each in explore.widen_the_scope().controls[name].options]
        for name in ("lens", "discipline", "field", "actor")
    }

    def asked(**start) -> int:
        return int((explore.widen_the_scope(**start).view.table["can be asked"] == "yes").sum())

    rest = {name: all_of[name] for name in ("discipline", "field", "actor")}
    assert asked() == asked(lens=all_of["lens"]) == 2
    assert asked(**rest) == 6
    assert asked(lens=[], **rest) == 4
    assert asked(lens=["realism", "constructivism"]) == asked(field=["security", "trade", "discourse"]) == 2
    assert asked(lens=["realism", "constructivism"], field=["security", "trade", "discourse"]) == 3
    single = {
        (name, code): asked(**{name: [each for each in codes if each in {*START[name], code}]})
        for name, codes in all_of.items()
        for code in codes
    }
    assert {added for added, number in single.items() if number > 2} == {("discipline", "economics")}


def test_the_two_constructed_texts_of_lesson_90_are_marked_and_right():
    text = "\n".join("".join(cell["source"]) for cell in lessons.cells("90"))
    text = re.sub(r"\s+", " ", text.partition("texts for lesson 04")[2].partition("###")[0])
    assert "no student wrote them" in text
    task = checks.lesson("04").tasks["proposal"]
    strong, weak = re.findall(r'"([^"]{200,})"', text)
    assert all(task["words"][0] <= len(each.split()) <= task["words"][1] for each in (strong, weak))
    most = [point["of"] for point in task["marking"]]
    for total, points in re.findall(r"has (\d+)(?: of 10)? \(([\d, ]+)\)", text):
        given = [int(point) for point in points.split(", ")]
        assert sum(given) == int(total)
        assert all(point <= of for point, of in zip(given, most, strict=True))
    assert text.count(" has 9 of 10 (") == text.count(" has 1 (") == 1
    deals = rows("data/energy_deals.csv")
    lines = [deal for deal in deals if re.search(r"line [AB]$", deal["deal"])]
    assert sum(int(re.search(r"room for (\d+) bcm", deal["volume_and_value"])[1]) for deal in lines) == 30
    assert max(deal["date"] for deal in lines) == "2010-10"
    assert any(deal["date"].startswith("2006-04") and "Turkmenistan: framework" in deal["deal"] for deal in deals)
    design = {"lens": "realism", "field": "trade", "country": "TKM"}
    assert expansions.articles().loc[ninth.nearest(design), "authors"].tolist() == ["Defraigne"]
    told = " ".join(row["says"] for row in rows("seeds/contribution_statements.csv"))
    assert "Turkmenistan" not in told, "that no summary names the country is what the weak text rests on"
