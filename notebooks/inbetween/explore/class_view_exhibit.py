"""The class on one page: where the room disagrees, what it answered, what it wrote, and who has done what."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd

from ..chart import Explorer, View, controls, theme
from ..learn import checks, classroom, progress, rehearsal
from ..learn.classroom import Collected

DIVIDED, ONE, WRONG, WHO, REFUSED = "divided", "one", "wrong", "who", "refused"
SHOW = {
    "where the class disagrees": DIVIDED,
    "most instructive wrong answers": WRONG,
    "one check or task": ONE,
    "who has done what": WHO,
    "files refused": REFUSED,
}
NOTES = (
    "Nothing is sent anywhere: the files are read on this machine. Every file is treated as what a stranger sent; one that is no "
    "export is refused with its reason, and the rest of the class is read.",
    "A pseudonym does not protect everyone. Keep exports off shared drives, show no text with its pseudonym unless the writer agrees, "
    "and never ask for the texts of sensitive tasks: they stay out of an export unless the student ticks them in.",
    "Agreement is the share of pairs of students who put a card on the same pile. Krippendorff's alpha compares agreement with chance; it is "
    "no mark for the class, and a room that disagrees may have read more closely.",
)
_MOST_ROWS = 12


def class_view(**start) -> Explorer:
    """A folder of exported journals; controls: folder (empty: a constructed class), show, item ("02_context/split")."""
    items = {
        progress.title(lesson, item): f"{notebook}/{item}"
        for notebook, lesson in checks.lessons().items()
        for item in lesson.items()
    }
    return Explorer(
        "class_view",
        view,
        {
            "folder": controls.words("Folder", "", "empty: a constructed class"),
            "show": controls.choice("Show", SHOW, DIVIDED),
            "item": controls.choice("Check or task", items, next(iter(items.values()))),
        },
        start,
        live=("folder",),
        unused=lambda values: set() if values["show"] == ONE else {"item"},
    )


def view(folder: str, show: str, item: str) -> View:
    """The view of a class for one state of the controls; a folder that is not there is told in the view."""
    constructed = not folder.strip()
    try:
        collected = _constructed() if constructed else _collected(folder.strip())
    except (ValueError, OSError) as problem:
        return View(
            title="No class to show: there is no such folder, or it cannot be read",
            figure=None,
            summary=f"{problem}.",
            table=pd.DataFrame(columns=["file", "reason"]),
            sources=("class-journals",),
            notes=NOTES,
        )
    makers = {DIVIDED: _divided, WRONG: _wrong, WHO: _who, REFUSED: _refused}
    title, figure, summary, table = _one(collected, item) if show == ONE else makers[show](collected)
    students = collected.answers["student"].nunique()
    told = f" {students} {'journal' if students == 1 else 'journals'} read, {len(collected.refused)} files refused."
    return View(
        title=f"Constructed class: {title[0].lower()}{title[1:]}" if constructed else title,
        figure=figure,
        summary=summary + told + (" No student gave these answers." if constructed else ""),
        table=table,
        sources=("constructed-class",) if constructed else ("class-journals",),
        notes=NOTES,
    )


# A folder is read once for all states of the controls, and again when a file in it has changed.
_lock = threading.Lock()
_read: dict[str, tuple[tuple, Collected]] = {}


def _collected(folder: str) -> Collected:
    path = Path(folder).expanduser()
    with _lock:
        state = (
            tuple(sorted((each.name, each.lstat().st_mtime_ns, each.lstat().st_size) for each in path.iterdir()))
            if path.is_dir()
            else ()
        )
        if folder not in _read or _read[folder][0] != state:
            _read.clear()
            _read[folder] = (state, classroom.collect(path))
        return _read[folder][1]


def _constructed() -> Collected:
    with _lock:
        if "" not in _read:
            _read[""] = ((), rehearsal.collected())
        return _read[""][1]


def _divided(collected: Collected):
    rows = []
    for notebook, lesson in checks.lessons().items():
        for item in lesson.sortings:
            found = classroom.divided(classroom.sorts(collected.answers, notebook, item)).dropna(subset="agreeing")
            rows += [(progress.title(lesson, item), *row) for row in found.itertuples(index=False)]
        for item in lesson.checks:
            counts = classroom.distribution(collected.answers, notebook, item)["first"]
            students = int(counts.sum())
            if students > 1:
                agreeing = float((counts * (counts - 1)).sum() / (students * (students - 1)))
                rows.append((progress.title(lesson, item), "first answers", students, agreeing, ""))
    table = pd.DataFrame(rows, columns=["task", "item", "students", "agreeing", "piles"]).sort_values(
        "agreeing", kind="stable", ignore_index=True
    )
    if table.empty:
        return _nothing("No two students answered the same thing yet", list(table.columns))
    most = table.head(_MOST_ROWS)
    first = most.iloc[0]
    names = [row.item if row.piles else row.task for row in most.itertuples()]
    figure = _bars(names, (most["agreeing"] * 100).round(1).tolist(), "% of pairs of students who agree", 100)
    return (
        f"The class disagrees most on {names[0]}: {first['agreeing']:.0%} of pairs agree",
        figure,
        f"The {len(most)} items of {len(table)} with the least agreement, {most['agreeing'].iloc[0]:.0%} to {most['agreeing'].iloc[-1]:.0%} "
        "of pairs of students.",
        table,
    )


def _wrong(collected: Collected):
    table = classroom.instructive(collected.answers)
    if table.empty:
        return _nothing("No wrong answer yet", list(table.columns))
    first = table.iloc[0]
    most = table.head(_MOST_ROWS)
    names = [f"{row.check}: {row.answer}" for row in most.itertuples()]
    return (
        f"Commonest wrong answer: {first['check']}, given first by {first['students']} of {first['of']}",
        _bars(names, most["students"].tolist(), "students who gave it first", None),
        f"{len(table)} different wrong first answers; the commonest: {_cut(first['answer'].rstrip('.'), 120)}.",
        table,
    )


def _who(collected: Collected):
    table = classroom.who(collected.answers)
    if table.empty:
        return _nothing("No journal yet", list(table.columns))
    counts = table["done"].value_counts().sort_index()
    figure = _bars([f"{number} done" for number in counts.index], counts.tolist(), "students", None)
    return (
        f"{int(table['done'].max())} things done at most, {int(table['done'].min())} at least",
        figure,
        f"Half of the class has done {table['done'].median():g} or more.",
        table,
    )


def _refused(collected: Collected):
    table = collected.refused
    if table.empty:
        return _nothing("No file was refused", list(table.columns))
    return (
        f"{len(table)} {'file' if len(table) == 1 else 'files'} refused",
        None,
        f"First: {table['file'].iloc[0]}.",
        table,
    )


def _one(collected: Collected, item: str):
    notebook, _, id = item.partition("/")
    lesson, answers = checks.lessons()[notebook], collected.answers
    name = progress.title(lesson, id)
    if id in lesson.tasks:
        table = classroom.written(answers, notebook, id)
        if table.empty:
            return _nothing(f"{name}: no text yet", list(table.columns))
        figure = _bars(table["student"].tolist()[:40], table["words"].tolist()[:40], "words", None)
        told = f"Median length {table['words'].median():g} words; asked: {lesson.tasks[id]['words'][0]} to {lesson.tasks[id]['words'][1]}."
        return f"{name}: {len(table)} {'text' if len(table) == 1 else 'texts'} side by side", figure, told, table
    if id in lesson.sortings:
        sorted_units = classroom.sorts(answers, notebook, id)
        table = classroom.divided(sorted_units)
        known = table.dropna(subset="agreeing")
        if known.empty:
            return _nothing(f"{name}: no two sorts yet", list(table.columns))
        figure = _bars(
            known["unit"].tolist(), (known["agreeing"] * 100).round(1).tolist(), "% of pairs of students who agree", 100
        )
        told = f"{len(sorted_units)} students sorted. {classroom.alpha_told(classroom.alpha(sorted_units))}"
        return (
            f"{name}: least agreement on {known['unit'].iloc[0]}, {known['agreeing'].iloc[0]:.0%} of pairs",
            figure,
            told,
            table,
        )
    table = classroom.distribution(answers, notebook, id)
    students = int(table["first"].sum())
    if not students:
        return _nothing(f"{name}: no answer yet", list(table.columns))
    right = table["right"] == "yes"
    most = table.head(_MOST_ROWS)
    names = [f"{row.answer}{' (right)' if row.right == 'yes' else ''}" for row in most.itertuples()]
    figure = _bars(names, most["first"].tolist(), "students, first answer", None)
    return (
        f"{name}: {int(table.loc[right, 'first'].sum())} of {students} right at first, {int(table.loc[right, 'now'].sum())} now",
        figure,
        _cut(lesson.checks[id].content["question"], 200),
        table,
    )


def _nothing(title: str, columns: list[str]):
    return title, None, "There is nothing to count here.", pd.DataFrame(columns=columns)


def _bars(names: list[str], values: list, unit: str, most: float | None):
    # plotly takes equal names for one bar, and tags in a name for markup
    places = list(range(len(names)))
    shown = [_cut(name.replace("<", "‹").replace(">", "›"), 46) for name in names]
    limit = most or max(values) * 1.15
    trace = {
        "type": "bar", "orientation": "h", "name": unit, "x": values, "y": places, "marker": {"color": "#9db8d2"},
        "text": [f"{value:g}" for value in values], "textposition": "outside", "cliponaxis": False,
        "hovertext": [f"{name}: {value:g}" for name, value in zip(shown, values, strict=True)], "hoverinfo": "text",
    }  # fmt: skip
    return theme.figure(
        [trace],
        height=60 + 22 * len(names),
        margin={"l": 300, "r": 40, "t": 6, "b": 40},
        xaxis={"range": [0, limit * 1.06], "title": {"text": unit}},
        yaxis={"range": [len(names) - 0.5, -0.5], "tickvals": places, "ticktext": shown, "showgrid": False},
        meta={"narrow": {"margin": {"l": 150, "r": 30, "t": 6, "b": 40},
                         "yaxis": theme.axis(range=[len(names) - 0.5, -0.5], tickvals=places, ticktext=[_cut(name, 22) for name in shown], showgrid=False)}},
    )  # fmt: skip


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
