"""The exhibits: every state shows a title, a picture, a sentence and a table that agree with each other and with the data.

What a view of one exhibit says is recounted by ``tests/exhibits/<name>.py``: ``agree(view, values)``; STATES, the number of its
states that ``kept`` lets through (all, where there is none); STARTS, more starting values to try; VALUES, for controls
whose values cannot be listed; ANSWERS, what the reader's journal holds meanwhile.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import ipywidgets
import pandas as pd
import plotly.graph_objects as go
import pytest
from exhibits.recount import rows
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from inbetween import explore, library
from inbetween.chart import View
from inbetween.chart.controls import CardSort, Changes, FileIn, Ticks, Year
from inbetween.learn import panels
from ipywidgets.widgets.widget import _instances

CATALOGUE = explore.catalogue()
RECOUNTS = {
    path.stem: import_module(f"exhibits.{path.stem}")
    for path in sorted((Path(__file__).parent / "exhibits").glob("*.py"))
    if path.stem not in ("__init__", "recount")
}
RANDOM = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(autouse=True, scope="module")
def _close_what_is_left():
    yield
    for widget in list(_instances.values()):
        widget.close()


@pytest.fixture(autouse=True, scope="module")
def _a_journal():
    """The answers that the recounts name, in the journal of these tests, which is in memory only."""
    for recount in RECOUNTS.values():
        for notebook, item, answer, right in getattr(recount, "ANSWERS", ()):
            panels.journal().record(notebook, item, answer, right=right)
    yield
    panels.journal().clear()


@pytest.fixture
def opened():
    """A function that opens an exhibit, to be closed at the end."""
    explorers = []

    def open_exhibit(name, **start):
        explorers.append(CATALOGUE[name](**start))
        return explorers[-1]

    yield open_exhibit
    for explorer in explorers:
        explorer.close()


@cache
def shared(name):
    """An exhibit whose pure function is used, and whose controls are looked at and never set."""
    return CATALOGUE[name]()


# --- what holds for every view ------------------------------------------------------------------


def leaves(content):
    if hasattr(content, "tolist"):
        content = content.tolist()
    if isinstance(content, dict):
        for value in content.values():
            yield from leaves(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from leaves(value)
    else:
        yield content


def keys(content):
    if isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from keys(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from keys(value)


def check_figure(figure, by_plotly: bool) -> None:
    described = figure.to_plotly_json()
    if by_plotly:
        go.Figure(described)
    assert described["data"], "a picture of nothing"
    for value in leaves(described):
        assert not (isinstance(value, float) and not math.isfinite(value)), "NaN or infinity in the picture"
        assert not (isinstance(value, str) and "//" in value), f"an address in the picture: {value}"
    assert {trace["type"] for trace in described["data"]} <= {"scatter", "bar"}
    assert not {"geo", "map", "mapbox", "images", "source", "topojsonURL"} & set(keys(described))
    assert any(len(trace["x"]) for trace in described["data"])
    for trace in described["data"]:
        assert len(trace["x"]) == len(trace["y"])
        if isinstance(trace.get("text"), list):
            assert len(trace["text"]) == len(trace["x"])


def check(name: str, view: View, values: dict, by_plotly: bool = True) -> None:
    """All that must hold of a view: complete, drawable, and in agreement with itself and the data.

    by_plotly: whether plotly validates the figure too, which takes longer than all the rest.
    """
    assert view.title.strip()
    assert view.summary.strip()
    for text in (view.title, view.summary, *view.notes):
        assert not re.search(r"\bnan\b|\bNone\b|<NA>|\binf\b|  |,,|\{|\}", text), text
    assert view.summary.rstrip().endswith("."), view.summary
    assert len(view.table.columns) == len(set(view.table.columns)) > 0
    assert view.sources
    for id in view.sources:
        assert library.source(id).id == id
    if view.figure is None:
        assert view.table.empty, "a table of something without a picture"
    else:
        assert len(view.table) > 0, "a picture without a table"
        check_figure(view.figure, by_plotly)
    json.dumps(view.payload(), allow_nan=False)
    RECOUNTS[name].agree(view, values)


# --- each state is computed and looked at once in a run --------------------------------------------


class Shown:
    """What a reader sees of a view, kept to compare other views with it: the picture as a fingerprint."""

    def __init__(self, view: View):
        self.words = view.title, view.summary, view.notes, view.sources
        self.picture = hashlib.sha256(picture(view).encode()).hexdigest()
        self.table = view.table

    def same_as(self, other: Shown) -> None:
        assert self.words == other.words
        assert self.picture == other.picture, "another picture"
        pd.testing.assert_frame_equal(self.table, other.table)

    def moved_from(self, other: Shown) -> bool:
        """Whether picture or table are other ones."""
        return self.picture != other.picture or not self.table.equals(other.table)


_looked_at: dict[tuple[str, str], Shown] = {}
_taken_by_plotly: set[tuple[str, str]] = set()


def looked_at(name: str, values: dict, by_plotly: bool = False) -> Shown:
    """What the exhibit's function gives for a state, after ``check``; a state that was met before is not computed again."""
    state = name, repr(values)
    if state not in _looked_at or (by_plotly and state not in _taken_by_plotly):
        view = shared(name).compute(**values)
        check(name, view, values, by_plotly)
        _looked_at[state] = Shown(view)
        if by_plotly:
            _taken_by_plotly.add(state)
    return _looked_at[state]


# --- the states of the controls -----------------------------------------------------------------


def own_values(name, key) -> list | None:
    """Values that the exhibit's recount names for a control."""
    return getattr(RECOUNTS[name], "VALUES", {}).get(key)


def first_middle_last(name, key) -> list:
    widget = shared(name).controls[key]
    if own_values(name, key):
        return own_values(name, key)
    if isinstance(widget, Year):
        return [widget.min, (widget.min + widget.max) // 2, widget.max]
    if isinstance(widget, CardSort):
        cards, piles = [card["id"] for card in widget.cards], [pile["id"] for pile in widget.piles]
        all_sorted = {card: piles[place % len(piles)] for place, card in enumerate(cards)}
        return [{}, {card: all_sorted[card] for card in cards[::2]}, all_sorted]
    if isinstance(widget, Ticks):
        ids = [option["id"] for option in widget.options]
        return [[], ids[::2], ids]
    if isinstance(widget, Changes):
        return [{}, a_change(widget, 0, -1), {**a_change(widget, 1, 0), **a_change(widget, -1, 1)}]
    if isinstance(widget, ipywidgets.Checkbox):
        return [False, True]
    options = [meant for _, meant in widget.options]
    return [options[0], options[len(options) // 2], options[-1]]


def a_change(widget, unit: int, option: int) -> dict:
    """All entries of a unit set to one of the options."""
    return {widget.units[unit]["id"]: {field["id"]: field["options"][option]["id"] for field in widget.fields}}


def any_value(name, key):
    widget = shared(name).controls[key]
    if own_values(name, key):
        return st.sampled_from(own_values(name, key))
    if isinstance(widget, Year):
        return st.integers(widget.min, widget.max)
    if isinstance(widget, CardSort):
        cards, piles = [card["id"] for card in widget.cards], [pile["id"] for pile in widget.piles]
        return st.dictionaries(st.sampled_from(cards), st.sampled_from(piles))
    if isinstance(widget, Ticks):
        ids = [option["id"] for option in widget.options]
        return st.sets(st.sampled_from(ids)).map(lambda chosen: [id for id in ids if id in chosen])
    if isinstance(widget, Changes):
        entries = {field["id"]: st.sampled_from([o["id"] for o in field["options"]]) for field in widget.fields}
        units = [unit["id"] for unit in widget.units]
        chosen = st.dictionaries(
            st.sampled_from(units), st.fixed_dictionaries({}, optional=entries).filter(bool), max_size=8
        )
        return chosen.map(lambda changes: {unit: changes[unit] for unit in units if unit in changes})
    if isinstance(widget, ipywidgets.Checkbox):
        return st.booleans()
    options = [meant for _, meant in widget.options]
    # the first one stands for "all" where there is such a choice, and keeps most selections from being empty
    return st.just(options[0]) | st.sampled_from(options)


def any_state(name):
    return st.fixed_dictionaries({key: any_value(name, key) for key in shared(name).controls})


def drawn_examples(number):
    return settings(RANDOM, max_examples=number)


def test_the_catalogue_holds_the_exhibits_of_the_lessons():
    assert len(CATALOGUE) >= 6
    assert set(RECOUNTS) == set(CATALOGUE), "an exhibit whose views nobody recounts"


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_control_at_its_ends_and_its_middle_shows_what_the_function_gives(name, opened):
    explorer = opened(name)
    Shown(explorer.view).same_as(looked_at(name, explorer.values(), by_plotly=True))
    seen = 0
    for key, widget in explorer.controls.items():
        before = widget.value
        for value in (*first_middle_last(name, key), before):
            widget.value = value
            assert widget.value == value
            assert explorer.error is None, f"{key}={value!r}: {explorer.error}"
            Shown(explorer.view).same_as(looked_at(name, explorer.values(), by_plotly=True))
            seen += 1
    assert seen >= 6


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_any_state_gives_a_view_that_agrees_with_itself_and_the_data(name):
    seen = []

    @drawn_examples(60)
    @given(values=any_state(name))
    def try_state(values):
        seen.append(len(looked_at(name, values, by_plotly=True).table))

    try_state()
    assert sum(rows > 0 for rows in seen) >= 6, "hardly any state showed something"


def discrete(name) -> list[dict]:
    """All combinations of the lists and boxes of an exhibit, years and texts as they stand at the start."""
    values = shared(name).values()
    lists = {
        key: [False, True] if isinstance(widget, ipywidgets.Checkbox) else [meant for _, meant in widget.options]
        for key, widget in shared(name).controls.items()
        if isinstance(widget, ipywidgets.Checkbox | ipywidgets.Dropdown)
    }
    return [{**values, **dict(zip(lists, chosen, strict=True))} for chosen in itertools.product(*lists.values())]


@pytest.mark.parametrize("name", [name for name in RECOUNTS if hasattr(RECOUNTS[name], "STATES")])
def test_all_states_that_a_page_keeps_agree(name):
    kept = getattr(RECOUNTS[name], "kept", lambda state: True)
    states = [state for state in discrete(name) if kept(state)]
    assert len(states) == RECOUNTS[name].STATES
    wrong, met = {}, set()
    for values in states:
        new = {(key, repr(value)) for key, value in values.items()} - met
        met |= new
        try:
            # plotly takes long: it looks at the first view with each value of each control
            looked_at(name, values, by_plotly=bool(new))
        except Exception as problem:
            wrong[tuple(map(str, values.values()))] = str(problem).partition("\n")[0]
    assert wrong == {}


def picture(view) -> str:
    return "" if view.figure is None else view.figure.to_json()


MORE_STARTS = [(name, start) for name, recount in RECOUNTS.items() for start in getattr(recount, "STARTS", ())]


@pytest.mark.parametrize(("name", "start"), [*((name, {}) for name in sorted(CATALOGUE)), *MORE_STARTS])
def test_every_control_that_is_not_greyed_out_changes_picture_or_table(name, start, opened):
    tried, idle = 0, []
    for key in shared(name).controls:
        explorer = opened(name, **start)
        widget = explorer.controls[key]
        if widget.disabled:
            continue
        tried += 1
        before, stood = Shown(explorer.view), widget.value
        values = first_middle_last(name, key)
        if isinstance(widget, ipywidgets.Dropdown):
            values = [meant for _, meant in widget.options]
        for value in values:
            widget.value = value
            if value != stood and Shown(explorer.view).moved_from(before):
                break
        else:
            idle.append(key)
        explorer.close()
    assert tried > 0
    assert idle == [], "these can be set, but change nothing"


@pytest.mark.parametrize(
    ("start", "greyed"),
    [
        ({"form": "crossing years"}, {"since", "until", "also"}),
        ({"measure": "cinc"}, {"before_1992"}),
        ({"measure": "gdp_ppp"}, set()),
        ({"measure": "gdp_ppp", "form": "ratio"}, {"also"}),
    ],
)
def test_a_control_is_greyed_out_where_it_changes_nothing(start, greyed, opened):
    explorer = opened("asymmetry", **start)
    assert {key for key, widget in explorer.controls.items() if widget.disabled} == greyed
    values = explorer.values()
    shown = Shown(explorer.view)
    for key in greyed:
        for value in first_middle_last("asymmetry", key):
            assert not Shown(explorer.compute(**{**values, key: value})).moved_from(shown)


# --- thickening: the reader's own boundaries ----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2001, banana", "banana"), ("1992", "1992"), ("2026", "2026"), ("2001-2008", "2001-2008"), ("20011", "20011"),
        ("2008.5", "2008.5"), ("-2008", "-2008"), ("2001, 1850, 2014", "1850"), ("from 2001", "from"),
    ],
)  # fmt: skip
def test_a_boundary_that_is_no_year_is_named_in_the_error_and_the_next_good_one_shown(text, word, opened):
    explorer = opened("thickening", periods="own")
    explorer.controls["own"].value = text
    assert explorer.error is not None
    assert word in explorer.error
    assert "1993" in explorer.error
    assert "2025" in explorer.error
    assert explorer.view is None, "the old view is left standing"
    explorer.controls["own"].value = "2001 2014"
    assert explorer.error is None
    assert "cut at 2001, 2014" in explorer.view.title
    check("thickening", explorer.view, explorer.values())


@settings(RANDOM, max_examples=40)
@given(text=st.text(st.sampled_from("0123456789 ,;.-\tab\u0661\u00b2\u4e2d"), max_size=14) | st.text(max_size=12))
def test_any_text_as_boundaries_is_a_view_or_a_word_that_is_named(text):
    values = {**shared("thickening").values(), "periods": "own", "own": text, "tie": "trade"}
    try:
        view = shared("thickening").compute(**values)
    except ValueError as problem:
        words = re.split(r"[\s,;]+", text.strip())
        assert any(word and f"'{word}'" in str(problem) for word in words)
        assert "1993" in str(problem)
    else:
        check("thickening", view, values, by_plotly=False)


def test_moving_the_break_year_or_writing_boundaries_shows_them_at_once(opened):
    explorer = opened("thickening", periods="article")
    explorer.controls["break_year"].value = 2014
    assert explorer.controls["periods"].value == "one"
    assert "Cut at 2014" in explorer.view.title
    explorer.controls["own"].value = "1996, 2010"
    assert explorer.controls["periods"].value == "own"
    assert "cut at 1996, 2010" in explorer.view.title


def test_a_single_boundary_typed_and_the_break_year_give_the_same_table():
    compute = shared("thickening").compute
    start = {**shared("thickening").values(), "tie": "with lists", "until": 2025}
    for year in (1993, 2008, 2025):
        one = compute(**{**start, "periods": "one", "break_year": year})
        own = compute(**{**start, "periods": "own", "own": str(year)})
        pd.testing.assert_frame_equal(one.table, own.table)


# --- timeline and card sort: particular states --------------------------------------------------


def test_an_empty_selection_of_events_is_a_view_with_a_sentence_and_an_empty_table():
    view = shared("timeline").compute("stance", "rupture", "energy", "Turkmenistan", 1700, 1710)
    assert view.table.empty
    assert len(view.table.columns) > 5
    assert view.figure is None
    assert view.title.startswith("No event listed, 1700 to 1710")
    assert "list" in view.summary
    assert view.sources


def test_the_order_of_from_and_to_does_not_matter():
    one = shared("timeline").compute("theme", "all", "all", "all", 1950, 2001)
    other = shared("timeline").compute("theme", "all", "all", "all", 2001, 1950)
    assert len(one.table) > 10
    pd.testing.assert_frame_equal(one.table, other.table)
    forth, back = (
        shared("asymmetry").compute("cinc", "ratio", "territory", None, *years)
        for years in ((1960, 1999), (1999, 1960))
    )
    assert len(forth.table) == 40
    pd.testing.assert_frame_equal(forth.table, back.table)


def test_a_sort_can_be_given_as_a_starting_value_and_changed(opened):
    cards = [row["id"] for row in rows("data/split_events.csv")]
    assert len(cards) == 12
    sort = {cards[0]: "ideas", cards[5]: "power", cards[11]: "home"}
    explorer = opened("why_the_split", sort=sort, compare="both")
    assert explorer.controls["sort"].value == sort
    assert explorer.view.title.startswith("You put 1 on power, 1 on ideas, 1 on home; 9 still to sort")
    explorer.controls["sort"].value = {**sort, cards[1]: "home"}
    assert "2 on home; 8 still" in explorer.view.title
    check("why_the_split", explorer.view, explorer.values())


def test_sorting_as_coding_a_did_agrees_with_it_on_all_and_with_b_on_eight():
    sort = {row["id"]: row["coder_a"] for row in rows("data/split_events.csv")}
    view = shared("why_the_split").compute(sort=sort, compare="both")
    assert "coding A on 12, with coding B on 8" in view.summary
    assert "still to sort" not in view.title


# --- factories, code, closing -------------------------------------------------------------------


def wrong_values(widget) -> list:
    if isinstance(widget, Year):
        return [widget.min - 1, widget.max + 1, "2000", 2000.5, None, True, [2000]]
    if isinstance(widget, CardSort):
        card, pile = widget.cards[0]["id"], widget.piles[0]["id"]
        return [{"no-card": pile}, {card: "no-pile"}, pile, [card], None, {card: None}]
    if isinstance(widget, Ticks):
        one = widget.options[0]["id"]
        return [["no such option"], one, [one, one], [17], None, {one: True}]
    if isinstance(widget, Changes):
        unit, field = widget.units[0]["id"], widget.fields[0]["id"]
        return [
            {"nothing": {field: "x"}},
            {unit: {"nothing": "x"}},
            {unit: {field: 17}},
            {unit: {}},
            [unit],
            None,
            {unit: field},
        ]
    if isinstance(widget, ipywidgets.Checkbox):
        return ["yes", 1, 0, "True", None, []]
    if isinstance(widget, ipywidgets.Text | FileIn):
        return [2008, None, ["2008"], True]
    return ["no such choice", 17, ["USA"], True, {}]


def allowed_words(widget) -> list[str]:
    if isinstance(widget, Year):
        return [str(widget.min), str(widget.max)]
    if isinstance(widget, CardSort):
        return [*(card["id"] for card in widget.cards), *(pile["id"] for pile in widget.piles)]
    if isinstance(widget, Ticks):
        return [option["id"] for option in widget.options]
    if isinstance(widget, Changes):
        return [*(unit["id"] for unit in widget.units), *(field["id"] for field in widget.fields)]
    if isinstance(widget, ipywidgets.Checkbox):
        return ["True", "False"]
    if isinstance(widget, ipywidgets.Text | FileIn):
        return ["text"]
    return [repr(meant) for _, meant in widget.options]


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_wrong_starting_value_is_refused_naming_what_is_allowed(name):
    tried, controls = 0, shared(name).controls
    open_before = set(_instances)
    for key, widget in controls.items():
        for value in wrong_values(widget):
            with pytest.raises(ValueError) as refused:
                CATALOGUE[name](**{key: value})
            assert key in str(refused.value)
            assert [word for word in allowed_words(widget) if word not in str(refused.value)] == []
            tried += 1
    assert tried >= 5
    assert set(_instances) == open_before, "a refused exhibit left models behind"


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_wrong_control_name_is_refused_naming_those_there_are(name):
    controls = list(shared(name).controls)
    with pytest.raises(ValueError) as refused:
        CATALOGUE[name](colour="red")
    assert "colour" in str(refused.value)
    assert all(key in str(refused.value) for key in controls)


def test_an_exhibit_that_is_not_there_is_refused_naming_those_there_are():
    with pytest.raises(AttributeError) as refused:
        explore.no_such_exhibit()
    assert all(name in str(refused.value) for name in CATALOGUE)
    assert set(dir(explore)) >= set(CATALOGUE)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_line_of_python_makes_the_same_view_again(name):
    lines = set()

    @drawn_examples(12)
    @given(values=any_state(name))
    def try_state(values):
        one = CATALOGUE[name](**values)
        line = one.code()
        other = eval(line, {"explore": explore})
        try:
            assert other.values() == values
            Shown(other.view).same_as(Shown(one.view))
            assert other.code() == line
        finally:
            one.close()
            other.close()
        lines.add(line)

    try_state()
    assert len(lines) >= 4


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_line_of_python_follows_the_controls(name, opened):
    explorer = opened(name)
    assert explorer.code() == f"explore.{name}()"
    for key, widget in explorer.controls.items():
        widget.value = first_middle_last(name, key)[1]
    again = eval(explorer.code(), {"explore": explore})
    try:
        assert again.values() == explorer.values()
        Shown(again.view).same_as(Shown(explorer.view))
    finally:
        again.close()


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_closing_an_exhibit_leaves_no_models(name):
    before = set(_instances)
    explorer = CATALOGUE[name]()
    made = set(_instances) - before
    assert len(made) > len(explorer.controls) + 2
    for key, widget in explorer.controls.items():
        widget.value = first_middle_last(name, key)[-1]
    explorer.close()
    assert set(_instances) - before == set()
    explorer.close()


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_an_opening_view_reads_as_markdown(name):
    view = shared(name).view
    text = view.markdown()
    assert view.title in text
    assert view.summary in text
    shown = [line for line in text.splitlines() if line.startswith("|")]
    if view.table.empty:
        assert shown == []
        return
    assert len(shown) == 2 + min(6, len(view.table))
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in shown}
    assert widths == {len(view.table.columns) + 1}, "a row of another width than the header"
    bundle = shared(name)._repr_mimebundle_()
    assert bundle["text/markdown"] == text
    assert view.title in bundle["text/plain"]


# --- View ---------------------------------------------------------------------------------------

GOOD = {
    "title": "A finding",
    "figure": None,
    "summary": "A sentence.",
    "table": pd.DataFrame({"year": [1991]}),
    "sources": ("inbetween",),
}


@pytest.mark.parametrize(
    ("entry", "value", "told"),
    [
        ("title", "", "title"), ("title", "  ", "title"), ("title", None, "title"),
        ("summary", "", "summary"), ("summary", None, "summary"),
        ("table", None, "table"), ("table", pd.DataFrame(), "table"), ("table", [[1991]], "table"),
        ("figure", {"data": []}, "figure"),
        ("sources", (), "sources"), ("sources", None, "sources"), ("sources", "inbetween", "sources"),
    ],
)  # fmt: skip
def test_a_view_that_lacks_something_cannot_be_built(entry, value, told):
    assert View(**GOOD).title == "A finding"
    with pytest.raises(ValueError, match=told):
        View(**{**GOOD, entry: value})


@pytest.mark.parametrize("entry", ["title", "summary", "table", "sources"])
def test_a_view_needs_all_its_parts(entry):
    with pytest.raises(TypeError, match=entry):
        View(**{name: value for name, value in GOOD.items() if name != entry})


def test_a_view_with_an_unknown_source_cannot_be_built():
    with pytest.raises(KeyError, match="no-such-source"):
        View(**{**GOOD, "sources": ("inbetween", "no-such-source")})


def test_a_view_cannot_be_changed():
    view = View(**GOOD)
    with pytest.raises(AttributeError):
        view.title = "Another finding"


def test_a_long_table_is_cut_in_markdown_and_says_so():
    view = View(**{**GOOD, "table": pd.DataFrame({"year": range(1949, 2025), "a|b": "x|y"})})
    shown = [line for line in view.markdown().splitlines() if line.startswith("|")]
    assert len(shown) == 8
    assert "1949" in shown[2]
    assert "2024" in shown[-1]
    assert "76" in view.markdown()
