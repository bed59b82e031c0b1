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
    "Agreement is the share of pairs of students who put a card on the same pile, or gave the same first answer to a check. Checks have a "
    "right answer and cards have none: cards stand first, since there the two sides have reasons to give. Krippendorff's alpha compares agreement with chance; it is "
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
        # nothing is kept in the page: exports arrive while the class is open
        live=("folder", "show", "item"),
        unused=lambda values: set() if values["show"] == ONE else {"item"},
    )


def view(folder: str, show: str, item: str) -> View:
    """The view of a class for one state of the controls; a folder that is not there is told in the view."""
    constructed = not folder.strip()
    try:
        collected = _constructed() if constructed else _collected(_path(folder))
    except (ValueError, OSError) as problem:
        return View(
            title="No class to show: there is no such folder, or it cannot be read",
            figure=None,
            summary=f"{problem}. Looked for {_path(folder).absolute()}.",
            table=pd.DataFrame(columns=["file", "reason"]),
            sources=("class-journals",),
            notes=NOTES,
        )
    makers = {DIVIDED: _divided, WRONG: _wrong, WHO: _who, REFUSED: _refused}
    title, figure, summary, table = _one(collected, item) if show == ONE else makers[show](collected)
    students = collected.answers["student"].nunique()
    refused = len(collected.refused)
    told = f" {theme.counted(students, 'student')} read, {theme.counted(refused, 'file')} refused."
    if not constructed and not students:
        told += f" Looked in {_path(folder).absolute()}."
    return View(
        title=f"Constructed class: {title[0].lower()}{title[1:]}" if constructed else title,
        figure=figure,
        summary=summary + told + (" No student gave these answers." if constructed else ""),
        table=table,
        sources=("constructed-class",) if constructed else ("class-journals",),
        notes=NOTES,
        # a notebook that is saved or passed on holds no student's text
        private=not constructed,
    )


# A folder is read once for all states of the controls, and again when a file in it has changed.
_lock = threading.Lock()
_read: dict[Path | None, tuple[tuple, Collected]] = {}


def _path(folder: str) -> Path:
    try:
        return Path(folder.strip()).expanduser()
    except RuntimeError:  # a home folder of nobody
        return Path(folder.strip())


def _collected(path: Path) -> Collected:
    with _lock:
        state = (
            tuple(sorted((each.name, each.lstat().st_mtime_ns, each.lstat().st_size) for each in path.iterdir()))
            if path.is_dir()
            else ()
        )
        if path not in _read or _read[path][0] != state:
            _read.clear()
            _read[path] = (state, classroom.collect(path))
        return _read[path][1]


def _constructed() -> Collected:
    with _lock:
        if None not in _read:
            _read[None] = ((), rehearsal.collected())
        return _read[None][1]


def _divided(collected: Collected):
    """Cards before checks, since a check has a right answer; within each the least agreement first."""
    cards, told = [], []
    for notebook, lesson in checks.lessons().items():
        for item in lesson.sortings:
            found = classroom.divided(classroom.sorts(collected.answers, notebook, item)).dropna(subset="agreeing")
            cards += [(row.unit, "a card", row.sorted, row.agreeing, row.piles) for row in found.itertuples()]
        for item in lesson.checks:
            table = classroom.distribution(collected.answers, notebook, item)
            students = int(table["first"].sum())
            if students > 1:
                agreeing = float((table["first"] * (table["first"] - 1)).sum() / (students * (students - 1)))
                answers = ", ".join(f"{_cut(row.answer, 30)} {row.first}" for row in table.itertuples() if row.first)
                told.append((progress.title(lesson, item), "a check", students, agreeing, answers))
    columns = ["item", "kind", "students", "agreeing", "answers"]
    parts = [
        pd.DataFrame(rows, columns=columns).sort_values("agreeing", kind="stable") for rows in (cards, told) if rows
    ]
    if not parts:
        return _nothing("No two students answered the same thing yet", columns)
    table = pd.concat(parts, ignore_index=True)
    most = table.groupby("kind", sort=False).head(_MOST_ROWS // 2)
    names = [
        row.item if row.kind == "a card" else f"check {_short(row.item)[3:].removeprefix('Check ')} of {row.item[:2]}"
        for row in most.itertuples()
    ]
    first = most.iloc[0]
    return (
        f"The class agrees least on {first['item']}: {first['agreeing']:.0%} of pairs of students",
        _bars(names, (most["agreeing"] * 100).round(1).tolist(), "% of pairs of students who agree", 100),
        f"The {len(most)} most divided of {len(table)} items: cards first, then checks, which have a right answer.",
        table,
    )


def _wrong(collected: Collected):
    table = classroom.instructive(collected.answers)
    if table.empty:
        return _nothing("No wrong answer yet", list(table.columns))
    first = table.iloc[0]
    most = table.head(_MOST_ROWS)
    names = [f"{_cut(row.answer.rstrip('.'), 26)} ({_short(row.check)})" for row in most.itertuples()]
    return (
        f"Commonest wrong answer: {_cut(first['answer'].rstrip('.'), 50)} ({_short(first['check'])}), given first by {first['students']} of {first['of']}",
        _bars(names, most["students"].tolist(), "students who gave it first", None),
        f"{len(table)} different wrong first answers. The table has the reply to each, and how many hold the right answer now.",
        table,
    )


def _short(title: str) -> str:
    """A check without its subject: "02 Check 4: joint vetoes" is "02 Check 4"."""
    return title.partition(":")[0]


def _who(collected: Collected):
    table = classroom.who(collected.answers)
    if table.empty:
        return _nothing("No journal yet", list(table.columns))
    counts, of = table["done"].value_counts().sort_index(), len(table.columns) - 2
    figure = _bars([f"{number} of {of} done" for number in counts.index], counts.tolist(), "students", None)
    return (
        f"Of {of} things asked in the lessons begun, students have done {_span(table['done'])}",
        figure,
        f"Half of the class has done {table['done'].median():g} or more. The table says who: right, not yet, done.",
        table,
    )


def _span(numbers: pd.Series) -> str:
    least, most = int(numbers.min()), int(numbers.max())
    return f"{least} to {most}" if least < most else f"{least} each"


def _refused(collected: Collected):
    table = collected.refused
    if table.empty:
        return _nothing("No file was refused", list(table.columns))
    reasons = table["reason"].str.partition(":")[0].value_counts().head(_MOST_ROWS)
    return (
        f"{theme.counted(len(table), 'file')} refused",
        _bars(reasons.index.tolist(), reasons.tolist(), "files", None),
        "The table has the reason for each; all other files were read.",
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
        least, most = lesson.tasks[id]["words"]
        bands = {
            f"under {least} words": (0, least - 1),
            f"{least} to {most}": (least, most),
            f"over {most}": (most + 1, 10**9),
        }
        counts = [int(table["words"].between(*band).sum()) for band in bands.values()]
        told = f"Asked: {least} to {most} words; median {table['words'].median():g}. The texts stand side by side in the table."
        figure = _bars(list(bands), counts, "texts", None)
        return f"{name}: {theme.counted(len(table), 'text')}", figure, told, table
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
    if id in lesson.designs:
        return _designs(name, classroom.designs(answers, notebook, id))
    table = classroom.distribution(answers, notebook, id)
    students = int(table["first"].sum())
    if not students:
        return _nothing(f"{name}: no answer yet", list(table.columns))
    if lesson.checks[id].kind == "match":
        lines = classroom.lines(answers, notebook, id)
        figure = _bars(
            lines["line"].tolist(), lines["wrong at first"].tolist(), "students with this line wrong at first", None
        )
        told = f"{int((table['right'] == 'yes').mul(table['first']).sum())} of {students} right at first"
        worst = lines.loc[lines["wrong at first"].idxmax()]
        most_wrong = f"Most often wrong: {worst['line']} ({worst['wrong at first']} of {students})."
        return (
            f"{name}: {told}",
            figure,
            most_wrong if worst["wrong at first"] else "No line was wrong at first.",
            lines,
        )
    right = table["right"] == "yes"
    most = table.head(_MOST_ROWS)
    names = [f"{_cut(row.answer, 34)}{' (right)' if row.right == 'yes' else ''}" for row in most.itertuples()]
    figure = _bars(names, most["first"].tolist(), "students, first answer", None)
    return (
        f"{name}: {int(table.loc[right, 'first'].sum())} of {students} right at first, {int(table.loc[right, 'now'].sum())} now",
        figure,
        _cut(lesson.checks[id].content["question"], 200),
        table,
    )


def _designs(name: str, table: pd.DataFrame):
    if table.empty:
        return _nothing(f"{name}: nothing designed yet", list(table.columns))
    most = classroom.preferred(table).head(_MOST_ROWS)
    names = [f"{row.choice}: {row.entry}" for row in most.itertuples()]
    return (
        f"{name}: {theme.counted(len(table), 'design')}, most often {most['entry'].iloc[0]} ({most['students'].iloc[0]})",
        _bars(names, most["students"].tolist(), "students", None),
        "The commonest choices are drawn; the designs stand side by side in the table.",
        table,
    )


def _nothing(title: str, columns: list[str]):
    return title, None, "There is nothing to count here.", pd.DataFrame(columns=columns)


def _bars(names: list[str], values: list, unit: str, most: float | None):
    # plotly takes equal names for one bar, and tags in a name for markup
    places = list(range(len(names)))
    names = [name.replace("<", "‹").replace(">", "›") for name in names]
    down = {"range": [len(names) - 0.5, -0.5], "tickvals": places, "showgrid": False}
    limit = most or max(values) * 1.15 or 1
    trace = {
        "type": "bar", "orientation": "h", "name": unit, "x": values, "y": places, "marker": {"color": "#9db8d2"},
        "text": [f"{value:g}" for value in values], "textposition": "outside", "cliponaxis": False,
        "hovertext": [f"{name}: {value:g}" for name, value in zip(names, values, strict=True)], "hoverinfo": "text",
    }  # fmt: skip
    return theme.figure(
        [trace],
        height=60 + 22 * len(names),
        margin={"l": 300, "r": 40, "t": 6, "b": 40},
        xaxis={"range": [0, limit * 1.06], "title": {"text": unit}},
        yaxis={**down, "ticktext": [_cut(name, 40) for name in names]},
        narrow={
            "margin": {"l": 150, "r": 30, "t": 6, "b": 40},
            "yaxis": {**down, "ticktext": [_cut(name, 21) for name in names], "tickfont": {"size": 11}},
        },
    )


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
