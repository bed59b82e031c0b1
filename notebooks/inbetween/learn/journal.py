"""The reader's journal: one SQLite file on the reader's own machine, one transaction for each answer."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from .. import library
from . import exports, pages
from .exports import Answer, Export

PLACE = "INBETWEEN_JOURNAL"
COLUMNS = ("notebook", "item", "answer", "at", "right", "sensitive", "uid", "newest")
_WAIT_SECONDS = 10
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS answers (uid TEXT PRIMARY KEY, notebook TEXT NOT NULL, item TEXT NOT NULL, "
    "answer TEXT NOT NULL, at TEXT NOT NULL, right INTEGER, sensitive INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)


class Journal:
    """What a reader answered and wrote.

    path: the SQLite file, made when the first answer comes; None keeps everything in memory only. Several journals may use
    one file at once, from several threads and processes. When the file cannot be written (read-only, full disk, locked), the answer is
    kept in memory, ``problem`` says what is wrong and what to do, and the next answer tries the file again.
    """

    def __init__(self, path: str | os.PathLike | None = None):
        self.path = Path(path) if path is not None else None
        self.problem: str | None = None
        self._lock = threading.RLock()
        self._memory: list[Answer] = []
        self._forgotten: set[str] = set()
        self._notes: dict[str, str] = {}

    # --- writing ---

    def record(
        self,
        notebook: str,
        item: str,
        answer: Any,
        right: bool | None = None,
        sensitive: bool = False,
        instead_of: str | None = None,
    ) -> Answer:
        """Keep an answer, and return it as kept; when this returns and ``problem`` is None, it is on the disk.

        answer: any JSON value. right: what the reader was told. sensitive: stays out of exports unless ticked in.
        instead_of: uid of an earlier version that this one replaces, for a text that is saved while it is written.
        Raises ValueError if the answer is no JSON value or the names are empty.
        """
        for name, value in (("notebook", notebook), ("item", item)):
            if not isinstance(value, str) or not 0 < len(value) <= 100:
                raise ValueError(f"{name}={value!r}: expected a name of 1 to 100 characters")
        kept = Answer(
            uid=uuid.uuid4().hex,
            notebook=_plain(notebook),
            item=_plain(item),
            answer=_as_json_value(answer),
            at=exports.now(),
            right=right,
            sensitive=bool(sensitive),
        )
        with self._lock:
            if instead_of is not None:
                self._memory = [each for each in self._memory if each.uid != instead_of]
                self._forgotten.add(instead_of)
            self._memory.append(kept)
            self._flush()
        return kept

    def merge(self, other: Journal) -> dict[str, int]:
        """Take in another journal's answers: how many were new, and how many were here already.

        Both versions of an answer are kept when they differ; the newer one counts.
        """
        with self._lock:
            here = {each.uid for each in self._all()}
            new = [each for each in other._all() if each.uid not in here]
            self._memory += new
            self._flush()
            if not self.pseudonym and other.pseudonym:
                self.pseudonym = other.pseudonym
        return {"new": len(new), "here already": len(other._all()) - len(new)}

    def _flush(self) -> None:
        """Bring what waits in memory to the file, in one transaction."""
        if self.path is None:
            return
        try:
            with self._open() as connection:
                connection.executemany("DELETE FROM answers WHERE uid = ?", [(uid,) for uid in self._forgotten])
                connection.executemany(
                    "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", [_row(each) for each in self._memory]
                )
                connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", list(self._notes.items()))
        except (sqlite3.Error, OSError) as problem:
            self.problem = _told(problem, self.path)
        else:
            self._memory, self._forgotten, self._notes, self.problem = [], set(), {}, None

    @contextlib.contextmanager
    def _open(self):
        """A connection for one operation: callbacks change threads, and a connection belongs to one of them."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA:
                connection.execute(statement)
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()

    # --- reading ---

    def answers(self) -> pd.DataFrame:
        """All answers in the order of time: notebook, item, answer, at, right, sensitive, uid, newest (of its item)."""
        kept = self._all()
        table = pd.DataFrame([(*_told_row(each), False) for each in kept], columns=COLUMNS)
        last = {(each.notebook, each.item): number for number, each in enumerate(kept)}
        newest = pd.Series(False, index=table.index)
        newest.iloc[list(last.values())] = True
        return table.assign(newest=newest)

    def newest(self, notebook: str, item: str) -> Answer | None:
        """The latest answer to an item, or None."""
        found = [each for each in self._all() if (each.notebook, each.item) == (notebook, item)]
        return found[-1] if found else None

    def _all(self) -> list[Answer]:
        with self._lock:
            kept = {each.uid: each for each in (*self._from_file(), *self._memory) if each.uid not in self._forgotten}
        return sorted(kept.values(), key=lambda each: (each.at, each.uid))

    def _from_file(self) -> list[Answer]:
        rows = self._select("SELECT uid, notebook, item, answer, at, right, sensitive FROM answers")
        return [
            Answer(uid, notebook, item, json.loads(answer), at, None if right is None else bool(right), bool(sensitive))
            for uid, notebook, item, answer, at, right, sensitive in rows
        ]

    def _select(self, statement: str, values: tuple = ()) -> list[tuple]:
        if self.path is None or not self.path.exists():
            return []
        try:
            connection = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS)
            with contextlib.closing(connection):
                return connection.execute(statement, values).fetchall()
        except (sqlite3.Error, OSError) as problem:
            if "no such table" not in str(problem):
                self.problem = _told(problem, self.path)
            return []

    # --- about the journal ---

    def _note(self, name: str) -> str:
        with self._lock:
            if name in self._notes:
                return self._notes[name]
            found = self._select("SELECT value FROM about WHERE name = ?", (name,))
            return found[0][0] if found else ""

    def _set_note(self, name: str, value: str) -> None:
        with self._lock:
            self._notes[name] = value
            self._flush()

    @property
    def pseudonym(self) -> str:
        """The name under which answers are exported, chosen by the reader; empty until then."""
        return self._note("pseudonym")

    @pseudonym.setter
    def pseudonym(self, name: str) -> None:
        self._set_note("pseudonym", _plain(str(name)).strip()[:200])

    @property
    def exported(self) -> str:
        """When the journal was last exported (ISO 8601, UTC); empty if never."""
        return self._note("exported")

    @property
    def id(self) -> str:
        """A random name of this journal, by which two of its exports are known to belong together."""
        if not self._note("id"):
            self._set_note("id", uuid.uuid4().hex)
        return self._note("id")

    # --- out and in ---

    def pack(self, include: Iterable[tuple[str, str]] = ()) -> Export:
        """The journal as an export; ``include`` names the sensitive items (notebook, item) that go with it."""
        wanted = set(include)
        kept = self._all()
        going = [each for each in kept if not each.sensitive or (each.notebook, each.item) in wanted]
        return Export(
            format=exports.FORMAT,
            version=exports.VERSION,
            journal=self.id,
            made=exports.now(),
            answers=going,
            pseudonym=self.pseudonym,
            collection=library.package("data").get("version", ""),
            withheld=len(kept) - len(going),
        )

    def export(self, path: str | os.PathLike, include: Iterable[tuple[str, str]] = ()) -> Path:
        """Write the journal as one JSON file, and a page to read beside it (same name, .html); return the path.

        An earlier file of that name is replaced only when the new one is complete. Raises OSError if the folder cannot be
        written, ValueError if the name does not end in .json.
        """
        path = Path(path)
        if path.suffix.lower() != ".json":
            raise ValueError(f"{path.name!r}: the name of an export ends in .json")
        export = self.pack(include)
        for target, content in ((path, exports.encode(export)), (path.with_suffix(".html"), pages.journal(export))):
            partial = target.with_name(target.name + ".part")
            partial.write_bytes(content)
            partial.replace(target)
        self.mark_exported(export)
        return path

    def mark_exported(self, export: Export) -> None:
        """Remember that ``export`` has left."""
        self._set_note("exported", export.made)

    @classmethod
    def load_export(cls, path: str | os.PathLike) -> Journal:
        """The journal that an exported file holds, in memory; ``merge`` brings it into another.

        Raises ValueError, with the reason, for a file that is no export.
        """
        path = Path(path)
        try:
            return cls.from_export(exports.read(path))
        except ValueError as problem:
            raise ValueError(f"{path.name}: {problem}") from None

    @classmethod
    def from_export(cls, export: Export) -> Journal:
        """The journal that an export holds, in memory."""
        journal = cls()
        journal._memory = list(export.answers)
        journal._notes = {"id": export.journal, "pseudonym": export.pseudonym, "exported": export.made}
        return journal


def place() -> Path | None:
    """Where the reader's journal lies: beside the lessons, unless the environment names another file ("" for memory only)."""
    named = os.environ.get(PLACE)
    if named is None:
        return library.ROOT / "journal" / "journal.sqlite"
    return Path(named) if named else None


def _plain(text: str) -> str:
    # half of a surrogate pair cannot be written as UTF-8
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _as_json_value(answer: Any) -> Any:
    """The answer as it will come back from an export; ValueError if it would not."""
    try:
        value = exports.json_value(_plain(json.dumps(answer, ensure_ascii=False, allow_nan=False)))
    except (TypeError, ValueError, RecursionError) as problem:
        raise ValueError(f"this answer cannot be kept: {problem}; expected texts, numbers, lists and dicts") from None
    return value


def _row(kept: Answer) -> tuple:
    text = json.dumps(kept.answer, ensure_ascii=False)
    return (kept.uid, kept.notebook, kept.item, text, kept.at, kept.right, kept.sensitive)


def _told_row(kept: Answer) -> tuple:
    return (kept.notebook, kept.item, kept.answer, kept.at, kept.right, kept.sensitive, kept.uid)


def _told(problem: Exception, path: Path) -> str:
    """What is wrong with the file and what to do, for the reader."""
    words = str(problem).lower()
    if "readonly" in words or "read-only" in words or "permission" in words or "unable to open" in words:
        cause, mend = "cannot be written", "export your answers now, and move the collection to a folder of your own"
    elif "full" in words or "no space" in words or "quota" in words:
        cause, mend = "does not fit: the disk is full", "free some space, or export your answers now"
    elif "locked" in words or "busy" in words:
        cause, mend = "is held by another program", "close it; the next answer tries again"
    elif "not a database" in words or "malformed" in words or "corrupt" in words:
        cause, mend = "is damaged", "rename it and bring in your last export; nothing in it was changed"
    else:
        cause, mend = f"cannot be used ({problem})", "export your answers now"
    return (
        f"The journal file {path.name} {cause}. Your answers are kept in memory only and end with this kernel: {mend}."
    )
