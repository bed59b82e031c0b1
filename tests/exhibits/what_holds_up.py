"""What holds up?, every specification worked out again from the CSV files, row by row and without tables."""

from __future__ import annotations

import contextlib
import itertools
import math
import re
import statistics
from functools import cache

import pytest

from .recount import rows

STATES = 4 * 14 * 2
STARTS = [
    {"order": "choice"},
    {"group": "before", "leave_out": {"votes/series/all": {"it": "left out"}, "votes/after/2022": {"it": "left out"}}},
]
INF = math.inf
SIX = ("KAZ", "KGZ", "TJK", "TKM", "UZB", "MNG")
SAYS = {
    "votes": "Russia and China vote more alike after 2021",
    "passed": "China passed Russia around 1991",
    "ties": "Ties deepened after 2008",
    "realist": "The literature is realist",
}


def labels(path: str, key: str, leaving: set[str]) -> dict[str, str]:
    return {row[key]: row["label"] for row in rows(path) if row[key] not in leaving}


NAMES = {"before": "time before", "after": "time after", "end": "last year", "works": "set of works"}


@cache
def choices(claim: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Choices of a claim: id -> what stands above its column, and what is shown for each value."""
    if claim == "votes":
        found = {
            "series": {"all": "all votes", "final": "final passage", "earlier": "earlier edition"},
            "measure": {"two": "distance of the two", "beside": "compared with 6 others"},
            "before": {
                "2021": "session of 2021",
                "2020": "session of 2020",
                "2020-2021": "mean of 2020-2021",
                "2018-2020": "mean of 2018-2020",
                "2012-2021": "mean of 2012-2021",
            },
            "after": {"2022": "session of 2022", "2023": "session of 2023", "2022-2023": "mean of 2022-2023"},
            "threshold": {"any": "closer by anything", "step": "more than a usual step"},
        }
    elif claim == "passed":
        found = {
            "measure": labels("data/measures.csv", "measure", {"arms_deliveries"}),
            "territory": {"territory": "Russia's own territory", "ussr": "the USSR"},
            "crossing": {"for_good": "above for good", "first": "first year above"},
            "threshold": {"1": "within a year", "3": "within 3 years", "5": "within 5 years"},
        }
    elif claim == "ties":
        lists = {row["tie"] for row in rows("data/tie_series.csv") if row["listed"] == "yes"}
        found = {
            "series": labels("data/tie_series.csv", "tie", lists),
            "before": {"1992": "from 1992, or its start", "2001": "from 2001"},
            "after": {"2008": "from 2008", "2009": "from 2009", "2012": "from 2012"},
            "end": {"2021": "2021, or its end", "last": "last known"},
            "threshold": {"any": "any rise", "1.25": "up by a quarter", "2": "doubled"},
        }
    else:
        found = {
            "code": {"theory": "theory used", "vocabulary": "words used"},
            "breadth": {"narrow": "realism only", "wide": "with alignment, mixed"},
            "unit": {"works": "works", "citations": "citations"},
            "coder": {"a": "first coder", "b": "second coder"},
            "works": {"all": "all works cited", "section": "literature section", "shown": "where a code is given"},
            "threshold": {"half": "more than half", "largest": "largest group"},
        }
    return {id: (NAMES.get(id, id), values) for id, values in found.items()}


# --- what each combination gives: (estimate, holds), or None where there is no such combination --------


@cache
def points() -> dict[tuple[str, int, str], float]:
    table = rows("data/votes_ideal_points.csv")
    return {(row["iso3"], int(row["session"]), row["series"]): float(row["ideal_point"]) for row in table}


def apart(session: int, series: str, measure: str) -> float:
    """Distance of the two in a session; KeyError if one of those compared is not known."""
    place = {state: points()[state, session, series] for state in ("RUS", "CHN", *(SIX if measure == "beside" else ()))}
    two = abs(place["RUS"] - place["CHN"])
    if measure == "two":
        return two
    return two - sum(abs(place[state] - place[one]) for state in SIX for one in ("RUS", "CHN")) / 12


@cache
def usual_step(series: str, measure: str) -> float:
    """The change of the distance from one session to the next that half of all changes from 1992 to 2021 are below."""
    steps = []
    for session in range(1993, 2022):
        with contextlib.suppress(KeyError):
            steps.append(abs(apart(session, series, measure) - apart(session - 1, series, measure)))
    return statistics.median(steps)


def votes(series, measure, before, after, least):
    means = []
    for span in (before, after):
        ends = [int(year) for year in span.split("-")]
        sessions = range(ends[0], ends[-1] + 1)
        means.append(sum(apart(each, series, measure) for each in sessions) / len(sessions))
    change = means[1] - means[0]
    return change, change < (-usual_step(series, measure) if least == "step" else 0)


@cache
def levels() -> dict[str, dict[str, dict[int, float]]]:
    found: dict = {}
    for row in rows("data/capabilities.csv"):
        found.setdefault(row["measure"], {}).setdefault(row["iso3"], {})[int(row["year"])] = float(row["value"])
    return found


def passed(measure, before_1992, crossing, around):
    own = levels()[measure]
    about = next(row for row in rows("data/measures.csv") if row["measure"] == measure)
    counts_ussr = (
        about["source"] == "cow-nmc" or "USSR" in about["scope"] or "to 1991 and then Russia" in about["scope"]
    )
    if "SUN" not in own and before_1992 != ("ussr" if counts_ussr else "territory"):
        return None
    russia = dict(own["RUS"])
    if "SUN" in own and before_1992 == "ussr":
        russia = {year: value for year, value in own["RUS"].items() if year > 1991}
        russia |= {year: value for year, value in own["SUN"].items() if year <= 1991}
    years = sorted(set(russia) & set(own["CHN"]))
    above = [own["CHN"][year] > russia[year] for year in years]
    if crossing == "first":
        places = [place for place, high in enumerate(above) if high][:1]
    else:
        places = [place for place in range(len(years)) if all(above[place:])][:1]
    if not places:
        return INF, False
    if places[0] == 0:
        return -INF, False
    return years[places[0]], abs(years[places[0]] - 1991) <= int(around)


TIES = {
    "obligations": "alliance_obligations", "arms_orders": "arms_orders", "arms_deliveries": "arms_deliveries",
    "trade": "trade_china", "trade_share": "trade_share_russia",
}  # fmt: skip


@cache
def tie_years(tie: str) -> dict[int, float]:
    if tie == "vetoes":
        joint = [
            row["date"][:4] for row in rows("data/vetoes.csv") if row["russia_vote"] == row["china_vote"] == "against"
        ]
        return {year: joint.count(str(year)) for year in range(1992, 2025)}
    table = [row for row in rows("data/ties.csv") if row["tie"] == TIES[tie] and int(row["year"]) >= 1992]
    return {int(row["year"]): float(row["value"]) for row in table}


def ties(tie, since, cut, until, least):
    known = tie_years(tie)
    if (since == "2001" and min(known) >= 2001) or (until == "last" and max(known) <= 2021):
        return None
    end = 2021 if until == "2021" else max(known)
    earlier = [value for year, value in known.items() if int(since) <= year < int(cut)]
    later = [value for year, value in known.items() if int(cut) <= year <= end]
    factor = (sum(later) / len(later)) / (sum(earlier) / len(earlier))
    return factor, factor > 1 if least == "any" else factor >= float(least)


REALIST = {
    ("theory", "narrow"): {"realism"}, ("theory", "wide"): {"realism", "alignment"},
    ("vocabulary", "narrow"): {"realist"}, ("vocabulary", "wide"): {"realist", "mixed"},
}  # fmt: skip
SILENT = {"theory": {"none", "unclear"}, "vocabulary": {"plain"}}


@cache
def realist_shares(code, width, unit, coder, among, rule) -> tuple[float, float]:
    """The share of the realists, and that which it is to pass, in per cent."""
    sums: dict[str, int] = {}
    for work in rows("seeds/works.csv"):
        cited = [each["section"] for each in rows("seeds/citations.csv") if each["key"] == work["key"]]
        if among == "section" and not any("in need" in section for section in cited):
            continue
        if among == "shown" and any(work[f"{each}_{coder}"] in SILENT[each] for each in SILENT):
            continue
        group = work[f"{code}_{coder}"]
        group = "R" if group in REALIST[code, width] else group
        sums[group] = sums.get(group, 0) + (len(cited) if unit == "citations" else 1)
    total, own = sum(sums.values()), sums.get("R", 0)
    rival = max((size for group, size in sums.items() if group != "R" and group not in SILENT[code]), default=0)
    return 100 * own / total, 50 if rule == "half" else 100 * rival / total


def realist(*values):
    own, needs = realist_shares(*values)
    return own, own > needs


def needed(claim: str, values: tuple[str, ...]) -> list[float]:
    """What the estimate of a specification is to pass, or to lie between."""
    if claim == "votes":
        return [-usual_step(*values[:2]) if values[-1] == "step" else 0]
    if claim == "passed":
        return [1991 - int(values[-1]), 1991 + int(values[-1])]
    if claim == "ties":
        return [1 if values[-1] == "any" else float(values[-1])]
    return [realist_shares(*values)[1]]


FINDERS = {"votes": votes, "passed": passed, "ties": ties, "realist": realist}


@cache
def curve(claim: str) -> dict[tuple[str, ...], tuple[float, bool]]:
    """Estimate and verdict of every specification of a claim, by the ids of its values."""
    found = {}
    for values in itertools.product(*(shown for _, shown in choices(claim).values())):
        result = FINDERS[claim](*values)
        if result is not None:
            found[values] = result
    return found


def defended(claim: str, leave_out: dict) -> dict[tuple[str, ...], tuple[float, bool]]:
    out = {
        tuple(id.split("/")[1:])
        for id, entry in leave_out.items()
        if id.startswith(f"{claim}/") and entry["it"] == "left out"
    }
    return {
        values: result
        for values, result in curve(claim).items()
        if not any(pair in out for pair in zip(choices(claim), values, strict=True))
    }


# --- which choice turns it: every pair of specifications that differ in one place ----------------------


def compared(claim: str, specifications: dict, choice: str) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(one value, another) -> in how many combinations of the rest both exist, the claim holds with one, with the other."""
    place = list(choices(claim)).index(choice)
    found: dict = {}
    for one, (_, holds) in specifications.items():
        for value in choices(claim)[choice][1]:
            other = (*one[:place], value, *one[place + 1 :])
            if value != one[place] and other in specifications:
                of, first, second = found.get((one[place], value), (0, 0, 0))
                found[one[place], value] = of + 1, first + holds, second + specifications[other][1]
    return found


def strongest(claim: str, specifications: dict, choice: str) -> float | None:
    return max(((a - b) / of for of, a, b in compared(claim, specifications, choice).values()), default=None)


def check_contrast(claim, specifications, choice, told) -> None:
    shown = {text: id for id, text in choices(claim)[choice][1].items()}
    one, other = shown[told[2]], shown[told[5]]
    of, first, second = compared(claim, specifications, choice)[one, other]
    assert [int(told[place]) for place in (0, 1, 3, 4)] == [first, of, second, of]
    assert (first - second) / of == strongest(claim, specifications, choice)


CONTRAST = r"in (\d+) of (\d+) with '([^.]+?)' and in (\d+) of (\d+) with '(.+?)'\."


def agree(view, values) -> None:
    claim = values["claim"]
    whole, left = curve(claim), defended(claim, values["leave_out"])
    assert SAYS[claim] in view.title
    assert any("Left out: " in note for note in view.notes)
    assert "no probability that the claim is true" in view.notes[0]
    assert list(view.table.columns[: len(choices(claim))]) == [name for name, _ in choices(claim).values()]
    if not left:
        assert view.figure is None
        assert view.table.empty
        assert "nothing is left" in view.title
        return
    holds = sum(result[1] for result in left.values())
    told = re.search(r"holds in (\d+) of (\d+) (specifications|that you defend) \((\d+)%\)$", view.title)
    assert (int(told[1]), int(told[2])) == (holds, len(left))
    assert int(told[4]) == math.floor(100 * holds / len(left) + 0.5)
    assert told[3] == "that you defend" if len(left) < len(whole) else told[3]
    looked_at = check_words(view, values, whole, left)
    check_rows(view, values, left, looked_at)
    check_drawn(view, claim, left, values["leave_out"])


def check_words(view, values, whole, left) -> str:
    claim = values["claim"]
    assert view.summary.endswith("is no probability that the claim is true.")
    again = re.search(r"With nothing left out it holds in (\d+) of (\d+)\.", view.summary)
    assert bool(again) == (len(left) < len(whole))
    if again:
        assert (int(again[1]), int(again[2])) == (sum(holds for _, holds in whole.values()), len(whole))
    names = {name: id for id, (name, _) in choices(claim).items()}
    spread = {choice: strongest(claim, left, choice) for choice in choices(claim)}
    most = re.search(rf"Most turns on the (.+?): all else equal, it holds {CONTRAST}", view.summary)
    known = [each for each in spread.values() if each is not None]
    assert bool(most) == (max(known, default=0) > 0)
    first = next((choice for choice in spread if known and spread[choice] == max(known)), next(iter(spread)))
    if most:
        assert spread[names[most[1]]] == max(known)
        check_contrast(claim, left, names[most[1]], most.groups()[1:])
    looked_at = values["group"] if values["group"] in spread else first
    assert ("This claim has no choice of" in view.summary) == (values["group"] not in ("most", *spread))
    other = re.search(rf"\. The ([^:.]+): {CONTRAST}", view.summary)
    level = re.search(r"\. The ([^:.]+): in (\d+) of (\d+) with each, so it turns nothing\.", view.summary)
    beside = most and looked_at != names[most[1]] and spread[looked_at] is not None
    assert bool(level) == bool(beside and spread[looked_at] == 0)
    if level:
        assert names[level[1]] == looked_at
        assert {(of, first, second) for of, first, second in compared(claim, left, looked_at).values()} == {
            (int(level[3]), int(level[2]), int(level[2]))
        }
    elif beside:
        assert names[other[1]] == looked_at
        check_contrast(claim, left, looked_at, other.groups()[1:])
    else:
        assert other is None
    return looked_at


def check_rows(view, values, left, looked_at) -> None:
    """The table has each specification once, with its estimate and verdict, in the order asked for."""
    claim = values["claim"]
    ids = {id: {text: value for value, text in shown.items()} for id, (_, shown) in choices(claim).items()}
    columns = list(choices(claim))
    seen, keys = [], []
    for row in view.table.to_dict("records"):
        values_of = tuple(ids[id][row[name]] for id, (name, _) in choices(claim).items())
        estimate, holds = left[values_of]
        told = row[view.table.columns[len(columns)]]
        assert (told != told) if abs(estimate) == INF else math.isclose(told, estimate, rel_tol=1e-9, abs_tol=1e-9)
        assert row["holds"] == ("yes" if holds else "no")
        assert needed(claim, values_of) == pytest.approx(
            [float(told) for told in row["the claim needs"].split(" to ")], rel=6e-4
        )
        seen.append(values_of)
        place = list(choices(claim)).index(looked_at)
        order = list(choices(claim)[looked_at][1]).index(values_of[place])
        keys.append((order if values["order"] == "choice" else 0, estimate))
    assert len(seen) == len(set(seen)) == len(left)
    assert all(
        one[0] < other[0] or (one[0] == other[0] and one[1] <= other[1] + 1e-9)
        for one, other in itertools.pairwise(keys)
    )


def check_drawn(view, claim, left, leave_out) -> None:
    """Filled points and tall marks where the claim holds, hollow and short ones where not; a count beside each row."""
    traces = {trace.name: trace for trace in view.figure.data}
    holds = [row == "yes" for row in view.table["holds"]]
    estimates = view.table.iloc[:, len(choices(claim))]
    places = dict.fromkeys(range(1, len(left) + 1))
    for name, chosen, hollow in (("holds", True, False), ("does not", False, True)):
        trace = traces[name]
        assert list(trace.x) == [place for place in places if holds[place - 1] == chosen]
        for x, y, symbol in zip(trace.x, trace.y, trace.marker.symbol, strict=True):
            assert symbol.endswith("-open") == hollow
            known = estimates[x - 1] == estimates[x - 1]
            assert symbol.startswith("circle" if known else "triangle")
            assert not known or math.isclose(y, estimates[x - 1], rel_tol=6e-5, abs_tol=1e-9)
        marks = traces[f"choices, {name}"]
        assert len(marks.x) == 3 * len(choices(claim)) * len(trace.x)
        tall = {round(abs(low - high), 2) for low, high in zip(marks.y[::3], marks.y[1::3], strict=True)}
        assert len(tall) <= 2
        assert all(height > 0.6 if chosen else height < 0.4 for height in tall)
    said = [text.strip() for text in traces["counts"].text]
    expected, rows_at = [], {}
    for place, (choice, (name, shown)) in enumerate(choices(claim).items()):
        for value, text in shown.items():
            mine = [result[1] for values_of, result in left.items() if values_of[place] == value]
            out = leave_out.get(f"{claim}/{choice}/{value}", {}).get("it") == "left out"
            expected.append("left out" if out else f"{sum(mine)} of {len(mine)}" if mine else "none")
            rows_at[name, text] = len(expected) - 1
    assert said == expected
    levels_of = list(traces["counts"].y)
    marked = {
        (x, round((low + high) / 2, 2))
        for name in ("choices, holds", "choices, does not")
        for x, low, high in zip(traces[name].x[::3], traces[name].y[::3], traces[name].y[1::3], strict=True)
    }
    for place, row in enumerate(view.table.to_dict("records"), start=1):
        for name, _ in choices(claim).values():
            level = levels_of[rows_at[name, row[name]]]
            assert any(x == place and abs(y - level) < 0.02 for x, y in marked if x == place)
