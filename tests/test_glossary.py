"""The glossary: what its columns hold, that words are found as a reader types them, and that doubt is told."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from inbetween import explore, glossary, library

ROOT = Path(__file__).resolve().parents[1]
with (ROOT / "data" / "glossary.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
BY_ID = {row["id"]: row for row in ROWS}
LATIN = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    "ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ъ": "", "ь": "",
}  # fmt: skip


def test_ids_and_terms_are_used_once_and_every_row_says_where_it_is_from():
    assert len(ROWS) == len(BY_ID) == len({row["term"].lower() for row in ROWS}) > 80
    assert [row["term"].lower() for row in ROWS] == sorted(row["term"].lower() for row in ROWS)
    for row in ROWS:
        assert library.source(row["source"]), row["id"]
        assert row["page"].strip(), row["id"]
        assert row["confidence"] != "article" or row["source"] != "inbetween-glossary", row["id"]


def test_definitions_are_one_or_two_plain_sentences():
    for row in ROWS:
        assert row["definition"].endswith("."), row["id"]
        assert 1 <= len(re.findall(r"[.:](?:\s|$)", row["definition"])) <= 4, row["id"]
        assert 30 < len(row["definition"]) <= 230, row["id"]
    assert len({row["definition"] for row in ROWS}) == len(ROWS)


def test_the_russian_column_is_cyrillic_and_the_latin_one_is_made_from_it():
    for row in ROWS:
        letters = [sign for sign in row["russian"].lower() if sign.isalpha()]
        assert letters, row["id"]
        assert set(letters) <= set(LATIN), row["id"]
        assert row["russian_latin"].lower() == "".join(LATIN.get(sign, sign) for sign in row["russian"].lower())
        assert row["russian"][0].isupper() == row["russian_latin"][0].isupper()


def test_the_chinese_column_is_han_and_stands_with_pinyin_or_both_are_empty():
    written = 0
    for row in ROWS:
        assert bool(row["chinese"]) == bool(row["pinyin"]) == bool(row["chinese_sure"]), row["id"]
        letters = [sign for sign in row["chinese"] if sign.isalpha()]
        assert all(unicodedata.name(sign).startswith("CJK UNIFIED IDEOGRAPH") for sign in letters), row["id"]
        plain = unicodedata.normalize("NFD", row["pinyin"])
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
        assert re.fullmatch(r"[A-Za-z ;,“”'-]*", plain), row["id"]
        # one vowel group a sign at least: a sign of Chinese is a syllable
        assert len(re.findall(r"[aeiou]+", plain.lower())) <= len(letters) <= len(re.findall(r"[aeiou]", plain.lower()))
        written += bool(letters)
    assert written > 75


def test_whose_word_and_how_sure_are_marked_in_every_row():
    for row in ROWS:
        assert row["kind"] in ("analyst", "official", "both")
        assert row["lens"] in glossary.LENSES
        assert {row["russian_sure"], row["chinese_sure"]} <= {"confirmed", "general", "unsure", ""}
    assert {row["lens"] for row in ROWS} == set(glossary.LENSES)
    unsure = [row for row in ROWS if "unsure" in (row["russian_sure"], row["chinese_sure"])]
    assert len(unsure) > 10
    for id in ("points-of-correspondence", "countries-in-between", "bridgehead-state", "personalism", "alignment"):
        assert BY_ID[id] in unsure
    for row in ROWS:
        ours = "our rendering" in row["note"] or "are ours" in row["note"]
        assert not ours or "unsure" in (row["russian_sure"], row["chinese_sure"]), row["id"]


def test_words_that_many_schools_or_none_use_are_given_to_no_realist():
    for id in ("soft-power", "logrolling", "multipolarity"):
        assert BY_ID[id]["lens"] == "practice"
    assert BY_ID["multipolarity"]["kind"] == "both"
    assert "English School" in BY_ID["great-power"]["definition"]
    assert "balancing" in BY_ID["logrolling"]["note"]


OFFICIAL = (
    "partnership-of-strategic-coordination", "no-limits-friendship", "three-evils", "linking-up",
    "pivot-to-the-east", "belt-and-road-initiative", "great-power-relations-of-a-new-type", "unequal-treaties",
)  # fmt: skip


@pytest.mark.parametrize("id", OFFICIAL)
def test_formulas_of_governments_are_called_official_and_belong_to_no_theory(id):
    assert BY_ID[id]["kind"] == "official"
    assert BY_ID[id]["lens"] == "practice"


def test_words_that_would_mislead_are_not_given_as_renderings():
    assert BY_ID["alignment"]["chinese"] == "结盟"
    assert "战略协作" in BY_ID["partnership-of-strategic-coordination"]["chinese"]
    assert "плацдарм" not in BY_ID["bridgehead-state"]["russian"]
    assert "中间地带" not in BY_ID["countries-in-between"]["chinese"]
    assert "中间地带" in BY_ID["countries-in-between"]["note"]
    assert "выравнивание" not in BY_ID["alignment"]["russian"]
    assert "персонализм" not in BY_ID["personalism"]["russian"]
    assert {BY_ID[id]["chinese_sure"] for id in ("alignment", "logrolling")} == {"unsure"}
    assert "friendship" in BY_ID["no-limits-friendship"]["definition"]


def test_pairs_set_a_word_of_analysts_beside_one_of_governments():
    pairs = {}
    for row in ROWS:
        if row["pair"]:
            pairs.setdefault(int(row["pair"]), []).append(row["kind"])
    assert sorted(pairs) == list(range(1, len(pairs) + 1))
    assert len(pairs) == 5
    assert all(sorted(kinds) == ["analyst", "official"] for kinds in pairs.values())
    assert {row["id"] for row in ROWS if row["pair"] == "1"} == {"alignment", "partnership-of-strategic-coordination"}


FOUND = {
    "союз": {"alliance", "eurasian-economic-union"},
    "  СОЮЗ ": {"alliance", "eurasian-economic-union"},
    "soyuz": {"alliance", "eurasian-economic-union"},
    "联盟": {"alliance", "eurasian-economic-union"},
    "сближение": {"alignment", "normative-convergence"},
    "стратегическое партнёрство": {"partnership-of-strategic-coordination", "strategic-partnership"},
    "стратегическое партнерство": {"partnership-of-strategic-coordination", "strategic-partnership"},
    "zhanlue xiezuo": {"partnership-of-strategic-coordination"},
    "Zhànlüè xiézuò": {"partnership-of-strategic-coordination"},
    "xiezuo zhanlue": {"partnership-of-strategic-coordination"},
    "multi vector": {"multi-vectorism"},
    "SOPRYAZHENIE": {"linking-up"},
    "separatism": {"three-evils"},
    "alliance союз": set(),
    "<three>": {"three-evils"},
    "no such word": set(),
}  # fmt: skip


@pytest.mark.parametrize("find", FOUND)
def test_a_word_is_found_as_a_reader_types_it(find):
    assert set(glossary.found(find)["id"]) == FOUND[find]


@pytest.mark.parametrize("find", ["", "   ", "…", "“”", "?"])
def test_nothing_to_look_for_gives_all_terms_the_pairs_first(find):
    table = glossary.found(find)
    assert len(table) == len(ROWS)
    assert list(table["id"][:2]) == ["alignment", "partnership-of-strategic-coordination"]
    assert table["pair"].notna().sum() == table["pair"][:10].notna().sum() == 10


def test_a_table_that_was_found_can_be_changed_without_changing_the_next():
    table = glossary.found("союз")
    table.loc[:, "id"] = "changed"
    assert set(glossary.found("союз")["id"]) == FOUND["союз"]


@pytest.mark.parametrize(
    "find", ["<script>alert(1)</script>", "x" * 4000, "[no](such link)", "\N{RIGHT-TO-LEFT OVERRIDE}abc", "%s {0}"]
)
def test_whatever_is_typed_is_a_view_of_modest_length(find):
    explorer = explore.glossary(find=find)
    assert explorer.error is None
    assert explorer.view.table.empty
    assert len(explorer.view.title) < 60
    assert "<script" not in explorer.view.markdown()
    assert "](" not in explorer.view.markdown()
    explorer.close()


# --- in the browser ------------------------------------------------------------------------------

TEXTS_THAT_COLLIDE = """
root => {
  const picture = root.querySelector('.ib-plot').getBoundingClientRect();
  const texts = [...root.querySelectorAll('.ib-plot .scatterlayer text')].map(node => [node.textContent, node.getBoundingClientRect()]);
  const out = texts.filter(([, t]) => t.left < picture.left - 1 || t.right > picture.right + 1 || t.bottom > picture.bottom + 1);
  const over = texts.filter(([, a], i) => texts.slice(i + 1).some(([, b]) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2));
  return [texts.length, out.map(([text]) => text), over.map(([text]) => text)];
}
"""


def look_at_every_list(page, title) -> int:
    exhibit, seen = page.query_selector(".inbetween-exhibit"), 0
    for control in exhibit.query_selector_all("select"):
        for place in range(1, len(control.query_selector_all("option"))):
            before = title()
            control.select_option(index=place)
            page.wait_for_function("before => document.querySelector('.ib-title').textContent !== before", arg=before)
            page.wait_for_timeout(150)
            count, out, over = exhibit.evaluate(TEXTS_THAT_COLLIDE)
            assert count >= 3, title()
            assert (out, over) == ([], []), title()
            seen += 1
        control.select_option(index=0)
        page.wait_for_function("() => document.querySelector('.ib-title').textContent.includes('pairs to compare')")
    return seen


@pytest.mark.parametrize(("width", "app"), [("lesson", "lab/tree"), ("phone", "notebooks")])
def test_words_are_found_and_never_cut_or_on_top_of_each_other(request, jupyter, width, app):
    opened = request.getfixturevalue(width)
    notebook = jupyter.write(f"glossary_{width}", "from inbetween import explore", "explore.glossary()", "1 + 1")
    opened.open(notebook, app).run_all().painted(1)
    page = opened.page
    assert look_at_every_list(page, lambda: opened.text("title")) == len(glossary.LENSES) + 3
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for typed, told in (
        ("mydxb dd", "No term with “mydxb dd”"),
        ("СОЮЗ", "2 terms with “СОЮЗ”"),
        ("大国", "3 terms with “大国”"),
    ):
        page.fill(".inbetween-exhibit input[type=text]", "")
        page.type(".inbetween-exhibit input[type=text]", typed)
        page.keyboard.press("Enter")
        page.wait_for_function("told => document.querySelector('.ib-title').textContent === told", arg=told)
    page.wait_for_timeout(300)
    assert page.query_selector(".inbetween-exhibit").evaluate(TEXTS_THAT_COLLIDE)[1:] == [[], []]
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells == 4
    assert opened.outside == []
