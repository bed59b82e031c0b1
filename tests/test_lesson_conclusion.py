"""What lesson 08 tells in figures, worked out again from the files by other means than the package's, and what its Tries show."""

from __future__ import annotations

import re
from collections import Counter

import lessons
import pytest
from exhibits import what_holds_up as recount
from exhibits.recount import rows
from inbetween import explore
from inbetween.learn import checks

ARMS = ("arms_orders", "arms_deliveries")
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@pytest.fixture(scope="module")
def prose() -> str:
    return lessons.prose("08")


@pytest.fixture(scope="module")
def exhibit():
    made = explore.what_holds_up()
    yield made
    made.close()


def options(check: str) -> dict[str, dict]:
    return {each["id"]: each for each in checks.lesson("08").checks[check].content["options"]}


def held(claim: str, **out: tuple[str, ...]) -> tuple[int, int]:
    """In how many specifications a claim holds, and of how many, without the values left out."""
    names = list(recount.choices(claim))
    found = [
        holds
        for values, (_, holds) in recount.curve(claim).items()
        if not any(values[names.index(choice)] in left for choice, left in out.items())
    ]
    return sum(found), len(found)


def by(claim: str, choice: str) -> dict[str, tuple[int, int]]:
    """The same for each value of a choice, by itself."""
    values = recount.choices(claim)[choice][1]
    return {each: held(claim, **{choice: tuple(set(values) - {each})}) for each in values}


def of(pair: tuple[int, int]) -> str:
    return f"{pair[0]} of {pair[1]}"


def percent(pair: tuple[int, int]) -> str:
    return f"{100 * pair[0] / pair[1]:.0f}"


def steady(found: dict[str, tuple[int, int]]) -> tuple[list[str], list[str]]:
    """The values under which a claim holds whatever else is chosen, and those under which it never does."""
    return [each for each, (a, b) in found.items() if a == b], [each for each, (a, _) in found.items() if a == 0]


# --- the four curves -----------------------------------------------------------------------------


def test_the_four_shares_are_those_of_the_files(prose):
    votes, ties, realist, passed = (held(claim) for claim in ("votes", "ties", "realist", "passed"))
    assert (
        f"Votes {of(votes)} specifications ({percent(votes)} per cent), ties {of(ties)} ({percent(ties)}), realism "
        f"{of(realist)} ({percent(realist)}), 1991 {of(passed)} ({percent(passed)})." in prose
    )
    assert f"The first claim has {votes[1]} specifications" in prose
    assert f"**Likely misreading: {percent(ties)} per cent is how likely the claim is true.**" in prose


def test_votes_turn_on_the_series_as_told(prose):
    series = by("votes", "series")
    assert f"By all votes the claim holds in {of(series['all'])}, by final passage in {of(series['final'])}." in prose
    assert series["all"][0] / series["all"][1] > 0.9, "nearly all marks are tall"
    assert 0 < series["final"][0] < series["final"][1] / 2
    without = [percent(held("votes", series=(each,))) for each in ("all", "final")]
    assert f"Without the first series the share is {without[0]} per cent, without the second {without[1]}." in prose
    later = held("votes", before=("2021",))
    assert f'Without it alone as "before" the first claim holds in {of(later)} ({percent(later)} per cent)' in prose
    means = [each for each in recount.choices("votes")["before"][1] if "-" in each and each.endswith("2021")]
    assert f"{NUMBERS[len(means)]} means still contain it" in prose
    earlier = series["earlier"]
    assert max(series["final"][0], earlier[0]) < earlier[1] / 2, "all votes alone do not waver"


def test_the_example_of_a_claim_survives(prose):
    rules = set(recount.choices("votes")["threshold"][1]) - {"any"}
    series = {each: held("votes", threshold=tuple(rules), series=tuple({"all", "final", "earlier"} - {each})) for each in ("all", "final")}  # fmt: skip
    assert series["all"][0] == series["all"][1]
    assert 0 < series["final"][0] < series["final"][1]
    assert "by final passage only in some comparisons" in prose


def test_ties_turn_on_the_tie_and_not_on_the_year(prose):
    series = by("ties", "series")
    assert steady(series) == (["vetoes", "trade"], list(ARMS))
    assert series["trade"] == series["vetoes"]
    assert (
        f"Trade and joint vetoes thickened in {of(series['trade'])} each; arms orders and deliveries in "
        f"{of(series['arms_orders'])} and {of(series['arms_deliveries'])}." in prose
    )
    estimates = {values[0]: set() for values in recount.curve("ties")}
    for values, (estimate, _) in recount.curve("ties").items():
        estimates[values[0]].add(estimate)
    assert max(estimates["arms_deliveries"]) < 1 < min(estimates["trade"] | estimates["vetoes"])
    assert max(estimates["arms_orders"]) < 1
    assert '"From 2008 on trade and joint vetoes thickened, arms deliveries thinned, against the years before"' in prose
    assert (
        "from 2008 on trade and joint vetoes thickened, arms deliveries thinned, against"
        in options("share")["which"]["reply"]
    )
    years = set(by("ties", "after").values())
    assert len(years) == 1
    assert f"With ties from 2008, 2009 or 2012 on it is {of(years.pop())} each time" in prose
    assert f"{held('ties')[1]} of them rest on six series, {series['trade'][1]} on one series of trade" in prose
    assert len(series) == 6 and "four of six ties, both of arms among them" in prose


def test_joint_vetoes_are_told_beside_all_of_russia_s(prose):
    found = {"joint": [], "russia": []}
    for first, last in ((1992, 2007), (2008, 2021)):
        russia = [
            row
            for row in rows("data/vetoes.csv")
            if row["russia_vote"] == "against" and first <= int(row["date"][:4]) <= last
        ]
        found["russia"].append(len(russia))
        found["joint"].append(sum(row["china_vote"] == "against" for row in russia))
    (before, after), (all_before, all_after) = found["joint"], found["russia"]
    assert (
        f"Joint vetoes grow from {NUMBERS[before]} in 1992-2007 to {after} in 2008-2021, but all of Russia's grew from "
        f"{all_before} to {all_after}." in prose
    )


def test_1991_turns_on_the_measure_and_realism_on_the_word_is(prose):
    measures = by("passed", "measure")
    always, never = steady(measures)
    assert set(always) == {"gdp_constant", "cinc", "iron_steel", "energy_use"}
    mixed = len(measures) - len(always) - len(never)
    assert (
        f"On {NUMBERS[len(always)]} of {len(measures)} measures it holds whatever else one takes (GDP in constant dollars, "
        f"CINC, iron and steel, energy), on {NUMBERS[len(never)]} never, on {NUMBERS[mixed]} at times." in prose
    )
    assert f"In how many of the {len(measures)} rows do all marks agree?" in prose
    both = NUMBERS[len(always + never)]
    scope = {row["measure"]: row["scope"] for row in rows("data/measures.csv")}
    soviet = {each for each in always if "RUS is the Soviet Union to 1990, in 1991 a mix of the two, then Russia" in scope[each]}  # fmt: skip
    assert f"{both.capitalize()} of the {len(measures)} measures give one answer" in prose
    assert (
        f"Those {both} measures agree with themselves, not with one another: {NUMBERS[len(always)]} say 1991 or 1992, "
        f"{NUMBERS[len(soviet)]} of them as the Soviet Union leaves the series; {NUMBERS[len(never)]} say another time or "
        "never" in prose
    )
    assert soviet == {"cinc", "iron_steel", "energy_use"}
    assert (
        f"{NUMBERS[len(soviet)].capitalize()} of the {NUMBERS[len(always)]} measures on which China passes in 1991 or 1992 "
        "(CINC, iron and steel, energy) count the Soviet Union to 1990 and Russia from 1992" in prose
    )
    assert {year for values, (year, _) in recount.curve("passed").items() if values[0] in always} == {1991, 1992}
    rule = by("realist", "threshold")
    assert f"As the largest group it is {of(rule['largest'])}, as more than half {of(rule['half'])}." in prose
    assert (
        f"more than half are realist in {of(rule['half'])} specifications, each time by words, never by theory" in prose
    )
    assert held("realist", threshold=("largest",), code=("vocabulary",))[0] == 0
    words = held("realist", threshold=("largest",), code=("theory",), breadth=("narrow",))
    assert words[0] == rule["half"][0], "all that hold as more than half count mixed words too"
    assert f"by words, with works of mixed words, it is {of(words)}" in prose
    assert f"Count works by words, mixed ones with them, and it holds in {of(words)}" in prose
    breadth = by("realist", "breadth")
    assert f"{of(breadth['wide'])} with alignment and mixed words, {of(breadth['narrow'])} without" in prose
    shares = [own for values, (own, holds) in recount.curve("realist").items() if holds and values[-1] == "largest"]
    assert len(shares) == rule["largest"][0]
    under = sum(share < 50 for share in shares)
    assert (
        f"in the {len(shares)} the realists have {min(shares):.1f} to {max(shares):.0f} per cent of works or citations, in "
        f"{under} of them under half" in prose
    )


def test_each_claim_turns_most_on_the_choice_named(exhibit):
    for claim, choice in {"votes": "series", "ties": "series", "passed": "measure", "realist": "threshold"}.items():
        view = exhibit.compute(claim=claim, group="most", order="estimate", leave_out={})
        assert view.summary.startswith(f"Most turns on the {choice}:")


# --- the checks ----------------------------------------------------------------------------------


def test_the_value_to_leave_out_is_found_by_trying_each(exhibit):
    check, seen = checks.lesson("08").checks["own-curve"], Counter()
    left = {"votes/series/final": {"it": "left out"}, "ties/series/arms_deliveries": {"it": "left out"}}
    for claim in ("votes", "passed", "ties", "realist"):
        for leave_out in ({}, left):
            table = exhibit.compute(claim=claim, group="most", order="estimate", leave_out=leave_out).table
            shares = {}
            for choice in table.columns[:-4]:
                for value in set(table[choice]):
                    rest = [h == "yes" for v, h in zip(table[choice], table["holds"], strict=True) if v != value]
                    if rest:
                        shares[f"{choice}: {value}"] = (sum(rest), len(rest))
            best = max(a / b for a, b in shares.values())
            offered = [option["id"] for option in check.options(table)]
            assert len(offered) == len({option.partition(": ")[0] for option in offered}) >= 3
            for option in offered:
                reply = check.judge(option, table)
                a, b = shares[option]
                assert reply.right == (a / b == pytest.approx(best)), (claim, option)
                assert f"Without it the claim holds in {a} of {b}" in reply.lines[0]
                seen[reply.right] += 1
    assert seen[True] >= 8 and seen[False] >= 20


def test_where_leaving_out_raises_nothing_the_check_says_so(exhibit):
    check = checks.lesson("08").checks["own-curve"]
    measures = list(recount.choices("passed")["measure"][1])
    for kept in ("gdp_constant", "warheads", ""):
        leave_out = {f"passed/measure/{each}": {"it": "left out"} for each in measures if each != kept}
        table = exhibit.compute(claim="passed", group="most", order="estimate", leave_out=leave_out).table
        assert check.judge("threshold: within a year", table).lines == (check.content["without"],)
    one = exhibit.compute(claim="votes", group="most", order="estimate", leave_out={}).table
    assert check.judge("no such value", one).tried is False


def test_the_step_from_2021_to_2022_has_the_distances_of_the_tables():
    place = {(row["iso3"], row["session"], row["series"]): float(row["ideal_point"]) for row in rows("data/votes_ideal_points.csv")}  # fmt: skip
    apart = {
        series: [abs(place["RUS", year, series] - place["CHN", year, series]) for year in ("2021", "2022")]
        for series in ("all", "final", "earlier")
    }
    closer = {series: after < before for series, (before, after) in apart.items()}
    assert closer == {"all": True, "final": False, "earlier": False}
    told = options("one-step")
    assert [id for id, each in told.items() if each.get("right")] == ["depends"]
    numbers = [f"{value:.2f}" for series in ("all", "final") for value in apart[series]]
    assert f"From {numbers[0]} to {numbers[1]}, and from {numbers[2]} to {numbers[3]}." in told["depends"]["reply"]
    assert f"falls to {numbers[1]}" in told["yes"]["reply"]
    assert f"grows to {numbers[3]}" in told["no"]["reply"]


def test_the_check_on_the_share_tells_the_share():
    content, told = checks.lesson("08").checks["share"].content, options("share")
    ties = held("ties")
    assert f"holds in {of(ties)} specifications ({percent(ties)}%)" in content["question"]
    assert f"a probability of {percent(ties)} per cent" in told["probability"]["text"]
    assert f"it is {percent(held('ties', series=ARMS))} per cent" in told["probability"]["reply"]
    series = by("ties", "series")
    assert f"up to {max(number for _, number in series.values())} times" in told["vote"]["reply"]
    always, never = steady(series)
    assert (len(always), len(never), len(series) - len(always + never)) == (2, 2, 2)
    assert "six series: two thicken always, two never, two at times" in told["ties"]["reply"]


def test_the_promise_is_one_that_stands_open():
    promised = {row["id"]: row for row in rows("seeds/promises.csv")}
    assert promised["effect"]["announced"] == "expansions-7" and not promised["effect"]["articles"]
    for id in ("socio-technical", "sts", "new-materialism"):
        assert promised[id]["announced"] == "expansions-2" and not promised[id]["articles"]
    (right,) = [each for each in options("promise").values() if each.get("right")]
    assert right["reply"].startswith("This one was made up.")
    assert "One of the four was made up" in checks.lesson("08").checks["promise"].content["question"]


# --- at home -------------------------------------------------------------------------------------


def test_how_new_the_nearness_of_2022_is_depends_on_the_votes(prose):
    place = {(row["iso3"], row["session"], row["series"]): float(row["ideal_point"]) for row in rows("data/votes_ideal_points.csv")}  # fmt: skip
    assert 'Then the same with `apart["final"]`' in prose
    nearest = {}
    for series in ("all", "final"):
        sessions = {session for state, session, of_series in place if (state, of_series) == ("CHN", series)}
        apart = {each: abs(place["RUS", each, series] - place["CHN", each, series]) for each in sessions if ("RUS", each, series) in place}  # fmt: skip
        nearest[series] = sorted(apart, key=apart.get)[:5]
    assert nearest["all"][0] == "2022"
    assert nearest["final"][0] == "1990" and "2022" not in nearest["final"]


def test_the_line_in_plain_pandas_is_a_specification_of_the_exhibit(exhibit):
    table = exhibit.compute(claim="votes", group="most", order="estimate", leave_out={}).table
    line = table[(table["measure"] == "distance of the two") & (table["time before"] == "session of 2020")]
    line = line[line["time after"] == "session of 2023"]
    place = {(row["iso3"], row["session"], row["series"]): float(row["ideal_point"]) for row in rows("data/votes_ideal_points.csv")}  # fmt: skip
    for series, name in {"all": "all votes", "final": "final passage", "earlier": "earlier edition"}.items():
        apart = [abs(place["RUS", year, series] - place["CHN", year, series]) for year in ("2020", "2023")]
        assert set(line.loc[line["series"] == name, "change of distance"].round(9)) == {round(apart[1] - apart[0], 9)}


def test_the_constructed_reader_rests_on_what_the_reading_says(prose):
    made = rows("seeds/constructed_reader.csv")
    on = {part: [row["item"] for row in made if row["part"] == part] for part in ("for", "against")}
    (warrant,) = [row["text"] for row in made if row["part"] == "warrant"]
    assert "vote in the Security Council" in warrant and "obligation" in warrant
    low, high = checks.lesson("08").tasks["warrant"]["words"]
    assert low <= len(warrant.split()) <= high and warrant.count(".") == 1
    assert on["against"] == ["01_introduction/nearest", "02_context/arms-deliveries"]
    assert "Against it stand an answer on votes in the Assembly and one on arms" in prose


def test_the_essay_is_marked_for_its_agenda_most_and_nobody_is_given_a_side():
    tasks = checks.lesson("08").tasks
    points = {each["point"]: each["of"] for each in tasks["essay"]["marking"]}
    assert 5 <= len(points) <= 6
    assert max(points, key=points.get).startswith("the agenda")
    assert not any(task["sensitive"] or "positions" in task for task in tasks.values())
    for word in ("space", "border", "socio-technical"):
        assert word in tasks["essay"]["prompt"]


def test_the_teacher_s_constructed_texts_have_the_figures_of_the_curves():
    cells = lessons.cells("90")
    text = re.sub(r"\s+", " ", "\n".join("".join(cell["source"]) for cell in cells))
    assert "### Two constructed texts for lesson 08" in text
    doubled = held(
        "ties", threshold=("any", "1.25"), series=tuple(set(recount.choices("ties")["series"][1]) - {"trade"})
    )
    assert doubled[0] == doubled[1] and f"it holds in {of(doubled)} specifications with 'doubled'" in text
    assert f"with {percent(held('ties'))} %, so it is" in text
    assert f"it is even {percent(held('ties', series=ARMS))} %" in text
