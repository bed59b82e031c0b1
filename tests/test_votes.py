"""How alike Russia and China vote: figures known from elsewhere, both series side by side, and the exhibit in a real browser."""

from __future__ import annotations

import pytest
from inbetween import explore, library, votes

# --- the tables ----------------------------------------------------------------------------------


def test_same_abstained_and_opposed_add_up_to_the_joint_votes():
    table = library.table("votes_agreement")
    assert (table["same"] + table["one_abstained"] + table["opposed"] == table["joint_votes"]).all()
    assert ((table["same"] / table["joint_votes"] - table["share_same"]).abs() < 5.1e-5).all()


def test_the_pair_stands_twice_and_says_the_same_from_both_sides():
    table = library.table("votes_agreement").set_index(["iso3", "other_iso3", "year"]).sort_index()
    from_russia, from_china = table.loc["RUS", "CHN"], table.loc["CHN", "RUS"]
    assert len(from_russia) == 2019 - 1971 + 1
    assert from_russia.equals(from_china)


def test_no_vote_is_laid_at_the_door_of_the_peoples_republic_before_it_had_the_seat():
    points, rates = library.table("votes_ideal_points"), library.table("votes_agreement")
    assert points.loc[points["iso3"] == "CHN", "session"].min() == 1971
    assert rates["year"].min() == 1971
    first = points[(points["iso3"] == "CHN") & (points["session"] == 1971) & (points["series"] == "all")]
    others = points[(points["iso3"] == "RUS") & (points["session"] == 1971) & (points["series"] == "all")]
    assert int(first["votes"].iloc[0]) < int(others["votes"].iloc[0]) / 2, "only the weeks after 25 October"


def test_intervals_hold_their_estimate_and_belong_to_all_votes_only():
    table = library.table("votes_ideal_points")
    everything, rest = table[table["series"] == "all"], table[table["series"] != "all"]
    assert ((everything["low"] < everything["ideal_point"]) & (everything["ideal_point"] < everything["high"])).all()
    assert rest[["low", "high", "votes"]].isna().all(axis=None)


# --- figures known from elsewhere ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "other", "year", "share"),
    [
        ("CHN", "RUS", 1972, 0.65), ("CHN", "RUS", 1989, 0.93), ("CHN", "RUS", 2019, 0.79), ("CHN", "MNG", 2019, 0.80),
        ("CHN", "KAZ", 2019, 0.82), ("CHN", "TKM", 2019, 0.87), ("RUS", "KAZ", 2019, 0.67), ("RUS", "UZB", 2019, 0.74),
    ],
)  # fmt: skip
def test_agreement_is_what_was_worked_out_before(of, other, year, share):
    assert votes.agreement(of, year).loc[other, "share_same"] == pytest.approx(share, abs=0.005)


def test_in_2019_china_voted_more_often_like_every_central_asian_state_than_like_russia():
    assert set(votes.CENTRAL_ASIA) < set(votes.nearer("CHN", 2019))
    assert len(votes.nearer("CHN", 2019)) == 7
    assert "BLR" not in votes.nearer("CHN", 2019), "as often is not more often"
    assert votes.level("CHN", 2019) == ["BLR"]
    assert votes.nearer("RUS", 2019) == []


@pytest.mark.parametrize(
    ("series", "apart"),
    [("all", (0.21, 0.01, 0.07)), ("final", (0.36, 0.54, 0.32)), ("earlier", (0.38, 0.59, 0.27))],
)
def test_distances_of_2021_to_2023_are_what_was_worked_out_before(series, apart):
    found = votes.distance("RUS", "CHN", series).loc[2021:2023]
    assert list(found) == pytest.approx(list(apart), abs=0.005)


def test_positions_of_2023_are_those_of_the_producers_file():
    told = {"RUS": -1.27, "CHN": -1.20, "KAZ": -0.55, "MNG": -0.41, "USA": 1.99}
    for state, position in told.items():
        assert votes.positions(state, "all").loc[2023, "ideal_point"] == pytest.approx(position, abs=0.005)


def test_the_two_series_contradict_each_other_in_2022_and_not_always():
    assert 2022 in votes.contradictions()
    assert 0 < len(votes.contradictions()) < 26
    assert (votes.step("all", 2022).word, votes.step("final", 2022).word) == ("closer", "apart")


def test_in_2022_both_went_away_from_the_united_states_and_by_final_passage_china_further():
    assert (votes.move("RUS", "final", 2022), votes.move("CHN", "final", 2022)) == pytest.approx(
        (-0.78, -0.97), abs=0.005
    )
    assert (votes.move("RUS", "all", 2022), votes.move("CHN", "all", 2022)) == pytest.approx((-0.64, -0.42), abs=0.005)
    assert votes.move("KAZ", "all", 1991) is None
    assert votes.large_contradictions() == (2000, 2016, 2022, 2023)


def test_rates_of_2019_rest_on_half_as_many_votes_as_positions_and_those_of_2016_do_not():
    assert (votes.fullest(2019), votes.votes_behind(2019)) == (88, 176)
    assert (votes.fullest(2016), votes.votes_behind(2016)) == (112, 120)


def test_a_distance_lies_within_what_its_intervals_allow():
    possible = votes.possible_distances("RUS", "CHN")
    found = votes.distance("RUS", "CHN", "all")
    assert list(possible.index) == list(found.index)
    assert ((possible["least"] <= found) & (found <= possible["most"])).all()


def test_vetoes_by_period_are_those_known():
    cases = votes.vetoes().groupby("period")["case"].value_counts()
    joint = [int(cases[period, "both veto"]) for period in ("1992-2008", "2009-2021", "2022-2024")]
    beside = [int(cases[period, "Russia vetoes, China abstains"]) for period in ("2009-2021", "2022-2024")]
    assert joint == [2, 11, 3]
    assert beside == [12, 7]
    assert [int(cases[period].sum()) for period in ("2009-2021", "2022-2024")] == [23, 11]


# --- the exhibit ---------------------------------------------------------------------------------


@pytest.fixture
def opened():
    explorers = []

    def open_exhibit(**start):
        explorers.append(explore.how_alike(**start))
        return explorers[-1]

    yield open_exhibit
    for explorer in explorers:
        explorer.close()


def test_it_opens_with_both_series_and_says_that_they_contradict_each_other(opened):
    view = opened().view
    heads = [note.text for note in view.figure.layout.annotations if note.text.startswith("<b>")]
    assert len(heads) == 2
    assert "closer" in heads[0]
    assert "further apart" in heads[1]
    assert ", but further apart by final passage" in view.title


@pytest.mark.parametrize("series", ["all", "final"])
def test_whoever_looks_at_one_series_is_told_what_the_other_says(opened, series):
    title = opened(series=series).view.title
    assert "closer by all votes (0.21 to 0.01)" in title
    assert "further apart by final passage (0.36 to 0.54)" in title
    title = opened(show="positions", series=series).view.title
    assert "by all votes Russia 0.64 down, China 0.42 down" in title
    assert "by final passage Russia 0.78 down, China 0.97 down" in title


@pytest.mark.parametrize("show", ["agreement", "parts of China", "parts of Russia"])
def test_an_agreement_rate_never_stands_alone(opened, show):
    for year in (1971, 1985, 1995, 2019):
        assert len(opened(show=show, year=year, beside=None).view.table) >= 5, year


@pytest.mark.parametrize(
    ("show", "greyed"),
    [
        ("distance", {"year"}),
        ("positions", {"year"}),
        ("agreement", {"series", "since", "session"}),
        ("parts of China", {"series", "since", "session"}),
        ("vetoes", {"series", "beside", "since", "session", "year"}),
    ],
)
def test_a_control_is_greyed_out_where_it_changes_nothing(opened, show, greyed):
    explorer = opened(show=show)
    assert {name for name, widget in explorer.controls.items() if widget.disabled} == greyed
    before = explorer.view
    others = {"series": "final", "beside": "USA", "since": 1980, "session": 1999, "year": 2001}
    for name in greyed:
        after = explorer.compute(**{**explorer.values(), name: others[name]})
        assert after.title == before.title
        assert after.table.equals(before.table)
        assert after.figure.to_json() == before.figure.to_json()


# --- in the browser ------------------------------------------------------------------------------

TEXTS_THAT_COLLIDE = """
root => {
  const picture = root.querySelector('.ib-plot').getBoundingClientRect();
  const layers = ['.scatterlayer text', '.barlayer text', '.annotation text', '.xtick text', '.ytick text', '.x2tick text', '.y2tick text',
    '.g-xtitle text', '.g-ytitle text'];
  const texts = [...root.querySelectorAll(layers.map(layer => `.ib-plot ${layer}`).join(','))]
    .filter(node => node.textContent.trim()).map(node => [node.textContent, node.getBoundingClientRect()]);
  const out = texts.filter(([, t]) => t.left < picture.left - 1 || t.right > picture.right + 1 || t.top < picture.top - 1 || t.bottom > picture.bottom + 1);
  const over = texts.flatMap(([one, a], i) => texts.slice(i + 1).filter(([, b]) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3).map(([other]) => `${one} | ${other}`));
  return [texts.length, out.map(([text]) => text), over];
}
"""
OPTIONS = ("Show", "Series", "Beside them")


def check_picture(opened, seen: list, wrong: dict) -> None:
    page = opened.followed().page
    exhibit = page.query_selector(".inbetween-exhibit")
    key = page.get_attribute(".ib-chart", "data-key")
    count, out, over = exhibit.evaluate(TEXTS_THAT_COLLIDE)
    assert count >= 5, key
    if out or over:
        wrong[key] = (out, over)
    seen.append(key)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "app"), [("lesson", "lab/tree"), ("phone", "notebooks")])
def test_every_control_shows_another_view_in_which_no_text_is_cut_or_on_top_of_another(request, jupyter, width, app):
    opened = request.getfixturevalue(width)
    notebook = jupyter.write(f"votes_{width}", "from inbetween import explore", "explore.how_alike()")
    opened.open(notebook, app).run_all().painted(1).kept(1)
    page, seen, wrong = opened.page, [], {}
    check_picture(opened, seen, wrong)
    lists = page.query_selector_all(".inbetween-exhibit select")
    assert len(lists) == len(OPTIONS)
    for beside, told in ((0, False), (1, True)):
        lists[2].select_option(index=beside)
        check_picture(opened, seen, wrong)
        assert ("Kazakhstan in 2022" in opened.text("summary")) == told, "kept in the page under another state's name"
    with_kernel = explore.how_alike()
    for show, (_, meant) in enumerate(with_kernel.controls["show"].options):
        lists[0].select_option(index=show)
        check_picture(opened, seen, wrong)
        with_kernel.controls["show"].value = meant
        greyed = [with_kernel.controls[name].disabled for name in ("series", "beside")]
        page.wait_for_function(
            "greyed => String([...document.querySelectorAll('.inbetween-exhibit select')].slice(1).map(each => each.disabled)) === String(greyed)",
            arg=greyed,
        )
        for other in lists[1:]:
            if other.is_disabled():
                continue
            for place in (*range(len(other.query_selector_all("option"))), 0 if other == lists[1] else 1):
                other.select_option(index=place)
                check_picture(opened, seen, wrong)
    with_kernel.close()
    lists[0].select_option(index=0)
    numbers = page.query_selector_all(".inbetween-exhibit input[type=number]")
    assert len(numbers) == 3
    for show, number, year in (
        (0, 0, "1971"),
        (0, 1, "1972"),
        (1, 0, "1946"),
        (2, 2, "1996"),
        (2, 2, "1971"),
        (3, 2, "1985"),
        (4, 2, "1985"),
    ):
        lists[0].select_option(index=show)
        numbers[number].fill(year)
        numbers[number].press("Enter")
        check_picture(opened, seen, wrong)
    assert not wrong, "\n".join(f"{key}: {found}" for key, found in wrong.items())
    assert len(set(seen)) >= 50
    assert opened.outside == []
    box = page.query_selector(".inbetween-exhibit").bounding_box()
    if width == "lesson":
        assert box["height"] <= 590
