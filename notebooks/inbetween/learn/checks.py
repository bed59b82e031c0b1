"""Checks: questions as data, and what is replied to an answer.

A lesson's checks lie in ``notebooks/checks/<nn>.json``; ``schema.json`` beside them says what they hold. Keys that are numbers are
computed from the tables by functions of the analysis floor.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from .. import library
from ..library.records import DataError, check_shape, read_json

FOLDER = Path(__file__).resolve().parents[2] / "checks"
# what a sorting task says of its units when they are the reader's own answers in the other lessons
ANSWERS = "answers"
PARTS = ("claim", "warrant", "doubt")
_FLOORS = ("chart", "explore", "learn", "library")
_NUMBER = r"[+-]?(\d{1,3}(,\d{3})+|\d+)([.,]\d+)?(e[+-]?\d{1,3})?|[+-]?[.,]\d+"


@dataclass(frozen=True)
class Reply:
    """What a reader is told. ``right`` is None where nothing is judged; ``tried`` is False if there was no answer to judge."""

    right: bool | None
    lines: tuple[str, ...]
    see: tuple[str, ...] = ()
    model: str = ""
    tried: bool = True


@dataclass(frozen=True)
class Check:
    """One question. ``content`` is its entry in the lesson's file."""

    notebook: str
    content: dict = field(repr=False)
    places: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        return self.content["id"]

    @property
    def kind(self) -> str:
        return self.content["kind"]

    @cached_property
    def key(self) -> float:
        """The right number, computed from the tables; for checks of kind number."""
        return float(call(self.content["key"]))

    @cached_property
    def near(self) -> list[tuple[float, dict]]:
        """The wrong numbers foreseen, computed from the tables, each with its reply; for checks of kind number."""
        return [(float(call(each["key"])), each) for each in self.content.get("near", [])]

    def options(self, table: pd.DataFrame | None = None) -> list[dict[str, str]]:
        """What can be chosen, put in order or matched: a list of id and text. ``table`` is that of the reader's view."""
        if self.kind == "view":
            return [{"id": option, "text": option} for option in self._judged(table)["option"]]
        found = self.content.get("items" if self.kind == "order" else "options", [])
        found = [{"id": each["id"], "text": each["text"]} for each in found]
        # the file has the right answer first
        return _shuffled(found, self.id) if self.kind in ("order", "choice", "several") else found

    def judge(self, answer: Any, table: pd.DataFrame | None = None) -> Reply:
        """The reply to an answer; for every answer there is one, also for what no page would send.

        answer: an option's id (choice, view), a list of ids (several, order), a number or its text (number), item id -> option id
        (match), a text (text). table: that of the view which the reader has set up (view).
        """
        judges = {
            "choice": self._choice,
            "several": self._several,
            "number": self._number,
            "order": self._order,
            "match": self._match,
            "text": self._text,
        }
        if self.kind == "view":
            return self._view(answer, table)
        return judges[self.kind](answer)

    def _choice(self, answer) -> Reply:
        for option in self.content["options"]:
            if option["id"] == answer:
                return Reply(bool(option.get("right")), (option["reply"],), self._see(option))
        return _nothing("Choose one of the answers first.")

    def _several(self, answer) -> Reply:
        options = {option["id"]: option for option in self.content["options"]}
        chosen = _known(answer, options)
        if not chosen:
            return _nothing("Tick at least one answer first.")
        wrong = [option for id, option in options.items() if (id in chosen) != option["right"]]
        if not wrong:
            return Reply(True, (self.content["right"]["reply"],), self._see(self.content["right"]))
        lines = tuple(
            f"{'Not' if option['id'] in chosen else 'Missing'}: {option['text']} {option['reply']}" for option in wrong
        )
        return Reply(False, lines, tuple(dict.fromkeys(place for option in wrong for place in self._see(option))))

    def _number(self, answer) -> Reply:
        value = number(answer)
        if value is None:
            return _nothing(f"Write one number in digits ({self.content['unit']}).")
        content = self.content
        # 0.46 is within 0.01 of 0.45, whatever binary fractions make of it
        tolerance = content["tolerance"] + 1e-9 * max(1, abs(self.key))
        if abs(value - self.key) <= tolerance:
            return Reply(True, (content["right"]["reply"],), self._see(content["right"]))
        for key, near in self.near:
            if abs(value - key) <= tolerance:
                return Reply(False, (near["reply"],), self._see(near))
        other = content["lower" if value < self.key else "higher"]
        return Reply(False, (other["reply"],), self._see(other))

    def _order(self, answer) -> Reply:
        items = self.content["items"]
        order = [id for id in answer if isinstance(id, str)] if isinstance(answer, list) else []
        if sorted(order) != sorted(item["id"] for item in items):
            return _nothing("Put all of them in order first.")
        for item, id in zip(items, order, strict=True):
            if item["id"] != id:
                return Reply(False, (f"From place {order.index(id) + 1} on: {item['reply']}",), self._see(item))
        return Reply(True, (self.content["right"]["reply"],), self._see(self.content["right"]))

    def _match(self, answer) -> Reply:
        options = {option["id"]: option["text"] for option in self.content["options"]}
        given = answer if isinstance(answer, Mapping) else {}
        pairs = [(item, given.get(item["id"])) for item in self.content["items"]]
        if any(not isinstance(option, str) or option not in options for _, option in pairs):
            return _nothing("Give every line an answer first.")
        wrong = [(item, item["wrong"][option]) for item, option in pairs if option != item["right"]]
        if not wrong:
            return Reply(True, (self.content["right"]["reply"],), self._see(self.content["right"]))
        lines = tuple(f"{item['text']}: {reply['reply']}" for item, reply in wrong)
        return Reply(False, lines, tuple(dict.fromkeys(place for _, reply in wrong for place in self._see(reply))))

    def _text(self, answer) -> Reply:
        least = self.content["least_words"]
        if not isinstance(answer, str) or len(answer.split()) < least:
            return _nothing(f"Try first: at least {least} words. Then a model answer is shown.")
        model = self.content["model"]
        return Reply(None, ("Compare your answer with this one.",), self._see(model), model["reply"])

    def _view(self, answer, table) -> Reply:
        judged = self._judged(table)
        if judged.empty:
            return _nothing(self.content.get("without", "Your view shows nothing to choose from."))
        for option, right, reply in judged[["option", "right", "reply"]].itertuples(index=False):
            if option == answer:
                return Reply(bool(right), (reply,), self._see(self.content))
        return _nothing("Choose one of the answers first.")

    def _judged(self, table) -> pd.DataFrame:
        empty = pd.DataFrame(columns=["option", "right", "reply"])
        return empty if table is None else call(self.content["judge"], table)

    def _see(self, entry: dict) -> tuple[str, ...]:
        """Where to look, in words."""
        see, places = entry["see"], []
        if "paragraph" in see:
            outline = library.outline().set_index("id").loc[see["paragraph"]]
            places.append(f"the article, section \u201c{outline['section']}\u201d, paragraph {outline['paragraph']}")
        if "work" in see:
            work = library.source(see["work"])
            places.append(f"{work.authors} {work.year}")
        if "exhibit" in see:
            place = self.places.get(see["exhibit"], f"the exhibit {see['exhibit']}")
            places.append(place + (f", {see['set']}" if "set" in see else ""))
        if "table" in see:
            places.append(f'the table that library.table("{see["table"]}") shows')
        return tuple(places)

    def wrong_answers(self) -> list[tuple[str, str]]:
        """The wrong answers foreseen, and the reply to each; those of a view depend on the view."""
        content = self.content
        if self.kind == "choice":
            return [(each["text"], each["reply"]) for each in content["options"] if not each.get("right")]
        if self.kind == "several":
            return [
                (each["text"] + ("" if each["right"] else " (ticked)"), each["reply"]) for each in content["options"]
            ]
        if self.kind == "number":
            near = [(f"{key:g}", each["reply"]) for key, each in self.near]
            return [*near, ("lower", content["lower"]["reply"]), ("higher", content["higher"]["reply"])]
        if self.kind == "order":
            return [(f"{each['text']} (out of place)", each["reply"]) for each in content["items"]]
        if self.kind == "match":
            texts = {option["id"]: option["text"] for option in content["options"]}
            return [
                (f"{item['text']}: {texts[option]}", reply["reply"])
                for item in content["items"]
                for option, reply in item["wrong"].items()
            ]
        if self.kind == "view":
            return [("another one", "The reply gives the figures of the student's own view.")]
        return []

    def told(self, answer: Any) -> str:
        """An answer in words, for a table."""
        texts = {each["id"]: each["text"] for part in ("options", "items") for each in self.content.get(part, [])}

        def word(value):
            return texts.get(value, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

        if self.kind == "view" and isinstance(answer, dict) and isinstance(answer.get("choice"), str):
            return answer["choice"]
        if self.kind == "number" and number(answer) is not None:
            return f"{number(answer):,.10g}" if abs(number(answer)) >= 10_000 else f"{number(answer):.10g}"
        if isinstance(answer, dict):
            return "; ".join(f"{word(left)}: {word(right)}" for left, right in answer.items())
        if isinstance(answer, list):
            return "; ".join(map(word, answer))
        return word(answer)


@dataclass(frozen=True)
class Lesson:
    """What a lesson asks of its readers."""

    notebook: str
    checks: dict[str, Check]
    tasks: dict[str, dict]
    sortings: dict[str, dict]
    designs: dict[str, dict]
    order: tuple[str, ...]

    def items(self) -> list[str]:
        """The ids of all that can be done in the lesson, as they stand in the notebook."""
        return list(self.order)

    def entry(self, item: str) -> dict:
        """What the lesson's file says of an item. Raises KeyError if there is none."""
        return self.checks[item].content if item in self.checks else (self.kept | self.tasks)[item]

    @property
    def kept(self) -> dict[str, dict]:
        """The sorting tasks and designs: what is kept of an exhibit's controls."""
        return self.sortings | self.designs

    def units(self, item: str) -> dict[str, str]:
        """What a sorting task sorts: id -> name. Where these are the reader's own answers, all that can be done in the other lessons."""
        units = self.sortings[item]["units"]
        if units != ANSWERS:
            return call(units)
        others = [lesson for lesson in lessons().values() if lesson.notebook != self.notebook]
        return {f"{other.notebook}/{id}": other.title(id) for other in others for id in other.items()}

    def piles(self, item: str) -> dict[str, str]:
        """The piles of a sorting task: id -> name."""
        return call(self.sortings[item]["piles"])

    def title(self, item: str) -> str:
        """What an item is called, with the number of its lesson."""
        return f"{self.notebook[:2]} {self.entry(item)['title']}"

    def chosen(self, item: str, answer: Any) -> dict[str, str]:
        """The choices of a design, as far as the exhibit has them: control -> value; of any answer, also one that no page would send."""
        choices = call(self.designs[item]["choices"])
        given = answer if isinstance(answer, Mapping) else {}
        return {
            control: value
            for control, values in choices.items()
            if isinstance(value := given.get(control), str) and value in values
        }

    def proposal(self, item: str, answer: Any) -> list[tuple[str, str]]:
        """A design as a page to read: pairs of heading and text."""
        return call(self.designs[item]["proposal"], self.chosen(item, answer))

    def told(self, item: str, answer: Any) -> str:
        """An answer to an item, in words."""
        if item in self.checks:
            return self.checks[item].told(answer)
        if item in self.sortings and isinstance(answer, dict):
            units, piles = self.units(item), self.piles(item)
            known = {unit: pile for unit, pile in answer.items() if unit in units and isinstance(pile, str)}
            return "\n".join(f"{units[unit]}: {piles.get(pile, pile)}" for unit, pile in known.items())
        if item in self.designs:
            return "\n".join(f"{heading}: {text}" for heading, text in self.proposal(item, answer))
        if item in self.tasks and isinstance(answer, dict):
            position = f"Position by lot: {answer['position']}\n" if isinstance(answer.get("position"), str) else ""
            return position + (answer["text"] if isinstance(answer.get("text"), str) else "")
        return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def lessons() -> dict[str, Lesson]:
    """All lessons that ask something, by notebook."""
    found = [lesson(path.stem) for path in sorted(FOLDER.glob("[0-9][0-9].json"))]
    return {each.notebook: each for each in found}


@cache
def lesson(number: str) -> Lesson:
    """The lesson whose notebook begins with ``number`` ("02").

    Raises KeyError if it has no checks, DataError, naming file and place, if its file is not what the schema says.
    """
    path = FOLDER / f"{number}.json"
    if not re.fullmatch(r"\d\d", number) or not path.exists():
        known = ", ".join(sorted(each.stem for each in FOLDER.glob("[0-9][0-9].json")))
        raise KeyError(f"no checks for lesson {number!r}; there are those of {known}")
    return read_lesson(path)


def read_lesson(path: Path) -> Lesson:
    """The lesson whose checks are in ``path``. Raises DataError, naming file and place, if they are not what the schema says."""
    name = f"checks/{path.name}"
    content = read_json(path, name)
    schema = read_json(FOLDER / "schema.json", "checks/schema.json")
    # the kinds differ in what they need: the fault is told for the kind that was meant
    for place, entry in enumerate(content.get("checks", []) if isinstance(content, dict) else []):
        kind = entry.get("kind") if isinstance(entry, dict) else None
        if kind not in _KINDS:
            raise DataError(f"{name}, check {place + 1}, field 'kind': {kind!r}; expected {', '.join(_KINDS)}")
        one = {**schema["$defs"][_KINDS[kind]], "$defs": schema["$defs"]}
        check_shape(entry, one, f"{name}, check {place + 1}", "entry", f"a check of kind {kind}")
    check_shape(content, schema, name, "entry", "what checks/schema.json describes")
    _check_further(content, name)
    notebook = content["notebook"]
    return Lesson(
        notebook,
        {entry["id"]: Check(notebook, entry, content["places"]) for entry in content["checks"]},
        {entry["id"]: entry for entry in content["tasks"]},
        {entry["id"]: entry for entry in content["sortings"]},
        {entry["id"]: entry for entry in content.get("designs", [])},
        tuple(content["order"]),
    )


_KINDS = {kind: kind for kind in ("choice", "several", "number", "order", "match", "view")} | {"text": "shortText"}


def _check_further(content: dict, name: str) -> None:
    """What a JSON Schema cannot say: ids used once, replies for every pair, places that exist."""
    seen = set()
    for part in ("checks", "tasks", "sortings", "designs"):
        for entry in content.get(part, []):
            if entry["id"] in seen:
                raise DataError(f"{name}, {entry['id']!r}: this id is used twice; expected an id of its own")
            seen.add(entry["id"])
    if sorted(content["order"]) != sorted(seen):
        raise DataError(f"{name}, field 'order': expected each of {', '.join(sorted(seen))} once")
    for spec in _all_calls(content):
        try:
            _function(spec)
        except DataError as problem:
            raise DataError(f"{name}: {problem}") from None
    tasks = {task["id"] for task in content["tasks"]}
    for entry in (*content["sortings"], *content.get("designs", [])):
        for part in ("task", *PARTS):
            if part in entry and entry[part] not in tasks:
                raise DataError(f"{name}, {entry['id']!r}, field {part!r}: no task {entry[part]!r}")
    for entry in content["checks"]:
        place = f"{name}, check {entry['id']!r}"
        ids = [each["id"] for each in entry.get("options", [])]
        for listed in (ids, [each["id"] for each in entry.get("items", [])]):
            if len(listed) != len(set(listed)):
                raise DataError(f"{place}: an id is used twice; expected an id of its own for each option and item")
        if entry["kind"] == "match":
            for item in entry["items"]:
                if item["right"] not in ids or {*item["wrong"]} != {*ids} - {item["right"]}:
                    raise DataError(
                        f"{place}, item {item['id']!r}: expected a reply for every option but the right one"
                    )
        for see in _all_places(entry):
            if "paragraph" in see and see["paragraph"] not in set(library.outline()["id"]):
                raise DataError(f"{place}: no paragraph {see['paragraph']!r} in the outline")
            if "exhibit" in see and see["exhibit"] not in content["places"]:
                raise DataError(f"{place}: no place is told for the exhibit {see['exhibit']!r}")
            if "table" in see and see["table"] not in library.names():
                raise DataError(f"{place}: no table {see['table']!r}")
            if "work" in see and see["work"] not in set(library.references()["key"]):
                raise DataError(f"{place}: no work {see['work']!r} in the references")


def _all_calls(value) -> list[dict]:
    if isinstance(value, list):
        return [spec for each in value for spec in _all_calls(each)]
    if not isinstance(value, dict):
        return []
    return ([value] if "function" in value else []) + [spec for each in value.values() for spec in _all_calls(each)]


def _all_places(value) -> list[dict]:
    if isinstance(value, list):
        return [place for each in value for place in _all_places(each)]
    if not isinstance(value, dict):
        return []
    own = [value["see"]] if isinstance(value.get("see"), dict) else []
    return own + [place for each in value.values() for place in _all_places(each)]


def call(spec: dict, *tables) -> Any:
    """What a public function of the analysis floor gives: {"function": "module.name", "with": {arguments}}.

    Raises DataError if there is no such function.
    """
    return _function(spec)(*tables, **spec.get("with", {}))


def _function(spec: dict):
    module, _, name = spec["function"].partition(".")
    package = __name__.split(".")[0]
    try:
        if module in _FLOORS:
            raise ModuleNotFoundError(module)
        function = vars(import_module(f"{package}.{module}")).get(name)
    except ModuleNotFoundError:
        function = None
    if not callable(function) or getattr(function, "__module__", "") != f"{package}.{module}":
        raise DataError(f"no function {spec['function']!r} on the analysis floor")
    return function


def number(answer: Any) -> float | None:
    """The number in an answer, or None: 1250.5, "1250.5", "1,250.5", "1 250,5", and with words around it ("in 1991")."""
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        return None
    text = answer if isinstance(answer, str) else f"{answer:.17g}" if abs(answer) < 1e18 else ""
    text = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d)", "", text.replace("\u2212", "-")[:200])
    words = [word.lstrip("(\"'").rstrip(".,;:!?)\"'") for word in text.split()]
    found = [word for word in words if re.search(r"\d", word)]
    if len(found) != 1 or len(found[0]) > 40 or not re.fullmatch(_NUMBER, found[0], re.IGNORECASE | re.ASCII):
        return None
    plain = found[0]
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    value = float(plain.replace(",", "."))
    return value if math.isfinite(value) else None


def _known(answer, options: Mapping) -> list:
    return [id for id in answer if isinstance(id, str) and id in options] if isinstance(answer, list) else []


def _nothing(text: str) -> Reply:
    return Reply(None, (text,), tried=False)


def _shuffled(options: list, seed: str) -> list:
    """Always the same order for the same question, and never that of the file."""
    mixed = list(options)
    generator = random.Random(seed)
    while mixed == options:
        generator.shuffle(mixed)
    return mixed
