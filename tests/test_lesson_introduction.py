"""What lesson 01 tells in figures, counted again from the tables by other means than the package's."""

from __future__ import annotations

import re
from collections import Counter

import lessons
import pytest
from exhibits.recount import rows
from inbetween import explore, learn
from inbetween.learn import checks, panels

CARDS = rows("data/event_cards.csv")
NUMBERS = {"none": 0, "one": 1, "two": 2, "three": 3, "seven": 7, "nine": 9, "ten": 10, "sixteen": 16}
CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
PILES = ("cooperation", "competition", "adaptation", "both", "neither")


@pytest.fixture(scope="module")
def prose() -> str:
    return lessons.prose("01")


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


def positions(series: str, session: int) -> dict[str, float]:
    return {
        row["iso3"]: float(row["ideal_point"])
        for row in rows("data/votes_ideal_points.csv")
        if (row["series"], row["session"]) == (series, str(session)) and row["ideal_point"]
    }


def distance(series: str, session: int) -> float:
    point = positions(series, session)
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
        "oil-loan": "the oil loan",
        "linking-up": "the linking up",
        "greater-eurasia": "Greater Eurasia",
        "eaeu-china": "the agreement of 2018",
        "serbia-pandemic": "Serbia",
        "railway-of-three": "the railway",
    }
    assert {card["id"] for card in CARDS if card["coder_a"] != card["coder_b"]} == set(named)
    *first, last = named.values()
    assert f"They part on {', '.join(first)} and {last}." in prose
    assert sum(card["date"] > "2022" for card in CARDS) == 3
    assert "three are later than the article" in prose


def test_the_teacher_s_six_cards_are_those_on_which_the_codings_part():
    cells = lessons.cells("90")
    text = re.sub(r"\s+", " ", "".join(line for cell in cells for line in cell["source"]))
    apart = [card["label"] for card in CARDS if card["coder_a"] != card["coder_b"]]
    assert f"take those on which our codings part: {', '.join(apart)}." in text


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


def test_the_constructed_texts_for_the_teacher_say_what_the_card_says_and_get_the_points_of_the_grid():
    cells = lessons.cells("90")
    text = re.sub(
        r"\s+", " ", next(found for cell in cells if "texts for lesson 01" in (found := "".join(cell["source"])))
    )
    text = text.partition("texts for lesson 01")[2].partition("###")[0]
    assert "no student wrote them" in text
    task = checks.lesson("01").tasks["better-question"]
    strong, weak = re.findall(r'"([^"]{200,})"', text)
    assert all(task["words"][0] <= len(each.split()) <= task["words"][1] for each in (strong, weak))
    card = next(card for card in CARDS if card["id"] == "railway-of-three")
    assert f"({card['label']}, {card['year']}.)" in text
    assert {card["coder_a"], card["coder_b"]} == {"competition", "adaptation"}, "the text says that the codings part"
    assert card["date"].startswith("2024-06") and "the agreement of June 2024" in strong
    assert "In May 2022" in card["detail"] and "in May 2022" in strong
    of = [each["of"] for each in task["marking"]]
    for told in re.findall(r"(\d+)(?: of 10)? \((\d(?:, \d)+)\)", text):
        points = [int(each) for each in told[1].split(", ")]
        assert sum(points) == int(told[0])
        assert len(points) == len(of) and all(got <= most for got, most in zip(points, of, strict=True))
    assert sum(of) == 10


@pytest.fixture
def empty_journal():
    yield
    panels.journal().clear()


def test_an_answer_about_one_s_own_sort_stands_when_the_lesson_is_opened_again_with_the_same_sort(empty_journal):
    sort = {"vostok": "cooperation", "linking-up": "both", "oil-loan": "competition"}
    first = learn.sorting("01", "events", explore.sort_the_events())
    first.controls["sort"].value = sort
    learn.check("01", "own-sort", first).answer = {"value": "from 1 to 2", "turn": "1"}
    again = learn.sorting("01", "events", explore.sort_the_events())
    assert again.controls["sort"].value == sort
    panel = learn.check("01", "own-sort", again)
    assert panel.reply["right"] and panel.answer["value"] == "from 1 to 2"
    again.controls["sort"].value = {"vostok": "competition"}
    panel = learn.check("01", "own-sort", again)
    assert panel.reply["right"] is None and "earlier view" in panel.reply["lines"][0]
    for exhibit in (first, again):
        exhibit.close()


# --- the votes -----------------------------------------------------------------------------------


def test_agreement_of_2019_and_2010_is_that_of_the_table(prose):
    china, russia = rates("CHN", 2019), rates("RUS", 2019)
    same, joint = china["RUS"]
    assert f"the same in {same} of {joint} joint votes, {percent(china['RUS'])} per cent" in prose
    assert f"China and Mongolia: {percent(china['MNG'])} per cent" in prose
    nearer = above(china, "RUS")
    assert f"more often like {len(nearer)} of the {len(china) - 1} others listed than like Russia" in prose
    assert china["MNG"] == (same + 1, joint) and china["BLR"] == (same, joint)
    assert "(Mongolia by a single vote; Belarus is level)" in prose
    listed = [row for row in rows("data/votes_agreement.csv") if row["year"] == "2019"]
    assert f"no pair has more than {max(int(row['joint_votes']) for row in listed)}" in prose
    assert set(CENTRAL_ASIA) < set(nearer)
    spans = [sorted(int(percent(found[state])) for state in CENTRAL_ASIA) for found in (china, russia)]
    (low, *_, high), (least, *_, most) = spans
    assert f"({low} to {high} per cent); these voted like Russia in {least} to {most} per cent" in prose and most < low
    assert f"has {percent(china['KAZ'])} per cent with China, {percent(russia['KAZ'])} with Russia" in prose
    assert f"it is {percent(china['USA'])} per cent for China and {percent(russia['USA'])} for Russia" in prose
    assert above(russia, "CHN") == []
    told = replies("nearest")
    assert f"{same} of {joint} votes" in told["mutual"]
    assert f"China's rate with Mongolia is {percent(china['MNG'])} per cent" in told["bloc"]
    assert f"{percent(russia['KAZ'])} per cent with Russia, {percent(china['KAZ'])} with China" in told["ally"]
    assert "in 2010, an odd year, Russia voted like ten of the eleven others" in told["ranks"]
    assert [len(above(rates("RUS", year), "CHN")) for year in (2009, 2010, 2011)] == [3, 10, 3]
    assert "in 2009 and 2011 like three" in told["ranks"]


def test_one_rank_is_steady_and_the_other_jumps(prose):
    seen = {
        of: {year: len(above(rates(of, year), other)) for year in range(2004, 2020)}
        for of, other in (("RUS", "CHN"), ("CHN", "RUS"))
    }
    assert [year for year, number in seen["RUS"].items() if not number] == [2015, 2017, 2018, 2019]
    since = [number for year, number in seen["RUS"].items() if year >= 2008]
    assert sum(2 <= number <= 4 for number in since) > len(since) / 2 and seen["RUS"][2010] == 10
    assert "in 2019, nor in 2015, 2017 and 2018; in most years from 2008 two to four are, in 2010 ten" in prose
    assert [year for year, number in seen["CHN"].items() if not 7 <= number <= 9] == [2017]
    assert "seven to nine of the eleven are nearer in every year from 2004 but 2017" in prose


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
    opposite, large = 0, []
    for year in steps:
        first, second = (
            round(distance(series, year), 2) - round(distance(series, year - 1), 2) for series in ("all", "final")
        )
        opposite += first * second < 0
        large += [year] if first * second < 0 and min(abs(first), abs(second)) > 0.05 else []
    assert (
        f"in {opposite} of {len(steps)} steps; in four of these both move by more than 0.05: 2000, 2016, 2022 and 2023"
        in prose
    )
    assert large == [2000, 2016, 2022, 2023]


def test_the_measure_given_for_a_distance_is_that_of_the_session(prose):
    point = positions("all", 2022)
    far, near = (abs(point["RUS"] - point[state]) for state in ("USA", "KAZ"))
    assert f"by all votes, Russia is {far:.1f} from the United States and {near:.1f} from Kazakhstan" in prose


def test_who_moved_and_by_how_much(prose):
    steps = {}
    for series in ("all", "final"):
        before, after = positions(series, 2021), positions(series, 2022)
        steps[series] = {state: before[state] - after[state] for state in before}
    final = steps["final"]
    assert (
        f"both go down, away from the United States, China ({final['CHN']:.2f}) by more than Russia ({final['RUS']:.2f})"
        in prose
    )
    for down in steps.values():
        others = {state: step for state, step in down.items() if state not in ("RUS", "CHN")}
        assert len(others) == 7 and min(down["RUS"], down["CHN"]) > max(abs(step) for step in others.values())
        assert min(down["KAZ"], down["USA"]) > 0.1 > abs(down["MNG"])


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
    agenda = re.search(
        r"Of the 23 drafts of 2009-2021 (\w+) are on Syria \(both vetoed (\w+)\) and (\w+) on other matters \((\w+)\); "
        r"of the 11 of 2022-2024 (\w+) are on Syria \((\w+)\) and (\w+) on other matters \((\w+): North Korea, and Gaza twice\)",
        prose,
    )
    counted, late = [], []
    for first, last in (("2009", "2021"), ("2022", "2024")):
        for syria in (True, False):
            here = [
                row
                for row in listed
                if first <= row["date"][:4] <= last and row["subject"].startswith("Syria") == syria
            ]
            late = [row["subject"].split(":")[0] for row in here if row["joint"] == "yes"]
            counted += [len(here), len(late)]
    assert [NUMBERS[word] for word in agenda.groups()] == counted
    assert sorted(late) == ["Gaza", "Gaza", "North Korea"]
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
    ends = [f"{positions('all', year)[state]:.2f}" for state in ("RUS", "CHN") for year in (1992, 2019)]
    assert f"Russia's position goes from {ends[0]} to {ends[1]}, China's from {ends[2]} to {ends[3]}" in prose
    with_russia = {year: same / joint for year in range(1971, 2020) for same, joint in [rates("CHN", year)["RUS"]]}
    assert sorted(with_russia, key=with_russia.get)[:2] == [1993, 1992] and "1992 is a low point" in prose
    assert all(with_russia[year] > 0.79 for year in range(1986, 1991)) and with_russia[1991] < 0.55
    with_mongolia = {year: same / joint for year in range(1990, 1997) for same, joint in [rates("CHN", year)["MNG"]]}
    assert (
        min(with_mongolia, key=with_mongolia.get) == 1993
        and with_mongolia[1993] < 0.4
        and "try Mongolia in 1993" in prose
    )
