"""Claims and works: labels, names, the network, and what choosing one does to the other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
from inbetween import citations, explore, library


@pytest.fixture
def exhibit():
    explorer = explore.who_is_cited()
    yield explorer
    explorer.close()


def test_every_bracket_has_a_short_label_of_its_own():
    table = library.citations()
    labels = table.groupby("group")["about"].agg(["first", "nunique"])
    assert len(labels) == 45
    assert (labels["nunique"] == 1).all(), "a bracket with two labels"
    assert labels["first"].is_unique
    assert labels["first"].str.len().between(8, 46).all()
    assert not labels["first"].str.contains(r"[:;]|\s$|^\s", regex=True).any()


def test_brackets_are_numbered_without_a_gap_and_hold_one_claim_signal_and_lens():
    table = library.citations().fillna("")
    assert list(dict.fromkeys(table["group"])) == [f"c{number:03d}" for number in range(1, 46)]
    per_bracket = table.groupby("group")[["claim", "signal", "lens", "section", "paragraph"]].nunique()
    assert (per_bracket == 1).all(axis=None)


def test_claims_and_works_hold_every_citation():
    claims, works = citations.claims(), citations.works()
    assert (len(claims), len(works)) == (45, 56)
    assert claims["works"].sum() == works["citations"].sum() == 68
    assert list(claims["number"]) == list(range(1, 46))
    assert works["name"].is_unique
    assert works["key"].is_monotonic_increasing
    assert list(works.loc[~works["listed"], "key"]) == ["dikarev-lukin-2021"]


def test_what_is_handed_out_can_be_changed_without_changing_another_readers():
    for function in (citations.cited, citations.claims, citations.works):
        table = function()
        table.iloc[0] = table.iloc[1]
        assert not table.equals(function())
    with pytest.raises(nx.NetworkXError):
        citations.network().add_node("changed")


def test_groups_and_those_alone_are_all_works_and_no_group_touches_another():
    groups, alone = citations.cited_together()
    keys = [key for group in groups for key in group] + list(alone)
    assert sorted(keys) == sorted(citations.works()["key"])
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
    graph = citations.network()
    assert all(graph.degree(key) == 0 for key in alone)
    for group in groups:
        assert nx.is_connected(graph.subgraph(group))
        assert {other for key in group for other in graph.neighbors(key)} == set(group)


def test_choosing_a_claim_sets_the_work_back_and_the_other_way_round(exhibit):
    claim, work = exhibit.controls["claim"], exhibit.controls["work"]
    work.value = "larson-2020"
    assert claim.value == "all"
    claim.value = "c033"
    assert work.value == "all"
    assert exhibit.view.title.startswith("Russian adaptation")
    work.value = "lo-2008"
    assert claim.value == "all"
    assert exhibit.view.title.startswith("Lo 2008 is cited twice")
    work.value = "all"
    assert (claim.value, len(exhibit.view.table)) == ("all", 68)


def test_where_both_are_given_the_claim_goes_first():
    explorer = explore.who_is_cited(claim="c033", work="larson-2020")
    try:
        assert set(explorer.view.table["claim no."]) == {33}
    finally:
        explorer.close()


def test_the_place_of_a_claim_in_the_list_is_the_number_under_its_points(exhibit):
    options = exhibit.controls["claim"].options
    assert exhibit.view.figure.layout.meta["pick"] == "claim"
    dots = next(trace for trace in exhibit.view.figure.data if trace.name == "citations")
    numbers = dict(zip(exhibit.view.table["claim no."], exhibit.view.table["claim in short"], strict=True))
    assert set(dots.x) == set(numbers) == set(range(1, len(options)))
    for number, about in numbers.items():
        label, group = options[number]
        assert (label, group) == (f"{number} {about}", f"c{number:03d}")


def test_the_layout_is_the_same_at_every_start_of_python():
    line = (
        "from inbetween.explore import who_is_cited_exhibit as e; v = e.view('together', 'all', 'all'); "
        "print(v.figure.to_json())"
    )
    folder = Path(citations.__file__).parents[1]
    found = {
        subprocess.run(
            [sys.executable, "-c", line],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1 and len(found.pop()) > 5_000


@pytest.mark.browser
def test_a_click_and_a_walk_choose_the_claim_under_the_point(lesson, jupyter):
    name = jupyter.write("cited", "from inbetween import explore", "explore.who_is_cited(work='lo-2008')")
    lesson.open(name).run_all().painted(1).kept()
    page = lesson.page
    assert int(page.get_attribute(".ib-chart", "data-states")) == 2 * 57
    page.locator(".ib-plot").scroll_into_view_if_needed()
    at = page.evaluate(
        """() => {
            const plot = document.querySelector('.ib-plot'), box = plot.getBoundingClientRect(), l = plot._fullLayout;
            return [box.x + l.margin.l + l.xaxis.d2p(33), box.y + l.margin.t + l.yaxis.d2p(3)];
        }"""
    )
    before = lesson.text("title")
    page.mouse.move(*at)
    page.mouse.click(*at)
    assert lesson.changed("title", before).startswith("Russian adaptation to China's weight nearby: 4 works")
    chosen = "() => [...document.querySelectorAll('.inbetween-exhibit select')].map(each => each.selectedIndex)"
    page.wait_for_function(f"() => String(({chosen})()) === '0,33,0'")
    page.focus(".ib-plot")
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert lesson.text("point").startswith("claim 2: The alliance of 1950 as unequal Lo 2008")
    page.wait_for_function(f"() => String(({chosen})()) === '0,2,0'")
    assert lesson.complaints == [] and lesson.outside == []


@pytest.mark.browser
def test_on_a_phone_every_work_of_a_chosen_claim_has_its_name_in_the_picture(phone, jupyter):
    name = jupyter.write("named", "from inbetween import explore", "explore.who_is_cited(show='together')")
    phone.open(name, "notebooks").run_all().painted(1).kept()
    claims = phone.page.query_selector_all(".inbetween-exhibit select")[1]
    for number in (1, 3, 25, 33, 34, 45):
        before = phone.text("title")
        claims.select_option(index=number)
        phone.changed("title", before)
        names = citations.claims().loc[number - 1, "names"].split("; ")
        phone.page.wait_for_function(
            """names => {
                const written = document.querySelector('.ib-plot').layout.annotations.map(note => note.text);
                return names.every(name => written.includes(name));
            }""",
            arg=names,
            timeout=5_000,
        )
