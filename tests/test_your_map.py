"""The reader's own map: it shows what the journal holds, follows it, keeps none of it in the notebook, and travels with it."""

from __future__ import annotations

import csv
import json
import re
import threading
from html.parser import HTMLParser
from pathlib import Path

import pytest
from inbetween import argument, explore, learn
from inbetween.learn import Journal, checks, classroom, maps, panels, rehearsal
from inbetween.library.records import DataError
from test_browser import own
from test_forms import Desk, _named

ROOT = Path(__file__).resolve().parents[1]
CLAIM, WARRANT, DOUBT = "Ties deepen in the Council.", "A vote is a price.", "the share of joint vetoes fell."
ANSWERS = [
    ("01_introduction", "nearest", "bloc", False),
    ("01_introduction", "nearest", "ranks", True),
    ("02_context", "arms-deliveries", "fell", True),
    ("02_context", "joint-vetoes", "18", False),
    ("02_context", "sentence", {"text": "A sentence that only I have written."}, None),
    ("02_context", "split", {"secret-speech": "ideas"}, None),
    ("04_three_expansions", "ninth", {"lens": "realism"}, None),
]
PAYLOAD = "<img src=x onerror=alert(1)> **bold** [a](https://evil.example/x) {{ 7 * 7 }} $x$ \u202e &lt;"


def task(part: str) -> str:
    lesson, item = maps.place()
    return lesson.sortings[item][part]


@pytest.fixture
def eight():
    """The lesson that has the map."""
    return maps.place()[0]


@pytest.fixture
def journal(tmp_path, monkeypatch):
    """A reader's journal on the disk, empty."""
    own = Journal(tmp_path / "journal" / "journal.sqlite")
    monkeypatch.setattr(panels, "_the_journal", lambda: own)
    return own


@pytest.fixture
def filled(journal, eight):
    """The same with answers in four lessons and the three texts."""
    for notebook, item, answer, right in ANSWERS:
        journal.record(notebook, item, answer, right=right)
    for part, text in (("claim", CLAIM), ("warrant", WARRANT), ("doubt", DOUBT)):
        journal.record(eight.notebook, task(part), {"text": text})
    return journal


@pytest.fixture
def run_cell():
    """A function that makes the exhibit as the lesson's cell does."""
    made = []

    def make(**start):
        made.append(learn.sorting("08", "map", explore.your_map(**start)))
        return made[-1]

    yield make
    for exhibit in made:
        exhibit.close()


def saved(journal: Journal, eight) -> list[dict]:
    return [each.answer for each in journal.snapshot().kept if (each.notebook, each.item) == (eight.notebook, "map")]


def written(exhibit) -> str:
    """All text of the picture, on a wide screen and on a narrow one."""
    layout = exhibit.view.figure.layout
    notes = [
        *(each.text for each in layout.annotations),
        *(each["text"] for each in layout.meta["narrow"]["annotations"]),
    ]
    return "\n".join(note.replace("<br>", " ") for note in notes)


# --- the constructed reader ------------------------------------------------------------------------


def constructed_rows() -> list[dict]:
    with (ROOT / "seeds" / "constructed_reader.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_constructed_reader_gives_answers_that_the_checks_know():
    table = constructed_rows()
    assert {row["made"] for row in table} == {"constructed"}
    answers = [row for row in table if row["item"]]
    assert {row["item"][:2] for row in answers} == {"01", "02", "03", "04"}
    assert {row["part"] for row in answers} >= set(argument.sides())
    for row in answers:
        notebook, _, item = row["item"].partition("/")
        check = checks.lesson(notebook[:2]).checks[item]
        for version in filter(None, (row["answer"], row["first"])):
            answer = json.loads(version)
            if check.kind == "view":
                exhibit = eval(answer["view"])
                assert answer["choice"] in [option["id"] for option in check.options(exhibit.view.table)]
                exhibit.close()
            else:
                assert check.judge(answer).tried
                assert check.judge(answer).lines
    assert sum(bool(row["first"]) for row in answers) >= 1


def test_what_would_end_the_constructed_claim_can_be_looked_up_and_has_not_happened():
    with (ROOT / "data" / "vetoes.csv").open(encoding="utf-8", newline="") as file:
        russian = [row for row in csv.DictReader(file) if row["russia_vote"] == "against"]
    share = {}
    for years in ((1992, 2008), (2009, 2021)):
        here = [row for row in russian if years[0] <= int(row["date"][:4]) <= years[1]]
        share[years] = sum(row["china_vote"] == "against" for row in here) / len(here)
    assert share[2009, 2021] > share[1992, 2008]
    doubt = next(row["text"] for row in constructed_rows() if row["part"] == "doubt")
    assert "vetoes" in doubt


def test_an_empty_journal_shows_the_constructed_reader_marked_everywhere(journal, run_cell):
    exhibit = run_cell()
    assert exhibit.controls["whose"].value == "constructed"
    assert exhibit.controls["sort"].disabled
    assert exhibit.view.title.startswith("Constructed reader")
    assert exhibit.view.summary.endswith("it is constructed.")
    assert "constructed by us" in written(exhibit)
    assert set(exhibit.view.table["made"]) == {"constructed"}
    assert exhibit.view.sources == ("inbetween-constructed-reader",)
    exhibit.controls["whose"].value = "own"
    assert exhibit.view.figure is None
    assert exhibit.view.table.empty
    assert all(
        lesson_task["title"] in exhibit.view.summary
        for lesson_task in map(maps.place()[0].tasks.get, map(task, checks.PARTS))
    )
    assert journal.answers().empty


def test_who_begins_while_the_constructed_map_is_open_is_told_where_the_own_one_is(journal, run_cell):
    exhibit = run_cell()
    assert "choose \u201cmy own journal\u201d" not in exhibit.view.summary
    learn.task("08", task("claim")).text = {"value": "Trade has grown since 2001.", "turn": "1"}
    assert "choose \u201cmy own journal\u201d" in exhibit.view.summary
    exhibit.controls["whose"].value = "own"
    assert "Trade has grown since 2001." in written(exhibit)


# --- what is on it ---------------------------------------------------------------------------------


def test_cards_are_the_newest_answers_of_other_lessons_in_words(filled, eight, run_cell):
    filled.record("02_context", "sentence", {"text": "  "})
    filled.record("no_such_lesson", "claim", "x")
    filled.record("02_context", "no-such-item", "x")
    cards = {card["id"]: card for card in run_cell().controls["sort"].cards}
    assert list(cards) == [
        "01_introduction/nearest", "02_context/split", "02_context/arms-deliveries", "02_context/joint-vetoes", "04_three_expansions/ninth",
    ]  # fmt: skip
    assert cards["01_introduction/nearest"]["text"].startswith("01 ")
    assert "China voted more often" in cards["01_introduction/nearest"]["text"]
    assert cards["02_context/joint-vetoes"]["hint"].endswith("18")
    assert "Speech on Stalin: ideas" in cards["02_context/split"]["hint"]


def test_title_and_summary_count_what_stands_where(filled, run_cell):
    exhibit = run_cell()
    exhibit.controls["sort"].value = {
        "01_introduction/nearest": "for",
        "02_context/joint-vetoes": "for",
        "02_context/split": "aside",
    }
    assert exhibit.view.title == "Your claim stands on 2 answers from 2 lessons; nothing speaks against it yet"
    assert "2 of 6 answers in your journal stand on the map, 1 set aside, 3 still to sort." in exhibit.view.summary
    assert "First answered otherwise: 1 of 2 grounds; not accepted by the check: 1." in exhibit.view.summary
    assert "among the 4 answers set aside or unsorted" in exhibit.view.summary
    exhibit.controls["sort"].value = {**exhibit.controls["sort"].value, "02_context/arms-deliveries": "against"}
    assert exhibit.view.title.endswith("; 1 speaks against it")
    assert "persuades nobody" not in exhibit.view.summary
    for text in (CLAIM, WARRANT, DOUBT):
        assert text in written(exhibit)


def test_what_is_not_written_yet_is_told_with_the_place_where_it_is_written(journal, eight, run_cell):
    journal.record(*ANSWERS[2][:3], right=True)
    exhibit = run_cell(sort={"02_context/arms-deliveries": "for"})
    assert exhibit.view.title.startswith("A claim still to be written stands on 1 answer from 1 lesson")
    told = exhibit.view.table.set_index("part")["text"]
    for part in checks.PARTS:
        assert eight.tasks[task(part)]["title"] in written(exhibit)
        assert eight.tasks[task(part)]["title"] in told[part]
        assert f"lesson {eight.notebook[:2]}" in told[part]


def everything(journal: Journal) -> list[str]:
    """A journal with an answer to all that can be asked in the other lessons; the ids of the items."""
    (_, export), *_ = rehearsal.constructed_class(1)
    here = maps.place()[0].notebook
    for each in export.answers:
        if each.notebook != here:
            journal.record(each.notebook, each.item, each.answer)
    return list(maps.cards_of(journal.snapshot().kept, here))


@pytest.mark.parametrize("sides", [["for"], ["against"], ["for", "against"], ["for", "aside", "against", "for"]])
@pytest.mark.parametrize("count", [1, 3, 4, 12, 99])
def test_no_two_texts_overlap_and_what_is_not_drawn_is_counted(journal, run_cell, count, sides):
    ids = everything(journal)[:count]
    eight = maps.place()[0]
    for part in checks.PARTS:
        journal.record(eight.notebook, task(part), {"text": "WWWW \u4e2d\u6587 Ширина " * 60})
    view = run_cell(sort={id: sides[number % len(sides)] for number, id in enumerate(ids)}).view
    assert len(view.table) == len(ids) + 3
    for layout in (view.figure.layout, view.figure.layout.meta["narrow"]):
        layout = (
            layout
            if isinstance(layout, dict)
            else {
                "annotations": [note.to_plotly_json() for note in layout.annotations],
                "yaxis": layout.yaxis.to_plotly_json(),
            }
        )
        columns: dict[bool, list] = {}
        for note in layout["annotations"]:
            whole = note["x"] < 0.5
            columns.setdefault(whole, []).append((-note["y"], -note["y"] + 16 * (note["text"].count("<br>") + 1)))
        for boxes in columns.values():
            boxes.sort()
            assert all(low <= top for (_, low), (top, _) in zip(boxes, boxes[1:], strict=False))
        assert max(end for boxes in columns.values() for _, end in boxes) <= -layout["yaxis"]["range"][0] + 1
    for side in ("for", "against"):
        on = sum(sides[number % len(sides)] == side for number in range(len(ids)))
        drawn = sum(len(trace.x) for trace in view.figure.data if trace.name == side)
        more = re.findall(r"and (\d+) more, in the table", written_of(view))
        assert drawn == on or str(on - drawn) in more
        assert drawn > 0 or on == 0
    assert view.figure.layout.height <= 306


def written_of(view) -> str:
    return "\n".join(note.text for note in view.figure.layout.annotations)


def test_a_readers_words_are_letters_in_the_picture_and_nothing_in_the_notebook(journal, eight, run_cell):
    journal.record("02_context", "sentence", {"text": PAYLOAD})
    for part in checks.PARTS:
        journal.record(eight.notebook, task(part), {"text": f"{PAYLOAD} {part}"})
    exhibit = run_cell(sort={"02_context/sentence": "for"})
    texts = json.dumps(exhibit.view.payload()["figure"], ensure_ascii=False)
    assert "<img" not in texts
    assert "//" not in texts
    assert "\u202e" not in texts
    assert "$" not in texts
    assert list(exhibit.view.table["text"])[0] == f"{PAYLOAD} claim"
    bundle = exhibit._repr_mimebundle_()
    stored = bundle["text/markdown"] + bundle["text/plain"]
    assert "Your claim stands on 1 answer" in stored
    for word in ("img", "evil", "bold"):
        assert word not in stored


# --- kept, brought back, followed ------------------------------------------------------------------


def test_a_sort_is_kept_once_a_sitting_and_brought_back_without_what_is_gone(filled, eight, run_cell):
    exhibit = run_cell()
    exhibit.controls["sort"].value = {"02_context/split": "for"}
    exhibit.controls["sort"].value = {"02_context/split": "for", "02_context/sentence": "against"}
    assert saved(filled, eight) == [{"02_context/split": "for", "02_context/sentence": "against"}]
    filled.record("02_context", "sentence", {"text": ""})
    again = run_cell()
    assert again.controls["sort"].value == {"02_context/split": "for"}
    assert "1 answer from 1 lesson" in again.view.title
    assert len(saved(filled, eight)) == 1, "bringing back is no answer"


@pytest.mark.parametrize(
    "hostile",
    [
        None, 7, "text", [], ["02_context/split"], {}, {"": ""}, {"02_context/split": "nowhere"}, {"02_context/split": ["for"]},
        {"02_context/split": {"for": "for"}}, {"no/such": "for", "02_context/split": "for"}, {"08_conclusion/claim": "for"},
        {"02_context/split": None, "x": [[[]]]}, {f"{number}": "for" for number in range(3000)},
    ],
)  # fmt: skip
def test_a_strangers_sort_of_any_shape_raises_nothing(filled, eight, run_cell, tmp_path, hostile):
    filled.record(eight.notebook, "map", hostile)
    for part in checks.PARTS:
        filled.record(eight.notebook, task(part), hostile)
    filled.record("02_context", "sentence", hostile)
    exhibit = run_cell()
    assert exhibit.error is None
    assert set(exhibit.controls["sort"].value.items()) <= {("02_context/split", "for")}
    folder = tmp_path / "class"
    folder.mkdir()
    filled.export(folder / "a.json")
    assert "Because" in (folder / "a.html").read_text("utf-8")
    answers, refused = classroom.collect(folder)
    assert refused.empty
    assert set(classroom.sorts(answers, eight.notebook, "map").stack().dropna()) <= {"speaks for it"}


def test_an_open_map_follows_what_is_written_and_answered(filled, eight, run_cell):
    exhibit = run_cell(sort={"02_context/joint-vetoes": "for"})
    writing = learn.task("08", task("claim"))
    writing.text = {"value": "Another claim altogether.", "turn": "1"}
    assert "Another claim altogether." in written(exhibit)
    question = learn.check("02", "joint-vetoes")
    assert "not accepted by the check: 1." in exhibit.view.summary
    question.answer = {"value": "11", "turn": "2"}
    assert "First answered otherwise: 1 of 1 ground; not accepted by the check: 0." in exhibit.view.summary
    learn.my_journal()._on_empty()
    assert exhibit.view.title.startswith("Nothing")
    assert exhibit.error is None


def test_answers_that_came_since_are_told_and_become_cards_when_the_cell_runs_again(filled, run_cell):
    exhibit = run_cell(sort={"02_context/split": "for"})
    assert "since" not in exhibit.view.summary
    learn.check("02", "symmetry").answer = {"value": "from-below", "turn": "1"}
    assert "1 answer has come since: run this cell again to sort it." in exhibit.view.summary
    again = run_cell()
    assert "since" not in again.view.summary
    assert "02_context/symmetry" in [card["id"] for card in again.controls["sort"].cards]


def test_saving_refreshes_and_refreshing_saves_nothing(filled, eight, run_cell):
    exhibit, seen = run_cell(), []
    exhibit.on_view(lambda shown: seen.append(shown.view and shown.view.title))
    exhibit.controls["sort"].value = {"02_context/split": "against"}
    assert 1 <= len(seen) <= 2
    before = len(filled.answers())
    exhibit.renew()
    assert len(filled.answers()) == before
    exhibit.close()
    learn.task("08", task("doubt")).text = {"value": "after the map was closed", "turn": "1"}
    assert filled.newest(eight.notebook, task("doubt")).answer["text"] == "after the map was closed"


def test_sorting_writing_and_answering_at_once_end_with_all_of_it_on_the_map(filled, eight, run_cell):
    exhibit, writing, question = run_cell(), learn.task("08", task("claim")), learn.check("02", "joint-vetoes")
    ids = [card["id"] for card in exhibit.controls["sort"].cards]

    def sort():
        for number in range(1, len(ids) + 1):
            exhibit.controls["sort"].value = dict.fromkeys(ids[:number], "for")

    def write():
        for number in range(6):
            writing.text = {"value": f"claim {number}", "turn": f"{number}"}

    def answer():
        for number in range(6):
            question.answer = {"value": f"{number}", "turn": f"q{number}"}

    threads = [threading.Thread(target=act, daemon=True) for act in (sort, write, answer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    exhibit.renew()
    assert "claim 5" in written(exhibit)
    assert exhibit.view.title.startswith(f"Your claim stands on {len(ids)} answers")
    assert saved(filled, eight)[-1] == dict.fromkeys(ids, "for")


# --- out -------------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """The text of the page between <dl> and </dl>, and all tags seen."""

    def __init__(self, page: str):
        super().__init__()
        self.inside, self.parts, self.tags = False, [], set()
        self.feed(page)

    def handle_starttag(self, tag, _):
        self.tags.add(tag)
        self.inside = self.inside or tag == "dl"

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "dl"

    def handle_data(self, data):
        if self.inside and data.strip():
            self.parts.append(data.strip())


def test_the_exported_page_shows_the_map_as_an_outline(filled, eight, run_cell, tmp_path):
    run_cell().controls["sort"].value = {
        "01_introduction/nearest": "for", "02_context/sentence": "for", "02_context/arms-deliveries": "against", "02_context/joint-vetoes": "aside",
    }  # fmt: skip
    # a design has a page of its own, which is not looked at here
    filled.record("04_three_expansions", "ninth", {})
    filled.export(tmp_path / "out.json")
    title = {
        id: eight.units("map")[id]
        for id in (
            "01_introduction/nearest",
            "02_context/sentence",
            "02_context/arms-deliveries",
            "02_context/joint-vetoes",
        )
    }
    ranks = next(
        each["text"] for each in checks.lesson("01").checks["nearest"].content["options"] if each["id"] == "ranks"
    )
    fell = next(
        each["text"]
        for each in checks.lesson("02").checks["arms-deliveries"].content["options"]
        if each["id"] == "fell"
    )
    assert Outline((tmp_path / "out.html").read_text("utf-8")).parts == [
        "Claim", CLAIM,
        "Because", title["01_introduction/nearest"], ranks, title["02_context/sentence"], "A sentence that only I have written.",
        "This counts because", WARRANT,
        "Against", title["02_context/arms-deliveries"], fell,
        "I would give it up if", DOUBT,
        "Set aside", f"{title['02_context/joint-vetoes']} (not accepted by the check)", "18",
    ]  # fmt: skip
    export = json.loads((tmp_path / "out.json").read_text("utf-8"))
    (sort,) = [each["answer"] for each in export["answers"] if each["item"] == "map"]
    assert sort["02_context/sentence"] == "for"


def test_the_exported_page_escapes_what_is_written_and_withholds_what_is_sensitive(journal, eight, tmp_path):
    secret = "what nobody else is to read"
    journal.record("02_context", "sentence", {"text": secret}, sensitive=True)
    journal.record("03_literature", "which-sense", {"text": PAYLOAD})
    journal.record(eight.notebook, task("claim"), {"text": PAYLOAD})
    journal.record(eight.notebook, "map", {"02_context/sentence": "for", "03_literature/which-sense": "against"})
    journal.export(tmp_path / "out.json")
    page = (tmp_path / "out.html").read_text("utf-8")
    outline = Outline(page)
    assert secret not in page + (tmp_path / "out.json").read_text("utf-8")
    assert not {"img", "a", "script"} & outline.tags
    place = outline.parts.index("Because")
    assert outline.parts[place + 1 : place + 3] == [eight.units("map")["02_context/sentence"], "withheld"]
    assert outline.parts[1] == PAYLOAD
    assert outline.parts[outline.parts.index("I would give it up if") + 1] == "not written yet"
    journal.export(tmp_path / "whole.json", include=[("02_context", "sentence")])
    assert secret in (tmp_path / "whole.html").read_text("utf-8")
    assert "withheld" not in (tmp_path / "whole.html").read_text("utf-8")


# --- the class, and what a lesson may say ----------------------------------------------------------


def test_a_class_sees_how_it_sorts_its_answers_by_their_titles(eight):
    answers = rehearsal.collected().answers
    table = classroom.sorts(answers, eight.notebook, "map")
    titles = [other.title(item) for other in checks.lessons().values() if other is not eight for item in other.items()]
    assert list(table.columns) == titles
    assert len(titles) == len(set(titles))
    assert len(table) == answers["student"].nunique()
    assert set(table.stack()) == set(argument.sides().values())
    assert set(classroom.divided(table)["unit"]) == set(titles)


def test_the_units_and_texts_of_a_map_are_checked_when_the_lesson_is_read(tmp_path):
    content = json.loads((checks.FOLDER / "08.json").read_text("utf-8"))
    entry = next(each for each in content["sortings"] if each["units"] == "answers")
    for field, value, told in (
        ("claim", "no-such-task", "no task 'no-such-task'"),
        ("doubt", "map", "no task 'map'"),
        ("units", "all", "units"),
    ):
        before, entry[field] = entry[field], value
        (tmp_path / "08.json").write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(DataError, match=told):
            checks.read_lesson(tmp_path / "08.json")
        entry[field] = before
    for part in checks.PARTS:
        del entry[part]
    (tmp_path / "08.json").write_text(json.dumps(content), encoding="utf-8")
    assert checks.read_lesson(tmp_path / "08.json").sortings["map"]["units"] == "answers"


# --- in the browser --------------------------------------------------------------------------------


@pytest.fixture
def desk(lesson, jupyter):
    return Desk(lesson, jupyter)


@pytest.mark.browser
def test_by_keyboard_a_card_is_sorted_and_a_claim_written_and_both_stand_in_map_and_export(desk, eight):
    desk.journal().record("02_context", "arms-deliveries", "fell", right=True)
    desk.journal().record("02_context", "joint-vetoes", "11", right=True)
    desk.open(
        'learn.sorting("08", "map", explore.your_map())', f'learn.task("08", "{task("claim")}")', "learn.my_journal()"
    )
    page = desk.page
    page.wait_for_selector(".ib-card-row")
    desk.wait_text(".ib-title", "Nothing on your map yet: 2 answers wait")
    page.focus(".ib-card-row >> nth=0 >> input >> nth=0")
    page.keyboard.press("1")
    page.focus(".ib-card-row >> nth=1 >> input >> nth=0")
    page.keyboard.press("2")
    desk.wait_text(".ib-title", "A claim still to be written stands on 1 answer from 1 lesson; 1 speaks against it")
    page.focus(f".ib-form[data-item='{eight.notebook}/{task('claim')}'] textarea")
    page.keyboard.type("Deliveries fell <b>while</b> vetoes rose.")
    desk.wait_text(".ib-plot .annotation-text", "Claim: Deliveries fell ‹b›while‹/b› vetoes rose.")
    desk.wait_text(".ib-title", "Your claim stands on 1 answer")
    with page.expect_download() as saved:
        page.click("button:has-text('Export my journal') >> nth=-1")
    back = Journal.load_export(_named(saved.value))
    assert back.newest(eight.notebook, "map").answer == {
        "02_context/arms-deliveries": "for",
        "02_context/joint-vetoes": "against",
    }
    assert back.newest(eight.notebook, task("claim")).answer["text"] == "Deliveries fell <b>while</b> vetoes rose."
    page.select_option(".inbetween-exhibit select", label="a constructed reader")
    desk.wait_text(".ib-title", "Constructed reader: ")
    page.wait_for_function("() => !document.querySelector('.ib-card-row input:enabled')")
    assert own(desk.lesson.complaints) == [] and desk.lesson.outside == []
