"""The page's scripts and styles, read from the files beside this one."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def joined(*names: str) -> str:
    """The files one after the other: what the first ones define, the last one uses."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
