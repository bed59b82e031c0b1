"""The class on one page: every file is a stranger's, one bad file never hides the class, and what is counted is counted right."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import nbformat
import pandas as pd
import pytest
from inbetween import library
from inbetween.learn import Journal, checks, classroom, exports, progress, rehearsal, teaching
from test_journal import HOSTILE, changed

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK, SORT, CHECK, TASK = "02_context", "split", "crossing-year", "sentence"
PAYLOADS = [
    '<img src=x onerror="window.harmed=1">',
    "</script><script>window.harmed=1</script>",
    '<a href="javascript:window.harmed=1">x</a>',
    "{{ 7 * 7 }}{% include 'page.html' %}",
    '"><svg onload=window.harmed=1>',
]
FORMULAS = {
    "=1+1": "'=1+1", "+1": "'+1", "-1+cmd": "'-1+cmd", "@SUM(A1)": "'@SUM(A1)", "\t=1": "\t'=1", "\r=1": "\r'=1", " =1": " '=1",
    "\u00a0=1": "\u00a0'=1", "\n=HYPERLINK(1)": "\n'=HYPERLINK(1)", "a;=1": "a;'=1", "x\t@y": "x\t'@y", "\uff1d1": "'\uff1d1",
}  # fmt: skip


def journal_of(pseudonym: str, **answers) -> Journal:
    """A journal with answers to items of the context lesson; a list gives several answers to one item."""
    journal = Journal()
    journal.pseudonym = pseudonym
    for item, given in answers.items():
        for answer in given if isinstance(given, list) else [given]:
            journal.record(NOTEBOOK, item.replace("_", "-"), answer)
    return journal


@pytest.fixture
def three(tmp_path):
    """A folder with the exports of three students."""
    folder = tmp_path / "class"
    folder.mkdir()
    cards = list(checks.lesson("02").units(SORT))
    sorts = [["power"] * 12, ["power"] * 6 + ["ideas"] * 6, ["power"] * 6 + ["home"] * 6]
    for number, (piles, years) in enumerate(zip(sorts, (["1978", "1991"], ["1991"], ["1978"]), strict=True)):
        journal = journal_of(f"student {number}", split=dict(zip(cards, piles, strict=True)), crossing_year=years)
        journal.record(NOTEBOOK, TASK, {"text": f"text of {number}"})
        journal.export(folder / f"{number}.json")
    return folder


# --- reading -------------------------------------------------------------------------------------


def test_a_folder_of_exports_becomes_a_table_and_pages_beside_them_are_passed_over(three):
    answers, refused = classroom.collect(three)
    assert len(list(three.glob("*.html"))) == 3
    assert refused.empty and list(refused.columns) == ["file", "reason"]
    assert len(answers) == 3 + 4 + 3
    assert sorted(answers["student"].unique()) == ["student 0", "student 1", "student 2"]
    years = answers[answers["item"] == CHECK].set_index(["student", "answer"])
    assert years.loc[("student 0", "1978"), ["right", "first", "newest"]].tolist() == [False, True, False]
    assert years.loc[("student 0", "1991"), ["right", "first", "newest"]].tolist() == [True, False, True]


def test_a_hostile_folder_gives_a_reason_for_each_file_and_the_rest_of_the_class(three):
    for number, (content, _) in enumerate(HOSTILE.values()):
        (three / f"hostile {number}.json").write_bytes(content)
    (three / "huge.json").write_bytes(b"[" + b"1," * 50_000_000 + b"1]")
    (three / "notes.txt").write_text("not an export", encoding="utf-8")
    (three / "folder.json").mkdir()
    (three / ".hidden.json").write_bytes(b"{")
    odd = ["<img src=x onerror=alert(1)>.json", "x..%2f..%2fpasswd.json", "'; drop table.json", "\u202egnp.json"]
    if os.name != "nt":
        (three / "link.json").symlink_to(three / "0.json")
        odd.append(os.fsdecode(b"\xff\xfe.json"))
    for name in odd:
        (three / name).write_bytes(b"{}")
    answers, refused = classroom.collect(three)
    assert answers["student"].nunique() == 3 and len(answers) == 10
    assert len(refused) == len(HOSTILE) + 3 + len(odd) + int(os.name != "nt")
    assert (refused["reason"].str.len() > 5).all() and (refused["reason"].str.len() < 400).all()
    reasons = dict(zip(refused["file"], refused["reason"], strict=True))
    assert (
        "larger" in reasons["huge.json"] and ".json" in reasons["notes.txt"] and "not a file" in reasons["folder.json"]
    )
    (three / "huge.json").unlink()


def test_a_folder_that_is_not_there_says_what_is_expected(tmp_path):
    with pytest.raises(ValueError, match="put the exports of the class into a folder"):
        classroom.collect(tmp_path / "nowhere")
    empty = tmp_path / "empty"
    empty.mkdir()
    answers, refused = classroom.collect(empty)
    assert answers.empty and refused.empty
    assert set(answers.columns) >= {"student", "notebook", "item", "answer", "right"}
    for table in (classroom.instructive(answers), classroom.who(answers), classroom.sorts(answers, NOTEBOOK, SORT)):
        assert table.empty


@pytest.mark.parametrize("folder", ["~nobody-of-this-name/x", "nowhere", "a\x00b"])
def test_a_folder_that_cannot_be_is_told_in_the_class_view(folder):
    from inbetween import explore

    exhibit = explore.class_view(folder=folder)
    assert exhibit.error is None, exhibit.error
    assert exhibit.view.title.startswith("No class to show")
    assert exhibit.view.table.empty
    exhibit.close()


def test_a_class_without_a_wrong_line_is_not_told_of_one(tmp_path):
    from inbetween import explore

    check = checks.lesson("00").checks["whose-words"]
    journal = Journal()
    journal.record("00_start_here", check.id, {item["id"]: item["right"] for item in check.content["items"]})
    journal.export(tmp_path / "a.json")
    exhibit = explore.class_view(folder=str(tmp_path), show="one", item="00_start_here/whose-words")
    assert "1 of 1 right" in exhibit.view.title
    assert exhibit.view.summary.startswith("No line was wrong at first.")
    assert exhibit.view.figure.layout.xaxis.range[1] > 0
    exhibit.close()


def test_two_exports_of_one_journal_are_one_student_and_one_pseudonym_twice_are_two(tmp_path):
    journal = journal_of("wren", crossing_year="1978")
    journal.export(tmp_path / "monday.json")
    journal.record(NOTEBOOK, CHECK, "1991")
    journal.export(tmp_path / "tuesday.json")
    (tmp_path / "copy of tuesday.json").write_bytes((tmp_path / "tuesday.json").read_bytes())
    journal_of("wren", crossing_year="1990").export(tmp_path / "other.json")
    journal_of("", crossing_year="1990").export(tmp_path / "nameless.json")
    answers = classroom.collect(tmp_path).answers
    assert sorted(answers["student"]) == ["anonymous", "wren", "wren", "wren (2)"]
    assert answers[answers["newest"]].set_index("student")["answer"].to_dict() == {
        "wren": "1991", "wren (2)": "1990", "anonymous": "1990",
    }  # fmt: skip


def test_a_journal_taken_to_another_machine_stays_one_student(tmp_path):
    journal_of("owl", crossing_year="1978").export(tmp_path / "monday.json")
    other = Journal(tmp_path / "other.sqlite")
    other.record(NOTEBOOK, "symmetry", "overtook")
    other.merge(Journal.load_export(tmp_path / "monday.json"))
    other.record(NOTEBOOK, CHECK, "1991")
    other.export(tmp_path / "tuesday.json")
    answers = classroom.collect(tmp_path).answers
    assert answers["student"].unique().tolist() == ["owl"]
    assert len(answers) == 3
    years = answers[answers["item"] == CHECK]
    assert years[years["first"]]["answer"].tolist() == ["1978"]
    assert years[years["newest"]]["answer"].tolist() == ["1991"]


def test_a_chosen_name_that_looks_like_a_second_one_joins_nobody(tmp_path):
    for number, name in enumerate(("wren", "wren", "wren (2)", "wren (2)")):
        journal_of(name, crossing_year=str(1980 + number)).export(tmp_path / f"{number}.json")
    answers = classroom.collect(tmp_path).answers
    assert answers["student"].nunique() == len(answers) == 4


def test_an_edited_copy_does_not_take_the_place_of_an_answer(tmp_path):
    content = json.loads(changed())
    (tmp_path / "b.json").write_text(json.dumps(content), encoding="utf-8")
    content["answers"][0]["answer"] = "another"
    (tmp_path / "a.json").write_text(json.dumps(content), encoding="utf-8")
    assert sorted(classroom.collect(tmp_path).answers["answer"]) == ["another", "x"]


@pytest.mark.parametrize(
    "answer", [None, 7, [], {}, "x" * 5000, {"power": {}}, [{"a": 1}], {"secret-speech": "no such pile"}]
)
def test_answers_of_a_wrong_shape_spoil_no_count(tmp_path, answer):
    journal = journal_of("odd")
    for item in checks.lesson("02").items():
        journal.record(NOTEBOOK, item, answer)
    journal.record("99_nowhere", "nothing", answer)
    journal.export(tmp_path / "odd.json")
    collected = classroom.collect(tmp_path)
    assert len(collected.answers) == len(checks.lesson("02").items()) + 1
    assert not (collected.answers["right"] == True).any()  # noqa: E712
    classroom.report(collected, tmp_path / "class.html")
    assert classroom.who(collected.answers)["done"].tolist() == [len(checks.lesson("02").items())]
    assert classroom.sorts(collected.answers, NOTEBOOK, SORT).empty


# --- counting ------------------------------------------------------------------------------------


def test_distribution_and_instructive_wrong_answers_are_counted_by_student(three):
    answers = classroom.collect(three).answers
    table = classroom.distribution(answers, NOTEBOOK, CHECK).set_index("answer")
    assert table.loc["1978", ["first", "now", "right"]].tolist() == [2, 1, "no"]
    assert table.loc["1991", ["first", "now", "right"]].tolist() == [1, 2, "yes"]
    assert "PPP" in table.loc["1978", "reply"]
    wrong = classroom.instructive(answers)
    assert wrong.iloc[0][["answer", "students", "of", "later right"]].tolist() == ["1978", 2, 3, 1]


def alpha_by_hand(rows: list[list[str | None]]) -> float:
    """Nominal alpha from its definition: one minus observed over expected disagreement between pairs within a unit."""
    units = [[row[place] for row in rows if row[place] is not None] for place in range(len(rows[0]))]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    observed = sum(
        sum(one != other for one, other in itertools.permutations(unit, 2)) / (len(unit) - 1) for unit in units
    ) / len(values)
    expected = sum(one != other for one, other in itertools.permutations(values, 2)) / (len(values) * (len(values) - 1))
    return 1 - observed / expected


def test_alpha_and_the_most_divided_cards_are_those_worked_out_by_hand(three):
    sorted_units = classroom.sorts(classroom.collect(three).answers, NOTEBOOK, SORT)
    assert sorted_units.shape == (3, 12)
    rows = [["p"] * 12, ["p"] * 6 + ["i"] * 6, ["p"] * 6 + ["h"] * 6]
    assert classroom.alpha(sorted_units) == pytest.approx(alpha_by_hand(rows))
    table = classroom.divided(sorted_units)
    assert table["agreeing"].tolist() == [0] * 6 + [1] * 6
    assert table["piles"].iloc[-1] == "power 3"
    assert set(table["unit"][:6]) == set(list(sorted_units.columns)[6:])


def test_alpha_is_left_out_where_it_does_not_exist():
    names = ["a", "b"]
    one_pile = pd.DataFrame([["p", "p"], ["p", "p"]], columns=names, dtype="object")
    alone = pd.DataFrame([["p", "i"]], columns=names, dtype="object")
    apart = pd.DataFrame([["p", None], [None, "i"]], columns=names, dtype="object")
    assert [classroom.alpha(table) for table in (one_pile, alone, apart, one_pile.head(0))] == [None] * 4
    gaps = pd.DataFrame([["p", "i"], ["p", None], ["i", "i"]], columns=names, dtype="object")
    assert classroom.alpha(gaps) == pytest.approx(alpha_by_hand([["p", "i"], ["p", None], ["i", "i"]]))


def test_texts_stand_side_by_side_and_who_did_what_is_told(three):
    answers = classroom.collect(three).answers
    assert classroom.written(answers, NOTEBOOK, TASK)["text"].tolist() == ["text of 0", "text of 1", "text of 2"]
    table = classroom.who(answers).set_index("student")
    lesson = checks.lesson("02")
    title = progress.title(lesson, CHECK)
    assert table[title].to_dict() == {"student 0": "right", "student 1": "right", "student 2": "not yet"}
    assert table["done"].tolist() == [3, 3, 3]


def test_a_constructed_class_says_so_everywhere(tmp_path):
    made = rehearsal.constructed_class(5)
    assert len(made) == 5
    for name, export in made:
        assert name.startswith("constructed") and export.pseudonym.startswith("constructed")
        assert all("Constructed text" in a.answer["text"] for a in export.answers if a.item == TASK)
        assert exports.decode(exports.encode(export)) == export
    assert [name for name, _ in made] == [name for name, _ in rehearsal.constructed_class(5)]
    assert made[0][1] == rehearsal.constructed_class(5)[0][1]
    page = classroom.report(rehearsal.collected(5), tmp_path / "class.html")
    assert "Constructed class." in page.read_text(encoding="utf-8")
    journal_of("real", crossing_year="1991").export(tmp_path / "real.json")
    page = classroom.report(classroom.collect(tmp_path), tmp_path / "class.html")
    assert "Constructed class." not in page.read_text(encoding="utf-8")


def test_a_text_that_was_ticked_in_is_marked_for_the_teacher(tmp_path):
    journal = journal_of("owl")
    journal.record(NOTEBOOK, TASK, {"text": "delicate", "position": "abstaining"}, sensitive=True)
    journal.export(tmp_path / "owl.json", include=[(NOTEBOOK, TASK)])
    answers = classroom.collect(tmp_path).answers
    assert answers["sensitive"].tolist() == [True]
    row = classroom.written(answers, NOTEBOOK, TASK).iloc[0]
    assert (row["position"], row["sensitive"]) == ("abstaining", "yes: keep it to yourself")


# --- out -----------------------------------------------------------------------------------------


def test_no_cell_of_a_saved_table_is_a_formula(tmp_path):
    texts = [*FORMULAS, "plain", "a=b", ""]
    table = pd.DataFrame({"=cmd": texts, "number": [-1.5] * len(texts), "none": [None] * len(texts)})
    content = classroom.to_csv(table, tmp_path / "class.csv").read_bytes().decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))
    assert len(read) == len(texts) + 1
    assert read[0][0] == "'=cmd"
    for told, text in zip(read[1:], texts, strict=True):
        assert told[0] == FORMULAS.get(text, text)
        assert told[1:] == ["-1.5", ""]


def test_the_page_of_a_class_holds_no_markup_of_a_student(tmp_path):
    journal = journal_of(PAYLOADS[0])
    for item in checks.lesson("02").items():
        for payload in PAYLOADS:
            journal.record(NOTEBOOK, item, {"text": payload, "position": payload} if item == TASK else payload)
    journal.export(tmp_path / "a.json")
    (tmp_path / "b<img src=x>.json").write_bytes(b"{}")
    text = classroom.report(classroom.collect(tmp_path), tmp_path / "class.html").read_text(encoding="utf-8")
    page = text.partition("<body>")[2]
    assert "&lt;img" in page and "7 * 7" in page
    assert not re.search(r"<(img|script|svg|a)\b", page)
    assert not re.search(r"<[^>]*\son\w+=", page)
    assert "default-src 'none'" in text


def test_many_different_answers_in_one_file_are_judged_and_counted(tmp_path):
    answer = {**json.loads(changed())["answers"][0], "notebook": NOTEBOOK, "item": CHECK}
    many = [
        {**answer, "uid": f"u{n}", "answer": str(n), "at": f"2026-01-01T00:00:00.{n:06d}+00:00"} for n in range(15_000)
    ]
    (tmp_path / "many.json").write_bytes(changed(answers=many))
    answers = classroom.collect(tmp_path).answers
    assert len(answers) == 15_000
    assert (answers["right"] == True).sum() == 1  # noqa: E712
    assert len(classroom.distribution(answers, NOTEBOOK, CHECK)) == 15_000
    (tmp_path / "more.json").write_bytes(changed(answers=[*many, *many]))
    assert "20000" in classroom.collect(tmp_path).refused["reason"].iloc[0]


def test_a_thousand_exports_are_read_whole(tmp_path):
    made = itertools.cycle(export for _, export in rehearsal.constructed_class(40))
    for number, export in zip(range(1000), made, strict=False):
        answers = [msgspec.structs.replace(answer, uid=f"{number} {answer.uid}") for answer in export.answers]
        other = msgspec.structs.replace(
            export, journal=f"journal-{number}", pseudonym=f"student {number}", answers=answers
        )
        (tmp_path / f"{number}.json").write_bytes(exports.encode(other))
    answers, refused = classroom.collect(tmp_path)
    assert answers["student"].nunique() == 1000
    assert refused.empty
    assert len(answers) > 7000


# --- from the lessons' own metadata --------------------------------------------------------------


def lessons_table() -> pd.DataFrame:
    return library.table("lessons").set_index("notebook")


@pytest.mark.parametrize(
    "notebook", ["01_introduction", "02_context", "03_literature", "04_three_expansions", "08_conclusion"]
)
def test_the_minute_plan_fills_the_lesson_and_is_the_table_in_it(notebook):
    plan = teaching.plan(notebook[:2])
    assert plan["from"].iloc[0] == 0
    assert plan["to"].iloc[-1] == lessons_table().loc[notebook, "minutes"]
    assert plan["from"].tolist()[1:] == plan["to"].tolist()[:-1]
    text = "\n".join(cell.source for cell in nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", 4).cells)
    told = re.findall(r"^\| (\d+)-(\d+) \| (.+?) \| \*in class\*", text, re.M)
    assert [(int(a), int(b), part) for a, b, part in told] == [
        tuple(row) for row in plan[["from", "to", "part"]].itertuples(index=False)
    ]
    assert (plan["what to leave out"] != "").sum() >= 3


def test_every_ready_lesson_has_parts_and_their_minutes_add_up():
    seen = 0
    for notebook in checks.lessons():
        parts = teaching.parts(notebook[:2])
        where = "in class" if (parts["where"] == "in class").any() else "at home"
        assert parts.loc[parts["where"] == where, "minutes"].sum() == lessons_table().loc[notebook, "minutes"]
        seen += len(parts)
    assert seen >= 10


def test_a_part_that_lacks_something_is_told_by_place(tmp_path, monkeypatch):
    monkeypatch.setattr(teaching, "_NOTEBOOKS", tmp_path)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("x", metadata={"inbetween": {"part": "x"}})]
    )
    nbformat.write(notebook, tmp_path / "02_context.ipynb")
    with pytest.raises(library.DataError, match=r"02_context.ipynb, cell 0.*minutes"):
        teaching.parts("02")
    for unknown in ("77", "02_context", "x", ""):
        with pytest.raises(KeyError, match="02"):
            teaching.parts(unknown)


def test_likely_wrong_answers_and_marking_guide_hold_every_wrong_choice_and_point():
    wrong = teaching.likely_wrong("02")
    options = [
        o for c in checks.lesson("02").checks.values() for o in c.content.get("options", []) if not o.get("right")
    ]
    assert {o["text"] for o in options} <= set(wrong["wrong answer"]) and len(options) >= 5
    assert (wrong["what to say"].str.len() > 20).all()
    guide = teaching.marking_guide("02")
    assert guide["of"].sum() == 10
    shown = guide._repr_markdown_()
    assert guide._repr_html_() is None
    assert all(point in shown for point in guide["marking point"]), "a text is cut"
    assert teaching.plan("00")._repr_markdown_() == "*Nothing here.*"


# --- what is done --------------------------------------------------------------------------------


def test_progress_counts_goes_on_and_brings_back_what_was_missed_longest_ago():
    lessons = checks.lessons()
    journal = Journal()
    assert progress.going_on(lessons, journal.answers()).notebook == "00_start_here"
    assert progress.again(lessons, journal.answers()) == []
    for item, right in (("joint-vetoes", False), ("crossing-year", False), ("symmetry", True), ("joint-vetoes", False)):
        journal.record(NOTEBOOK, item, "x", right=right)
    answers = journal.answers()
    done = progress.counts(lessons, answers).set_index("notebook")
    assert done.loc[NOTEBOOK].tolist() == [3, len(lessons[NOTEBOOK].items())]
    assert done.loc["00_start_here", "done"] == 0
    assert [place.item for place in progress.again(lessons, answers)] == ["crossing-year", "joint-vetoes"]
    going = progress.going_on(lessons, answers)
    assert (going.notebook, going.item) == (NOTEBOOK, "your-view"), "not in the lesson last worked on"
    journal.record(NOTEBOOK, "crossing-year", "1991", right=True)
    assert [place.item for place in progress.again(lessons, journal.answers())] == ["joint-vetoes"]
    for notebook, lesson in lessons.items():
        for item in lesson.items():
            journal.record(notebook, item, "x")
    assert progress.going_on(lessons, journal.answers()) is None
    # what was taken back is not done any more
    for item, empty in ((SORT, {}), (TASK, {"text": " "})):
        journal.record(NOTEBOOK, item, empty)
    done = progress.counts(lessons, journal.answers()).set_index("notebook")
    assert done.loc[NOTEBOOK, "of"] - done.loc[NOTEBOOK, "done"] == 2


def test_a_folder_is_read_without_loading_widgets_or_plotly(three):
    line = (
        "import sys; from inbetween.learn import classroom; print(len(classroom.collect(sys.argv[1]).answers), "
        "[name for name in ('ipywidgets', 'anywidget', 'plotly') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", line, str(three)],
        cwd=ROOT / "notebooks",
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert answer.stdout.strip() == "10 []", answer.stderr


def test_the_export_of_a_good_file_in_another_order_or_with_more_in_it_is_read(tmp_path):
    content = json.loads(changed())
    (tmp_path / "a.json").write_text(json.dumps(dict(reversed(content.items())) | {"more": 1}), encoding="utf-8")
    assert len(classroom.collect(tmp_path).answers) == 1
