"""Terms in English, Russian and Chinese, with whose word each is: analysts', governments', or both."""

from __future__ import annotations

import pandas as pd

from .. import glossary as analysis
from ..chart import Explorer, View, controls, theme

ALL = "all"
KINDS = {
    "analyst": ("analysts'", "#00629a", "circle"),
    "official": ("governments'", "#ab4b00", "square"),
    "both": ("both", "#00785a", "diamond"),
}
SURE = {"confirmed": "confirmed in a source", "general": "general knowledge", "unsure": "unsure"}
LANGUAGES, EXPLANATION = ("English", "Russian", "Chinese"), "said of"
NO_CHINESE = "(no term known)"
# what stays readable on a projector: rows, and px of picture; up to FEW terms are shown with definition and note
MOST, TALLEST, FEW = 12, 410, 3
# signs that fit into a line: of words in English, Russian and Chinese, of the small letters below them, of either on a phone, and
# of small letters across the whole picture
WORDS, SMALL = (24, 29, 21), (30, 36, 26)
PHONE_WORDS, PHONE_SMALL = 41, 50
ACROSS = 90
COLUMNS = (1.2, 30.6, 71, 1.2)
LINE, GAP, TOP = 14.3, 6, 22
SOURCE = "inbetween-glossary"
NOTES = (
    "A row does not say that its three words mean the same: it says which words to look for. The column 'where the words part' tells "
    "of differences that we know.",
    "Definitions are ours. Most renderings are general knowledge, and no speaker of Russian or Chinese has checked them; a '?' in the picture marks "
    "those that are unsure. Confirmed: read as the rendering of this term in the page named.",
    "Governments': a formula or a name of governments and their organisations, whoever repeats it. To call a word official is not to call it false.",
    "Words in Kazakh, Kyrgyz, Mongolian, Tajik, Turkmen and Uzbek are missing: none was confirmed in a source yet.",
    "Which terms stand here is our choice; how many a lens has says nothing about the lens.",
)


def glossary(**start) -> Explorer:
    """Terms in three languages; controls: find (in any of them), lens, kind (whose word)."""
    lenses = {name: code for code, name in analysis.LENSES.items()}
    kinds = {name: code for code, (name, _, _) in KINDS.items()}
    return Explorer(
        "glossary",
        view,
        {
            "find": controls.words("Find", "", "English, русский, 中文"),
            "lens": controls.choice("Lens", {"all": ALL, **lenses}, ALL),
            "kind": controls.choice("Whose word", {"all": ALL, **kinds}, ALL),
        },
        start,
        live=("find",),
    )


def view(find: str, lens: str, kind: str) -> View:
    """The terms that fit all three controls: the first of them as a page of a lexicon, all in the table."""
    table = analysis.found(find, None if lens == ALL else lens, None if kind == ALL else kind)
    asked = _asked(find, lens, kind)
    drawn = table.head(_room(table)) if asked else table[table["pair"].notna()]
    if table.empty:
        title = f"No term {asked}"
        summary = (
            f"Not one of {len(analysis.terms())} terms fits. Find looks at the terms, at the Russian and the Chinese, and at both in Latin letters; "
            "try a part of a word, or another lens."
        )
    else:
        title = f"{theme.counted(len(table), 'term')} {asked}"
        if not asked:
            title = f"{_pairs(drawn)} pairs to compare: a word of analysts, and below it one of governments"
        summary = f"{_counted(table)} {_narrowing(table, drawn, asked)}".strip()
    return View(
        title=title.strip(),
        figure=_figure(drawn, bands=not asked, explained=len(table) <= FEW) if len(table) else None,
        summary=summary,
        table=_shown(table),
        sources=(SOURCE, *drawn["source"]),
        notes=NOTES,
    )


def _asked(find: str, lens: str, kind: str) -> str:
    words = " ".join(find.split())
    parts = [
        f"with “{words if len(words) <= 30 else words[:30] + '…'}”" if analysis.folded(find) else "",
        f"under {analysis.LENSES[lens]}" if lens != ALL else "",
        {"analyst": "of analysts", "official": "of governments", "both": "of both analysts and governments"}.get(
            kind, ""
        ),
    ]
    return " ".join(filter(None, parts))


def _pairs(drawn: pd.DataFrame) -> int:
    return int(drawn["pair"].value_counts().eq(2).sum())


def _counted(table: pd.DataFrame) -> str:
    whose = table["kind"].value_counts()
    told = [f"{whose[kind]} {name}" for kind, (name, _, _) in KINDS.items() if kind in whose]
    sure = pd.concat([table["russian_sure"], table["chinese_sure"]]).value_counts()
    known = [f"{sure[code]} {name}" for code, name in SURE.items() if code in sure]
    return f"Whose words: {', '.join(told)}. Renderings in Russian and Chinese: {', '.join(known)}."


def _narrowing(table: pd.DataFrame, drawn: pd.DataFrame, asked: str) -> str:
    if len(drawn) == len(table):
        return ""
    if not asked:
        return f"The table holds all {len(table)} terms: find a word, or choose a lens."
    return f"Drawn are the first {len(drawn)}, the table holds all {len(table)}; a longer word or a second choice narrows them."


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "term": table["term"],
            "whose word": table["kind"].map({kind: name for kind, (name, _, _) in KINDS.items()}),
            "lens": table["lens"].map(analysis.LENSES),
            "said of": table["definition"],
            "Russian": table["russian"],
            "in Latin letters": table["russian_latin"],
            "the Russian is": table["russian_sure"].map(SURE),
            "Chinese": table["chinese"],
            "pinyin": table["pinyin"],
            "the Chinese is": table["chinese_sure"].map(SURE),
            "where the words part": table["note"],
            "source": table["source"],
            "confidence": table["confidence"],
            "where read": table["page"],
        }
    )


# --- the page of a lexicon -----------------------------------------------------------------------


def _cells(row) -> list[tuple[str, str]]:
    """English, Russian and Chinese of a term, each with what stands small below it."""
    cells = [(row.term, KINDS[row.kind][0]), (_marked(row.russian, row.russian_sure), row.russian_latin)]
    if isinstance(row.chinese, str):
        return [*cells, (_marked(row.chinese, row.chinese_sure), row.pinyin)]
    return [*cells, ("", NO_CHINESE)]


def _marked(word: str, sure: str) -> str:
    return f"{word}\N{NO-BREAK SPACE}?" if sure == "unsure" else word


def _signs(text: str) -> float:
    """How wide a text is, in letters: a Chinese sign takes more room than one."""
    return sum(1.75 if sign > "\u2e80" else 1 for sign in text)


def _folded(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` signs, if no single word is wider."""
    lines = []
    for word in text.split(" "):
        if lines and _signs(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [line for line in lines if line]


def _text(words: list[str], small: list[str], colour: str) -> str:
    large = [f'<span style="font-size:13px">{line}</span>' for line in words]
    return "<br>".join([*large, *(f'<span style="color:{colour}">{line}</span>' for line in small)])


def _column(row, number: int) -> str:
    """A cell between its neighbours."""
    words, small = _cells(row)[number]
    return _text(_folded(words, WORDS[number]), _folded(small, SMALL[number]), _colour(row, number))


def _across(row, number: int) -> str:
    """A cell with a phone's whole width: what is small stands beside the words where there is room."""
    words, small = _cells(row)[number]
    colour = _colour(row, number)
    if words and _signs(words) / PHONE_WORDS + _signs(f"  {small}") / PHONE_SMALL <= 1:
        return f"{_text([words], [], colour)}  {_text([], [small], colour)}"
    return _text(_folded(words, PHONE_WORDS), _folded(small, PHONE_SMALL), colour)


def _colour(row, number: int) -> str:
    return KINDS[row.kind][1] if number == 0 else "#595959"


def _lines(text: str) -> int:
    return text.count("<br>") + 1


def _explanation(row, width: int) -> str:
    """Definition and note of a term."""
    lines = [line for text in (row.definition, row.note) if isinstance(text, str) for line in _folded(text, width)]
    return _text([], lines, "#333")


def _height(row) -> float:
    return LINE * max(_lines(_column(row, number)) for number in range(3)) + GAP


def _room(table: pd.DataFrame) -> int:
    """How many terms the picture has room for."""
    heights = pd.Series([_height(row) for row in table.head(MOST).itertuples()])
    return int((heights.cumsum() <= TALLEST - TOP).sum())


def _figure(drawn: pd.DataFrame, bands: bool, explained: bool):
    rows = list(drawn.itertuples())
    cells = [[_column(row, number) for number in range(3)] for row in rows]
    blocks = [[_across(row, number) for number in range(3)] for row in rows]
    # how far below the upper edge of its row a cell stands, in lines: beside each other, and on a phone below each other
    lines_beside = [[0, 0, 0, max(map(_lines, texts)) + 0.25] for texts in cells]
    if explained:
        cells = [[*texts, _explanation(row, ACROSS)] for texts, row in zip(cells, rows, strict=True)]
        blocks = [[*texts, _explanation(row, PHONE_SMALL)] for texts, row in zip(blocks, rows, strict=True)]
    lines_below = [[sum(map(_lines, texts[:number])) for number in range(4)] for texts in blocks]
    heights = [
        LINE * max(start + _lines(text) for start, text in zip(starts, texts, strict=False)) + GAP
        for starts, texts in zip(lines_beside, cells, strict=True)
    ]
    phone = [LINE * sum(map(_lines, texts)) + GAP for texts in blocks]
    places, below = _places(heights), _places(phone)
    traces = [_marks(rows, places, below)]
    for number, name in enumerate((*LANGUAGES, EXPLANATION)[: len(cells[0])]):
        traces.append(
            theme.scatter(
                "text",
                name,
                [COLUMNS[number] + 1.3] * len(rows),
                _levels(places, lines_beside, number),
                [_told(row, number) for row in rows],
                text=[texts[number] for texts in cells],
                textposition="bottom right",
                textfont={"size": 11},
                cliponaxis=False,
                meta={
                    "narrow": {
                        "x": [5.5] * len(rows),
                        "y": _levels(below, lines_below, number),
                        "text": [texts[number] for texts in blocks],
                    }
                },
            )
        )
    heads = [
        theme.note(f"<b>{name}</b>", at + 1.3, 0, xanchor="left", yanchor="bottom", yshift=3)
        for name, at in zip(LANGUAGES, COLUMNS, strict=False)
    ]
    return theme.figure(
        traces,
        height=round(sum(heights)) + TOP,
        margin={"l": 0, "r": 0, "t": TOP, "b": 0},
        xaxis=theme.bare([0, 100]),
        yaxis=theme.bare([-sum(heights), 0]),
        shapes=_rules(rows, places, heights, bands),
        annotations=heads,
        narrow={
            "height": round(sum(phone)) + 4,
            "margin": {"l": 0, "r": 0, "t": 4, "b": 0},
            "yaxis": theme.bare([-sum(phone), 0]),
            "shapes": _rules(rows, below, phone, bands),
            "annotations": [],
        },
    )


def _places(heights: list[float]) -> list[float]:
    """The upper edges of rows of these heights."""
    return [sum(heights[:number]) for number in range(len(heights))]


def _levels(places: list[float], lines: list[list[float]], number: int) -> list[float]:
    return [round(-place - 4 - LINE * starts[number], 1) for place, starts in zip(places, lines, strict=True)]


def _marks(rows, places, below) -> dict:
    looks = [KINDS[row.kind] for row in rows]
    colours, symbols = [colour for _, colour, _ in looks], [symbol for _, _, symbol in looks]
    return theme.scatter(
        "markers",
        "whose word",
        [COLUMNS[0]] * len(rows),
        [round(-place - 11, 1) for place in places],
        [f"{row.term}: {name}" for row, (name, _, _) in zip(rows, looks, strict=True)],
        marker={"size": 9, "color": colours, "symbol": symbols},
        cliponaxis=False,
        meta={"narrow": {"x": [2.5] * len(rows), "y": [round(-place - 11, 1) for place in below]}},
    )


def _rules(rows, places, heights, bands: bool) -> list[dict]:
    """A line above each term; in the opening view a grey ground behind every other pair instead."""
    across = {"xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    if not bands:
        line = {"color": "#e3e3e3", "width": 1}
        return [{"type": "line", **across, "y0": -place, "y1": -place, "line": line} for place in places]
    return [
        {"type": "rect", **across, "y0": -place, "y1": -place - height, "fillcolor": "#f3f5f8", "line": {"width": 0}}
        for row, place, height in zip(rows, places, heights, strict=True)
        if row.pair % 2
    ]


def _told(row, number: int) -> str:
    """What a cell says when it is pointed at or walked to."""
    if number == 0:
        text = f"{row.term} ({KINDS[row.kind][0]}): {row.definition}"
    elif number == 3:
        text = f"{row.term}: {row.note if isinstance(row.note, str) else 'no note'}"
    elif number == 2 and not isinstance(row.chinese, str):
        text = f"{row.term} in Chinese: no term known to us"
    else:
        word, latin, sure = (
            (row.russian, row.russian_latin, row.russian_sure)
            if number == 1
            else (row.chinese, row.pinyin, row.chinese_sure)
        )
        text = f"{row.term} in {LANGUAGES[number]}: {word} ({latin}), {SURE[sure]}"
    return "<br>".join(_folded(text, 60))
