"""Running a cell again closes what its earlier run made: otherwise models pile up in page and kernel."""

from __future__ import annotations

from IPython import get_ipython

_made_in_cell: dict[str, tuple[str, list]] = {}


def close_earlier_run(widget) -> None:
    """Close what an earlier run of the running cell made, and remember ``widget`` (anything with ``close``) for its next run."""
    shell = get_ipython()
    request = shell.get_parent() if shell is not None and hasattr(shell, "get_parent") else {}
    cell = (request.get("metadata") or {}).get("cellId")
    if cell is None or request.get("msg_type") != "execute_request":
        return
    run = request["header"]["msg_id"]
    earlier_run, earlier = _made_in_cell.get(cell, (run, []))
    if earlier_run != run:
        for other in earlier:
            other.close()
        earlier = []
    _made_in_cell[cell] = (run, [*earlier, widget])


def close_looks(widget) -> None:
    """Close the models of a widget's layout and style, which outlive the widget itself."""
    for looks in ("layout", "style"):
        if widget.has_trait(looks):
            getattr(widget, looks).close()
