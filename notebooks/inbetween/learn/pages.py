"""Pages to read outside the notebooks. The one place of this floor where text becomes HTML: the templates escape every string."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import jinja2

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
    """A journal to read: the newest answer to each item, by notebook, with earlier ones behind it."""
    items: dict[tuple[str, str], list] = {}
    for each in sorted(export.answers, key=lambda answer: answer.at):
        items.setdefault((each.notebook, each.item), []).append(
            {"lines": readable(each.answer), "at": moment(each.at), "right": each.right}
        )
    notebooks: dict[str, list] = {}
    for (notebook, item), versions in sorted(items.items()):
        notebooks.setdefault(notebook, []).append({"item": item, "newest": versions[-1], "earlier": versions[-2::-1]})
    return _page(
        "journal.html",
        pseudonym=export.pseudonym or "no pseudonym",
        made=moment(export.made),
        count=len(export.answers),
        withheld=export.withheld,
        notebooks=notebooks,
    )


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
