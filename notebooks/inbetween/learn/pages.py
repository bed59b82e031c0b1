"""Pages to read outside the notebooks. The one place of this floor where text becomes HTML: the templates escape every string."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import jinja2

from ..argument import sides
from . import checks, maps
from .exports import Answer, Export


@cache
def _templates() -> jinja2.Environment:
    # everything is escaped, whatever the name of the template; a missing value is an error and no gap
    return jinja2.Environment(
        loader=jinja2.PackageLoader(__name__.rpartition(".")[0]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def journal(export: Export) -> bytes:
    """A journal to read: each thing done with its question, the newest answer in words, and earlier ones behind it.

    A design reads as a proposal, with the text of the written task beside it at its end; a reader's own map as an outline.
    """
    lessons = checks.lessons()
    items: dict[tuple[str, str], list] = {}
    for each in sorted(export.answers, key=lambda answer: answer.at):
        items.setdefault((each.notebook, each.item), []).append(each)
    notebooks: dict[str, list] = {}
    for (notebook, item), answers in sorted(items.items(), key=lambda each: _place(lessons, *each[0])):
        lesson = lessons.get(notebook)
        title, question = _asked(lesson, item)
        versions = [_version(lesson, each) for each in answers]
        parts = _proposal(lesson, answers[-1], items)
        argument = _argument(lesson, answers[-1], export)
        notebooks.setdefault(notebook, []).append(
            {
                "title": title,
                "question": question,
                "newest": versions[-1],
                "earlier": versions[-2::-1],
                "proposal": parts,
                "argument": argument,
            }
        )
    return _page(
        "journal.html",
        pseudonym=export.pseudonym or "no pseudonym",
        made=moment(export.made),
        count=len(items),
        versions=len(export.answers),
        withheld=export.withheld,
        notebooks=notebooks,
    )


def _place(lessons: dict[str, checks.Lesson], notebook: str, item: str) -> tuple:
    """Where an item stands: lessons by number, items as in the notebook, unknown ones last."""
    order = lessons[notebook].items() if notebook in lessons else []
    return notebook, order.index(item) if item in order else len(order), item


def _version(lesson: checks.Lesson | None, answer: Answer) -> dict:
    known = lesson is not None and answer.item in lesson.items()
    lines = lesson.told(answer.item, answer.answer).splitlines() if known else readable(answer.answer)
    return {"lines": lines or [""], "at": moment(answer.at), "right": answer.right}


def _proposal(
    lesson: checks.Lesson | None, answer: Answer, items: dict[tuple[str, str], list]
) -> list[tuple[str, str]]:
    """The parts of a design, and the newest text of the task beside it; empty for anything else."""
    if lesson is None or answer.item not in lesson.designs:
        return []
    parts, task = lesson.proposal(answer.item, answer.answer), lesson.designs[answer.item].get("task")
    written = items.get((answer.notebook, task), [])
    text = lesson.told(task, written[-1].answer) if parts and written else ""
    return [*parts, *([("In the student's words", text)] if text.strip() else [])]


def _argument(lesson: checks.Lesson | None, answer: Answer, export: Export) -> dict:
    """A reader's own map as an outline: texts by part, entries by pile; empty for anything else."""
    if lesson is None or not maps.is_map(lesson, answer.item):
        return {}
    kept = sorted(export.answers, key=lambda each: each.at)
    found = maps.read(kept, answer.answer, (lesson, answer.item))
    given = answer.answer if isinstance(answer.answer, dict) else {}
    withheld = "withheld" if export.withheld else "no answer to it in this export"

    def entries(pile: str) -> list[dict]:
        here = [(id, title) for id, title in lesson.units(answer.item).items() if given.get(id) == pile]
        return [
            _placed(found.cards[id]) if id in found.cards else {"title": title, "lines": [withheld]}
            for id, title in here
        ]

    tasks = {part: lesson.tasks[lesson.sortings[answer.item][part]] for part in found.written}
    missing = {
        part: "withheld" if task["sensitive"] and export.withheld else "not written yet" for part, task in tasks.items()
    }
    return {
        "texts": {part: text or missing[part] for part, text in found.written.items()},
        "piles": {pile: entries(pile) for pile in sides()},
    }


def _placed(card: maps.Card) -> dict:
    refused = " (not accepted by the check)" if card.right is False else ""
    return {"title": card.title + refused, "lines": card.text.splitlines()}


def _asked(lesson: checks.Lesson | None, item: str) -> tuple[str, str]:
    if lesson is None or item not in lesson.items():
        return item, ""
    entry = lesson.entry(item)
    return entry["title"], entry.get("question", entry.get("prompt", ""))


def class_report(**content) -> bytes:
    """The class view as a page; ``content`` is what the template class.html names."""
    return _page("class.html", **content)


def _page(name: str, **content) -> bytes:
    return _templates().get_template(name).render(**content).encode("utf-8", "replace")


def readable(answer) -> list[str]:
    """An answer of any shape as lines of text."""
    if isinstance(answer, dict):
        return [f"{key}: {_short(value)}" for key, value in answer.items()]
    if isinstance(answer, list):
        return [_short(value) for value in answer]
    return _short(answer).splitlines() or [""]


def _short(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else repr(value)


def moment(at: str) -> str:
    """A moment as a reader writes it, in this machine's own time; "UTC" is said where that is UTC."""
    if not at:
        return "never"
    local = datetime.fromisoformat(at).astimezone()
    return f"{local:%Y-%m-%d %H:%M}" + ("" if local.utcoffset() else " UTC")
