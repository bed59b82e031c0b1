"""A library of works: a reader's own .bib, .ris or CSL-JSON file as one table, and what in it could not be read."""

from __future__ import annotations

import json
import logging
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

FORMATS = ("bibtex", "ris", "csl-json")
COLUMNS = (
    "key",
    "authors",
    "author_count",
    "year",
    "title",
    "container",
    "type",
    "script",
    "language",
    "doi",
    "words",
    "place",
    "duplicate_of",
)
LARGEST = 100_000_000  # bytes: some 100,000 entries with abstracts
_PART = 400_000  # characters read at a time
# What a file that is not UTF-8 may be: Western, Cyrillic, Chinese, Japanese and Korean.
_ENCODINGS = ["cp1252", "cp1251", "koi8_r", "gb18030", "big5", "shift_jis", "euc_kr"]
Progress = Callable[[float], None]
_NAMED_AUTHORS = 20
_ENDINGS = {".bib": "bibtex", ".bibtex": "bibtex", ".ris": "ris", ".json": "csl-json", ".csljson": "csl-json"}
_SCRIPTS = (
    "LATIN",
    "CYRILLIC",
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL",
    "ARABIC",
    "HEBREW",
    "GREEK",
    "GEORGIAN",
    "ARMENIAN",
    "MONGOLIAN",
)
# Names and codes (ISO 639-1 and -2) under which a language is recorded.
_LANGUAGES = {
    "English": ("english", "en", "eng"),
    "Russian": ("russian", "ru", "rus", "русский"),
    "Chinese": ("chinese", "zh", "zho", "chi", "中文", "汉语"),
    "German": ("german", "ngerman", "de", "deu", "ger", "deutsch"),
    "French": ("french", "fr", "fra", "fre"),
    "Spanish": ("spanish", "es", "spa"),
    "Japanese": ("japanese", "ja", "jpn"),
    "Korean": ("korean", "ko", "kor"),
    "Kazakh": ("kazakh", "kk", "kaz"),
    "Kyrgyz": ("kyrgyz", "kirghiz", "ky", "kir"),
    "Mongolian": ("mongolian", "mn", "mon"),
    "Tajik": ("tajik", "tg", "tgk"),
    "Turkmen": ("turkmen", "tk", "tuk"),
    "Uzbek": ("uzbek", "uz", "uzb"),
    "Ukrainian": ("ukrainian", "uk", "ukr"),
}
_CALLED = {called: language for language, names in _LANGUAGES.items() for called in names}
_RIS_KINDS = {"JOUR": "article", "BOOK": "book", "CHAP": "chapter", "THES": "thesis", "RPRT": "report", "CONF": "paper"}
_BIBTEX_KINDS = {"incollection": "chapter", "inbook": "chapter", "inproceedings": "paper", "techreport": "report"}
_CSL_KINDS = {"article-journal": "article", "paper-conference": "paper"}


@dataclass(frozen=True)
class ReaderLibrary:
    """entries: one row a work; refused: place (line or number) and reason, for what could not be read.

    entries has key, authors (text), author_count, year (missing where there is none), title, container, type, script (of the title:
    latin, cyrillic, han ...), language (as recorded in the entry; empty where it is not), doi, words (title, keywords and abstract, for searching), place in the file, and duplicate_of (the place of
    an earlier entry with the same DOI, or the same title and year; empty for the first).
    """

    entries: pd.DataFrame
    refused: pd.DataFrame


def read_library(
    path_or_text: str | bytes | os.PathLike, format: str | None = None, progress: Progress | None = None
) -> ReaderLibrary:
    """The works in a file, or in its text or bytes. format: bibtex, ris, csl-json; found out if it is not given.

    What cannot be read is listed, and the rest is read. Lines that are not UTF-8 are read in the encoding that fits them best, and the first such
    line is listed; of more than 100 MB the rest is listed as not read. ``progress`` is called with the share that is done, 0 to 1.
    Raises ValueError, saying what is expected, if nothing at all is readable, the file is missing, or the format is unknown. Nothing in the file is run.
    """
    if format is not None and format not in FORMATS:
        raise ValueError(f"no format {format!r}; there are {', '.join(FORMATS)}")
    content, ending = _content(path_or_text)
    if not content.strip():
        raise ValueError("the library is empty; expected a .bib, .ris or CSL-JSON file")
    text, refused = _decoded(content)
    format = format or _ENDINGS.get(ending) or _guessed(text)
    tell = progress or (lambda share: None)
    found, more = {"bibtex": _bibtex, "ris": _ris, "csl-json": _csl}[format](text, lambda share: tell(0.9 * share))
    refused += more
    if not found:
        reason = f" First problem: {refused[0][0]}, {refused[0][1]}." if refused else ""
        raise ValueError(f"nothing in it could be read as {format}; expected a .bib, .ris or CSL-JSON file.{reason}")
    entries = pd.DataFrame(found, columns=COLUMNS[:-1]).astype({"year": "Int64"})
    library = ReaderLibrary(
        entries.assign(duplicate_of=_duplicates(entries)), pd.DataFrame(refused, columns=["place", "reason"])
    )
    tell(1.0)
    return library


# --- from bytes to text ---


def _content(path_or_text) -> tuple[bytes, str]:
    """The first bytes of a library, one more than is read, and the ending of its file's name."""
    if isinstance(path_or_text, bytes):
        return path_or_text[: LARGEST + 1], ""
    if isinstance(path_or_text, str) and _is_text(path_or_text):
        return path_or_text.encode("utf-8", "replace")[: LARGEST + 1], ""
    path = Path(path_or_text)
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1), path.suffix.lower()
    except (OSError, ValueError):
        raise ValueError(
            f"{str(path)[:100]!r} cannot be read; expected a .bib, .ris or CSL-JSON file, or its text"
        ) from None


def _is_text(path_or_text: str) -> bool:
    if "\n" in path_or_text or len(path_or_text) > 4_000:
        return True
    if path_or_text.lstrip()[:1] not in ("@", "[", "{"):
        return False
    # a file may be named as a text begins
    try:
        return not Path(path_or_text).is_file()
    except (OSError, ValueError):
        return True


def _decoded(content: bytes) -> tuple[str, list[tuple[str, str]]]:
    if len(content) > LARGEST:
        content = content[: content.rfind(b"\n", 0, LARGEST) + 1 or LARGEST]
        text, refused = _decoded(content)
        last = text.count("\n") + 1
        return text, [
            *refused,
            (f"line {last}", f"from here on nothing was read: only the first {LARGEST / 1e6:.0f} MB are"),
        ]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), []
    if content[:2_000].count(b"\0") > len(content[:2_000]) / 4:
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace"), []
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _decoded_by_line(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"))


def _decoded_by_line(lines: list[bytes]) -> tuple[str, list[tuple[str, str]]]:
    """Lines that are UTF-8 as such, all others in the one encoding that fits them best."""
    from charset_normalizer import from_bytes

    read: list[str | None] = []
    for line in lines:
        try:
            read.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            read.append(None)
    foreign = [number for number, line in enumerate(read) if line is None]
    sample = b"\n".join(lines[number] for number in foreign[:500])
    best = from_bytes(sample, cp_isolation=_ENCODINGS).best()
    encoding = best.encoding if best is not None else "cp1252"
    for number in foreign:
        read[number] = lines[number].decode(encoding, "replace")
    told = f"not UTF-8: this line, and others like it ({len(foreign)} in all), were read as {encoding}"
    return "\n".join(read), [(f"line {foreign[0] + 1}", told)]


def _guessed(text: str) -> str:
    start = text.lstrip()[:1]
    if start in ("[", "{"):
        return "csl-json"
    if re.search(r"^TY {1,2}- ", text, re.MULTILINE):
        return "ris"
    if re.search(r"^[ \t]*@\w+[ \t]*[{(]", text, re.MULTILINE):
        return "bibtex"
    raise ValueError("this is no library that can be read; expected a .bib, .ris or CSL-JSON file")


# --- the three formats ---


def _bibtex(text: str, tell: Progress) -> tuple[list[tuple], list[tuple[str, str]]]:
    found: list[tuple] = []
    refused: list[tuple[str, str]] = []
    strings, keys = "", set()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for before, done, part in _between_entries(text):
        # what an @string says holds for the parts that follow
        entries, problems, more = _bibtex_part(part, before, strings)
        strings += more
        refused += problems
        told = {place for place, _ in problems}
        for line, entry in entries:
            title = _plain(str(entry.get("title", "")))
            if entry["key"] in keys and f"line {line}" not in told:
                refused.append(
                    (f"line {line}", f"the key {entry['key'][:60]!r} is used before; the entry was read all the same")
                )
            keys.add(entry["key"])
            if title:
                found.append(_bibtex_row(entry, title, f"line {line}"))
            else:
                refused.append((f"line {line}", f"no title: {entry['key'][:60]}"))
        tell(done)
    return found, refused


def _between_entries(text: str) -> Iterator[tuple[int, float, str]]:
    """Parts of a text that end where one entry ends and another begins: lines before it, share that is done with it, the part."""
    start = lines = 0
    while start < len(text):
        cut = re.compile(r"(?<=[})])[ \t]*\n\s*(?=@\w+\s*[{(])").search(text, start + _PART)
        end = cut.end() if cut else len(text)
        yield lines, end / len(text), text[start:end]
        lines += text.count("\n", start, end)
        start = end


def _bibtex_part(part: str, before: int, strings: str) -> tuple[list[tuple[int, dict]], list[tuple[str, str]], str]:
    """Entries with their lines, what could not be read, and the definitions of strings that the part adds."""
    import bibtexparser
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = bibtexparser.parse_string(strings + part)
    before -= strings.count("\n")
    entries, refused = list(library.entries), []
    for block in library.failed_blocks:
        place = f"line {(block.start_line or 0) + 1 + before}"
        inner = getattr(block, "ignore_error_block", None)
        if isinstance(block, DuplicateBlockKeyBlock) and hasattr(inner, "fields_dict"):
            entries.append(inner)
            refused.append((place, f"the key {inner.key[:60]!r} is used before; the entry was read all the same"))
        elif isinstance(block, DuplicateFieldKeyBlock) and hasattr(inner, "fields_dict"):
            entries.append(inner)
            refused.append((place, "a field stands twice; the last one was read"))
        else:
            refused.append((place, f"not a whole entry (a brace or comma may be missing): {_start(block.raw)}"))
    read = [
        (
            (entry.start_line or 0) + 1 + before,
            {
                **{name.lower(): str(field.value) for name, field in entry.fields_dict.items()},
                "key": entry.key,
                "kind": entry.entry_type.lower(),
            },
        )
        for entry in sorted(entries, key=lambda each: each.start_line or 0)
    ]
    added = [block.raw for block in library.strings if (block.start_line or 0) >= strings.count("\n")]
    return read, refused, "".join(f"{raw}\n" for raw in added)


def _bibtex_row(entry: dict, title: str, place: str) -> tuple:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    named = split_multiple_persons_names(entry.get("author") or entry.get("editor") or "")
    names = [name for name in named if name.strip().lower() != "others"]
    return _row(
        key=entry["key"],
        names=[_plain(name) for name in names if name.strip()],
        year=(entry.get("year"), entry.get("date")),
        title=title,
        container=_plain(entry.get("journal") or entry.get("journaltitle") or entry.get("booktitle") or ""),
        kind=_BIBTEX_KINDS.get(entry["kind"], entry["kind"]),
        doi=_plain(entry.get("doi", "")),
        language=entry.get("language") or entry.get("langid"),
        more=_plain(f"{entry.get('keywords', '')} {entry.get('abstract', '')}"),
        place=place,
    )


def _ris(text: str, tell: Progress) -> tuple[list[tuple], list[tuple[str, str]]]:
    import rispy

    found, refused, line = [], [], 1
    # one record at a time, so that a broken one takes no other with it
    records = re.split(r"(?<=\n)(?=TY {1,2}- )", text.replace("\r\n", "\n").replace("\r", "\n"))
    for number, record in enumerate(records):
        if number % 500 == 0:
            tell(number / len(records))
        place, begins = f"line {line}", record.startswith("TY")
        line += record.count("\n")
        if not begins:
            if record.strip():
                refused.append((place, f"stands outside any record: {_start(record)}"))
            continue
        closed = re.search(r"^ER {1,2}-[^\n]*", record, re.MULTILINE)
        if closed and record[closed.end() :].strip():
            refused.append((place, f"stands outside any record: {_start(record[closed.end() :])}"))
            record = record[: closed.end()] + "\n"
        if not closed:
            record += "\nER  - \n"
            refused.append((place, "the record is not closed; it was read as far as it goes"))
        try:
            read = rispy.loads(record, skip_unknown_tags=True)
        except Exception as problem:  # noqa: BLE001 - whatever the parser stumbles over is told with its place
            refused.append((place, f"not a record: {str(problem)[:100]}"))
            continue
        for entry in read[:1]:
            title = _text(entry.get("title") or entry.get("primary_title"))
            if not title:
                refused.append((place, "no title"))
                continue
            container = entry.get("secondary_title") or entry.get("journal_name") or entry.get("alternate_title3")
            kind = _text(entry.get("type_of_reference"))
            found.append(
                _row(
                    key=_text(entry.get("id")) or f"record {len(found) + 1}",
                    names=[_text(name) for name in entry.get("authors") or entry.get("first_authors") or []],
                    year=(entry.get("year"), entry.get("publication_year"), entry.get("date")),
                    title=title,
                    container=_text(container),
                    kind=_RIS_KINDS.get(kind, kind.lower()),
                    doi=entry.get("doi"),
                    language=entry.get("language"),
                    more=f"{' '.join(map(_text, entry.get('keywords') or []))} {_text(entry.get('abstract'))}",
                    place=place,
                )
            )
    return found, refused


def _csl(text: str, tell: Progress) -> tuple[list[tuple], list[tuple[str, str]]]:
    found, refused = [], []
    for number, (position, record) in enumerate(_records(text, refused), start=1):
        if number % 500 == 0:
            tell(position / len(text))
        place = f"record {number}"
        title = _text(record.get("title")) if isinstance(record, dict) else ""
        if not title:
            refused.append((place, "no title" if isinstance(record, dict) else "not a record"))
            continue
        names = record.get("author") or record.get("editor")
        names = [name for name in names if isinstance(name, dict)] if isinstance(names, list) else []
        container, kind = record.get("container-title"), _text(record.get("type"))
        found.append(
            _row(
                key=_text(record.get("id")) or place,
                names=[
                    _text(n.get("literal")) or f"{_text(n.get('family'))}, {_text(n.get('given'))}".strip(", ")
                    for n in names
                ],
                year=_csl_year(record.get("issued")),
                title=title,
                container=_text(container[0] if isinstance(container, list) and container else container),
                kind=_CSL_KINDS.get(kind, kind),
                doi=record.get("DOI"),
                language=record.get("language"),
                more=f"{_text(record.get('keyword'))} {_text(record.get('abstract'))}",
                place=place,
            )
        )
    return found, refused


def _records(text: str, refused: list[tuple[str, str]]) -> Iterator[tuple[int, object]]:
    """The records of a JSON list, each with the position where it ends, as far as the text can be read."""
    decoder, blank = json.JSONDecoder(), re.compile(r"[\s,]*")
    # some programs wrap the list: {"items": [...]}
    wrapped = re.match(r'\s*\{\s*"items"\s*:\s*(?=\[)', text)
    start = wrapped.end() if wrapped else blank.match(text).end()
    listed = text[start : start + 1] == "["
    position = blank.match(text, start + listed).end()
    while position < len(text) and text[position] != "]":
        try:
            record, position = decoder.raw_decode(text, position)
        except (RecursionError, ValueError) as problem:
            line = text.count("\n", 0, getattr(problem, "pos", position)) + 1
            refused.append(
                (
                    f"line {line}",
                    "not JSON from here on (nested too deep, or a bracket, comma or quote is missing): nothing more was read",
                )
            )
            return
        yield position, record
        position = blank.match(text, position).end()
    if listed and position >= len(text):
        refused.append((f"line {text.count(chr(10)) + 1}", "the list is not closed; it was read as far as it goes"))


def _csl_year(issued) -> str:
    if not isinstance(issued, dict):
        return _text(issued)
    parts = issued.get("date-parts")
    while isinstance(parts, list) and parts:
        parts = parts[0]
    return _text(parts) or _text(issued.get("raw") or issued.get("literal"))


# --- one entry ---


def _row(key, names, year, title, container, kind, doi, language, more, place) -> tuple:
    names = [name for name in names if name]
    told = "; ".join(names[:_NAMED_AUTHORS]) + (
        f"; and {len(names) - _NAMED_AUTHORS} more" if len(names) > _NAMED_AUTHORS else ""
    )
    words = " ".join(f"{title} {more}".split())
    return (
        _text(key),
        told,
        len(names),
        _year(year),
        title,
        container,
        kind,
        _script(title),
        _language(language),
        _doi(doi),
        words,
        place,
    )


def _text(value) -> str:
    if isinstance(value, str):
        # half of a cut character would not go into the page or the index
        return " ".join(value.encode("utf-8", "replace").decode("utf-8").split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15 else ""


def _plain(text: str) -> str:
    """A BibTeX field without LaTeX: accents as letters, protecting braces gone."""
    if "\\" in text:
        # a word at a time: names and terms come again and again
        text = " ".join(_latex(word) for word in text[:20_000].split())
    return " ".join(text.replace("{", "").replace("}", "").replace("~", " ").split())


@lru_cache(maxsize=50_000)
def _latex(word: str) -> str:
    if "\\" not in word:
        return word
    try:
        return _latex_reader().latex_to_text(word)
    except Exception:  # noqa: BLE001 - broken LaTeX stays as it is written
        return word


@cache
def _latex_reader():
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="verbatim")


def _year(values) -> int | None:
    """The year in the first of several values that has one."""
    for value in values if isinstance(values, tuple) else (values,):
        found = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", _text(value))
        if found:
            return int(found[1])
    return None


def _language(value) -> str:
    told = _text(value).lower()
    return _CALLED.get(told) or _CALLED.get(re.split(r"[-_,;/ ]", told)[0]) or told[:20]


def _doi(value) -> str:
    found = re.search(r"10\.\d{4,9}/\S+", _text(value))
    return found[0].rstrip(".,;").lower() if found else ""


def _script(title: str) -> str:
    counts: dict[str, int] = {}
    for letter in title[:500]:
        if letter.isalpha():
            name = unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
            counts[name] = counts.get(name, 0) + 1
    most = max(counts, key=counts.get, default="")
    if most == "CJK":
        return "han"
    return most.lower() if most in _SCRIPTS else "other" if most else "none"


def _duplicates(entries: pd.DataFrame) -> list[str]:
    """For each entry the place of an earlier copy: one with the same DOI, or the same title and year and the same first author or venue.

    Two different DOIs are two works, and so are short titles such as Introduction by other authors elsewhere.
    """
    first: dict[tuple, tuple[str, str]] = {}
    found = []
    for row in entries.itertuples():
        title = _letters(row.title)
        year = None if pd.isna(row.year) else int(row.year)
        keys = [("doi", row.doi)] if row.doi else []
        beside = [each for each in (row.authors.partition(";")[0].partition(",")[0], row.container) if each]
        if len(title) > 3:
            keys += [("title", title, year, _letters(each)) for each in beside or [""]]
        earlier = ""
        for key in keys:
            place, doi = first.get(key, ("", ""))
            if place and not (doi and row.doi and doi != row.doi):
                earlier = earlier or place
            first.setdefault(key, (row.place, row.doi))
        found.append(earlier)
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _start(text: str) -> str:
    return " ".join(str(text).split())[:60]
