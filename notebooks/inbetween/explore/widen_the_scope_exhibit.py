"""Widen the scope: which of ten questions can be asked with the lenses, disciplines, fields and actors that a reader takes."""

from __future__ import annotations

import pandas as pd

from .. import scope
from ..chart import Explorer, View, controls, theme

NAMES = {"lens": "lens", "discipline": "discipline", "field": "field", "actor": "actor"}
SOURCES = ("bossuyt-kaczmarski-2021",)
_LETTERS = 20  # in a line of a column
NOTES = (
    "The model is ours: a question can be asked when of each kind that it needs one is taken. Which lens opens which question is a judgement; change a cell "
    "below the ticks where you see it otherwise, and say why.",
    "Three questions are asked already, as the article tells it: the first two by most of the literature, the third by works on status; seven are those of articles of its issue (all but "
    "Soboleva and Krivokhizh). "
    "Ten questions of one issue are no measure of a field.",
    "The start is the usual one, as the article describes it: realist questions, military and geoeconomic means. A realist may answer that the two questions which can be asked there come "
    "first, since on them depends what the others can change.",
    "More ticks are no better article: a study that takes everything asks nothing. The order in which you add is no ranking of theories.",
)


def widen_the_scope(**start) -> Explorer:
    """Ten questions and what opens them; controls: lens, discipline, field, actor (lists of ticks), dispute (question -> kind -> what it needs)."""
    ticks = {
        each: controls.ticks(name.capitalize(), scope.OPTIONS[each], list(scope.START[each]))
        for each, name in NAMES.items()
    }
    asked = scope.questions()
    dispute = controls.Changes(
        description="Dispute:",
        unit="question",
        units=[
            {"id": id, "text": label, "now": dict.fromkeys(NAMES, scope.AS_CODED)}
            for id, label in asked["label"].items()
        ],
        fields=[{"id": each, "label": name, "options": _options(each)} for each, name in NAMES.items()],
        value={},
    )
    return Explorer("widen_the_scope", view, {**ticks, "dispute": dispute}, start, live=(*NAMES, "dispute"))


def _options(dimension: str) -> list[dict]:
    more = {scope.AS_CODED: "as coded", scope.NOT_NEEDED: "not needed"}
    return [{"id": code, "text": text} for code, text in {**more, **scope.OPTIONS[dimension]}.items()]


def view(lens: list, discipline: list, field: list, actor: list, dispute: dict) -> View:
    """The view for one state of the controls."""
    chosen = {"lens": lens, "discipline": discipline, "field": field, "actor": actor}
    asked = scope.questions(dispute)
    met = scope.met(asked, chosen)
    return View(
        title=_title(met, chosen),
        figure=_figure(asked, met),
        summary=_summary(asked, met),
        table=_table(asked, met),
        sources=SOURCES,
        notes=NOTES,
    )


def _title(met: pd.DataFrame, chosen: dict) -> str:
    open_now, added = (
        int(met.all(axis=1).sum()),
        sum(len(set(chosen[each]) - set(scope.START[each])) for each in chosen),
    )
    beside = f"{added} added to the usual start" if added else "From the usual start"
    return f"{beside}: {open_now} of {len(met)} questions can be asked, {len(met) - open_now} stay out of reach"


def _summary(asked: pd.DataFrame, met: pd.DataFrame) -> str:
    missing = (~met).sum(axis=1)
    if not missing.any():
        return "Nothing is out of reach any more: which of the ten would you give up first?"
    fewest = int(missing[missing > 0].min())
    near = asked[missing == fewest]
    lacking = {id: [each for each in NAMES if not met.loc[id, each]] for id in near.index}
    if fewest == 1:
        reasons = {id: f"{NAMES[each]}: {_told(each, near.loc[id, each])}" for id, (each,) in lacking.items()}
    else:
        reasons = {id: ", ".join(NAMES[each] for each in kinds) for id, kinds in lacking.items()}
    told = [f"{label} ({reasons[id]})" for id, label in near["label"].head(4).items()]
    told = "; ".join(told) + (f"; and {len(near) - 4} more" if len(near) > 4 else "")
    if fewest == 1:
        return f"{len(near)} {'lacks' if len(near) == 1 else 'lack'} one thing only: {told}."
    return f"Each of the {int((missing > 0).sum())} lacks at least {fewest} things, so a single addition opens nothing. Nearest, with {fewest} missing: {told}."


def _told(dimension: str, codes: tuple) -> str:
    return " or ".join(scope.OPTIONS[dimension][code] for code in codes) if codes else "nothing of the kind"


def _table(asked: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {"question": asked["question"], "can be asked": met.all(axis=1).map({True: "yes", False: "no"})}
    )
    for each, name in NAMES.items():
        table[f"needs ({name})"] = asked[each].map(lambda codes, each=each: _told(each, codes))
        table[f"found ({name})"] = met[each].map({True: "yes", False: "no"})
    return table.assign(paragraph=asked["paragraph"], article=asked["article"].fillna("")).reset_index(drop=True)


def _figure(asked: pd.DataFrame, met: pd.DataFrame):
    """A row for each question, a mark and what is needed in each of four columns."""
    labels = [label + (" \u2714" if met.loc[id].all() else "") for id, label in asked["label"].items()]
    traces = []
    for place, each in enumerate(NAMES):
        for found in (True, False):
            rows = [
                (label, asked.loc[id, each])
                for (id, has), label in zip(met[each].items(), labels, strict=True)
                if has == found
            ]
            if rows:
                traces.append(_marks(NAMES[each], each, place, rows, found))
    across = {
        "side": "top", "tickvals": list(range(len(NAMES))), "ticktext": [f"<b>{name}</b>" for name in NAMES.values()],
        "tickfont": {"size": 12}, "range": [-0.08, len(NAMES) - 0.05], "ticks": "", "showline": False, "showgrid": False,
    }  # fmt: skip
    return theme.rows_figure(
        traces,
        labels,
        across,
        narrow_top=24,
        height=34 + 29 * len(labels),
        margin={"t": 26, "b": 6, "l": 250},
    )


def _marks(name: str, dimension: str, place: int, rows: list, found: bool) -> dict:
    texts = [_lines(_short(dimension, codes)) for _, codes in rows]
    colour = "#00785a" if found else "#ab4b00"
    return {
        "type": "scatter", "mode": "markers+text", "name": f"{name}, {'found' if found else 'missing'}",
        "x": [place] * len(rows), "y": [label for label, _ in rows],
        "text": [f" {text}" for text in texts], "textposition": "middle right", "textfont": {"size": 11, "color": colour if not found else "#333"},
        "marker": {"symbol": "circle" if found else "x-thin-open", "size": 9, "color": colour, "line": {"width": 2, "color": colour}},
        "hoverinfo": "text", "hovertext": [f"{label}<br>{name}: {_told(dimension, codes) if codes else 'any will do'}" for label, codes in rows],
        "meta": {"narrow": {"text": [" "] * len(rows)}},
        "cliponaxis": False,
    }  # fmt: skip


def _short(dimension: str, codes: tuple) -> str:
    if not codes:
        return "any"
    return f"one of {len(codes)}" if len(codes) > 2 else _told(dimension, codes)


def _lines(text: str) -> str:
    """Two lines where a text is long for its column."""
    if len(text) < _LETTERS:
        return text
    words, first = text.split(), []
    while words and len(" ".join([*first, words[0]])) < _LETTERS:
        first.append(words.pop(0))
    return f"{' '.join(first)}<br> {' '.join(words)}"
