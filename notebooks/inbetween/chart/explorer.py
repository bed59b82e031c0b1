"""An exhibit: controls, and a pure function from their values to a view."""

from __future__ import annotations

import itertools
import threading
import traceback
from collections.abc import Callable, Iterable

import ipywidgets

from . import cells
from . import controls as control
from .chart import Chart
from .view import View

_MOST_STATES = 320


class Explorer(ipywidgets.VBox):
    """Controls above a chart; every change of a control shows another view.

    name: that of the exhibit in the catalogue. compute: function from control values, by name, to a ``View``.
    controls: name -> widget, in the order in which they stand. start: starting values by name.
    live: names of controls whose values are too many to keep all views in the page. unused: function from control values
    to the names of controls that change nothing in that state; they are greyed out.

    Raises ValueError if ``start`` names a control that is not there or a value that it does not take.
    """

    def __init__(
        self,
        name: str,
        compute: Callable[..., View],
        controls: dict,
        start: dict,
        live: Iterable[str] = (),
        unused: Callable[[dict], set[str]] = lambda values: set(),
    ):
        self.compute = None
        self._defaults = {key: widget.value for key, widget in controls.items()}
        try:
            _start(name, controls, start)
        except ValueError:
            for widget in controls.values():
                cells.close_looks(widget)
                widget.close()
            raise
        self.name, self.compute, self.controls, self._unused = name, compute, controls, unused
        self.view, self.error = None, None
        self._edition = 0
        self._listeners: list[Callable[[Explorer], None]] = []
        self._lock = threading.RLock()
        self._live = set(live)
        self.chart = Chart(name=name)
        self.chart.controls = [
            [key, f"anywidget:{widget.model_id}", control.page_trait(widget)] for key, widget in controls.items()
        ]
        row = ipywidgets.Box(list(controls.values()))
        row.add_class("inbetween-controls")
        super().__init__([row, self.chart])
        self.add_class("inbetween-exhibit")
        self._update()
        for key, widget in controls.items():
            widget.observe(self._live_changed if key in self._live else self._changed, "value")
        self._offer_states()
        cells.close_earlier_run(self)

    def values(self) -> dict:
        """The controls' present values, by name."""
        return {key: widget.value for key, widget in self.controls.items()}

    def code(self) -> str:
        """A line of Python that makes this very view again."""
        return self._code(self.values())

    def on_view(self, listener: Callable[[Explorer], None]) -> None:
        """Call ``listener`` with this exhibit whenever it shows another view or is closed; one that returns False is let go."""
        self._listeners.append(listener)

    def renew(self) -> None:
        """Compute the present view again, for an exhibit that shows more than its controls say."""
        with self._lock:
            self._edition += 1
            self._live_changed(None)

    def _code(self, values: dict) -> str:
        chosen = [f"{key}={value!r}" for key, value in values.items() if value != self._defaults[key]]
        return f"explore.{self.name}({', '.join(chosen)})"

    def _key(self, values: dict) -> list:
        return [control.page_value(widget, values[key]) for key, widget in self.controls.items()]

    def _described(self, values: dict) -> tuple[View | None, dict]:
        key = self._key(values) if values is not None else None
        code = self._code(values)
        try:
            view = self.compute(**values)
            return view, self.chart.described(view, key, code)
        except ValueError as problem:
            # an analysis that cannot take a reader's input says what it expects, in words for the reader
            return None, self.chart.failed(str(problem), key, code)
        except Exception as problem:  # noqa: BLE001 - whatever fails must be told in the page, not only in a log
            place = traceback.extract_tb(problem.__traceback__)[-1]
            reason = f"{type(problem).__name__}: {problem} ({place.name}, line {place.lineno})"
            return None, self.chart.failed(reason, key, code)

    def _update(self) -> None:
        with self._lock:
            self.view, described = self._described(self.values())
            self.error = described["error"]
            self.chart.send_view({**described, "edition": self._edition})
            unused = self._unused(self.values())
            for key, widget in self.controls.items():
                widget.disabled = key in unused
        self._tell()

    def _tell(self) -> None:
        self._listeners = [listener for listener in self._listeners if listener(self) is not False]

    def _changed(self, _) -> None:
        with self._lock:
            if self.compute is not None:
                self._update()

    def _live_changed(self, change) -> None:
        with self._lock:
            self._changed(change)
            self._offer_states()

    def _offer_states(self) -> None:
        listed = {key: control.states(widget) for key, widget in self.controls.items() if key not in self._live}
        if not listed or None in listed.values() or self.compute is None:
            return
        present = self.values()
        combinations = list(itertools.product(*listed.values()))
        if len(combinations) > _MOST_STATES:
            raise ValueError(f"{self.name}: {len(combinations)} states are too many to keep; name a control as live")
        # the states of the first control around the present view come first: they are the likeliest next ones
        first = next(iter(listed))
        rest = {key: present[key] for key in listed if key != first}
        as_dicts = [dict(zip(listed, values, strict=True)) for values in combinations]
        as_dicts.sort(key=lambda values: sum(values[key] != rest[key] for key in rest))
        self.chart.offer([lambda v=values: self._described({**present, **v})[1] for values in as_dicts])

    def close(self) -> None:
        """Close the exhibit and every model it made, and let go of what it held."""
        if self.compute is None:
            return
        with self._lock:
            self.compute, self.view, self._unused = None, None, None
            self._tell()
            for widget in (*self.controls.values(), self.children[0], self.chart):
                cells.close_looks(widget)
                widget.close()
            cells.close_looks(self)
            super().close()
            self.chart.forget()
            self.controls, self._listeners = {}, []

    def _repr_mimebundle_(self, **options):
        if self.compute is None:
            return {"text/plain": f"{self.name}: closed, since its cell was run again"}
        bundle = dict(super()._repr_mimebundle_(**options) or {})
        if self.view is None:
            return {**bundle, "text/plain": self.error, "text/markdown": self.error}
        return {
            **bundle,
            "text/plain": f"{self.view.title}\n{self.view.summary}",
            "text/markdown": self.view.markdown(),
        }


def _start(name: str, controls: dict, start: dict) -> None:
    for key, value in start.items():
        if key not in controls:
            raise ValueError(f"{name} has no control {key!r}; it has {', '.join(controls)}")
        control.start(key, controls[key], value)
