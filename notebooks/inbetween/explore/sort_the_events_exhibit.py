"""Cooperation or competition? The reader sorts sixteen events, and sees on which of them readers split."""

from __future__ import annotations

import pandas as pd

from .. import cardsorts
from .. import events as analysis
from ..chart import Explorer, View, controls, theme

NOBODY, BOTH = "nobody", "both"
FIVE, PAIR = "five", "pair"
COMPARE = {"my own sort only": NOBODY, "our two codings": BOTH}
SCHEME = {"five piles": FIVE, "the pair alone": PAIR}
YOURS = "your pile"
COLUMNS = {
    FIVE: analysis.PILES,
    PAIR: {"cooperation": "cooperation", analysis.FORCED: "must be forced", "competition": "competition"},
}
COLOURS = {
    "cooperation": "#00629a",
    "competition": "#ab4b00",
    "adaptation": "#00785a",
    "both": "#9c4a78",
    "neither": "#5a5a5a",
}
KEY = "square: you; A, B: our codings"
_ROW, _NARROW_TOP = 14, 96  # px a row has; px above the rows on a narrow screen, for slanted names
# letter of a coding; how far right of its column it stands, and on a narrow screen
_LETTERS = {"coder_a": ("A", 0.08, 0.04), "coder_b": ("B", 0.22, 0.26)}
SOURCES = ("inbetween-event-cards", "bossuyt-kaczmarski-2021")
NOTES = (
    *(f"{theme.capital(name)}: {analysis.CODEBOOK[id]}." for id, name in analysis.PILES.items()),
    "The article holds that regional research circles round the pair of cooperation and competition, and that a growing number of authors try to get past it. "
    "It names four works that look at Russian adaptation to a stronger China (Christoffersen 2018, Kaczmarski 2017, Samokhvalov 2018, Odgaard 2017), and Leskina and Sabzalieva in the "
    "special issue itself, who put points of correspondence, which allow rivalry and collaboration alike, in the place of the pair. It sorts no event: the piles and their rules are ours.",
    "Codings A and B were made by one hand on one day, B with A still in mind and with rules that were written out only after A: no blind test, and part of "
    "their difference is the rules. No code is a key, and none is the view of an author cited.",
    "The sixteen cards were chosen to divide readers; how many fall on a pile says nothing about how often such events occur.",
)


def _notes() -> tuple[str, ...]:
    """The notes, and which cards were coded anew."""
    told = [f"on {day}: {', '.join(labels)}" for day, labels in analysis.recoded().items()]
    return (
        *NOTES,
        f"Coded anew in both passes, with the first codes known, {'; '.join(told)}. On the turn to Washington the words for competition had been made more exact "
        "(before: one gains or turns away at the other's cost); on the others a review had found the card's text incomplete or inexact.",
    )


def sort_the_events(**start) -> Explorer:
    """A card sort over sixteen events of 1997-2025; controls: sort (card id -> pile), compare, scheme (five piles, or the pair alone)."""
    return Explorer(
        "sort_the_events",
        view,
        {
            "sort": controls.card_sort("What is it between Moscow and Beijing?", analysis.cards(), analysis.PILES),
            "compare": controls.choice("Compare with", COMPARE, NOBODY),
            "scheme": controls.choice("Answer with", SCHEME, FIVE),
        },
        start,
        live=("sort",),
        unused=lambda values: set() if values["sort"] else {"compare", "scheme"},
    )


def view(sort: dict[str, str], compare: str, scheme: str) -> View:
    """The view of a sort; with ``compare`` the two codings stand beside it, with ``scheme`` only two words may be used."""
    table = _ordered(cardsorts.sorted_cards(analysis.cards(), sort), compare, scheme)
    waiting = len(analysis.cards()) - len(table)
    if table.empty:
        return View(
            title="Nothing sorted yet: is each event cooperation, competition, or something else?",
            figure=None,
            summary=f"{waiting} cards wait. Choose a pile for a card with the mouse, or with Tab and the keys 1 to 5.",
            table=_shown(table, NOBODY, FIVE),
            sources=SOURCES,
            notes=_notes(),
        )
    title = _title(table, compare) if scheme == FIVE else _title_of_the_pair(table, compare)
    return View(
        title=title + (f"; {waiting} still to sort" if waiting else ""),
        figure=_figure(table, compare, scheme),
        summary=_summary(table, compare) if scheme == FIVE else _summary_of_the_pair(table, compare),
        table=_shown(table, compare, scheme),
        sources=SOURCES,
        notes=_notes(),
    )


def _ordered(table: pd.DataFrame, compare: str, scheme: str) -> pd.DataFrame:
    """Pile by pile, or, where there are codings beside it, the cards that divide first; adds ``places``, the columns, and ``codes``, how many they are."""
    coded = table[["yours", *_LETTERS]]
    places = coded if scheme == FIVE else coded.apply(analysis.in_the_pair)
    rank = places["yours"].map({id: number for number, id in enumerate(COLUMNS[scheme])})
    codes = analysis.different(places)
    order = (
        pd.DataFrame({"codes": -codes if compare == BOTH else 0, "rank": rank})
        .sort_values(["codes", "rank"], kind="stable")
        .index
    )
    added = places.rename(columns=lambda name: f"{name}_place").assign(codes=codes)
    return table.join(added).loc[order].reset_index(drop=True)


def _out(table: pd.DataFrame) -> int:
    return int((analysis.in_the_pair(table["yours"]) == analysis.FORCED).sum())


def _title(table: pd.DataFrame, compare: str) -> str:
    if compare == BOTH:
        split = int((table["codes"] > 1).sum())
        return f"You and our two codings split on {split} of your {len(table)} cards"
    out = _out(table)
    return f"Cooperation or competition? That answers {len(table) - out} of your {len(table)} cards and leaves {out}"


def _title_of_the_pair(table: pd.DataFrame, compare: str) -> str:
    if compare == BOTH:
        forced = [int((table[f"{name}_place"] == analysis.FORCED).sum()) for name in ("yours", *_LETTERS)]
        return f"With two words you must force {forced[0]} of your {len(table)} cards, coding A {forced[1]}, coding B {forced[2]}"
    least, most = analysis.bounds(table["yours"])["cooperation"]
    if least == most:
        return f"With two words cooperation gets {least} of your {len(table)} cards: none must be forced"
    return f"With two words cooperation gets anything from {least} to {most} of your {len(table)} cards"


def _counts(table: pd.DataFrame, piles) -> str:
    *first, last = [f"{int((table['yours'] == id).sum())} on {analysis.PILES[id]}" for id in piles]
    return f"{', '.join(first)} and {last}"


def _summary(table: pd.DataFrame, compare: str) -> str:
    if compare == BOTH:
        with_a, with_b = (cardsorts.agreement(table, "yours", coder) for coder in _LETTERS)
        apart = analysis.of_the_codings()
        return (
            f"Of your {len(table)} cards you put {with_a} where coding A does and {with_b} where coding B does. The two codings, both by one hand, agree on "
            f"{apart['same']} of all {apart['all']} cards; what divides is listed first, and why stands in the table."
        )
    return (
        f"You put {_counts(table, analysis.PILES)}. The article holds that regional research circles round the first two words, "
        "and that a growing number of authors try to get past them."
    )


def _summary_of_the_pair(table: pd.DataFrame, compare: str) -> str:
    if compare == BOTH:
        apart = analysis.of_the_codings()
        inside, same = apart["both_in_pair"], apart["same_word"]
        return (
            f"Of all {apart['all']} cards our two codings, which come from one hand, both keep {inside} in the pair, and choose the same word for "
            f"{'each' if same == inside else same} of these; on {apart['over_the_pair']} cards they part over whether the pair applies at all."
        )
    others = [id for id in analysis.PILES if id not in analysis.PAIR]
    if not _out(table):
        return f"You put {_counts(table, analysis.PAIR)} and nothing on {', '.join(others[:-1])} or {others[-1]}: for your sort the pair is enough."
    cooperation, competition = analysis.bounds(table["yours"]).values()
    if cooperation[0] > competition[1] or competition[0] > cooperation[1]:
        leads = f"whichever way they go, {'cooperation' if cooperation > competition else 'competition'} leads"
    else:
        leads = "which of the two words leads is decided by the forcing and not by the events"
    return (
        f"You put {_counts(table, others)}: these must be forced into a word that you did not choose. Competition then gets from {competition[0]} to "
        f"{competition[1]}; {leads}."
    )


def _shown(table: pd.DataFrame, compare: str, scheme: str) -> pd.DataFrame:
    told = cardsorts.told(table, analysis.PILES, YOURS, compare == BOTH)
    told = told.assign(
        **{
            "card": table["label"],
            "detail": table["detail"],
            "what makes it hard": table["hard"],
            "different codes": table["codes"],
            "with two words": table["yours_place"].map(COLUMNS[PAIR]),
        }
    )
    columns = ["date", "card", YOURS, *(["with two words"] if scheme == PAIR else [])]
    if compare == BOTH:
        codings = [
            f"{column} {letter}" if column == "coding" else f"{column} ({letter})"
            for letter in "AB"
            for column in ("coding", "because")
        ]
        columns += ["different codes", "what makes it hard", *codings]
    return told[[*columns, "event", "detail", "confidence", "where read"]]


def _figure(table: pd.DataFrame, compare: str, scheme: str):
    """A row for each card, a column for each pile; a square for the reader's choice, letters for the codings."""
    columns = COLUMNS[scheme]
    labels = [f"{row.date[:4]} {row.label}" for row in table.itertuples()]
    traces = [_squares(table, labels, list(columns), compare, scheme)]
    notes, keys, ends = [], [], 0.55
    if compare == BOTH:
        traces += [_letters(table, labels, list(columns), coder) for coder in _LETTERS]
        at, ends, keys = len(columns) - 0.25, 1.05, _keys()
        notes = [
            theme.note(f"<b>{count}</b>" if count > 1 else "1", at, label, font={"size": 12})
            for label, count in zip(labels, table["codes"], strict=True)
        ]
    ticks = [*range(len(columns)), *([len(columns) - 0.25] if notes else [])]
    across = {
        "side": "top",
        "tickvals": ticks,
        "ticktext": [*columns.values(), *(["codes"] if notes else [])],
        "tickfont": {"size": 12.5},
        "range": [-0.5, len(columns) - 1 + ends],
        "ticks": "",
        "showline": False,
    }
    return theme.rows_figure(
        traces,
        labels,
        across,
        narrow={"tickangle": -60, "tickfont": {"size": 11}},
        # as high as with all cards: what stands below must not move while one sorts
        height=28 + _ROW * len(analysis.cards()),
        margin={"t": 22, "b": 4, "l": 194},
        annotations=[*notes, *keys[:1]],
        narrow_notes=[*notes, *keys[1:]],
        narrow_top=_NARROW_TOP,
    )


def _keys() -> list[dict]:
    """What squares and letters mean: left of the columns' names, and on a narrow screen above them."""
    look = {"font": {"size": 11.5, "color": "#333"}}
    return [
        theme.above(KEY, xanchor="right", xshift=-6, yshift=3, **look),
        theme.above(KEY, yshift=_NARROW_TOP - 16, **look),
    ]


def _squares(table: pd.DataFrame, labels: list[str], columns: list[str], compare: str, scheme: str) -> dict:
    shift, narrow_shift = (-0.1, -0.24) if compare == BOTH else (0, 0)
    places = [columns.index(place) for place in table["yours_place"]]
    forced = table["yours_place"] == analysis.FORCED
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "your sort",
        "x": [round(place + shift, 2) for place in places],
        "y": labels,
        # plotly forgets a point whose text is empty
        "text": [
            f"  {pile}" if each and compare == NOBODY else " "
            for pile, each in zip(table["yours"], forced, strict=True)
        ],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": "#333"},
        "marker": {"symbol": "square", "size": 11, "color": [COLOURS[pile] for pile in table["yours"]]},
        "hoverinfo": "text",
        "hovertext": [f"{row.date}, {row.card}<br>You: {analysis.PILES[row.yours]}" for row in table.itertuples()],
        "cliponaxis": False,
        "meta": {"narrow": {"x": [round(place + narrow_shift, 2) for place in places]}},
    }


def _letters(table: pd.DataFrame, labels: list[str], columns: list[str], coder: str) -> dict:
    letter, shift, narrow_shift = _LETTERS[coder]
    places = [columns.index(place) for place in table[f"{coder}_place"]]
    codes, reasons = table[coder], table[coder.replace("coder", "reason")]
    return {
        "type": "scatter",
        "mode": "text",
        "name": f"coding {letter}",
        "x": [round(place + shift, 2) for place in places],
        "y": labels,
        "text": [letter] * len(table),
        "textposition": "middle center",
        "textfont": {"size": 12.5, "color": "#222"},
        "hoverinfo": "text",
        "hovertext": [
            f"{label}<br>Coding {letter}: {analysis.PILES[code]}. {reason}"
            for label, code, reason in zip(labels, codes, reasons, strict=True)
        ],
        "cliponaxis": False,
        "meta": {"narrow": {"x": [round(place + narrow_shift, 2) for place in places]}},
    }
