"""Eight by three: of which expansion each article is an example, in the section, in the conclusion and to the reader; and what was announced."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache

import pandas as pd

from .. import expansions
from ..chart import Explorer, View, controls, theme

ARTICLES, PROMISES = "articles", "promises"
NONE = "none"
SHOW = {"eight by three": ARTICLES, "promises": PROMISES}
# What can stand beside the grid, by its name in the statements.
ALSO = {
    "nothing": NONE,
    "field": "field",
    "lens or concept": "lens",
    "discipline": "discipline",
    "method": "method",
    "country": "country",
    "period": "period",
}
RULE = {"named": "named", "or field listed": "listed"}
BASIS = {"text only": "text", "with abstracts": "beyond"}
SINGULAR = {code: name for name, code in ALSO.items()}
PLURAL = {"country": "countries", "lens": "lenses or concepts"}
SHORT = {"theoretical": "theory", "disciplinary": "disciplines", "empirical": "empirical"}
RULED = {"named": "names", "listed": "names or lists"}
# Each voice its letter, colour and marker.
LOOKS = {
    "section": ("S", "#00629a", "square"),
    "conclusion": ("C", "#ab4b00", "circle"),
    "reader": ("Y", "#00785a", "diamond"),
}
SAID = {"section": "section", "conclusion": "conclusion", "reader": "you"}
CALLED = "called for"
OPEN, OPEN_TEXT, NAMED, NAMED_TEXT = theme.VERMILLION, "#ab4b00", theme.GREEN, "#00604a"
_COLUMNS = (0, 1.18, 2.01, 2.99)  # where the piles of promises begin
_ROW, _PITCH, _LETTERS = 31, 39, 50  # px of a row and of a promise; letters in a line beside the grid
_NARROW_ROW, _NARROW_PITCH, _NARROW_LETTERS, _LINE = 46, 32, 54, 14
SOURCES = ("bossuyt-kaczmarski-2021", "inbetween")
NOTES = (
    "To be named as an example is not to belong: six of the fourteen namings come with a for instance, and others go on with such a list. So a missing name "
    "excludes nothing, and an article may serve an expansion under which nobody names it. Named: the paragraph on that expansion names the authors. Or field listed: it lists a field, "
    "discipline or perspective that comes nearest to the article, which is our reading. A dot: not named; a question mark: you are unsure.",
    "Agreement on cells flatters: most cells are empty, and two places agree where neither says anything. The order of theory, disciplines and fields is the "
    "article's, and ranks nothing; more lenses do not make a better article.",
    "From the introduction alone, in our words; where it words a thing in several ways all stand. Abstract pages were found for six of the eight, and nobody read the "
    "articles for this: (abstract) was read there, (inferred) is our guess which article a method of the section's list belongs to. "
    "A lens in so many words the introduction gives to two; leadership, governance and points of correspondence are leading concepts.",
    "Named: the introduction names an article with what it announces, which is not yet to deliver it. Open: it names none; a summary of some lines cannot show all that an article does. "
    "Only called for: named as what could help, and left to others in the conclusion. That there are 18 things under the expansions is our cut.",
)


def eight_by_three(**start) -> Explorer:
    """The articles by the three expansions, and what the issue announces; controls: show, also, rule, basis, mine (article -> expansion -> answer)."""
    units = [
        {"id": id, "text": name, "now": dict.fromkeys(expansions.EXPANSIONS, "unsure")}
        for id, name in _authors().items()
    ]
    answers = [{"id": answer, "text": answer} for answer in expansions.ANSWERS]
    return Explorer(
        "eight_by_three",
        view,
        {
            "show": controls.choice("Show", SHOW, ARTICLES),
            "also": controls.choice("Beside it", ALSO, "field"),
            "rule": controls.choice("Example is", RULE, "named"),
            "basis": controls.choice("From", BASIS, "text"),
            "mine": controls.Changes(
                description="Your reading:",
                unit="article",
                units=units,
                fields=[{"id": each, "label": each, "options": answers} for each in expansions.EXPANSIONS],
                value={},
            ),
        },
        start,
        live=("mine",),
        unused=_unused,
    )


def _unused(values: dict) -> set[str]:
    if values["show"] == PROMISES:
        return {"also", "rule", "mine"}
    return {"basis"} if values["also"] == NONE or expansions.added(values["also"]).empty else set()


def view(show: str, also: str, rule: str, basis: str, mine: dict) -> View:
    """The view for one state of the controls."""
    beyond = basis == "beyond"
    if show == PROMISES:
        found = expansions.promises(beyond)
        sources = (*SOURCES, "inbetween-articles") if beyond else SOURCES
        table = _announced(found)
        return View(_named(found, beyond), _piles(found), _still_open(found, beyond), table, sources, NOTES)
    found = _Grid(also, rule, beyond, mine)
    return View(found.title(), _grid(found), found.summary(), found.table(), found.sources(), NOTES)


@cache
def _authors() -> dict[str, str]:
    """The authors of each article, by its id, in the order of the issue."""
    return expansions.articles()["authors"].to_dict()


class _Grid:
    """The 24 cells of a state, and what stands beside them."""

    def __init__(self, also: str, rule: str, beyond: bool, mine: dict):
        self.also, self.rule = also, rule
        self.names = _authors()
        paragraphs = expansions.cells(rule)
        self.judged = expansions.judged(paragraphs, mine)
        self.counts = expansions.agreement(self.judged)
        self.voices = [*expansions.PLACES, *(["reader"] if self.counts["answered"] else [])]
        # plain dictionaries: a view asks for hundreds of cells, and pandas takes its time for each
        self.where, self.said = paragraphs.to_dict("index"), self.judged.to_dict("index")
        self.in_text, self.beside = (expansions.told(also, more) if also != NONE else None for more in (False, beyond))
        # where things stand: the rows of the articles, and where each expansion begins and the last one ends
        self.rows = {article: len(self.names) - 1 - place for place, article in enumerate(self.names)}
        step = len(self.voices) + 0.6
        self.starts = {expansion: place * step for place, expansion in enumerate(expansions.EXPANSIONS)}
        self.end = 3 * step - 0.4

    def cells(self) -> Iterator[tuple[str, str, float, float]]:
        """Article, expansion, and where the marks of the cell begin, across and down."""
        for article, level in self.rows.items():
            for expansion, start in self.starts.items():
                yield article, expansion, start, level

    def differ(self, article: str, expansion: str) -> bool:
        """Whether those who say something of a cell differ."""
        return len(set(self.said[article, expansion].values()) - {"unsure"}) > 1

    def title(self) -> str:
        yes = (self.judged[list(expansions.PLACES)] == "yes").groupby("expansion").sum()
        numbers = "; ".join(
            f"{SHORT[each]} {yes.section[each]}, {yes.conclusion[each]}" for each in expansions.EXPANSIONS
        )
        return f"Examples in section and conclusion: {numbers}"

    def summary(self) -> str:
        counts = self.counts
        parts = [
            f"The two places agree on {counts['same']} of {counts['cells']} cells ({theme.percent(counts['same'], counts['cells'])}), "
            f"on {counts['neither']} of them because neither {RULED[self.rule]} the article. {self._differences()}"
        ]
        if counts["answered"]:
            parts.append(
                f"Of {counts['answered']} cells that you answered, {counts['with_section']} are as in the section, "
                f"{counts['with_conclusion']} as in the conclusion, {counts['all']} alike in all three."
            )
        elif self.also != NONE:
            parts.append(self._coverage())
        return " ".join(parts)

    def _differences(self) -> str:
        placed = expansions.placed(self.judged)
        groups: dict[tuple, list[str]] = {}
        for article, row in placed[placed["section"] != placed["conclusion"]].iterrows():
            groups.setdefault((row["section"], row["conclusion"]), []).append(self.names[article])
        said = [
            f"{', '.join(names)} (first {_and(first)}, then {_and(then)})" for (first, then), names in groups.items()
        ]
        return f"They differ on {'; '.join(said)}."

    def _coverage(self) -> str:
        given, several = int(self.in_text.map(bool).sum()), int((self.in_text.map(len) > 1).sum())
        more = int((self.beside.map(len) > self.in_text.map(len)).sum())
        pages = f" Abstract pages or our inference add to {more}." if more else ""
        return f"The introduction gives a {SINGULAR[self.also]} for {given} of {len(self.names)} articles, more than one for {several or 'none'}.{pages}"

    def table(self) -> pd.DataFrame:
        rows = []
        for article, name in self.names.items():
            row = {"article": name}
            for expansion in expansions.EXPANSIONS:
                for voice in self.voices:
                    row[f"{expansion}, {SAID[voice]}"] = self.said[article, expansion][voice]
            row["differ"] = ", ".join(each for each in expansions.EXPANSIONS if self.differ(article, each))
            where = [self.where[article, each][place] for each in expansions.EXPANSIONS for place in expansions.PLACES]
            row["where"] = ", ".join(sorted(filter(None, where), reverse=True))
            if self.beside is not None:
                row[PLURAL.get(self.also, f"{self.also}s")] = "; ".join(self.beside[article])
            rows.append(row)
        return pd.DataFrame(rows)

    def sources(self) -> tuple[str, ...]:
        added = self.beside is not None and not self.beside.equals(self.in_text)
        return (*SOURCES, "inbetween-articles") if added else SOURCES

    def hover(self, article: str, expansion: str, voice: str) -> str:
        answer = self.said[article, expansion][voice]
        where = self.where[article, expansion].get(voice, "")
        differ = "<br>differs" if self.differ(article, expansion) else ""
        return f"{self.names[article]}, {expansion}, {SAID[voice]}: {answer}{f' ({where})' if where else ''}{differ}"


def _and(names: tuple[str, ...]) -> str:
    return " and ".join(names) or "not named"


# --- the grid --------------------------------------------------------------------------------------


def _grid(found: _Grid):
    """Rows of articles, for each expansion a mark for each voice; a frame and a sign where they differ."""
    beside = found.end * (1.0 if len(found.voices) == 2 else 0.86) if found.beside is not None else 0
    heads = {start + (len(found.voices) - 1) / 2: f"<b>{each}</b>" for each, start in found.starts.items()}
    across = {"side": "top", "ticks": "", "showline": False, "showgrid": False}
    down = {"range": [-0.55, 7.55], "tickvals": list(found.rows.values()), "ticktext": list(found.names.values())}
    traces = [*(_marks(found, article) for article in found.rows), _unequal(found)]
    wide = dict(heads)
    if beside:
        traces.append(_beside(found))
        wide[found.end + beside * 0.2] = f"<b>{SINGULAR[found.also]}</b>"
    return theme.figure(
        traces,
        height=36 + _ROW * 8,
        margin={"l": 182, "r": 6, "t": 32, "b": 4},
        xaxis={**across, "range": [-0.7, found.end + beside], "tickvals": list(wide), "ticktext": list(wide.values())},
        yaxis={**down, "ticks": "", "showgrid": False, "tickfont": {"size": 12.5}},
        shapes=_frames(found, 0.42),
        annotations=[_key(found, xanchor="right", xshift=-8, yshift=3)],
        narrow=_narrow(
            found,
            {**across, "range": [-0.7, found.end], "tickvals": list(heads), "ticktext": list(heads.values())},
        ),
    )


def _marks(found: _Grid, article: str) -> dict:
    places = [
        (start + place, expansion, voice)
        for expansion, start in found.starts.items()
        for place, voice in enumerate(found.voices)
    ]
    looks = [_look(voice, found.said[article, expansion][voice]) for _, expansion, voice in places]
    symbols, sizes, colours, texts, tones = map(list, zip(*looks, strict=True))
    return theme.scatter(
        "markers+text",
        found.names[article],
        [x for x, _, _ in places],
        [found.rows[article]] * len(places),
        [found.hover(article, expansion, voice) for _, expansion, voice in places],
        text=texts,
        textposition="middle center",
        textfont={"size": 11, "color": tones},
        marker={"symbol": symbols, "size": sizes, "color": colours, "opacity": 1, "line": {"width": 0}},
        cliponaxis=False,
    )


def _look(voice: str, answer: str) -> tuple[str, int, str, str, str]:
    """Symbol, size and colour of a mark, its text and the colour of that. Only the reader can be unsure, and says no in a word."""
    letter, colour, symbol = LOOKS[voice]
    if answer == "yes":
        return symbol, 17, colour, letter, "#fff"
    if voice == "reader":
        return "circle", 0, colour, *(("no", colour) if answer == "no" else ("?", theme.GREY))
    return "circle", 4, "#999", " ", "#999"


def _unequal(found: _Grid) -> dict:
    """A sign between two neighbours that differ."""
    places = [
        (start + place + 0.46, level)
        for article, expansion, start, level in found.cells()
        for place, pair in enumerate(
            itertools.pairwise(found.said[article, expansion][voice] for voice in found.voices)
        )
        if set(pair) == {"yes", "no"}
    ]
    return theme.scatter(
        "text", "differ", [x for x, _ in places], [y for _, y in places], text=["\u2260"] * len(places),
        textfont={"size": 13, "color": "#222"}, cliponaxis=False,
    )  # fmt: skip


def _frames(found: _Grid, half: float) -> list[dict]:
    """A frame round each cell on which those who say something differ."""
    look = {"type": "rect", "line": {"color": "#222", "width": 1.6}, "fillcolor": "#fff3cd", "layer": "below"}
    return [
        {**look, "x0": start - 0.5, "x1": start + len(found.voices) - 0.5, "y0": level - half, "y1": level + half}
        for article, expansion, start, level in found.cells()
        if found.differ(article, expansion)
    ]


def _beside(found: _Grid) -> dict:
    return theme.scatter(
        "text", found.also, [found.end - 0.1] * len(found.rows), list(found.rows.values()),
        text=[_folded(found.beside[article], _LETTERS) for article in found.rows], textposition="middle right",
        textfont={"size": 11, "color": "#333"}, cliponaxis=False, meta={"narrow": {"visible": False}},
    )  # fmt: skip


def _folded(said: tuple[str, ...], letters: int) -> str:
    return theme.wrapped("; ".join(said) or "not told", letters)


def _key(found: _Grid, **place) -> dict:
    text = ", ".join(f"{LOOKS[voice][0]} {SAID[voice]}" for voice in found.voices)
    return theme.above(text, font={"size": 11, "color": "#444"}, **place)


def _narrow(found: _Grid, across: dict) -> dict:
    """On a phone the names stand above their marks, and what is told of an article between the two."""
    told = found.beside is not None
    texts = {article: _folded(found.beside[article], _NARROW_LETTERS) if told else "" for article in found.rows}
    row = _NARROW_ROW + _LINE * max(text.count("<br>") + told for text in texts.values())
    look = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 12, "align": "left"}
    notes = [_key(found, xanchor="left", yshift=20)]
    for article, text in texts.items():
        more = f"<br><span style='font-size:11px;color:#555'>{text}</span>" if told else ""
        whole = f"{found.names[article]}{more}"
        notes.append(theme.note(whole, 0, found.rows[article], **look, font={"size": 12, "color": "#222"}))
    return {
        "height": 46 + 8 * row + 10,
        "margin": {"l": 8, "r": 8, "t": 40, "b": 4},
        "xaxis": {**across, "tickfont": {"size": 12}},
        "yaxis": theme.bare([-18 / row, 8 - 10 / row]),
        "shapes": _frames(found, 13 / row),
        "annotations": notes,
    }


# --- what is announced -----------------------------------------------------------------------------


def _named(found: pd.DataFrame, beyond: bool) -> str:
    numbers = []
    for name, pile in found.groupby("expansion", sort=False):
        called = int((pile["announced_as"] == CALLED).sum())
        of = f"{len(pile)} ({called} only called for)" if called else f"{len(pile)}"
        numbers.append(f"{name} {int((~pile['open']).sum())} of {of}")
    return f"Named with an article{', or seen in an abstract' if beyond else ''}: {', '.join(numbers)}"


def _still_open(found: pd.DataFrame, beyond: bool) -> str:
    is_method = found["expansion"] == expansions.METHODS
    under, methods = found[~is_method], found[is_method]
    still, tied = under[under["open"]], int(methods["articles"].map(bool).sum())
    called = still["announced_as"] == CALLED
    pages = f"; abstract pages show {int(methods['abstracts'].map(bool).sum())} at work" if beyond else ""
    return (
        f"With {len(under) - len(still)} of {len(under)} things announced under the expansions the introduction names an article. "
        f"Open, said of the issue: {', '.join(still.loc[~called, 'promise'])}. Open, only called for: {', '.join(still.loc[called, 'promise'])}. It lists {len(methods)} methods and ties {tied or 'none'} to an article{pages}."
    )


def _names(ids: tuple[str, ...]) -> str:
    return ", ".join(_authors()[id] for id in ids)


def _announced(found: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "expansion": found["expansion"],
            "announced": found["promise"],
            "kind": found["kind"],
            "where": found["announced"].str.replace(";", "; "),
            "announced as": found["announced_as"],
            "named with it": found["articles"].map(_names),
            "named where": found["named_in"].str.replace(";", "; "),
            "by abstract pages": found["abstracts"].map(_names),
            "open": found["open"].map({True: "yes", False: "no"}),
            "note": found["note"],
        }
    )
    return table.reset_index(drop=True)


def _piles(found: pd.DataFrame):
    """A pile for each expansion and one for the methods; on a narrow screen below each other."""
    traces, heads, heads_below, depth = [], [], [], 0.0
    for place, (name, pile) in zip(_COLUMNS, found.groupby("expansion", sort=False), strict=True):
        head = f"<b>{name}</b>: {int(pile['open'].sum())} of {len(pile)} open"
        style = {"xanchor": "left", "xshift": -6, "font": {"size": 12, "color": "#222"}}
        heads.append(theme.note(head, place, 0.95, **style))
        heads_below.append(theme.note(head, 0, -depth, **style))
        traces.append(_pile(pile, name, place, -depth - 1))
        depth += len(pile) + 1.2
    tallest = int(found.groupby("expansion").size().max())
    margin = {"l": 6, "r": 2, "t": 4, "b": 2}
    return theme.figure(
        traces,
        height=round(6 + _PITCH * (tallest + 0.8)),
        margin=margin,
        xaxis=theme.bare([-0.06, 4]),
        yaxis=theme.bare([-tallest + 0.45, 1.25]),
        annotations=heads,
        narrow={
            "height": round(6 + _NARROW_PITCH * (depth + 0.4)),
            "margin": margin,
            "annotations": heads_below,
            "xaxis": theme.bare([-0.04, 1]),
            "yaxis": theme.bare([-depth + 0.6, 0.5]),
        },
    )


def _pile(pile: pd.DataFrame, name: str, place: float, below: float) -> dict:
    texts, hovers, symbols = [], [], []
    for row in pile.itertuples():
        by_abstract = bool(row.abstracts) and not row.articles
        nobody = f"{'called for; ' if row.announced_as == CALLED else ''}no article named"
        who = _names((*row.articles, *row.abstracts)) or nobody
        name_of = f"{row.promise} (abstract)" if by_abstract else row.promise
        style = f"font-size:11px;color:{OPEN_TEXT if row.open else NAMED_TEXT}"
        texts.append(f"{name_of}<br><span style='{style}'>{who}</span>")
        hovers.append(f"{name_of}: {who}<br>announced in {row.announced.replace(';', ', ')}")
        symbols.append("diamond-open" if row.open else "square" if by_abstract else "circle")
    marker = {
        "symbol": symbols,
        "size": [12 if still else 11 for still in pile["open"]],
        "color": [OPEN if still else NAMED for still in pile["open"]],
        "opacity": 1,
        "line": {"width": [2 if still else 0 for still in pile["open"]]},
    }
    downwards = range(0, -len(pile), -1)
    return theme.scatter(
        "markers+text", name, [place] * len(pile), list(downwards), hovers, text=texts, textposition="middle right",
        textfont={"size": 11.5, "color": "#222"}, marker=marker, cliponaxis=False,
        meta={"narrow": {"x": [0] * len(pile), "y": [round(below + down, 1) for down in downwards]}},
    )  # fmt: skip
