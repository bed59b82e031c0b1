"""Lines over time in one panel or two: beside each other on one scale, on a narrow screen one above the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from . import theme

_MARGIN = {"l": 54, "r": 90, "t": 38, "b": 26}  # px
_WHOLE = [0, 1]
# parts of the width, and of the height on a narrow screen, by the number of panels
_ACROSS = {1: [_WHOLE], 2: [[0, 0.415], [0.585, 1]]}
_DOWN = {1: [_WHOLE], 2: [[0.6, 1], [0, 0.4]]}


class Panel(NamedTuple):
    """traces: dictionaries of lines and marks. head: the line above the panel, in strong words; small: what is said below that."""

    traces: list[dict]
    head: str
    small: str


class Ends(NamedTuple):
    """What panels have in common. years, limits: the ends of their axes; unit: of the values."""

    years: tuple[float, float]
    limits: tuple[float, float]
    unit: str


def panels_figure(
    panels: Sequence[Panel],
    ends: Ends,
    unnamed: Sequence[str] = (),
    colours: Mapping[str, str] | None = None,
    shapes: Sequence[dict] = (),
    **more,
) -> go.Figure:
    """A figure of one or two panels with the same axes; each line has its name at its right end.

    unnamed: names of traces that are not written; colours: name of a line -> colour of its name, where that is not its state's.
    shapes: what is drawn in every panel, over its whole height.
    """
    traces = [
        {**trace, "xaxis": f"x{_number(place)}", "yaxis": f"y{_number(place)}"}
        for place, panel in enumerate(panels)
        for trace in panel.traces
    ]
    refs = [{"xref": f"x{_number(place)}", "yref": f"y{_number(place)} domain"} for place in range(len(panels))]
    labels = {"unnamed": unnamed, "colours": colours or {}}
    return theme.figure(
        traces,
        shapes=[{**shape, **ref} for shape in shapes for ref in refs],
        narrow=_arranged(panels, ends, 170 + 150 * len(panels), stacked=True, **labels),
        **_arranged(panels, ends, theme.PICTURE_HEIGHT, stacked=False, **labels),
        **more,
    )


def _number(place: int) -> str:
    return str(place + 1) if place else ""


def _arranged(panels, ends: Ends, height: int, stacked: bool, unnamed, colours) -> dict:
    """Axes, headings and names of lines for panels beside each other, or one above the other (``stacked``)."""
    count = len(panels)
    entries, notes = {"height": height, "margin": _MARGIN}, []
    for place, panel in enumerate(panels):
        number = _number(place)
        x, y = (_WHOLE, _DOWN[count][place]) if stacked else (_ACROSS[count][place], _WHOLE)
        across = {"domain": x, "anchor": f"y{number}", "range": list(ends.years), "tickformat": "d", "tickangle": 0}
        entries[f"xaxis{number}"] = theme.axis(**across, nticks=9 if count == 1 and not stacked else 5)
        down = {"domain": y, "anchor": f"x{number}", "range": list(ends.limits), "nticks": 6}
        entries[f"yaxis{number}"] = theme.axis(**down, title={"text": ends.unit if stacked or not place else ""})
        inner = (height - _MARGIN["t"] - _MARGIN["b"]) * (y[1] - y[0])
        lines = [trace for trace in panel.traces if trace["name"] not in unnamed]
        labels = _names(lines, ends.limits, inner, colours)
        notes += _heads(panel, x[0], y[1], -44 if stacked else 0)
        notes += [{**label, "xref": f"x{number}", "yref": f"y{number}"} for label in labels]
    return {**entries, "annotations": notes}


def _heads(panel: Panel, x: float, y: float, shift: int) -> list[dict]:
    return [
        theme.above(panel.head, x, y, yshift=16, xshift=shift, font={"size": 13, "color": "#222"}),
        theme.above(panel.small, x, y, yshift=2, xshift=shift, font={"size": 11.5, "color": "#555"}),
    ]


def _names(lines: list[dict], limits: tuple[float, float], height: float, colours: Mapping[str, str]) -> list[dict]:
    return [
        {**label, "font": {"size": 12.5, "color": colours.get(label["text"], label["font"]["color"])}}
        for label in theme.end_labels(lines, False, limits, height)
    ]
