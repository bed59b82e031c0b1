"""The controls of the exhibits: each has a spoken name, works by keyboard, and can be set from Python.

A control's starting value is checked by ``start``; what it accepts is told by ``allowed``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

import anywidget
import ipywidgets
import pandas as pd
import traitlets
from ipywidgets.widgets.widget_selection import _Selection

from . import scripts


class Year(anywidget.AnyWidget):
    """A slider for a whole number with a field to type it in: both carry the same name."""

    _esm = scripts.joined("year.js")
    _css = scripts.joined("controls.css")

    description = traitlets.Unicode().tag(sync=True)
    value = traitlets.Int().tag(sync=True)
    min = traitlets.Int().tag(sync=True)
    max = traitlets.Int().tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("value")
    def _within(self, proposal):
        return max(self.min, min(self.max, proposal["value"]))


class CardSort(anywidget.AnyWidget):
    """Cards put on piles: a radio group for each card, with undo and a way to start over.

    cards: list of {"id", "text", "hint"}; piles: list of {"id", "label"}; value: card id -> pile id, unsorted cards left out. roomy: how many cards
    stand on the page; more of them move in a box of their own.
    Raises traitlets.TraitError if a value names an unknown card or pile.
    """

    _esm = scripts.joined("page.js", "cardsort.js")
    _css = scripts.joined("controls.css")

    description = traitlets.Unicode().tag(sync=True)
    cards = traitlets.List().tag(sync=True)
    piles = traitlets.List().tag(sync=True)
    roomy = traitlets.Int(12).tag(sync=True)
    value = traitlets.Dict().tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("value")
    def _known(self, proposal):
        cards, piles = [c["id"] for c in self.cards], [p["id"] for p in self.piles]
        for card, pile in proposal["value"].items():
            if card not in cards or pile not in piles:
                raise traitlets.TraitError(
                    f"{card!r}: {pile!r}; cards are {', '.join(cards)}; piles are {', '.join(piles)}"
                )
        return {card: proposal["value"][card] for card in cards if card in proposal["value"]}


class Changes(anywidget.AnyWidget):
    """A reader's changes to a coded table: choose a unit, change its entries; with undo, a way back for each, and to start over.

    units: list of {"id", "text", "now": field id -> entry}, and "short" where a change is told in fewer words; unit: what a unit is called;
    fields: list of {"id", "label", "options"}, options being a list of {"id", "text"}, or None for a line of text; value: unit id -> field
    id -> changed entry, unchanged ones left out.
    Raises traitlets.TraitError if a value names an unknown unit, field or entry.
    """

    _esm = scripts.joined("page.js", "changes.js")
    _css = scripts.joined("controls.css")

    description = traitlets.Unicode().tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    units = traitlets.List().tag(sync=True)
    fields = traitlets.List().tag(sync=True)
    value = traitlets.Dict().tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("value")
    def _known(self, proposal):
        units, fields = [u["id"] for u in self.units], {f["id"]: f["options"] for f in self.fields}
        for unit, entries in proposal["value"].items():
            if unit not in units or not isinstance(entries, dict) or not entries or not set(entries) <= set(fields):
                raise traitlets.TraitError(f"{unit!r}: {entries!r}")
            for field, entry in entries.items():
                options = fields[field]
                if not isinstance(entry, str) or (options is not None and entry not in [o["id"] for o in options]):
                    raise traitlets.TraitError(f"{unit!r}, {field!r}: {entry!r}")
        return {
            unit: {field: proposal["value"][unit][field] for field in fields if field in proposal["value"][unit]}
            for unit in units
            if unit in proposal["value"]
        }


class Ticks(anywidget.AnyWidget):
    """Several of a list: tick boxes under one name. options: list of {"id", "text"}; value: ids that are ticked, in the order of the options.

    Raises traitlets.TraitError if a value names an unknown option, or one twice.
    """

    _esm = scripts.joined("page.js", "ticks.js")
    _css = scripts.joined("controls.css")

    description = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    value = traitlets.List().tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("value")
    def _known(self, proposal):
        known = [option["id"] for option in self.options]
        if not set(proposal["value"]) <= set(known) or len(set(proposal["value"])) < len(proposal["value"]):
            raise traitlets.TraitError(f"{proposal['value']!r}; options are {', '.join(known)}")
        return [id for id in known if id in proposal["value"]]


class _Stopped(Exception):
    """The reader has stopped a reading, or begun another one."""


class FileIn(anywidget.AnyWidget):
    """A file of the reader's, or a pasted text, for the kernel to read; value: the name under which it was read, or "".

    ``read`` is called in a thread with name, content and a function to tell the share that is done (0 to 1), which raises when the reading
    is not wanted any more; it returns the name to be the value, and raises ValueError in words for the reader if nothing could be read. ``share`` is -1 while nothing is being read.
    """

    _esm = scripts.joined("page.js", "filein.js")
    _css = scripts.joined("controls.css")

    description = traitlets.Unicode().tag(sync=True)
    accept = traitlets.Unicode().tag(sync=True)
    placeholder = traitlets.Unicode().tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)
    share = traitlets.Float(-1).tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    def __init__(self, read: Callable[[str, bytes, Callable[[float], None]], str], **traits):
        self._read, self._parts, self._turn = read, [], 0
        super().__init__(**traits)
        self.on_msg(self._take)

    def _take(self, _, question: dict, buffers: list) -> None:
        if question.get("ask") == "begin":
            self._stop()
        elif question.get("ask") == "part" and buffers:
            self._parts.append(bytes(buffers[0]))
        elif question.get("ask") == "end":
            content, self._parts = b"".join(self._parts), []
            arguments = (str(question.get("name", "")), content, self._turn)
            threading.Thread(target=self._in_background, args=arguments, daemon=True).start()
        elif question.get("ask") == "stop":
            self._stop()
        self.send({"id": question.get("id")})

    def _stop(self) -> None:
        self._turn, self._parts = self._turn + 1, []
        self.share, self.said = -1, ""

    def close(self) -> None:
        self._turn, self._parts, self._read = self._turn + 1, [], None
        super().close()

    def _in_background(self, name: str, content: bytes, turn: int) -> None:
        told = 0.0

        def tell(share: float) -> None:
            nonlocal told
            if turn != self._turn:
                raise _Stopped
            if time.monotonic() - told > 0.15:
                told, self.share = time.monotonic(), min(share, 0.99)

        try:
            read, said = self._read(name, content, tell), ""
        except _Stopped:
            return
        except ValueError as problem:
            read, said = None, f"{name} was not read: {problem}"
        except Exception as problem:  # noqa: BLE001 - whatever fails must be told in the page, not only in a log
            read, said = None, f"{name} was not read: {type(problem).__name__}: {problem}"
        if turn == self._turn:
            with self.hold_sync():
                self.share, self.said = -1, said
            if read is not None:
                self.value = read


class _List(ipywidgets.Dropdown):
    """A list in which one choice may mean None; ipywidgets itself then empties the list, as if nothing were chosen."""

    @traitlets.observe("value")
    def _propagate_value(self, change):
        self.index = self._options_values.index(change.new)


def choice(label: str, options: Mapping[str, object], value) -> ipywidgets.Dropdown:
    """One of several; ``options`` maps what is read to what is meant."""
    return _List(description=label, options=list(options.items()), index=list(options.values()).index(value))


def tick(label: str, value: bool = False) -> ipywidgets.Checkbox:
    return ipywidgets.Checkbox(description=label, value=value, indent=False)


def year(label: str, first: int, last: int, value: int) -> Year:
    return Year(description=label, min=first, max=last, value=value)


def words(label: str, value: str = "", placeholder: str = "") -> ipywidgets.Text:
    """A line of text, read when Enter is pressed or the field is left."""
    return ipywidgets.Text(description=label, value=value, placeholder=placeholder, continuous_update=False)


def card_sort(label: str, cards: pd.DataFrame, piles: Mapping[str, str], roomy: int = 12) -> CardSort:
    """Cards to be put on piles, none sorted yet. cards: a table with id, date, card and detail; piles: id -> name; roomy: as for ``CardSort``."""
    units = [{"id": row.id, "text": f"{row.date[:4]}  {row.card}", "hint": row.detail} for row in cards.itertuples()]
    return CardSort(
        description=label,
        cards=units,
        piles=[{"id": id, "label": name} for id, name in piles.items()],
        roomy=roomy,
        value={},
    )


def ticks(label: str, options: Mapping[str, str], value: list[str]) -> Ticks:
    """Several of a list; ``options`` maps what is meant to what is read."""
    return Ticks(description=label, options=[{"id": id, "text": text} for id, text in options.items()], value=value)


def page_trait(widget) -> str:
    """The trait in which the page keeps a control's value."""
    return "index" if isinstance(widget, _Selection) else "value"


def page_value(widget, value):
    """A control's value as the page keeps it: of a list the place, of others the value itself."""
    if not isinstance(widget, _Selection):
        return value
    return [meant for _, meant in widget.options].index(value)


def allowed(widget) -> str:
    """What a control accepts, for an error message."""
    if isinstance(widget, _Selection):
        return ", ".join(repr(meant) for _, meant in widget.options)
    if isinstance(widget, ipywidgets.Checkbox):
        return "True, False"
    if isinstance(widget, Year):
        return f"a whole number from {widget.min} to {widget.max}"
    if isinstance(widget, CardSort):
        cards = ", ".join(repr(card["id"]) for card in widget.cards)
        return f"a dict of card to pile; cards: {cards}; piles: {', '.join(repr(pile['id']) for pile in widget.piles)}"
    if isinstance(widget, Ticks):
        return f"a list of {', '.join(repr(option['id']) for option in widget.options)}, in this order"
    if isinstance(widget, Changes):
        units = ", ".join(repr(unit["id"]) for unit in widget.units)
        entries = "; ".join(
            f"{field['id']!r}: {', '.join(repr(o['id']) for o in field['options']) if field['options'] else 'a text'}"
            for field in widget.fields
        )
        return f"a dict of unit to field to entry; units: {units}; fields: {entries}"
    return "a text"


def states(widget) -> list | None:
    """All values of a discrete control with one value, or None if they cannot be listed."""
    if isinstance(widget, _Selection):
        return [meant for _, meant in widget.options]
    if isinstance(widget, ipywidgets.Checkbox):
        return [False, True]
    return None


def start(name: str, widget, value) -> None:
    """Give a control its starting value.

    Raises ValueError, naming what is allowed, if the control does not take it as it is.
    """
    try:
        if isinstance(value, bool) != isinstance(widget.value, bool):
            raise TypeError("a truth value where none is expected, or the other way round")
        widget.value = value
        taken = widget.value == value
    except (traitlets.TraitError, TypeError, ValueError):
        taken = False
    if not taken:
        raise ValueError(f"{name}={value!r} is not possible; allowed: {allowed(widget)}")
