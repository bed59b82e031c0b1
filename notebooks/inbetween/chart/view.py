"""What an exhibit shows: one finding as title, picture, sentence and table, with its sources."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from .. import library


@dataclass(frozen=True, eq=False)
class View:
    """One state of an exhibit.

    title: what to see, as a finding. figure: a plotly ``Figure``, or None where there is nothing to draw.
    summary: one to three sentences with the numbers, computed from ``table``. table: exactly what is drawn.
    sources: ids known to ``library.source``. notes: caveats, one sentence or two each. private: the table is shown and never stored
    with the notebook.

    Raises ValueError if title, summary, table or sources are missing, KeyError if a source is unknown.
    """

    title: str
    figure: go.Figure | None
    summary: str
    table: pd.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()
    private: bool = False

    def __post_init__(self):
        for name in ("title", "summary"):
            text = getattr(self, name)
            if not isinstance(text, str) or not text.strip():
                raise ValueError(f"a View needs a {name}: a text that is not empty")
        if not isinstance(self.table, pd.DataFrame) or self.table.columns.empty:
            raise ValueError("a View needs a table: a DataFrame with named columns (it may have no rows)")
        if self.figure is not None and not isinstance(self.figure, go.Figure):
            raise ValueError("the figure of a View is a plotly Figure or None")
        if isinstance(self.sources, str) or not self.sources:
            raise ValueError("a View needs sources: a tuple of ids known to the library")
        object.__setattr__(self, "sources", tuple(dict.fromkeys(self.sources)))
        object.__setattr__(self, "notes", tuple(dict.fromkeys(self.notes)))
        for id in self.sources:
            library.source(id)

    def payload(self) -> dict:
        """The view as plain JSON values, for the page."""
        rows = json.loads(self.table.to_json(orient="values", date_format="iso", double_precision=6))
        return {
            "title": self.title,
            "summary": self.summary,
            "figure": json.loads(self.figure.to_json()) if self.figure is not None else None,
            "columns": [str(name) for name in self.table.columns],
            "rows": rows,
            "sources": list(self.sources),
            "notes": list(self.notes),
        }

    def markdown(self, rows: int = 6) -> str:
        """Title, sentence and a short table, for readers without a kernel and for code hosts."""
        table = self.table
        if len(table) > rows:
            table = pd.concat([table.head(rows // 2), table.tail(rows - rows // 2)])
        lines = [f"**{_cell(self.title)}**", "", _harmless(self.summary), ""]
        if self.private:
            lines.append("*The table is not stored.*")
        elif len(table):
            lines.append("| " + " | ".join(_cell(name) for name in table.columns) + " |")
            lines.append("|" + " --- |" * len(table.columns))
            lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in table.itertuples(index=False)]
            if len(table) < len(self.table):
                lines += ["", f"*First and last rows of {len(self.table)}.*"]
        return "\n".join(lines)


def _cell(value) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.4g}"
    return _harmless(str(value)).replace("|", "\\|").replace("\n", " ")


def _harmless(text: str) -> str:
    """Outside text becomes no tag, picture or link where a notebook is opened without its kernel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("](", "]\\(").replace("![", "!\\[")
