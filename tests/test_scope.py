"""The model of the questions: cases worked out by hand, and disputes that change one cell and no other."""

from __future__ import annotations

import pytest
from inbetween import library, scope


def askable(chosen: dict, dispute: dict | None = None) -> set[str]:
    met = scope.met(scope.questions(dispute), {**scope.START, **chosen})
    return set(met.index[met.all(axis=1)])


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {"alliance", "driver"}),
        ({"lens": ["status"], "field": ["world-order"]}, {"driver", "rank"}),
        ({"lens": [], "discipline": ["history"], "field": ["memory"], "actor": ["society"]}, {"museums"}),
        ({"lens": [], "discipline": ["economics"], "field": ["trade"]}, {"leader"}),
        ({"lens": [], "discipline": ["area-studies"], "field": ["trade", "education"], "actor": ["in-between"]}, {"universities", "mongolia"}),
        ({"lens": ["geography"], "discipline": ["law"], "field": ["corruption"], "actor": ["companies"]}, {"corruption"}),
        ({"lens": ["poststructuralism"], "field": ["discourse"]}, {"identity"}),
        ({"lens": [], "discipline": [], "field": [], "actor": []}, set()),
        ({each: list(codes) for each, codes in scope.OPTIONS.items()}, set(library.table("scope_questions")["id"])),
    ],
)  # fmt: skip
def test_cases_worked_out_by_hand(chosen, expected):
    assert askable(chosen) == expected


def test_more_never_makes_a_question_impossible():
    for dimension, codes in scope.OPTIONS.items():
        before = askable({})
        for code in codes:
            now = askable({dimension: [*scope.START[dimension], code]})
            assert before <= now


def test_a_dispute_changes_its_cell_and_no_other():
    before, after = scope.questions(), scope.questions({"mongolia": {"lens": "realism", "field": "not needed"}})
    assert after.at["mongolia", "lens"] == ("realism",)
    assert after.at["mongolia", "field"] == ()
    changed = [
        (id, each)
        for id in before.index
        for each in before.columns
        if before.at[id, each] is not after.at[id, each]
        and before.at[id, each] != after.at[id, each]
        and before.at[id, each] == before.at[id, each]
    ]
    assert changed == [("mongolia", "lens"), ("mongolia", "field")]
    assert (
        scope.questions({"mongolia": {"field": "as coded"}}).at["mongolia", "field"] == before.at["mongolia", "field"]
    )


@pytest.mark.parametrize("dispute", [{"nobody": {"lens": "realism"}}, {"mongolia": {"lens": "law"}}])
def test_an_unknown_question_or_need_is_refused(dispute):
    with pytest.raises(KeyError, match="mongolia|realism"):
        scope.questions(dispute)


def test_every_question_comes_from_a_paragraph_and_seven_from_an_article_of_the_issue():
    asked, paragraphs = scope.questions(), set(library.outline()["id"])
    assert len(asked) == 10
    assert set(asked["paragraph"]) <= paragraphs
    assert asked["article"].notna().sum() == 7
    for dimension, codes in scope.OPTIONS.items():
        named = {code for needs in asked[dimension] for code in needs}
        assert named <= set(codes)


@pytest.mark.browser
def test_ticking_in_the_page_opens_a_question_and_unticking_closes_it(lesson, jupyter):
    notebook = jupyter.write("scope", "from inbetween import explore", "explore.widen_the_scope()")
    lesson.open(notebook).run_all().painted(1)
    first = lesson.text("title")
    assert first.startswith("From the usual start: 2 of 10 ")
    lesson.page.check(".ib-ticks >> nth=0 >> input[value=status]")
    second = lesson.changed("title", first)
    assert second.startswith("1 added to the usual start: 2 of 10 ")
    lesson.page.focus(".ib-ticks >> nth=2 >> input[value=world-order]")
    lesson.page.keyboard.press("Space")
    third = lesson.changed("title", second)
    assert third.startswith("2 added to the usual start: 3 of 10 ")
    lesson.page.uncheck(".ib-ticks >> nth=0 >> input[value=status]")
    assert lesson.changed("title", third).startswith("1 added to the usual start: 2 of 10 ")
    assert lesson.complaints == []
