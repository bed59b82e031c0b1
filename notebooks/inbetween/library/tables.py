"""The tables of seeds/ and data/: read once, checked against their description, handed out so that none can be changed."""

from __future__ import annotations

import csv
import hashlib
import io
import threading
import warnings
from pathlib import Path

import pandas as pd

from .records import DataError, Source, check_shape, read_json, read_records

_DTYPES = {"string": "str", "date": "str", "integer": "Int64", "year": "Int64", "number": "float64"}
_TEXT = {"type": "string", "minLength": 1}
_FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {"name": _TEXT, "type": {"enum": list(_DTYPES)}, "constraints": {"type": "object"}},
}
_SCHEMA = {
    "type": "object",
    "required": ["fields"],
    "properties": {"fields": {"type": "array", "minItems": 1, "items": _FIELD}},
}
_RESOURCE = {
    "type": "object",
    "required": ["name", "path", "schema"],
    "properties": {"name": _TEXT, "path": _TEXT, "schema": _SCHEMA},
}
# What is needed to read the tables; the whole of the Frictionless standard is checked by the tests.
PACKAGE = {
    "type": "object",
    "required": ["resources"],
    "properties": {"resources": {"type": "array", "minItems": 1, "items": _RESOURCE}},
}


class Library:
    """The collection's records under ``root``, which holds the folders data/ and seeds/.

    A table whose file is byte for byte the one that its data package describes has been checked before and is read at once.
    Any other file is checked in full: a fault raises DataError with file, line, column and what was expected; a changed
    file without fault is read, with a warning that figures may differ from the lessons' text.
    """

    def __init__(self, root: Path):
        self.root = Path(root)
        self._lock = threading.RLock()
        self._tables: dict[str, pd.DataFrame] = {}
        self._packages: dict[str, dict] = {}
        self._records: dict[str, dict[str, Source]] = {}
        self.changed: list[str] = []

    def table(self, name: str) -> pd.DataFrame:
        """A table of data/ or seeds/ by its name in the data package.

        Changing the frame that is returned changes no other reader's. Raises KeyError, listing the names, if there is no
        such table, and DataError if the file is missing or broken.
        """
        with self._lock:
            if name not in self._tables:
                self._tables[name] = self._read(*self._resource(name))
            return self._tables[name].copy()

    def names(self) -> list[str]:
        """The names of all tables."""
        return [resource["name"] for folder in ("data", "seeds") for resource in self.package(folder)["resources"]]

    def package(self, folder: str) -> dict:
        """The description of the tables of a folder: the content of its datapackage.json."""
        with self._lock:
            if folder not in self._packages:
                package = read_json(self.root / folder / "datapackage.json", f"{folder}/datapackage.json")
                what = "a Frictionless data package: a list of resources, each with name, path and schema"
                check_shape(package, PACKAGE, f"{folder}/datapackage.json", "item", what)
                self._packages[folder] = package
            return self._packages[folder]

    def references(self) -> pd.DataFrame:
        """The works of seeds/references.json, one a row: key, authors, year, title, container, type, doi, note."""
        rows = [
            {
                "key": work.id,
                "authors": work.authors,
                "year": int(work.year) if work.year.isdigit() else None,
                "title": work.record["title"],
                "container": work.record.get("container-title"),
                "type": work.record["type"],
                "doi": work.record.get("DOI"),
                "note": work.record.get("note"),
            }
            for work in self._sources("seeds/references.json").values()
        ]
        return pd.DataFrame(rows)

    def source(self, id: str) -> Source:
        """A work or data source by its id. Raises KeyError, naming near ones, if the id is unknown."""
        for name in ("data/sources.json", "seeds/references.json"):
            if id in self._sources(name):
                return self._sources(name)[id]
        known = sorted({*self._sources("data/sources.json"), *self._sources("seeds/references.json")})
        raise KeyError(f"no source {id!r}; known: {', '.join(known)}")

    def _sources(self, name: str) -> dict[str, Source]:
        with self._lock:
            if name not in self._records:
                self._records[name] = read_records(self.root / name, name)
            return self._records[name]

    def _resource(self, name: str) -> tuple[str, dict]:
        for folder in ("data", "seeds"):
            for resource in self.package(folder)["resources"]:
                if resource.get("name") == name:
                    return folder, resource
        raise KeyError(f"no table {name!r}; there are {', '.join(self.names())}")

    def _read(self, folder: str, resource: dict) -> pd.DataFrame:
        place = f"{folder}/{resource['path']}"
        try:
            content = (self.root / place).read_bytes()
        except OSError:
            raise DataError(
                f"{place} is missing or cannot be read; take it from a fresh copy of the collection"
            ) from None
        as_described = resource.get("hash") == "sha256:" + hashlib.sha256(content).hexdigest()
        _check_header(content, resource, place)
        if not as_described:
            self._check(folder, resource, place)
        table = _parse(content, resource, place)
        self._check_sources(table, place)
        if not as_described:
            self.changed.append(place)
            told = f"{place} differs from the edition that the lessons describe: figures may differ too"
            warnings.warn(told, stacklevel=4)
        return table

    def _check(self, folder: str, resource: dict, place: str) -> None:
        import frictionless

        described = [
            {key: value for key, value in each.items() if key not in ("hash", "bytes")}
            for each in self.package(folder)["resources"]
        ]
        # the neighbours are there for the keys that point to them
        try:
            package = frictionless.Package({"name": folder, "resources": described}, basepath=str(self.root / folder))
            report = package.validate()
        except frictionless.FrictionlessException as problem:
            raise DataError(f"{folder}/datapackage.json: {problem}; expected a valid data package") from None
        task = next(task for task in report.tasks if task.name == resource["name"])
        problems = [*report.errors, *task.errors]
        if not problems:
            return
        first = problems[0].to_dict()
        row, column = first.get("rowNumber"), first.get("fieldName")
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise DataError(
            f"{_place(place, row, column)}: {first['type']}, {first['note'] or first['message']}; {_expected(resource, column)}{more}"
        )

    def _check_sources(self, table: pd.DataFrame, place: str) -> None:
        if "source" not in table.columns:
            return
        for id in table["source"].dropna().unique():
            try:
                self.source(id)
            except KeyError:
                row = int((table["source"] == id).to_numpy().argmax()) + 2
                raise DataError(
                    f"{place}, row {row}, column 'source': {id!r} is unknown; expected an id of data/sources.json or seeds/references.json"
                ) from None


def _place(name: str, row: int | None, column: str | None) -> str:
    return ", ".join(
        part for part in (name, f"row {row}" if row else "", f"column {column!r}" if column else "") if part
    )


def _expected(resource: dict, column: str | None) -> str:
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    if column not in fields:
        return "expected the columns " + ", ".join(fields)
    rules = ", ".join(f"{rule} {value}" for rule, value in fields[column].get("constraints", {}).items())
    return f"expected {fields[column]['type']}{f' ({rules})' if rules else ''}"


def _text(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = content.count(b"\n", 0, problem.start) + 1
        raise DataError(f"{place}, row {row}: not UTF-8; expected a CSV file in UTF-8") from None


def _check_header(content: bytes, resource: dict, place: str) -> None:
    columns = [field["name"] for field in resource["schema"]["fields"]]
    try:
        header = next(csv.reader(io.StringIO(_text(content, place), newline="")), [])
    except csv.Error as problem:
        raise DataError(f"{place}, row 1: {problem}; expected the columns {', '.join(columns)}") from None
    if header == columns:
        return
    if not header:
        raise DataError(f"{place}: the file is empty; expected the columns {', '.join(columns)}")
    missing, unknown = (
        [name for name in columns if name not in header],
        [name for name in header if name not in columns],
    )
    told = [
        f"no column {', '.join(map(repr, missing))}" if missing else "",
        f"unknown {', '.join(map(repr, unknown))}" if unknown else "",
    ]
    first = f", column {missing[0]!r}" if missing else ""
    raise DataError(
        f"{place}, row 1{first}: {'; '.join(filter(None, told)) or 'columns in another order'}; expected the columns {', '.join(columns)}, with commas between"
    )


def _parse(content: bytes, resource: dict, place: str) -> pd.DataFrame:
    types = {field["name"]: _DTYPES[field["type"]] for field in resource["schema"]["fields"]}
    try:
        table = pd.read_csv(io.BytesIO(content), dtype=types, keep_default_na=False, na_values=[""], encoding="utf-8")
    except pd.errors.ParserError as problem:
        raise DataError(f"{place}: {problem}; {_expected(resource, None)}") from None
    except (ValueError, OverflowError):
        raise DataError(_first_unreadable(content, resource, place)) from None
    # whole numbers without a gap are plain integers, which every library understands
    whole = {name: "int64" for name, kind in types.items() if kind == "Int64" and not table[name].isna().any()}
    return table.astype(whole)


def _first_unreadable(content: bytes, resource: dict, place: str) -> str:
    texts = pd.read_csv(io.StringIO(_text(content, place)), dtype="str", keep_default_na=False, na_values=[""])
    for field in resource["schema"]["fields"]:
        kind = _DTYPES[field["type"]]
        if kind == "str":
            continue
        values = texts[field["name"]]
        numbers = pd.to_numeric(values, errors="coerce")
        bad = values.notna() & (numbers.isna() | ((kind == "Int64") & (numbers % 1 != 0)))
        if bad.any():
            row = int(bad.to_numpy().argmax())
            return (
                f"{_place(place, row + 2, field['name'])}: {values.iloc[row]!r}; {_expected(resource, field['name'])}"
            )
    return f"{place}: cannot be read as a table; {_expected(resource, None)}"
