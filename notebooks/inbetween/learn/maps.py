"""The reader's own argument: a claim, and the answers of other lessons that the reader puts for it, against it, or aside.

A journal may come from a stranger: what names no item, no pile or no text is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from .. import argument, library
from . import checks, progress
from .checks import ANSWERS, PARTS, Lesson
from .exports import Answer


@dataclass(frozen=True)
class Card:
    """An answer as it stands in a map; ``id`` is "02_context/split", ``title`` has the number of its lesson, ``question`` may be empty.

    right: what the reader was told of it. changed: whether a check was first answered otherwise.
    """

    id: str
    title: str
    question: str
    text: str
    right: bool | None = None
    changed: bool = False


@dataclass(frozen=True)
class Map:
    """A reader's argument. written: part (claim, warrant, doubt) -> text, "" where nothing is written; cards: all that could stand in it, by id.

    tasks: part -> where it is written, title of the task and number of the lesson. sort: card id -> pile, of cards that there are.
    """

    written: Mapping[str, str]
    tasks: Mapping[str, str]
    cards: Mapping[str, Card]
    sort: Mapping[str, str]

    def on(self, pile: str) -> list[Card]:
        """The cards on a pile, in the order of the lessons."""
        return [card for id, card in self.cards.items() if self.sort.get(id) == pile]

    @property
    def unsorted(self) -> list[Card]:
        """The cards on no pile."""
        return [card for id, card in self.cards.items() if id not in self.sort]


def place() -> tuple[Lesson, str] | None:
    """The lesson and the sorting task in which readers sort their own answers, or None if no lesson has one."""
    found = [(lesson, id) for lesson in checks.lessons().values() for id in lesson.sortings if is_map(lesson, id)]
    return found[0] if found else None


def is_map(lesson: Lesson, item: str) -> bool:
    """Whether an item of a lesson is a sorting task over the reader's own answers."""
    return item in lesson.sortings and lesson.sortings[item]["units"] == ANSWERS


def read(kept: Iterable[Answer], sort: object, here: tuple[Lesson, str] | None) -> Map:
    """The argument in a journal. kept: its answers in the order of time; sort: of any shape; here: as from ``place``."""
    kept = list(kept)
    cards = cards_of(kept, here[0].notebook if here else None)
    given = sort if isinstance(sort, Mapping) else {}
    # a stranger's pile may be a list, which no mapping can look up
    piles = list(argument.sides())
    known = {id: pile for id, pile in given.items() if id in cards and pile in piles}
    if here is None:
        return Map({}, {}, cards, known)
    lesson, item = here
    tasks = {part: lesson.sortings[item][part] for part in PARTS if part in lesson.sortings[item]}
    newest = {each.item: each.answer for each in kept if each.notebook == lesson.notebook}
    return Map(
        {part: _text(newest.get(task)) for part, task in tasks.items()},
        {part: f"“{lesson.tasks[task]['title']}”, lesson {lesson.notebook[:2]}" for part, task in tasks.items()},
        cards,
        known,
    )


def cards_of(kept: Iterable[Answer], without: str | None) -> dict[str, Card]:
    """The newest answer to every item of every lesson but one, by id, in the order of the lessons; what was taken back is left out."""
    versions: dict[tuple[str, str], list[Answer]] = {}
    for each in kept:
        versions.setdefault((each.notebook, each.item), []).append(each)
    found = {}
    for notebook, lesson in checks.lessons().items():
        for item in lesson.items() if notebook != without else ():
            card = _card(lesson, item, versions.get((notebook, item), []))
            if card is not None:
                found[card.id] = card
    return found


def _card(lesson: Lesson, item: str, versions: list[Answer]) -> Card | None:
    if not versions or progress.is_empty(versions[-1].answer):
        return None
    text, entry = lesson.told(item, versions[-1].answer).strip(), lesson.entry(item)
    if not text:
        return None
    changed = item in lesson.checks and lesson.told(item, versions[0].answer).strip() != text
    question = entry.get("question", entry.get("prompt", ""))
    return Card(f"{lesson.notebook}/{item}", lesson.title(item), question, text, versions[-1].right, changed)


def _text(answer: object) -> str:
    text = answer.get("text") if isinstance(answer, Mapping) else answer
    return text.strip() if isinstance(text, str) else ""


@cache
def constructed() -> Map:
    """The argument of a reader who does not exist, from the table constructed_reader."""
    rows = library.table("constructed_reader").fillna("").to_dict("records")
    placed = [row for row in rows if row["item"]]
    kept = [
        _given(row["item"], row[version], moment)
        for moment, version in enumerate(("first", "answer"))
        for row in placed
        if row[version]
    ]
    cards = cards_of(kept, None)
    written = {row["part"]: row["text"] for row in rows if not row["item"]}
    return Map(
        written,
        dict.fromkeys(written, ""),
        cards,
        {row["item"]: row["part"] for row in placed if row["part"] != "unsorted"},
    )


def _given(id: str, answer: str, moment: int) -> Answer:
    notebook, _, item = id.partition("/")
    value, check = json.loads(answer), checks.lessons()[notebook].checks[item]
    right = None if check.kind == "view" else check.judge(value).right
    return Answer(
        uid=f"{id} {moment}",
        notebook=notebook,
        item=item,
        answer=value,
        at=f"2021-12-0{moment + 1}T12:00:00",
        right=right,
    )
