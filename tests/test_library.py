"""The library: what its tables hold, how its sources are cited, and what it says of damaged files."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import warnings
from functools import cache
from pathlib import Path

import inbetween
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from inbetween import library, ties

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {
    folder: json.loads((ROOT / folder / "datapackage.json").read_text(encoding="utf-8")) for folder in ("data", "seeds")
}
RESOURCES = {
    resource["name"]: (folder, resource) for folder, package in PACKAGES.items() for resource in package["resources"]
}
RECORDS = {
    record["id"]: record
    for name in ("data/sources.json", "seeds/references.json")
    for record in json.loads((ROOT / name).read_text(encoding="utf-8"))
}
PARSERS = {"integer": int, "year": int, "number": float, "boolean": {"true": True, "false": False}.get}


@cache
def raw_rows(name: str) -> list[dict[str, str]]:
    """A table read by nothing but the standard library."""
    folder, resource = RESOURCES[name]
    with (ROOT / folder / resource["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def capabilities() -> dict[tuple[str, str, int], float]:
    rows = raw_rows("capabilities")
    found = {(row["measure"], row["iso3"], int(row["year"])): float(row["value"]) for row in rows}
    assert len(found) == len(rows) > 5000
    return found


def value(measure: str, state: str, year: int) -> float:
    return capabilities()[measure, state, year]


def tie(name: str) -> dict[int, float]:
    found = {int(row["year"]): float(row["value"]) for row in raw_rows("ties") if row["tie"] == name}
    assert found, f"no row for {name}"
    return found


# --- what the tables hold ----------------------------------------------------------------------


def test_both_packages_are_there_and_list_tables():
    assert len(RESOURCES) == sum(len(package["resources"]) for package in PACKAGES.values()), "a name is used twice"
    assert sorted(library.names()) == sorted(RESOURCES)
    assert len(RESOURCES) >= 14
    for folder in PACKAGES:
        described = {resource["path"] for resource in PACKAGES[folder]["resources"]}
        assert described == {path.name for path in (ROOT / folder).glob("*.csv")}, "files and description differ"


@pytest.mark.parametrize("name", RESOURCES)
def test_a_table_holds_every_cell_of_its_file_as_the_type_described(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = library.Library(ROOT).table(name)
    rows, fields = raw_rows(name), RESOURCES[name][1]["schema"]["fields"]
    assert len(table) == len(rows) > 0
    assert list(table.columns) == [field["name"] for field in fields] == list(rows[0])
    kinds = {"integer": "iu", "year": "iu", "number": "f", "boolean": "b"}
    for field in fields:
        column = table[field["name"]]
        assert getattr(column.dtype, "kind", "O") in kinds.get(field["type"], "OTU"), f"{field['name']}: {column.dtype}"
        parse = PARSERS.get(field["type"], str)
        for read, row in zip(column, rows, strict=True):
            cell = row[field["name"]]
            assert (pd.isna(read) and cell == "") or read == parse(cell), f"{field['name']}: {read!r} for {cell!r}"


@pytest.mark.parametrize("folder", PACKAGES)
def test_frictionless_finds_the_data_package_valid(folder):
    import frictionless

    report = frictionless.validate(ROOT / folder / "datapackage.json")
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "message"]) == []
    assert report.valid
    assert len(report.tasks) == len(PACKAGES[folder]["resources"])


@pytest.mark.parametrize("folder", PACKAGES)
def test_the_descriptions_name_licence_and_the_size_of_what_they_describe(folder):
    package = PACKAGES[folder]
    assert package["licenses"]
    assert package["version"]
    for resource in package["resources"]:
        assert resource["title"], resource["name"]
        assert resource["description"], resource["name"]
        assert resource["bytes"] == (ROOT / folder / resource["path"]).stat().st_size, (
            f"{resource['name']}: run refresh.py"
        )
        assert all(field.get("description") for field in resource["schema"]["fields"]), resource["name"]


def test_every_source_in_every_table_is_known():
    checked = 0
    for name in RESOURCES:
        table = library.table(name)
        for column in {"source", "key"} & set(table.columns):
            assert not table[column].isna().any(), f"{name}: a row without {column}"
            for id in table[column].unique():
                assert library.source(id).record == RECORDS[id]
                checked += 1
    assert checked > 20


def test_no_source_is_described_that_nothing_could_look_up():
    assert len(RECORDS) > 30
    for id, record in RECORDS.items():
        assert library.source(id).record == record
        assert library.source(id).line.strip()


def test_references_and_citations_and_outline_belong_together():
    references, citations, outline = library.references(), library.citations(), library.outline()
    assert set(citations["key"]) <= set(references["key"])
    assert len(references) == len(json.loads((ROOT / "seeds/references.json").read_text(encoding="utf-8"))) > 15
    known = set(zip(outline["section"], outline["paragraph"], strict=True))
    assert len(citations) == 68
    assert citations["key"].nunique() == 56
    assert citations["group"].nunique() == 45
    assert list(citations["section"].value_counts(sort=False)) == [3, 14, 49, 2]
    assert list(outline["section"].value_counts(sort=False)) == [4, 4, 9, 7, 6, 6]
    assert list(library.table("works")["key"]) == list(citations["key"].drop_duplicates())
    assert set(zip(citations["section"], citations["paragraph"], strict=True)) <= known
    assert list(citations["order"]) == sorted(citations["order"])
    assert set(library.table("periods")["paragraph"]) <= set(outline["id"])


def test_every_measure_and_every_tie_has_a_description_and_values():
    measures, capabilities = library.table("measures"), library.table("capabilities")
    assert set(measures["measure"]) == set(capabilities["measure"])
    assert len(measures) == 14
    for row in measures.itertuples():
        used = capabilities[capabilities["measure"] == row.measure]
        assert set(used["source"]) == {row.source}, row.measure
        assert {"RUS", "CHN"} <= set(used["iso3"]), row.measure
    described = library.table("tie_series")["tie"]
    assert len(described) == 9
    for id in described:
        assert len(ties.yearly(id)) > 10
        assert len(ties.sources(id)) > 0
        assert all(library.source(source) for source in ties.sources(id))


def test_the_list_of_references_has_its_55_entries_and_each_is_cited():
    records = json.loads((ROOT / "seeds" / "references.json").read_text(encoding="utf-8"))
    listed = {record["id"] for record in records if record["custom"]["in_list"]}
    cited = set(library.citations()["key"])
    assert len(listed) == 55
    assert listed < cited
    assert cited - listed == {"dikarev-lukin-2021"}


def test_a_second_count_by_another_route_finds_as_many_citations_in_every_paragraph():
    outline, cited = library.outline(), library.citations()
    ids = {(row.section, row.paragraph): row.id for row in outline.itertuples()}
    counted = library.table("second_count").set_index("paragraph")
    assert list(counted.index) == list(outline["id"])
    places = [ids[section, paragraph] for section, paragraph in zip(cited["section"], cited["paragraph"], strict=True)]
    assert len(places) == 68
    for paragraph, row in counted.iterrows():
        assert places.count(paragraph) == row["years_in_brackets"] - row["not_citations"], paragraph
    sections = cited.groupby("section", sort=False).size().tolist()
    assert sections == [3, 14, 49, 2]


def test_the_agreement_of_the_two_coders_is_the_one_that_is_reported():
    import krippendorff

    works, told = library.table("works"), (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    columns = [name.removesuffix("_a") for name in works.columns if name.endswith("_a") and name != "reason_a"]
    assert len(columns) == 8
    for column in columns:
        both = works[[f"{column}_a", f"{column}_b"]]
        codes = {code: number for number, code in enumerate(sorted(set(both.to_numpy().ravel())))}
        alpha = krippendorff.alpha(both.map(codes.get).to_numpy().T, level_of_measurement="nominal")
        same = int((both[f"{column}_a"] == both[f"{column}_b"]).sum())
        assert f"| `{column}` | {same} | {alpha:.2f} |" in told


def test_the_periods_follow_one_another_without_gap():
    periods = library.table("periods")
    periods = periods[periods["kind"] == "period"].sort_values("from_year")
    assert len(periods) == 10
    assert list(periods["from_year"][1:]) == [year + 1 for year in periods["to_year"][:-1]]


# --- figures known from elsewhere --------------------------------------------------------------

KNOWN = [
    # per cent of the world
    ("cinc", "CHN", 1988, 11.3, 1), ("cinc", "RUS", 1988, 17.1, 1),
    ("cinc", "CHN", 1991, 11.9, 1), ("cinc", "RUS", 1991, 10.3, 1),
    ("cinc", "CHN", 2022, 23.4, 1), ("cinc", "RUS", 2022, 3.8, 1), ("cinc", "USA", 2022, 12.4, 1),
    ("gdp_constant", "CHN", 1990, 1041, 0), ("gdp_constant", "RUS", 1990, 1162, 0),
    ("gdp_constant", "CHN", 1992, 1302, 0), ("gdp_constant", "RUS", 1992, 943, 0),
    ("gdp_constant", "CHN", 2024, 18488, 0), ("gdp_constant", "RUS", 2024, 1612, 0),
    ("gdp_ppp", "CHN", 1978, 1668, 0), ("gdp_ppp", "RUS", 1978, 1623, 0),
    ("gdp_ppp", "CHN", 1988, 3354, 0), ("gdp_ppp", "SUN", 1988, 3200, 0),
    ("military_spending_constant", "CHN", 2020, 244.9, 1), ("military_spending_constant", "RUS", 2020, 66.8, 1),
    ("warheads", "RUS", 2017, 4300, 0), ("warheads", "USA", 2017, 4000, 0), ("warheads", "CHN", 2017, 270, 0),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "state", "year", "expected", "digits"), KNOWN)
def test_a_figure_is_the_one_checked_against_its_producer(measure, state, year, expected, digits):
    assert value(measure, state, year) == pytest.approx(expected, abs=0.51 * 10**-digits)


def test_output_in_constant_dollars_crosses_in_1991():
    above = [y for y in range(1989, 2025) if value("gdp_constant", "CHN", y) > value("gdp_constant", "RUS", y)]
    assert above == list(range(1991, 2025))


def test_the_early_chinese_lead_in_purchasing_power_is_in_the_table():
    above = [y for y in range(1960, 1979) if value("gdp_ppp", "CHN", y) > value("gdp_ppp", "RUS", y)]
    assert above == [1960, 1965, 1978]
    assert value("gdp_ppp", "CHN", 1965) / value("gdp_ppp", "RUS", 1965) < 1.01


def test_spans_and_gaps_of_the_measures_are_those_of_the_codebook():
    rows = raw_rows("capabilities")
    spans = {}
    for row in rows:
        spans.setdefault(row["measure"], set()).add(int(row["year"]))
    assert (min(map(min, spans.values())), max(map(max, spans.values()))) == (1949, 2024)
    assert {measure: max(spans[measure]) for measure in ("gdp_ppp", "cinc", "warheads", "arms_deliveries")} == {
        "gdp_ppp": 2018, "cinc": 2022, "warheads": 2017, "arms_deliveries": 2023
    }  # fmt: skip
    spending = {(row["iso3"], row["year"]) for row in rows if row["measure"] == "military_spending_constant"}
    assert ("RUS", "1990") in spending or ("SUN", "1990") in spending
    assert ("RUS", "1992") in spending
    assert not {("RUS", "1991"), ("SUN", "1991")} & spending
    assert len(rows) > 5000
    for row in rows:
        assert len(row["value"].split("e")[0].replace(".", "").strip("0")) <= 5, f"more than five digits: {row}"


def test_russian_arms_deliveries_peak_in_2005_and_fall():
    deliveries = tie("arms_deliveries")
    assert round(deliveries[2005]) == 3066 == round(max(deliveries.values()))
    assert deliveries[2023] == pytest.approx(372, abs=0.51)
    assert sorted(deliveries) == list(range(2000, 2024))
    assert max(tie("arms_orders")) == 2018


def test_the_treaties_show_in_the_obligations():
    defense, peace, talk = (tie(f"obligation_{kind}") for kind in ("defense", "nonaggression", "consultation"))
    assert all(defense[year] == 1 for year in range(1951, 1980))
    assert not any(defense.get(year, 0) for year in range(1981, 2019))
    assert [peace[year] for year in (1991, 1992, 2018)] == [0, 1, 1]
    assert [talk[year] for year in (2000, 2001, 2018)] == [0, 1, 1]
    kinds = [tie(name) for name in {row["tie"] for row in raw_rows("ties")} if name.startswith("obligation_")]
    assert len(kinds) == 5
    for year, total in tie("alliance_obligations").items():
        assert total == sum(kind.get(year, 0) for kind in kinds), year


def test_trade_keeps_both_customs_services_and_says_what_is_background():
    assert sorted(tie("trade_china")) == list(range(1992, 2026))
    assert sorted(tie("trade_russia")) == list(range(2006, 2022))
    assert any(abs(tie("trade_china")[year] - tie("trade_russia")[year]) > 1 for year in range(2006, 2022))
    weak = [row for row in raw_rows("ties") if row["tie"] == "trade_china" and row["confidence"] == "background"]
    assert len(weak) == 13


def test_joint_vetoes_are_two_then_eleven_then_three():
    rows = raw_rows("vetoes")
    joint = [int(row["date"][:4]) for row in rows if row["russia_vote"] == row["china_vote"] == "against"]
    spans = ((1992, 2008), (2009, 2021), (2022, 2024))
    assert [sum(first <= year <= last for year in joint) for first, last in spans] == [2, 11, 3]
    assert len(rows) == 41
    assert [row["joint"] for row in rows].count("yes") == len(joint) == 16
    for row in rows:
        assert "against" in (row["russia_vote"], row["china_vote"]), row["draft"]
        if row["votes_for"]:
            votes = [int(row[name]) for name in ("votes_for", "votes_against", "abstentions")]
            assert sum(votes) <= 15, row["draft"]


def test_statements_and_exercises_are_as_many_as_the_codebook_says():
    statements, exercises = raw_rows("joint_statements"), raw_rows("exercises")
    years = [int(row["date"][:4]) for row in statements]
    assert (len(years), sum(y <= 2008 for y in years), sum(2009 <= y <= 2021 for y in years)) == (32, 16, 12)
    assert sum(row["confidence"] == "background" for row in statements) == 17
    assert (len(exercises), sum(row["confidence"] == "background" for row in exercises)) == (60, 34)


def test_the_treaty_of_2001_shows_both_its_dates():
    rows = [row for row in raw_rows("timeline") if row["id"] == "treaty-2001"]
    assert len(rows) == 1
    assert rows[0]["date"] == "2001-07-16"
    assert "16 July 2001" in rows[0]["event"]
    assert "June 2001" in rows[0]["event"].replace("16 July 2001", "")


def test_acts_that_are_not_between_the_two_are_coded_outside():
    acts = [
        row
        for row in raw_rows("timeline")
        if "China" not in row["actors"].split(";") or not {"Russia", "USSR"} & set(row["actors"].split(";"))
    ]
    assert any("Crimea" in row["event"] for row in acts)
    assert len(acts) > 3
    assert {row["stance"] for row in acts} == {"outside"}


def test_the_two_codings_of_the_split_agree_on_eight_of_twelve():
    cards = raw_rows("split_events")
    assert (len(cards), sum(card["coder_a"] == card["coder_b"] for card in cards)) == (12, 8)


# --- what is handed out ------------------------------------------------------------------------


def spoil_cells(table):
    table.loc[:, table.columns[0]] = "changed"


def spoil_one_cell(table):
    table.iloc[0, table.columns.get_loc("draft")] = "changed"


def spoil_columns(table):
    table.columns = [f"x{number}" for number in range(len(table.columns))]


def spoil_rows(table):
    table.loc[len(table)] = table.loc[0]


def spoil_by_taking_away(table):
    del table["subject"]


def spoil_array(table):
    # pandas may refuse this outright, which is as good
    try:
        table["draft"].values[0] = "changed"
    except ValueError:
        table["draft"] = "changed"


def spoil_by_adding(table):
    table["more"] = 1


@pytest.mark.parametrize(
    "spoil",
    [spoil_cells, spoil_one_cell, spoil_columns, spoil_rows, spoil_by_taking_away, spoil_array, spoil_by_adding],
)
def test_changing_a_table_changes_no_other_readers_table(spoil):
    own = library.Library(ROOT)
    before, other = own.table("vetoes").copy(deep=True), own.table("vetoes")
    mine = own.table("vetoes")
    spoil(mine)
    assert not mine.equals(before), "nothing was changed"
    pd.testing.assert_frame_equal(other, before)
    pd.testing.assert_frame_equal(own.table("vetoes"), before)


def test_changing_the_references_changes_no_other_readers_references():
    own = library.Library(ROOT)
    before = own.references().copy(deep=True)
    mine = own.references()
    mine["title"] = "changed"
    pd.testing.assert_frame_equal(own.references(), before)


def test_an_unknown_table_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(KeyError) as refused:
        library.table("no_such_table")
    assert all(name in str(refused.value) for name in RESOURCES)


# --- citing ------------------------------------------------------------------------------------


def names(record: dict) -> list[str]:
    return [name.get("literal") or name["family"] for name in record["author"]]


def year(record: dict) -> str | None:
    parts = record.get("issued", {}).get("date-parts")
    return str(parts[0][0]) if parts else None


def plain(latex: str) -> str:
    return re.sub(r"\\(.)", r"\1", latex.replace("{", "").replace("}", ""))


@pytest.mark.parametrize("id", RECORDS)
def test_a_citation_as_text_has_year_name_and_title(id):
    text, record = inbetween.cite(id), RECORDS[id]
    assert record["title"].split(":")[0] in text
    assert any(name in text for name in names(record))
    # an undated source needs the year in which it was read, or a word that it has none
    accessed = str(record.get("accessed", {}).get("date-parts", [["n.d."]])[0][0])
    wanted = [year(record)] if year(record) else [accessed, "n.d.", "no date"]
    assert any(part in text for part in wanted), text
    assert "<" not in text
    assert "{" not in text


@pytest.mark.parametrize("id", RECORDS)
def test_a_citation_as_bibtex_is_read_back_by_pybtex(id):
    from pybtex.database import parse_string

    record = RECORDS[id]
    entries = parse_string(inbetween.cite(id, style="bibtex"), "bibtex").entries
    assert list(entries) == [id]
    entry = entries[id]
    assert plain(entry.fields["title"]) == record["title"]
    assert entry.fields.get("year") == year(record)
    assert [plain(" ".join(who.prelast_names + who.last_names)) for who in entry.persons["author"]] == names(record)
    where = "doi" if record.get("DOI") else "url"
    if record.get(where.upper()):
        assert plain(entry.fields[where]) == record[where.upper()]


@pytest.mark.parametrize("id", RECORDS)
def test_a_citation_as_ris_is_read_back_by_rispy(id):
    import rispy

    record = RECORDS[id]
    entries = rispy.loads(inbetween.cite(id, style="ris"))
    assert len(entries) == 1
    entry = entries[0]
    assert entry["title"] == record["title"]
    assert entry.get("year") == year(record)
    found = [
        who if "literal" in name else who.split(", ")[0]
        for who, name in zip(entry["authors"], record["author"], strict=True)
    ]
    assert found == names(record)
    assert entry.get("doi") == record.get("DOI")


@pytest.mark.parametrize("id", RECORDS)
def test_a_citation_as_csl_json_is_the_record_itself(id):
    assert json.loads(inbetween.cite(id, style="csl-json")) == [RECORDS[id]]


def test_an_unknown_id_is_refused_with_the_known_ones():
    with pytest.raises(KeyError) as refused:
        inbetween.cite("no-such-work")
    assert "no-such-work" in str(refused.value)
    assert all(id in str(refused.value) for id in RECORDS)


def test_an_unknown_style_is_refused_with_the_allowed_ones():
    with pytest.raises(ValueError) as refused:
        inbetween.cite("bossuyt-kaczmarski-2021", style="apa")
    assert all(word in str(refused.value) for word in ("apa", "text", "bibtex", "ris", "csl-json"))


def test_about_tells_versions_edition_and_places():
    from importlib import metadata

    told = dict(inbetween.about().itertuples(index=False))
    for package in ("jupyterlab", "ipywidgets", "anywidget", "plotly", "pandas"):
        assert told[package] == metadata.version(package)
    assert told["In Between"] == inbetween.__version__
    assert told["data edition"] == PACKAGES["data"]["version"]
    assert told["data compiled"] == PACKAGES["data"]["created"]
    assert told["tables"] == str(len(RESOURCES))
    assert Path(told["data"]) == ROOT / "data"
    assert Path(told["lessons and package"]) == ROOT / "notebooks"


# --- damaged files -----------------------------------------------------------------------------


def make_copy(folder: Path) -> Path:
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def copy(tmp_path):
    """The data and seeds, to be damaged."""
    return make_copy(tmp_path)


def rewritten(path: Path, change) -> None:
    """Write the rows of a CSV file as ``change`` gives them: a function from all rows, header first, to rows."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(change(rows))
    assert text.getvalue() != path.read_text(encoding="utf-8"), "the damage changed nothing"
    path.write_bytes(text.getvalue().encode("utf-8"))


def cell(line: int, column: str, content: str):
    """Put ``content`` into a cell; ``line`` counts the header as 1."""

    def change(rows):
        rows[line - 1][rows[0].index(column)] = content
        return rows

    return lambda path: rewritten(path, change)


def without_column(column: str):
    def change(rows):
        place = rows[0].index(column)
        return [row[:place] + row[place + 1 :] for row in rows]

    return lambda path: rewritten(path, change)


def header(old: str, new: str):
    return lambda path: rewritten(path, lambda rows: [[new if name == old else name for name in rows[0]], *rows[1:]])


def extra_cell(line: int):
    return lambda path: rewritten(path, lambda rows: [row + ["x"] * (n == line) for n, row in enumerate(rows, 1)])


def short_row(line: int):
    return lambda path: rewritten(path, lambda rows: [row[:1] if n == line else row for n, row in enumerate(rows, 1)])


def row_twice(line: int):
    return lambda path: rewritten(path, lambda rows: [*rows, rows[line - 1]])


def content(change):
    """Change the bytes of a file by a function."""

    def act(path):
        before = path.read_bytes()
        path.write_bytes(change(before))
        assert path.read_bytes() != before, "the damage changed nothing"

    return act


def middle_of_row_four(before: bytes) -> bytes:
    lines = before.splitlines(keepends=True)
    return b"".join(lines[:3]) + lines[3][: len(lines[3]) // 2]


ENUM = ("for", "against", "abstain")
DAMAGED_TABLES = {
    "missing file": ("vetoes", lambda path: path.unlink(), ["missing"]),
    "truncated file": ("vetoes", content(middle_of_row_four), ["row 4", "expected"]),
    "wrong type": ("vetoes", cell(2, "votes_for", "many"), ["row 2", "'votes_for'", "integer"]),
    "too large": ("vetoes", cell(3, "votes_for", "16"), ["row 3", "'votes_for'", "15"]),
    "wrong enum": ("vetoes", cell(5, "russia_vote", "never"), ["row 5", "'russia_vote'", *ENUM]),
    "required cell empty": ("vetoes", cell(5, "subject", ""), ["row 5", "'subject'", "required"]),
    "pattern not met": ("vetoes", cell(4, "draft", "1993/12"), ["row 4", "'draft'", "S/"]),
    "date that is none": ("vetoes", cell(4, "date", "1997-02-30"), ["row 4", "'date'", "date"]),
    "missing column": ("vetoes", without_column("joint"), ["joint", "expected"]),
    "missing last column": ("vetoes", without_column("page"), ["'page'", "expected"]),
    "column renamed": ("vetoes", header("joint", "together"), ["'joint'", "together"]),
    "extra cell": ("vetoes", extra_cell(4), ["row 4", "expected"]),
    "row too short": ("vetoes", short_row(6), ["row 6", "expected"]),
    "blank row": ("vetoes", content(lambda b: b.replace(b"\n", b"\n\n", 1)), ["row 2", "expected"]),
    "duplicate key": ("vetoes", row_twice(4), ["row 43", "'draft'", "4"]),
    "duplicate key of two columns": ("ties", row_twice(4), ["row 605", "tie", "year"]),
    "duplicate row, with a foreign key": ("capabilities", row_twice(4), ["row 5285", "measure", "iso3", "year"]),
    "unknown measure": ("capabilities", cell(7, "measure", "charm"), ["row 7", "'measure'", "cinc"]),
    "value not a number": ("capabilities", cell(7, "value", "1,5"), ["row 7", "'value'", "number"]),
    "unknown paragraph": ("periods", cell(3, "paragraph", "context-99"), ["row 3", "paragraph"]),
    "unknown source": ("vetoes", cell(9, "source", "no-such-source"), ["row 9", "'source'", "no-such-source", "sources.json"]),
    "source against its pattern": ("ties", cell(9, "source", "No Source"), ["row 9", "'source'"]),
    "not UTF-8": ("vetoes", content(lambda b: b.replace(b"Cyprus", b"C\xffprus")), ["utf-8", "expected"]),
    "UTF-16": ("vetoes", content(lambda b: b.decode("utf-8").encode("utf-16")), ["utf-8", "expected"]),
    "empty file": ("vetoes", content(lambda b: b""), ["empty", "expected"]),
    "saved with semicolons": ("vetoes", content(lambda b: b.replace(b",", b";")), ["expected"]),
    "a stray return in the header": ("vetoes", content(lambda b: b.replace(b"date,", b"date\r,", 1)), ["row 1", "expected"]),
    "a quote never closed": ("vetoes", content(lambda b: b.replace(b"Cyprus", b'"Cyprus')), ["row", "expected"]),
    "digits that not every reader takes": ("vetoes", cell(2, "votes_for", "1_4"), ["row 2", "'votes_for'", "integer"]),
    "digits of another script": ("vetoes", cell(2, "votes_for", "\u0661\u0664"), ["row 2", "'votes_for'", "integer"]),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGED_TABLES)
@pytest.mark.filterwarnings("ignore:.*differs from the edition:UserWarning")
def test_a_damaged_table_is_refused_naming_file_place_and_what_was_expected(copy, case):
    name, damage, expected = DAMAGED_TABLES[case]
    folder, resource = RESOURCES[name]
    damage(copy / folder / resource["path"])
    with pytest.raises(library.DataError) as refused:
        library.Library(copy).table(name)
    text = str(refused.value)
    assert f"{folder}/{resource['path']}" in text
    assert [part for part in expected if part.lower() not in text.lower()] == [], text
    assert str(copy) not in text
    library.Library(copy).table("lessons")


def test_a_folder_in_place_of_a_table_is_refused(copy):
    path = copy / "data" / "vetoes.csv"
    path.unlink()
    path.mkdir()
    with pytest.raises(library.DataError, match=r"data/vetoes\.csv"):
        library.Library(copy).table("vetoes")


def described(change):
    """Change the description of the table of vetoes, and let its checksum stand."""

    def act(path):
        package = json.loads(path.read_text(encoding="utf-8"))
        change(next(resource for resource in package["resources"] if resource["name"] == "vetoes"))
        path.write_text(json.dumps(package), encoding="utf-8")

    return act


def text(content: str):
    return lambda path: path.write_text(content, encoding="utf-8")


DAMAGED_DESCRIPTIONS = {
    "missing": (lambda path: path.unlink(), ["missing"]),
    "empty": (text(""), ["line 1", "JSON"]),
    "not JSON": (text('{\n  "name": data\n}'), ["line 2", "column 11", "JSON"]),
    "cut off": (content(lambda b: b[: len(b) // 2]), ["line", "JSON"]),
    "not UTF-8": (content(lambda b: b.replace(b"In Between", b"In B\xffetween", 1)), ["UTF-8"]),
    "a list": (text("[]"), ["resources", "expected"]),
    "no resources": (text('{"name": "in-between-data"}'), ["resources", "expected"]),
    "empty resources": (text('{"resources": []}'), ["resources"]),
    "resources that are no tables": (text('{"resources": [1]}'), ["resources"]),
    "a table without name": (described(lambda resource: resource.pop("name")), ["name"]),
    "a table without path": (described(lambda resource: resource.pop("path")), ["path"]),
    "a table without schema": (described(lambda resource: resource.pop("schema")), ["schema"]),
    "a schema without fields": (described(lambda resource: resource["schema"].pop("fields")), ["fields"]),
    "a column without type": (described(lambda resource: resource["schema"]["fields"][0].pop("type")), ["type"]),
    "a column that the table lacks": (described(lambda resource: resource["schema"]["fields"][5].update(name="ballots")), ["ballots"]),
    "a column of another type": (described(lambda resource: resource["schema"]["fields"][0].update(type="integer")), ["date"]),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGED_DESCRIPTIONS)
def test_a_damaged_description_is_refused_naming_the_file(copy, case):
    damage, expected = DAMAGED_DESCRIPTIONS[case]
    damage(copy / "data" / "datapackage.json")
    with pytest.raises(library.DataError) as refused:
        library.Library(copy).table("vetoes")
    told = str(refused.value)
    assert "data/datapackage.json" in told or "data/vetoes.csv" in told
    assert [part for part in expected if part.lower() not in told.lower()] == [], told


def records(change):
    def act(path):
        content = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(change(content) or content), encoding="utf-8")

    return act


DAMAGED_RECORDS = {
    "missing": (lambda path: path.unlink(), ["missing"]),
    "not JSON": (text("[{]"), ["line 1", "column 3", "JSON"]),
    "not UTF-8": (content(lambda b: b"\xff\xfe" + b), ["UTF-8"]),
    "not a list": (records(lambda all: {"records": all}), ["array"]),
    "record without title": (records(lambda all: all[3].pop("title") and None), ["record 4", "title"]),
    "title that is no text": (records(lambda all: all[3].update(title=5)), ["record 4", "title"]),
    "record without id": (records(lambda all: all[2].pop("id") and None), ["record 3", "id"]),
    "same id twice": (records(lambda all: all.append(all[0])), ["maddison-2020", "twice"]),
    "author without a name": (records(lambda all: all[1].update(author=[{"given": "A"}])), ["record 2", "author"]),
    "family name that is no text": (records(lambda all: all[1].update(author=[{"family": 5}])), ["record 2", "author"]),
    "date that is none": (records(lambda all: all[1].update(issued={"date-parts": 5})), ["record 2", "issued"]),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGED_RECORDS)
def test_damaged_sources_are_refused_naming_the_record(copy, case):
    damage, expected = DAMAGED_RECORDS[case]
    damage(copy / "data" / "sources.json")
    with pytest.raises(library.DataError) as refused:
        library.Library(copy).source("un-veto-list")
    told = str(refused.value)
    assert "data/sources.json" in told
    assert [part for part in expected if part.lower() not in told.lower()] == [], told


def test_damaged_references_are_refused_too(copy):
    records(lambda all: all[1].pop("title") and None)(copy / "seeds" / "references.json")
    with pytest.raises(library.DataError, match=r"seeds/references\.json, record 2"):
        library.Library(copy).references()


CHANGES = {
    "vetoes": ("subject", 2, "Another subject"),
    "ties": ("value", 3, "3"),
    "capabilities": ("value", 4, "12.5"),
    "periods": ("reading", 3, "Another reading."),
    "citations": ("claim", 2, "Another claim."),
    "lessons": ("minutes", 3, "45"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_table_without_fault_is_read_with_a_warning_that_names_it(copy, name):
    column, line, content = CHANGES[name]
    folder, resource = RESOURCES[name]
    cell(line, column, content)(copy / folder / resource["path"])
    own = library.Library(copy)
    with pytest.warns(UserWarning, match=re.escape(f"{folder}/{resource['path']}")):
        table = own.table(name)
    assert str(table[column].iloc[line - 2]).removesuffix(".0") == content
    assert len(table) == len(raw_rows(name))
    assert own.changed == [f"{folder}/{resource['path']}"]


SAVED_AGAIN = {
    "byte order mark": lambda before: b"\xef\xbb\xbf" + before,
    "line ends of Windows": lambda before: before.replace(b"\n", b"\r\n"),
    "both": lambda before: b"\xef\xbb\xbf" + before.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("way", SAVED_AGAIN)
def test_a_table_saved_again_by_a_spreadsheet_program_is_still_read(copy, way):
    content(SAVED_AGAIN[way])(copy / "data" / "vetoes.csv")
    with pytest.warns(UserWarning, match=r"data/vetoes\.csv"):
        table = library.Library(copy).table("vetoes")
    pd.testing.assert_frame_equal(table, library.table("vetoes"))


@pytest.mark.filterwarnings("ignore:.*differs from the edition:UserWarning")
def test_the_line_ends_of_old_spreadsheet_programs_are_read_or_refused_by_name(copy):
    content(lambda before: before.replace(b"\n", b"\r"))(copy / "data" / "vetoes.csv")
    try:
        table = library.Library(copy).table("vetoes")
    except library.DataError as problem:
        assert "data/vetoes.csv" in str(problem)
        assert "expected" in str(problem)
    else:
        pd.testing.assert_frame_equal(table, library.table("vetoes"))


def test_a_description_that_contradicts_itself_is_refused_when_its_table_was_changed(copy):
    described(lambda resource: resource["schema"].update(primaryKey="ballot"))(copy / "data" / "datapackage.json")
    cell(2, "subject", "Another subject")(copy / "data" / "vetoes.csv")
    with pytest.raises(library.DataError, match="ballot") as refused:
        library.Library(copy).table("vetoes")
    assert "data/datapackage.json" in str(refused.value) or "data/vetoes.csv" in str(refused.value)


def test_a_changed_table_is_read_though_a_neighbour_is_missing_or_broken(copy):
    cell(2, "subject", "Another subject")(copy / "data" / "vetoes.csv")
    (copy / "data" / "lessons.csv").unlink()
    (copy / "data" / "timeline.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.warns(UserWarning, match=r"data/vetoes\.csv"):
        assert len(library.Library(copy).table("vetoes")) == 41


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    return make_copy(tmp_path_factory.mktemp("broken"))


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(damage=st.data(), name=st.sampled_from(["tie_series", "lessons", "periods"]))
def test_whatever_bytes_are_damaged_the_answer_is_a_table_or_a_data_error(broken, damage, name):
    folder, resource = RESOURCES[name]
    whole = (ROOT / folder / resource["path"]).read_bytes()
    changed = bytearray(whole)
    special = st.sampled_from(list(b",;\"\n\r\t\x00\xff '|"))
    for _ in range(damage.draw(st.integers(1, 4))):
        place = damage.draw(st.integers(0, len(changed) - 1))
        changed[place] = damage.draw(st.one_of(special, st.integers(0, 255)))
    kept = damage.draw(st.one_of(st.just(len(changed)), st.integers(0, len(changed))))
    path = broken / folder / resource["path"]
    path.write_bytes(bytes(changed[:kept]))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = library.Library(broken).table(name)
    except library.DataError as problem:
        assert f"{folder}/{resource['path']}" in str(problem)
    else:
        assert list(table.columns) == [field["name"] for field in resource["schema"]["fields"]]
    finally:
        path.write_bytes(whole)
