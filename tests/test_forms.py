"""Checks, texts, journal and class in a real browser: by keyboard, through kernels that die, with what strangers write."""

from __future__ import annotations

import json
import re
import time
import uuid
from pathlib import Path

import pytest
from conftest import Lesson
from inbetween.learn import Journal
from test_browser import KEPT_KEYS, SELECTED_CELL, own
from test_checks import LESSON, ONE_OF_EACH
from test_classroom import PAYLOADS, journal_of

pytestmark = pytest.mark.browser

APPS = pytest.mark.parametrize("app", ["lab/tree", "notebooks"])


class Desk:
    """A notebook with a journal of its own."""

    def __init__(self, lesson, jupyter):
        self.lesson, self.jupyter = lesson, jupyter
        self.path = jupyter.folder.parent / "journals" / f"{uuid.uuid4().hex}.sqlite"

    @property
    def page(self):
        return self.lesson.page

    def open(self, *cells: str, app: str = "lab/tree", extra: str = "") -> Desk:
        setup = f"import os\nos.environ['INBETWEEN_JOURNAL'] = {str(self.path)!r}\n{extra}"
        name = self.jupyter.write(f"desk_{uuid.uuid4().hex[:8]}", setup, "from inbetween import explore, learn", *cells)
        self.lesson.open(name, app).run_all()
        self.page.wait_for_selector(".ib-form")
        return self

    def until(self, true) -> None:
        """Wait until something holds that is seen outside the page."""
        end = time.monotonic() + 20
        while not true():
            assert time.monotonic() < end, "it did not come to that"
            self.page.wait_for_timeout(50)

    def journal(self) -> Journal:
        return Journal(self.path)

    def reply(self, place: int = 0) -> str:
        """The reply below a form, when it has come."""
        self.page.wait_for_function(
            "(place) => !['', 'Checking ...'].includes(document.querySelectorAll('.ib-form .ib-reply')[place].textContent)",
            arg=place,
        )
        return self.page.locator(".ib-form .ib-reply").nth(place).text_content()

    def wait_text(self, selector: str, text: str) -> str:
        self.page.wait_for_function(
            "([selector, text]) => [...document.querySelectorAll(selector)].some(node => node.textContent.includes(text))",
            arg=[selector, text],
            timeout=20_000,
        )
        return self.page.locator(selector, has_text=text).first.text_content()


@pytest.fixture
def desk(lesson, jupyter):
    checks = jupyter.folder / "checks" / "77.json"
    checks.write_text(json.dumps(LESSON), encoding="utf-8")
    yield Desk(lesson, jupyter)
    checks.unlink()


# --- by keyboard ---------------------------------------------------------------------------------

# field to begin in, keys (none: those that mark what the journal then holds), what the reply says, what the journal holds
BY_KEYBOARD = {
    "choice": ("input", None, "B is wrong, for a reason", "b"),
    "several": ("input", None, "both", ["a", "c"]),
    "number": ("input", ["1", "9", "7", "8", "Tab", "Enter"], "that is PPP", "1978"),
    "match": (
        "select",
        ["ArrowDown", "Tab", "ArrowDown", "ArrowDown", "Tab", "Enter"],
        "all pairs",
        {"a": "x", "b": "y"},
    ),
    "text": ("textarea", ["o", "Space", "t", "Space", "t", "Tab", "Enter"], "A model answer.", "o t t"),
    "view": (
        "input",
        ["ArrowDown", "ArrowUp", "Tab", "Enter"],
        "Obligations on paper: 1.44 to 2",
        {"choice": "Obligations on paper", "view": "explore.thickening()"},
    ),
}


@APPS
def test_a_check_of_each_kind_is_done_by_keyboard_alone(desk, app):
    kinds = [*BY_KEYBOARD, "order"]
    assert set(kinds) == set(ONE_OF_EACH)
    made = [f'learn.check("77", "{kind}"{", ties" if kind == "view" else ""})' for kind in kinds]
    desk.open("ties = explore.thickening()\nties", *made, app=app)
    page = desk.page
    page.wait_for_selector(".ib-form[data-item='77_test/view'] input")
    for place, kind in enumerate(kinds):
        form = page.locator(f".ib-form[data-item='77_test/{kind}']")
        reply = form.locator(".ib-reply")
        assert reply.get_attribute("role") == "status" and reply.text_content() == ""
        if kind == "order":
            told, kept = "in order", ["a", "b", "c"]
            order_by_keyboard(page, form)
        else:
            field, keys, told, kept = BY_KEYBOARD[kind]
            form.locator(field).first.focus()
            for key in keys or keys_to_mark(form, kept):
                page.keyboard.press(key)
        assert told in desk.reply(place)
        assert "Saved" in desk.reply(place) and "in your journal" in desk.reply(place)
        newest = desk.journal().newest("77_test", kind)
        given = newest and newest.answer
        assert (sorted(given) if kind == "several" else given) == kept
    assert len(desk.journal().answers()) == len(kinds)
    assert own(desk.lesson.complaints) == [] and desk.lesson.outside == []


def keys_to_mark(form, wanted: str | list[str]) -> list[str]:
    """Keys that mark one choice, or several, in the order in which they stand, and go on to the button and press it."""
    stand = form.locator("input").evaluate_all("inputs => inputs.map(input => input.value)")
    if isinstance(wanted, str):
        return [*(["ArrowDown"] * stand.index(wanted) or ["Space"]), "Tab", "Enter"]
    return [*(key for each in stand for key in (["Space", "Tab"] if each in wanted else ["Tab"])), "Enter"]


def order_by_keyboard(page, form) -> None:
    """Move each item up until it stands where it belongs, then go to the button and press it."""
    for letter, place in (("a", 0), ("b", 1)):
        form.locator(f"li[data-id={letter}] button").first.focus()
        while form.locator("li").nth(place).get_attribute("data-id") != letter:
            page.keyboard.press("ArrowUp")
    assert "place" in form.locator("[aria-live]").text_content()
    form.locator("li").last.locator("button").last.focus()
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)


@APPS
def test_keys_pressed_in_a_form_stay_in_it_and_every_field_has_a_name(desk, app):
    kinds = [kind for kind in ONE_OF_EACH if kind != "view"]
    cells = [f'learn.check("77", "{kind}")' for kind in kinds]
    desk.open(*cells, 'learn.task("02", "sentence")', "learn.my_journal()", "learn.my_progress()", app=app)
    page = desk.page
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    forms = page.locator(".ib-form").count()
    assert forms == len(kinds) + 3
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('.ib-form :is(select, input:not([type=file]), textarea, button, progress)')]
        .filter(node => !(node.labels?.length || node.getAttribute('aria-label') || node.textContent.trim()
                          || node.closest('fieldset')?.querySelector('legend')?.textContent.trim()))
        .map(node => node.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    tried = 0
    for control in page.query_selector_all(".ib-form :is(select, input, textarea, button, summary, a)"):
        if not control.is_visible() or control.is_disabled():
            continue
        control.scroll_into_view_if_needed()
        control.focus()
        selected = page.evaluate(SELECTED_CELL)
        for key in KEPT_KEYS:
            page.keyboard.press(key)
        assert page.evaluate(SELECTED_CELL) == selected, control.evaluate("node => node.outerHTML.slice(0, 100)")
        tried += 1
    assert tried >= 25
    desk.lesson.settle()
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert page.locator(".ib-form").count() == forms
    assert own(desk.lesson.complaints) == []


# --- what strangers write ------------------------------------------------------------------------


def test_what_strangers_write_is_never_run(desk):
    folder = desk.path.parent / f"class-{uuid.uuid4().hex[:6]}"
    folder.mkdir(parents=True)
    for number, payload in enumerate(PAYLOADS):
        journal = journal_of(payload, crossing_year=payload, arms_deliveries=payload, split={payload: payload})
        journal.record("02_context", "sentence", {"text": payload, "position": payload})
        journal.export(folder / f"{number}.json")
    (folder / "<img src=x onerror='window.harmed=1'>.json").write_text("{}", encoding="utf-8")
    hostile = {**ONE_OF_EACH["choice"], "question": PAYLOADS[0], "title": PAYLOADS[1]}
    hostile["options"] = [
        {"id": "a", "text": PAYLOADS[0], "right": True, "reply": PAYLOADS[1], "see": {"exhibit": PAYLOADS[2]}},
        {"id": "b", "text": PAYLOADS[4], "reply": PAYLOADS[0], "see": {"exhibit": PAYLOADS[2]}},
    ]
    lesson = {**LESSON, "order": ["choice"], "places": {PAYLOADS[2]: PAYLOADS[2]}, "checks": [hostile], "tasks": []}
    (desk.jupyter.folder / "checks" / "77.json").write_text(json.dumps(lesson), encoding="utf-8")
    theirs = journal_of(PAYLOADS[0])
    theirs.record("02_context", "sentence", {"text": PAYLOADS[0]})
    theirs.record(PAYLOADS[1], PAYLOADS[0], PAYLOADS[4], sensitive=True)
    desk.journal().merge(theirs)
    shows = [
        f"explore.class_view(folder={str(folder)!r}, show={show!r})" for show in ("wrong", "who", "refused", "divided")
    ]
    one = [
        f"explore.class_view(folder={str(folder)!r}, show='one', item='02_context/{i}')"
        for i in ("sentence", "crossing-year")
    ]
    desk.open('learn.check("77", "choice")', 'learn.task("02", "sentence")', "learn.my_journal()", *shows, *one)
    page = desk.page
    page.check(".ib-form input[value=b]")
    page.click(".ib-form button[type=submit]")
    assert "<img" in desk.reply()
    desk.lesson.scroll_through()
    for summary in page.query_selector_all(".ib-table summary"):
        summary.scroll_into_view_if_needed()
        summary.click()
    page.wait_for_function("() => document.querySelectorAll('.ib-rows td').length > 20")
    desk.lesson.settle("x")
    text = page.text_content(".jp-Notebook")
    assert all(payload in text for payload in PAYLOADS[:3]), "the payloads are not even shown"
    assert page.evaluate("() => window.harmed") is None
    assert page.locator(".jp-OutputArea-output img[src='x'], .jp-OutputArea-output svg[onload]").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    with page.expect_download() as saved:
        page.click("button:has-text('Copy to read')")
    reader = Lesson(page.context.browser.new_page(), "file:")
    reader.page.goto(_named(saved.value).as_uri())
    reader.settle("x")
    assert "<img" in reader.page.text_content("body")
    assert reader.page.evaluate("() => window.harmed") is None
    reader.page.close()
    assert desk.lesson.outside == reader.outside == []


# --- through kernels that die --------------------------------------------------------------------


def test_a_text_is_saved_while_it_is_written_and_is_there_after_the_kernel_was_killed(desk):
    desk.open('learn.task("02", "sentence")')
    page = desk.page
    assert "Not begun." in page.text_content(".ib-form")
    page.fill(".ib-form textarea", "By GDP in constant dollars")
    desk.wait_text(".ib-form-small", "Saved ")
    page.focus(".ib-form textarea")
    page.keyboard.press("End")
    page.keyboard.type(" China passed Russia in 1991.")
    whole = "By GDP in constant dollars China passed Russia in 1991."
    desk.until(lambda: desk.journal().newest("02_context", "sentence").answer["text"] == whole)
    assert "10 words" in page.text_content(".ib-form")
    # no farewell: the kernel's process is killed
    desk.jupyter.kill_kernel(desk.lesson.notebook)
    assert [answer["text"] for answer in desk.journal().answers()["answer"]] == [whole]
    desk.lesson.reload().run_all()
    page.wait_for_selector(".ib-form textarea")
    assert page.input_value(".ib-form textarea") == whole


def test_what_was_written_while_the_kernel_was_dead_is_saved_when_it_is_back(desk):
    desk.open('learn.task("02", "sentence")')
    page = desk.page
    desk.jupyter.stop_kernel(desk.lesson.notebook)
    page.fill(".ib-form textarea", "Written to nobody")
    desk.wait_text(".ib-form-notice", "Not saved yet")
    assert len(desk.journal().answers()) == 0
    desk.lesson.reload().run_all()
    desk.wait_text(".ib-form-small", "Saved ")
    assert page.input_value(".ib-form textarea") == "Written to nobody"
    assert desk.journal().newest("02_context", "sentence").answer["text"] == "Written to nobody"


def test_a_check_without_kernel_says_so_and_that_nothing_is_saved(desk):
    desk.open('learn.check("02", "arms-deliveries")')
    desk.jupyter.stop_kernel(desk.lesson.notebook)
    desk.page.check(".ib-form input >> nth=0")
    desk.page.click(".ib-form button[type=submit]")
    desk.wait_text(".ib-reply", "The kernel does not answer")
    assert "not saved" in desk.reply()


def test_answers_and_sorts_come_back_when_the_cells_are_run_again(desk):
    desk.open('learn.check("02", "arms-deliveries")', 'learn.sorting("02", "split", explore.why_the_split())')
    page = desk.page
    page.check(".ib-form input >> nth=0")
    page.click(".ib-form button[type=submit]")
    first = desk.reply()
    page.focus(".ib-card-row >> nth=0 >> input >> nth=0")
    page.keyboard.press("2")
    desk.wait_text(".ib-source", "Saved ")
    desk.jupyter.kill_kernel(desk.lesson.notebook)
    desk.lesson.reload().run_all()
    page.wait_for_selector(".ib-form input")
    assert page.is_checked(".ib-form input >> nth=0")
    assert desk.reply().partition("Saved")[0] == first.partition("Saved")[0]
    desk.wait_text(".ib-title", "1 on ideas")
    page.click(".ib-sort button:has-text('Start over')")
    desk.wait_text(".ib-title", "Nothing sorted yet")
    desk.until(lambda: desk.journal().newest("02_context", "split").answer == {})


def test_a_journal_that_cannot_be_written_is_told_at_once(desk):
    desk.path.parent.mkdir(parents=True, exist_ok=True)
    desk.path.with_suffix("").write_text("a file in the way", encoding="utf-8")
    desk.path = desk.path.with_suffix("") / "journal.sqlite"
    desk.open('learn.check("02", "arms-deliveries")', 'learn.task("02", "sentence")', "learn.my_journal()")
    desk.page.check(".ib-form input >> nth=1")
    desk.page.click(".ib-form button[type=submit]")
    assert "memory only" in desk.reply()
    desk.wait_text(".ib-form-notice", "memory only")
    with desk.page.expect_download() as saved:
        desk.page.click("button:has-text('Export my journal') >> nth=-1")
    back = Journal.load_export(_named(saved.value))
    assert back.answers()["item"].tolist() == ["arms-deliveries"]


def test_on_binder_the_page_says_that_the_machine_forgets_with_the_export_beside_it(desk):
    desk.open('learn.task("02", "sentence")', "learn.my_journal()", extra="os.environ['BINDER_SERVICE_HOST'] = 'here'")
    assert desk.page.locator(".ib-form-notice:visible", has_text="forgets").count() == 2
    desk.page.fill(".ib-form textarea", "Taken along")
    desk.wait_text(".ib-form-small", "Saved ")
    with desk.page.expect_download() as saved:
        desk.page.click(".ib-form >> nth=0 >> button:has-text('Export my journal')")
    assert Journal.load_export(_named(saved.value)).newest("02_context", "sentence").answer["text"] == "Taken along"
    desk.wait_text(".ib-form-small", "Last exported: 20")


# --- out and in ----------------------------------------------------------------------------------


def _named(download) -> Path:
    """A download under the name that it was given."""
    target = Path(download.path()).with_name(download.suggested_filename)
    download.save_as(target)
    return target


def test_a_journal_goes_out_under_a_pseudonym_and_comes_in_on_another_machine(desk):
    there = journal_of("", crossing_year=["1978", "1991"])
    there.record("02_context", "sentence", {"text": "secret"}, sensitive=True)
    desk.journal().merge(there)
    desk.open("learn.my_journal()", "learn.my_progress()")
    page = desk.page
    page.fill(".ib-form input[type=text]", "night owl <b>")
    page.keyboard.press("Tab")
    desk.until(lambda: desk.journal().pseudonym == "night owl <b>")
    with page.expect_download() as saved:
        page.click("button:has-text('Export my journal')")
    without = _named(saved.value)
    assert re.fullmatch(r"journal-night-owl-b-[0-9a-f]{4}-20\d\d-\d\d-\d\d\.json", without.name)
    loaded = Journal.load_export(without)
    assert (loaded.pseudonym, len(loaded.answers())) == ("night owl <b>", 2)
    page.check(".ib-form input[type=checkbox]")
    with page.expect_download() as saved:
        page.click("button:has-text('Export my journal')")
    whole = _named(saved.value)
    assert len(Journal.load_export(whole).answers()) == 3

    before = page.text_content(".ib-form >> nth=1")
    other = journal_of("", arms_deliveries="fell").export(desk.path.with_suffix(".json"))
    for path, told in ((other, "1 new"), (whole, "3 here already")):
        page.set_input_files(".ib-form input[type=file]", path)
        desk.wait_text(".ib-form p", told)
    assert len(desk.journal().answers()) == 4
    assert page.text_content(".ib-form >> nth=1") != before, "what is done did not follow"
    bad = desk.path.with_suffix(".bad.json")
    for content, reason in (
        (b"{}", "not an export"),
        (b"[" * 1_000_000, "Nothing was brought in"),
        (b"x" * 6_000_000, "larger"),
    ):
        bad.write_bytes(content)
        page.set_input_files(".ib-form input[type=file]", bad)
        desk.wait_text(".ib-form p", reason)
    assert len(desk.journal().answers()) == 4


def test_a_check_about_the_reader_s_view_follows_the_exhibit(desk):
    desk.open("ties = explore.thickening()\nties", 'learn.check("02", "your-view", ties)')
    page = desk.page
    assert "Cut at 2008" in page.text_content(".ib-form")
    names = page.locator(".ib-form label").all_text_contents()
    assert len(names) == 6 and "Joint vetoes" in names
    page.check(".ib-form label:has-text('Joint vetoes') input")
    page.click(".ib-form button[type=submit]")
    assert "Right." in desk.reply()
    page.focus(".inbetween-exhibit select")
    page.keyboard.press("ArrowDown")
    desk.wait_text(".ib-reply", "Your view has changed")
    page.fill(".ib-year input[type=number]", "1996")
    page.keyboard.press("Enter")
    desk.wait_text(".ib-form-small", "Cut at 1996")
    page.select_option(".inbetween-exhibit select >> nth=0", label="Trade in goods")
    desk.wait_text(".ib-form-small", "Trade in goods")
    assert page.locator(".ib-form label").count() == 0
    assert "choose several ties" in page.text_content(".ib-form fieldset")
    assert page.is_disabled(".ib-form button[type=submit]")
    assert len(desk.journal().answers()) == 1


def test_what_is_done_follows_answers_and_leads_to_the_next_one(desk):
    desk.open('learn.check("02", "crossing-year")', 'learn.check("02", "arms-deliveries")', "learn.my_progress()")
    page = desk.page
    page.fill(".ib-form input", "1978")
    page.keyboard.press("Enter")
    desk.wait_text(".ib-form li", "Check 2: the crossing year")
    assert "1 of 7" in page.text_content(".ib-form >> nth=2")
    page.evaluate("() => window.scrollTo(0, 0)")
    page.click(".ib-form li a")
    page.wait_for_function(
        "() => document.activeElement.closest('[data-item]')?.dataset.item === '02_context/crossing-year'"
    )
    page.fill(".ib-form input", "1991")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('.ib-form li')")


def test_a_delicate_task_gives_a_position_by_lot_that_stays_and_leaves_only_when_ticked(desk):
    desk.open('learn.task("77", "delicate")', "learn.my_journal()")
    page = desk.page
    lot = ".ib-form >> nth=0 >> .ib-form-notice:has-text('by lot')"
    told = page.text_content(lot)
    position = told.rpartition(": ")[2]
    assert position in ("for", "against", "abstaining")
    page.fill(".ib-form textarea", "SECRET words")
    desk.wait_text(".ib-form-small", "Saved ")
    for button in ("Export my journal", "Copy to read"):
        with page.expect_download() as saved:
            page.click(f".ib-form >> nth=1 >> button:has-text('{button}')")
        assert "SECRET" not in _named(saved.value).read_text(encoding="utf-8")
    desk.lesson.run_all()
    page.wait_for_selector(".ib-form textarea")
    assert page.text_content(lot) == told
    page.check(".ib-form input[type=checkbox]")
    with page.expect_download() as saved:
        page.click(".ib-form >> nth=1 >> button:has-text('Export my journal')")
    kept = Journal.load_export(_named(saved.value)).newest("77_test", "delicate")
    assert kept.answer == {"text": "SECRET words", "position": position} and kept.sensitive


def test_a_shared_computer_is_left_without_a_trace(desk):
    theirs = journal_of("owl", crossing_year="1978")
    theirs.record("02_context", "sentence", {"text": "UNIQUEWORDS of the last reader"})
    desk.journal().merge(theirs)
    assert b"UNIQUEWORDS" in desk.path.read_bytes()
    desk.open("learn.my_journal()")
    page = desk.page
    page.evaluate("() => sessionStorage.setItem('inbetween:02_context/sentence', 'UNSAVED of the last reader')")
    page.click("button:has-text('Empty this journal')")
    page.wait_for_selector("button:has-text('Really empty it')")
    assert len(desk.journal().answers()) == 2, "emptied without asking"
    page.click("button:has-text('Really empty it')")
    desk.wait_text(".ib-form p", "The journal is empty")
    assert len(desk.journal().answers()) == 0 and desk.journal().pseudonym == ""
    assert b"UNIQUEWORDS" not in desk.path.read_bytes()
    assert page.evaluate("() => sessionStorage.getItem('inbetween:02_context/sentence')") is None
    page.wait_for_function("() => document.querySelector('.ib-form input[type=text]').value === ''")


def test_an_exhibit_that_is_run_again_tells_the_question_that_asks_about_it(desk):
    desk.open("ties = explore.thickening()\nties", 'learn.check("02", "your-view", ties)')
    desk.page.click(".jp-CodeCell >> nth=2 >> .jp-InputArea-editor")
    desk.lesson.menu("Run", "Run Selected Cell")
    desk.wait_text(".ib-form fieldset", "run this cell again too")


def test_running_the_cell_of_a_form_again_closes_what_it_made(desk):
    count = "import ipywidgets; print('models', len(ipywidgets.widgets.widget._instances))"
    desk.open('learn.check("02", "crossing-year")', 'learn.task("02", "sentence")', "learn.my_progress()", count)
    seen = []
    for _ in range(3):
        seen.append(desk.page.text_content(".jp-OutputArea-output:has-text('models')"))
        desk.lesson.run_all()
        desk.page.wait_for_selector(".ib-form")
    assert seen[0].startswith("models ") and seen[0] != "models 0\n"
    assert len(set(seen)) == 1


def test_on_a_phone_no_form_is_wider_than_the_page(phone, jupyter):
    name = jupyter.write(
        "phone_forms", "from inbetween import explore, learn", 'learn.check("00", "whose-words")', 'learn.check("02", "arms-deliveries")',
        'learn.task("02", "sentence")', "learn.my_journal()", "learn.my_progress()", "explore.class_view()",
    )  # fmt: skip
    phone.open(name, "notebooks").run_all()
    phone.page.wait_for_selector(".ib-form")
    forms = phone.page.query_selector_all(".ib-form, .inbetween-exhibit")
    assert len(forms) == 6
    for form in forms:
        form.scroll_into_view_if_needed()
        phone.settle()
        box = form.bounding_box()
        assert 300 < box["width"] <= 390
        inside = form.eval_on_selector_all(
            "*", "nodes => nodes.map(n => n.getBoundingClientRect()).filter(r => r.width).map(r => r.right)"
        )
        assert len(inside) > 5 and max(inside) <= box["x"] + box["width"] + 2


def test_a_question_that_follows_a_view_is_there_when_one_scrolls_back_to_it(lesson, jupyter):
    lesson.open("08_conclusion").run_all()
    page, form = lesson.page, lesson.page.locator(".ib-form").first
    for claim in ("ties deepened", "literature is realist", "China passed Russia", "they vote more alike"):
        page.locator(".inbetween-exhibit").first.scroll_into_view_if_needed()
        before = form.text_content()
        page.locator(".inbetween-exhibit select").first.select_option(label=claim)
        page.wait_for_function(
            "before => document.querySelector('.ib-form').textContent !== before", arg=before, timeout=20_000
        )
        form.scroll_into_view_if_needed()
        parts = form.locator("legend, label")
        assert parts.count() > 3
        page.wait_for_timeout(300)
        assert all(parts.nth(place).bounding_box()["height"] > 10 for place in range(parts.count()))
