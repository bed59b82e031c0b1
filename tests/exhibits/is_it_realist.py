"""Is it realist?, recounted from works.csv and citations.csv."""

from __future__ import annotations

import re

from .recount import rows

STATES = 3 * 2 * 2 * 2 * 3 * 2
STARTS = [
    {"show": "theory"},
    {"show": "vocabulary", "rule": "largest"},
    {"recode": {"ying-2018": {"vocabulary": "realist"}}, "by": "citations"},
]
REALIST = {
    ("theory", "narrow"): {"realism"},
    ("theory", "wide"): {"realism", "alignment"},
    ("vocabulary", "narrow"): {"realist"},
    ("vocabulary", "wide"): {"realist", "mixed"},
}
SILENT = {"theory": {"none", "unclear"}, "vocabulary": {"plain"}}
SAID = {"theory": "theory", "vocabulary": "words"}


def coded(values, recode) -> list[dict]:
    """Works that count in this state, each with its codes, its weight and whether the reader changed it."""
    found = []
    for row in rows("seeds/works.csv"):
        cited = [each for each in rows("seeds/citations.csv") if each["key"] == row["key"]]
        codes = {each: row[f"{each}_{values['coder']}"] for each in SAID}
        now = {**codes, **recode.get(row["key"], {})}
        if values["of"] == "section" and not any("in need" in each["section"] for each in cited):
            continue
        if values["of"] == "shown" and any(now[each] in SILENT[each] for each in SAID):
            continue
        found.append(
            {**now, "key": row["key"], "before": codes, "weight": len(cited) if values["by"] == "citations" else 1}
        )
    return found


def dominates(works, dimension, values) -> bool:
    sums = {}
    for work in works:
        code = "realist" if work[dimension] in REALIST[dimension, values["realist"]] else work[dimension]
        sums[code] = sums.get(code, 0) + work["weight"]
    others = [size for code, size in sums.items() if code != "realist" and code not in SILENT[dimension]]
    realist = sums.get("realist", 0)
    return realist > max(others, default=0) if values["rule"] == "largest" else realist * 2 > sum(sums.values())


def realists(works, dimension, values) -> int:
    return sum(work["weight"] for work in works if work[dimension] in REALIST[dimension, values["realist"]])


def agree(view, values) -> None:
    works = coded(values, values["recode"])
    if not works:
        assert view.table.empty
        assert "No work is left" in view.title
        return
    asked = ["theory", "vocabulary"] if values["show"] == "both" else [values["show"]]
    total = sum(work["weight"] for work in works)
    told = dict(re.findall(r"by (theory|words) (\d+) of", view.title))
    assert {SAID[each]: str(realists(works, each, values)) for each in asked} == told, view.title
    assert set(re.findall(r"of (\d+)", view.title)) == {str(total)}
    yes = [each for each in asked if dominates(works, each, values)]
    name = "more than half" if values["rule"] == "half" else "the largest group"
    if values["show"] == "both":
        assert view.title.endswith(f"{name} by {('neither', SAID[yes[0]] if yes else '', 'both')[len(yes)]}")
    else:
        assert view.title.endswith(f": {name}" if yes else f": not {name}")
    assert len(view.table) == len(works)
    for row, work in zip(view.table.to_dict("records"), works, strict=True):
        assert row["counts"] == work["weight"]
        for each in asked:
            realist = work[each] in REALIST[each, values["realist"]]
            assert row[f"realist by {SAID[each]}"] == ("yes" if realist else "no")
        assert (row["recoded"] == "yes") == any(work[each] != work["before"][each] for each in asked)
    check_turns(view, works, values, asked, yes)
    check_drawn(view, works, values, total)


def check_turns(view, works, values, asked, yes) -> None:
    """After as many recodings as are told the answer is another one, and after one less it is not."""
    told = re.findall(r"By (theory|words) (\d+)% are realist; (?:recode (\d+) works?|no recoding)", view.summary)
    assert [each for each, _, _ in told] == [SAID[each] for each in asked]
    for each, (_, share, number) in zip(asked, told, strict=True):
        assert int(share) == int(100 * realists(works, each, values) / sum(work["weight"] for work in works) + 0.5)
        hidden = sum(work["weight"] for work in works if each == "theory" and work[each] in SILENT[each])
        bound = re.search(r"In (\d+) no single theory can be seen; .+ would be (\d+)\.", view.summary)
        if each == "theory":
            assert bool(bound) == (hidden > 0)
            if bound:
                assert (int(bound[1]), int(bound[2])) == (hidden, hidden + realists(works, each, values))
        assert number, "an answer that no recoding turns"
        assert turned(works, each, values, int(number), each in yes)
        assert not turned(works, each, values, int(number) - 1, each in yes)


def turned(works, dimension, values, number, held) -> bool:
    """Whether recoding ``number`` works, the best ones to take, gives the other answer."""
    works = [dict(work) for work in works]
    for _ in range(number):
        sums = {}
        for work in works:
            if work[dimension] not in {*REALIST[dimension, values["realist"]], *SILENT[dimension]}:
                sums[work[dimension]] = sums.get(work[dimension], 0) + work["weight"]
        rival = max(sums, key=sums.get)
        realist = [work for work in works if work[dimension] in REALIST[dimension, values["realist"]]]
        others = [work for work in works if work not in realist]
        if held:
            max(realist, key=lambda work: work["weight"])[dimension] = rival
        else:
            best = [work for work in others if values["rule"] == "half" or work[dimension] == rival]
            max(best, key=lambda work: work["weight"])[dimension] = min(REALIST[dimension, values["realist"]])
    return dominates(works, dimension, values) != held


def check_drawn(view, works, values, total) -> None:
    if values["show"] != "both":
        traces = [trace for trace in view.figure.data if trace.type == "bar"]
        assert sum(traces[0].x) == total
        strong = [color == "#f8d3b4" for color in traces[0].marker.color]
        drawn = sum(x for x, high in zip(traces[0].x, strong, strict=True) if high)
        assert drawn == realists(works, values["show"], values)
        return
    traces = view.figure.data
    numbers = [int(text) for trace in traces for text in trace.text if text.strip()]
    assert sum(numbers) == total
    pairs = {(work["theory"], work["vocabulary"]) for work in works}
    assert len(numbers) == len(pairs)
    either = sum(
        work["weight"] for work in works if any(work[each] in REALIST[each, values["realist"]] for each in SAID)
    )
    orange = [
        int(text)
        for trace in traces
        for text, color in zip(trace.text, trace.marker.color, strict=True)
        if color == "#f8d3b4"
    ]
    assert sum(orange) == either
