"""Design the ninth article: six choices, the eight articles beside them, and what would count against the answer."""

from __future__ import annotations

import pandas as pd

from .. import ninth as analysis
from ..chart import Explorer, View, controls, theme

KINDS = tuple(analysis.OPTIONS)
NOT_YET = "not chosen yet"
SHARED, OTHER, UNTOLD, DESIGN, WAITING = "shared", "another entry", "not told", "your design", NOT_YET
MARKS = {
    SHARED: ("circle", 11, theme.ACCENT),
    OTHER: ("circle-open", 8, "#767676"),
    UNTOLD: ("line-ew-open", 5, "#b5b5b5"),
    DESIGN: ("diamond", 11, "#ab4b00"),
    WAITING: ("diamond-open", 8, "#767676"),
}
SHORTER = {
    "International Relations": "Int. Relations",
    "discourse analysis": "discourse",
    "transport and water": "transport, water",
    "international economics": "economics",
    "international law": "law",
    "political geography": "geography",
    "elite interviews": "interviews",
    "document analysis": "documents",
    "tracing over time": "tracing",
}
KEY = "filled: shared with your design   open: another entry   dash: not told   *: told on an abstract page only"
SOURCES = ("bossuyt-kaczmarski-2021", "inbetween-articles", "inbetween-lens-tests", "inbetween")
NOTES = (
    "The eight stand as the introduction tells them, and with methods that abstract pages add (*), each put under the nearest of our options. Not told is not absent: an "
    "article may have a lens, a method or a period that neither page tells. Under lens stand leading concepts too (leadership, governance, points of correspondence): in so many words "
    "the introduction gives a lens to two.",
    "Nearest counts six kinds alike, and that there are six is our choice. It says nothing about merit. Where the introduction speaks of Central Asia or the members of the EAEU "
    "and names no state, a design on one state shares no entry.",
    "A thing announced is open when neither the introduction nor an abstract page that we read names an article with it; the articles themselves may do it. Three are only called for, and left to others. One of all is no choice "
    "here and can be asked in any design on a state in between: what did Moscow or Beijing change because of it?",
    "A table that has rows need not answer the question: see what it cannot carry in its description. Events, exercises and energy deals are lists that we compiled, and their numbers "
    "are no evidence of frequency. Which field a table serves is our judgement.",
    "What a lens expects and what would count against it is constructed by us and quoted from nobody. A lens may be silent on a case, which counts neither way.",
    "That nobody has written an article is no reason to write it: say who would have to think otherwise if its answer were right.",
)


def ninth_article(**start) -> Explorer:
    """A ninth article beside the eight; controls: lens, discipline, method, field, country, period ("" where not chosen yet)."""
    lists = {
        kind: controls.choice(kind.capitalize(), {NOT_YET: "", **{name: code for code, name in options.items()}}, "")
        for kind, options in analysis.OPTIONS.items()
    }
    return Explorer("ninth_article", view, lists, start, live=KINDS)


def view(**design: str) -> View:
    """The view of a design: kind -> code, "" where nothing is chosen."""
    made = analysis.chosen(design)
    cells = _cells(made)
    return View(
        title=_title(made),
        figure=_figure(cells, analysis.nearest(made)),
        summary=_summary(made),
        table=_table(cells),
        sources=SOURCES,
        notes=(*_about(made), *NOTES),
    )


def _title(made: dict) -> str:
    if not made:
        still, known = len(analysis.still_open()), len(analysis.announced())
        return f"Which article is missing? {still} of {known} things announced or called for have no article that we know of"
    new = len(analysis.new_to_all(made))
    return f"Nearest: {analysis.told_nearest(made)}; {new or 'none'} {'is' if new == 1 else 'are'} new"


def _summary(made: dict) -> str:
    still = analysis.still_open()
    if not made:
        return (
            f"Begin with what has no article ({_without_article()}), or with a column in which the eight leave much untold. "
            "Then choose the other five so that the answer could turn out wrong."
        )
    taken = len(analysis.takes_up(made))
    new = f"{analysis.told_new(made)}; it would take up {taken or 'none'} of {len(still)} things announced or called for without an article."
    return " ".join([new, analysis.told_tables(made), analysis.told_test(made)])


def _without_article() -> str:
    """What is open, the methods apart."""
    known = analysis.announced()
    told = []
    for methods, group in known.groupby(known["expansion"] == "methods"):
        still = group.loc[group["open"], "promise"]
        where = "methods" if methods else "things under the expansions"
        told.append(f"{len(still)} of {len(group)} {where}: {', '.join(still)}")
    return "; ".join(told)


def _about(made: dict) -> list[str]:
    """Notes on what was chosen: what to settle first, what the tables hold, and what the nearest have not."""
    first = [f"To settle first: {analysis.lens_test(made['lens'])['note']}"] if "lens" in made else []
    if {"field", "country", "period"} & set(made):
        first.append(analysis.told_tables(made, full=True))
    return [*first, *filter(None, [analysis.told_besides(made)])]


# --- the eight and the design, cell by cell ---


def _cells(made: dict) -> pd.DataFrame:
    """A row for each of the eight and the design, and each kind: id, row (its label), kind, state, entries (a list of texts, the shared ones first)."""
    told: dict[tuple[str, str], list] = {}
    for row in analysis.entries().itertuples():
        told.setdefault((row.article, row.kind), []).append(_entry(row, made.get(row.kind)))
    has, rows = analysis.shared(made), []
    for article, authors in analysis.articles().items():
        for kind in KINDS:
            found = sorted(told.get((article, kind), ()), key=lambda each: not each[0])
            state = SHARED if kind in has and has.loc[article, kind] else OTHER if found else UNTOLD
            rows.append((article, authors, kind, state, list(dict.fromkeys(text for _, text in found))))
    for kind in KINDS:
        entries = [analysis.OPTIONS[kind][made[kind]]] if kind in made else []
        rows.append(("", "Your ninth article", kind, DESIGN if entries else WAITING, entries))
    return pd.DataFrame(rows, columns=["id", "row", "kind", "state", "entries"])


def _entry(row, code: str | None) -> tuple[bool, str]:
    """Whether an entry is the one chosen, and its text: the years that are told, or the name of our option."""
    if row.kind == "period":
        return False, f"{row.first}" if row.first == row.last else f"{row.first} to {row.last}"
    return row.code == code, analysis.OPTIONS[row.kind][row.code] + ("*" if row.confidence == "found" else "")


def _table(cells: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for label, of in cells.groupby("row", sort=False):
        shared = list(of.loc[of["state"] == SHARED, "kind"])
        texts = dict(zip(of["kind"], of["entries"].map("; ".join), strict=True))
        rows.append({"article": label, **texts, "shared": len(shared), "shared entries": ", ".join(shared)})
    return pd.DataFrame(rows)


def _figure(cells: pd.DataFrame, near: list[str]):
    """A row for each article and the design below them, with a mark and a text in each of six columns; the nearest and the design in bold."""
    strong = cells["id"].isin([*near, ""])
    cells = cells.assign(label=cells["row"].where(~strong, "<b>" + cells["row"] + "</b>"))
    labels = list(cells["label"].drop_duplicates())
    small = {"yref": "paper", "xref": "paper", "xanchor": "left", "font": {"size": 11, "color": "#555"}}
    across = {
        "side": "top", "tickvals": list(range(len(KINDS))), "ticktext": [f"<b>{kind}</b>" for kind in KINDS], "tickfont": {"size": 12},
        "range": [-0.12, len(KINDS) - 0.06], "ticks": "", "showline": False, "showgrid": False,
    }  # fmt: skip
    return theme.rows_figure(
        [_marks(state, of) for state in MARKS if len(of := cells[cells["state"] == state])],
        labels,
        across,
        narrow={"range": [-0.4, len(KINDS) - 0.3], "tickfont": {"size": 11}, "tickangle": -60},
        narrow_top=98,
        narrow_notes=[theme.above(KEY.replace("   dash", "<br>dash"), yshift=64, font=small["font"])],
        height=50 + 27 * len(labels),
        margin={"t": 24, "b": 24, "l": 184},
        annotations=[theme.note(KEY, 0, 0, yanchor="top", yshift=-4, xshift=-172, **small)],
    )


def _marks(state: str, cells: pd.DataFrame) -> dict:
    symbol, size, colour = MARKS[state]
    told = cells["entries"].map(lambda entries: "; ".join(entries) or state)
    ending = " (shared)" if state == SHARED else ""
    return theme.scatter(
        "markers+text",
        state,
        cells["kind"].map(KINDS.index).tolist(),
        cells["label"].tolist(),
        [f"{row}<br>{kind}: {text}{ending}" for row, kind, text in zip(cells["row"], cells["kind"], told, strict=True)],
        text=[f" {text}" for text in map(_in_cell, cells["entries"])],
        textposition="middle right",
        textfont={"size": 10, "color": colour if state in (SHARED, DESIGN) else "#333"},
        marker={"symbol": symbol, "size": size, "color": colour, "line": {"width": 1.5, "color": colour}},
        meta={"narrow": {"text": [" "] * len(cells)}},
        cliponaxis=False,
    )


def _in_cell(entries: list[str]) -> str:
    """The entries in two short lines at most."""
    short = [SHORTER.get(text.removesuffix("*"), text.removesuffix("*")) + "*" * text.endswith("*") for text in entries]
    if len(short) > 2:
        return f"{short[0]}<br> and {len(short) - 1} more"
    if len(short) == 2:
        return f"{short[0]},<br> {short[1]}"
    return theme.wrapped(short[0], 15).replace("<br>", "<br> ") if short else ""
