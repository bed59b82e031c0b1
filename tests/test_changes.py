"""A reader's changes to a coded table, made in the page: each is sent, shown, and can be taken back."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def realist(lesson, jupyter):
    name = jupyter.write(
        "changes", "from inbetween import explore", "exhibit = explore.is_it_realist()\nexhibit", "exhibit.code()"
    )
    return lesson.open(name).run_all().painted(1)


def recode(page, work: str, field: int, code: str) -> None:
    selects = page.page.locator(".ib-changes select")
    selects.nth(0).select_option(label=work)
    selects.nth(field).select_option(code)


def chips(page) -> list[str]:
    return page.page.eval_on_selector_all(".ib-changed button", "nodes => nodes.map(node => node.textContent)")


def said(page, words: str) -> None:
    page.page.wait_for_function("words => document.querySelector('.ib-summary').textContent.includes(words)", arg=words)


def code(page) -> str:
    page.page.click(".ib-buttons button:has-text('Code')")
    line = page.text("panel").removesuffix("Copy")
    page.page.click(".ib-buttons button:has-text('Code')")
    return line


def test_changes_are_sent_in_the_order_of_the_works_and_taken_back_one_by_one(realist):
    first = realist.text("title")
    recode(realist, "Ying 2018", 2, "realist")
    said(realist, "Your recoding changes 1 ")
    recode(realist, "Blank 2020", 1, "constructivism")
    changed = realist.changed("title", first)
    assert changed.startswith("Realist by theory 12 of 56")
    assert [text.partition(":")[0] for text in chips(realist)] == ["Blank 2020", "Ying 2018"]
    assert "recode={'blank-2020': {'theory': 'constructivism'}, 'ying-2018': {'vocabulary': 'realist'}}" in code(
        realist
    )
    realist.page.click(".ib-changes button:has-text('Undo')")
    assert realist.changed("title", changed) == first
    assert [text.partition(":")[0] for text in chips(realist)] == ["Ying 2018"]
    realist.page.click(".ib-changed button")
    realist.page.wait_for_function("() => !document.querySelector('.ib-summary').textContent.includes('Your recoding')")
    assert chips(realist) == []
    assert code(realist) == "explore.is_it_realist()"
    assert realist.complaints == []


def test_starting_over_can_be_undone_and_the_focus_stays_in_the_exhibit(realist):
    recode(realist, "Blank 2020", 1, "status")
    recode(realist, "Cox 2016", 1, "status")
    realist.page.wait_for_function("() => document.querySelector('.ib-title').textContent.includes('11 of 56')")
    realist.page.click(".ib-changes button:has-text('Start over')")
    realist.page.wait_for_function("() => document.querySelector('.ib-title').textContent.includes('13 of 56')")
    assert realist.page.evaluate("() => document.querySelector('.ib-changes').contains(document.activeElement)")
    realist.page.click(".ib-changes button:has-text('Undo')")
    realist.page.wait_for_function("() => document.querySelector('.ib-title').textContent.includes('11 of 56')")
    assert len(chips(realist)) == 2


def test_a_change_to_what_another_coder_says_anyway_can_be_taken_back(realist):
    recode(realist, "Wishnick 2001", 2, "plain")
    realist.page.wait_for_function("() => document.querySelectorAll('.ib-changed button').length === 1")
    before = realist.text("title")
    realist.page.select_option(".inbetween-controls select >> nth=5", label="second coder")
    realist.changed("title", before)
    selects = realist.page.locator(".ib-changes select")
    selects.nth(0).select_option(label="* Wishnick 2001")
    realist.page.wait_for_function("() => document.querySelectorAll('.ib-changes select')[2].value === 'plain'")
    realist.page.click(".ib-changed button")
    realist.page.wait_for_function("() => document.querySelectorAll('.ib-changed button').length === 0")
    selects.nth(0).select_option(label="Wishnick 2001")
    # the entries follow the coder: taken back, the second coder's word still stands there
    realist.page.wait_for_function("() => document.querySelectorAll('.ib-changes select')[2].value === 'plain'")
