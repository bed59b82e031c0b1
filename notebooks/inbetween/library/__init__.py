"""What the collection knows: the two articles as records, the data tables, and the sources of both."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .records import DataError, Source
from .tables import Library

ROOT = Path(__file__).resolve().parents[3]
_library = Library(ROOT)

table = _library.table
names = _library.names
package = _library.package
references = _library.references
source = _library.source


def citations():
    """In-text citations of the article, in order: see the description of the table in seeds/."""
    return table("citations")


def outline():
    """The article's paragraphs and what each argues, in our words."""
    return table("outline")


def contributions():
    """The eight articles of the special issue, as its introduction presents them: see the description of the table in seeds/."""
    return table("contributions")


@cache
def cite(id: str, style: str = "text") -> str:
    """How to cite a work or a data source. style: text, bibtex, ris, csl-json.

    Raises KeyError if the id is unknown, ValueError if the style is.
    """
    ways = {"text": Source.as_text, "bibtex": Source.as_bibtex, "ris": Source.as_ris, "csl-json": Source.as_csl}
    if style not in ways:
        raise ValueError(f"no style {style!r}; allowed: {', '.join(ways)}")
    return ways[style](source(id))


__all__ = [
    "ROOT",
    "DataError",
    "Library",
    "Source",
    "citations",
    "cite",
    "contributions",
    "names",
    "outline",
    "package",
    "references",
    "source",
    "table",
]
