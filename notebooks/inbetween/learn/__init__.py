"""Learning: checks that reply, a journal that stays with its reader, what is done, and a class on one page.

In a lesson: ``check``, ``task``, ``sorting``, ``design``, ``my_progress``, ``my_journal``. For the teacher: ``teaching``, ``classroom``, ``rehearsal``.
"""

from __future__ import annotations

from importlib import import_module

from . import classroom, rehearsal, teaching
from .journal import Journal

_IN_A_LESSON = ("check", "task", "sorting", "design", "my_progress", "my_journal")
__all__ = ["Journal", "classroom", "rehearsal", "teaching", *_IN_A_LESSON]


def __getattr__(name):
    # What stands on the page needs the widgets; a teacher's script that reads a folder does not.
    if name in _IN_A_LESSON:
        return getattr(import_module(".panels", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
