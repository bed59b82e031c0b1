"""What the tests of lessons share: a notebook's cells, and its prose as one line."""

from __future__ import annotations

import json
import re
from functools import cache

from exhibits.recount import ROOT


@cache
def cells(number: str) -> list[dict]:
    """The cells of the lesson whose notebook begins with ``number`` ("02")."""
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def flat(text: str) -> str:
    """A text as one line, marks of quotation at the beginnings of lines left out."""
    return re.sub(r"\s+", " ", text.replace("\n>", "\n"))


def prose(number: str) -> str:
    """All Markdown of a lesson as one line."""
    return flat("\n".join("".join(cell["source"]) for cell in cells(number) if cell["cell_type"] == "markdown"))
