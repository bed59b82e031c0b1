"""How things look, in one place: each state its colour, dash and marker; the house layout of a figure.

Colours are Okabe and Ito's (2008) where they reach 3:1 on white; ``text`` is a darker tone of the same hue at 4.5:1.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from typing import NamedTuple

import plotly.graph_objects as go
import plotly.io

# A figure shown on its own: small in the file, and without plotly's button that uploads it.
plotly.io.renderers.default = "plotly_mimetype"
plotly.io.renderers["plotly_mimetype"].config = {"showSendToCloud": False, "displaylogo": False}


class Look(NamedTuple):
    name: str
    colour: str
    text: str
    dash: str
    marker: str


BLUE, VERMILLION, GREEN, PURPLE, GREY, BLACK = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#767676", "#222222"
ACCENT = "#0b57a4"

STATES = {
    "RUS": Look("Russia", BLUE, "#00629a", "solid", "circle"),
    "SUN": Look("USSR", BLUE, "#00629a", "dash", "circle-open"),
    "CHN": Look("China", VERMILLION, "#ab4b00", "solid", "square"),
    "USA": Look("United States", GREY, "#6a6a6a", "dot", "x-thin-open"),
    "KAZ": Look("Kazakhstan", GREEN, "#00785a", "solid", "diamond"),
    "KGZ": Look("Kyrgyzstan", PURPLE, "#9c4a78", "dash", "triangle-up"),
    "TJK": Look("Tajikistan", GREEN, "#00785a", "dashdot", "triangle-down"),
    "TKM": Look("Turkmenistan", PURPLE, "#9c4a78", "solid", "star"),
    "UZB": Look("Uzbekistan", BLACK, "#222222", "dash", "cross"),
    "MNG": Look("Mongolia", BLACK, "#222222", "dashdot", "hexagon"),
}

PICTURE_HEIGHT = 320
_FONT = "system-ui, sans-serif"
_TITLE = {"title": {"font": {"size": 12.5}, "standoff": 4}}
_TEMPLATE = {"layout": {"xaxis": _TITLE, "yaxis": _TITLE}}


def scatter(mode: str, name: str, x: list, y: list, hover: list[str] | None = None, **more) -> dict:
    """A trace of points. mode: "lines", "markers", "text" or two of them with a plus; hover: a text for each point, None for none."""
    told = {"hoverinfo": "skip"} if hover is None else {"hoverinfo": "text", "hovertext": hover}
    return {"type": "scatter", "mode": mode, "name": name, "x": x, "y": y, **told, **more}


def strokes(name: str, lines: Iterable[tuple[Iterable, Iterable]], **more) -> dict:
    """One trace for lines that are not joined: for each the x and the y of its points. No point of it can be walked to."""
    x, y = [], []
    for xs, ys in lines:
        x += [*xs, None]
        y += [*ys, None]
    return scatter("lines", name, x, y, **more)


def line(state: str, x: list, y: list, **more) -> dict:
    """A trace for a state over time, with its colour and dash. Missing values are None: the line has a gap there."""
    look = STATES[state]
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": look.name,
        "x": x,
        "y": y,
        "line": {"color": look.colour, "dash": look.dash, "width": 1.6 if state == "USA" else 2.4},
        "hovertemplate": f"{look.name}, %{{x}}: %{{y}}<extra></extra>",
    }
    return {**trace, **more}


def layout(**more) -> dict:
    """The house layout; keyword arguments replace its entries, axes are merged."""
    base = {
        "template": _TEMPLATE,
        "height": PICTURE_HEIGHT,
        "margin": {"l": 56, "r": 16, "t": 12, "b": 30},
        "font": {"family": _FONT, "size": 13, "color": "#333"},
        "paper_bgcolor": "#fff",
        "plot_bgcolor": "#fff",
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": axis(),
        "yaxis": axis(),
    }
    for name in ("xaxis", "yaxis"):
        if name in more:
            more[name] = {**base[name], **more[name]}
    return {**base, **more}


def axis(**more) -> dict:
    base = {
        "showgrid": True,
        "gridcolor": "#ececec",
        "zeroline": False,
        "linecolor": "#999",
        "ticks": "outside",
        "tickcolor": "#999",
        "ticklen": 4,
        "fixedrange": True,
        "automargin": False,
    }
    return {**base, **more}


def bare(limits: list[float], **more) -> dict:
    """Entries of an axis that only places things: no line, ticks or numbers."""
    return {"range": limits, "showgrid": False, "showticklabels": False, "ticks": "", "showline": False, **more}


def log_axis(limits: tuple[float, float], **more) -> dict:
    """A logarithmic axis between two powers of ten, with ticks at 1, 2 and 5 (or at tens only, over many powers)."""
    steps = (1, 2, 5) if limits[1] - limits[0] < 2.6 else (1,)
    powers = range(math.floor(limits[0]), math.ceil(limits[1]) + 1)
    ticks = [
        step * 10.0**power for power in powers for step in steps if limits[0] <= math.log10(step) + power <= limits[1]
    ]
    texts = [f"{tick:,.0f}" if tick >= 1 else f"{tick:g}" for tick in ticks]
    return {"type": "log", "range": list(limits), "tickvals": ticks, "ticktext": texts, **more}


def end_labels(
    traces: list[dict], log: bool, limits: tuple[float, float], height: int = PICTURE_HEIGHT - 42
) -> list[dict]:
    """Names at the right ends of lines, moved apart where they would overlap. limits: of the y axis; height: px between them."""
    ends = []
    for trace in traces:
        known = [(x, y) for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None and (y > 0 or not log)]
        if known:
            x, y = known[-1]
            ends.append((math.log10(y) if log else y, x, trace))
    span = (limits[1] - limits[0]) or 1
    labels, lowest = [], -math.inf
    for level, x, trace in sorted(ends, key=lambda end: end[0]):
        pixel = (level - limits[0]) / span * height
        placed = max(pixel, lowest + 15)
        lowest = placed
        colour = next((look.text for look in STATES.values() if look.name == trace["name"]), "#333")
        labels.append(
            note(
                trace["name"],
                x,
                level,
                xanchor="left",
                xshift=5,
                yshift=placed - pixel,
                font={"size": 13, "color": colour},
            )
        )
    return labels


def note(text: str, x, y, **more) -> dict:
    """A text in the picture, without arrow. On a logarithmic axis ``y`` is a power of ten, as plotly has it."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "yanchor": "middle",
        "font": {"size": 12.5, "color": "#333"},
        **more,
    }


def above(text: str, x: float = 0, y: float = 1, **more) -> dict:
    """A text on the upper edge of the picture, or of what ends at ``y``, that begins at ``x``; both as shares of the plot."""
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return note(text, x, y, **{**place, **more})


def upright(x, **more) -> dict:
    """A dotted line over the whole height at ``x``."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": "#777", "width": 1, "dash": "dot"},
        **more,
    }


def ground(x0: float, x1: float, colour: str = "#f3f3f3", **more) -> dict:
    """A pale ground over the whole height from ``x0`` to ``x1``."""
    place = {"x0": x0, "x1": x1, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", **place, "fillcolor": colour, "line": {"width": 0}, "layer": "below", **more}


def figure(traces: list[dict], narrow: dict | None = None, meta: dict | None = None, **layout_entries) -> go.Figure:
    """A figure from dictionaries, in the house layout.

    narrow: what replaces entries of the layout on a narrow screen; axes there are whole ones, with the house's entries.
    meta: what the page is told besides: ``pick`` or ``range``, the controls that a click or a zoom sets.

    Plotly checks every entry against its schema, which costs more than all the rest of a view; the tests check each figure
    instead, and here it is left out.
    """
    if narrow:
        small = {name: axis(**entry) if name[1:].startswith("axis") else entry for name, entry in narrow.items()}
        meta = {**(meta or {}), "narrow": small}
    if meta:
        layout_entries["meta"] = meta
    return go.Figure({"data": traces, "layout": layout(**layout_entries)}, _validate=False)


def rows_figure(
    traces: list[dict],
    labels: list[str],
    xaxis: dict,
    bold: str | None = None,
    narrow: dict | None = None,
    narrow_top: int = 6,
    narrow_notes: list[dict] | None = None,
    **more,
) -> go.Figure:
    """A figure of named rows, the first on top.

    On a narrow screen the names stand above their rows, over the whole width, and a text beside a mark that is far to the
    right goes to its left. ``narrow``: entries of the x axis that differ there; ``narrow_top``: px above the rows there; ``narrow_notes``:
    the annotations there, if they are others.
    """
    texts = [f"<b>{label}</b>" if label == bold else label for label in labels]
    down = axis(
        categoryorder="array",
        categoryarray=labels[::-1],
        range=[-0.7, len(labels) - 0.3],
        tickvals=labels,
        ticktext=texts,
        tickfont={"size": 12.5},
    )
    margin = {"l": 232, "r": 16, "t": 6, "b": 40 if "title" in xaxis else 28, **more.pop("margin", {})}
    across = axis(**{**xaxis, **(narrow or {})})
    names = [
        note(
            text, 0, label, xref="paper", xanchor="left", yanchor="bottom", yshift=8, font={"size": 12, "color": "#333"}
        )
        for label, text in zip(labels, texts, strict=True)
    ]
    small = {
        "height": 58 + narrow_top + 36 * len(labels),
        "margin": {**margin, "l": 10, "r": 10, "t": narrow_top},
        "xaxis": across,
        "yaxis": {**down, "range": [-0.4, len(labels)], "showticklabels": False, "ticks": ""},
        "annotations": [*(more.get("annotations", []) if narrow_notes is None else narrow_notes), *names],
    }
    low, high = across["range"]
    for trace in traces:
        if trace.get("textposition") == "middle right" and "meta" not in trace:
            far = [(x - low) / (high - low) > 0.66 for x in trace["x"]]
            trace["meta"] = {
                "narrow": {
                    "textposition": ["middle left" if right else "middle right" for right in far],
                    "text": [
                        f"{said.strip()} " if right else said for said, right in zip(trace["text"], far, strict=True)
                    ],
                }
            }
    return figure(traces, margin=margin, xaxis=xaxis, yaxis=down, narrow=small, **more)


def lines(names: list[str], most: int = 12, in_line: int = 3) -> str:
    """Names for a hover text, three in a line, the first ones where they are many."""
    told = [*names[:most], *([f"and {len(names) - most} more"] if len(names) > most else [])]
    return "<br>".join("; ".join(told[place : place + in_line]) for place in range(0, len(told), in_line))


def wrapped(text: str, letters: int) -> str:
    """A text in lines of at most so many letters, if no single word is longer."""
    return "<br>".join(textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False))


def capital(text: str) -> str:
    """A text with its first letter as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with the word for what is counted, in singular or plural; ``many`` where that is not just an s more."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(part: int, of: int) -> str:
    """A share in whole per cent, halves upward."""
    return f"{(200 * part + of) // (2 * of)}%"


def gapless(values) -> list:
    """Values for a trace, to five significant digits: NaN and NA become None."""
    return [None if value is None or value != value else float(f"{value:.5g}") for value in values]
