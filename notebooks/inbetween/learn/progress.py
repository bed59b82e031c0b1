"""What a reader has done, where to go on, and what to look at again."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .checks import Lesson


@dataclass(frozen=True)
class Place:
    """Something to do in a lesson."""

    notebook: str
    item: str
    text: str
    when: str = ""


def counts(lessons: dict[str, Lesson], answers: pd.DataFrame) -> pd.DataFrame:
    """One row a lesson: notebook, done, of. Done is what has an answer, right or wrong; an emptied text, sort or design has none."""
    answered = _answered(answers)
    rows = [
        (notebook, sum((notebook, item) in answered for item in lesson.items()), len(lesson.items()))
        for notebook, lesson in lessons.items()
    ]
    return pd.DataFrame(rows, columns=["notebook", "done", "of"])


def going_on(lessons: dict[str, Lesson], answers: pd.DataFrame) -> Place | None:
    """The first thing not yet done: in the lesson last worked on, else in the first that has one; None if all is done."""
    answered = _answered(answers)
    known = [notebook for notebook in answers["notebook"] if notebook in lessons]
    order = [*known[-1:], *lessons]
    for notebook in dict.fromkeys(order):
        for item in lessons[notebook].items():
            if (notebook, item) not in answered:
                return Place(notebook, item, title(lessons[notebook], item))
    return None


def _answered(answers: pd.DataFrame) -> set[tuple[str, str]]:
    return {(row.notebook, row.item) for row in answers[answers["newest"]].itertuples() if not is_empty(row.answer)}


def is_empty(answer) -> bool:
    """Whether an answer is one that was taken back: no text, no card sorted, nothing chosen."""
    text = answer.get("text") if isinstance(answer, dict) and "text" in answer else answer
    return text is None or (isinstance(text, str) and not text.strip()) or text in ({}, [])


def again(lessons: dict[str, Lesson], answers: pd.DataFrame) -> list[Place]:
    """Checks whose newest answer was not right, the one missed longest ago first."""
    newest = answers[answers["newest"] & (answers["right"] == False)]  # noqa: E712 - None is neither right nor wrong
    return [
        Place(row.notebook, row.item, title(lessons[row.notebook], row.item), row.at[:10])
        for row in newest.sort_values("at").itertuples()
        if row.notebook in lessons and row.item in lessons[row.notebook].checks
    ]


def title(lesson: Lesson, item: str) -> str:
    """What an item is called, with the number of its lesson."""
    return lesson.title(item)
