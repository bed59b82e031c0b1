"""Counts of things by one code, as bars, and by two at once, as a grid of circles with their numbers."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from . import theme

PALE, PALE_LINE = "#dce8f5", "#7d9cc0"
STRONG, STRONG_LINE, STRONG_TEXT = "#f8d3b4", theme.VERMILLION, "#ab4b00"
_SMALLEST, _LEGIBLE, _NARROW = 13, 18, 22  # px across
_ROW = 22  # px


def count_grid(
    counts: pd.DataFrame,
    hover: pd.DataFrame,
    strong: pd.DataFrame | None = None,
    marks: dict[tuple[str, str], str] | None = None,
    texts: pd.DataFrame | None = None,
    sums: pd.Series | None = None,
    row: int = _ROW,
    key: str = "",
    **more,
) -> go.Figure:
    """A figure of counts: rows and columns of ``counts`` by their labels, the first row on top; a pair that does not occur has a dot.

    hover: a text for each cell, of the same shape. strong: True where a cell is to stand out, which it does by colour and by a thicker line.
    marks: (row label, column label) -> short text for cells to mark with a diamond. texts: what stands in a cell in place of its count.
    sums: a text for each row, to stand at its right end. row: px a row has. key: what it means that a cell stands out.
    """
    columns = list(counts.columns)
    texts = counts.map(lambda value: f"{value:,.0f}" if value else "") if texts is None else texts
    strong = counts.map(lambda _: False) if strong is None else strong
    largest = max(counts.to_numpy().max(initial=0), 1)
    widest = row + 1
    traces = [
        _row_of_circles(
            label, counts.loc[label], texts.loc[label], hover.loc[label], strong.loc[label], largest, widest
        )
        for label in counts.index
    ]
    if marks:
        traces.append(_diamonds(marks, columns))
    turned = max(len(str(name)) for name in columns) * 7 > 560 / len(columns)
    head = 10 + (int(3.7 * max(len(str(name)) for name in columns)) + 10 if turned else 18)
    head = max(head, 10 + 16 * (1 + key.count("<br>"))) if key else head
    at_the_end = len(columns) - 0.2
    notes = [
        theme.note(text, at_the_end, label, xanchor="center", font={"size": 12})
        for label, text in (sums if sums is not None else pd.Series(dtype=str)).items()
    ]
    names, places = [*columns, *(["all"] if notes else [])], [*range(len(columns)), *([at_the_end] if notes else [])]
    across = {
        "side": "top",
        "tickvals": places,
        "ticktext": names,
        "tickangle": -35 if turned else 0,
        "tickfont": {"size": 12},
        "range": [-0.6, len(columns) + (0.25 if notes else -0.4)],
        "ticks": "",
        "showline": False,
    }
    narrow_top = int(5.6 * max(len(str(name)) for name in columns)) + 16
    keys = [
        theme.above(key, font={"size": 11.5, "color": STRONG_TEXT}, **place)
        for place in ({"xanchor": "right", "xshift": -6, "yshift": 3}, {"yshift": narrow_top - 2})
    ]
    return theme.rows_figure(
        traces,
        list(counts.index),
        across,
        narrow={"tickangle": -60, "tickfont": {"size": 11}},
        height=head + 12 + row * len(counts),
        margin={"t": head, "b": 8, "l": 200},
        annotations=[*notes, *keys[: bool(key)]],
        narrow_notes=[*notes, *keys[1 : 1 + bool(key)]],
        narrow_top=narrow_top + (16 * (1 + key.count("<br>")) if key else 0),
        **more,
    )


def count_bars(
    counts: pd.Series,
    unit: str,
    hover: list[str] | None = None,
    strong: list[bool] | None = None,
    mark: float | None = None,
    left: int = 200,
) -> go.Figure:
    """A figure of counts by their labels, the first on top, each with its number. unit: what stands below the axis.

    hover: a text for each bar. strong: True for bars that stand out. mark: where a dotted line stands. left: px for the labels.
    """
    labels, values = [str(name) for name in counts.index], [int(value) for value in counts]
    high = strong or [False] * len(values)
    bars = {
        "type": "bar",
        "orientation": "h",
        "name": unit,
        "x": values,
        "y": labels,
        "width": 0.62,
        "marker": {
            "color": [STRONG if each else PALE for each in high],
            "line": {
                "color": [STRONG_LINE if each else PALE_LINE for each in high],
                "width": [2 if each else 1 for each in high],
            },
        },
        "hoverinfo": "text",
        "hovertext": hover or [f"{label}: {value:,} {unit}" for label, value in zip(labels, values, strict=True)],
        "meta": {"narrow": {"width": 0.36}},
    }
    told = [f" {value:,}" for value in values]
    numbers = theme.scatter("text", "numbers", values, labels, text=told, textposition="middle right")
    end = 1.12 * max(*values, mark or 0, 1)
    return theme.rows_figure(
        [bars, numbers],
        labels,
        {"range": [0, end], "title": {"text": unit}},
        height=60 + 21 * len(labels),
        margin={"l": left},
        shapes=[] if mark is None else [theme.upright(mark)],
    )


def _row_of_circles(label, counts, texts, hover, strong, largest, widest) -> dict:
    sizes = [
        max(widest * math.sqrt(value / largest), min(_LEGIBLE, widest) if text else _SMALLEST) if value else 4
        for value, text in zip(counts, texts, strict=True)
    ]
    cells = list(zip(counts, strong, strict=True))
    marker = {
        "size": [round(size, 1) for size in sizes],
        "color": ["#bbb" if not value else STRONG if high else PALE for value, high in cells],
        "line": {
            "color": ["#bbb" if not value else STRONG_LINE if high else PALE_LINE for value, high in cells],
            "width": [0 if not value else 2 if high else 1 for value, high in cells],
        },
        "opacity": 1,
    }
    return theme.scatter(
        "markers+text",
        str(label),
        list(range(len(counts))),
        [label] * len(counts),
        list(hover),
        # plotly forgets a point whose text is empty, and would write nothing there when another view follows
        text=[text or " " for text in texts],
        textposition="middle center",
        textfont={"size": 12, "color": "#222"},
        marker=marker,
        cliponaxis=False,
        meta={"narrow": {"marker": {**marker, "size": [min(size, _NARROW) for size in marker["size"]]}}},
    )


def _diamonds(marks: dict[tuple[str, str], str], columns: list[str]) -> dict:
    """Diamonds at the upper right of their cells, so that a circle in the cell stays legible."""
    x = [columns.index(column) + (0.3 if len(columns) > 7 else 0.16) for _, column in marks]
    marker = {"symbol": "diamond", "size": 10, "color": theme.GREEN, "line": {"color": "#fff", "width": 1}}
    labels = [label for label, _ in marks]
    return theme.scatter("markers", "marked", x, labels, list(marks.values()), marker=marker, cliponaxis=False)
