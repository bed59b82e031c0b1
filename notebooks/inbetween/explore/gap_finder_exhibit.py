"""The gap finder: topic by level, agency, theory or discipline. Which cells are empty, what the article says of them, who moves in."""

from __future__ import annotations

from functools import cache, cached_property

import pandas as pd

from .. import lenses
from ..chart import Explorer, View, controls, theme
from ..chart.counts import count_grid

ALL = "all"
BY = {"level": "level", "whose agency": "agency", "theory": "theory", "discipline": "discipline"}
COUNT = {"works": "works", "citations": "citations"}
CODERS = {"first coder": "a", "second coder": "b"}
TOPICS = {"all topics": ALL, **{name: code for code, name in lenses.CODEBOOK["topic"].items()}}
SIGNS = {"little studied": "*", "unexplored": "**"}
SOURCES = ("inbetween-works", "bossuyt-kaczmarski-2021")
SHORTER = {"discipline": {"ir": "Int. Relations"}, "theory": {"unclear": "two fit"}}  # names for columns


def gap_finder(**start) -> Explorer:
    """Topics of the works cited against another code, with the article's gaps and its issue's articles; controls: by, count, coder, topic."""
    return Explorer(
        "gap_finder",
        view,
        {
            "by": controls.choice("Topic by", BY, "level"),
            "count": controls.choice("Count", COUNT, "works"),
            "coder": controls.choice("Codes of", CODERS, "a"),
            "topic": controls.choice("Look at", TOPICS, ALL),
        },
        start,
    )


def view(by: str, count: str, coder: str, topic: str) -> View:
    """The view for one state of the controls."""
    found = _grid(by, count, coder)
    if topic == ALL:
        title, summary, table = _title(found), _summary(found), found.table.copy()
    else:
        title, summary, table = _title_of(found, topic), _summary_of(found, topic), _table_of(found, topic)
    return View(title, _figure(found, topic), summary, table, SOURCES, _notes(found))


@cache
def _grid(by: str, count: str, coder: str) -> _Grid:
    return _Grid(by, count, coder)


class _Grid:
    """The works and the articles of the issue in cells of topic by another code, and what the article says of rows and columns."""

    def __init__(self, by: str, count: str, coder: str):
        self.by, self.count, self.coder = by, count, coder
        self.works, self.articles = lenses.works(coder), lenses.articles(coder)
        self.why = lenses.reasons(coder)
        self.works["counts"] = lenses.weights(self.works, count).astype(int)
        self.counts = lenses.grid(self.works, "topic", by, count)
        self.cells = self.counts.stack().to_dict()
        self.topics, self.codes = lenses.named_gaps("topic"), lenses.named_gaps(by)
        self.rows, self.columns = lenses.CODEBOOK["topic"], {**lenses.CODEBOOK[by], **SHORTER.get(by, {})}
        self.row_labels = _signed(self.rows, self.topics)
        self.column_labels = _signed(self.columns, self.codes)

    @property
    def empty(self) -> int:
        return int((self.counts == 0).to_numpy().sum())

    @property
    def moving_in(self) -> pd.DataFrame:
        """The articles whose cell holds no work."""
        cells = zip(self.articles["topic"], self.articles[self.by], strict=True)
        return self.articles[[self.cells[cell] == 0 for cell in cells]]

    @cached_property
    def table(self) -> pd.DataFrame:
        table = self.counts.rename(columns=self.column_labels)
        table.insert(0, "topic", pd.Series(self.rows))
        table.insert(1, "the article says", self.topics["kind"].reindex(table.index).fillna(""))
        told = {code: "; ".join(self._with_cell(self.of_topic(code)[1])) for code in self.rows}
        table = table.assign(all=self.counts.sum(axis=1), **{"articles of the issue": pd.Series(told)})
        return table.reset_index(drop=True)

    def _with_cell(self, articles: pd.DataFrame) -> list[str]:
        parts = zip(articles["order"], articles["authors"], articles[self.by].map(self.columns), strict=True)
        return [f"{order} {authors} ({column})" for order, authors, column in parts]

    def _several(self, number: int) -> str:
        return f"{number or 'no'} {self.count[:-1] if number == 1 else self.count}"

    @cached_property
    def hover(self) -> list[list[str]]:
        """What a cell says: how much it holds, and which works."""
        names = self.works["name"].groupby([self.works["topic"], self.works[self.by]]).agg(list).to_dict()
        return [
            [
                f"{row}, {column}: {self._several(self.cells[code, other])}<br>{theme.lines(names.get((code, other), []))}"
                for other, column in self.columns.items()
            ]
            for code, row in self.rows.items()
        ]

    @cached_property
    def marks(self) -> dict[tuple[str, str], tuple[str, str]]:
        """For each cell with articles of the issue, by its labels, their numbers and what the diamond says."""
        marks = {}
        for (topic, code), articles in self.articles.groupby(["topic", self.by], sort=False):
            held = self._several(self.cells[topic, code])
            lines = _numbered(articles).replace(", ", "<br>")
            numbers = ", ".join(map(str, articles["order"]))
            text = f"{self.rows[topic]}, {self.columns[code]}: {held}<br>in the issue:<br>{lines}"
            marks[self.row_labels[topic], self.column_labels[code]] = numbers, text
        return marks

    def of_topic(self, topic: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        return self.works[self.works["topic"] == topic], self.articles[self.articles["topic"] == topic]


def _signed(names: dict, gaps: pd.DataFrame) -> dict:
    return {
        code: f"{name} {SIGNS[gaps.loc[code, 'kind']]}" if code in gaps.index else name for code, name in names.items()
    }


def _numbered(articles: pd.DataFrame) -> str:
    return ", ".join(
        f"{order} {authors}" for order, authors in zip(articles["order"], articles["authors"], strict=True)
    )


def _title(found: _Grid) -> str:
    return (
        f"By {found.by} {found.empty} of {found.counts.size} cells are empty; "
        f"{len(found.moving_in)} of the issue's {len(found.articles)} articles enter an empty one"
    )


def _summary(found: _Grid) -> str:
    works, cells = len(found.works), found.counts.size
    bound = f": {works} works leave at least {cells - works} cells empty whatever they study"
    could = f", though {works} works could fill all {cells} cells"
    in_rows = int(found.works["topic"].isin(found.topics.index).sum())
    in_columns = int(found.works[found.by].isin(found.codes.index).sum())
    entering = found.articles[found.articles["topic"].isin(found.topics.index)]
    taken = set(entering["topic"])
    left = "; ".join(found.rows[code] for code in found.topics.index if code not in taken)
    return (
        f"Empty in this list is not empty in the literature{bound if cells > works else could}. Little studied (*) or unexplored (**), says the "
        f"article: {in_rows} works are in such rows, {in_columns} in such columns. Of {len(found.topics)} topics so named {len(taken)} are the "
        f"main topic of an article of the issue (diamonds): {_numbered(entering)}. Of none: {left}."
    )


def _title_of(found: _Grid, topic: str) -> str:
    works, articles = found.of_topic(topic)
    kind = f" ({found.topics.loc[topic, 'kind']})" if topic in found.topics.index else ""
    return (
        f"{theme.capital(found.rows[topic])}{kind}: {len(works)} of {len(found.works)} works, "
        f"{len(articles)} of the issue's {len(found.articles)} articles"
    )


def _summary_of(found: _Grid, topic: str) -> str:
    works, articles = found.of_topic(topic)
    names, cited = list(works["name"]), int(works["citations"].sum())
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    which = f"Cited: {', '.join(names[:3])}{more} ({theme.counted(cited, 'citation')})."
    gap = f"The article: {found.topics.loc[topic, 'says']}" if topic in found.topics.index else "Not named as a gap."
    filled = int((found.counts.loc[topic] > 0).sum())
    new = articles.index.intersection(found.moving_in.index)
    into = f"into an empty cell: {', '.join(articles.loc[new, 'authors'])}" if len(new) else "none into an empty cell"
    return " ".join(
        [
            which if names else "No work cited has this main topic.",
            gap,
            f"Works in {filled} of {len(found.columns)} cells by {found.by}.",
            f"From the issue {_numbered(articles)}; {into}."
            if len(articles)
            else "No article of the issue has it as main topic.",
        ]
    )


def _notes(found: _Grid) -> tuple[str, ...]:
    bare = [
        name for code, name in found.rows.items() if not found.counts.loc[code].sum() and code not in found.topics.index
    ]
    without = f" Rows without any work that the article does not name: {', '.join(bare)}." if bare else ""
    return (
        "An empty cell is a gap in this list of chosen works, coded by us, and not in the literature. The article speaks of the literature, "
        "and cites the exceptions: so rows that it calls little studied hold works, and empty cells need not be gaps that anyone should fill."
        + without,
        "* the article calls it little studied, ** unexplored; which code comes nearest to its remark is our reading. Circles in such rows and columns "
        "are orange with a thick line. On the codes of discipline the article speaks of what International Relations leaves out.",
        f"Diamonds: {_numbered(found.articles)}. The number is the place in the issue; a cell with two numbers has two articles.",
        "One main topic a work or article: an article may treat more. Soboleva and Krivokhizh look at infrastructure and water, among three fields, in a study "
        "of Chinese leadership in Central Asia. The articles are coded from what the introduction says of them; there the discipline is that of the approach, and for works that of the venue.",
        "Two passes were coded, the second without sight of the first, by readers of the same kind, from the article's account and the printed references; neither read the works. Works on theory and method "
        "are not about the two states: their level and agency are defaults.",
    )


def _table_of(found: _Grid, topic: str) -> pd.DataFrame:
    works, articles = found.of_topic(topic)
    columns = ["what", "who", found.by, "counts", "why, or what is said"]
    code = works[found.by].map(found.columns), articles[found.by].map(found.columns)
    why = found.why[works.index]
    rows = [
        *zip(["work cited"] * len(works), works["name"], code[0], works["counts"], why, strict=True),
        *(
            ("article of the issue", name, cell, None, reason)
            for name, cell, reason in zip(articles["authors"], code[1], articles["why"], strict=True)
        ),
    ]
    if topic in found.topics.index:
        gap = found.topics.loc[topic]
        rows.append((gap["kind"], f"the article, {gap['paragraph']}", "", None, gap["says"]))
    else:
        rows.append(("not named as a gap", "the article", "", None, ""))
    return pd.DataFrame(rows, columns=columns).astype({"counts": "Int64"})


def _figure(found: _Grid, topic: str):
    rename = {"index": found.row_labels, "columns": found.column_labels}
    strong = [
        [code in found.topics.index or other in found.codes.index for other in found.columns] for code in found.rows
    ]
    like = {"index": found.counts.index, "columns": found.counts.columns}
    figure = count_grid(
        found.counts.rename(**rename),
        pd.DataFrame(found.hover, **like).rename(**rename),
        pd.DataFrame(strong, **like).rename(**rename),
        marks={cell: text for cell, (_, text) in found.marks.items()},
        sums=found.counts.sum(axis=1).rename(found.row_labels).map(lambda value: f"{value}" if value else ""),
        # eighteen rows, and the sentence still on the screen: turned names of columns take more
        row=17 if len(found.columns) < 5 else 14,
        key="orange: named as a gap<br>\u25c6 1-8: articles of the issue",
        **_chosen(found, topic),
    )
    figure.data[-1].update(**_numbers(found))
    return figure


def _numbers(found: _Grid) -> dict:
    """Numbers beside the diamonds; on a narrow screen away from a circle in the next cell, and the diamonds away from their own."""
    counts = found.counts.rename(index=found.row_labels, columns=found.column_labels)
    columns = list(counts.columns)
    places = [(row, columns.index(column)) for row, column in found.marks]
    crowded = [place + 1 < len(columns) > 7 and counts.loc[row].iloc[place + 1] > 0 for row, place in places]
    aside = 0.42 if len(columns) > 7 else 0.14
    return {
        "mode": "markers+text",
        "text": [number for number, _ in found.marks.values()],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": "#00604a"},
        "meta": {
            "narrow": {
                "x": [place + aside for _, place in places],
                "textposition": ["middle left" if full else "middle right" for full in crowded],
            }
        },
    }


def _chosen(found: _Grid, topic: str) -> dict:
    if topic == ALL:
        return {}
    place = len(found.rows) - 1 - list(found.rows).index(topic)
    band = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": place - 0.5, "y1": place + 0.5}
    return {
        "bold": found.row_labels[topic],
        "shapes": [{**band, "fillcolor": "#eef3f8", "line": {"width": 0}, "layer": "below"}],
    }
