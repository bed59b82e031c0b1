"""Who is cited for what: the article's claims and the works each one names, in reading order or as works cited together."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from textwrap import wrap
from typing import NamedTuple

import numpy as np
import pandas as pd

from .. import citations as analysis
from ..chart import Explorer, View, controls, theme

ALL = "all"
ORDER, TOGETHER = "order", "together"
SHOW = {"in reading order": ORDER, "cited together": TOGETHER}


class Look(NamedTuple):
    colour: str
    pale: str
    marker: str
    sign: str


KINDS = {
    analysis.REALIST: Look("#00629a", "#c9dbe8", "circle", "●"),
    analysis.OTHER: Look("#ab4b00", "#ecd6c5", "diamond", "◆"),
    analysis.NONE: Look("#5f5f5f", "#dedede", "square", "■"),
}
TOP = 8.4
SMALL = {"size": 12, "color": "#444"}
# places in a row of groups of works: on a projector, on a phone
WIDE, NARROW = 28, 12
CORNERS = {
    2: ((0, 0), (0, 1)),
    3: ((0.45, 0), (0, 1), (0.9, 1)),
    4: ((0, 0), (0.8, 0), (0, 1), (0.8, 1)),
}
TIMES = {1: "once", 2: "twice", 3: "three times"}
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four"}
SOURCES = ("bossuyt-kaczmarski-2021",)
NOTES = (
    "A citation is one work named once, so a bracket with three works counts three; a bracket is one claim, the statement that it closes. "
    "What the claim says, and where it begins, is our reading of the article. A click on a point in reading order chooses its claim.",
    "Signal: a word inside the bracket (e.g., see e.g.). 'For instance' beside a name in the sentence is not counted: it stands with "
    "Korolev 2020 (claim 20), Kazantsev and others 2021 (36) and Laruelle and Luo 2020 (41).",
    "Lens: the theory or approach that the article itself ties to the work at this place. Where it names none, that says nothing of the work. "
    "All works of a bracket have one lens by our coding.",
    "Nothing here was checked in the works: the picture shows how the article uses them, not what they argue or whether they bear the claim out. "
    "Works in one bracket are put side by side by the article; they need not agree.",
    "Dikarev and Lukin 2021 is cited, but not in the article's list of references.",
)


def who_is_cited(**start) -> Explorer:
    """The 68 citations of the article; controls: show, claim (an id such as 'c024'), work (a key such as 'larson-2020')."""
    claims, works = analysis.claims(), analysis.works()
    # the place of a claim in the list is its number: a click on a point of the picture relies on it
    claim = controls.choice(
        "Claim", {"all claims": ALL, **{f"{row.number} {row.about}": row.group for row in claims.itertuples()}}, ALL
    )
    work = controls.choice("Work", {"all works": ALL, **dict(zip(works["name"], works["key"], strict=True))}, ALL)
    chosen = {"show": controls.choice("Show", SHOW, ORDER), "claim": claim, "work": work}
    explorer = Explorer("who_is_cited", view, chosen, start, live=("claim",))
    # whoever chooses a claim asks for its works, whoever chooses a work for its claims
    for one, other in ((claim, work), (work, claim)):
        one.observe(lambda change, other=other: change["new"] != ALL and setattr(other, "value", ALL), "value")
    return explorer


def view(show: str, claim: str, work: str) -> View:
    """The view for one state of the controls. Where both a claim and a work are chosen, the claim goes first."""
    table = analysis.cited()
    if claim != ALL:
        out = table["group"] == claim
        title, summary = _told_of_claim(table, table[out])
    elif work != ALL:
        out = table["key"] == work
        # among works cited together a work brings those that share a bracket with it
        out = table["group"].isin(table.loc[out, "group"]) if show == TOGETHER else out
        title, summary = _told_of_work(table[out], work, show)
    else:
        out = table["order"] > 0
        title, summary = _told_of_groups(table) if show == TOGETHER else _told_of_all(table)
    figure = _network(table, out) if show == TOGETHER else _line(table, out)
    return View(title, figure, summary, _shown(table[out]), SOURCES, NOTES)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    columns = {
        "number": "claim no.",
        "name": "work",
        "section": "section",
        "paragraph": "paragraph",
        "signal": "signal",
        "about": "claim in short",
        "claim": "claim, in our words",
        "lens": "lens given there",
        "concept": "concept given there",
    }
    return rows[list(columns)].rename(columns=columns).reset_index(drop=True)


# --- title and sentence ---------------------------------------------------------------------------


def _told_of_all(table: pd.DataFrame) -> tuple[str, str]:
    claims, works = analysis.claims(), analysis.works()
    once, single = int((works["citations"] == 1).sum()), int((claims["works"] == 1).sum())
    sizes = claims["works"].value_counts().sort_index()
    more = ", ".join(f"{NUMBERS[size]} in {count}" for size, count in sizes.items() if size > 1)
    signalled = claims["signal"] != ""
    most = works[works["citations"] == works["citations"].max()]
    title = f"{single} of {len(claims)} claims rest on a single named work; {once} of {len(works)} works are cited once"
    summary = (
        f"{len(table)} citations in {len(claims)} brackets: one work in {single}, {more}. {signalled.sum()} brackets mark their works as "
        f"examples (e.g.), {(signalled & (claims['works'] == 1)).sum()} of them a single work; the other {(~signalled).sum()} do not say "
        f"whether there is more. Cited most: {' and '.join(most['name'])}, {TIMES[most['citations'].iloc[0]]} each."
    )
    return title, summary


def _told_of_groups(table: pd.DataFrame) -> tuple[str, str]:
    groups, alone = analysis.cited_together()
    rows = [table[table["key"].isin(group)] for group in groups]
    mixed = sum({analysis.REALIST, analysis.OTHER} <= set(each["kind"]) for each in rows)
    first, second = (", ".join(dict.fromkeys(filter(None, each["lens"]))) for each in rows[:2])
    together = sum(map(len, groups))
    mix = "no group mixes" if not mixed else "1 group mixes" if mixed == 1 else f"{mixed} groups mix"
    title = f"{together} of {together + len(alone)} works are cited with others; {mix} realist and other lenses"
    summary = (
        f"{len(groups)} groups: the largest has {len(groups[0])} works (lenses given: {first}), the next {len(groups[1])} ({second}); "
        f"{len(alone)} works stand alone. A line says that the article puts two works into one bracket, not that they agree or know each other."
    )
    return title, summary


def _told_of_claim(table: pd.DataFrame, rows: pd.DataFrame) -> tuple[str, str]:
    first, count = rows.iloc[0], len(rows)
    examples = "an example" if count == 1 else "examples"
    marked = f"marked as {examples} ({first['signal']})" if first["signal"] else f"not marked as {examples}"
    if first["signal"]:
        doubt = "The signal says that the claim may rest on more than is named."
    elif count == 1:
        doubt = "Nothing else is named; whether there is more is not said."
    else:
        doubt = "Whether each work bears the whole claim is not said."
    others = table[table["key"].isin(rows["key"]) & (table["group"] != first["group"])]
    again = "; ".join(
        f"{name} for {'claims' if len(uses) > 1 else 'claim'} {' and '.join(map(str, uses['number']))}"
        for name, uses in others.groupby("name", sort=False)
    )
    elsewhere = f"Cited for other claims too: {again}." if again else "Cited for no other claim."
    title = f"{first['about']}: {count} work{'s' if count > 1 else ''}, {marked}"
    return (
        title,
        f"Claim {first['number']} ({first['section']}, paragraph {first['paragraph']}): {first['claim']} {doubt} {elsewhere}",
    )


def _told_of_work(rows: pd.DataFrame, work: str, show: str) -> tuple[str, str]:
    uses = rows[rows["key"] == work]
    name, count = uses["name"].iloc[0], len(uses)
    title = f"{name} is cited {TIMES[count]}, for {NUMBERS[count]} claim{'s' if count > 1 else ''}"
    claims = "; ".join(
        f"{row.number} {row.about} ({row.section}, paragraph {row.paragraph}; lens: {row.lens or 'none named'}{'; e.g.' if row.signal else ''})"
        for row in uses.itertuples()
    )
    summary = f"{claims}. This is how the article uses the work, not what the work argues."
    if show != TOGETHER:
        return title, summary
    beside = list(dict.fromkeys(rows.loc[rows["key"] != work, "name"]))
    if not beside:
        return f"{name} is cited {TIMES[count]}, with no other work in the bracket", summary
    title = f"{name} is cited {TIMES[count]}, beside {len(beside)} other work{'s' if len(beside) > 1 else ''}"
    return title, f"Beside it: {', '.join(beside)}. {summary}"


# --- in reading order -----------------------------------------------------------------------------


def _line(table: pd.DataFrame, out: pd.Series):
    """The brackets from left to right, their works one above the other; arcs join the citations of one work."""
    last = int(table["number"].max())
    called = [] if out.all() else _called(table[out])
    key = [*_key(table["kind"].value_counts()), "hollow: example (e.g.)", "arc: the same work"]
    paragraph = {"xref": "paper", "yref": "paper", "xanchor": "right", "xshift": -6, "yanchor": "top", "yshift": -3}
    names = _section_names(table)
    return theme.figure(
        [*_arcs(table, out), _citations(table, out), *(_names_of_arcs(table) if out.all() else [])],
        margin={"l": 70, "r": 8, "t": 24, "b": 36},
        **_axes(10.5, "1 work"),
        shapes=[*_bands(), *(_leader(each) for each in called)],
        annotations=[
            *names,
            theme.note("paragraph", 0, 0, font=SMALL, **paragraph),
            _key_note(key, "   "),
            *_callouts(called, last),
        ],
        meta={
            "pick": "claim",
            "narrow": {
                "height": theme.PICTURE_HEIGHT + 16,
                "margin": {"l": 16, "r": 4, "t": 56, "b": 36},
                **{name: theme.axis(**axis) for name, axis in _axes(9, "1").items()},
                "annotations": [*names, _key_note(_in_three_lines(key), "  "), *_callouts(called, last, 26)],
            },
        },
    )


def _axes(size: float, one: str) -> dict[str, dict]:
    """Brackets from left to right, marked by the paragraph they stand in; upwards the works of a bracket."""
    table = analysis.cited()
    paragraphs = table.groupby(["section", "paragraph"], sort=False)["number"].mean()
    across = {
        "range": [0.3, int(table["number"].max()) + 0.7],
        "showgrid": False,
        "ticks": "",
        "tickvals": paragraphs.tolist(),
        "ticktext": [str(paragraph) for _, paragraph in paragraphs.index],
        "tickfont": {"size": size},
        "tickangle": 0,
    }
    up = {"range": [0.4, TOP], "showgrid": False, "tickvals": [1, 2, 3, 4], "ticktext": [one, "2", "3", "4"]}
    return {"xaxis": across, "yaxis": {**up, "ticks": "", "linecolor": "#fff"}}


def _in_three_lines(key: list[str]) -> list[str]:
    return [*key[:2], f"<br>{key[2]}", f"<br>{key[3]}", key[4]]


def _citations(table: pd.DataFrame, out: pd.Series) -> dict:
    colours = _colours(table["kind"], out)
    marker = {
        "symbol": [KINDS[row.kind].marker + ("-open" if row.signal else "") for row in table.itertuples()],
        "color": colours,
        "line": {"width": 1.8, "color": colours},
        "opacity": 1,
        "size": 9,
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "citations",
        "x": table["number"].tolist(),
        "y": table["place"].tolist(),
        "marker": marker,
        "hoverinfo": "text",
        "hovertext": [
            f"claim {row.number}: {row.about}<br>{row.name}; lens: {row.lens or 'none named'}{'; e.g.' if row.signal else ''}"
            for row in table.itertuples()
        ],
        "meta": {"narrow": {"marker": {**marker, "size": 5, "line": {"width": 1.2, "color": colours}}}},
    }


def _called(rows: pd.DataFrame) -> list[dict]:
    """What is written above the points that stand out: the works of one claim, or the claims of one work below each other."""
    if rows["number"].nunique() == 1:
        lines = rows["name"].tolist()[::-1]
        return [{"x": int(rows["number"].iloc[0]), "foot": int(rows["place"].max()), "top": TOP - 0.2, "lines": lines}]
    return [
        {"x": row.number, "foot": row.place, "top": TOP - 0.2 - 1.15 * step, "lines": [f"{row.number} {row.about}"]}
        for step, row in enumerate(rows.itertuples())
    ]


def _callouts(called: list[dict], last: int, width: int | None = None) -> list[dict]:
    """The texts, to the right of their places or, far to the right, to the left; ``width``: letters in a line on a narrow screen."""
    notes = []
    for each in called:
        to_the_left = each["x"] > last * (0.6 if width is None else 0.5)
        lines = each["lines"] if width is None else [part for line in each["lines"] for part in wrap(line, width)]
        notes.append(
            theme.note(
                "<br>".join(lines),
                each["x"],
                each["top"],
                xanchor="right" if to_the_left else "left",
                yanchor="top",
                align="right" if to_the_left else "left",
                # leaders of others pass behind the words
                bgcolor="rgba(255, 255, 255, 0.85)",
                borderpad=1,
                font={"size": 12, "color": "#111"},
            )
        )
    return notes


def _colours(kinds, out) -> list[str]:
    return [KINDS[kind].colour if stands else KINDS[kind].pale for kind, stands in zip(kinds, out, strict=True)]


def _leader(called: dict) -> dict:
    line = {"color": "#888", "width": 1}
    return {
        "type": "line",
        "x0": called["x"],
        "x1": called["x"],
        "y0": called["foot"] + 0.25,
        "y1": called["top"],
        "line": line,
    }


@cache
def _joined_citations() -> list[tuple[str, list[float], list[float]]]:
    """The arcs: a work, and the points of an arc from one of its citations to the next."""
    arcs, steps = [], np.linspace(0, 1, 13)
    for key, uses in analysis.cited().groupby("key", sort=False):
        for (x0, y0), (x1, y1) in pairwise(zip(uses["number"], uses["place"], strict=True)):
            lift = 0.7 + 0.8 * (x1 - x0) ** 0.5
            heights = y0 + (y1 - y0) * steps + 4 * lift * steps * (1 - steps)
            arcs.append((key, (x0 + (x1 - x0) * steps).round(2).tolist(), heights.round(2).tolist()))
    return arcs


def _arcs(table: pd.DataFrame, out: pd.Series) -> list[dict]:
    """Arcs between the citations of one work: those of the works that stand out, and the others."""
    standing = set(table.loc[out, "key"])
    traces = []
    for stands in (False, True):
        arcs = [(x, y) for key, x, y in _joined_citations() if (key in standing) == stands]
        if arcs:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "name": "citations of one work",
                    "x": [value for x, _ in arcs for value in (*x, None)],
                    "y": [value for _, y in arcs for value in (*y, None)],
                    "hoverinfo": "skip",
                    "line": {"shape": "spline", "width": 1.2, "color": _line_colour(stands, out.all())},
                }
            )
    return traces


def _line_colour(stands: bool, all_stand: bool) -> str:
    return "#e0e0e0" if not stands else "#aaa" if all_stand else "#555"


def _names_of_arcs(table: pd.DataFrame) -> list[dict]:
    """The names of works that are cited more than once, on their arcs, where there is room."""
    names = dict(zip(table["key"], table["name"], strict=True))
    arcs = {key: (x, y) for key, x, y in _joined_citations()}
    tops = {key: max(range(len(y)), key=y.__getitem__) for key, (_, y) in arcs.items()}
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "names",
            "x": [arcs[key][0][top] for key, top in tops.items()],
            "y": [arcs[key][1][top] for key, top in tops.items()],
            "marker": {"opacity": 0},
            "hoverinfo": "skip",
            "meta": {
                "labels": [names[key] for key in arcs],
                "rank": [-int((table["key"] == key).sum()) for key in arcs],
            },
        }
    ]


@cache
def _bands() -> list[dict]:
    """Every other section on a pale ground, a thin line between two paragraphs."""
    table = analysis.cited()
    sections = table.groupby("section", sort=False)["number"].agg(["min", "max"])
    ends = table.groupby(["section", "paragraph"], sort=False)["number"].max()[:-1]
    lines = [theme.upright(end + 0.5, line={"color": "#dcdcdc", "width": 1}, layer="below") for end in ends]
    return [*(_band(first, last) for first, last in sections[::2].itertuples(index=False)), *lines]


def _band(first: int, last: int) -> dict:
    place = {"x0": first - 0.5, "x1": last + 0.5, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", **place, "fillcolor": "#f5f5f5", "line": {"width": 0}, "layer": "below"}


def _section_names(table: pd.DataFrame) -> list[dict]:
    """Below the paragraphs the sections; the first and the last, of one bracket each, at the edges."""
    sections = table.groupby("section", sort=False)["number"].agg(["min", "max"])
    notes = []
    for place, (name, row) in enumerate(sections.iterrows()):
        edge = "left" if place == 0 else "right" if place == len(sections) - 1 else "center"
        x = {"left": row["min"] - 0.5, "right": row["max"] + 0.5, "center": (row["min"] + row["max"]) / 2}[edge]
        notes.append(
            theme.note(
                "intro" if edge == "left" else name,
                x,
                0,
                yref="paper",
                yanchor="top",
                yshift=-18,
                xanchor=edge,
                font=SMALL,
            )
        )
    return notes


def _key(counts: pd.Series) -> list[str]:
    return [
        f'<span style="color:{look.colour}">{look.sign} {kind}: {counts.get(kind, 0)}</span>'
        for kind, look in KINDS.items()
    ]


def _key_note(parts: list[str], gap: str) -> dict:
    look = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "align": "left"}
    return theme.note(gap.join(parts), 0, 1, **look, yshift=4, font=SMALL)


# --- cited together ---------------------------------------------------------------------------------


@cache
def _places(capacity: int) -> tuple[dict[str, tuple[float, float]], float, float]:
    """Where each work stands, the height of the row of those that stand alone, and the lowest one.

    Groups are put into rows of so many units, the largest first, those of two works in rows of their own. A group is as wide
    as its names need.
    """
    groups, alone = analysis.cited_together()
    names = dict(zip(analysis.works()["key"], analysis.works()["name"], strict=True))
    places, left, top, height = {}, 0.0, 0.0, 0.0
    for group in groups:
        pair = len(group) == 2
        width = 0.75 + 0.23 * max(len(names[key]) for key in group) if pair else max(len(group) + 1.5, 6)
        needed = 1.1 if pair else 2.4
        if left + width > capacity or needed < height:
            left, top, height = 0.0, top - height, 0.0
        height = max(height, needed)
        for key, (x, y) in _layout(group).items():
            places[key] = (round(left + 0.4 + x * (width - 2.4), 3), round(top - 0.3 - y * (height - 0.6), 3))
        left += width
    first = top - height - 0.55
    in_row = min(len(alone), 2 * NARROW if capacity == WIDE else NARROW)
    for place, key in enumerate(alone):
        row, column = divmod(place, in_row)
        places[key] = (round(0.4 + column * (capacity - 1) / (in_row - 1), 3), round(first - 0.5 * row, 3))
    return places, first, min(y for _, y in places.values())


def _layout(group: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Places of a group's works between 0 and 1: few that are all joined at the corners, others by springs."""
    import networkx as nx

    graph = nx.Graph()
    # in a fixed order, since the springs start from it
    graph.add_nodes_from(group)
    graph.add_edges_from(analysis.network().subgraph(group).edges)
    if len(group) in CORNERS and nx.density(graph) == 1:
        return dict(zip(group, CORNERS[len(group)], strict=True))
    found = nx.spring_layout(graph, seed=3, iterations=300)
    points = np.array([found[key] for key in group])
    points -= points.mean(axis=0)
    # the longer way lies across
    points = points @ np.linalg.svd(points)[2].T
    # the work that is cited first stands left and above
    points *= np.where(points[0] > 0, -1, 1)
    points = (points - points.min(axis=0)) / np.ptp(points, axis=0)
    return dict(zip(group, points.tolist(), strict=True))


def _network(table: pd.DataFrame, out: pd.Series):
    """Works as points, those of one bracket joined; below them the works that stand alone."""
    works = analysis.works()
    wide, narrow = _places(WIDE), _places(NARROW)
    key = [*_key(works["kind"].value_counts()), "line: in one bracket", "larger: cited more often"]
    traces = [*_edges(table, out), _works(table, out, works)]
    return theme.figure(
        traces,
        margin={"l": 6, "r": 6, "t": 24, "b": 4},
        **_ground(wide, WIDE),
        annotations=[_alone_note(wide), _key_note(key, "   ")],
        meta={
            "narrow": {
                "height": round(76 - 40 * narrow[2]),
                "margin": {"l": 6, "r": 6, "t": 56, "b": 4},
                **{name: theme.axis(**axis) for name, axis in _ground(narrow, NARROW).items()},
                "annotations": [
                    _alone_note(narrow),
                    _key_note(_in_three_lines(key), "  "),
                ],
            }
        },
    )


def _ground(placed: tuple, capacity: int) -> dict[str, dict]:
    hidden = {"showgrid": False, "showticklabels": False, "ticks": "", "linecolor": "#fff"}
    return {
        "xaxis": {"range": [-0.1, capacity - 0.1], **hidden},
        "yaxis": {"range": [placed[2] - 0.4, 0.1], **hidden},
    }


def _alone_note(placed: tuple) -> dict:
    told = f"alone in their bracket: {len(analysis.cited_together()[1])} works"
    return theme.note(told, 0.1, placed[1] + 0.48, xanchor="left", font=SMALL)


def _works(table: pd.DataFrame, out: pd.Series, works: pd.DataFrame) -> dict:
    standing = works["key"].isin(table.loc[out, "key"])
    degree = dict(analysis.network().degree)
    named = standing & (~out.all() | works["key"].map(degree).gt(0))
    labels = {
        "labels": works["name"].where(named, "").tolist(),
        "rank": [-degree[key] for key in works["key"]],
    }
    hover = [
        f"{row.name}: cited {TIMES[row.citations]}<br>for claim{'s' if row.citations > 1 else ''} {row.claims}, {row.sections}<br>lens: {row.lenses or 'none named'}"
        for row in works.itertuples()
    ]
    (xs, ys), (narrow_xs, narrow_ys) = (
        zip(*(_places(capacity)[0][key] for key in works["key"]), strict=True) for capacity in (WIDE, NARROW)
    )
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "works",
        "x": list(xs),
        "y": list(ys),
        "marker": {
            "symbol": [KINDS[kind].marker for kind in works["kind"]],
            "color": _colours(works["kind"], standing),
            "size": [6 + 3 * count for count in works["citations"]],
            "opacity": 1,
        },
        "hoverinfo": "text",
        "hovertext": hover,
        "meta": {
            **labels,
            "across": True,
            # where all are named, names across lines are too many for a narrow screen
            "narrow": {"x": list(narrow_xs), "y": list(narrow_ys), **({"meta": labels} if out.all() else {})},
        },
    }


def _edges(table: pd.DataFrame, out: pd.Series) -> list[dict]:
    """Lines between works of one bracket: those of the brackets that stand out, and the others."""
    standing = set(table.loc[out, "group"])
    ends = {True: [], False: []}
    for one, other, groups in analysis.network().edges(data="groups"):
        ends[bool(standing & set(groups))].append((one, other))
    traces = []
    for stands, pairs in sorted(ends.items()):
        (x, y), (narrow_x, narrow_y) = (_joined(pairs, _places(capacity)[0]) for capacity in (WIDE, NARROW))
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": "in one bracket",
                "x": x,
                "y": y,
                "hoverinfo": "skip",
                "line": {"width": 1.4, "color": _line_colour(stands, out.all())},
                "meta": {"narrow": {"x": narrow_x, "y": narrow_y}},
            }
        )
    return [trace for trace in traces if trace["x"]]


def _joined(pairs: list[tuple[str, str]], places: dict) -> tuple[list, list]:
    x, y = [], []
    for one, other in pairs:
        x += [places[one][0], places[other][0], None]
        y += [places[one][1], places[other][1], None]
    return x, y
