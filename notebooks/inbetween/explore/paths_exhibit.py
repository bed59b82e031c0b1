"""The lessons as a path: for one class, a term, or on one's own."""

from __future__ import annotations

from .. import library
from ..chart import Explorer, View, controls, theme

PATHS = {"self-study, in order": "self_study", "a term": "term", "one class of 75 minutes": "one_class"}
STATUS = {"ready": (theme.BLUE, "circle"), "planned": ("#8a8a8a", "circle-open")}


def paths(**start) -> Explorer:
    """The map of the collection; controls: path, ready_only."""
    return Explorer(
        "paths",
        view,
        {
            "path": controls.choice("I have", PATHS, "self_study"),
            "ready_only": controls.tick("only lessons that are ready", False),
        },
        start,
    )


def view(path: str, ready_only: bool) -> View:
    """The lessons of a path in order, with the minutes that have passed at the end of each."""
    table = library.table("lessons")
    table = table[table[path].notna() & ((table["status"] == "ready") | (not ready_only))].sort_values(path)
    table = table.assign(total=table["minutes"].cumsum())
    name = next(label for label, value in PATHS.items() if value == path)
    ready = table[table["status"] == "ready"]
    minutes, hours = int(table["minutes"].sum()), table["minutes"].sum() / 60
    length = f"{minutes} minutes" if minutes <= 120 else f"{hours:.0f} hours"
    shown = table[["notebook", "title", "minutes", "total", "status", "question"]].rename(
        columns={"total": "minutes so far"}
    )
    return View(
        title=f"{theme.capital(name)}: {theme.counted(len(table), 'lesson')}, {length} in all",
        figure=_figure(table) if len(table) else None,
        summary=f"Ready now: {', '.join(ready['title']) or 'none'} ({int(ready['minutes'].sum())} minutes). Planned lessons are marked by an open circle.",
        table=shown,
        sources=("inbetween",),
    )


def _figure(table):
    names = [f"{row.notebook[:2]} {row.title}" for row in table.itertuples()]
    traces = []
    for status, (colour, symbol) in STATUS.items():
        rows = [(row, name) for row, name in zip(table.itertuples(), names, strict=True) if row.status == status]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": status,
                "x": [row.total for row, _ in rows],
                "y": [name for _, name in rows],
                "text": [f" {row.minutes} min{'' if status == 'ready' else ', planned'}" for row, _ in rows],
                "textposition": "middle right",
                "textfont": {"size": 12},
                "marker": {"symbol": symbol, "size": 10, "color": colour, "line": {"width": 2, "color": colour}},
                "hovertemplate": "%{y}, after %{x} minutes<extra></extra>",
            }
        )
    last = int(table["total"].max())
    return theme.rows_figure(
        [trace for trace in traces if trace["x"]],
        names,
        xaxis={"range": [0, last * 1.22], "title": {"text": "minutes at the end of the lesson"}},
        height=58 + 18 * max(len(names), 3),
        margin={"l": 306},
    )
