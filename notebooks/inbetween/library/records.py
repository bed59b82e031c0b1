"""Works and data sources: what they are, and how to cite them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property

import jsonschema

_TEXT = {"type": "string", "minLength": 1}
_NAME = {
    "type": "object",
    "properties": {"family": _TEXT, "given": {"type": "string"}, "literal": _TEXT},
    "anyOf": [{"required": ["family"]}, {"required": ["literal"]}],
}
_DATE = {
    "type": "object",
    "required": ["date-parts"],
    "properties": {
        "date-parts": {"type": "array", "items": {"type": "array", "minItems": 1, "items": {"type": "integer"}}}
    },
}
RECORDS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type", "title"],
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
            "type": {"type": "string"},
            "title": _TEXT,
            "author": {"type": "array", "items": _NAME},
            "editor": {"type": "array", "items": _NAME},
            "issued": _DATE,
            "accessed": _DATE,
            "custom": {"type": "object"},
        },
    },
}
_BIBTEX_TYPES = {"article-journal": "article", "book": "book", "chapter": "incollection"}
_RIS_TYPES = {"article-journal": "JOUR", "book": "BOOK", "chapter": "CHAP", "dataset": "DATA"}


class DataError(ValueError):
    """A file of the collection is missing, damaged or not what its description says. Names file, row and column."""


@dataclass(frozen=True)
class Source:
    """A work or a data source: ``record`` is its CSL-JSON."""

    id: str
    record: dict

    @property
    def licence(self) -> str:
        return self.record.get("custom", {}).get("licence", "")

    @property
    def year(self) -> str:
        parts = self.record.get("issued", {}).get("date-parts", [[]])
        return str(parts[0][0]) if parts and parts[0] else "no date"

    @property
    def authors(self) -> str:
        names = [name.get("literal") or name["family"] for name in self.record.get("author", [])]
        if len(names) > 3:
            return f"{names[0]} and others"
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    @property
    def short(self) -> str:
        """The work as a text cites it: family names and year, with the letter that its id has where two works share both."""
        names = [name.get("literal") or name["family"] for name in self.record.get("author", [])]
        letter = re.search(r"\d{4}([a-z])$", self.id)
        who = f"{names[0]} and others" if len(names) > 2 else " and ".join(names)
        return f"{who} {self.year}{letter[1] if letter else ''}"

    @property
    def line(self) -> str:
        """The short form under a picture: what, on which terms, as of when."""
        custom = self.record.get("custom", {})
        terms = [custom.get("terms") or self.licence, custom.get("retrieved", "")]
        name = self.record.get("title-short") or f"{self.authors} {self.year}"
        return f"{name} ({', '.join(filter(None, terms))})" if any(terms) else name

    @cached_property
    def _entry(self):
        from pybtex.database import Entry, Person

        record = self.record
        kind = _BIBTEX_TYPES.get(record["type"], "misc")
        where = {"article": "journal", "incollection": "booktitle"}.get(kind, "howpublished")
        fields = {
            "title": "{" + record["title"] + "}",
            "year": self.year if self.year != "no date" else None,
            where: record.get("container-title"),
            "volume": record.get("volume"),
            "number": record.get("issue"),
            "pages": record.get("page", "").replace("–", "-").replace("-", "--"),
            "publisher": record.get("publisher"),
            "address": record.get("publisher-place"),
            "edition": record.get("version"),
            "doi": record.get("DOI"),
            "url": record.get("URL") if not record.get("DOI") else None,
            "note": ". ".join(self._remarks(kind)),
        }
        entry = Entry(kind, fields=[(name, str(value)) for name, value in fields.items() if value])
        for role in ("author", "editor"):
            for name in record.get(role, []):
                person = Person()
                # braces keep the name of a body whole, which BibTeX would take for given and family names
                person.last_names = ["{" + name["literal"] + "}" if "literal" in name else name["family"]]
                person.first_names = [name["given"]] if name.get("given") else []
                entry.add_person(person, role)
        entry.key = self.id
        return entry

    def _remarks(self, kind: str) -> list[str]:
        record = self.record
        own = [record.get("publisher"), record.get("version")] if kind == "misc" else []
        # a source without a year of its own is dated by when it was read
        read = record.get("custom", {}).get("retrieved")
        dated = None if self.year != "no date" else f"As of {read}" if read else "no date"
        return [str(part) for part in (*own, dated) if part]

    def as_text(self) -> str:
        from pybtex.backends.plaintext import Backend
        from pybtex.style.formatting.unsrt import Style

        formatted = next(iter(Style().format_entries([self._entry])))
        return formatted.text.render(Backend())

    def as_bibtex(self) -> str:
        from pybtex.database import BibliographyData

        return BibliographyData({self.id: self._entry}).to_string("bibtex")

    def as_ris(self) -> str:
        import rispy

        record = self.record
        first, _, last = record.get("page", "").replace("–", "-").partition("-")
        entry = {
            "type_of_reference": _RIS_TYPES.get(record["type"], "GEN"),
            "id": self.id,
            "title": record["title"],
            "authors": [
                name.get("literal") or ", ".join(part for part in (name["family"], name.get("given")) if part)
                for name in record.get("author", [])
            ],
            "year": self.year if self.year != "no date" else None,
            "secondary_title": record.get("container-title"),
            "volume": record.get("volume"),
            "number": record.get("issue"),
            "start_page": first,
            "end_page": last,
            "publisher": record.get("publisher"),
            "doi": record.get("DOI"),
            "urls": [record["URL"]] if record.get("URL") else None,
        }
        return rispy.dumps([{name: value for name, value in entry.items() if value}])

    def as_csl(self) -> str:
        return json.dumps([self.record], ensure_ascii=False, indent=2)


def read_records(path, name: str) -> dict[str, Source]:
    """The records of a CSL-JSON file, by id.

    Raises DataError, naming file and place, if the file is missing, is no JSON, or a record lacks what it needs.
    """
    records = read_json(path, name)
    check_shape(records, RECORDS, name, "record", "a list of CSL-JSON records, each with id, type and title")
    found = {}
    for number, record in enumerate(records, start=1):
        if record["id"] in found:
            raise DataError(
                f"{name}, record {number}, field 'id': {record['id']!r} is used twice; expected an id of its own"
            )
        found[record["id"]] = Source(record["id"], record)
    return found


def read_json(path, name: str):
    """The content of a JSON file. Raises DataError, naming file, line and column, if there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise DataError(f"{name} is missing or cannot be read; take it from a fresh copy of the collection") from None
    except UnicodeDecodeError as problem:
        raise DataError(f"{name}, byte {problem.start}: not UTF-8; expected a JSON file in UTF-8") from None
    except json.JSONDecodeError as problem:
        raise DataError(
            f"{name}, line {problem.lineno}, column {problem.colno}: {problem.msg}; expected JSON"
        ) from None


def check_shape(content, schema: dict, name: str, item: str, expected: str) -> None:
    """Check the content of a JSON file. Raises DataError, naming file, ``item`` by number, field and what was expected."""
    broken = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(content))
    if broken is None:
        return
    parts = [f"{item} {part + 1}" if isinstance(part, int) else f"field {part!r}" for part in broken.absolute_path]
    raise DataError(f"{name}, {', '.join(parts) or 'whole file'}: {broken.message}; expected {expected}")
