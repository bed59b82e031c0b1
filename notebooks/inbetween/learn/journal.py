"""The reader's journal: one SQLite file on the reader's own machine, one transaction for each answer."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from .. import library
from . import checks, exports, pages
from .exports import Answer, Export

PLACE = "INBETWEEN_JOURNAL"
COLUMNS = ("notebook", "item", "answer", "at", "right", "sensitive", "uid", "newest")
_EDITION = 1
_WRITE_SECONDS, _READ_SECONDS = 5, 1
_LONGEST = 60_000  # characters of one answer as JSON: some 8,000 words
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS answers (uid TEXT PRIMARY KEY, notebook TEXT NOT NULL, item TEXT NOT NULL, "
    "answer TEXT NOT NULL, at TEXT NOT NULL, right INTEGER, sensitive INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)
_FIELDS = "uid, notebook, item, answer, at, right, sensitive"


@dataclass(frozen=True)
class Snapshot:
    """A journal at one moment: its answers in the order of time, and what is known about it."""

    kept: tuple[Answer, ...]
    pseudonym: str = ""
    exported: str = ""

    def newest(self, notebook: str, item: str) -> Answer | None:
        """The latest answer to an item, or None."""
        found = [each for each in self.kept if (each.notebook, each.item) == (notebook, item)]
        return found[-1] if found else None

    def table(self) -> pd.DataFrame:
        """All answers: notebook, item, answer, at, right, sensitive, uid, newest (of its item)."""
        rows = [
            (each.notebook, each.item, each.answer, each.at, each.right, each.sensitive, each.uid, False)
            for each in self.kept
        ]
        last = {(each.notebook, each.item): number for number, each in enumerate(self.kept)}
        newest = pd.Series(False, index=range(len(rows)))
        newest.iloc[list(last.values())] = True
        return pd.DataFrame(rows, columns=COLUMNS).assign(newest=newest)


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
        self._replaced: set[str] = set()
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
        Raises ValueError if the answer is no JSON value or too long, or if a name is empty.
        """
        for name, value in (("notebook", notebook), ("item", item)):
            if not isinstance(value, str) or not 0 < len(value) <= 100:
                raise ValueError(f"{name}={value!r}: expected a name of 1 to 100 characters")
        notebook, item, value = _plain(notebook), _plain(item), _json_value(answer)
        with self._lock:
            kept = Answer(
                uid=uuid.uuid4().hex,
                notebook=notebook,
                item=item,
                answer=value,
                at=_after(self.newest(notebook, item)),
                right=right,
                sensitive=bool(sensitive),
            )
            if instead_of is not None:
                self._memory = [each for each in self._memory if each.uid != instead_of]
                self._replaced.add(instead_of)
            self._memory.append(kept)
            self._flush()
        return kept

    def merge(self, other: Journal) -> dict[str, int]:
        """Take in another journal's answers: how many were new, and how many were here already.

        Both versions of an answer are kept when they differ; the newer one counts. A journal without answers becomes the other one's
        continuation: its exports are known as the same reader's. Raises OSError if this journal cannot be read just now.
        """
        with self._lock:
            here, theirs = self._snapshot(strict=True), other._snapshot(strict=True)
            if not here.kept:
                self._notes["id"] = other.id
            if not here.pseudonym and theirs.pseudonym:
                self._notes["pseudonym"] = theirs.pseudonym
            present = exports.now()
            # an answer from the future would hide all later ones
            offered = [msgspec.structs.replace(each, at=min(each.at, present)) for each in theirs.kept]
            new = _without(offered, here.kept)
            self._memory += new
            self._flush()
        return {"new": len(new), "here already": len(offered) - len(new)}

    def clear(self) -> None:
        """Remove all answers and the pseudonym, for the next reader of a shared computer. What was exported stays where it went.

        Raises OSError, and removes nothing, if the file cannot be written.
        """
        with self._lock:
            if self.path is not None and self._exists():
                try:
                    with self._open() as connection:
                        connection.execute("DELETE FROM answers")
                        connection.execute("DELETE FROM about")
                except (sqlite3.Error, OSError) as problem:
                    raise OSError(_told(problem, self.path, "was not emptied")) from None
            self._memory, self._replaced, self._notes, self.problem = [], set(), {}, None

    def _flush(self) -> None:
        """Bring what waits in memory to the file, in one transaction."""
        if self.path is None:
            return
        try:
            with self._open() as connection:
                connection.executemany("DELETE FROM answers WHERE uid = ?", [(uid,) for uid in self._replaced])
                connection.executemany(
                    f"INSERT OR IGNORE INTO answers ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)", map(_row, self._memory)
                )
                connection.executemany("INSERT OR REPLACE INTO about (name, value) VALUES (?, ?)", self._notes.items())
        except (sqlite3.Error, OSError) as problem:
            self.problem = _told(problem, self.path)
        else:
            self._memory, self._replaced, self._notes, self.problem = [], set(), {}, None

    @contextlib.contextmanager
    def _open(self):
        """A connection for one transaction: callbacks change threads, and a connection belongs to one of them."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # a journal is its reader's: others on the machine cannot read it
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with contextlib.closing(sqlite3.connect(self.path, timeout=_WRITE_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            # what is deleted is overwritten: a shared computer keeps no trace of a text
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            _check_edition(connection)
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_EDITION}")
            yield connection
            connection.execute("COMMIT")

    # --- reading ---

    def snapshot(self) -> Snapshot:
        """All that is known now; what cannot be read from the file is told in ``problem``."""
        return self._snapshot(strict=False)

    def answers(self) -> pd.DataFrame:
        """All answers in the order of time: notebook, item, answer, at, right, sensitive, uid, newest (of its item)."""
        return self.snapshot().table()

    def newest(self, notebook: str, item: str) -> Answer | None:
        """The latest answer to an item, or None."""
        return self.snapshot().newest(notebook, item)

    def _snapshot(self, strict: bool) -> Snapshot:
        with self._lock:
            try:
                rows, notes = self._read()
            except (sqlite3.Error, OSError) as problem:
                self.problem = _told(problem, self.path)
                if strict:
                    raise OSError(self.problem) from None
                rows, notes = [], []
            kept, unreadable = [], 0
            for uid, notebook, item, answer, at, right, sensitive in rows:
                try:
                    value = exports.json_value(answer)
                except ValueError:
                    unreadable += 1
                    continue
                judged = None if right is None else bool(right)
                kept.append(Answer(uid, notebook, item, value, at, judged, bool(sensitive)))
            if unreadable:
                self.problem = f"{unreadable} answers in {self.path.name} are damaged; they are left as they are, and the others are read."
            kept += _without(self._memory, kept)
            kept = [each for each in kept if each.uid not in self._replaced]
            about = {**dict(notes), **self._notes}
        return Snapshot(
            tuple(sorted(kept, key=lambda each: (each.at, each.uid))),
            about.get("pseudonym", ""),
            about.get("exported", ""),
        )

    def _read(self) -> tuple[list[tuple], list[tuple]]:
        if self.path is None or not self._exists():
            return [], []
        address = f"{self.path.resolve().as_uri()}?mode=rw"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=_READ_SECONDS)) as connection:
            _check_edition(connection)
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"answers", "about"} <= tables:
                return [], []
            rows = connection.execute(f"SELECT {_FIELDS} FROM answers").fetchall()
            return rows, connection.execute("SELECT name, value FROM about").fetchall()

    def _exists(self) -> bool:
        # a folder that may not be looked into is a problem to tell, and not a journal that is not there
        try:
            return self.path.stat().st_size > 0
        except (FileNotFoundError, NotADirectoryError):
            return False

    # --- about the journal ---

    @property
    def pseudonym(self) -> str:
        """The name under which answers are exported, chosen by the reader; empty until then."""
        return self.snapshot().pseudonym

    @pseudonym.setter
    def pseudonym(self, name: str) -> None:
        self._note("pseudonym", _plain(str(name)).strip()[:200])

    @property
    def exported(self) -> str:
        """When the journal was last exported (ISO 8601, UTC); empty if never."""
        return self.snapshot().exported

    @property
    def id(self) -> str:
        """A random name of this journal, by which two of its exports are known to belong together.

        Raises OSError if the file cannot be read just now.
        """
        with self._lock:
            if "id" in self._notes:
                return self._notes["id"]
            try:
                found = dict(self._read()[1]).get("id")
            except (sqlite3.Error, OSError) as problem:
                raise OSError(_told(problem, self.path)) from None
            if found is None:
                found = uuid.uuid4().hex
                self._note("id", found)
            return found

    def _note(self, name: str, value: str) -> None:
        with self._lock:
            self._notes[name] = value
            self._flush()

    # --- out and in ---

    def pack(self, include: Iterable[tuple[str, str]] = ()) -> Export:
        """The journal as an export; ``include`` names the sensitive items (notebook, item) that go with it.

        Raises OSError if the journal cannot be read whole, ValueError if it is larger than any export can be.
        """
        with self._lock:
            now = self._snapshot(strict=True)
            held_back = self.sensitive_items(now) - set(include)
            going = [each for each in now.kept if (each.notebook, each.item) not in held_back]
            export = Export(
                format=exports.FORMAT,
                version=exports.VERSION,
                journal=self.id,
                made=exports.now(),
                answers=going,
                pseudonym=now.pseudonym,
                collection=str(library.package("data").get("version", ""))[:50],
                withheld=len(now.kept) - len(going),
            )
        return exports.fitting(export)

    @staticmethod
    def sensitive_items(now: Snapshot) -> set[tuple[str, str]]:
        """The items of which a version was recorded as sensitive, or which their lesson marks so."""
        marked = {
            (notebook, item)
            for notebook, lesson in checks.lessons().items()
            for item, entry in (lesson.tasks | lesson.kept).items()
            if entry["sensitive"]
        }
        return {(each.notebook, each.item) for each in now.kept if each.sensitive} | (
            marked & {(each.notebook, each.item) for each in now.kept}
        )

    def export(self, path: str | os.PathLike, include: Iterable[tuple[str, str]] = ()) -> Path:
        """Write the journal as one JSON file, and a page to read beside it (same name, .html); return the path.

        An earlier file of that name is replaced only when the new one is complete. Raises OSError if the journal cannot be read or the
        folder not be written, ValueError if the name does not end in .json or the journal is too large.
        """
        path = Path(path)
        if path.suffix.lower() != ".json":
            raise ValueError(f"{path.name!r}: the name of an export ends in .json")
        export = self.pack(include)
        for target, content in ((path, exports.encode(export)), (path.with_suffix(".html"), pages.journal(export))):
            _replace(target, content)
        self.mark_exported(export)
        return path

    def mark_exported(self, export: Export) -> None:
        """Remember that ``export`` has left."""
        self._note("exported", export.made)

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
        journal._memory = _without(export.answers, ())
        journal._notes = {"id": export.journal, "pseudonym": export.pseudonym, "exported": export.made}
        return journal


def place() -> Path | None:
    """Where the reader's journal lies: beside the lessons, unless the environment names another file ("" for memory only)."""
    named = os.environ.get(PLACE)
    if named is None:
        return library.ROOT / "journal" / "journal.sqlite"
    return Path(named) if named else None


def _without(offered: Iterable[Answer], here: Iterable[Answer]) -> list[Answer]:
    """The answers of ``offered`` that are not ``here``; one that shares its uid with another answer gets a uid of its own."""
    known = {each.uid: _content(each) for each in here}
    contents, new = set(known.values()), []
    for each in offered:
        content = _content(each)
        if content in contents:
            continue
        if each.uid in known:
            each = msgspec.structs.replace(each, uid=hashlib.sha256(content.encode()).hexdigest()[:32])
        known[each.uid] = content
        contents.add(content)
        new.append(each)
    return new


def _content(each: Answer) -> str:
    answer = json.dumps(each.answer, sort_keys=True)
    return json.dumps([each.uid, each.notebook, each.item, each.at, answer, each.right, each.sensitive])


def _after(newest: Answer | None) -> str:
    """The present moment; a microsecond after the newest answer where the clock was set back."""
    present = exports.now()
    if newest is None or newest.at < present:
        return present
    return (datetime.fromisoformat(newest.at) + timedelta(microseconds=1)).isoformat(timespec="microseconds")


def _plain(text: str) -> str:
    # half of a surrogate pair cannot be written as UTF-8
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _json_value(answer: Any) -> Any:
    """The answer as it will come back from an export; ValueError if it would not."""
    try:
        text = _plain(json.dumps(answer, ensure_ascii=False, allow_nan=False))
        value = exports.json_value(text)
    except (TypeError, ValueError, RecursionError) as problem:
        raise ValueError(f"this answer cannot be kept: {problem}; expected texts, numbers, lists and dicts") from None
    if len(text) > _LONGEST:
        raise ValueError(f"this answer cannot be kept: {len(text)} characters, at most {_LONGEST} are")
    return value


def _row(kept: Answer) -> tuple:
    text = json.dumps(kept.answer, ensure_ascii=False)
    return (kept.uid, kept.notebook, kept.item, text, kept.at, kept.right, kept.sensitive)


def _replace(target: Path, content: bytes) -> None:
    """Put ``content`` in the place of a file, all of it or nothing."""
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(partial).unlink()
        raise


def _check_edition(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] > _EDITION:
        raise sqlite3.DatabaseError("made by a newer edition of the collection")


def _told(problem: Exception, path: Path, happened: str = "") -> str:
    """What is wrong with the file and what to do, for the reader."""
    words = str(problem).lower()
    if "readonly" in words or "read-only" in words or "permission" in words or "unable to open" in words:
        cause, mend = "cannot be written", "export your answers now, and move the collection to a folder of your own"
    elif "full" in words or "no space" in words or "quota" in words:
        cause, mend = "does not fit: the disk is full", "free some space, or export your answers now"
    elif "locked" in words or "busy" in words:
        cause, mend = "is held by another program", "close it; the next answer tries again"
    elif "newer edition" in words:
        cause, mend = (
            "was made by a newer edition of the collection",
            "use that one, or export there and bring it in here",
        )
    elif "not a database" in words or "malformed" in words or "corrupt" in words:
        cause, mend = "is damaged", "rename it and bring in your last export; nothing in it was changed"
    else:
        cause, mend = f"cannot be used ({problem})", "export your answers now"
    if happened:
        return f"The journal file {path.name} {cause}, and {happened}."
    return (
        f"The journal file {path.name} {cause}. New answers are kept in memory only and end with this kernel: {mend}."
    )
