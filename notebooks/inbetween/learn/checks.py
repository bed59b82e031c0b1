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

    def options(self, table: pd.DataFrame | None = None) -> list[dict[str, str]]:
        """What can be chosen, put in order or matched: a list of id and text. ``table`` is that of the reader's view."""
        if self.kind == "view":
            return [{"id": option, "text": option} for option in self._judged(table)["option"]]
        found = self.content.get("items" if self.kind == "order" else "options", [])
        found = [{"id": each["id"], "text": each["text"]} for each in found]
        return _shuffled(found, self.id) if self.kind == "order" else found

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
            "view": self._view,
        }
        if self.kind == "view":
            return self._view(answer, table)
        return judges[self.kind](answer)

    def _choice(self, answer) -> Reply:
        for option in self.content["options"]:
            if option["id"] == answer:
                return Reply(bool(option.get("right")), (option["reply"],), _see(option))
        return _nothing("Choose one of the answers first.")

    def _several(self, answer) -> Reply:
        options = {option["id"]: option for option in self.content["options"]}
        chosen = _known(answer, options)
        if not chosen:
            return _nothing("Tick at least one answer first.")
        wrong = [option for id, option in options.items() if (id in chosen) != option["right"]]
        if not wrong:
            return Reply(True, (self.content["right"]["reply"],), _see(self.content["right"]))
        lines = tuple(
            f"{'Not' if option['id'] in chosen else 'Missing'}: {option['text']} {option['reply']}" for option in wrong
        )
        return Reply(False, lines, tuple(dict.fromkeys(place for option in wrong for place in _see(option))))

    def _number(self, answer) -> Reply:
        value = number(answer)
        if value is None:
            return _nothing(f"Write one number ({self.content['unit']}), such as 12 or 1,250.5.")
        content, tolerance = self.content, self.content["tolerance"]
        if abs(value - self.key) <= tolerance:
            return Reply(True, (content["right"]["reply"],), _see(content["right"]))
        for near in content.get("near", []):
            if abs(value - float(call(near["key"]))) <= tolerance:
                return Reply(False, (near["reply"],), _see(near))
        other = content["lower" if value < self.key else "higher"]
        return Reply(False, (other["reply"],), _see(other))

    def _order(self, answer) -> Reply:
        items = self.content["items"]
        order = [id for id in answer if isinstance(id, str)] if isinstance(answer, list) else []
        if sorted(order) != sorted(item["id"] for item in items):
            return _nothing("Put all of them in order first.")
        for item, id in zip(items, order, strict=True):
            if item["id"] != id:
                return Reply(False, (f"From place {order.index(id) + 1} on: {item['reply']}",), _see(item))
        return Reply(True, (self.content["right"]["reply"],), _see(self.content["right"]))

    def _match(self, answer) -> Reply:
        options = {option["id"]: option["text"] for option in self.content["options"]}
        given = answer if isinstance(answer, Mapping) else {}
        pairs = [(item, given.get(item["id"])) for item in self.content["items"]]
        if any(not isinstance(option, str) or option not in options for _, option in pairs):
            return _nothing("Give every line an answer first.")
        wrong = [(item, item["wrong"][option]) for item, option in pairs if option != item["right"]]
        if not wrong:
            return Reply(True, (self.content["right"]["reply"],), _see(self.content["right"]))
        lines = tuple(f"{item['text']}: {reply['reply']}" for item, reply in wrong)
        return Reply(False, lines, tuple(dict.fromkeys(place for _, reply in wrong for place in _see(reply))))

    def _text(self, answer) -> Reply:
        least = self.content["least_words"]
        if not isinstance(answer, str) or len(answer.split()) < least:
            return _nothing(f"Try first: at least {least} words. Then a model answer is shown.")
        model = self.content["model"]
        return Reply(None, ("Compare your answer with this one.",), _see(model), model["reply"])

    def _view(self, answer, table) -> Reply:
        judged = self._judged(table)
        if judged.empty:
            return _nothing(self.content.get("without", "Your view shows nothing to choose from."))
        for option, right, reply in judged[["option", "right", "reply"]].itertuples(index=False):
            if option == answer:
                return Reply(bool(right), (reply,), _see(self.content))
        return _nothing("Choose one of the answers first.")

    def _judged(self, table) -> pd.DataFrame:
        empty = pd.DataFrame(columns=["option", "right", "reply"])
        return empty if table is None else call(self.content["judge"], table)

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
            near = [(f"{float(call(each['key'])):g}", each["reply"]) for each in content.get("near", [])]
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
        return []

    def told(self, answer: Any) -> str:
        """An answer in words, for a table."""
        texts = {each["id"]: each["text"] for part in ("options", "items") for each in self.content.get(part, [])}

        def word(value):
            return texts.get(value, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

        if isinstance(answer, dict) and isinstance(answer.get("choice"), str):
            return answer["choice"]
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

    def items(self) -> list[str]:
        """The ids of all that can be done in the lesson, in order."""
        return [*self.sortings, *self.checks, *self.tasks]


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
        {entry["id"]: Check(notebook, entry) for entry in content["checks"]},
        {entry["id"]: entry for entry in content["tasks"]},
        {entry["id"]: entry for entry in content["sortings"]},
    )


_KINDS = {kind: kind for kind in ("choice", "several", "number", "order", "match", "view")} | {"text": "shortText"}


def _check_further(content: dict, name: str) -> None:
    """What a JSON Schema cannot say: ids used once, replies for every pair, places that exist."""
    seen = set()
    for part in ("checks", "tasks", "sortings"):
        for entry in content[part]:
            if entry["id"] in seen:
                raise DataError(f"{name}, {entry['id']!r}: this id is used twice; expected an id of its own")
            seen.add(entry["id"])
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
            if "table" in see and see["table"] not in library.names():
                raise DataError(f"{place}: no table {see['table']!r}")
            if "work" in see and see["work"] not in set(library.references()["key"]):
                raise DataError(f"{place}: no work {see['work']!r} in the references")


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
    return function(*tables, **spec.get("with", {}))


def number(answer: Any) -> float | None:
    """The number in an answer, or None: 1250.5, "1250.5", "1,250.5", "1 250,5"."""
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        return None
    text = answer if isinstance(answer, str) else f"{answer:.17g}" if abs(answer) < 1e18 else ""
    text = re.sub(r"[\s\u00a0\u202f]", "", text.replace("\u2212", "-"))
    if len(text) > 40 or not re.fullmatch(_NUMBER, text, re.IGNORECASE | re.ASCII):
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def _known(answer, options: Mapping) -> list:
    return [id for id in answer if isinstance(id, str) and id in options] if isinstance(answer, list) else []


def _nothing(text: str) -> Reply:
    return Reply(None, (text,), tried=False)


def _see(entry: dict) -> tuple[str, ...]:
    """Where to look, in words."""
    see, places = entry["see"], []
    if "paragraph" in see:
        outline = library.outline().set_index("id").loc[see["paragraph"]]
        places.append(f"the article, section \u201c{outline['section']}\u201d, paragraph {outline['paragraph']}")
    if "work" in see:
        work = library.source(see["work"])
        places.append(f"{work.authors} {work.year}")
    if "exhibit" in see:
        places.append(f"exhibit {see['exhibit']}" + (f", {see['set']}" if "set" in see else ""))
    if "table" in see:
        places.append(f"table {see['table']}" + (f", {see['set']}" if "set" in see and "exhibit" not in see else ""))
    return tuple(places)


def _shuffled(options: list, seed: str) -> list:
    """Always the same order for the same question, and never the right one."""
    mixed = list(options)
    generator = random.Random(seed)
    while mixed == options:
        generator.shuffle(mixed)
    return mixed
