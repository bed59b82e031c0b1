"""Power, ideas or home politics? The reader sorts twelve events of the Sino-Soviet split."""

from __future__ import annotations

import math

import pandas as pd

from .. import cardsorts
from .. import split as analysis
from ..chart import Explorer, View, controls, theme

NOBODY, BOTH = "nobody", "both"
_EMPTY = 0.45  # width of a pile without cards, in columns
_HIGHEST = 6  # cards in a column, so that sentence and source stay on a projector's screen
COMPARE = {"my own sort only": NOBODY, "our two codings": BOTH}
COLOURS = {"power": "#00629a", "ideas": "#ab4b00", "home": "#00785a"}
SOURCES = ("inbetween-split", "bossuyt-kaczmarski-2021", "radchenko-2009", "luthi-2010")
NOTES = (
    *(f"{theme.capital(name)}: {analysis.CODEBOOK[id]}." for id, name in analysis.EXPLANATIONS.items()),
    "The article names these three families of reasons with Radchenko 2009 and Luthi 2010; it sorts no event, and neither book is "
    "the source of our coding. An event may belong to more than one family: the sort asks which one explains it best.",
    "Letters in brackets name the codings that agree with yours. The two codings of this collection, A and B, were made one after the other by one hand from the same codebook, which is no blind test; where they differ, the card divides readers. "
    "The twelve cards are a selection: their number proves nothing about the weight of a reason.",
)


def why_the_split(**start) -> Explorer:
    """A card sort over the events of 1956-1969; controls: sort (card id -> explanation), compare."""
    sort = controls.card_sort("What explains it best?", analysis.cards(), analysis.EXPLANATIONS)
    return Explorer(
        "why_the_split",
        view,
        {"sort": sort, "compare": controls.choice("Compare with", COMPARE, NOBODY)},
        start,
        live=("sort",),
    )


def view(sort: dict[str, str], compare: str) -> View:
    """The view of a sort; with ``compare`` the two codings stand beside it."""
    table = cardsorts.sorted_cards(analysis.cards(), sort)
    if table.empty:
        return View(
            title="Nothing sorted yet: which explanation does each event speak for?",
            figure=None,
            summary=f"{len(analysis.cards())} cards wait. Choose an explanation for a card with the mouse, or with Tab and the keys 1, 2, 3.",
            table=_shown(table, compare),
            sources=SOURCES,
            notes=NOTES,
        )
    counts = {id: int((table["yours"] == id).sum()) for id in analysis.EXPLANATIONS}
    title = "You put " + ", ".join(f"{count} on {analysis.EXPLANATIONS[id]}" for id, count in counts.items())
    waiting = len(analysis.cards()) - len(table)
    return View(
        title=title + (f"; {waiting} still to sort" if waiting else ""),
        figure=_figure(table, compare),
        summary=_summary(table, compare),
        table=_shown(table, compare),
        sources=SOURCES,
        notes=NOTES,
    )


def _summary(table: pd.DataFrame, compare: str) -> str:
    home = table[table["yours"] == "home"]
    in_china = int(home["made_by"].isin(["China", "both"]).sum())
    text = (
        "The article speaks of domestic politics in both states, and reports that scholars point to China in particular: "
        f"of your {len(home)} home cards, acts of the Chinese side have a part in {in_china}."
        if len(home)
        else "You explain no card by home politics; the article itself speaks of it in both states, and reports that scholars point to "
        "China in particular."
    )
    if compare == NOBODY:
        return text
    with_a, with_b = (cardsorts.agreement(table, "yours", coder) for coder in ("coder_a", "coder_b"))
    between = cardsorts.agreement(table, "coder_a", "coder_b")
    return (
        f"{text} Of {len(table)} sorted cards you agree with coding A on {with_a}, with coding B on {with_b}; the two codings agree with each other "
        f"on {between}."
    )


def _shown(table: pd.DataFrame, compare: str) -> pd.DataFrame:
    return cardsorts.told(table, analysis.EXPLANATIONS, "your explanation", compare == BOTH)


def _figure(table: pd.DataFrame, compare: str):
    """Three piles beside each other, a high one in two columns; on a narrow screen below each other."""
    traces, names, names_below, tallest, depth, place = [], [], [], 3, 0, 0
    for id, name in analysis.EXPLANATIONS.items():
        pile = table[table["yours"] == id]
        count, colour = len(pile), COLOURS[id]
        tallest = max(tallest, min(count, _HIGHEST))
        heading = {"xanchor": "left", "xshift": -5, "font": {"size": 13, "color": colour}}
        names.append(theme.note(f"<b>{name}</b>", place, 1, **heading))
        names_below.append(theme.note(f"<b>{name}</b>", 0, -depth, **heading))
        traces.append(_pile(pile, name, colour, compare, place, -depth - 1))
        depth += count + 1.3
        place += math.ceil(count / _HIGHEST) or _EMPTY
    if place > len(analysis.EXPLANATIONS):
        for trace in traces:
            trace["textfont"]["size"] = 11
    return theme.figure(
        traces,
        height=16 + 15 * (tallest + 1),
        margin={"l": 6, "r": 6, "t": 4, "b": 4},
        xaxis=theme.bare([-0.06, place]),
        yaxis=theme.bare([-tallest + 0.3, 1.6]),
        annotations=names,
        narrow={
            "height": int(16 + 17 * (depth + 1)),
            "annotations": names_below,
            "xaxis": theme.bare([-0.06, 1]),
            "yaxis": theme.bare([-depth - 0.5, 0.7]),
        },
    )


def _pile(pile: pd.DataFrame, name: str, colour: str, compare: str, place: float, below: float) -> dict:
    texts = [f"{row.date[:4]} {row.label}{_agreeing(row) if compare == BOTH else ''}" for row in pile.itertuples()]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [place + number // _HIGHEST for number in range(len(pile))],
        "y": [-(number % _HIGHEST) for number in range(len(pile))],
        "text": [f"  {text}" for text in texts],
        "textposition": "middle right",
        "textfont": {"size": 12.5, "color": colour},
        "marker": {"symbol": "square", "size": 9, "color": colour},
        "hoverinfo": "text",
        "hovertext": [f"{name}: {row.date}, {row.card}" for row in pile.itertuples()],
        "cliponaxis": False,
        "meta": {"narrow": {"x": [0] * len(pile), "y": [round(below - number, 1) for number in range(len(pile))]}},
    }


def _agreeing(row) -> str:
    codings = [letter for letter, choice in (("A", row.coder_a), ("B", row.coder_b)) if choice == row.yours]
    return f" [{' '.join(codings) or 'neither'}]"
