"""Specification curves: the grid by cases worked out by hand, the four claims against the CSV files, and what a reader leaves out."""

from __future__ import annotations

import itertools
import math
import re

import pandas as pd
import pytest
from exhibits import what_holds_up as recount
from exhibits.recount import rows
from inbetween import explore, lenses, ties
from inbetween.specifications import Finding, contrast, contrasts, counts, defended, in_order, run

CLAIMS = ("votes", "passed", "ties", "realist")


def out(claim: str, **values: list[str]) -> dict:
    return {f"{claim}/{choice}/{value}": {"it": "left out"} for choice, named in values.items() for value in named}


@pytest.fixture
def shown():
    """A function that shows the exhibit with given starting values."""
    opened = []

    def show(**start):
        opened.append(explore.what_holds_up(**start))
        return opened[-1].view

    yield show
    for explorer in opened:
        explorer.close()


# --- the grid, by hand ------------------------------------------------------------------------------

SIZES = {"cup": 1.0, "jug": 5.0, "tub": 9.0}


def find(vessel: str, filled: str, over: str) -> Finding | None:
    """Litres in a vessel; a tub is never half full."""
    if vessel == "tub" and filled == "half":
        return None
    litres = SIZES[vessel] * (0.5 if filled == "half" else 1)
    return Finding(litres, (float(over),), litres > float(over), f"{litres:g} l")


VESSELS = {"vessel": ["cup", "jug", "tub"], "filled": ["full", "half"], "over": ["2", "6"]}


@pytest.fixture
def litres() -> pd.DataFrame:
    return run(VESSELS, find)


def test_every_combination_is_there_once_but_those_that_do_not_exist(litres):
    assert list(litres.columns) == ["vessel", "filled", "over", "value", "needs", "holds", "told"]
    assert list(litres[["vessel", "filled", "over"]].itertuples(index=False, name=None)) == [
        ("cup", "full", "2"), ("cup", "full", "6"), ("cup", "half", "2"), ("cup", "half", "6"), ("jug", "full", "2"),
        ("jug", "full", "6"), ("jug", "half", "2"), ("jug", "half", "6"), ("tub", "full", "2"), ("tub", "full", "6"),
    ]  # fmt: skip
    assert list(litres["value"]) == [1, 1, 0.5, 0.5, 5, 5, 2.5, 2.5, 9, 9]
    assert list(litres["holds"]) == [False, False, False, False, True, False, True, False, True, True]
    assert list(litres["told"])[6] == "2.5 l"


def test_counts_give_holds_and_all_for_each_value(litres):
    assert counts(litres, "vessel") == {"cup": (0, 4), "jug": (2, 4), "tub": (2, 2)}
    assert counts(litres, "filled") == {"full": (3, 6), "half": (1, 4)}
    assert counts(litres.head(0), "filled") == {}


def test_a_contrast_compares_only_what_differs_in_one_choice(litres):
    found = contrast(litres, "filled", VESSELS)
    # without tubs, which are never half full, full and half fare the same: 1 of 4 each
    assert (found.most_holds, found.least_holds, found.of, found.difference) == (1, 1, 4, 0)
    found = contrast(litres, "vessel", VESSELS)
    assert (found.most, found.least, found.most_holds, found.least_holds, found.of) == ("tub", "cup", 2, 0, 2)
    found = contrast(litres, "over", VESSELS)
    assert (found.most, found.least, found.most_holds, found.least_holds, found.of) == ("2", "6", 3, 1, 5)
    assert [each.choice for each in contrasts(litres, VESSELS)] == ["vessel", "over", "filled"]


def test_of_equal_contrasts_that_with_more_combinations_is_told():
    def two(side: str, case: str) -> Finding | None:
        if side == "b" and case != "1":
            return None
        return Finding(0.0, (0.0,), side == "a", "")

    found = contrast(run({"side": ["a", "b", "c"], "case": ["1", "2"]}, two), "side", ["side", "case"])
    assert (found.most, found.least, found.of) == ("a", "c", 2)


def test_nothing_can_be_compared_where_no_two_differ_in_one_choice_alone(litres):
    one = defended(litres, {"vessel": ["cup", "jug"], "over": ["2"]})
    assert len(one) == 1
    assert contrasts(one, VESSELS) == []
    cornered = litres[(litres["vessel"] == "cup") & (litres["filled"] == "half") | (litres["vessel"] == "tub")]
    assert contrast(cornered, "vessel", VESSELS) is None
    assert contrast(run({"only": ["a", "b"]}, lambda only: Finding(0.0, (), only == "a", "")), "only", ["only"]).of == 1


def test_leaving_out_takes_each_value_away_and_order_leaves_the_rest_alone(litres):
    left = defended(litres, {"vessel": {"tub"}, "filled": {"half"}})
    assert set(left["vessel"]) == {"cup", "jug"}
    assert len(left) == 4
    assert len(defended(litres, {})) == len(litres)
    assert list(in_order(litres)["value"]) == sorted(litres["value"])
    by = in_order(litres, "vessel", ["tub", "cup", "jug"])
    assert list(by["vessel"]) == ["tub"] * 2 + ["cup"] * 4 + ["jug"] * 4
    assert list(by["value"]) == [9, 9, 0.5, 0.5, 1, 1, 2.5, 2.5, 5, 5]


# --- the four claims --------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_has_twenty_to_three_hundred_specifications_and_is_recounted_from_the_files(claim, shown):
    view, expected = shown(claim=claim), recount.curve(claim)
    assert 20 <= len(expected) == len(view.table) <= 300
    values = {"claim": claim, "group": "most", "order": "estimate", "leave_out": {}}
    recount.agree(view, values)
    holds = [result[1] for result in expected.values()]
    assert 0 < sum(holds) < len(holds), "a claim that no choice turns teaches nothing about choices"


@pytest.mark.parametrize(
    ("claim", "chosen", "estimate", "holds"),
    [
        # 0.007 - 0.207 and 0.543 - 0.355 between the sessions of 2021 and 2022, as the exhibit on votes tells them
        ("votes", {"series": "all votes", "measure": "distance of the two", "time before": "session of 2021", "time after": "session of 2022", "threshold": "closer by anything"}, -0.20, "yes"),
        ("votes", {"series": "final passage", "measure": "distance of the two", "time before": "session of 2021", "time after": "session of 2022", "threshold": "closer by anything"}, 0.19, "no"),
        ("passed", {"measure": "GDP, constant dollars", "crossing": "above for good", "threshold": "within a year"}, 1991, "yes"),
        ("passed", {"measure": "GDP, PPP", "territory": "Russia's own territory", "crossing": "above for good", "threshold": "within 5 years"}, 1978, "no"),
        ("passed", {"measure": "GDP, PPP", "territory": "the USSR", "crossing": "above for good", "threshold": "within 5 years"}, 1987, "yes"),
        ("passed", {"measure": "Military personnel", "crossing": "first year above", "threshold": "within 5 years"}, 1974, "no"),
        # two drafts in the 17 years to 2008, eleven in the 13 from 2009 to 2021
        ("ties", {"series": "Joint vetoes", "time before": "from 1992, or its start", "time after": "from 2009", "last year": "2021, or its end", "threshold": "doubled"}, (11 / 13) / (2 / 17), "yes"),
        ("realist", {"code": "theory used", "breadth": "with alignment, mixed", "unit": "works", "coder": "first coder", "set of works": "all works cited", "threshold": "more than half"}, 100 * 13 / 56, "no"),
    ],
)  # fmt: skip
def test_single_specifications_that_are_known_from_elsewhere(claim, chosen, estimate, holds, shown):
    table = shown(claim=claim).table
    found = table[(table[list(chosen)] == pd.Series(chosen)).all(axis=1)]
    assert len(found) == 1
    assert found.iloc[0, len(recount.choices(claim))] == pytest.approx(estimate, abs=0.006)
    assert found["holds"].item() == holds


def test_a_source_with_one_territory_is_counted_once_and_a_measure_without_crossing_has_no_year(shown):
    table = shown(claim="passed").table
    both = {measure for measure, known in recount.levels().items() if "SUN" in known}
    territories = table.groupby("measure")["territory"].nunique()
    labels = {row["measure"]: row["label"] for row in rows("data/measures.csv")}
    assert set(territories[territories == 2].index) == {labels[measure] for measure in both}
    assert labels["arms_deliveries"] not in set(table["measure"])
    without = table[table["measure"].isin(["Nuclear warheads", "Population"])]
    assert without["year of crossing"].isna().all()
    assert set(without["in words"]) == {
        "not by 2017", "above already in 1950, the first year known", "above already in 1960, the first year known",
    }  # fmt: skip
    assert set(without["holds"]) == {"no"}


def test_lists_that_we_compiled_are_never_counted(shown):
    view = shown(claim="ties")
    listed = [row["label"] for row in rows("data/tie_series.csv") if row["listed"] == "yes"]
    assert len(listed) == 3
    assert not set(listed) & set(view.table["series"])
    assert any("lists that we compiled" in note for note in view.notes)
    assert not {id for id in view.sources if id.startswith("inbetween")}


def test_the_verdict_on_the_literature_is_that_of_the_exhibit_on_it(shown):
    table = shown(claim="realist").table
    names = {
        id: {text: value for value, text in shown.items()} for id, (_, shown) in recount.choices("realist").items()
    }
    chosen = table[table["set of works"] == "all works cited"]
    assert len(chosen) == 32
    for row in chosen.to_dict("records"):
        code, breadth, unit, coder, rule = (
            names[id][row[id]] for id in ("code", "breadth", "unit", "coder", "threshold")
        )
        coded = lenses.works(coder)
        groups, weights = lenses.groups(coded, code, breadth), lenses.weights(coded, unit)
        assert (row["holds"] == "yes") == lenses.holds(groups, weights, rule, lenses.NO_GROUP[code])


def test_a_tie_from_nothing_is_infinite_and_one_without_a_period_unknown(monkeypatch):
    years = pd.Series({2000: 0.0, 2001: 0.0, 2010: 3.0, 2011: 5.0, 2012: 0.0})
    monkeypatch.setattr(ties, "yearly", lambda tie: years)
    assert ties.factor("any", 2000, 2010, 2011) == math.inf
    assert ties.factor("any", 2000, 2001, 2001) is None, "nothing before, nothing after"
    assert ties.factor("any", 2010, 2012, 2012) == 0
    assert ties.factor("any", 2010, 2012, 2011) is None, "no year after"
    assert ties.factor("any", 2002, 2010, 2012) is None, "no year before"
    assert ties.factor("any", 2010, 2011, 2011) == pytest.approx(5 / 3)


def test_a_usual_step_is_the_distance_s_own_in_each_series_and_measure(shown):
    view = shown(claim="votes", leave_out=out("votes", threshold=["any"]))
    needed = view.table.groupby(["series", "measure"])["the claim needs"].agg(set)
    assert all(len(bounds) == 1 for bounds in needed)
    assert needed.map(min).nunique() == 6
    for series, id in (("all votes", "all"), ("final passage", "final")):
        told = f"{recount.usual_step(id, 'two'):.2f} in {series}"
        assert any(told in note for note in view.notes)
        even = [
            recount.apart(each, id, "two") * 2 > sum(recount.apart(each + side, id, "two") for side in (-1, 1))
            for each in range(2008, 2021, 2)
        ]
        assert any(f"in {series}" in note and f"in {sum(even)}" in note and "even ones" in note for note in view.notes)


def test_what_is_drawn_as_needed_decides_each_point(shown):
    """A point that holds lies on the right side of its dash: below for votes, between for years, above for the others."""
    for claim in CLAIMS:
        view = shown(claim=claim)
        traces = {trace.name: trace for trace in view.figure.data}
        dashes: dict[float, list[float]] = {}
        needed = traces["what the claim needs"]
        for x, y in zip(needed.x[::3], needed.y[::3], strict=True):
            dashes.setdefault(x + 0.5, []).append(y)
        for name in ("holds", "does not"):
            for x, y in zip(traces[name].x, traces[name].y, strict=True):
                bounds = dashes[x]
                inside = bounds[0] <= y <= bounds[-1]
                right = {"votes": y <= bounds[0] + 1e-9, "passed": inside}.get(claim, y >= bounds[0] - 1e-9)
                near = min(abs(y - bound) for bound in bounds) < 1e-4
                assert right == (name == "holds") or near, (claim, x)


# --- what a reader leaves out -----------------------------------------------------------------------


@pytest.mark.parametrize("claim", CLAIMS)
def test_nothing_left_to_defend_is_a_sentence_and_an_empty_table(claim, shown):
    choice, (name, values) = next(iter(recount.choices(claim).items()))
    view = shown(claim=claim, leave_out=out(claim, **{choice: list(values)}))
    assert view.figure is None
    assert view.table.empty
    assert list(view.table.columns)[0] == name
    assert view.title.endswith("nothing is left to defend")
    assert f"No value is left of the {name}." in view.summary


def test_values_that_do_not_go_together_leave_nothing_either(shown):
    measures = [id for id in recount.choices("passed")["measure"][1] if id != "cinc"]
    view = shown(claim="passed", leave_out=out("passed", measure=measures, territory=["ussr"]))
    assert view.figure is None
    assert "do not go together" in view.summary


def test_one_specification_alone_is_shown_and_compared_with_nothing(shown):
    left_out = out(
        "votes", series=["final", "earlier"], measure=["beside"], before=["2020", "2020-2021", "2018-2020", "2012-2021"]
    )
    view = shown(leave_out={**left_out, **out("votes", after=["2023", "2022-2023"], threshold=["step"])})
    assert view.title.endswith("holds in 1 of 1 that you defend (100%)")
    assert "nothing can be compared" in view.summary
    assert len(view.table) == 1
    assert view.table["change of distance"].item() == pytest.approx(-0.20, abs=0.006)


def test_leaving_out_one_series_turns_the_share(shown):
    whole = recount.curve("votes")
    for series, others in (("all", ("final", "earlier")), ("final", ("all", "earlier"))):
        view = shown(leave_out=out("votes", series=[series]))
        mine = [holds for values, (_, holds) in whole.items() if values[0] in others]
        assert f"holds in {sum(mine)} of {len(mine)} that you defend" in view.title
        assert (
            f"With nothing left out it holds in {sum(holds for _, holds in whole.values())} of {len(whole)}."
            in view.summary
        )
        assert set(view.table["series"]) == {recount.choices("votes")["series"][1][each] for each in others}


def test_where_nothing_turns_the_claim_the_page_says_so(shown):
    kept = ("trade", "vetoes")
    others = [series for series in recount.choices("ties")["series"][1] if series not in kept]
    view = shown(claim="ties", leave_out=out("ties", series=others))
    assert "(100%)" in view.title
    assert view.summary.startswith("No single choice turns it")


def test_what_is_left_out_of_one_claim_stays_there_and_changes_no_other():
    explorer = explore.what_holds_up(leave_out=out("votes", series=["all"]))
    try:
        before, offered = explorer.view.title, []
        explorer.controls["leave_out"].observe(lambda change: offered.append(change["new"]), "units")
        explorer.controls["claim"].value = "ties"
        # the page stays at a value as long as it is offered: for a moment those of the other claims are gone
        assert {unit["id"].split("/")[0] for unit in offered[0][:-1]} == {"ties"}
        assert offered[0][-1]["id"] == "votes/series/all"
        assert "specifications" in explorer.view.title
        assert len(explorer.view.table) == len(recount.curve("ties"))
        units = explorer.controls["leave_out"].units
        assert [unit["id"].split("/")[0] for unit in units[:3]] == ["ties"] * 3
        assert len({unit["id"] for unit in units}) == len(units)
        explorer.controls["leave_out"].value = {**explorer.controls["leave_out"].value, **out("ties", series=["trade"])}
        assert len(explorer.view.table) == len(recount.curve("ties")) - 36
        explorer.controls["claim"].value = "votes"
        assert explorer.view.title == before
        assert explorer.error is None
    finally:
        explorer.close()


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_share_is_told_with_its_count_and_with_what_it_is_not(claim, shown):
    groups = ["most", *recount.choices(claim)]
    for group, order in itertools.product(groups, ("estimate", "choice")):
        view = shown(claim=claim, group=group, order=order)
        text = f"{view.title} {view.summary}"
        shares = re.findall(r"\d+%", text)
        assert len(shares) == len(re.findall(r"\d+ of \d+ [a-z ]+\(\d+%\)", text)) == 1
        assert "no probability that the claim is true" in view.summary
        assert any("not drawn at random" in note and "independent" in note and "missing" in note for note in view.notes)
        assert sum(note.startswith("Left out: ") for note in view.notes) == 1


def test_a_choice_that_a_claim_does_not_have_is_told(shown):
    view = shown(claim="votes", group="coder")
    assert "This claim has no choice of coder." in view.summary
    assert view.figure.to_json() == shown(claim="votes").figure.to_json()


def test_estimates_outside_the_data_stand_at_the_edges_and_are_no_numbers(shown):
    view = shown(claim="passed")
    low, high = view.figure.layout.yaxis.range
    known = view.table["year of crossing"]
    hollow = next(trace for trace in view.figure.data if trace.name == "does not")
    seen = set()
    for x, y, symbol in zip(hollow.x, hollow.y, hollow.marker.symbol, strict=True):
        if symbol != "circle-open":
            seen.add(symbol)
            assert math.isnan(known[x - 1])
            assert abs(y - (high if "up" in symbol else low)) < 0.08 * (high - low)
    assert seen == {"triangle-up-open", "triangle-down-open"}
