"""The ninth article: what it rests on, and its way through the journal, the page to read and the class, also for what strangers send."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from exhibits import class_view
from inbetween import explore, learn, library, ninth
from inbetween.learn import Journal, checks, classroom, exports, pages, panels, progress, rehearsal
from inbetween.library import DataError
from test_browser import overlapping, own
from test_checks import LESSON
from test_classroom import PAYLOADS
from test_forms import desk  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK, ITEM = "77_test", "ninth"
DESIGN = {
    "id": ITEM, "title": "A ninth article", "exhibit": "ninth_article", "choices": {"function": "ninth.choices"},
    "proposal": {"function": "ninth.proposal"}, "task": "argue", "sensitive": False,
}  # fmt: skip
ARGUE = {
    "id": "argue", "title": "Argue", "where": "in class", "minutes": 8, "prompt": "Why this one?", "words": [5, 90], "sensitive": False,
    "marking": [{"point": "a", "of": 1}, {"point": "b", "of": 1}],
}  # fmt: skip
WITH_DESIGN = {
    **LESSON, "order": [ITEM, "argue"], "places": {}, "checks": [], "tasks": [ARGUE], "designs": [DESIGN],
}  # fmt: skip
CHOSEN = {"lens": "socio-technical", "method": "interviews", "field": "aid", "country": "MNG", "period": "2013-2021"}
HOSTILE = [
    None, 3, "x", [], ["realism"], {}, {"lens": 3}, {"lens": "no such lens"}, {"lens": ["realism"]}, {"lens": {"a": 1}},
    {"text": "realism"}, {PAYLOADS[0]: PAYLOADS[1], "lens": "realism", "country": PAYLOADS[2]},
]  # fmt: skip


def rows(path: str) -> list[dict]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def lesson_77(tmp_path, monkeypatch):
    """A made-up lesson with a design and a written task beside it, and an empty journal."""
    folder = tmp_path / "checks"
    shutil.copytree(checks.FOLDER, folder)
    (folder / "77.json").write_text(json.dumps(WITH_DESIGN), encoding="utf-8")
    checks.lesson.cache_clear()
    monkeypatch.setattr(checks, "FOLDER", folder)
    panels.journal().clear()
    yield checks.lesson("77")
    panels.journal().clear()
    checks.lesson.cache_clear()


@pytest.fixture
def opened():
    made = []

    def open_exhibit(**start):
        made.append(explore.ninth_article(**start))
        return made[-1]

    yield open_exhibit
    for exhibit in made:
        exhibit.close()


# --- what it rests on ------------------------------------------------------------------------------


def test_every_entry_of_an_article_is_said_by_the_paragraph_or_page_named():
    statements, beyond = rows("seeds/contribution_statements.csv"), rows("seeds/contributions_beyond.csv")
    seen = 0
    for row in rows("seeds/contribution_entries.csv"):
        if row["confidence"] == "article":
            said = [
                each["says"]
                for each in statements
                if (each["article"], each["paragraph"], each["what"]) == (row["article"], row["place"], row["kind"])
            ]
        else:
            said = [
                each["says"]
                for each in beyond
                if (each["article"], each["page"], each["what"], each["confidence"])
                == (row["article"], row["place"], row["kind"], "found")
            ]
        assert any(row["says"] in text for text in said), row
        if row["kind"] == "period":
            assert row["first"] in row["says"] and row["last"] in row["says"]
        seen += 1
    assert seen > 35


def test_every_option_leads_somewhere_and_no_table_has_one_that_is_not_offered():
    codes = {kind: set(options) for kind, options in ninth.OPTIONS.items()}
    assert all(6 <= len(options) <= 11 for options in codes.values())
    for row in rows("seeds/contribution_entries.csv"):
        assert row["kind"] == "period" or row["code"] in codes[row["kind"]]
    assert {row["lens"] for row in rows("seeds/lens_tests.csv")} == codes["lens"]
    assert {row["field"] for row in rows("seeds/field_tables.csv")} == codes["field"]
    assert set(ninth.YEARS) == codes["period"]
    promised = {row["id"] for row in rows("seeds/promises.csv")}
    assert {id for ids in ninth.PROMISES.values() for id in ids} <= promised
    assert set(ninth.PROMISES) <= codes["lens"] | codes["discipline"] | codes["method"] | codes["field"]


def test_an_article_named_with_a_thing_has_the_entry_that_would_take_it_up():
    """So that nothing is called missing which one of the eight has, and the other way round."""
    for code, ids in ninth.PROMISES.items():
        having = {row["article"] for row in rows("seeds/contribution_entries.csv") if row["code"] == code}
        for row in rows("seeds/promises.csv"):
            if row["id"] in ids and row["articles"]:
                assert having >= set(row["articles"].split(";")), row["id"]
        open_ones = ninth.announced().loc[list(ids), "open"]
        assert open_ones.all() == (not having), code


def test_every_part_of_a_table_that_serves_a_field_is_there_once():
    seen = set()
    for row in rows("seeds/field_tables.csv"):
        if not row["table"]:
            continue
        part = (row["table"], row["column"], row["value"])
        assert part not in seen, "counted for two fields"
        seen.add(part)
        table = rows(f"data/{row['table']}.csv")
        assert not row["column"] or any(each[row["column"]] == row["value"] for each in table), part
    assert len(seen) > 30


def test_every_table_with_states_and_years_is_told_to_serve_a_field():
    told = {row["table"] for row in rows("seeds/field_tables.csv")}
    for resource in library.package("data")["resources"]:
        names = {field["name"] for field in resource["schema"]["fields"]}
        if any(name.endswith("iso3") for name in names) and names & {"year", "session"}:
            assert resource["name"] in told, f"say in seeds/field_tables.csv which field {resource['name']} serves"


def test_no_table_is_claimed_for_development_assistance_before_there_is_one():
    aid = [row for row in rows("seeds/field_tables.csv") if row["field"] == "aid"]
    view = explore.catalogue()["ninth_article"](field="aid").view
    has_table = bool(aid[0]["table"])
    assert ("No table of this collection is on development assistance" in view.summary) == (not has_table)
    assert has_table == any("assistance" in name or "development" in name for name in library.names())


def test_what_a_lens_expects_is_marked_as_constructed_wherever_it_stands():
    assert all(row["made"] == "constructed" for row in rows("seeds/lens_tests.csv"))
    assert "constructed" in library.source("inbetween-lens-tests").record["title"]
    for code in ninth.OPTIONS["lens"]:
        told = dict(ninth.proposal({"lens": code}))["Evidence against"]
        assert told.index("(constructed by us)") < told.index(ninth.lens_test(code)["expects"])


@pytest.mark.parametrize(
    ("design", "near"),
    [
        ({"lens": "realism"}, []),
        ({"country": "MNG", "method": "interviews", "field": "aid"}, ["pieper"]),
        ({"lens": "governance", "lens ": ""}, None),
        ({"country": "pair"}, ["adda", "kuteleva-vasiliev", "dharmaputra", "kruessmann"]),
        ({"period": "2001-2012", "field": "discourse"}, ["dharmaputra"]),
        ({"period": "since-1992"}, ["kuteleva-vasiliev", "dharmaputra"]),
        ({"period": "since-2022", "lens": "status"}, []),
    ],
)
def test_the_nearest_articles_are_those_found_by_hand(design, near):
    if near is None:
        with pytest.raises(ValueError, match="lens, discipline, method, field, country, period"):
            ninth.nearest(design)
        return
    assert ninth.nearest(design) == near


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ({"lens": "realism"}, "none of the eight shares the one choice made"),
        ({"lens": "realism", "field": "aid"}, "none of the eight shares any of 2 choices"),
        ({"country": "MNG"}, "Pieper shares 1 of 1 choice"),
        ({"lens": "constructivism"}, "Kuteleva and Vasiliev share 1 of 1 choice"),
        ({"discipline": "economics", "lens": "governance"}, "Defraigne and Kruessmann share 1 of 2 choices"),
        ({"field": "discourse"}, "Kuteleva and Vasiliev, and Dharmaputra share 1 of 1 choice"),
        ({"country": "pair"}, "4 articles share 1 of 1 choice"),
    ],
)
def test_ties_are_told_with_the_names_where_there_are_two(design, told):
    assert ninth.told_nearest(design) == told
    page = dict(ninth.proposal(design))["Nearest of the eight"]
    assert all(name in page for name in ninth.articles()[ninth.nearest(design)]), "the page names all that tie"


def test_an_unknown_choice_is_refused_naming_those_there_are():
    with pytest.raises(ValueError, match="points of correspondence|correspondence"):
        ninth.shared({"lens": "marxism"})


# --- the journal -----------------------------------------------------------------------------------


def test_all_six_choices_are_kept_at_every_change_and_come_back(lesson_77, opened):
    exhibit = learn.design("77", ITEM, opened())
    for count, (kind, code) in enumerate(CHOSEN.items(), start=1):
        exhibit.controls[kind].value = code
        kept = panels.journal().newest(NOTEBOOK, ITEM)
        assert kept.answer == dict(list(CHOSEN.items())[:count])
    assert len(panels.journal().answers()) == 1, "one version a sitting"
    assert "Saved" in exhibit.chart.note
    again = learn.design("77", ITEM, opened())
    assert {kind: value for kind, value in again.values().items() if value} == CHOSEN
    assert again.view.title == exhibit.view.title
    assert "Saved" in again.chart.note
    again.controls["lens"].value = "realism"
    assert len(panels.journal().answers()) == 2, "a later sitting is a version of its own"
    for control in again.controls.values():
        control.value = ""
    assert panels.journal().newest(NOTEBOOK, ITEM).answer == {}
    done = progress.counts({NOTEBOOK: lesson_77}, panels.journal().answers())
    assert done["done"].tolist() == [0]


def test_what_the_line_of_python_chooses_stands_and_the_journal_keeps_the_earlier_design(lesson_77, opened):
    panels.journal().record(NOTEBOOK, ITEM, CHOSEN)
    exhibit = learn.design("77", ITEM, opened(lens="status"))
    assert {kind: value for kind, value in exhibit.values().items() if value} == {"lens": "status"}
    assert panels.journal().newest(NOTEBOOK, ITEM).answer == CHOSEN
    assert learn.design("77", ITEM, exhibit) is exhibit
    exhibit.controls["field"].value = "aid"
    assert len(panels.journal().answers()) == 2


def test_another_exhibit_or_an_unknown_design_is_refused(lesson_77, opened):
    with pytest.raises(KeyError, match="ninth"):
        learn.design("77", "tenth", opened())
    with pytest.raises(ValueError, match="belongs to the exhibit 'ninth_article'"):
        learn.design("77", ITEM, explore.why_the_split())
    with pytest.raises(KeyError, match="no design"):
        learn.design("02", "split", opened())


def test_a_design_whose_task_is_not_there_is_refused(tmp_path):
    path = tmp_path / "77.json"
    path.write_text(json.dumps({**WITH_DESIGN, "order": [ITEM], "tasks": []}), encoding="utf-8")
    with pytest.raises(DataError, match="no task 'argue'"):
        checks.read_lesson(path)


def test_a_design_of_a_lesson_belongs_to_an_exhibit_that_has_its_controls_and_their_values():
    for lesson in [*checks.lessons().values()]:
        for entry in lesson.designs.values():
            exhibit = explore.catalogue()[entry["exhibit"]]()
            for control, values in checks.call(entry["choices"]).items():
                offered = [value for _, value in exhibit.controls[control].options]
                assert set(values) <= set(offered) and "" in offered
            exhibit.close()


def page_of(*answers: tuple[str, object]) -> str:
    journal = Journal()
    for item, answer in answers:
        journal.record(NOTEBOOK, item, answer)
    return pages.journal(journal.pack()).decode("utf-8")


def test_the_page_to_read_has_the_design_as_a_proposal_with_the_student_s_own_text(lesson_77):
    page = page_of((ITEM, {"lens": "status"}), (ITEM, CHOSEN), ("argue", {"text": "Because nobody asked."}))
    proposal = re.search(r'<article class="proposal">(.*?)</article>', page, re.DOTALL)[1]
    assert "<h4>A ninth article: Development assistance, Mongolia, 2013 to 2021</h4>" in proposal
    headings = re.findall(r"<dt>(.*?)</dt>", proposal)
    assert headings[:6] == ["Lens", "Discipline", "Method", "Field", "Country", "Period"]
    assert {"Nearest of the eight", "Announced", "Tables", "Evidence against", "To ask as well"} <= set(headings)
    assert headings[-1] == "In the student&#39;s words" and "<dd>Because nobody asked.</dd>" in proposal
    assert "Pieper shares 2 of 5 choices" in proposal and "(constructed by us)" in proposal
    assert "<dt>Discipline</dt><dd>not chosen yet</dd>" in proposal
    assert "status" not in proposal and "1 earlier" in page


def test_a_text_that_stays_out_of_the_export_is_not_in_the_proposal(lesson_77):
    journal = Journal()
    journal.record(NOTEBOOK, ITEM, CHOSEN)
    journal.record(NOTEBOOK, "argue", {"text": "for myself"}, sensitive=True)
    page = pages.journal(journal.pack()).decode("utf-8")
    assert 'class="proposal"' in page and "for myself" not in page


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_design_of_a_wrong_shape_harms_no_page_no_class_and_no_exhibit(lesson_77, opened, tmp_path, answer):
    page = page_of((ITEM, answer), ("argue", answer))
    assert "<img" not in page and "<script>" not in page and "A ninth article" in page
    panels.journal().record(NOTEBOOK, ITEM, answer)
    exhibit = learn.design("77", ITEM, opened())
    assert {value for value in exhibit.values().values() if value} <= {"realism"}
    exhibit.controls["field"].value = "aid"
    assert "Saved" in exhibit.chart.note
    folder = tmp_path / "class"
    folder.mkdir()
    for number, given in enumerate((answer, CHOSEN)):
        journal = Journal()
        journal.pseudonym = f"student {number}"
        journal.record(NOTEBOOK, ITEM, given)
        journal.export(folder / f"{number}.json")
    collected = classroom.collect(folder)
    assert collected.refused.empty
    table = classroom.designs(collected.answers, NOTEBOOK, ITEM)
    assert "student 1" in set(table["student"]) and set(table["lens"]) <= {"realism", "socio-technical approaches"}
    classroom.report(collected, tmp_path / "class.html")
    shown = explore.class_view(folder=str(folder), show="one", item=f"{NOTEBOOK}/{ITEM}")
    assert shown.error is None and f"{len(table)} design" in shown.view.title
    shown.close()


def test_a_class_sees_its_designs_side_by_side_and_a_constructed_class_has_some(lesson_77, tmp_path):
    made = rehearsal.constructed_class()
    shown = explore.class_view(show="one", item=f"{NOTEBOOK}/{ITEM}")
    class_view.check_one_item(shown.view, [export for _, export in made], NOTEBOOK, ITEM)
    shown.close()
    page = classroom.report(rehearsal.collected(), tmp_path / "class.html").read_text(encoding="utf-8")
    assert "77 A ninth article" in page and f"{len(made)} designs." in page
    assert exports.encode(made[0][1])


# --- in the browser --------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_design_survives_the_kernel_and_each_list_moves_the_picture(desk):  # noqa: F811
    (desk.jupyter.folder / "checks" / "77.json").write_text(json.dumps(WITH_DESIGN), encoding="utf-8")
    desk.open('learn.design("77", "ninth", explore.ninth_article())', 'learn.task("77", "argue")')
    page = desk.page
    lists = page.locator(".inbetween-controls select")
    assert lists.count() == 6
    for place in range(6):
        before = page.text_content(".ib-title")
        lists.nth(place).select_option(index=1 + place)
        page.wait_for_function(
            "before => document.querySelector('.ib-title').textContent !== before", arg=before, timeout=10_000
        )
    desk.wait_text(".ib-source", "Saved ")
    title = page.text_content(".ib-title")
    assert "of 6 choices" in title
    kept = desk.journal().newest(NOTEBOOK, ITEM).answer
    assert list(kept.values()) == [list(options)[place] for place, options in enumerate(ninth.OPTIONS.values())]
    desk.jupyter.kill_kernel(desk.lesson.notebook)
    desk.lesson.reload().run_all()
    desk.wait_text(".ib-title", title)
    assert [lists.nth(place).evaluate("list => list.selectedIndex") for place in range(6)] == [1, 2, 3, 4, 5, 6]


TEXTS = "nodes => nodes.map(node => ({text: node.textContent, ...node.getBoundingClientRect().toJSON()}))"


@pytest.mark.browser
def test_the_picture_fits_a_projector_and_no_two_texts_overlap(lesson, jupyter):
    states = [
        {kind: list(options)[place % len(options)] for kind, options in ninth.OPTIONS.items()} for place in range(11)
    ]
    cells = [f"explore.ninth_article(**{state!r})" for state in ({}, *states)]
    name = jupyter.write("ninth", "from inbetween import explore", *cells)
    lesson.open(name).run_all().scroll_through().painted(len(cells))
    seen = 0
    for exhibit in lesson.exhibits():
        exhibit.scroll_into_view_if_needed()
        lesson.settle()
        assert exhibit.bounding_box()["height"] <= 590
        picture = exhibit.query_selector(".ib-plot").bounding_box()
        texts = [
            box
            for box in exhibit.eval_on_selector_all(".textpoint text, .ytick text, .xtick text", TEXTS)
            if box["text"].strip()
        ]
        assert len(texts) > 40
        for number, one in enumerate(texts):
            assert one["left"] >= picture["x"] - 1 and one["right"] <= picture["x"] + picture["width"] + 1, one["text"]
            for other in texts[number + 1 :]:
                assert not overlapping(one, other, 3), (one["text"], other["text"])
            seen += 1
    assert seen > 500
    assert own(lesson.complaints) == [] and lesson.outside == []
