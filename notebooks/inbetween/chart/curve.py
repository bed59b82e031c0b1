"""A specification curve: the estimates of a claim above, and below them a row for each value of each choice, with a mark where it was taken."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from . import theme

Row = tuple[str, str]  # a choice and one of its values
Choices = Mapping[str, tuple[str, Mapping[str, str]]]
_COLOURS = {True: theme.BLUE, False: "#ab4b00"}
_NAMES = {True: "holds", False: "does not"}
_CURVE, _GAP, _TOP, _BOTTOM, _RIGHT = 102, 14, 20, 4, 70  # px
_ROWS, _PITCH, _NARROW_PITCH = 226, 13.0, 23  # px of all rows at most, of one at most, of one on a narrow screen
_LETTER = 6.1  # px, of the names of values
_BETWEEN_CHOICES = 0.45  # rows
# px across, and half the height of a mark in rows, where the claim holds and where not
_WIDE, _NARROW = {"width": 510, True: 0.36, False: 0.15}, {"width": 300, True: 0.16, False: 0.07}


def specification_curve(
    drawn: pd.DataFrame,
    every: pd.DataFrame,
    choices: Choices,
    said: Mapping[Row, str],
    unit: str,
    log: bool,
    looked_at: str,
    separated: bool,
) -> go.Figure:
    """A figure of specifications, from left to right.

    drawn: a row for each, with a column for each choice and value, needs, holds, told, as ``specifications.run`` gives them. every: those with nothing
    left out, which set the axis of estimates, so that it stays. choices: id -> (its name, value -> its name). said: what stands at the right end of
    each row. unit: of the estimates, on a logarithmic axis if ``log``. looked_at: the choice to stand out. separated: with lines between its values.
    """
    rows, limits = _rows(choices), _limits(every, log)
    span, left = 1.2 - min(rows.values()), _left(choices)
    wide, narrow = (_heights(span, pitch) for pitch in (min(_PITCH, _ROWS / span), _NARROW_PITCH))
    names = {row: f"<b>{text}</b>" if row[0] == looked_at else text for row, text in _texts(choices).items()}
    grounds = [_ground(rows, looked_at)]
    return theme.figure(
        [
            _needed(drawn),
            *(_points(drawn, choices, limits, log, holds) for holds in (True, False)),
            *(_marks(drawn, rows, holds) for holds in (True, False)),
            _counts(len(drawn) + 1, rows, {row: f"{choices[row[0]][0]}: {name}" for row, name in names.items()}, said),
        ],
        height=wide["height"],
        margin={"l": left, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        xaxis=theme.bare([0, len(drawn) + 1]),
        **_axes(rows, names, limits, log, wide),
        annotations=[_key(unit), *_headings(choices, rows, looked_at, left), _holds_in(wide["rows"][1])],
        shapes=[*grounds, *(_between(drawn[looked_at]) if separated else [])],
        narrow={
            "height": narrow["height"],
            "margin": {"l": 40, "r": 6, "t": _TOP, "b": _BOTTOM},
            "annotations": [_key(unit, short=True)],
            "shapes": grounds,
            **_axes(rows, {}, limits, log, narrow),
        },
    )


# --- places ---


def _texts(choices: Choices) -> dict[Row, str]:
    return {(id, value): text for id, (_, values) in choices.items() for value, text in values.items()}


def _rows(choices: Choices) -> dict[Row, float]:
    """Where the row of each value of each choice stands, the first at 0 and the others below."""
    rows, place = {}, 0.0
    for id, (_, values) in choices.items():
        for value in values:
            rows[id, value] = round(-place, 2)
            place += 1
        place += _BETWEEN_CHOICES
    return rows


def _left(choices: Choices) -> int:
    """Room for the names of choices and of their values, in px."""
    return round(
        16 + _LETTER * (max(len(name) for name, _ in choices.values()) + max(map(len, _texts(choices).values())))
    )


def _heights(span: float, pitch: float) -> dict:
    inner = _CURVE + _GAP + span * pitch
    rows = round(span * pitch / inner, 4)
    return {"height": round(inner + _TOP + _BOTTOM), "rows": [0, rows], "curve": [round(rows + _GAP / inner, 4), 1]}


def _axes(rows: Mapping[Row, float], names: Mapping[Row, str], limits: tuple, log: bool, heights: dict) -> dict:
    """The axis of estimates, and below it the rows with their names, if there are any."""
    scale = theme.log_axis(limits) if log else {"range": list(limits), "nticks": 5}
    places = {
        "range": [min(rows.values()) - 0.6, 0.6],
        "tickvals": list(rows.values()),
        "ticktext": list(names.values()),
    }
    look = {"showgrid": False, "ticks": "", "showline": False, "showticklabels": bool(names), "tickfont": {"size": 11}}
    return {
        "yaxis": theme.axis(domain=heights["curve"], **scale, tickfont={"size": 11.5}),
        "yaxis2": theme.axis(domain=heights["rows"], anchor="x", **places, **look),
    }


def _limits(every: pd.DataFrame, log: bool) -> tuple[float, float]:
    """Ends of the axis of estimates, in powers of ten on a logarithmic one."""
    known = [value for value in every["value"] if abs(value) < math.inf] + [
        each for needs in every["needs"] for each in needs
    ]
    if log:
        known = [math.log10(value) for value in known]
    room = 0.1 * (max(known) - min(known))
    return min(known) - room, max(known) + room


# --- estimates ---


def _needed(drawn: pd.DataFrame) -> dict:
    """Over each specification a dash at what the claim needs there."""
    dashes = [
        ([place - 0.5, place + 0.5], [float(f"{bound:.5g}")] * 2)
        for place, needs in enumerate(drawn["needs"], start=1)
        for bound in needs
    ]
    return theme.strokes("what the claim needs", dashes, line={"color": "#555", "width": 1.4})


def _points(drawn: pd.DataFrame, choices: Choices, limits: tuple[float, float], log: bool, holds: bool) -> dict:
    """Filled where the claim holds; an estimate outside what the data can show is a triangle at the edge."""
    inside = 0.05 * (limits[1] - limits[0])
    low, high = (10**end if log else end for end in (limits[0] + inside, limits[1] - inside))
    ending, colour, rows = "" if holds else "-open", _COLOURS[holds], drawn[drawn["holds"] == holds]
    symbols = {math.inf: f"triangle-up{ending}", -math.inf: f"triangle-down{ending}"}
    marker = {
        "symbol": [symbols.get(value, f"circle{ending}") for value in rows["value"]],
        "size": round(min(9.0, max(5.0, _WIDE["width"] / len(drawn))), 1),
        "color": colour,
        "line": {"width": 1.3, "color": colour},
    }
    return theme.scatter(
        "markers",
        _NAMES[holds],
        [place + 1 for place in rows.index],
        [float(f"{min(max(value, low), high):.5g}") for value in rows["value"]],
        [_hover(row, choices) for row in rows.to_dict("records")],
        marker=marker,
        cliponaxis=False,
    )


def _hover(row: dict, choices: Choices) -> str:
    chosen = [values[row[id]] for id, (_, values) in choices.items()]
    return f"{row['told']}: {'holds' if row['holds'] else 'does not hold'}<br>{theme.lines(chosen)}"


# --- choices ---


def _marks(drawn: pd.DataFrame, rows: Mapping[Row, float], holds: bool) -> dict:
    """In the row of each value a mark for each specification that takes it: tall where the claim holds, short where not."""
    chosen = drawn[drawn["holds"] == holds]
    places = [
        (place + 1, rows[choice, value])
        for choice in dict.fromkeys(choice for choice, _ in rows)
        for place, value in chosen[choice].items()
    ]

    def look(screen: dict, down: float = 0) -> dict:
        width = round(min(5.0, max(1.2, 0.68 * screen["width"] / len(drawn))), 1)
        ends = [
            ([place] * 2, [round(row - down + half, 2) for half in (-screen[holds], screen[holds])])
            for place, row in places
        ]
        return theme.strokes(
            f"choices, {_NAMES[holds]}", ends, line={"color": _COLOURS[holds], "width": width}, yaxis="y2"
        )

    narrow = look(_NARROW, 0.25)
    return {**look(_WIDE), "meta": {"narrow": {"y": narrow["y"], "line": narrow["line"]}}}


def _counts(right: int, rows: Mapping[Row, float], names: Mapping[Row, str], said: Mapping[Row, str]) -> dict:
    """What is said of each row at its right end; on a narrow screen above it, after its name."""
    narrow = {
        "x": [0] * len(rows),
        "y": [round(place + 0.22, 2) for place in rows.values()],
        "text": [f"{names[row]}, {said[row]}" for row in rows],
    }
    return theme.scatter(
        "text", "counts", [right] * len(rows), list(rows.values()), yaxis="y2", text=[f" {said[row]}" for row in rows],
        textposition="middle right", textfont={"size": 11, "color": "#333"}, cliponaxis=False, meta={"narrow": narrow},
    )  # fmt: skip


def _headings(choices: Choices, rows: Mapping[Row, float], looked_at: str, left: int) -> list[dict]:
    look = {"xref": "paper", "yref": "y2", "xanchor": "left", "xshift": 4 - left, "font": {"size": 11, "color": "#111"}}
    return [
        theme.note(f"<b>{name}</b>" if id == looked_at else name, 0, rows[id, next(iter(values))], **look)
        for id, (name, values) in choices.items()
    ]


def _holds_in(top: float) -> dict:
    return theme.above("holds in", 1, top, xshift=6, font={"size": 11, "color": "#555"})


def _key(unit: str, short: bool = False) -> dict:
    key = "\u25cf the claim holds    \u25cb it does not    \u2014 what it needs there"
    if short:
        key = "\u25cf holds  \u25cb not  \u2014 needed"
    look = {"size": 11 if short else 12, "color": "#333"}
    return theme.above(f"<b>{unit}</b>    {key}", yshift=3, xshift=-34 if short else 0, font=look)


def _ground(rows: Mapping[Row, float], looked_at: str) -> dict:
    """A ground behind the rows of the choice looked at."""
    places = [place for (choice, _), place in rows.items() if choice == looked_at]
    return theme.ground(0, 1, "#eef3f8", xref="paper", yref="y2", y0=min(places) - 0.55, y1=max(places) + 0.55)


def _between(taken: pd.Series) -> list[dict]:
    """Lines where one value of a choice ends and the next begins."""
    values = list(taken)
    return [theme.upright(place + 0.5) for place in range(1, len(values)) if values[place] != values[place - 1]]
