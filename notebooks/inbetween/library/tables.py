"""The tables of seeds/ and data/: read once, checked against their description, handed out so that none can be changed."""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from pathlib import Path

import pandas as pd

from .records import DataError, Source, read_json, read_records

_DTYPES = {"integer": "Int64", "year": "Int64", "number": "float64", "boolean": "boolean"}


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
            return self._tables[name].copy(deep=False)

    def names(self) -> list[str]:
        """The names of all tables."""
        return [resource["name"] for folder in ("data", "seeds") for resource in self.package(folder)["resources"]]

    def package(self, folder: str) -> dict:
        """The description of the tables of a folder: the content of its datapackage.json."""
        with self._lock:
            if folder not in self._packages:
                package = read_json(self.root / folder / "datapackage.json", f"{folder}/datapackage.json")
                if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
                    raise DataError(
                        f"{folder}/datapackage.json: no list of resources; expected a Frictionless data package"
                    )
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
        except FileNotFoundError:
            raise DataError(f"{place} is missing; take it from a fresh copy of the collection") from None
        as_described = resource.get("hash") == "sha256:" + hashlib.sha256(content).hexdigest()
        if not as_described:
            self._check(folder, resource, place)
            self.changed.append(place)
            warnings.warn(
                f"{place} differs from the edition that the lessons describe: figures may differ too", stacklevel=4
            )
        types = {field["name"]: _DTYPES.get(field["type"], "str") for field in resource["schema"]["fields"]}
        table = pd.read_csv(io.BytesIO(content), dtype=types, keep_default_na=False, na_values=[""], encoding="utf-8")
        self._check_sources(table, place)
        # whole numbers without a gap are plain integers, which every library understands
        whole = {name: "int64" for name, kind in types.items() if kind == "Int64" and not table[name].isna().any()}
        return table.astype(whole)

    def _check(self, folder: str, resource: dict, place: str) -> None:
        import frictionless

        descriptor = {key: value for key, value in resource.items() if key not in ("hash", "bytes")}
        problems = (
            frictionless.Resource(descriptor, basepath=str(self.root / folder))
            .validate()
            .flatten(["rowNumber", "fieldName", "type", "note", "message"])
        )
        if not problems:
            return
        row, column, kind, note, message = problems[0]
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        expected = fields.get(column, {})
        rules = ", ".join(f"{rule} {value}" for rule, value in expected.get("constraints", {}).items())
        wanted = (
            f"expected {expected['type']}{' (' + rules + ')' if rules else ''}"
            if expected
            else "expected the columns " + ", ".join(fields)
        )
        where = ", ".join(
            part for part in (place, f"row {row}" if row else "", f"column {column!r}" if column else "") if part
        )
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise DataError(f"{where}: {kind}, {note or message}; {wanted}{more}")

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
