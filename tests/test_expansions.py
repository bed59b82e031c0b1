"""The eight articles: each cell against the outline, what a reader's answer changes, and what is from beyond the text."""

from __future__ import annotations

import re

import pytest
from exhibits.recount import ROOT, rows
from inbetween import expansions, explore, library

FLAGS = [
    (expansion, place)
    for expansion in ("theoretical", "disciplinary", "empirical")
    for place in ("section", "conclusion")
]
# The paragraph on each expansion, by place.
PARAGRAPHS = {
    **dict(zip(FLAGS[::2], ("expansions-5", "expansions-6", "expansions-7"), strict=True)),
    **dict(zip(FLAGS[1::2], ("conclusion-2", "conclusion-3", "conclusion-4"), strict=True)),
}
COLUMNS = {
    "part": "part",
    "lens": "lens",
    "disciplines": "discipline",
    "method": "method",
    "material": "material",
    "actors": "actor",
    "countries": "country",
    "period": "period",
    "finding": "finding",
}


@pytest.fixture
def exhibit():
    explorer = explore.eight_by_three()
    yield explorer
    explorer.close()


def outline() -> dict[str, str]:
    return {row["id"]: row["argues"] for row in rows("seeds/outline.csv")}


def statements(article: str, *what: str) -> list[dict]:
    return [
        row
        for row in rows("seeds/contribution_statements.csv")
        if row["article"] == article and (not what or row["what"] in what)
    ]


def test_the_contract_table_has_eight_articles_in_order_with_yes_and_no():
    table = library.contributions()
    assert list(table["order"]) == list(range(1, 9))
    assert list(table["id"]) == list(library.table("contribution_codes")["id"])
    assert list(table["authors"]) == list(library.table("contribution_codes")["authors"])
    for expansion, place in FLAGS:
        assert set(table[f"{expansion}_{place}"]) <= {"yes", "no"}
    assert table["lens"].isna().sum() == 3, "what the text does not say is empty"


def test_every_cell_is_made_of_statements_and_every_statement_stands_in_a_cell():
    for article in rows("seeds/contributions.csv"):
        for column, what in COLUMNS.items():
            parts = [part for row in statements(article["id"], what) for part in row["says"].split(";")]
            assert article[column] == ";".join(dict.fromkeys(parts)), (article["id"], column)
        for expansion, place in FLAGS:
            cited = [
                row["paragraph"]
                for row in statements(article["id"], "example")
                if (row["says"], row["place"]) == (expansion, place)
            ]
            assert (article[f"{expansion}_{place}"] == "yes") == bool(cited)
            assert cited in ([], [PARAGRAPHS[expansion, place]])
    assert {row["what"] for row in rows("seeds/contribution_statements.csv")} == {
        *COLUMNS.values(), "field", "example", "listed"
    }  # fmt: skip


def test_every_paragraph_cited_is_in_the_outline_and_speaks_of_the_article():
    argues, seen = outline(), 0
    places = {"expansions": "section", "structure": "structure", "conclusion": "conclusion"}
    for article in rows("seeds/contributions.csv"):
        for row in statements(article["id"]):
            assert row["place"] == places[row["paragraph"].split("-")[0]]
            text = argues[row["paragraph"]]
            if row["what"] == "part" and row["paragraph"] == "structure-1":
                assert "first three" in text
                assert article["order"] in "123"
            elif row["what"] == "listed":
                assert row["because"]
                assert PARAGRAPHS[row["says"], row["place"]] == row["paragraph"]
            else:
                assert all(name in text for name in article["authors"].split(" and ")), (
                    article["id"],
                    row["paragraph"],
                )
            seen += 1
    assert seen == len(rows("seeds/contribution_statements.csv")) > 100


def test_an_article_that_a_paragraph_of_an_expansion_names_is_its_example():
    """The other direction: an author whom the outline names there has a yes."""
    argues = outline()
    for article in rows("seeds/contributions.csv"):
        for flag, paragraph in PARAGRAPHS.items():
            named = all(name in argues[paragraph] for name in article["authors"].split(" and "))
            assert named == (article["_".join(flag)] == "yes"), (article["id"], paragraph)


def test_pieper_moves_and_two_articles_are_named_in_the_conclusion_only():
    assert expansions.moved() == ["pieper"]
    placed = expansions.placed(expansions.judged(expansions.cells(), {}))
    assert list(placed.loc["pieper"]) == [("disciplinary",), ("empirical",)]
    assert list(placed.index[placed["section"] == ()]) == ["soboleva-krivokhizh", "leskina-sabzalieva"]
    assert list(placed.loc["kruessmann"]) == [("disciplinary",)] * 2
    counts = expansions.agreement(expansions.judged(expansions.cells(), {}))
    assert {"cells": 24, "same": 20, "both": 5, "neither": 15, "answered": 0}.items() <= counts.items()
    assert not any(row["empirical_section"] == "yes" for row in rows("seeds/contributions.csv"))


def test_by_the_wider_rule_other_articles_differ():
    assert set(expansions.moved("listed")) == {"adda", "kuteleva-vasiliev", "dharmaputra"}
    with pytest.raises(ValueError, match="named, listed"):
        expansions.moved("guessed")


def test_the_newspapers_keep_their_three_periods():
    assert expansions.told("period")["kuteleva-vasiliev"] == (
        "the past six years",
        "2013 to 2019",
        "the past few years",
    )


def test_what_was_announced_and_treated_in_no_summary_stays_open():
    found = expansions.promises()
    assert {"aid", "socio-technical", "sts", "new-materialism", "effect", "realist"} == set(
        found.index[found["open"] & (found["expansion"] != "methods")]
    )
    assert found.loc[found["expansion"] == "methods", "open"].all()
    argues = outline()
    ids = {row["id"] for row in rows("seeds/contributions.csv")}
    names = {row["id"]: row["authors"].split(" and ") for row in rows("seeds/contributions.csv")}
    for row in rows("seeds/promises.csv"):
        assert set(row["announced"].split(";")) <= set(argues)
        articles = [id for id in row["articles"].split(";") if id]
        assert set(articles) <= ids
        assert bool(articles) == bool(row["paragraphs"])
        for id in articles:
            told = [
                paragraph
                for paragraph in row["paragraphs"].split(";")
                if all(n in argues[paragraph] for n in names[id])
            ]
            assert told, (row["id"], id)


def test_abstract_pages_add_and_never_replace():
    for what in ("lens", "method", "material", "field", "finding", "discipline"):
        alone, more = expansions.told(what), expansions.told(what, beyond=True)
        for article in alone.index:
            assert more[article][: len(alone[article])] == alone[article]
            assert all(re.search(r"\((abstract|inferred)\)$", text) for text in more[article][len(alone[article]) :])
    before, after = expansions.promises(), expansions.promises(beyond=True)
    assert set(after.index[before["open"] & ~after["open"]]) == {
        "discourse-analysis",
        "elite-interviews",
        "document-analysis",
    }


def test_titles_and_identifiers_are_those_confirmed_on_a_page_and_no_others():
    found = {(row["article"], row["what"]): row for row in rows("seeds/contributions_beyond.csv")}
    confirmed = {"adda", "kuteleva-vasiliev", "dharmaputra", "kruessmann", "leskina-sabzalieva", "pieper"}
    assert {article for article, what in found if what == "title"} == confirmed
    assert {article for article, what in found if what == "doi"} == {"adda", "kruessmann", "pieper"}
    for row in found.values():
        assert row["page"]
        if row["what"] == "doi":
            assert re.fullmatch(r"10\.1080/15387216\.20\d\d\.\d{7}", row["says"])
        assert (row["confidence"] == "found") == (row["source"] == "inbetween-articles")


def test_a_readers_answer_changes_one_cell_and_unknown_ones_are_refused():
    cells = expansions.cells()
    before, after = expansions.judged(cells, {}), expansions.judged(cells, {"adda": {"empirical": "yes"}})
    assert after.loc[("adda", "empirical"), "reader"] == "yes"
    assert (before["reader"] != after["reader"]).sum() == 1
    assert before[["section", "conclusion"]].equals(after[["section", "conclusion"]])
    for answers, told in (
        ({"nobody": {"empirical": "yes"}}, "kruessmann"),
        ({"adda": {"legal": "yes"}}, "disciplinary"),
        ({"adda": {"empirical": "maybe"}}, "unsure"),
    ):
        with pytest.raises(ValueError, match=told):
            expansions.judged(cells, answers)


def test_answers_as_in_the_conclusion_agree_with_it_everywhere(exhibit):
    table = library.contributions().set_index("id")
    mine = {id: {each: table.loc[id, f"{each}_conclusion"] for each in expansions.EXPANSIONS} for id in table.index}
    exhibit.controls["mine"].value = mine
    assert exhibit.error is None
    assert (
        "Of 24 cells that you answered, 20 are as in the section, 24 as in the conclusion, 20 alike"
        in exhibit.view.summary
    )
    exhibit.controls["mine"].value = {}
    assert "you answered" not in exhibit.view.summary


def test_controls_that_change_nothing_are_greyed_out(exhibit):
    def greyed():
        return {key for key, widget in exhibit.controls.items() if widget.disabled}

    assert greyed() == set()
    for also in ("none", "discipline", "country", "period"):
        exhibit.controls["also"].value = also
        assert greyed() == {"basis"}, also
        text = exhibit.compute(**{**exhibit.values(), "basis": "text"})
        assert text.table.equals(exhibit.compute(**{**exhibit.values(), "basis": "beyond"}).table)
    exhibit.controls["show"].value = "promises"
    assert greyed() == {"also", "rule", "mine"}


def test_no_two_rows_of_statements_are_the_same():
    table = (ROOT / "seeds/contribution_statements.csv").read_text(encoding="utf-8").splitlines()
    assert len(table) == len(set(table))
