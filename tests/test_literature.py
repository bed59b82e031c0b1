"""A reader's own library: what can be read is read, what cannot is told by its place, and nothing runs."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inbetween import library
from inbetween.literature import FORMATS, read_library

BIBTEX = """
@article{a, title = {Gr{\\"o}{\\ss}e and {P}ower}, author = {M{\\"u}ller, J. and Иванов, Пётр}, year = 2001, journal = {J}, doi = {10.1000/X.1}}
@book{b, title = "Second", editor = {王, 小明}, date = {2002-05-01}}
"""
RIS = "TY  - JOUR\nTI  - First\nAU  - Lo, Bobo\nPY  - 2008/01/02\nT2  - J\nDO  - https://doi.org/10.1000/x.1\nER  - \n\nTY  - BOOK\nTI  - Second\nER  - \n"
CSL = json.dumps(
    [
        {
            "id": "a",
            "title": "First",
            "author": [{"family": "Lo", "given": "Bobo"}],
            "issued": {"date-parts": [["2008", 1]]},
        },
        {"id": "b", "title": "Second", "author": [{"literal": "World Bank"}], "issued": {"raw": "c. 1999"}},
    ]
)


@pytest.mark.parametrize("style", FORMATS)
def test_every_reference_comes_back_from_the_format_it_went_out_in(style):
    references = library.references()
    out = [library.cite(key, style) for key in references["key"]]
    text = json.dumps([json.loads(each)[0] for each in out]) if style == "csl-json" else "\n".join(out)
    found = read_library(text, style).entries
    assert len(found) == len(references) > 55
    assert found["title"].tolist() == references["title"].tolist()
    assert found["year"].tolist() == references["year"].tolist()
    dois = references["doi"].fillna("").str.lower()
    assert found["doi"].tolist() == dois.tolist()
    assert (found["duplicate_of"] == "").all()
    assert (found["author_count"] > 0).all()


def test_fields_are_read_as_they_are_meant_in_each_format(tmp_path):
    first, second = read_library(BIBTEX).entries.itertuples()
    assert (first.title, first.authors, first.year, first.doi) == (
        "Größe and Power",
        "Müller, J.; Иванов, Пётр",
        2001,
        "10.1000/x.1",
    )
    assert (second.authors, second.year, second.place) == ("王, 小明", 2002, "line 3")
    first, second = read_library(RIS).entries.itertuples()
    assert (first.authors, first.year, first.container, first.doi, first.type) == (
        "Lo, Bobo",
        2008,
        "J",
        "10.1000/x.1",
        "article",
    )
    assert (pd.isna(second.year), second.place) == (True, "line 9")
    path = tmp_path / "mine.json"
    path.write_text(CSL, encoding="utf-8")
    first, second = read_library(path).entries.itertuples()
    assert (first.year, second.year, second.authors) == (2008, 1999, "World Bank")


@pytest.mark.parametrize(("text", "format"), [(BIBTEX, "bibtex"), (RIS, "ris"), (CSL, "csl-json")])
def test_a_broken_entry_takes_no_other_with_it_and_is_told_by_its_place(text, format):
    broken = {
        "bibtex": text
        + "@article{c, title = {never closed, year = 2001\n}\n\n@misc{d, title = {Last}}\n@misc{d, title = {Same key}}\n@misc{e, year = 1}\n",
        "ris": text + "junk\nTY  - JOUR\nAU  - No title\nER  - \nTY  - JOUR\nTI  - Last, never closed\n",
        "csl-json": json.dumps([*json.loads(CSL), 7, {"id": "no title"}, {"title": "Last"}]),
    }[format]
    found = read_library(broken, format)
    titles = found.entries["title"].tolist()
    assert len(titles) >= 3 and titles[0] in ("First", "Größe and Power")
    assert any(title.startswith(("Last", "Same key")) for title in titles)
    assert len(found.refused) >= 2
    assert found.refused["place"].str.fullmatch(r"(line|record) \d+").all()
    assert (found.refused["reason"].str.len() > 4).all()


def test_duplicates_are_found_by_doi_or_by_title_year_and_what_stands_beside():
    venue, author = {"container-title": "Journal of Names"}, {"author": [{"family": "Lo", "given": "Bobo"}]}
    year = {"issued": {"date-parts": [[2001]]}}
    records = [
        {"title": "A long title: one", **year, **venue, "DOI": "10.1000/ABC"},
        {"title": "Quite another", "DOI": "https://doi.org/10.1000/abc"},
        {"title": "A LONG title - one!", **year, **venue},
        {"title": "A long title: one", "issued": {"date-parts": [[2002]]}, **venue},
        {"title": "A long title: one", **year, **venue, "DOI": "10.1000/other"},
        {"title": "Introduction", **year, **author},
        {"title": "Introduction", **year, "author": [{"family": "Cox"}]},
        {"title": "Introduction", **year, "author": [{"family": "Lo", "given": "B."}]},
        {"title": "中俄关系", **year, "container-title": "国际政治研究"},
        {"title": "中俄关系", **year, "container-title": "国际政治研究"},
        {"title": "No author and no venue", **year},
        {"title": "No author and no venue", **year},
    ]
    found = read_library(json.dumps(records)).entries["duplicate_of"].tolist()
    assert found == ["", "record 1", "record 1", "", "", "", "", "record 6", "", "record 9", "", "record 11"]
    same = r"@book{a, title={One}, doi={10.1000/abc\_def}}" + "\n" + "@book{b, title={Two}, doi={10.1000/abc_def}}"
    assert read_library(same).entries["duplicate_of"].tolist() == ["", "line 1"]


def test_scripts_many_authors_markup_and_missing_years_are_kept_as_data():
    hostile = "<script>alert(1)</script> {{7*7}}"
    records = [
        {"title": "Россия и Китай"}, {"title": "中俄关系"}, {"title": "روسيا والصين"}, {"title": hostile},
        {"title": "Many", "author": [{"family": f"A{n}"} for n in range(10_000)]},
        {"title": "Odd", "issued": {"date-parts": [[None]]}, "author": "nobody", "container-title": {"a": 1}},
    ]  # fmt: skip
    entries = read_library(json.dumps(records)).entries
    assert entries["script"].tolist() == ["cyrillic", "han", "arabic", "latin", "latin", "latin"]
    assert entries["title"].iloc[3] == hostile
    assert entries["author_count"].iloc[4] == 10_000 and len(entries["authors"].iloc[4]) < 500
    assert entries["year"].isna().all()


@pytest.mark.parametrize(
    ("content", "titles"),
    [
        (b"\xff\xfe" + BIBTEX.encode("utf-16-le"), ["Größe and Power", "Second"]),
        (b"\xef\xbb\xbf" + CSL.encode(), ["First", "Second"]),
        (b"@misc{a, title={caf\xe9}}\r\n@misc{b, title={\xc3\xa9t\xc3\xa9}}\r\n", ["café", "été"]),
    ],
)
def test_mixed_and_marked_encodings_are_read(tmp_path, content, titles):
    path = tmp_path / "library.txt"
    path.write_bytes(content)
    assert read_library(path).entries["title"].tolist() == titles


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"%PDF-1.7 \x00\x01\x02",
        b"[" * 200_000,
        b'{"a": [',
        b"just words",
        b"\x00" * 1000,
        b"@article{",
        b"TY  - ",
    ],
)
def test_a_file_that_holds_no_library_says_what_is_expected(tmp_path, content):
    path = tmp_path / "mine.bib"
    path.write_bytes(content)
    for format in (None, *FORMATS):
        with pytest.raises(ValueError, match="expected"):
            read_library(path, format)


def test_missing_files_and_unknown_formats_are_refused(tmp_path):
    with pytest.raises(ValueError, match="cannot be read"):
        read_library(tmp_path / "nothing.bib")
    with pytest.raises(ValueError, match="bibtex, ris, csl-json"):
        read_library(BIBTEX, "endnote")


@settings(deadline=None, derandomize=True, max_examples=150)
@given(text=st.sampled_from([BIBTEX, RIS, CSL]), data=st.data())
def test_any_damage_is_read_in_part_or_refused(text, data):
    letters = list(text)
    for _ in range(data.draw(st.integers(1, 6))):
        letters[data.draw(st.integers(0, len(letters) - 1))] = data.draw(st.sampled_from('{}@",\\=[]:\n\x00 é中'))
    try:
        found = read_library("\n" + "".join(letters))
    except ValueError as problem:
        assert "expected" in str(problem)
    else:
        assert len(found.entries) > 0
        assert (found.entries["title"].str.len() > 0).all()


def test_of_a_file_of_200_mb_the_first_half_is_read_and_the_rest_is_told(tmp_path):
    large = tmp_path / "large.bib"
    with large.open("w", encoding="utf-8") as file:
        file.write(BIBTEX)
        file.truncate(200_000_000)
    read = read_library(large)
    assert read.entries["title"].tolist() == ["Größe and Power", "Second"]
    assert read.refused["reason"].str.contains("only the first 100 MB").sum() == 1


def many(number: int) -> str:
    return "\n".join(
        f"@article{{key{n}, title = {{The power of {n} words {'and more ' * 20}}}, journal = jn, year = {1900 + n % 120}}}"
        for n in range(number)
    )


def test_a_long_file_is_read_in_parts_and_every_line_told_is_the_right_one():
    text = '@string{jn = "Journal of Names"}\n' + many(4_000)
    lines = text.split("\n")
    lines[1_234] = lines[1_234].removesuffix("}")
    lines[3_500] = lines[3_500].replace("key3499", "key7")
    read = read_library("\n".join(lines))
    assert len(text) > 800_000, "no longer than a part"
    assert len(read.entries) == 3_999
    assert set(read.entries["container"]) == {"Journal of Names"}
    for place, key in zip(read.entries["place"], read.entries["key"], strict=True):
        assert key in lines[int(place.removeprefix("line ")) - 1]
    assert set(read.refused["place"]) == {"line 1235", "line 3501"}
    assert read.refused["reason"].str.contains("key7.*used before").sum() == 1


@pytest.mark.parametrize("style", FORMATS)
def test_the_share_that_is_read_rises_to_one(style):
    texts = {
        "bibtex": many(4_000).replace("journal = jn, ", ""),
        "ris": RIS * 1_000,
        "csl-json": json.dumps(json.loads(CSL) * 1_000),
    }
    told: list[float] = []
    read = read_library(texts[style], style, told.append)
    assert len(read.entries) >= 2_000
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_json_list_that_breaks_off_is_read_as_far_as_it_goes():
    read = read_library(CSL[: CSL.rindex("{") - 20], "csl-json")
    assert read.entries["title"].tolist() == ["First"]
    assert len(read.refused) == 1
    assert "not JSON from here on" in read.refused["reason"][0]


@pytest.mark.parametrize(
    ("told", "language"),
    [("en-GB", "English"), ("rus", "Russian"), ("中文", "Chinese"), ("Esperanto", "esperanto"), ("", "")],
)
def test_a_language_is_read_under_its_names_and_codes_in_each_format(told, language):
    texts = {
        "bibtex": f"@book{{a, title = {{One}}, language = {{{told}}}}}",
        "ris": f"TY  - BOOK\nTI  - One\nLA  - {told}\nER  - \n",
        "csl-json": json.dumps([{"id": "a", "title": "One", "language": told}]),
    }
    for style, text in texts.items():
        assert read_library(text, style).entries["language"].tolist() == [language]


@pytest.mark.parametrize(
    ("title", "encoding", "told"),
    [
        ("Россия и Китай в Центральной Азии", "cp1251", "cp1251"),
        ("Россия и Китай в Центральной Азии", "koi8-r", "koi8_r"),
        ("中俄关系与国际秩序", "gb18030", "gb18030"),
        ("Größe und Macht, société", "cp1252", "cp1252"),
        ("Россия и Китай", "utf-16-le", ""),
        ("Россия и Китай", "utf-16", ""),
    ],
)
def test_old_encodings_are_found_out_and_told(title, encoding, told):
    text = f"@book{{a, title = {{Plain}}}}\n@book{{b, title = {{{title}}}}}\n"
    read = read_library(text.encode(encoding))
    assert read.entries["title"].tolist() == ["Plain", title]
    assert read.refused["place"].tolist() == (["line 2"] if told else [])
    assert all(told in reason for reason in read.refused["reason"])


def test_blank_lines_and_long_runs_of_space_do_not_hang_the_reader():
    text = "x\n" + "\n" * 100_000 + "@book{a, title = {One}, author = {A" + " " * 100_000 + "and B}}"
    found = read_library(text).entries
    assert found["author_count"].tolist() == [2]


def test_small_things_are_read_as_a_reader_would():
    bibtex = (
        "@inproceedings{a, title = {One~title}, author = {{Barnes and Noble} and Lo, Bobo and others}, booktitle = {Proc}, year = {in press}, date = {2020}}\n"
        "@phdthesis{b, title = {Two}}"
    )
    first, second = read_library(bibtex).entries.itertuples()
    assert (first.title, first.author_count, first.container, first.year, first.type) == (
        "One title",
        2,
        "Proc",
        2020,
        "paper",
    )
    assert second.type == "phdthesis"
    ris = "TY  - CHAP\nTI  - One\nPY  - n.d.\nDA  - 2010/05\nJO  - Journal\nKW  - hedging\nAB  - an abstract\nER  - \n"
    (only,) = read_library(ris).entries.itertuples()
    assert (only.year, only.container, only.type) == (2010, "Journal", "chapter")
    assert "hedging" in only.words
    assert "an abstract" in only.words
    csl = json.dumps(
        {
            "items": [
                {
                    "title": "One \ud83d",
                    "issued": "2008",
                    "type": "article-journal",
                    "editor": [{"family": "Lo"}],
                    "container-title": ["J", "Journal"],
                    "abstract": "words",
                    "keyword": "key",
                }
            ]
        }
    )
    (only,) = read_library(csl).entries.itertuples()
    assert (only.title, only.year, only.type, only.authors, only.container) == ("One ?", 2008, "article", "Lo", "J")
    assert only.words == "One ? key words"


def test_many_authors_are_counted_and_the_first_named():
    names = " and ".join(f"Name{n}, A." for n in range(25))
    (only,) = read_library(f"@book{{a, title = {{One}}, author = {{{names}}}}}").entries.itertuples()
    assert only.author_count == 25
    assert only.authors.startswith("Name0, A.; Name1, A.; ")
    assert only.authors.endswith("Name19, A.; and 5 more")


def test_a_file_named_as_a_text_begins_is_read_as_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "[draft] mine.bib").write_text("@book{a, title = {One}}", encoding="utf-8")
    assert len(read_library("[draft] mine.bib").entries) == 1
