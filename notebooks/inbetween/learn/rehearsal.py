"""A constructed class: exports that no student made, for a teacher to see the class view before there is a class."""

from __future__ import annotations

import random

import pandas as pd

from . import checks, classroom, exports
from .classroom import CONSTRUCTED, Collected
from .exports import Answer, Export

_TEXT = "Constructed text: no student wrote this. It stands where a student's text would stand."


def constructed_class(students: int = 14, seed: int = 7) -> list[tuple[str, Export]]:
    """Exports of ``students`` who do not exist, as pairs of file name and export; the same seed gives the same class.

    Every pseudonym begins with "constructed". Checks that ask about a reader's own view are left out: there is no view.
    """
    made = []
    for number in range(1, students + 1):
        generator = random.Random(f"{seed}-{number}")
        answers = [
            answer
            for notebook, lesson in checks.lessons().items()
            for answer in _of_lesson(generator, notebook, lesson, number)
        ]
        name = f"{CONSTRUCTED}-{number:02d}"
        export = Export(
            format=exports.FORMAT,
            version=exports.VERSION,
            journal=f"{CONSTRUCTED}-{seed}-{number}",
            made="2021-12-01T20:00:00.000000+00:00",
            answers=answers,
            pseudonym=name,
        )
        made.append((f"{name}.json", export))
    return made


def collected(students: int = 14, seed: int = 7) -> Collected:
    """A constructed class as ``classroom.collect`` would give it."""
    answers = classroom.together(constructed_class(students, seed))
    return Collected(answers, pd.DataFrame(columns=["file", "reason"]))


def _of_lesson(generator: random.Random, notebook: str, lesson: checks.Lesson, number: int) -> list[Answer]:
    moments = (f"2021-12-01T{9 + minute // 60:02d}:{minute % 60:02d}:00.000000+00:00" for minute in range(600))
    given: list[tuple[str, object]] = []
    for id in lesson.sortings:
        units, piles = list(lesson.units(id)), list(lesson.piles(id))
        # the later a unit stands, the more the room agrees on it: so there is something to see
        given.append(
            (
                id,
                {
                    unit: piles[place % len(piles)]
                    if generator.random() < place / len(units)
                    else generator.choice(piles)
                    for place, unit in enumerate(units)
                },
            )
        )
    for id, check in lesson.checks.items():
        if check.kind == "view":
            continue
        first = _answer(generator, check)
        given.append((id, first))
        if check.judge(first).right is False and generator.random() < 0.5:
            given.append((id, _right(check)))
    for id, entry in lesson.designs.items():
        offered = checks.call(entry["choices"])
        given.append((id, {control: generator.choice(list(values)) for control, values in offered.items()}))
    given += [(id, {"text": _TEXT}) for id, entry in lesson.tasks.items() if not entry["sensitive"]]
    return [
        Answer(uid=f"{CONSTRUCTED}-{number}-{notebook}-{place}", notebook=notebook, item=id, answer=answer, at=at)
        for place, ((id, answer), at) in enumerate(zip(given, moments, strict=False))
    ]


def _answer(generator: random.Random, check: checks.Check):
    """Right in about half of the cases, else one of the wrong answers that the check foresees."""
    if generator.random() < 0.5:
        return _right(check)
    content = check.content
    if check.kind == "number":
        near = [float(checks.call(each["key"])) for each in content.get("near", [])]
        return f"{generator.choice([*near, check.key - 7, check.key + 7]):g}"
    if check.kind == "order":
        return [each["id"] for each in check.options()]
    if check.kind == "match":
        options = [each["id"] for each in content["options"]]
        return {item["id"]: generator.choice(options) for item in content["items"]}
    if check.kind == "several":
        return [each["id"] for each in content["options"] if generator.random() < 0.5] or [content["options"][0]["id"]]
    if check.kind == "choice":
        return generator.choice(content["options"])["id"]
    return _TEXT


def _right(check: checks.Check):
    content = check.content
    if check.kind == "number":
        return f"{check.key:g}"
    if check.kind == "order":
        return [each["id"] for each in content["items"]]
    if check.kind == "match":
        return {item["id"]: item["right"] for item in content["items"]}
    if check.kind == "several":
        return [each["id"] for each in content["options"] if each["right"]]
    if check.kind == "choice":
        return next(each["id"] for each in content["options"] if each.get("right"))
    return _TEXT
