"""Ties and periods, recounted from the tables of ties and lists."""

from __future__ import annotations

import itertools
import re
from functools import cache

import pytest

from .recount import NUMBER, drawn, near, rows

STATES = 11 * 3 * 2
STARTS = [{"tie": "trade"}, {"periods": "own"}, {"periods": "article"}]
VALUES = {"own": ["", "2014", "1993 2008; 2025,2001", "1993", "2025 2025", "2000, 2010, 2020"]}


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


def agree(view, values) -> None:
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
