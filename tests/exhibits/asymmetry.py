"""Asymmetry, recounted from capabilities.csv."""

from __future__ import annotations

import math
import re
from functools import cache

import pandas as pd

from .recount import NUMBER, drawn, near, numbers, rows

STATES = 14 * 7 * 2
STARTS = [
    *({"form": form} for form in ("levels", "ratio", "doublings", "who moved", "crossing years", "symmetry")),
    *({"form": form, "measure": "gdp_ppp"} for form in ("log levels", "ratio", "who moved", "symmetry")),
]


def kept(state) -> bool:
    return state["also"] == "USA"


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


def agree(view, values) -> None:
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
