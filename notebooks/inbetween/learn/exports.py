"""The file in which a journal travels: written by a reader, read again by the reader or by a teacher.

An export comes from a stranger. It is read as JSON into a fixed shape and in no other way; whatever does not fit is refused
with a reason.
"""

from __future__ import annotations

import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec

FORMAT, VERSION = "in-between-journal", 1
LARGEST = 5_000_000  # bytes; a year of written answers stays far below a tenth of it
MOST_ANSWERS = 20_000
_DEEPEST = 20
_UTC_LENGTH = len("2026-01-01T00:00:00.000000+00:00")
_LARGEST_NUMBER = 10**18

_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
_Moment = Annotated[str, msgspec.Meta(max_length=40, pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")]


class Answer(msgspec.Struct, frozen=True):
    """One answer: ``at`` is when it was given (ISO 8601, UTC), ``right`` what the reader was told, if anything."""

    uid: _Id
    notebook: _Id
    item: _Id
    answer: Any
    at: _Moment
    right: bool | None = None
    sensitive: bool = False


class Export(msgspec.Struct, frozen=True):
    """A journal as it travels. ``journal`` names the file it comes from, so that two exports of one journal are known as such."""

    format: str
    version: int
    journal: _Id
    made: _Moment
    answers: Annotated[list[Answer], msgspec.Meta(max_length=MOST_ANSWERS)]
    pseudonym: Annotated[str, msgspec.Meta(max_length=200)] = ""
    collection: Annotated[str, msgspec.Meta(max_length=50)] = ""
    withheld: int = 0


class _Head(msgspec.Struct):
    format: Any = None
    version: Any = None


_decode = msgspec.json.Decoder(Export, strict=True).decode
_decode_head = msgspec.json.Decoder(_Head, strict=True).decode


def now() -> str:
    """The present moment as the exports write it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def json_schema_text() -> str:
    """The JSON Schema of an export of the present version, as it stands in ``notebooks/checks/export.schema.json``."""
    content = msgspec.json.encode({"title": f"{FORMAT}, version {VERSION}", **msgspec.json.schema(Export)})
    return msgspec.json.format(content, indent=2).decode() + "\n"


def json_value(text: str) -> Any:
    """A JSON value that an export can carry. Raises ValueError for any other."""
    value = msgspec.json.decode(text)
    _check_value(value)
    return value


def encode(export: Export) -> bytes:
    """The content of the file."""
    return msgspec.json.format(msgspec.json.encode(export), indent=1) + b"\n"


def decode(content: bytes) -> Export:
    """An export from the content of a file.

    Raises ValueError, with a reason for the person who holds the file, for anything else.
    """
    if len(content) > LARGEST:
        raise ValueError(
            f"larger than any journal: {len(content) / 1e6:.0f} MB, at most {LARGEST / 1e6:.0f} MB are read"
        )
    if not content.strip():
        raise ValueError("the file is empty")
    try:
        content.decode("utf-8")
        head = _decode_head(content.removeprefix(b"\xef\xbb\xbf"))
    except (UnicodeDecodeError, RecursionError, ValueError) as problem:
        raise ValueError(_why(problem)) from None
    if head.format != FORMAT:
        raise ValueError("not an export of a journal of this collection")
    if isinstance(head.version, int) and not isinstance(head.version, bool) and head.version > VERSION:
        raise ValueError(
            f"made by a newer edition of the collection (version {_short(head.version)} of the format; this one reads {VERSION}): "
            "take the newer edition"
        )
    try:
        export = _decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (RecursionError, ValueError) as problem:
        raise ValueError(_why(problem)) from None
    if export.version != VERSION:
        raise ValueError(f"version {_short(export.version)} of the format does not exist; expected {VERSION}")
    answers = [_checked(answer) for answer in export.answers]
    return msgspec.structs.replace(export, answers=answers, made=_utc(export.made))


def read(path: Path) -> Export:
    """An export from a file. Raises ValueError, with a reason, for links, folders, devices and all that ``decode`` refuses."""
    # the file that is looked at is the one that is read, whatever takes its name meanwhile
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink():
            raise ValueError("a link to another file: links are not followed")
        with os.fdopen(os.open(path, flags), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise ValueError("not a file")
            content = file.read(LARGEST + 1) if about.st_size <= LARGEST else b""
    except IsADirectoryError:
        raise ValueError("not a file") from None
    except OSError as problem:
        raise ValueError(f"cannot be read: {problem.strerror}") from None
    if about.st_size > LARGEST or len(content) > LARGEST:
        raise ValueError(
            f"larger than any journal: {about.st_size / 1e6:.0f} MB, at most {LARGEST / 1e6:.0f} MB are read"
        )
    return decode(content)


def fitting(export: Export) -> Export:
    """The export, without superseded versions where it would be too large to be read again.

    Raises ValueError if even then it is.
    """
    if len(encode(export)) <= LARGEST and len(export.answers) <= MOST_ANSWERS:
        return export
    last = {(each.notebook, each.item): each for each in export.answers}
    smaller = msgspec.structs.replace(export, answers=list(last.values()))
    if len(encode(smaller)) > LARGEST:
        raise ValueError(
            f"the journal is larger than an export can be ({LARGEST / 1e6:.0f} MB): shorten the longest texts"
        )
    return smaller


def _checked(answer: Answer) -> Answer:
    try:
        _check_value(answer.answer)
    except ValueError as problem:
        raise ValueError(f"the answer to {answer.item[:40]!r} is no answer: {problem}") from None
    return answer if _is_utc(answer.at) else msgspec.structs.replace(answer, at=_utc(answer.at))


def _is_utc(at: str) -> bool:
    return len(at) == _UTC_LENGTH and at.endswith("+00:00") and "2000" <= at[:4] < "2100" and _utc(at) == at


def _utc(at: str) -> str:
    """A moment as ``now`` writes it. Raises ValueError for what is none, has no offset, or lies outside this century."""
    try:
        moment = datetime.fromisoformat(at)
        if moment.utcoffset() is None:
            raise ValueError
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{at!r} is not a moment in time with its offset from UTC") from None
    if not 2000 <= moment.year < 2100:
        raise ValueError(f"{at!r} is not a moment of this century")
    return moment.isoformat(timespec="microseconds")


def _check_value(value: Any, level: int = 0) -> None:
    """ValueError for what no answer needs and a page could choke on."""
    if level > _DEEPEST:
        raise ValueError(f"nested more than {_DEEPEST} deep")
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        raise ValueError("a number of more than 18 digits")
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            _check_value(each, level + 1)


def _why(problem: Exception) -> str:
    if isinstance(problem, RecursionError):
        return "nested deeper than any journal"
    if isinstance(problem, UnicodeDecodeError):
        return f"not UTF-8 (byte {problem.start}): the file is damaged or no export"
    if isinstance(problem, msgspec.ValidationError):
        return f"not in the shape of an export: {problem}"
    if isinstance(problem, msgspec.DecodeError):
        return f"no complete JSON (broken off or damaged): {problem}"
    return f"cannot be read: {problem}"


def _short(number: int) -> str:
    return str(number) if abs(number) < 10**9 else "unknown"


def safe_name(text: str) -> str:
    """A part of a file name made from a reader's words: letters of any script, digits and hyphens, at most 40 of them."""
    return re.sub(r"[\W_]+", "-", text).strip("-")[:40].strip("-") or "anonymous"
