"""What lesson 01 tells in figures, counted again from the tables by other means than the package's."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from exhibits.recount import ROOT, rows
from inbetween import explore
from inbetween.learn import checks

CARDS = rows("data/event_cards.csv")
CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
PILES = ("cooperation", "competition", "adaptation", "both", "neither")


@pytest.fixture(scope="module")
def prose() -> str:
    cells = json.loads((ROOT / "notebooks" / "01_introduction.ipynb").read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub(r"\s+", " ", text)


def replies(check: str) -> dict[str, str]:
    return {each["id"]: each["reply"] for each in checks.lesson("01").checks[check].content["options"]}


def rates(of: str, year: int) -> dict[str, tuple[int, int]]:
    """The other state -> same votes, joint votes."""
    return {
        row["other_iso3"]: (int(row["same"]), int(row["joint_votes"]))
        for row in rows("data/votes_agreement.csv")
        if row["iso3"] == of and row["year"] == str(year)
    }


def above(found: dict[str, tuple[int, int]], other: str) -> list[str]:
    """Who has a higher rate than ``other``; whole numbers are compared, no fractions."""
    same, joint = found[other]
    return [state for state, (each, of) in found.items() if each * joint > same * of]


def percent(pair: tuple[int, int]) -> str:
    return f"{100 * pair[0] / pair[1]:.0f}"


def distance(series: str, session: int) -> float:
    point = {
        row["iso3"]: float(row["ideal_point"])
        for row in rows("data/votes_ideal_points.csv")
        if (row["series"], row["session"]) == (series, str(session)) and row["ideal_point"]
    }
    return abs(point["RUS"] - point["CHN"])


# --- the cards -----------------------------------------------------------------------------------


def test_what_the_pair_forces_is_counted_from_the_two_codings(prose):
    told = []
    for coder in ("coder_a", "coder_b"):
        piles = Counter(card[coder] for card in CARDS)
        cooperation, elsewhere = piles["cooperation"], sum(piles[each] for each in PILES[2:])
        told.append((cooperation, piles["competition"], elsewhere, cooperation + elsewhere))
    (a, b, c, most), (d, e, f, more) = told
    assert (
        f"coding A has {a} cards on cooperation, {b} on competition and {c} elsewhere. With two words cooperation "
        f"gets anything from {a} to {most}. Coding B has {d}, {e} and {f}: anything from {d} to {more}." in prose
    )


def test_the_cards_named_are_those_on_which_the_codings_part(prose):
    named = {
        "turn-to-washington": "the turn to Washington",
        "oil-loan": "the oil loan",
        "linking-up": "the linking up",
        "greater-eurasia": "Greater Eurasia",
        "eaeu-china": "the agreement of 2018",
        "serbia-pandemic": "Serbia",
    }
    assert {card["id"] for card in CARDS if card["coder_a"] != card["coder_b"]} == set(named)
    *first, last = named.values()
    assert f"They part on {', '.join(first)} and {last}." in prose
    assert sum(card["date"] > "2022" for card in CARDS) == 3
    assert "three are later than the article" in prose


def test_years_of_the_events_in_the_prose_are_those_of_the_cards(prose):
    years = {card["id"]: card["year"] for card in CARDS}
    for id, words in {
        "gas-line-a": "gas line from Turkmenistan",
        "railway-of-three": "railway of three",
        "treaty-of-six": "treaty of six",
        "serbia-pandemic": "Belgrade in the pandemic",
        "uzbek-observer": "Tashkent and the union",
        "kazakh-plant": "Astana and its nuclear plant",
        "oil-loan": "The oil loan",
        "linking-up": "linking of two projects",
        "eaeu-china": "agreement without tariffs",
        "myanmar-veto": "veto on Myanmar",
    }.items():
        assert f"{words} ({years[id]})" in prose


def test_the_question_on_one_s_own_sort_is_that_of_the_table_of_the_exhibit():
    check, seen = checks.lesson("01").checks["own-sort"], set()
    sorts = [
        {card["id"]: card["coder_a"] for card in CARDS},
        {card["id"]: card["coder_b"] for card in CARDS},
        {card["id"]: PILES[number % 5] for number, card in enumerate(CARDS)},
        {card["id"]: "both" for card in CARDS},
        {card["id"]: "competition" for card in CARDS[:5]},
        {CARDS[0]["id"]: "cooperation"},
    ]
    for sort in sorts:
        for more in ({}, {"compare": "both"}, {"scheme": "pair"}, {"compare": "both", "scheme": "pair"}):
            exhibit = explore.sort_the_events(sort=sort, **more)
            table = exhibit.view.table
            exhibit.close()
            options = [option["id"] for option in check.options(table)]
            right = [option for option in options if check.judge(option, table).right]
            least = list(sort.values()).count("cooperation")
            most = len(sort) - list(sort.values()).count("competition")
            assert right == [f"from {least} to {most}" if least < most else f"{least}, neither more nor fewer"]
            assert len(options) == len(set(options)) >= 2
            assert len({check.judge(option, table).lines for option in options}) == len(options)
        seen.add(right[0])
    assert len(seen) == 6
    empty = explore.sort_the_events()
    assert check.judge("from 0 to 16", empty.view.table).lines == (check.content["without"],)
    empty.close()


# --- the votes -----------------------------------------------------------------------------------


def test_agreement_of_2019_and_2010_is_that_of_the_table(prose):
    china, russia = rates("CHN", 2019), rates("RUS", 2019)
    same, joint = china["RUS"]
    assert f"the same in {same} of {joint} joint votes, {percent(china['RUS'])} per cent" in prose
    assert f"China and Mongolia: {percent(china['MNG'])} per cent" in prose
    nearer = above(china, "RUS")
    assert f"more often like {len(nearer)} of the {len(china) - 1} others listed than like Russia" in prose
    assert set(CENTRAL_ASIA) < set(nearer)
    spans = [sorted(int(percent(found[state])) for state in CENTRAL_ASIA) for found in (china, russia)]
    (low, *_, high), (least, *_, most) = spans
    assert f"({low} to {high} per cent); these voted like Russia in {least} to {most} per cent" in prose and most < low
    assert f"has {percent(china['KAZ'])} per cent with China, {percent(russia['KAZ'])} with Russia" in prose
    assert f"it is {percent(china['USA'])} per cent for China and {percent(russia['USA'])} for Russia" in prose
    assert above(russia, "CHN") == []
    assert len(above(rates("RUS", 2010), "CHN")) == 10 and "In 2010 ten of the eleven were" in prose
    told = replies("nearest")
    assert f"{same} of {joint} votes" in told["mutual"]
    assert f"China's rate with Mongolia is {percent(china['MNG'])} per cent" in told["bloc"]
    assert f"{percent(russia['KAZ'])} per cent with Russia, {percent(china['KAZ'])} with China" in told["ally"]
    assert "ten of the eleven others" in told["ranks"]


def test_both_series_are_told_with_their_distances(prose):
    far = {
        (series, year): f"{distance(series, year):.2f}" for series in ("all", "final") for year in (2021, 2022, 2023)
    }
    assert (
        f"falls from {far['all', 2021]} to {far['all', 2022]} by all votes and grows from {far['final', 2021]} to "
        f"{far['final', 2022]} by final passage" in prose
    )
    told = replies("next-session")["opposite"]
    assert (
        f"From {far['all', 2022]} to {far['all', 2023]}, and from {far['final', 2022]} to {far['final', 2023]}" in told
    )
    steps = range(1972, 2024)
    opposite = 0
    for year in steps:
        first, second = (
            round(distance(series, year), 2) - round(distance(series, year - 1), 2) for series in ("all", "final")
        )
        opposite += first * second < 0
    assert f"in {opposite} of {len(steps)} steps" in prose


def test_the_positions_said_to_go_down_go_down_in_both_series():
    points = {
        (row["iso3"], row["series"], row["session"]): float(row["ideal_point"])
        for row in rows("data/votes_ideal_points.csv")
        if row["ideal_point"]
    }
    for state in ("RUS", "CHN", "KAZ", "USA"):
        for series in ("all", "final"):
            assert points[state, series, "2022"] < points[state, series, "2021"], (state, series)


def test_intervals_overlap_in_the_sessions_named(prose):
    assert "By all votes the intervals of the two states overlap in 2021 and in 2022" in prose
    for session in ("2021", "2022", "2023"):
        ends = {
            row["iso3"]: (float(row["low"]), float(row["high"]))
            for row in rows("data/votes_ideal_points.csv")
            if (row["series"], row["session"]) == ("all", session)
        }
        assert max(ends[state][0] for state in ("RUS", "CHN")) < min(ends[state][1] for state in ("RUS", "CHN"))


def test_vetoes_are_counted_by_draft(prose):
    listed = rows("data/vetoes.csv")
    joint = sum(row["russia_vote"] == row["china_vote"] == "against" for row in listed)
    beside = [row for row in listed if (row["russia_vote"], row["china_vote"]) == ("against", "abstain")]
    assert f"Of {len(listed)} drafts vetoed in the Security Council in 1992-2024 both vetoed {joint}" in prose
    spans = []
    for first, last in (("2009", "2021"), ("2022", "2024")):
        here = [sum(first <= row["date"][:4] <= last for row in table) for table in (beside, listed)]
        spans.append(f"{here[0]} of {here[1]} in {first}-{last}")
    assert f"commonest case, {len(beside)}, is that China abstains beside a Russian veto ({', '.join(spans)})" in prose
    assert len(beside) > joint
    told = replies("vetoes")
    abstained = sum("abstain" in (row["russia_vote"], row["china_vote"]) for row in listed)
    assert f"In {abstained} of the {len(listed) - joint} the other abstained" in told["opposed"]
    assert len(listed) - joint - abstained == 4 and "in favour in four" in told["opposed"]
    assert f"{len(beside)} of {len(listed)}" in told["beside"]
    question = checks.lesson("01").checks["vetoes"].content["question"]
    assert f"Of {len(listed)} drafts" in question and f"both vetoed {joint}" in question


def test_rates_in_the_pandas_part_are_those_of_the_table(prose):
    told = {
        (state, year): f"{same / joint:.2f}"
        for year in (1992, 2019)
        for state, (same, joint) in rates("CHN", year).items()
    }
    assert f"rises from {told['RUS', 1992]} to {told['RUS', 2019]}" in prose
    assert f"Mongolia goes from {told['MNG', 1992]} to {told['MNG', 2019]}" in prose
    same, joint = rates("CHN", 1989)["RUS"]
    assert f"in {same / joint:.2f} of votes" in prose
