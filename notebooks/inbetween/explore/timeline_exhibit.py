"""Three centuries of events between Russia and China, by stance or theme, each with source and confidence."""

from __future__ import annotations

from functools import cache

import pandas as pd

from .. import library
from ..chart import Explorer, View, controls, theme
from ..chart.theme import counted

ALL = "all"
STANCES = {
    "cooperation": ("#00785a", "circle"),
    "adaptation": ("#00629a", "diamond"),
    "neutral": ("#555555", "circle-open"),
    "competition": ("#ab4b00", "triangle-up"),
    "rupture": ("#9c2a2a", "x"),
    "outside": ("#9c4a78", "square-open"),
}
MAIN_ACTORS = (
    "Russia",
    "USSR",
    "China",
    "Mongolia",
    "Kazakhstan",
    "Kyrgyzstan",
    "Tajikistan",
    "Turkmenistan",
    "Uzbekistan",
    "USA",
)
FIRST_YEAR, LAST_YEAR = 1689, 2021
CONFIDENCE = {"article": 0, "found": 1, "background": 2}
NOTES = (
    "The list is a selection that was compiled for this collection. It is denser for recent years because it was compiled so: "
    "it cannot show that events became more frequent.",
    "Stance is our coding and open to debate; the table gives a reason where it is debatable. Outside: an act that is not between the two.",
    "Confidence: article, the event stands in Bossuyt and Kaczmarski 2021; found, it was read on the page named; background, general knowledge, to be checked.",
    "Lines are spans; where the article gives loose years ('late 1980s') the ends are our reading. Later events belong to lesson 09.",
)


def timeline(**start) -> Explorer:
    """Events of 1689 to 2021; controls: lanes, stance, theme, actor, since, until."""
    themes = sorted(_events()["theme"].unique())
    return Explorer(
        "timeline",
        view,
        {
            "lanes": controls.choice("Lanes by", {"stance": "stance", "theme": "theme"}, "stance"),
            "stance": controls.choice("Stance", {"all": ALL, **{name: name for name in STANCES}}, ALL),
            "theme": controls.choice("Theme", {"all": ALL, **{name: name for name in themes}}, ALL),
            "actor": controls.choice("Actor", {"all": ALL, **{name: name for name in MAIN_ACTORS}}, ALL),
            "since": controls.year("From", FIRST_YEAR, LAST_YEAR, 1949),
            "until": controls.year("to", FIRST_YEAR, LAST_YEAR, LAST_YEAR),
        },
        start,
        live=("actor", "since", "until"),
    )


@cache
def _events() -> pd.DataFrame:
    table = library.table("timeline")
    return table.assign(at=table["date"].map(_position), last=table["end_year"].fillna(table["year"]).astype(int))


def _position(date: str) -> float:
    year, month, day = ([int(part) for part in date.split("-")] + [1, 1])[:3] if "-" in date else (int(date), 1, 1)
    return year + (month - 1) / 12 + (day - 1) / 365


def view(lanes: str, stance: str, theme: str, actor: str, since: int, until: int) -> View:
    """The events of one state of the controls. The order of ``since`` and ``until`` does not matter."""
    since, until = sorted((since, until))
    table = _events()
    table = table[(table["last"] >= since) & (table["year"] <= until)]
    table = table[table["stance"].eq(stance) | (stance == ALL)]
    table = table[table["theme"].eq(theme) | (theme == ALL)]
    if actor != ALL:
        table = table[table["actors"].map(lambda names: actor in names.split(";")).astype(bool)]
    span = f"{since} to {until}" if since < until else f"{since}"
    chosen = [
        f"{name} {value}" for name, value in (("stance", stance), ("theme", theme), ("actor", actor)) if value != ALL
    ]
    of = f" ({', '.join(chosen)})" if chosen else ""
    counts = table["stance"].value_counts()
    if table.empty:
        title, summary = (
            f"No event listed, {span}{of}",
            "Nothing in this list fits. That is a fact about the list, not about history.",
        )
    else:
        title = f"{counted(len(table), 'listed event')}, {span}{of}"
        parts = ", ".join(f"{counts[name]} {name}" for name in STANCES if name in counts)
        known = table["confidence"].value_counts()
        summary = (
            f"Coded {parts}. From the article {known.get('article', 0)}, found elsewhere {known.get('found', 0)}, general knowledge "
            f"{known.get('background', 0)}. A selection, not a count of what happened."
        )
    shown = table[["date", "event", "theme", "actors", "stance", "stance_note", "source", "confidence", "page"]]
    shown = shown.rename(columns={"stance_note": "why this stance", "page": "where read"})
    sources = tuple(dict.fromkeys(table["source"])) or ("inbetween-timeline",)
    return View(title, _figure(table, lanes, since, until) if len(table) else None, summary, shown, sources, NOTES)


def _figure(table, lanes, since, until):
    names = [
        name
        for name in (STANCES if lanes == "stance" else sorted(_events()["theme"].unique()))
        if (table[lanes] == name).any()
    ]
    levels = {name: len(names) - 1 - place for place, name in enumerate(names)}
    # neighbours in a lane step up and down, so that events of one year do not hide each other
    step = table.groupby(lanes).cumcount().mod(3).map({0: 0.0, 1: 0.26, 2: -0.26})
    height = table[lanes].map(levels) + step
    traces = []
    for stance, (colour, symbol) in STANCES.items():
        rows = table[table["stance"] == stance]
        if rows.empty:
            continue
        y = height[rows.index].round(2)
        traces.append(_spans(rows, y, colour))
        traces.append(
            theme.scatter(
                "markers",
                stance,
                rows["at"].clip(lower=since).round(2).tolist(),
                y.tolist(),
                [f"{row.date}: {theme.wrapped(row.event, 60)}<br>{stance}" for row in rows.itertuples()],
                marker={"symbol": symbol, "size": 9, "color": colour, "line": {"width": 1.6, "color": colour}},
                meta={
                    "labels": rows["label"].tolist(),
                    "rank": rows["confidence"].map(CONFIDENCE).tolist(),
                    "colour": colour,
                },
            )
        )
    down = {"range": [-0.6, len(names) - 0.4], "tickvals": list(levels.values()), "ticktext": list(levels)}
    longest = max(map(len, names))
    margin = {"l": 18 + 7 * longest, "r": 12, "t": 6, "b": 28}
    return theme.figure(
        [trace for trace in traces if trace["x"]],
        margin=margin,
        dragmode="zoom",
        xaxis={
            "range": [since - 0.4, until + 1.4],
            "fixedrange": False,
            "tickformat": "d",
            "minallowed": FIRST_YEAR - 1,
            "maxallowed": LAST_YEAR + 2,
        },
        yaxis=down,
        meta={"range": ["since", "until"]},
        narrow={
            "margin": {**margin, "l": 14 + round(6.6 * longest), "r": 4},
            "yaxis": {**down, "tickfont": {"size": 11.5}},
        },
    )


def _spans(rows, y, colour) -> dict:
    spans = rows[rows["end_year"].notna()]
    lines = [((row.at, float(row.end_year) + 1), (y[row.Index], y[row.Index])) for row in spans.itertuples()]
    return theme.strokes("span", lines, line={"color": colour, "width": 3})
