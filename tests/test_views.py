"""The exhibits: every state shows a title, a picture, a sentence and a table that agree with each other and with the data."""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
from functools import cache
from pathlib import Path

import ipywidgets
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from inbetween import explore, library
from inbetween.chart import View
from inbetween.chart.controls import CardSort, Year
from inbetween.learn import checks, rehearsal
from ipywidgets.widgets.widget import _instances

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = explore.catalogue()
EXHIBITS = {"asymmetry", "class_view", "paths", "thickening", "timeline", "why_the_split"}
RANDOM = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NUMBER = r"-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?"


@pytest.fixture(autouse=True, scope="module")
def _close_what_is_left():
    yield
    for widget in list(_instances.values()):
        widget.close()


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


# --- the data, read again by other means --------------------------------------------------------


@cache
def rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def capabilities() -> dict[tuple[str, str], dict[int, float]]:
    found = {}
    for row in rows("data/capabilities.csv"):
        found.setdefault((row["measure"], row["iso3"]), {})[int(row["year"])] = float(row["value"])
    return found


@cache
def measures() -> dict[str, dict]:
    return {row["measure"]: row for row in rows("data/measures.csv")}


@cache
def both(measure: str, before_1992: str) -> dict[int, tuple[float, float]]:
    """Russia (or the USSR to 1991, where it is kept apart) and China by year, in years that have both."""
    russia = dict(capabilities()[measure, "RUS"])
    ussr = capabilities().get((measure, "SUN"))
    if before_1992 == "ussr" and ussr:
        russia = {year: russia[year] for year in russia if year > 1991} | {y: ussr[y] for y in ussr if y <= 1991}
    china = capabilities()[measure, "CHN"]
    return {year: (russia[year], china[year]) for year in sorted(russia) if year in china}


@cache
def overtaken(measure: str, before_1992: str) -> tuple[str, int | None, list[int]]:
    """always, not yet or crossed; the first year of the lead that lasts; single years of an earlier lead."""
    lead, lasting, ever_below = [], None, False
    for year, (russia, china) in both(measure, before_1992).items():
        if china > russia:
            lead.append(year)
            lasting = year if lasting is None else lasting
        else:
            lasting, ever_below = None, True
    if not ever_below:
        return "always", lead[0], []
    if lasting is None:
        return "not yet", None, lead
    return "crossed", lasting, [year for year in lead if year < lasting]


@cache
def event_years(path: str, column: str, only_joint: bool = False) -> dict[int, int]:
    counts = {}
    for row in rows(path):
        if not only_joint or row["russia_vote"] == row["china_vote"] == "against":
            counts[int(row[column][:4])] = counts.get(int(row[column][:4]), 0) + 1
    return counts


SERIES = {
    "obligations": "alliance_obligations",
    "arms_orders": "arms_orders",
    "arms_deliveries": "arms_deliveries",
    "trade": "trade_china",
    "trade_share": "trade_share_russia",
}
LISTS = {
    "statements": ("data/joint_statements.csv", "date"),
    "vetoes": ("data/vetoes.csv", "date", True),
    "exercises": ("data/exercises.csv", "start"),
    "energy": ("data/energy_deals.csv", "date"),
}


@cache
def tie_values(tie: str) -> dict[int, float]:
    """Known values from 1992 on; for the lists the numbers of acts, years without one left out."""
    if tie in SERIES:
        found = {int(row["year"]): float(row["value"]) for row in rows("data/ties.csv") if row["tie"] == SERIES[tie]}
        return {year: found[year] for year in found if year >= 1992}
    return event_years(*LISTS[tie])


# --- what holds for every view ------------------------------------------------------------------


def numbers(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(NUMBER, text)]


def near(told: str, value: float) -> bool:
    """Whether ``told``, as printed, is ``value`` rounded to the digits shown."""
    plain = told.replace(",", "")
    digits = len(plain.split("e")[0].partition(".")[2])
    power = int(plain.partition("e")[2] or 0)
    return math.isclose(float(plain), value, rel_tol=1e-9, abs_tol=0.5001 * 10.0 ** (power - digits))


def drawn(value) -> float | None:
    """A value of a table as a picture holds it: five digits, None where there is none."""
    return None if pd.isna(value) else float(f"{value:.5g}")


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
    described = figure.to_dict()
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
    AGREE[name](view, values)


# --- asymmetry ----------------------------------------------------------------------------------


def crossing_told(title: str) -> tuple[str, int]:
    for status, pattern in (
        ("crossed", r"China above .+ for good from (\d{4})$"),
        ("always", r"China above .+ in every year since (\d{4})$"),
        ("not yet", r"China not above .+ by (\d{4})$"),
    ):
        found = re.search(pattern, title)
        if found:
            return status, int(found[1])
    raise AssertionError(f"no crossing in the title: {title}")


def check_crossing_in_words(view, measure, before_1992) -> None:
    status, year, earlier = overtaken(measure, before_1992)
    told, told_year = crossing_told(view.title)
    assert told == status, view.title
    assert told_year == (max(both(measure, before_1992)) if status == "not yet" else year), view.title
    own_ussr = before_1992 == "ussr" and (measure, "SUN") in capabilities()
    assert ("USSR" in view.title) == own_ussr, view.title
    mention = re.search(r"above before that in ([\d, ]+)", view.summary)
    assert bool(mention) == (status == "crossed" and bool(earlier)), view.summary
    if mention:
        named = [int(year) for year in re.findall(r"\d{4}", mention[1])]
        assert named == earlier[:4]
        assert ("and other years" in view.summary) == (len(earlier) > 4)


def check_upright(view, measure, before_1992) -> None:
    """The dotted line stands at the crossing, where that is inside the years drawn."""
    status, year, _ = overtaken(measure, before_1992)
    known = view.table["year"]
    uprights = [shape.x0 for shape in view.figure.layout.shapes if shape.yref == "paper"]
    expected = [year] if status == "crossed" and known.min() <= year <= known.max() else []
    assert uprights == expected


def check_asymmetry(view, values) -> None:
    measure, form, before = values["measure"], values["form"], values["before_1992"]
    label = measures()[measure]["label"]
    if form == "crossing years":
        return check_crossing_strip(view, before, label)
    if form == "symmetry":
        return check_symmetry(view, measure, label)
    assert view.title.startswith(label)
    assert view.sources == (measures()[measure]["source"],)
    first, last = sorted((values["since"], values["until"]))
    pair = {year: known for year, known in both(measure, before).items() if first <= year <= last}
    if view.table.empty:
        usable = [year for year, (russia, china) in pair.items() if russia > 0 and (china > 0 or form == "ratio")]
        assert len(usable) < {"levels": 1, "log levels": 1, "ratio": 1, "doublings": 1, "who moved": 2}[form]
        return None
    assert view.table["year"].is_monotonic_increasing
    assert view.table["year"].between(first, last).all()
    for row in view.table.to_dict("records"):
        if row["year"] in pair:
            assert (row["Russia"], row["China"]) == pair[row["year"]]
    checks = {"who moved": check_movement, "ratio": check_ratio, "doublings": check_ratio}
    checks.get(form, check_levels)(view, values, pair)
    if form != "who moved":
        check_crossing_in_words(view, measure, before)
    check_upright(view, measure, before)
    return None


def check_levels(view, values, pair) -> None:
    table = view.table.set_index("year")
    assert set(pair) <= set(table.index)
    if values["also"]:
        first, last = sorted((values["since"], values["until"]))
        other = capabilities().get((values["measure"], values["also"]), {})
        other = {year: value for year, value in other.items() if first <= year <= last}
        assert ("has nothing here on" in view.summary) == (not other)
        assert len(table.columns) == (3 if other else 2)
        if other:
            assert table.iloc[:, 2].dropna().to_dict() == other
    else:
        assert list(table.columns) == ["Russia", "China"]
    assert len(view.figure.data) == len(table.columns)
    for trace, column in zip(view.figure.data, table.columns, strict=True):
        assert column in trace.name
        assert list(trace.x) == list(table.index)
        assert list(trace.y) == [drawn(value) for value in table[column]]
    assert view.figure.layout.yaxis.type == ("log" if values["form"] == "log levels" else None)
    told = re.findall(rf"(\d{{4}}): Russia ({NUMBER}), China ({NUMBER})", view.summary)
    assert [int(year) for year, _, _ in told] == [min(pair), max(pair)], view.summary
    for year, russia, china in told:
        assert near(russia, table.loc[int(year), "Russia"]), view.summary
        assert near(china, table.loc[int(year), "China"]), view.summary
    assert measures()[values["measure"]]["unit"] in view.summary


def check_ratio(view, values, pair) -> None:
    table = view.table.set_index("year")
    logged = values["form"] == "doublings"
    for year, (russia, china) in pair.items():
        if russia > 0 and (china > 0 or not logged):
            assert math.isclose(table.loc[year, "ratio"], china / russia, rel_tol=1e-9)
            if logged:
                assert math.isclose(2 ** table.loc[year, "doublings"], china / russia, rel_tol=1e-9)
        else:
            assert year not in table.index
    assert set(table.index) <= set(pair)
    assert len(view.figure.data) == 1
    assert list(view.figure.data[0].x) == list(table.index)
    column = table["doublings" if logged else "ratio"]
    assert list(view.figure.data[0].y) == [drawn(value) for value in column]
    start, first, latest, last, top, highest = re.search(
        rf"Russia: ({NUMBER}) in (\d+), ({NUMBER}) in (\d+); highest in (\d+) \(({NUMBER})\)", view.summary
    ).groups()
    for told, year in ((start, first), (latest, last), (highest, top)):
        assert int(year) in table.index, f"{year} is not in the table: {view.summary}"
        assert near(told, table.loc[int(year), "ratio"]), view.summary
    assert (int(first), int(last)) == (table.index[0], table.index[-1])
    assert table["ratio"].max() == table.loc[int(top), "ratio"]


def check_movement(view, values, pair) -> None:
    table = view.table.set_index("year")
    usable = [year for year, (russia, china) in pair.items() if russia > 0 and china > 0]
    start, end = usable[0], usable[-1]
    assert (table.index[0], table.index[-1]) == (start, end)
    assert list(table.index) == [year for year in pair if start <= year <= end]
    for trace, state in zip(view.figure.data, ("Russia", "China"), strict=True):
        assert trace.name == state
        column = table[f"{state}, first year = 100"]
        for year, indexed in column.items():
            assert math.isclose(indexed, 100 * table.loc[year, state] / table.loc[start, state], rel_tol=1e-9)
        assert list(trace.x) == list(table.index)
        assert list(trace.y) == [drawn(value) if value > 0 else None for value in column]
    russia, china = (pair[end][side] / pair[start][side] for side in (0, 1))
    told = re.match(
        rf"From (\d+) to (\d+) China went to ({NUMBER}) times its level, Russia to ({NUMBER}) times; the ratio to ({NUMBER})",
        view.summary,
    ).groups()
    assert (int(told[0]), int(told[1])) == (start, end)
    for text, factor in zip(told[2:], (china, russia, china / russia), strict=True):
        assert near(text, factor), view.summary
    own_ussr = values["before_1992"] == "ussr" and (values["measure"], "SUN") in capabilities()
    last_soviet = 1990 if measures()[values["measure"]]["source"] == "cow-nmc" else 1991 if own_ussr else None
    two_states = last_soviet is not None and start <= last_soviet < end
    assert ("change from counting the Soviet Union to counting Russia" in view.summary) == two_states
    assert f"{start}-{end}" in view.title
    blame = view.title.rsplit(": ", 1)[1]
    shift = math.log(china / russia)
    if abs(shift) <= 0.02:
        assert blame == "the ratio hardly moved"
        return
    share = math.log(china) / shift
    rise = {True: "rise", False: "fall"}
    chinas, russias = f"China's {rise[china > 1]}", f"Russia's {rise[russia > 1]}"
    if two_states:
        russias = f"the {rise[russia > 1]} from the Soviet Union's count to Russia's"
    if 0 <= share <= 1:
        found = re.fullmatch(rf"(\d+)% of the shift is {chinas}, (\d+)% {russias}", blame)
        assert found, view.title
        assert abs(int(found[1]) - 100 * share) <= 0.5001
        assert abs(int(found[2]) - 100 * (1 - share)) <= 0.5001
    else:
        mover, other = (chinas, russias) if share > 1 else (russias, chinas)
        assert blame == f"the shift is {mover}, against {other}"


def check_crossing_strip(view, before, label) -> None:
    table = view.table.set_index("measure")
    assert list(table.index) == [row["label"] for row in measures().values()]
    found = {row["label"]: overtaken(measure, before) for measure, row in measures().items()}
    pairs = {row["label"]: both(measure, before) for measure, row in measures().items()}
    marks = {trace.name: trace for trace in view.figure.data}
    strip = {
        status: dict(zip(marks[name].y, zip(marks[name].x, marks[name].text, strict=True), strict=True))
        for status, name in (
            ("crossed", "above for good from"), ("always", "always above"), ("not yet", "not above by"),
        )
        if name in marks
    }  # fmt: skip
    ticks = set()
    for name, (status, year, earlier) in found.items():
        row, pair = table.loc[name], pairs[name]
        begins, ends = min(pair), max(pair)
        told = "not by the last year" if status == "not yet" else status
        assert (row["status"], row["first year"], row["last year"]) == (told, begins, ends)
        assert row["single years above before"] == ", ".join(map(str, earlier))
        assert math.isclose(row["China / Russia, last year"], pair[ends][1] / pair[ends][0], rel_tol=1e-9)
        assert pd.isna(row["above for good from"]) if status != "crossed" else row["above for good from"] == year
        place, text = strip[status][name]
        expected = {"crossed": year, "always": begins, "not yet": ends}[status]
        assert place == expected
        assert numbers(text) == [expected]
        ticks |= {(single, name) for single in earlier}
    assert sum(map(len, strip.values())) == len(table)
    singles = marks.get("single years above")
    assert ticks == (set(zip(singles.x, singles.y, strict=True)) if singles else set())
    shown = view.figure.layout.yaxis
    bold = [text for text in shown.ticktext if text.startswith("<b>")]
    assert bold == [f"<b>{label}</b>"]
    years = [year for status, year, _ in found.values() if status == "crossed"]
    counts = {status: sum(other == status for other, _, _ in found.values()) for status in strip}
    assert f"between {min(years)} and {max(years)}" in view.title.lower()
    assert view.title.endswith(f"on {counts['not yet']} of {len(found)} not by the last year known")
    told = re.match(
        rf"Of (\d+) measures .+ for good on (\d+), between {min(years)} and {max(years)}; .+ every year known on (\d+) "
        r"and not above by the last year known on (\d+) \((.+)\)",
        view.summary,
    )
    assert [int(part) for part in told.groups()[:4]] == [
        len(found), counts["crossed"], counts["always"], counts["not yet"]
    ]  # fmt: skip
    assert told[5] == ", ".join(name for name, (status, _, _) in found.items() if status == "not yet")


def moved_from_2016(until: int) -> dict[str, tuple[int, float, float]]:
    """For each measure that reaches past 2017: the last year known up to ``until``, China / Russia in 2016 and then."""
    found = {}
    for each, row in measures().items():
        pair = both(each, "territory")
        late = [year for year in pair if 2018 <= year <= until]
        if 2016 in pair and late:
            first, last = pair[2016][1] / pair[2016][0], pair[late[-1]][1] / pair[late[-1]][0]
            found[row["label"]] = (late[-1], first, last)
    return found


def symmetry_verdict(first: float, last: float) -> str:
    change = abs(math.log2(last)) - abs(math.log2(first))
    return "distance hardly changed" if abs(change) < 0.03 else "less symmetry" if change > 0 else "more symmetry"


def check_symmetry(view, measure, label) -> None:
    table = view.table.set_index("measure")
    expected = moved_from_2016(until=2019)
    assert list(table.index) == list(expected)
    marks = {
        name: (trace.name, place, text)
        for trace in view.figure.data
        for name, place, text in zip(trace.y, trace.x, trace.text, strict=True)
    }
    assert set(marks) == set(expected)
    verdicts = []
    for name, (end, first, last) in expected.items():
        row = table.loc[name]
        assert (row["from"], row["to"]) == (2016, end)
        assert math.isclose(row["China / Russia at first"], first, rel_tol=1e-9)
        assert math.isclose(row["China / Russia at last"], last, rel_tol=1e-9)
        change = abs(math.log2(last)) - abs(math.log2(first))
        assert math.isclose(row["change of distance from parity, doublings"], change, abs_tol=1e-9)
        verdict = symmetry_verdict(first, last)
        assert row["verdict"] == verdict
        verdicts.append(verdict)
        drawn_as, place, text = marks[name]
        assert drawn_as == verdict
        reach = 0.8
        assert math.isclose(place, max(-reach, min(reach, change)), abs_tol=0.00051)
        told = re.findall(NUMBER, text)
        assert near(told[0], first)
        assert near(told[1], last)
        # a mark that stands at the edge, since its place is off the scale, tells where it should be
        assert len(told) == (3 if abs(change) > reach else 2), text
        assert len(told) == 2 or near(told[2], change)
    names = ("more symmetry", "less symmetry", "distance hardly changed")
    more, less, same = (verdicts.count(name) for name in names)
    assert view.title.startswith("From 2016 to 2019")
    assert f"parity on {more} of {len(expected)} measures, further from it on {less}" in view.title
    assert f"more symmetry {more}, less {less}, distance hardly changed {same}." in view.summary
    for name, (end, _, _) in expected.items():
        assert (name in view.summary.partition(")")[0]) == (end < 2019), f"{name} ends in {end}"
    # the window is one of several: the notes tell what another gives
    others = [symmetry_verdict(first, last) for _, first, last in moved_from_2016(until=2018).values()]
    more, less, same = (others.count(name) for name in names)
    told = f"from 2016 to 2018 more symmetry {more}, less {less}, distance hardly changed {same}."
    assert any(told in note for note in view.notes)
    if label in expected:
        end, first, last = expected[label]
        told = re.search(rf"China / Russia ({NUMBER}) in 2016, ({NUMBER}) in {end}\.", view.summary)
        assert near(told[1], first)
        assert near(told[2], last)
    else:
        assert f"{label} is not here" in view.summary
    assert {measures()[measure]["source"]} <= set(view.sources) or label not in expected


# --- thickening ---------------------------------------------------------------------------------


@cache
def described_ties() -> dict[str, dict]:
    return {row["tie"]: row for row in rows("data/tie_series.csv")}


def chosen_ties(tie: str) -> list[str]:
    unpicked = [id for id, row in described_ties().items() if row["listed"] == "no"]
    return {"not picked": unpicked, "with lists": list(described_ties())}.get(tie, [tie])


def expected_cuts(values) -> list[int]:
    if values["periods"] == "one":
        cuts = [values["break_year"]]
    elif values["periods"] == "own":
        cuts = [int(word) for word in re.split(r"[\s,;]+", values["own"].strip()) if word]
    else:
        cuts = [int(row["from_year"]) for row in rows("seeds/periods.csv") if row["kind"] == "period"]
    return sorted({cut for cut in cuts if 1992 < cut <= values["until"]})


def check_thickening(view, values) -> None:
    until, chosen, cuts = values["until"], chosen_ties(values["tie"]), expected_cuts(values)
    bars = [trace for trace in view.figure.data if trace.type == "bar"]
    lines = [trace for trace in view.figure.data if trace.type == "scatter"]
    labels = [described_ties()[id]["label"] for id in chosen]
    assert [trace.name for trace in bars] == labels == list(view.table.columns[1:])
    assert len(lines) == len(bars)
    index = view.table["year or period"]
    years = view.table[~index.str.startswith("mean")].set_index("year or period")
    means = view.table[index.str.startswith("mean")].set_index("year or period")
    assert len(years) > 0
    assert all(1992 <= int(year) <= until for year in years.index)
    edges = [1992, *cuts, until + 1]
    words, changes, lists = {}, {}, []
    for id, label, bar, line in zip(chosen, labels, bars, lines, strict=True):
        assert (bar.yaxis or "y") == (line.yaxis or "y")
        heights = dict(zip(bar.x, bar.y, strict=True))
        column = {int(year): drawn(value) for year, value in years[label].dropna().items()}
        assert heights == column
        known = {year: value for year, value in tie_values(id).items() if year <= until}
        assert {year: value for year, value in heights.items() if value} == {
            year: drawn(value) for year, value in known.items() if value
        }
        assert set(known) <= set(heights), "a known year is not drawn"
        expected = {}
        for first, following in itertools.pairwise(edges):
            inside = [float(years.loc[str(year), label]) for year in heights if first <= year < following]
            if inside:
                expected[first, following - 1] = sum(inside) / len(inside)
        found = means[label].dropna()
        assert list(found.index) == [f"mean {first}-{last}" for first, last in expected]
        assert list(found) == pytest.approx(list(expected.values()), rel=1e-9)
        assert len(line.y) == 3 * len(expected)
        for place, ((first, last), mean) in enumerate(expected.items()):
            inside = [year for year in heights if first <= year <= last]
            assert line.y[3 * place : 3 * place + 3] == (pytest.approx(mean, rel=5.1e-5),) * 2 + (None,)
            assert line.x[3 * place : 3 * place + 3] == (min(inside) - 0.4, max(inside) + 0.4, None)
        if described_ties()[id]["listed"] == "yes":
            lists.append(label)
            continue
        ends = list(expected.values())
        words[label] = "unknown" if len(ends) < 2 else "thin"
        if len(ends) >= 2:
            changes[label] = (ends[0], ends[-1])
            thick = ends[-1] > 0 if ends[0] == 0 else ends[-1] / ends[0] >= 1.25
            level = ends[-1] == 0 if ends[0] == 0 else 0.8 < ends[-1] / ends[0] < 1.25
            words[label] = "thicken" if thick else "level" if level else "thin"
    check_verdicts_drawn(view, labels, words, changes)
    dashed = [shape.x0 + 0.5 for shape in view.figure.layout.shapes if shape.type == "line"]
    assert dashed == cuts
    check_thickening_words(view, values, cuts, words, changes, lists, expected)


def check_verdicts_drawn(view, labels, words, changes) -> None:
    """Beside each row of bars stands its verdict, from top to bottom; a list of our own has none."""
    signs = {"thicken": "thicker", "thin": "thinner", "level": "level", "unknown": "one period only"}
    beside = [note for note in view.figure.layout.annotations if note.x == 1 and note.xref == "paper"]
    beside.sort(key=lambda note: -note.y)
    assert len(beside) == len(labels)
    for note, label in zip(beside, labels, strict=True):
        if label not in words:
            assert note.text == "our list"
            continue
        assert signs[words[label]] in note.text
        times = re.search(rf"x ({NUMBER})", note.text)
        assert bool(times) == (label in changes and changes[label][0] > 0)
        if times:
            assert near(times[1], changes[label][1] / changes[label][0])


def check_thickening_words(view, values, cuts, words, changes, lists, means_of_last) -> None:
    if cuts:
        assert [int(year) for year in re.findall(r"\d{4}", view.title.partition(":")[0])] == cuts
    else:
        assert "one period" in view.title
    if len(words) + len(lists) == 1:
        told = re.findall(rf"(\d{{4}})-(\d{{4}}): ({NUMBER})", view.summary)
        assert [(int(first), int(last)) for first, last, _ in told] == list(means_of_last)
        for (_, _, size), mean in zip(told, means_of_last.values(), strict=True):
            assert near(size, mean), view.summary
        if lists:
            verdicts = r"thick(er|ens)|thin(ner|s)\b|level|\btimes\b"
            assert not cuts or not re.search(verdicts, view.title + view.summary), "a list has got a verdict"
            assert not cuts or "list, not counted as evidence" in view.title
        elif cuts:
            verb = {"thicken": " thicker", "thin": " thinner", "level": " level", "unknown": "one period only"}
            assert verb[next(iter(words.values()))] in view.title
            times = re.search(rf"\(({NUMBER}) times", view.title)
            first, last = next(iter(changes.values()), (0, 0))
            assert bool(times) == (first > 0)
            assert not times or near(times[1], last / first)
        return
    if cuts:
        told = re.search(r"of (\d+) ties (.+)$", view.title)
        counts = {"thicken": 0, "thin": 0, "level": 0, "unknown": 0}
        for number, word in re.findall(r"(\d+) (thicken|thin|level|known in one)", told[2]):
            counts["unknown" if word.startswith("known") else word] += int(number)
        assert int(told[1]) == len(words)
        assert counts == {word: list(words.values()).count(word) for word in counts}
    low = view.summary.lower()
    assert ("not counted" in low) == bool(lists)
    assert all(label.lower() in low.partition("not counted")[2] for label in lists)
    for label, (first, last) in changes.items():
        told = re.search(rf"{re.escape(label.lower())} ({NUMBER}) to ({NUMBER})", low)
        assert told, f"{label} is not in the sentence"
        assert near(told[1], first)
        assert near(told[2], last)
    for opening, word in (
        ("Thicker", "thicken"),
        ("Thinner", "thin"),
        ("Level", "level"),
        ("In one period only", "unknown"),
    ):
        group = re.search(rf"(?:^|\. ){opening}: ([^:]+)\.(?= [A-Z]|$)", view.summary)
        named = [part for part in words if group and part.lower() in group[1].lower()]
        assert named == [label for label in words if words[label] == word], view.summary


# --- timeline -----------------------------------------------------------------------------------


def check_timeline(view, values) -> None:
    first, last = sorted((values["since"], values["until"]))
    expected = [
        row
        for row in rows("data/timeline.csv")
        if int(row["year"]) <= last
        and int(row["end_year"] or row["year"]) >= first
        and values["stance"] in ("all", row["stance"])
        and values["theme"] in ("all", row["theme"])
        and (values["actor"] == "all" or values["actor"] in row["actors"].split(";"))
    ]
    columns = ("date", "event", "theme", "actors", "stance", "source", "confidence")
    shown = [tuple(row[name] for name in columns) for row in view.table.to_dict("records")]
    assert shown == [tuple(row[name] for name in columns) for row in expected]
    assert (f"{first} to {last}" if first < last else f"{first}") in view.title
    for control in ("stance", "theme", "actor"):
        assert (f"{control} {values[control]}" in view.title) == (values[control] != "all")
    if not expected:
        assert view.title.startswith("No event listed")
        assert view.figure is None
        return
    assert int(re.match(r"(\d+) listed events?,", view.title)[1]) == len(expected)
    assert set(view.sources) == {row["source"] for row in expected}
    coded, known = re.match(r"Coded (.+?)\. From the article (.+)", view.summary).groups()
    told = {stance: int(number) for number, stance in re.findall(r"(\d+) (\w+)", coded)}
    stances = [row["stance"] for row in expected]
    assert told == {stance: stances.count(stance) for stance in set(stances)}
    assert sum(told.values()) == len(expected)
    grounds = [row["confidence"] for row in expected]
    told = [int(number) for number in re.findall(r"(\d+)", known)]
    assert told == [grounds.count(ground) for ground in ("article", "found", "background")]
    check_markers(view, values, expected, first, last)


def check_markers(view, values, expected, first, last) -> None:
    lanes = dict(zip(view.figure.layout.yaxis.tickvals, view.figure.layout.yaxis.ticktext, strict=True))
    waiting = {(f"{row['date']}: {row['event']}", row["stance"]): row for row in expected}
    assert len(waiting) == len(expected)
    spans = sum(bool(row["end_year"]) for row in expected)
    for trace in view.figure.data:
        if trace.mode == "lines":
            ends = [x for x in trace.x if x is not None]
            spans -= len(ends) // 2
            assert all(begin < end for begin, end in zip(ends[::2], ends[1::2], strict=True))
            continue
        for x, y, hover in zip(trace.x, trace.y, trace.hovertext, strict=True):
            event, stance = hover.replace("<br>", " ").rsplit(" ", 1)
            row = waiting.pop((event, stance))
            assert trace.name == row["stance"]
            assert lanes[round(y)] == row[values["lanes"]]
            assert first <= x <= last + 1, "a marker outside the years chosen"
            assert int(x + 0.005) == max(int(row["year"]), first)
    assert waiting == {}, "events without a marker"
    assert spans == 0, "periods without a line"
    low, high = view.figure.layout.xaxis.range
    assert low <= first
    assert high >= last + 1


# --- why the split, paths -----------------------------------------------------------------------


def check_split(view, values) -> None:
    sort, compared = values["sort"], values["compare"] == "both"
    cards = [row for row in rows("data/split_events.csv") if row["id"] in sort]
    total = len(rows("data/split_events.csv"))
    assert list(view.table["event"]) == [row["card"] for row in cards]
    assert list(view.table["your explanation"]) == [sort[row["id"]] for row in cards]
    for coder in "ab":
        assert (f"coding {coder.upper()}" in view.table.columns) == compared
        if compared:
            assert list(view.table[f"coding {coder.upper()}"]) == [row[f"coder_{coder}"] for row in cards]
    if not sort:
        assert view.figure is None
        assert view.summary.startswith(f"{total} cards wait")
        return
    piles = {pile: [row for row in cards if sort[row["id"]] == pile] for pile in ("power", "ideas", "home")}
    for pile in piles:
        assert f"{len(piles[pile])} on {pile}" in view.title
    still = re.search(r"(\d+) still to sort", view.title)
    assert (int(still[1]) if still else 0) == total - len(cards)
    for trace in view.figure.data:
        named = [row for row in piles[trace.name] if any(row["card"] in text for text in trace.hovertext)]
        assert len(trace.x) == len(named) == len(piles[trace.name])
        for row, text in zip(named, trace.text, strict=True):
            assert row["date"][:4] in text
            assert row["label"] in text
            agreeing = [coder.upper() for coder in "ab" if row[f"coder_{coder}"] == sort[row["id"]]]
            bracket = re.search(r"\[(.+)\]$", text)
            assert bool(bracket) == compared
            assert not compared or bracket[1] == (" ".join(agreeing) or "neither")
    assert sum(len(trace.x) for trace in view.figure.data) == len(cards)
    home = re.search(r"of your (\d+) home cards, acts of the Chinese side have a part in (\d+)", view.summary)
    assert bool(home) == bool(piles["home"])
    if home:
        assert int(home[1]) == len(piles["home"])
        assert int(home[2]) == sum(row["made_by"] in ("China", "both") for row in piles["home"])
    told = re.search(
        r"Of (\d+) sorted cards .+ A on (\d+), with coding B on (\d+); .+ each other on (\d+)", view.summary
    )
    assert bool(told) == compared
    if compared:
        pairs = (("yours", "coder_a"), ("yours", "coder_b"), ("coder_a", "coder_b"))
        of = [{**row, "yours": sort[row["id"]]} for row in cards]
        agreed = [sum(row[one] == row[other] for row in of) for one, other in pairs]
        assert [int(part) for part in told.groups()] == [len(cards), *agreed]


def check_paths(view, values) -> None:
    path = values["path"]
    listed = [row for row in rows("data/lessons.csv") if row[path]]
    listed = [row for row in listed if row["status"] == "ready" or not values["ready_only"]]
    listed.sort(key=lambda row: int(row[path]))
    assert list(view.table["notebook"]) == [row["notebook"] for row in listed]
    sums = list(itertools.accumulate(int(row["minutes"]) for row in listed))
    assert list(view.table["minutes"]) == [int(row["minutes"]) for row in listed]
    assert list(view.table["minutes so far"]) == sums
    number, length, unit = re.search(r": (\d+) lessons?, (\d+) (minutes|hours) in all", view.title).groups()
    assert int(number) == len(listed)
    assert near(length, sums[-1] if unit == "minutes" else sums[-1] / 60)
    ready = [row for row in listed if row["status"] == "ready"]
    assert all(row["title"] in view.summary for row in ready)
    assert int(re.search(r"\((\d+) minutes\)", view.summary)[1]) == sum(int(row["minutes"]) for row in ready)
    marks = {}
    for trace in view.figure.data:
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True):
            marks[y[:2]] = (trace.name, x, int(re.search(r"\d+", text)[0]))
    assert marks == {
        row["notebook"][:2]: (row["status"], total, int(row["minutes"]))
        for row, total in zip(listed, sums, strict=True)
    }


def check_class_view(view, values) -> None:
    """The constructed class, counted again from the exports themselves."""
    if values["folder"].strip():
        assert view.table.empty
        assert "folder" in view.title
        return
    assert view.title.startswith("Constructed class: ")
    assert view.summary.endswith("No student gave these answers.")
    assert view.sources == ("constructed-class",)
    made = [export for _, export in rehearsal.constructed_class()]
    assert f"{len(made)} students read, 0 files refused" in view.summary
    if values["show"] == "refused":
        assert view.table.empty
        return
    if values["show"] == "who":
        counts = {export.pseudonym: len({(a.notebook, a.item) for a in export.answers}) for export in made}
        assert dict(zip(view.table["student"], view.table["done"], strict=True)) == counts
        return
    if values["show"] == "divided":
        kinds = list(view.table["kind"])
        assert kinds == sorted(kinds) and set(kinds) == {"a card", "a check"}
        shares = {kind: list(view.table.loc[view.table["kind"] == kind, "agreeing"]) for kind in kinds}
        assert all(each == sorted(each) for each in shares.values())
        assert near(re.search(r"(\d+)% of pairs", view.title)[1], shares["a card"][0] * 100)
        most = [*shares["a card"][:6], *shares["a check"][:6]]
        assert list(view.figure.data[0].x) == [round(share * 100, 1) for share in most]
        return
    if values["show"] == "wrong":
        first = view.table.iloc[0]
        assert f"by {first['students']} of {first['of']}" in view.title
        assert list(view.figure.data[0].x) == list(view.table["students"][:12])
        return
    check_one_item(view, made, *values["item"].split("/"))


def check_one_item(view, made, notebook, item) -> None:
    given = [[a.answer for a in e.answers if (a.notebook, a.item) == (notebook, item)] for e in made]
    given = [answers for answers in given if answers]
    lesson = checks.lessons()[notebook]
    if not given:
        assert view.table.empty
        return
    if item in lesson.tasks:
        assert list(view.table["text"]) == [answers[-1]["text"] for answers in given]
        assert sum(view.figure.data[0].x) == len(view.table) == len(given)
        return
    if item in lesson.sortings:
        names = checks.call(lesson.sortings[item]["units"])
        for unit, name in names.items():
            piles = [answers[-1][unit] for answers in given]
            same = [one == other for one, other in itertools.permutations(piles, 2)]
            row = view.table[view.table["unit"] == name].iloc[0]
            assert math.isclose(row["agreeing"], sum(same) / len(same))
        assert "Krippendorff's alpha is" in view.summary
        return
    judge = lesson.checks[item].judge
    if lesson.checks[item].kind == "match":
        for entry in lesson.checks[item].content["items"]:
            row = view.table[view.table["line"] == entry["text"]].iloc[0]
            for place, column in ((0, "wrong at first"), (-1, "wrong now")):
                assert row[column] == sum(answers[place][entry["id"]] != entry["right"] for answers in given)
        assert list(view.figure.data[0].x) == list(view.table["wrong at first"])
        assert f"{sum(bool(judge(answers[0]).right) for answers in given)} of {len(given)} right" in view.title
        return
    first = sum(bool(judge(answers[0]).right) for answers in given)
    now = sum(bool(judge(answers[-1]).right) for answers in given)
    assert f"{first} of {len(given)} right at first, {now} now" in view.title
    assert view.table["first"].sum() == view.table["now"].sum() == len(given)
    assert list(view.figure.data[0].x) == list(view.table["first"])


AGREE = {
    "asymmetry": check_asymmetry,
    "class_view": check_class_view,
    "thickening": check_thickening,
    "timeline": check_timeline,
    "why_the_split": check_split,
    "paths": check_paths,
}


# --- the states of the controls -----------------------------------------------------------------


def first_middle_last(widget) -> list:
    if isinstance(widget, Year):
        return [widget.min, (widget.min + widget.max) // 2, widget.max]
    if isinstance(widget, CardSort):
        cards, piles = [card["id"] for card in widget.cards], [pile["id"] for pile in widget.piles]
        all_sorted = {card: piles[place % len(piles)] for place, card in enumerate(cards)}
        return [{}, {card: all_sorted[card] for card in cards[::2]}, all_sorted]
    if isinstance(widget, ipywidgets.Checkbox):
        return [False, True]
    if isinstance(widget, ipywidgets.Text):
        return ["", "2014", "1993 2008; 2025,2001"]
    options = [meant for _, meant in widget.options]
    return [options[0], options[len(options) // 2], options[-1]]


def any_value(widget):
    if isinstance(widget, Year):
        return st.integers(widget.min, widget.max)
    if isinstance(widget, CardSort):
        cards, piles = [card["id"] for card in widget.cards], [pile["id"] for pile in widget.piles]
        return st.dictionaries(st.sampled_from(cards), st.sampled_from(piles))
    if isinstance(widget, ipywidgets.Checkbox):
        return st.booleans()
    if isinstance(widget, ipywidgets.Text):
        years = st.lists(st.integers(1993, 2025), max_size=5).map(lambda years: ", ".join(map(str, years)))
        return st.just(widget.value) | years
    options = [meant for _, meant in widget.options]
    # the first one stands for "all" where there is such a choice, and keeps most selections from being empty
    return st.just(options[0]) | st.sampled_from(options)


def any_state(name):
    return st.fixed_dictionaries({key: any_value(widget) for key, widget in shared(name).controls.items()})


def drawn_examples(number):
    return settings(RANDOM, max_examples=number)


def test_the_catalogue_holds_the_exhibits_of_the_lessons():
    assert set(CATALOGUE) >= EXHIBITS
    assert set(AGREE) == set(CATALOGUE), "an exhibit whose views nobody recounts"


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_control_can_be_set_to_its_ends_and_its_middle(name, opened):
    explorer = opened(name)
    check(name, explorer.view, explorer.values())
    seen = 0
    for key, widget in explorer.controls.items():
        before = widget.value
        for value in (*first_middle_last(widget), before):
            widget.value = value
            assert widget.value == value
            assert explorer.error is None, f"{key}={value!r}: {explorer.error}"
            check(name, explorer.view, explorer.values())
            seen += 1
    assert seen >= 6


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_any_state_gives_a_view_that_agrees_with_itself_and_the_data(name):
    seen = []

    @drawn_examples(60)
    @given(values=any_state(name))
    def try_state(values):
        view = shared(name).compute(**values)
        check(name, view, values)
        seen.append(len(view.table))

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


def test_all_states_of_asymmetry_that_a_page_keeps_agree():
    states = [values for values in discrete("asymmetry") if values["also"] == "USA"]
    assert len(states) == 14 * 7 * 2
    wrong = {}
    for values in states:
        try:
            check("asymmetry", shared("asymmetry").compute(**values), values, by_plotly=False)
        except Exception as problem:
            wrong[values["measure"], values["form"], values["before_1992"]] = str(problem).partition("\n")[0]
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "number"), [("class_view", 5 * 9), ("paths", 3 * 2), ("thickening", 11 * 3 * 2), ("timeline", 7 * 11)]
)
def test_all_other_states_that_a_page_keeps_agree(name, number):
    states = [state for state in discrete(name) if state.get("actor", "all") == "all"]
    states = [state for state in states if state.get("lanes", "theme") == "theme"]
    assert len(states) == number
    for values in states:
        check(name, shared(name).compute(**values), values, by_plotly=False)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_what_is_shown_is_what_the_function_gives_for_the_controls(name, opened):
    explorer = opened(name)
    for key, widget in explorer.controls.items():
        for value in first_middle_last(widget):
            widget.value = value
            again = explorer.compute(**explorer.values())
            assert (explorer.view.title, explorer.view.summary) == (again.title, again.summary), key
            pd.testing.assert_frame_equal(explorer.view.table, again.table)


def picture(view):
    return None if view.figure is None else view.figure.to_json()


MORE_STARTS = [
    *(("asymmetry", {"form": form}) for form in (
        "levels", "ratio", "doublings", "who moved", "crossing years", "symmetry",
    )),
    *(("asymmetry", {"form": form, "measure": "gdp_ppp"}) for form in ("log levels", "ratio", "who moved", "symmetry")),
    ("thickening", {"tie": "trade"}), ("thickening", {"periods": "own"}), ("thickening", {"periods": "article"}),
    ("timeline", {"lanes": "theme"}),
    ("why_the_split", {"sort": {"joint-fleet": "home", "secret-speech": "power"}, "compare": "both"}),
    ("paths", {"path": "term"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "start"), [*((name, {}) for name in sorted(CATALOGUE)), *MORE_STARTS])
def test_every_control_that_is_not_greyed_out_changes_picture_or_table(name, start, opened):
    tried, idle = 0, []
    for key in shared(name).controls:
        explorer = opened(name, **start)
        widget = explorer.controls[key]
        if widget.disabled:
            continue
        tried += 1
        before = picture(explorer.view), explorer.view.table
        values = first_middle_last(widget)
        if isinstance(widget, ipywidgets.Dropdown):
            values = [meant for _, meant in widget.options]
        for value in values:
            widget.value = value
            if picture(explorer.view) != before[0] or not explorer.view.table.equals(before[1]):
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
    shown = picture(explorer.view), explorer.view.table
    for key in greyed:
        for value in first_middle_last(explorer.controls[key]):
            other = explorer.compute(**{**values, key: value})
            assert picture(other) == shown[0]
            assert other.table.equals(shown[1])


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
    if isinstance(widget, ipywidgets.Checkbox):
        return ["yes", 1, 0, "True", None, []]
    if isinstance(widget, ipywidgets.Text):
        return [2008, None, ["2008"], True]
    return ["no such choice", 17, ["USA"], True, {}]


def allowed_words(widget) -> list[str]:
    if isinstance(widget, Year):
        return [str(widget.min), str(widget.max)]
    if isinstance(widget, CardSort):
        return [*(card["id"] for card in widget.cards), *(pile["id"] for pile in widget.piles)]
    if isinstance(widget, ipywidgets.Checkbox):
        return ["True", "False"]
    if isinstance(widget, ipywidgets.Text):
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
    assert all(name in str(refused.value) for name in EXHIBITS)
    assert set(dir(explore)) >= EXHIBITS


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
            assert (other.view.title, other.view.summary) == (one.view.title, one.view.summary)
            pd.testing.assert_frame_equal(other.view.table, one.view.table)
            assert picture(other.view) == picture(one.view)
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
    for widget in explorer.controls.values():
        widget.value = first_middle_last(widget)[1]
    again = eval(explorer.code(), {"explore": explore})
    try:
        assert again.values() == explorer.values()
        assert again.view.title == explorer.view.title
        pd.testing.assert_frame_equal(again.view.table, explorer.view.table)
    finally:
        again.close()


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_closing_an_exhibit_leaves_no_models(name):
    before = set(_instances)
    explorer = CATALOGUE[name]()
    made = set(_instances) - before
    assert len(made) > len(explorer.controls) + 2
    for widget in explorer.controls.values():
        widget.value = first_middle_last(widget)[-1]
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
