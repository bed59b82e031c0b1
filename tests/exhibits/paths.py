"""Lessons and minutes, summed again from lessons.csv."""

from __future__ import annotations

import itertools
import re

from .recount import near, rows

STATES = 3 * 2
STARTS = [{"path": "term"}]


def agree(view, values) -> None:
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
