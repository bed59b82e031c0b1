"""Sort the events: what the cards may say, where they come from, and that sixteen of them can be sorted on a projector and on a phone."""

from __future__ import annotations

import re

import pytest
from exhibits.recount import ROOT, rows
from exhibits.sort_the_events import PAIR, PILES, alpha
from inbetween import explore

CARDS = rows("data/event_cards.csv")
TIMELINE = {row["id"]: row for row in rows("data/timeline.csv")}


def test_sixteen_cards_in_order_of_date_and_at_most_three_after_the_article():
    dates = [card["date"] for card in CARDS]
    assert len(CARDS) == 16
    assert dates == sorted(dates)
    assert [card["year"] for card in CARDS] == [date[:4] for date in dates]
    assert sum(int(date[:4]) > 2021 for date in dates) <= 3


def test_a_card_that_is_in_the_timeline_has_its_date_source_and_confidence():
    known = [card for card in CARDS if card["event"]]
    assert len(known) == 13
    for card in known:
        event = TIMELINE[card["event"]]
        assert (card["date"], card["source"], card["confidence"]) == (
            event["date"],
            event["source"],
            event["confidence"],
        )
    assert {card["source"] for card in CARDS if not card["event"]} == {"inbetween-event-cards"}


def test_a_card_gives_no_verdict_and_no_country_acts_on_it():
    verdicts = re.compile(
        r"cooperat|compet|adapt|rival|both|neither|partner(?!ship)|influence|pressure|\bwins?\b|\bloses?\b", re.I
    )
    countries = re.compile(r"\b(Russia|China|Serbia|Uzbekistan|Kazakhstan|Kyrgyzstan|Mongolia)\b (?!to\b)\w+s\b")
    for card in CARDS:
        assert not verdicts.search(card["card"]), card["card"]
        assert not countries.search(card["card"]), card["card"]
        assert len(card["card"]) <= 90
        assert card["hard"] and card["detail"]


def test_no_card_is_an_act_of_war():
    for card in CARDS:
        assert card["event"] == "" or TIMELINE[card["event"]]["theme"] not in ("war", "rupture")
        assert not re.search(r"Ukrain|Crimea|\bwar\b|invasion", card["card"] + card["detail"])


def test_every_pile_is_used_and_the_codebook_tells_how_far_the_codings_agree():
    assert {card[coder] for card in CARDS for coder in ("coder_a", "coder_b")} == set(PILES)
    assert not [card["id"] for card in CARDS if card["reason_a"] == card["reason_b"]]
    same = sum(card["coder_a"] == card["coder_b"] for card in CARDS)
    text = " ".join((ROOT / "data" / "README.md").read_text(encoding="utf-8").split())
    assert f"agree on {same} cards of 16 (Krippendorff's alpha, nominal, {alpha(CARDS):.2f})" in text
    kept = [(card["coder_a"], card["coder_b"]) for card in CARDS if {card["coder_a"], card["coder_b"]} <= set(PAIR)]
    assert all(a == b for a, b in kept) and len(kept) > 3, "the codebook says that they choose the same word"


def test_cards_coded_anew_are_named_in_the_codebook_and_under_the_exhibit():
    later = {card["label"] for card in CARDS if card["recoded"]}
    assert {card["recoded"] for card in CARDS} == {"", "2026-11-26"} and len(later) == 5
    told = seen().notes[-1].partition("2026-11-26: ")[2].partition(".")[0]
    assert set(told.split(", ")) == later
    text = " ".join((ROOT / "data" / "README.md").read_text(encoding="utf-8").split())
    assert "After an expert's review five cards were coded again" in text


def test_what_the_bids_say_of_arms_is_what_the_series_has():
    arms = {
        tie: {int(row["year"]): float(row["value"]) for row in rows("data/ties.csv") if row["tie"] == tie}
        for tie in ("arms_deliveries", "arms_orders")
    }
    detail = next(card["detail"] for card in CARDS if card["id"] == "rival-bids")
    assert (
        max(arms["arms_deliveries"], key=arms["arms_deliveries"].get) == 2005 and "deliveries peaked in 2005" in detail
    )
    empty = [year for year in range(2000, 2010) if not arms["arms_orders"][year]]
    assert empty == [2007, 2008] and "nothing was ordered in 2007 and 2008" in detail


def seen(**start):
    """The opening view of an exhibit, which is closed again."""
    exhibit = explore.sort_the_events(**start)
    view = exhibit.view
    exhibit.close()
    return view


def test_the_pair_forces_as_many_cards_as_the_reader_put_elsewhere_and_names_the_range():
    view = seen(sort={card["id"]: PILES[number % 5] for number, card in enumerate(CARDS)}, scheme="pair")
    assert view.title == "With two words cooperation gets anything from 4 to 13 of your 16 cards"
    assert "Competition then gets from 3 to 12; which of the two words leads is decided by the forcing" in view.summary
    assert list(view.table["with two words"]).count("must be forced") == 9


def test_a_lead_that_forcing_cannot_turn_is_named():
    one = {CARDS[0]["id"]: "competition"}
    assert "the pair is enough" in seen(sort=one, scheme="pair").summary
    five = {card["id"]: "competition" for card in CARDS[:5]} | {CARDS[6]["id"]: "both"}
    assert "whichever way they go, competition leads" in seen(sort=five, scheme="pair").summary


def test_comparing_is_greyed_out_until_a_card_is_sorted():
    exhibit = explore.sort_the_events()
    try:
        assert {name for name, widget in exhibit.controls.items() if widget.disabled} == {"compare", "scheme"}
        exhibit.controls["sort"].value = {CARDS[3]["id"]: "neither"}
        assert not any(widget.disabled for widget in exhibit.controls.values())
    finally:
        exhibit.close()


def test_sixteen_cards_are_sorted_by_the_keys_1_to_5_beside_their_picture(lesson, jupyter):
    name = jupyter.write("events", "from inbetween import explore", "explore.sort_the_events()")
    lesson.open(name).run_all()
    lesson.page.wait_for_selector(".ib-card-row")
    lesson.page.focus(".ib-card-row >> nth=0 >> input >> nth=0")
    for number in range(16):
        lesson.page.keyboard.press(str(number % 5 + 1))
        lesson.page.keyboard.press("Tab")
    lesson.page.wait_for_function(
        "() => document.querySelector('.ib-title').textContent.includes('7 of your 16 cards')"
    )
    assert "4 on cooperation, 3 on competition, 3 on adaptation, 3 on both and 3 on neither" in lesson.text("summary")
    lesson.painted(1)
    box = lesson.page.locator(".inbetween-exhibit").bounding_box()
    assert box["width"] == pytest.approx(848, abs=12)
    assert box["height"] <= 596, "cards, picture and sentence do not fit on a projector's screen"
    assert lesson.complaints == [] and lesson.outside == []


@pytest.mark.parametrize("window", ["lesson", "phone"])
def test_no_card_and_no_pile_is_cut_off(window, request, jupyter):
    page = request.getfixturevalue(window)
    name = jupyter.write(f"cut_{window}", "from inbetween import explore", "explore.sort_the_events()")
    page.open(name, "lab/tree" if window == "lesson" else "notebooks").run_all()
    page.page.wait_for_selector(".ib-card-row")
    rows_seen = page.page.eval_on_selector_all(
        ".ib-card-row",
        "rows => rows.map(row => { const right = row.getBoundingClientRect().right; return [row.querySelectorAll('label').length,"
        " [...row.querySelectorAll('label, .ib-card')].every(part => part.getBoundingClientRect().right <= right + 1),"
        " Math.min(...[...row.querySelectorAll('label')].map(part => part.getBoundingClientRect().height))]; })",
    )
    assert len(rows_seen) == 16
    assert all(labels == 5 and inside and height >= 24 for labels, inside, height in rows_seen), rows_seen
