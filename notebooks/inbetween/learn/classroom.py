"""A class on one page, without accounts or server: a folder of exported journals, read as what strangers sent.

Nothing here marks a student: answers are counted, the disagreements of the room are found, and texts stand side by side.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ..cardsorts import alpha
from . import checks, exports, pages, progress
from .exports import Export

COLUMNS = ("student", "notebook", "item", "answer", "at", "right", "first", "newest", "sensitive", "file")
_MOST_FILES = 5_000
# how the pseudonyms of students begin who do not exist
CONSTRUCTED = "constructed"


class Collected(NamedTuple):
    """A class: answers (a table, one row an answer), and refused (a table of file and reason)."""

    answers: pd.DataFrame
    refused: pd.DataFrame


def collect(folder: str | os.PathLike) -> Collected:
    """The exports in a folder (its own files, not those of folders inside): answers, and files refused with the reason for each.

    answers: student (pseudonym), notebook, item, answer, at, right (judged anew; for a view as the reader was told), first and newest
    (the student's first and latest answer to the item), sensitive (ticked in by the student: handle with care), file. Exports of
    one student are taken together. Pages to read (.html) and hidden files are passed over. Raises ValueError, saying what is expected, if there is no such folder.
    """
    folder = Path(folder)
    with contextlib.suppress(RuntimeError):  # a home folder of nobody is a folder that is not there
        folder = folder.expanduser()
    if not folder.is_dir():
        raise ValueError(
            f"there is no folder {str(folder)!r}; put the exports of the class into a folder and name it here"
        )
    files = sorted(
        (each for each in folder.iterdir() if not each.name.startswith(".") and each.suffix.lower() != ".html"),
        key=lambda each: each.name,
    )
    read, refused = [], []
    for each in files[:_MOST_FILES]:
        try:
            if each.suffix.lower() != ".json":
                raise ValueError("not an export: the name of an export ends in .json")
            read.append((_shown(each.name), exports.read(each)))
        except ValueError as problem:
            refused.append((_shown(each.name), _shown(str(problem))))
    refused += [(_shown(each.name), f"more than {_MOST_FILES} files in one folder") for each in files[_MOST_FILES:]]
    return Collected(together(read), pd.DataFrame(refused, columns=["file", "reason"]))


def together(read: Iterable[tuple[str, Export]]) -> pd.DataFrame:
    """The answers of several exports, given with the names of their files, as ``collect`` tells them."""
    rows, seen = [], set()
    judged = _Judge()
    read = list(read)
    for student, (file, export) in zip(_students([export for _, export in read]), read, strict=True):
        for each in export.answers:
            kept = (student, each.notebook, each.item, each.at, repr(each.answer))
            if kept in seen:
                continue
            seen.add(kept)
            rows.append(
                (student, each.notebook, each.item, each.answer, each.at, judged.right(each), each.sensitive, file)
            )
    table = pd.DataFrame(rows, columns=["student", "notebook", "item", "answer", "at", "right", "sensitive", "file"])
    table = table.sort_values("at", kind="stable").reset_index(drop=True)
    key = ["student", "notebook", "item"]
    return table.assign(first=~table.duplicated(key), newest=~table.duplicated(key, keep="last"))[list(COLUMNS)]


def _students(read: list[Export]) -> list[str]:
    """The student of each export, by pseudonym; two students under one pseudonym are kept apart.

    Exports of one journal are one student's, and so are journals that hold the same answer: it was brought from one to the other.
    """
    links: dict[str, str] = {}

    def root(name: str) -> str:
        while links.setdefault(name, name) != name:
            name = links[name]
        return name

    for export in read:
        for each in export.answers:
            links[root(f"answer {each.uid}")] = root(f"journal {export.journal}")
    newest: dict[str, Export] = {}
    for export in read:
        student = root(f"journal {export.journal}")
        if student not in newest or (bool(export.pseudonym), export.made) >= (
            bool(newest[student].pseudonym),
            newest[student].made,
        ):
            newest[student] = export
    names: dict[str, str] = {}
    taken: set[str] = set()
    for student, export in newest.items():
        name = _shown(export.pseudonym.strip()) or "anonymous"
        shown, number = name, 1
        while shown in taken:
            number += 1
            shown = f"{name} ({number})"
        taken.add(shown)
        names[student] = shown
    return [names[root(f"journal {export.journal}")] for export in read]


class _Judge:
    """Judges each different answer once: a class gives the same ones many times."""

    def __init__(self):
        self._lessons = checks.lessons()
        self._known: dict[tuple, bool | None] = {}

    def right(self, answer: exports.Answer) -> bool | None:
        check = self._check(answer.notebook, answer.item)
        if check is None:
            return None
        if check.kind == "view":
            return answer.right
        key = (answer.notebook, answer.item, repr(answer.answer))
        if key not in self._known:
            self._known[key] = check.judge(answer.answer).right
        return self._known[key]

    def _check(self, notebook: str, item: str) -> checks.Check | None:
        lesson = self._lessons.get(notebook)
        return lesson.checks.get(item) if lesson is not None else None


# --- what a teacher looks at ---


def distribution(answers: pd.DataFrame, notebook: str, item: str) -> pd.DataFrame:
    """Answers to a check: answer in words, first (students who gave it first), now (who hold it now), right, reply.

    The commonest first answer stands first. Raises KeyError if there is no such check.
    """
    check = _lesson(notebook).checks[item]
    rows = answers[(answers["notebook"] == notebook) & (answers["item"] == item)]
    told = rows.assign(words=[_shown(check.told(answer)) for answer in rows["answer"]])
    found = []
    for (words, _), group in told.groupby(["words", told["right"].map(_yes_no)], sort=False):
        answer, right = group["answer"].iloc[0], group["right"].iloc[0]
        reply = "" if check.kind == "view" else " ".join(check.judge(answer).lines)
        found.append((words, int(group["first"].sum()), int(group["newest"].sum()), _yes_no(right), reply))
    table = pd.DataFrame(found, columns=["answer", "first", "now", "right", "reply"])
    return table.sort_values(["first", "now"], ascending=False, kind="stable").reset_index(drop=True)


def lines(answers: pd.DataFrame, notebook: str, item: str) -> pd.DataFrame:
    """A matching check line by line: line, wrong at first, wrong now, what to say (the reply to the commonest wrong pair)."""
    check = _lesson(notebook).checks[item]
    rows = answers[(answers["notebook"] == notebook) & (answers["item"] == item)]
    found = []
    for entry in check.content["items"]:
        given = rows.assign(option=[a.get(entry["id"]) if isinstance(a, dict) else None for a in rows["answer"]])
        wrong = given[
            given["option"].map(
                lambda option, entry=entry: option in entry["wrong"] if isinstance(option, str) else False
            )
        ]
        commonest = wrong.loc[wrong["first"], "option"].mode()
        reply = entry["wrong"][commonest.iloc[0]]["reply"] if len(commonest) else ""
        found.append((entry["text"], int(wrong["first"].sum()), int(wrong["newest"].sum()), reply))
    return pd.DataFrame(found, columns=["line", "wrong at first", "wrong now", "what to say"])


def instructive(answers: pd.DataFrame) -> pd.DataFrame:
    """Wrong first answers, the commonest first: notebook, item, answer, students, of, later_right, reply.

    of: students who answered the check. later_right: those who began with this answer and hold the right one now.
    """
    found = []
    for notebook, lesson in checks.lessons().items():
        for id, check in lesson.checks.items():
            rows = answers[(answers["notebook"] == notebook) & (answers["item"] == id)]
            wrong = rows[rows["first"] & (rows["right"] == False)]  # noqa: E712 - None is neither right nor wrong
            now_right = set(rows[rows["newest"] & (rows["right"] == True)]["student"])  # noqa: E712
            words = wrong["answer"].map(lambda answer, check=check: _shown(check.told(answer)))
            for word, group in wrong.groupby(words, sort=False):
                reply = "" if check.kind == "view" else " ".join(check.judge(group["answer"].iloc[0]).lines)
                later = int(group["student"].isin(now_right).sum())
                found.append((progress.title(lesson, id), word, len(group), rows["student"].nunique(), later, reply))
    table = pd.DataFrame(found, columns=["check", "answer", "students", "of", "later right", "reply"])
    return table.sort_values("students", ascending=False, kind="stable").reset_index(drop=True)


def sorts(answers: pd.DataFrame, notebook: str, item: str) -> pd.DataFrame:
    """The class's newest sorts of a sorting task: one row a student, one column a unit (its name), the pile's name as value.

    Units and piles that the task does not have are left out. Raises KeyError if there is no such task.
    """
    lesson = _lesson(notebook)
    units, piles = lesson.units(item), lesson.piles(item)
    rows = answers[(answers["notebook"] == notebook) & (answers["item"] == item) & answers["newest"]]
    kept = {
        row.student: [piles.get(pile) if isinstance(pile := row.answer.get(unit), str) else None for unit in units]
        for row in rows.itertuples()
        if isinstance(row.answer, dict)
    }
    table = pd.DataFrame.from_dict(kept, orient="index", columns=list(units.values()), dtype="object")
    return table.dropna(how="all")


def divided(sorted_units: pd.DataFrame) -> pd.DataFrame:
    """Units by how much the class disagrees: unit, sorted (students), agreeing (share of pairs of students on one pile), piles.

    The unit with the least agreement stands first.
    """
    rows = []
    for unit in sorted_units.columns:
        counts = sorted_units[unit].dropna().value_counts()
        students = int(counts.sum())
        pairs = students * (students - 1)
        agreeing = float((counts * (counts - 1)).sum() / pairs) if pairs else None
        rows.append((unit, students, agreeing, ", ".join(f"{pile} {count}" for pile, count in counts.items())))
    table = pd.DataFrame(rows, columns=["unit", "sorted", "agreeing", "piles"])
    return table.sort_values("agreeing", kind="stable", na_position="last").reset_index(drop=True)


def designs(answers: pd.DataFrame, notebook: str, item: str) -> pd.DataFrame:
    """The newest designs: one row a student, one column a choice with its name ("" where none was made). Raises KeyError if there is no such design."""
    lesson = _lesson(notebook)
    choices = checks.call(lesson.designs[item]["choices"])
    rows = answers[(answers["notebook"] == notebook) & (answers["item"] == item) & answers["newest"]]
    found = []
    for row in rows.sort_values("student").itertuples():
        made = lesson.chosen(item, row.answer)
        found.append((row.student, *(choices[control].get(made.get(control), "") for control in choices)))
    table = pd.DataFrame(found, columns=["student", *choices], dtype="object")
    return table[(table[list(choices)] != "").any(axis=1)].reset_index(drop=True)


def preferred(designed: pd.DataFrame) -> pd.DataFrame:
    """What the designs of ``designs`` choose, the commonest first: choice, entry, students."""
    long = designed.drop(columns="student").melt(var_name="choice", value_name="entry")
    counts = long[long["entry"] != ""].groupby(["choice", "entry"], sort=False).size().rename("students").reset_index()
    return counts.sort_values("students", ascending=False, kind="stable").reset_index(drop=True)


def written(answers: pd.DataFrame, notebook: str, item: str) -> pd.DataFrame:
    """The newest texts of a written task: student, text, words, position (if one was given by lot), sensitive, at."""
    rows = answers[(answers["notebook"] == notebook) & (answers["item"] == item) & answers["newest"]]
    found = []
    for row in rows.sort_values("student").itertuples():
        answer = row.answer if isinstance(row.answer, dict) else {"text": row.answer}
        text = answer.get("text") if isinstance(answer.get("text"), str) else ""
        position = answer.get("position") if isinstance(answer.get("position"), str) else ""
        care = "yes: keep it to yourself" if row.sensitive else ""
        at = row.at[:16].replace("T", " ")
        found.append((row.student, _shown(text), len(text.split()), _shown(position), care, at))
    return pd.DataFrame(found, columns=["student", "text", "words", "position", "sensitive", "at"])


def who(answers: pd.DataFrame) -> pd.DataFrame:
    """Who has done what: one row a student, one column an item of the lessons in which anybody did something, and ``done`` in all."""
    lessons = {notebook: each for notebook, each in checks.lessons().items() if (answers["notebook"] == notebook).any()}
    rows = []
    for student, group in answers[answers["newest"]].groupby("student"):
        state = {(row.notebook, row.item): row.right for row in group.itertuples()}
        marks = {
            progress.title(lesson, item): _mark(state, (notebook, item))
            for notebook, lesson in lessons.items()
            for item in lesson.items()
        }
        rows.append({"student": student, **marks, "done": sum(mark != "" for mark in marks.values())})
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["student", "done"])


def _mark(state: dict, key: tuple[str, str]) -> str:
    if key not in state:
        return ""
    return {True: "right", False: "not yet"}.get(state[key], "done")


# --- out ---


def to_csv(table: pd.DataFrame, path: str | os.PathLike) -> Path:
    """Write a table as CSV that a spreadsheet does not run: a text that would begin a formula gets an apostrophe before it."""
    path = Path(path)
    path.write_text(csv_text(table), encoding="utf-8-sig", newline="")
    return path


def csv_text(table: pd.DataFrame) -> str:
    """The content of such a file."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in (table.columns, *table.itertuples(index=False)):
        writer.writerow([_harmless(value) for value in row])
    return out.getvalue()


# what a spreadsheet takes for the beginning of a formula, also after a separator that it may split the text at
_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)([=+\-@\uff1d\uff0b\uff0d\uff20])")


def _harmless(value):
    if value is None or value is pd.NA:
        return ""
    return _FORMULA.sub(r"\1\2'\3", value.replace("\x00", "")) if isinstance(value, str) else value


def report(collected: Collected, path: str | os.PathLike) -> Path:
    """Write the class as one page to read (HTML): disagreements, wrong answers, distributions, texts, who did what, files refused.

    A class of constructed journals is marked as such.
    """
    answers, refused = collected
    constructed = len(answers) > 0 and answers["student"].str.startswith(CONSTRUCTED).all()
    sections = [
        _section("Most instructive wrong answers", "Wrong first answers, the commonest first.", instructive(answers))
    ]
    for notebook, lesson in checks.lessons().items():
        for item in lesson.sortings:
            table = sorts(answers, notebook, item)
            told = f"{len(table)} sorted. {alpha_told(alpha(table))} The unit on which the class disagrees most stands first."
            sections.append(_section(progress.title(lesson, item), told, divided(table)))
        for item in lesson.checks:
            table = distribution(answers, notebook, item)
            sections.append(_section(progress.title(lesson, item), f"{int(table['first'].sum())} answered.", table))
        for item in lesson.designs:
            table = designs(answers, notebook, item)
            sections.append(_section(progress.title(lesson, item), f"{len(table)} designs.", table))
        for item in lesson.tasks:
            table = written(answers, notebook, item)
            sections.append(_section(progress.title(lesson, item), f"{len(table)} texts.", table))
    sections.append(_section("Who has done what", "Empty: nothing yet.", who(answers)))
    sections.append(_section("Files refused", f"{len(refused)} not read.", refused))
    opening = f"{answers['student'].nunique()} journals, {len(answers)} answers, {len(refused)} files refused."
    path = Path(path)
    path.write_bytes(pages.class_report(constructed=constructed, opening=opening, sections=sections))
    return path


def alpha_told(value: float | None) -> str:
    """Krippendorff's alpha in a sentence."""
    if value is None:
        return "Krippendorff's alpha needs two students on one unit and two piles."
    return f"Krippendorff's alpha is {value:.2f} (1: all sort alike, 0: as by chance); it is no mark for the class."


def _section(title: str, summary: str, table: pd.DataFrame) -> dict:
    rows = [
        ["" if value is None or value != value else value for value in row] for row in table.itertuples(index=False)
    ]
    rows = [[f"{value:.2f}" if isinstance(value, float) else value for value in row] for row in rows]
    return {"title": title, "summary": summary, "columns": list(table.columns), "rows": rows}


def _lesson(notebook: str) -> checks.Lesson:
    return checks.lessons()[notebook]


def _yes_no(right: bool | None) -> str:
    return {True: "yes", False: "no"}.get(right, "")


def _shown(text: str) -> str:
    """A stranger's text, made printable: no control characters but line ends, no half characters."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t ")
