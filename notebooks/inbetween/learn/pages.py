"""Pages to read outside the notebooks. The one place of this floor where text becomes HTML: the templates escape every string."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import jinja2

from . import checks
from .exports import Export


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
    """A journal to read: each thing done with its question, the newest answer in words, and earlier ones behind it."""
    lessons = checks.lessons()
    items: dict[tuple[str, str], list] = {}
    for each in sorted(export.answers, key=lambda answer: answer.at):
        lesson = lessons.get(each.notebook)
        known = lesson is not None and each.item in lesson.items()
        lines = lesson.told(each.item, each.answer).splitlines() if known else readable(each.answer)
        items.setdefault((each.notebook, each.item), []).append(
            {"lines": lines or [""], "at": moment(each.at), "right": each.right}
        )
    notebooks: dict[str, list] = {}
    for (notebook, item), versions in sorted(items.items()):
        title, question = _asked(lessons.get(notebook), item)
        notebooks.setdefault(notebook, []).append(
            {"title": title, "question": question, "newest": versions[-1], "earlier": versions[-2::-1]}
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


def _asked(lesson: checks.Lesson | None, item: str) -> tuple[str, str]:
    if lesson is None or item not in lesson.items():
        return item, ""
    if item in lesson.checks:
        content = lesson.checks[item].content
        return content["title"], content["question"]
    entry = lesson.tasks.get(item) or lesson.sortings[item]
    return entry["title"], entry.get("prompt", "")


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
