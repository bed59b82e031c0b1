"""The one way a view reaches the screen."""

from __future__ import annotations

import gzip
import json
import time
from functools import cache

import anywidget
import traitlets

from .. import library
from . import scripts
from .view import View

_SCRIPTS = ("page.js", "plotly.js", "labels.js", "takeaway.js", "walk.js", "chart.js")
_SLICE_SECONDS = 0.12


@cache
def _packed_plotly() -> bytes:
    from plotly.offline import get_plotlyjs

    return gzip.compress(get_plotlyjs().encode("utf-8"), compresslevel=6)


def _packed(content) -> bytes:
    return gzip.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 3, mtime=0)


class Chart(anywidget.AnyWidget):
    """A view on the screen: picture, live sentence, table, sources, and things to take away.

    ``show(view)`` replaces what is shown, in one message. ``controls`` names the models of an exhibit's controls,
    so that the page can tell which state it should show. ``offer(states)`` lets the page keep the views of many states.
    ``note`` is a line below the sources, for what does not belong to the view; ``item`` names what a reader does here.
    """

    _esm = scripts.joined(*_SCRIPTS)
    _css = scripts.joined("chart.css")

    view = traitlets.Bytes().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    states = traitlets.Int(0).tag(sync=True)
    sources = traitlets.Dict().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    item = traitlets.Unicode().tag(sync=True)

    def __init__(self, view: View | None = None, name: str = "chart"):
        self._name = name
        self._state_views = None
        super().__init__()
        if view is not None:
            self.show(view)
        self.on_msg(self._answer)

    def described(self, view: View, key: list | None = None, code: str = "") -> dict:
        """A view as the page reads it; ``key`` holds the values of all controls as the page knows them."""
        new = [id for id in view.sources if id not in self.sources]
        if new:
            self.sources = {
                **self.sources,
                **{id: {"line": library.source(id).line, "citation": library.cite(id)} for id in new},
            }
        return {**view.payload(), "key": key, "code": code, "name": self._name, "error": None}

    def failed(self, reason: str, key: list | None = None, code: str = "") -> dict:
        """What the page shows in place of a view that could not be made."""
        return {
            "title": "This view could not be made",
            "summary": reason,
            "figure": None,
            "columns": ["reason"],
            "rows": [[reason]],
            "sources": [],
            "notes": [],
            "key": key,
            "code": code,
            "name": self._name,
            "error": reason,
        }

    def show(self, view: View) -> None:
        self.send_view(self.described(view))

    def send_view(self, described: dict) -> None:
        """Show what ``described`` or ``failed`` gave."""
        self.view = _packed(described)

    def offer(self, states: list) -> None:
        """Let the page fetch and keep views: ``states`` is a list of functions, each returning a described view."""
        self._state_views = states
        self.states += 1

    def _answer(self, _, question, __):
        id, wanted = question.get("id"), question.get("ask")
        if wanted == "plotly":
            self.send({"id": id}, buffers=[_packed_plotly()])
        elif wanted == "states":
            self._answer_states(id, question["edition"], question["next"])

    def _answer_states(self, id: str, edition: int, start: int) -> None:
        # Small slices, so that a key pressed meanwhile is answered between two of them.
        states = (self._state_views or []) if edition == self.states else []
        views, position = [], start
        end = time.perf_counter() + _SLICE_SECONDS
        while position < len(states) and time.perf_counter() < end:
            view = states[position]()
            if view["error"] is None:
                views.append(view)
            position += 1
        following = position if position < len(states) else None
        self.send({"id": id, "next": following}, buffers=[_packed(views)])

    def forget(self) -> None:
        """Let go of all views; for a chart that is closed."""
        self._state_views = None
        self.view = b""
