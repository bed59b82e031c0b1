"""How alike they vote, recounted from votes_ideal_points.csv, votes_agreement.csv and vetoes.csv."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache

import pandas as pd

from .recount import NUMBER, drawn, near, rows

STATES = 6 * 3 * 8
STARTS = [
    {"show": "positions", "series": "final", "since": 1946},
    {"show": "agreement"},
    {"show": "parts of Russia", "year": 2005},
    {"show": "vetoes"},
    {"series": "all", "beside": None},
]
NAMES = {
    "RUS": "Russia", "CHN": "China", "USA": "United States", "KAZ": "Kazakhstan", "KGZ": "Kyrgyzstan", "TJK": "Tajikistan",
    "TKM": "Turkmenistan", "UZB": "Uzbekistan", "MNG": "Mongolia", "BLR": "Belarus", "ARM": "Armenia", "SRB": "Serbia", "AFG": "Afghanistan",
}  # fmt: skip
LABELS = {"all": "all votes", "final": "final passage"}
WORDS = {"closer": "\u25bc closer", "further apart": "\u25b2 further apart", "unchanged": "= unchanged"}


def agree(view, values) -> None:
    show = values["show"]
    if show == "vetoes":
        check_vetoes(view)
    elif show == "agreement":
        check_agreement(view, values)
    elif show.startswith("parts"):
        check_parts(view, values, "CHN" if show.endswith("China") else "RUS")
    else:
        check_step(view, values)
        (check_distance if show == "distance" else check_positions)(view, values)


# --- distance and positions ----------------------------------------------------------------------


@cache
def points(column: str = "ideal_point") -> dict[tuple[str, str, int], float]:
    return {
        (row["series"], row["iso3"], int(row["session"])): float(row[column])
        for row in rows("data/votes_ideal_points.csv")
        if row[column]
    }


def gap(series: str, session: int, one: str = "RUS", other: str = "CHN") -> float | None:
    found = [points().get((series, state, session)) for state in (one, other)]
    return None if None in found else abs(found[0] - found[1])


def word(series: str, session: int) -> str:
    before, after = (f"{gap(series, each):.2f}" for each in (session - 1, session))
    return "unchanged" if before == after else "closer" if float(after) < float(before) else "further apart"


def intervals_meet(session: int) -> bool:
    low, high = ({state: points(end)["all", state, session] for state in ("RUS", "CHN")} for end in ("low", "high"))
    return max(low.values()) <= min(high.values())


def shown(values) -> list[str]:
    return ["all", "final"] if values["series"] == "both" else [values["series"]]


def check_step(view, values) -> None:
    session = values["session"]
    assert view.title.startswith(f"{session - 1} to {session}: ")
    assert ("USSR" in view.title) == (session <= 1992)
    if values["show"] == "positions":
        assert view.title.endswith(f": {steps_told(session)}")
    else:
        check_distances_told(view, values)
    heads = [note.text for note in view.figure.layout.annotations if note.text.startswith("<b>")]
    assert len(heads) == len(shown(values))
    for head, series in zip(heads, shown(values), strict=True):
        told = re.fullmatch(rf"<b>(.+): (.+)</b>, ({NUMBER}) to ({NUMBER})", head)
        assert told[1].lower() == LABELS[series]
        assert told[2] == WORDS[word(series, session)]
        assert near(told[3], gap(series, session - 1))
        assert near(told[4], gap(series, session))
    meet = [str(each) for each in (session - 1, session) if intervals_meet(each)]
    expected = f"overlap in {' and in '.join(meet)}." if meet else "their intervals are apart."
    assert expected in view.summary
    earlier = [f"{gap('earlier', each):.2f}" for each in (session - 1, session)]
    assert f"go from {earlier[0]} to {earlier[1]}" in view.notes[-1]
    rects = [shape for shape in view.figure.layout.shapes if shape.type == "rect"]
    assert [(shape.x0, shape.x1) for shape in rects] == [(session - 1, session)] * len(shown(values))


def check_distances_told(view, values) -> None:
    session = values["session"]
    told = re.findall(rf"by (all votes|final passage) \(({NUMBER}) to ({NUMBER})\)", view.title)
    first = shown(values)[0]
    order = [LABELS[first], LABELS["final" if first == "all" else "all"]]
    assert [label for label, _, _ in told] == order, "one series is told without the other"
    words = [word(series, session) for series in ("all", "final")]
    assert (", but " in view.title) == (words[0] != words[1])
    for label, before, after in told:
        series = "all" if label == "all votes" else "final"
        assert near(before, gap(series, session - 1))
        assert near(after, gap(series, session))
        before_label = view.title.partition(f"by {label}")[0]
        assert re.search(r"(further apart|closer|unchanged)(?!.*(further apart|closer|unchanged))", before_label)[
            1
        ] == (word(series, session))


def panel(view, place: int) -> list:
    return [trace for trace in view.figure.data if (trace.xaxis or "x") == ("x" if place == 0 else f"x{place + 1}")]


def line_of(traces, name: str) -> dict[int, float]:
    found = [trace for trace in traces if trace.name == name]
    return {x: y for trace in found for x, y in zip(trace.x, trace.y, strict=True) if y is not None}


def known(column: pd.Series) -> dict[int, float]:
    return {int(session): value for session, value in column.dropna().items()}


def check_columns(table, expected: dict) -> None:
    assert list(table.columns) == list(expected)
    for name, cells in expected.items():
        assert known(table[name]).keys() == cells.keys(), name
        assert all(math.isclose(table.loc[each, name], value, abs_tol=1e-9) for each, value in cells.items()), name


def check_distance(view, values) -> None:
    first = max(min(values["since"], values["session"] - 1), 1971)
    sessions, beside = range(first, 2024), values["beside"]
    table = view.table.set_index("session")
    expected = {}
    for place, series in enumerate(shown(values)):
        lines = {"the two": ("Russia and China", ("RUS", "CHN"))}
        if beside:
            lines |= {
                f"to {NAMES[each]}": (f"{NAMES[beside]} and {NAMES[each]}", (beside, each)) for each in ("RUS", "CHN")
            }
        for name, (column, pair) in lines.items():
            cells = {each: gap(series, each, *pair) for each in sessions if gap(series, each, *pair) is not None}
            assert line_of(panel(view, place), name) == {each: drawn(value) for each, value in cells.items()}
            expected[f"{column}, {LABELS[series]}"] = cells
        marks = next(trace for trace in panel(view, place) if trace.name == "step")
        assert list(marks.x) == [values["session"] - 1, values["session"]]
        assert list(marks.y) == [drawn(gap(series, each)) for each in marks.x]
        bands = [trace for trace in panel(view, place) if trace.name == "interval"]
        assert len(bands) == (series == "all")
        if bands:
            least, most = possible(sessions)
            expected |= {"least possible, all votes": least, "most possible, all votes": most}
            corners = [*((x, most[x]) for x in sessions), *((x, least[x]) for x in reversed(sessions))]
            assert list(zip(bands[0].x, bands[0].y, strict=True))[:-1] == [(x, drawn(y)) for x, y in corners]
    check_columns(table, expected)
    assert view.summary.startswith(f"Who moved (down: away from the US side): {steps_told(values['session'])}. ")
    opposite = [
        each for each in range(1972, 2024) if {word("all", each), word("final", each)} == {"closer", "further apart"}
    ]
    large = [
        str(each)
        for each in opposite
        if all(abs(gap(series, each) - gap(series, each - 1)) > 0.05 for series in ("all", "final"))
    ]
    assert (
        f"opposite ways in {len(opposite)} of 52 steps since 1971, in {len(large)} by more than 0.05 each ({', '.join(large)})"
        in view.summary
    )
    check_beside(view, values)


def named(state: str, session: int) -> str:
    return "USSR" if state == "RUS" and session <= 1991 else NAMES[state]


def steps_told(session: int) -> str:
    russia = {1992: "Russia (to 1991 the USSR)"}.get(session, "the USSR" if session < 1992 else "Russia")
    return "; ".join(
        f"by {LABELS[series]} {russia} {step_of('RUS', series, session)}, China {step_of('CHN', series, session)}"
        for series in ("all", "final")
    )


def step_of(state: str, series: str, session: int) -> str:
    """Up or down, and how far, from one session to the next; above 0 is nearer to the United States."""
    before, after = (points().get((series, state, each)) for each in (session - 1, session))
    if None in (before, after):
        return "no step known"
    return f"{after - before:.2f} up" if after >= before else f"{before - after:.2f} down"


def possible(sessions) -> tuple[dict, dict]:
    """Smallest and largest distance of two points, each anywhere in its interval: at the ends, or 0 where they meet."""
    least, most = {}, {}
    for each in sessions:
        ends = {state: [points(end)["all", state, each] for end in ("low", "high")] for state in ("RUS", "CHN")}
        apart = [abs(one - other) for one in ends["RUS"] for other in ends["CHN"]]
        least[each], most[each] = 0.0 if intervals_meet(each) else min(apart), max(apart)
    return least, most


def check_beside(view, values) -> None:
    beside, session = values["beside"], values["session"]
    if not beside:
        return
    told = view.summary.partition(f"{NAMES[beside]} ")[2]
    found = 0
    for series in shown(values):
        apart = [gap(series, session, beside, each) for each in ("RUS", "CHN")]
        if None not in apart:
            found += 1
            assert f"by {LABELS[series]} {apart[0]:.2f} from Russia, {apart[1]:.2f} from China" in told
    assert found or f"has no position in {session}." in told


def check_positions(view, values) -> None:
    first = min(values["since"], values["session"] - 1)
    sessions, states = range(first, 2024), ["RUS", "CHN", *([values["beside"]] if values["beside"] else [])]
    expected = {}
    for place, series in enumerate(shown(values)):
        for state in states:
            cells = {each: points()[series, state, each] for each in sessions if (series, state, each) in points()}
            expected[f"{NAMES[state]}, {LABELS[series]}"] = cells
            if series == "all":
                ends = {end: {each: points(end)["all", state, each] for each in cells} for end in ("low", "high")}
                expected |= {f"{NAMES[state]}, {end}": found for end, found in ends.items()}
            line = line_of(panel(view, place), NAMES[state])
            if state == "RUS":
                soviet = line_of(panel(view, place), "USSR")
                assert all(each <= 1991 for each in soviet)
                assert all(each >= 1992 for each in line)
                line |= soviet
            assert line == {each: drawn(value) for each, value in cells.items()}, f"{state}, {series}"
        check_bands(panel(view, place), states if series == "all" else [], sessions)
        bars = next(trace for trace in panel(view, place) if trace.name == "step")
        for start, each in ((0, values["session"] - 1), (3, values["session"])):
            ends = [drawn(points()[series, state, each]) for state in ("RUS", "CHN")]
            assert (list(bars.x[start : start + 2]), list(bars.y[start : start + 2])) == ([each, each], ends)
    table = view.table.set_index("session")
    assert set(table.columns) == set(expected)
    check_columns(table[list(expected)], expected)
    for series in shown(values):
        for state in states:
            position = points().get((series, state, values["session"]))
            told = f"{NAMES[state]} not known"
            if position is not None:
                told = f"{named(state, values['session'])} {position:.2f} ({step_of(state, series, values['session'])})"
            assert told in view.summary
    assert "1964" not in {str(each) for each in line_of(view.figure.data, "USSR")}


def check_bands(traces, states, sessions) -> None:
    corners = {(x, y) for trace in traces if trace.name == "interval" for x, y in zip(trace.x, trace.y, strict=True)}
    expected = {
        (each, drawn(points(end)["all", state, each]))
        for state in states
        for each in sessions
        for end in ("low", "high")
        if ("all", state, each) in points()
    }
    assert corners - {(None, None)} == expected


# --- agreement -----------------------------------------------------------------------------------


@cache
def votes(year: int) -> dict[tuple[str, str], dict[str, int]]:
    counts = ("joint_votes", "same", "one_abstained", "opposed")
    return {
        (row["iso3"], row["other_iso3"]): {name: int(row[name]) for name in counts}
        for row in rows("data/votes_agreement.csv")
        if int(row["year"]) == year
    }


def rate(year: int, one: str, other: str) -> float:
    found = votes(year)[one, other]
    return found["same"] / found["joint_votes"]


def nearer(year: int, of: str) -> tuple[list[str], list[str]]:
    """The states that one of the two voted like more often than like the other one, and all others; products decide, not quotients."""
    pair = votes(year)[of, "CHN" if of == "RUS" else "RUS"]
    others = [other for one, other in votes(year) if one == of and other not in ("RUS", "CHN")]
    return [
        state
        for state in others
        if votes(year)[of, state]["same"] * pair["joint_votes"] > pair["same"] * votes(year)[of, state]["joint_votes"]
    ], others


def how_many(year: int, of: str) -> str:
    above, others = nearer(year, of)
    if not above:
        return f"none of {len(others)} others"
    return f"{len(above)} of {len(others)} others" if len(above) < len(others) else f"all {len(others)} others"


def check_agreement(view, values) -> None:
    year, beside = values["year"], values["beside"]
    above, others = nearer(year, "CHN")
    pair = rate(year, "CHN", "RUS")
    assert f"{year}: China voted like " in view.title
    assert near(re.search(rf"in ({NUMBER})%", view.title)[1], 100 * pair)
    assert f"more often like {how_many(year, 'CHN')}" in view.title
    region = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
    assert ("all 5 Central Asian states" in view.title) == (region <= set(above))
    assert f"{how_many(year, 'RUS')} " in view.summary
    marks = {trace.name: trace for trace in view.figure.data}
    fullest = max(found["joint_votes"] for found in votes(year).values())
    table = view.table.set_index("state")
    assert set(table.index) == {NAMES[state] for state in others} | {"Russia and China"}
    shares = [rate(year, "CHN", state) for state in reversed_names(list(table.index)[:-1])]
    assert shares == sorted(shares, reverse=True)
    for side in ("CHN", "RUS"):
        trace = marks[f"with {NAMES[side]}"]
        assert list(trace.y) == list(table.index)[:-1]
        for name, x, text, symbol in zip(trace.y, trace.x, trace.text, trace.marker.symbol, strict=True):
            state = reversed_names([name])[0]
            share = rate(year, side, state)
            assert math.isclose(x, share, abs_tol=5.1e-5)
            assert near(text.strip(" %"), 100 * share)
            assert symbol.endswith("-open") == (2 * votes(year)[side, state]["joint_votes"] < fullest)
            assert table.loc[name, f"with {NAMES[side]}"] == x
            assert table.loc[name, f"joint votes with {NAMES[side]}"] == votes(year)[side, state]["joint_votes"]
    assert math.isclose(view.figure.layout.shapes[0].x0, pair, abs_tol=5.1e-5), "the baseline is not where the pair is"
    assert math.isclose(table.loc["Russia and China", "with China"], pair, abs_tol=5.1e-5)
    check_words_on(view, year, beside, region & set(others))
    check_close_calls(view, year, above)
    check_same_votes(view, year)


def check_close_calls(view, year, above) -> None:
    """Who is next above Russia in China's list, and who is level: whole numbers decide."""
    pair = votes(year)["CHN", "RUS"]
    russia = "the USSR" if year <= 1991 else "Russia"
    cross = {
        state: found["same"] * pair["joint_votes"] - pair["same"] * found["joint_votes"]
        for (one, state), found in votes(year).items()
        if one == "CHN" and state != "RUS"
    }
    level = [NAMES[state] for state, more in cross.items() if more == 0]
    told = re.search(r", and level ([\w ]+?)\.", view.summary)
    assert sorted(told[1].split(" and ") if told else []) == sorted(level)
    are = "is" if len(above) < 2 else "are"
    assert f"; seen from China {len(above) or 'none'} {are} nearer than {russia}" in view.summary
    told = re.search(
        r"nearer than [\w ]+, (?:least so )?(?:the )?([\w ]+) \((\d+) of (\d+) votes, .+? (\d+) of (\d+)\)",
        view.summary,
    )
    assert bool(told) == bool(above)
    if told:
        last = reversed_names([told[1]])[0]
        assert rate(year, "CHN", last) == min(rate(year, "CHN", state) for state in above)
        found = votes(year)["CHN", last]
        assert [int(each) for each in told.groups()[1:]] == [*found.values()][1::-1] + [*pair.values()][1::-1]


def check_same_votes(view, year) -> None:
    """On how many votes rates and positions rest is told in a note."""
    fullest = max(found["joint_votes"] for found in votes(year).values())
    behind = max(
        number for (series, _, session), number in points("votes").items() if (series, session) == ("all", year)
    )
    assert (
        f"in {year} the fullest pair has {fullest}, the positions from all votes of the session up to {behind:.0f}"
        in view.notes[-1]
    )


def reversed_names(names: list[str]) -> list[str]:
    ids = {name: id for id, name in NAMES.items()}
    return [ids[name] for name in names]


def check_words_on(view, year, beside, region) -> None:
    if region:
        for side in ("CHN", "RUS"):
            shares = [rate(year, side, state) for state in region]
            told = re.search(rf"like {NAMES[side]} in ({NUMBER})% to ({NUMBER})%", view.summary)
            assert near(told[1], 100 * min(shares))
            assert near(told[2], 100 * max(shares))
    else:
        assert "Central Asian" not in view.summary
    if beside and ("CHN", beside) in votes(year):
        for side in ("CHN", "RUS"):
            found = votes(year)[side, beside]
            assert f"like {NAMES[side]} in {found['same']} of {found['joint_votes']} votes" in view.summary
    elif beside:
        assert f"{NAMES[beside]} has no votes in {year}." in view.summary


def check_parts(view, values, of) -> None:
    year, beside, other = values["year"], values["beside"], "CHN" if of == "RUS" else "RUS"
    pair = votes(year)[of, other]
    assert (
        f"the same in {pair['same']} of {pair['joint_votes']} votes, one abstained in {pair['one_abstained']}, opposed in {pair['opposed']}"
        in view.title
    )
    table = view.table.set_index("state")
    assert set(table.index) == {NAMES[state] for one, state in votes(year) if one == of}
    bars = {trace.name: trace for trace in view.figure.data}
    parts = {"same": "the same vote", "one_abstained": "one abstained", "opposed": "yes against no"}
    for place, name in enumerate(table.index):
        found = votes(year)[of, reversed_names([name])[0]]
        row = table.loc[name]
        assert row["joint votes"] == found["joint_votes"] == row["same"] + row["one abstained"] + row["opposed"]
        for part, label in parts.items():
            assert row[part.replace("_", " ")] == found[part]
            assert math.isclose(bars[label].x[place], found[part] / found["joint_votes"], abs_tol=5.1e-5)
            text = bars[label].text[place].strip()
            assert text in ("", str(found[part]))
        assert bars["the same vote"].y[place].removeprefix("\u25b8 ") in (name, "USSR")
        end = next(note.text for note in view.figure.layout.annotations if note.y == bars["the same vote"].y[place])
        told = re.fullmatch(rf"({NUMBER})% of (\d+)", end)
        assert near(told[1], 100 * found["same"] / found["joint_votes"])
        assert int(told[2]) == found["joint_votes"]
    check_same_votes(view, year)
    marked = [label for label in bars["the same vote"].y if label.startswith("\u25b8")]
    assert len(marked) == 1
    assert f"more often like {how_many(year, of)}." in view.summary
    fewest = min(found["joint_votes"] for (one, _), found in votes(year).items() if one == of)
    fullest = max(found["joint_votes"] for found in votes(year).values())
    told = re.search(r"with (.+) there are (\d+) joint votes, in the year's fullest pair (\d+)\.", view.summary)
    assert (int(told[2]), int(told[3])) == (fewest, fullest)
    assert votes(year)[of, reversed_names([told[1].removeprefix("the ")])[0]]["joint_votes"] == fewest
    if beside and (of, beside) in votes(year):
        found = votes(year)[of, beside]
        assert f"{NAMES[beside]}: the same in {found['same']} of {found['joint_votes']}" in view.summary
    elif beside:
        assert f"{NAMES[beside]} has no votes in {year}." in view.summary


# --- vetoes --------------------------------------------------------------------------------------


def check_vetoes(view) -> None:
    kept = rows("data/vetoes.csv")
    against = [(row["russia_vote"] == "against", row["china_vote"] == "against") for row in kept]
    joint = sum(both == (True, True) for both in against)
    abstains = sum(row["russia_vote"] == "against" and row["china_vote"] == "abstain" for row in kept)
    assert f"of {len(kept)} vetoed drafts both vetoed {joint};" in view.title
    assert view.title.endswith(f"Russia vetoes, China abstains ({abstains})")
    spans = ((1992, 2008), (2009, 2021), (2022, 2024))
    for first, last in spans:
        inside = [both for row, both in zip(kept, against, strict=True) if first <= int(row["date"][:4]) <= last]
        told = f"{sum(all(both) for both in inside)} of {len(inside)}"
        assert f"{told} in {first}-{last}" in view.summary
        head = f"<b>{first}-{last}</b><br>both: {told}"
        assert head in [note.text for note in view.figure.layout.annotations]
    assert "unit: the draft resolution; amendments are not counted" in view.summary
    for first, last in spans[1:]:
        told = []
        for syria in (True, False):
            drafts = [
                both
                for row, both in zip(kept, against, strict=True)
                if first <= int(row["date"][:4]) <= last and ("Syria" in row["subject"]) == syria
            ]
            told.append((len(drafts), sum(all(both) for both in drafts)))
        (on_syria, both_on_syria), (other, both_on_other) = told
        assert (
            f"{first}-{last}: {on_syria} on Syria (both vetoed {both_on_syria}), {other} on other matters ({both_on_other})"
            in view.notes[-1]
        )
    assert sorted(view.table["draft"]) == sorted(row["draft"] for row in kept)
    *marks, numbers = view.figure.data
    drafts = {re.search(r"S/\S+?(?=<)", text)[0]: trace.name for trace in marks for text in trace.hovertext}
    assert len(drafts) == len(kept) == sum(len(trace.x) for trace in marks)
    for row in kept:
        name = drafts[row["draft"]]
        veto, other = name.split(", ") if ", " in name else (name, "")
        votes_of = {"Russia": row["russia_vote"], "China": row["china_vote"]}
        if name == "both veto":
            assert set(votes_of.values()) == {"against"}
        else:
            assert votes_of[veto.split()[0]] == "against"
            assert votes_of[other.split()[0]] == ("abstain" if other.endswith("abstains") else "for")
    period = {row["draft"]: next(span for span in spans if span[0] <= int(row["date"][:4]) <= span[1]) for row in kept}
    cells = Counter((drafts[draft], span) for draft, span in period.items())
    assert sorted(int(text) for text in numbers.text) == sorted(cells.values())
    assert Counter(numbers.y) == Counter(case for case, _ in cells)
