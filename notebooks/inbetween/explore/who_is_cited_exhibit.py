"""Who is cited for what: the article's claims and the works each one names, in reading order or as works cited together."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
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


class Room(NamedTuple):
    """Where works cited together stand: units in a row, works in a row of those alone, units of a pair beside its names; units upwards:
    of a group of more than two, between rows of groups, from one row of those alone to the next, below the last."""

    units: int
    alone: int
    beside: float
    group: float
    between: float
    step: float
    below: float


# on a phone names lie above and below their points: rows have more room there
WIDE, NARROW = Room(28, 24, 0.75, 1.8, 0.6, 0.5, 0.4), Room(12, 12, 1.1, 2.6, 0.9, 0.9, 0.7)
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
        title, summary = _told_of_claim(table[out])
    elif work != ALL:
        out = table["key"] == work
        # among works cited together a work brings those that share a bracket with it
        out = table["group"].isin(table.loc[out, "group"]) if show == TOGETHER else out
        title, summary = _told_of_work(table[out], work, show)
    else:
        out = table["order"] > 0
        title, summary = _told_of_groups() if show == TOGETHER else _told_of_all(table)
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


def _told_of_groups() -> tuple[str, str]:
    groups, alone = analysis.groups(), len(analysis.cited_together()[1])
    first, second = groups.iloc[0], groups.iloc[1]
    together, mixed = groups["works"].sum(), groups["mixed"].sum()
    mix = theme.counted(mixed, "group mixes", "groups mix") if mixed else "no group mixes"
    title = f"{together} of {together + alone} works are cited with others; {mix} realist and other lenses"
    summary = (
        f"{len(groups)} groups: the largest has {first['works']} works (lenses given: {first['lenses']}), the next {second['works']} "
        f"({second['lenses']}); {alone} works stand alone. A line says that the article puts two works into one bracket, not that they agree "
        f"or know each other."
    )
    return title, summary


def _told_of_claim(rows: pd.DataFrame) -> tuple[str, str]:
    first, count = rows.iloc[0], len(rows)
    examples = "an example" if count == 1 else "examples"
    if first["signal"]:
        marked = f"marked as {examples} ({first['signal']})"
        doubt = "The signal says that the claim may rest on more than is named."
    else:
        marked = f"not marked as {examples}"
        doubt = "Whether each work bears the whole claim is not said."
        if count == 1:
            doubt = "Nothing else is named; whether there is more is not said."
    again = "; ".join(
        f"{name} for {'claims' if len(uses) > 1 else 'claim'} {' and '.join(map(str, uses['number']))}"
        for name, uses in analysis.cited_elsewhere(first["group"]).groupby("name", sort=False)
    )
    elsewhere = f"Cited for other claims too: {again}." if again else "Cited for no other claim."
    place = f"Claim {first['number']} ({first['section']}, paragraph {first['paragraph']})"
    title = f"{first['about']}: {theme.counted(count, 'work')}, {marked}"
    return title, f"{place}: {first['claim']} {doubt} {elsewhere}"


def _told_of_work(rows: pd.DataFrame, work: str, show: str) -> tuple[str, str]:
    uses = rows[rows["key"] == work]
    name, count = uses["name"].iloc[0], len(uses)
    claims = "; ".join(
        f"{row.number} {row.about} ({row.section}, paragraph {row.paragraph}; {_lens_of(row)})"
        for row in uses.itertuples()
    )
    title = f"{name} is cited {TIMES[count]}"
    summary = f"{claims}. This is how the article uses the work, not what the work argues."
    if show != TOGETHER:
        return f"{title}, for {NUMBERS[count]} claim{'s' if count > 1 else ''}", summary
    beside = list(dict.fromkeys(rows.loc[rows["key"] != work, "name"]))
    if not beside:
        return f"{title}, with no other work in the bracket", summary
    title = f"{title}, beside {theme.counted(len(beside), 'other work')}"
    return title, f"Beside it: {', '.join(beside)}. {summary}"


def _lens_of(citation) -> str:
    return f"lens: {citation.lens or 'none named'}{'; e.g.' if citation.signal else ''}"


# --- in reading order -----------------------------------------------------------------------------


def _line(table: pd.DataFrame, out: pd.Series):
    """The brackets from left to right, their works one above the other; arcs join the citations of one work."""
    called = [] if out.all() else _called(table[out])
    wide_key, narrow_key = _keys(table["kind"], "hollow: example (e.g.)", "arc: the same work")
    paragraph = {"xanchor": "right", "xshift": -6, "yanchor": "top", "yshift": -3}
    names = _section_names()
    return theme.figure(
        [*_arcs(table, out), _citations(table, out), *([_names_of_arcs(table)] if out.all() else [])],
        margin={"l": 70, "r": 8, "t": 24, "b": 36},
        **_axes(10.5, "1 work"),
        shapes=[*_bands(), *(_leader(each) for each in called)],
        annotations=[
            *names,
            theme.above("paragraph", y=0, font=SMALL, **paragraph),
            wide_key,
            *_callouts(called, 0.6),
        ],
        meta={"pick": "claim"},
        narrow={
            "height": theme.PICTURE_HEIGHT + 16,
            "margin": {"l": 16, "r": 4, "t": 56, "b": 36},
            **_axes(9, "1"),
            "annotations": [*names, narrow_key, *_callouts(called, 0.5, 26)],
        },
    )


def _axes(size: float, one: str) -> dict[str, dict]:
    """Brackets from left to right, marked by the paragraph they stand in; upwards the works of a bracket."""
    paragraphs = analysis.parts("section", "paragraph")
    across = {
        "range": [0.3, int(paragraphs["last"].max()) + 0.7],
        "showgrid": False,
        "ticks": "",
        "tickvals": ((paragraphs["first"] + paragraphs["last"]) / 2).tolist(),
        "ticktext": paragraphs["paragraph"].astype(str).tolist(),
        "tickfont": {"size": size},
        "tickangle": 0,
    }
    up = {"range": [0.4, TOP], "showgrid": False, "tickvals": [1, 2, 3, 4], "ticktext": [one, "2", "3", "4"]}
    return {"xaxis": across, "yaxis": {**up, "ticks": "", "linecolor": "#fff"}}


def _citations(table: pd.DataFrame, out: pd.Series) -> dict:
    colours = _colours(table["kind"], out)
    symbols = [KINDS[row.kind].marker + ("-open" if row.signal else "") for row in table.itertuples()]
    wide, narrow = (
        {"symbol": symbols, "color": colours, "line": {"width": line, "color": colours}, "opacity": 1, "size": size}
        for size, line in ((9, 1.8), (5, 1.2))
    )
    hover = [f"claim {row.number}: {row.about}<br>{row.name}; {_lens_of(row)}" for row in table.itertuples()]
    x, y = table["number"].tolist(), table["place"].tolist()
    return theme.scatter("markers", "citations", x, y, hover, marker=wide, meta={"narrow": {"marker": narrow}})


def _called(rows: pd.DataFrame) -> list[dict]:
    """What is written above the points that stand out: the works of one claim, or the claims of one work below each other."""
    if rows["number"].nunique() == 1:
        lines = rows["name"].tolist()[::-1]
        return [{"x": int(rows["number"].iloc[0]), "foot": int(rows["place"].max()), "top": TOP - 0.2, "lines": lines}]
    return [
        {"x": row.number, "foot": row.place, "top": TOP - 0.2 - 1.15 * step, "lines": [f"{row.number} {row.about}"]}
        for step, row in enumerate(rows.itertuples())
    ]


def _callouts(called: list[dict], turn: float, letters: int | None = None) -> list[dict]:
    """The texts, to the right of their places or, from the share ``turn`` of the width on, to the left; ``letters``: at most in a line."""
    notes = []
    for each in called:
        side = "right" if each["x"] > turn * len(analysis.claims()) else "left"
        notes.append(
            theme.note(
                "<br>".join(theme.wrapped(line, letters) if letters else line for line in each["lines"]),
                each["x"],
                each["top"],
                xanchor=side,
                yanchor="top",
                align=side,
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
    return theme.upright(called["x"], yref="y", y0=called["foot"] + 0.25, y1=called["top"], line=line)


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
        line = {"shape": "spline", "width": 1.2, "color": _line_colour(stands, out.all())}
        traces += [theme.strokes("citations of one work", arcs, line=line)] if arcs else []
    return traces


def _line_colour(stands: bool, all_stand: bool) -> str:
    return "#e0e0e0" if not stands else "#aaa" if all_stand else "#555"


def _names_of_arcs(table: pd.DataFrame) -> dict:
    """The names of works that are cited more than once, on their arcs, where there is room."""
    names, uses = dict(zip(table["key"], table["name"], strict=True)), table["key"].value_counts()
    # of several arcs of a work the last one
    arcs = {key: max(zip(y, x, strict=True)) for key, x, y in _joined_citations()}
    labels = {"labels": [names[key] for key in arcs], "rank": [-int(uses[key]) for key in arcs]}
    x, y = [x for _, x in arcs.values()], [y for y, _ in arcs.values()]
    return theme.scatter("markers", "names", x, y, marker={"opacity": 0}, meta=labels)


@cache
def _bands() -> list[dict]:
    """Every other section on a pale ground, a thin line between two paragraphs."""
    sections, ends = analysis.parts("section")[::2], analysis.parts("section", "paragraph")["last"][:-1]
    grounds = [theme.ground(row.first - 0.5, row.last + 0.5, "#f5f5f5") for row in sections.itertuples()]
    line = {"color": "#dcdcdc", "width": 1}
    return [*grounds, *(theme.upright(end + 0.5, line=line, layer="below") for end in ends)]


def _section_names() -> list[dict]:
    """Below the paragraphs the sections; the first and the last, of one bracket each, at the edges."""
    *others, last = analysis.parts("section").itertuples()
    first, *others = others
    look = {"yref": "paper", "yanchor": "top", "yshift": -18, "font": SMALL}
    return [
        theme.note("intro", first.first - 0.5, 0, xanchor="left", **look),
        *(theme.note(row.section, (row.first + row.last) / 2, 0, xanchor="center", **look) for row in others),
        theme.note(last.section, last.last + 0.5, 0, xanchor="right", **look),
    ]


def _keys(kinds: pd.Series, *more: str) -> list[dict]:
    """The key, in one line and, for a narrow screen, in three."""
    counts = kinds.value_counts()
    parts = [
        f'<span style="color:{look.colour}">{look.sign} {kind}: {counts.get(kind, 0)}</span>'
        for kind, look in KINDS.items()
    ]
    lines = ["  ".join(parts[:2]), parts[2], "  ".join(more)]
    look = {"align": "left", "yshift": 4, "font": SMALL}
    return [theme.above("   ".join([*parts, *more]), **look), theme.above("<br>".join(lines), **look)]


# --- cited together ---------------------------------------------------------------------------------


class _Places(NamedTuple):
    """Where each work stands, the height of the row of those that stand alone, and the lowest one."""

    works: dict[str, tuple[float, float]]
    alone: float
    lowest: float


@cache
def _places(room: Room) -> _Places:
    """Groups are put into rows, the largest first, those of two works in rows of their own; a group is as wide as its names need."""
    groups, alone = analysis.cited_together()
    names = dict(zip(analysis.works()["key"], analysis.works()["name"], strict=True))
    places, left, top, height = {}, 0.0, 0.0, 0.0
    for group in groups:
        pair = len(group) == 2
        width = room.beside + 0.23 * max(len(names[key]) for key in group) if pair else max(len(group) + 1.5, 6)
        needed = 0.5 if pair else room.group
        if left + width > room.units or needed < height:
            left, top, height = 0.0, top - height - room.between, 0.0
        height = max(height, needed)
        for key, (x, y) in analysis.placed(group).items():
            places[key] = (round(left + 0.4 + x * (width - 2.4), 3), round(top - 0.3 - y * height, 3))
        left += width
    first = top - height - room.between - 0.55
    in_row = min(len(alone), room.alone)
    for place, key in enumerate(alone):
        row, column = divmod(place, in_row)
        places[key] = (round(0.4 + column * (room.units - 1) / (in_row - 1), 3), round(first - room.step * row, 3))
    return _Places(places, first, min(y for _, y in places.values()))


def _network(table: pd.DataFrame, out: pd.Series):
    """Works as points, those of one bracket joined; below them the works that stand alone."""
    works = analysis.works()
    wide_key, narrow_key = _keys(works["kind"], "line: in one bracket", "larger: cited more often")
    return theme.figure(
        [*_edges(table, out), _works(table, out, works)],
        margin={"l": 6, "r": 6, "t": 24, "b": 4},
        **_empty_axes(WIDE),
        annotations=[_alone_note(WIDE), wide_key],
        narrow={
            "height": round(64 + 40 * (NARROW.below - _places(NARROW).lowest)),
            "margin": {"l": 6, "r": 6, "t": 56, "b": 4},
            **_empty_axes(NARROW),
            "annotations": [_alone_note(NARROW), narrow_key],
        },
    )


def _empty_axes(room: Room) -> dict[str, dict]:
    lowest = _places(room).lowest - room.below
    return {"xaxis": theme.bare([-0.1, room.units - 0.1]), "yaxis": theme.bare([lowest, 0.1])}


def _alone_note(room: Room) -> dict:
    told = f"alone in their bracket: {len(analysis.cited_together()[1])} works"
    return theme.note(told, 0.1, _places(room).alone + 0.48, xanchor="left", font=SMALL)


def _works(table: pd.DataFrame, out: pd.Series, works: pd.DataFrame) -> dict:
    standing = works["key"].isin(table.loc[out, "key"])
    degree = works["key"].map(dict(analysis.network().degree))
    named = standing & (~out.all() | degree.gt(0))
    labels = {"labels": works["name"].where(named, "").tolist(), "rank": (-degree).tolist()}
    hover = [
        f"{row.name}: cited {TIMES[row.citations]}<br>for claim{'s' if row.citations > 1 else ''} {row.claims}, {row.sections}"
        f"<br>lens: {row.lenses or 'none named'}"
        for row in works.itertuples()
    ]
    (x, y), (narrow_x, narrow_y) = (
        map(list, zip(*(_places(room).works[key] for key in works["key"]), strict=True)) for room in (WIDE, NARROW)
    )
    # where all are named, names across lines are too many for a narrow screen
    narrow = {"x": narrow_x, "y": narrow_y, **({"meta": labels} if out.all() else {})}
    marker = {
        "symbol": [KINDS[kind].marker for kind in works["kind"]],
        "color": _colours(works["kind"], standing),
        "size": [6 + 3 * count for count in works["citations"]],
        "opacity": 1,
    }
    meta = {**labels, "across": True, "narrow": narrow}
    return theme.scatter("markers", "works", x, y, hover, marker=marker, meta=meta)


def _edges(table: pd.DataFrame, out: pd.Series) -> list[dict]:
    """Lines between works of one bracket: those of the brackets that stand out, and the others."""
    standing = set(table.loc[out, "group"])
    ends = {False: [], True: []}
    for one, other, groups in analysis.network().edges(data="groups"):
        ends[bool(standing & set(groups))].append((one, other))
    traces = []
    for stands, pairs in ends.items():
        wide, narrow = (
            theme.strokes(
                "in one bracket",
                [zip(places[one], places[other], strict=True) for one, other in pairs],
                line={"width": 1.4, "color": _line_colour(stands, out.all())},
            )
            for places in (_places(room).works for room in (WIDE, NARROW))
        )
        traces += [{**wide, "meta": {"narrow": {axis: narrow[axis] for axis in "xy"}}}] if pairs else []
    return traces
