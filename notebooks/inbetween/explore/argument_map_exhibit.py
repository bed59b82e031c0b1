"""The argument map: what the article claims, on what each claim rests, and what is left when a reader strikes some of it out."""

from __future__ import annotations

import pandas as pd

from .. import argument
from ..chart import Explorer, View, controls, theme
from ..library import outline

DIAGNOSIS, REMEDY = "diagnosis", "remedy"
SHOW = {"diagnosis: what is wrong": DIAGNOSIS, "remedy: what follows": REMEDY}
ALL = "all"
PARTS = {
    DIAGNOSIS: (("ground", "warrant"), ("gap",), ("claim",)),
    REMEDY: (("claim", "gap"), ("remedy",), ("article",), ("finding",)),
}
MARKS = {
    "ground": ("circle", "#00629a"),
    "warrant": ("diamond-open", "#00629a"),
    "gap": ("square-open", "#9c4a78"),
    "claim": ("square", "#ab4b00"),
    "remedy": ("triangle-right", "#00785a"),
    "article": ("cross", "#222222"),
    "finding": ("star", "#222222"),
}
HEADS = {
    DIAGNOSIS: ("\u25cf grounds, \u25c7 warrants", "\u25a1 gaps", "\u25a0 claims"),
    REMEDY: ("\u25a0 the call, \u25a1 gaps", "\u25b6 remedies", "\u271a articles", "\u2605 findings"),
}
KEY = "solid line: carries    dotted: speaks against, is named as the cause, or moves into a gap"
# What is said of what stands at the other end of a link that comes to a node, and of one that goes from it.
RELATIONS = {
    "supports": ("Supported by", "Supports"),
    "speaks against": ("Against it", "Speaks against"),
    "warrants": ("Warranted by", "Warrants"),
    "explains": ("Cause named", "Is named as the cause of"),
    "calls for": ("Called for by", "Calls for"),
    "carried out by": ("Carries out", "Carried out by"),
    "finds": ("Found by", "Finds"),
    "moves into": ("Moved into by", "Moves into"),
}
# short, so that a name does not run into the next column
SIGNS = {
    argument.STANDS: "",
    argument.LESS: " \u2193",
    argument.UNLICENSED: " \u21cf",
    argument.GONE: " \u2205",
    argument.STRUCK: " \u2715",
}
SOURCES = ("bossuyt-kaczmarski-2021",)
NOTES = (
    "The statements are the article's, in our words, each with its paragraph; what counts as ground, warrant, claim or gap, and what rests on what, is our reading. "
    "Another reader may draw another map: say where, and it is a better discussion than the map.",
    "Warrant: why the grounds count for the claim (after Toulmin). A warrant marked implied is one that the argument needs and the article does not spell out.",
    "Signs behind a name: \u2193 rests on less, \u2205 nothing left, \u21cf no warrant left, \u2715 struck out. Nothing left: all that it rests on directly is lost. No warrant left: its grounds are there, and "
    "nothing leads from them to it. Rests on less: something of either kind is lost; that much is not handed on. Support is no proof: a claim may be true without any of its grounds, and false with all.",
    "A finding comes from its study: it stands whatever one thinks of the call that the study answers, and falls only with the study.",
    "Dotted lines carry nothing: a statement of the article that speaks against a claim (newer lenses exist), what the article names as the cause of a gap, and a finding that moves into a gap. "
    "A gap may be there although its cause was another.",
)


def argument_map(**start) -> Explorer:
    """The argument as a map; controls: show, look (a node), strike (node -> {"it": "struck"})."""
    nodes = argument.nodes()
    return Explorer(
        "argument_map",
        view,
        {
            "show": controls.choice("Show", SHOW, DIAGNOSIS),
            "look": controls.choice(
                "Look at",
                {
                    "everything": ALL,
                    **{f"{kind}: {label}": id for id, kind, label in nodes[["kind", "label"]].itertuples()},
                },
                ALL,
            ),
            "strike": controls.Changes(
                description="Strike out:",
                unit="statement",
                units=[
                    {"id": id, "text": f"{kind}: {label}", "short": label, "now": {"it": "stands"}}
                    for id, kind, label in nodes[["kind", "label"]].itertuples()
                ],
                fields=[
                    {
                        "id": "it",
                        "label": "it",
                        "options": [{"id": "stands", "text": "stands"}, {"id": "struck", "text": "is struck out"}],
                    }
                ],
                value={},
            ),
        },
        start,
        live=("strike",),
    )


def view(show: str, look: str, strike: dict) -> View:
    """The view for one state of the controls."""
    nodes = argument.nodes()
    struck = [id for id, entry in strike.items() if entry["it"] == "struck"]
    nodes["state"] = pd.Series(argument.states(struck))
    return View(
        title=_title(nodes, look, struck),
        figure=_figure(nodes, show, look),
        summary=_summary(nodes, look, struck),
        table=_table(nodes),
        sources=SOURCES,
        notes=NOTES,
    )


def _title(nodes: pd.DataFrame, look: str, struck: list[str]) -> str:
    if struck:
        gone, less, unlicensed = (
            (nodes["state"] == state).sum() for state in (argument.GONE, argument.LESS, argument.UNLICENSED)
        )
        warranted = f", {unlicensed} {_have(unlicensed)} no warrant left" if unlicensed else ""
        return f"{len(struck)} struck out: {gone} {_have(gone)} nothing left to rest on, {less} {'rests' if less == 1 else 'rest'} on less{warranted}"
    if look != ALL:
        below, above = len(argument.rests_on(look)), len(argument.carries(look))
        kind, label = nodes.loc[look, ["kind", "label"]]
        return f"{kind.capitalize()} \u201c{label}\u201d: rests on {below}, carries {above}"
    number = len(argument.rests_on("expansion-needed"))
    return f"The call to widen research rests on {number} statements, and carries {len(nodes[nodes['kind'] == 'article'])} articles"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _summary(nodes: pd.DataFrame, look: str, struck: list[str]) -> str:
    if look != ALL:
        node = nodes.loc[look]
        told = f"{node['says'].rstrip('.')} ({_place(node['paragraph'])}{', implied' if node['stated'] == 'implied' else ''})"
        return " ".join([f"{told}.", *_neighbours(look, incoming=True), *_neighbours(look, incoming=False)])
    if struck:
        headings = {
            "Nothing left": argument.GONE,
            "No warrant left": argument.UNLICENSED,
            "Rests on less": argument.LESS,
        }
        told = [
            _listed(heading, list(nodes.loc[nodes["state"] == state, "label"])) for heading, state in headings.items()
        ]
        told.append(
            _listed("There still, without the cause named", list(nodes.loc[argument.unexplained(struck), "label"]))
        )
        return " ".join(filter(None, told)) or "Nothing rests directly on what is struck out: the map stands as it was."
    alone = [
        label
        for id, label in nodes["label"].items()
        if nodes.loc[id, "kind"] == "claim" and sum(other == id for _, other, _ in argument.links()) == 1
    ]
    open_gaps = [nodes.loc[id, "label"] for id in nodes.index[nodes["kind"] == "gap"] if not _moved_into(id)]
    return (
        f"{(nodes['kind'] == 'ground').sum()} grounds and {(nodes['kind'] == 'warrant').sum()} warrants bear on the claims. "
        f"Into {len(open_gaps)} of {(nodes['kind'] == 'gap').sum()} gaps no finding moves, as we read the summaries: {'; '.join(open_gaps)}."
        + (f" Resting on one thing only: {'; '.join(alone)}." if alone else "")
    )


def _moved_into(id: str) -> bool:
    return any(other == id and relation == "moves into" for _, other, relation in argument.links())


def _beside(id: str, incoming: bool) -> list[tuple[str, str]]:
    """The labels of the nodes that a node is linked with, each with the relation."""
    labels = argument.nodes()["label"]
    return [
        (labels[one if incoming else other], relation)
        for one, other, relation in argument.links()
        if id == (other if incoming else one)
    ]


def _neighbours(id: str, incoming: bool) -> list[str]:
    """A sentence for each relation."""
    groups: dict[str, list[str]] = {}
    for label, relation in _beside(id, incoming):
        groups.setdefault(relation, []).append(label)
    return [_listed(RELATIONS[relation][0 if incoming else 1], labels) for relation, labels in groups.items()]


def _listed(opening: str, names: list[str]) -> str:
    return f"{opening}: {'; '.join(names)}." if names else ""


def _place(paragraph: str) -> str:
    section, _, number = paragraph.partition("-")
    return f"{section} {number}"


def _table(nodes: pd.DataFrame) -> pd.DataFrame:
    """The map as an outline: each statement under what it carries, with the paragraph that says it."""
    says = outline().set_index("id")["section"]
    order = _outline_order(nodes)
    found = nodes.loc[[id for id, _ in order]]
    return pd.DataFrame(
        {
            "outline": ["\u2014 " * level + label for (_, level), label in zip(order, found["label"], strict=True)],
            "kind": found["kind"],
            "says": found["says"],
            "section": found["paragraph"].map(says),
            "paragraph": found["paragraph"].str.rpartition("-")[2].astype(int),
            "stated": found["stated"],
            "state": found["state"],
            "goes to": [
                "; ".join(f"{label} ({relation})" for label, relation in _beside(id, incoming=False))
                for id in found.index
            ],
        }
    ).reset_index(drop=True)


def _outline_order(nodes: pd.DataFrame) -> list[tuple[str, int]]:
    """Every node once, with its depth: below a claim what it rests on, after the call what follows from it."""
    found: dict[str, int] = {}

    def put(id: str, level: int, down: bool) -> None:
        if id in found:
            return
        found[id] = level
        for one, other, relation in argument.links():
            if id != (other if down else one):
                continue
            if relation not in ("moves into", "explains") and not (
                down and relation in ("calls for", "carried out by", "finds")
            ):
                put(one if down else other, level + 1, down)

    put("expansion-needed", 0, down=True)
    for id in nodes.index[nodes["kind"] == "remedy"]:
        put(id, 1, down=False)
    return list(found.items())


def _figure(nodes: pd.DataFrame, show: str, look: str):
    places = _places(nodes, show)
    near = set(nodes.index) if look == ALL else _near(look)
    lines = [
        _line(one, other, relation, places, near)
        for one, other, relation in argument.links()
        if one in places and other in places
    ]
    notes = [
        theme.note(
            _written(nodes.loc[id]), x, y, xanchor="left", xshift=8, bgcolor="rgba(255,255,255,0.85)", borderpad=1,
            font={"size": 11.5, "color": MARKS[nodes.loc[id, "kind"]][1] if id in near else "#8a8a8a"},
        )
        for id, (x, y) in places.items()
    ]  # fmt: skip
    rows = max(y for _, y in places.values()) if places else 0
    order = [(id, level) for id, level in _outline_order(nodes) if id in places]
    below = {id: (round(0.02 + 0.05 * level, 2), -row) for row, (id, level) in enumerate(order)}
    key = KEY + "".join(f"   {sign} {state}" for state, sign in SIGNS.items() if state in set(nodes["state"]) and sign)
    small = {"font": {"size": 11, "color": "#555"}}
    heads = HEADS[show]
    folded = theme.wrapped(key, 58)
    return theme.figure(
        [*lines, *_dots(nodes, places, below)],
        height=340,
        margin={"l": 8, "r": 4, "t": 20, "b": 18},
        xaxis=theme.bare([-0.01, 1]),
        yaxis=theme.bare([-0.6, rows + 0.6]),
        annotations=[
            *notes,
            *(theme.above(head, place / len(heads), xref="x", xshift=-6, **small) for place, head in enumerate(heads)),
            theme.above(key, -0.01, 0, xref="x", yanchor="top", yshift=-2, **small),
        ],
        narrow={
            "height": 60 + 15 * folded.count("<br>") + 21 * len(order),
            "margin": {"l": 8, "r": 4, "t": 20, "b": 22 + 15 * folded.count("<br>")},
            "xaxis": theme.bare([0, 1]),
            "yaxis": theme.bare([-len(order) + 0.4, 0.6]),
            "annotations": [
                *(
                    {**note, "x": below[id][0] + 0.03, "y": below[id][1], "text": note["text"] + _also(id)}
                    for id, note in zip(places, notes, strict=True)
                ),
                theme.above("   ".join(heads), **small),
                theme.above(folded, 0, 0, yanchor="top", align="left", **small),
            ],
        },
    )


def _also(id: str) -> str:
    """The remedies that an article carries out beside the first, under which it stands where no lines are drawn."""
    remedies = [label for label, relation in _beside(id, incoming=True) if relation == "carried out by"]
    return f" (also: {', '.join(remedies[1:])})" if remedies[1:] else ""


def _near(id: str) -> set[str]:
    """A node, what it rests on and carries, and what else it is linked with."""
    linked = {node for one, other, _ in argument.links() for node in (one, other) if id in (one, other)}
    return {id} | argument.rests_on(id) | argument.carries(id) | linked


def _places(nodes: pd.DataFrame, show: str) -> dict[str, tuple[float, float]]:
    """Columns by kind from left to right; in each column the nodes evenly, in the order of the file."""
    found, columns = {}, []
    for kinds in PARTS[show]:
        ids = [id for id, kind in nodes["kind"].items() if kind in kinds]
        if show == REMEDY and "claim" in kinds:
            ids = ["expansion-needed", *(id for id in ids if nodes.loc[id, "kind"] == "gap")]
        columns.append(ids)
    tallest = max(map(len, columns))
    for place, ids in enumerate(columns):
        step = tallest / len(ids)
        for row, id in enumerate(ids):
            found[id] = (place / len(columns), tallest - 1 - (row + 0.5) * step + 0.5)
    return found


def _written(node: pd.Series) -> str:
    label = f"<s>{node['label']}</s>" if node["state"] == argument.STRUCK else node["label"]
    return f"{label}{SIGNS[node['state']]}"


def _line(one: str, other: str, relation: str, places: dict, near: set) -> dict:
    (x0, y0), (x1, y1) = places[one], places[other]
    # within a column a line would run over the points between its ends
    way = [(x0 - 0.007 * abs(y1 - y0), (y0 + y1) / 2)] if x0 == x1 else []
    x, y = zip((x0, y0), *way, (x1, y1), strict=True)
    bright = one in near and other in near
    return {
        "type": "scatter", "mode": "lines", "name": f"{one} {relation} {other}", "x": [*x], "y": [*y], "hoverinfo": "skip",
        "line": {"color": "#9aa7b5" if bright else "#e6e6e6", "width": 1.1, "dash": "dot" if relation in ("speaks against", "explains", "moves into") else "solid", "shape": "spline"},
        "meta": {"narrow": {"x": [None] * len(x), "y": [None] * len(x)}},
    }  # fmt: skip


def _dots(nodes: pd.DataFrame, places: dict, below: dict) -> list[dict]:
    """A trace for each kind, so that the keys walk along a kind and step between kinds."""
    traces = []
    for kind, (symbol, colour) in MARKS.items():
        ids = [id for id in places if nodes.loc[id, "kind"] == kind]
        if ids:
            traces.append(
                {
                    "type": "scatter", "mode": "markers", "name": kind,
                    "x": [places[id][0] for id in ids], "y": [places[id][1] for id in ids],
                    "marker": {"symbol": symbol, "size": 9, "color": colour},
                    "hoverinfo": "text", "hovertext": [_hover(nodes.loc[id], kind) for id in ids], "cliponaxis": False,
                    "meta": {"narrow": {"x": [below[id][0] for id in ids], "y": [below[id][1] for id in ids]}},
                }
            )  # fmt: skip
    return traces


def _hover(node: pd.Series, kind: str) -> str:
    return f"{kind}: {theme.wrapped(node['says'], 61)}<br>({_place(node['paragraph'])}; {node['state']})"
