"""In a real browser: lessons run, pictures are painted, keys stay in the exhibits, and nothing is asked of the outside."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import nbformat
import pytest
from inbetween import explore

pytestmark = pytest.mark.browser

LESSONS = [path.stem for path in sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))]
# Notebook 7 itself throws these at its start, in an empty notebook too.
KNOWN_IN_NOTEBOOK_7 = ("reading 'schema'", "'filebrowser:open-path' not registered")
# One for each kind of control.
KINDS = ("asymmetry", "thickening", "timeline", "why_the_split", "is_it_realist", "own_library")


SELECTED_CELL = """
() => [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(cell => cell.className.includes('jp-mod-active'))
"""


def own(complaints: list[str]) -> list[str]:
    return [text for text in complaints if not any(known in text for known in KNOWN_IN_NOTEBOOK_7)]


def made_by(text: str) -> int:
    return len(re.findall(r"\bexplore\.\w+\(", text))


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_runs_paints_and_asks_nobody(request, jupyter, name):
    # the first one as from the start of JupyterLab, the others as opened after it
    lesson = request.getfixturevalue("own_page" if name == LESSONS[0] else "lesson")
    cells = nbformat.read(jupyter.folder / f"{name}.ipynb", as_version=4).cells
    expected = sum(made_by(cell.source) for cell in cells if cell.cell_type == "code")
    assert expected > 0, "a lesson without an exhibit"
    lesson.open(name).run_all()
    lesson.page.wait_for_function(
        f"() => document.querySelectorAll('.ib-chart .ib-title:not(:empty)').length === {expected}"
    )
    lesson.scroll_through()
    with_picture = lesson.page.locator(".ib-chart:has(.ib-plot:not([hidden]))").count()
    assert with_picture >= expected - 1, "only the card sort begins without a picture"
    lesson.painted(with_picture)
    assert lesson.page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert lesson.page.locator(".ib-wait:visible").count() == 0
    for picture in lesson.page.query_selector_all(".ib-plot:not([hidden]) .main-svg:first-child"):
        assert picture.bounding_box()["width"] > 300
    assert lesson.complaints == []
    assert lesson.outside == []


@pytest.mark.parametrize("app", ["lab/tree", "notebooks"])
def test_a_key_changes_picture_sentence_and_table(lesson, jupyter, app):
    name = jupyter.write("keys", "from inbetween import explore", "explore.asymmetry()")
    lesson.open(name, app).run_all().painted(1)
    before = lesson.picture(), lesson.text("summary"), lesson.text("title"), lesson.rows()
    status = lesson.page.query_selector(".ib-summary")
    assert status.get_attribute("role") == "status"
    lesson.page.focus(".inbetween-exhibit select")
    lesson.page.keyboard.press("ArrowDown")
    lesson.changed("summary", before[1])
    after = lesson.picture(), lesson.text("summary"), lesson.text("title"), lesson.rows()
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert status.is_visible() and status.text_content() == after[1], "the live sentence is a new node"
    assert own(lesson.complaints) == [] and lesson.outside == []


KEPT_KEYS = ("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "m", "y", "d", "d", "x", "b")


@pytest.mark.parametrize("app", ["lab/tree", "notebooks"])
@pytest.mark.parametrize("name", KINDS)
def test_every_control_has_a_name_and_keeps_its_keys(lesson, jupyter, name, app):
    notebook = jupyter.write(f"guard_{name}", "from inbetween import explore", f"explore.{name}()", "1 + 1")
    lesson.open(notebook, app).run_all()
    lesson.page.wait_for_selector(".ib-chart .ib-title:not(:empty)")
    nameless = lesson.page.evaluate(
        """() => [...document.querySelectorAll('.inbetween-exhibit :is(select, input, button, [role=group], [role=radiogroup])')]
        .filter(node => !(node.labels?.length || node.getAttribute('aria-labelledby') || node.getAttribute('aria-label')
                          || node.textContent.trim() || node.title)).map(node => node.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    tried = []
    for control in lesson.page.query_selector_all(
        ".inbetween-exhibit :is(select, input, button, summary, [tabindex='0'])"
    ):
        if not control.is_visible() or control.is_disabled():
            continue
        control.focus()
        selected = lesson.page.evaluate(SELECTED_CELL)
        for key in KEPT_KEYS:
            lesson.page.keyboard.press(key)
        tried.append(control.evaluate("node => `${node.tagName} ${node.type ?? ''} ${node.className}`"))
        assert lesson.page.evaluate(SELECTED_CELL) == selected, f"the keys of {tried[-1]} reached the notebook"
    assert len(tried) >= 8 and len(set(tried)) >= 4
    lesson.settle()
    assert lesson.page.locator(".jp-Notebook .jp-Cell").count() == 4
    assert lesson.page.locator(".jp-Notebook .jp-MarkdownCell").count() == 1
    assert lesson.page.locator(".inbetween-exhibit").count() == 1
    assert own(lesson.complaints) == []


def test_saving_still_works_from_inside_an_exhibit(lesson, jupyter):
    name = jupyter.write("save", "from inbetween import explore", "explore.asymmetry()")
    lesson.open(name).run_all().painted(1)
    lesson.page.focus(".inbetween-exhibit select")
    with lesson.page.expect_response(
        lambda answer: answer.request.method == "PUT" and f"{lesson.notebook}.ipynb" in answer.url
    ):
        lesson.page.keyboard.press("Control+s")


def test_after_a_restart_with_the_page_kept(lesson, jupyter):
    name = jupyter.write("restart", "from inbetween import explore", "explore.asymmetry()")
    lesson.open(name).run_all().painted(1)
    with lesson.running():
        lesson.menu("Kernel", "Restart Kernel and Run All Cells")
        lesson.page.click(".jp-Dialog button:has-text('Restart')")
    lesson.page.wait_for_selector(".ib-chart[data-painted]")
    before = lesson.text("summary")
    lesson.page.focus(".inbetween-exhibit select")
    lesson.page.keyboard.press("ArrowDown")
    lesson.changed("summary", before)
    assert len(lesson.exhibits()) == 1


def test_without_kernel_kept_states_are_shown_and_an_unknown_one_is_not_passed_off_as_shown(lesson, jupyter):
    name = jupyter.write("gone", "from inbetween import explore", "explore.asymmetry()")
    lesson.open(name).run_all().painted(1).kept()
    assert int(lesson.page.get_attribute(".ib-chart", "data-states")) == 14 * 7 * 2
    jupyter.stop_kernel(lesson.notebook)
    before = lesson.text("summary"), lesson.picture()
    lesson.page.focus(".inbetween-exhibit select")
    lesson.page.keyboard.press("ArrowDown")
    lesson.changed("summary", before[0])
    assert lesson.picture() != before[1]
    assert lesson.page.locator(".ib-stale").count() == 0
    lesson.page.fill(".ib-year input[type=number] >> nth=0", "1990")
    lesson.page.keyboard.press("Enter")
    lesson.page.wait_for_selector(".ib-chart.ib-stale .ib-wait:visible")
    lesson.page.wait_for_function(
        "() => document.querySelector('.ib-wait').textContent.includes('kernel')", timeout=20_000
    )


def test_running_a_cell_again_closes_what_its_earlier_run_made(lesson, jupyter):
    count = "import ipywidgets; print('models', len(ipywidgets.widgets.widget._instances))"
    name = jupyter.write("again", "from inbetween import explore", "explore.asymmetry()", count)
    lesson.open(name)
    seen = []
    for _ in range(4):
        lesson.run_all().painted(1)
        seen.append(lesson.page.text_content(".jp-OutputArea-output:has-text('models')"))
    assert seen[0].startswith("models ") and seen[0] != "models 0\n"
    assert len(set(seen)) == 1


def test_plotly_comes_from_the_kernel_where_the_page_has_none(own_page, jupyter):
    name = jupyter.write("fallback", "from inbetween import explore", "explore.asymmetry()")
    own_page.open(name)
    own_page.page.evaluate("() => { delete _JUPYTERLAB['jupyterlab-plotly']; }")
    own_page.run_all().painted(1)
    assert own_page.page.locator(".ib-plot .main-svg").count() > 0
    assert own_page.outside == []


def test_a_failing_view_shows_its_reason_in_the_place_of_the_picture(lesson, jupyter):
    failing = "exhibit = explore.thickening(periods='own'); exhibit"
    name = jupyter.write("failing", "from inbetween import explore", failing)
    lesson.open(name).run_all().painted(1)
    lesson.page.fill(".inbetween-exhibit input[type=text]", "2008, someday")
    lesson.page.keyboard.press("Enter")
    lesson.page.wait_for_selector(".ib-wait:visible")
    assert "'someday' is not a year" in lesson.text("wait")
    assert not lesson.page.is_visible(".ib-plot")
    lesson.page.fill(".inbetween-exhibit input[type=text]", "2010")
    lesson.page.keyboard.press("Enter")
    lesson.page.wait_for_selector(".ib-plot:visible")
    assert "2010" in lesson.text("title")


def test_outside_text_is_not_run_as_html(lesson, jupyter):
    hostile = '<img src=x onerror=\\"window.harmed=1\\"><script>window.harmed=1</script>'
    view = (
        "import pandas as pd\nfrom inbetween.chart import Chart, View, theme\n"
        f'text = "{hostile}"\n'
        "Chart(View(text, theme.figure([theme.line('CHN', [1, 2], [1, 2], name=text)], annotations=[theme.note(text, 1, 1)]),"
        " text, pd.DataFrame({text: [text]}), ('inbetween',), (text,)))"
    )
    name = jupyter.write("hostile", view)
    lesson.open(name).run_all().painted(1)
    lesson.rows()
    lesson.settle("x")
    assert "<img" in lesson.text("title")
    assert lesson.page.evaluate("() => window.harmed") is None


def test_dragging_over_the_timeline_moves_its_years_and_a_double_click_shows_all(lesson, jupyter):
    name = jupyter.write("zoom", "from inbetween import explore", "explore.timeline()")
    lesson.open(name).run_all().painted(1)
    before = lesson.text("title")
    box = lesson.page.locator(".ib-plot .nsewdrag").bounding_box()
    mouse = lesson.page.mouse
    mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 120)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.95, box["y"] + 130, steps=8)
    mouse.up()
    lesson.changed("title", before)
    lesson.page.wait_for_function(
        """() => {
            const [first, last] = [...document.querySelectorAll('.ib-year input[type=number]')].map(each => each.value);
            return first !== '1689' && last !== '2021' && document.querySelector('.ib-title').textContent.includes(`${first} to ${last}`);
        }"""
    )
    first, last = (int(lesson.page.input_value(f".ib-year input[type=number] >> nth={n}")) for n in (0, 1))
    assert 1990 < first < last < 2021 and f"{first} to {last}" in lesson.text("title")
    mouse.dblclick(box["x"] + 300, box["y"] + 200)
    lesson.page.wait_for_function("() => document.querySelector('.ib-title').textContent.includes('1689 to 2021')")


def test_a_break_year_is_set_on_the_axis_by_click_and_by_key(lesson, jupyter):
    name = jupyter.write("pick", "from inbetween import explore", "explore.thickening(tie='trade')")
    lesson.open(name).run_all().painted(1)
    before = lesson.text("title")
    box = lesson.page.locator(".ib-plot .nsewdrag").first.bounding_box()
    lesson.page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.3)
    clicked = lesson.changed("title", before)
    year = int(lesson.page.input_value(".ib-year input[type=number]"))
    assert 2012 <= year <= 2019 and f"Cut at {year}" in clicked
    lesson.page.focus(".ib-plot")
    for key in ("Home", "ArrowRight", "ArrowRight", "Enter"):
        lesson.page.keyboard.press(key)
    assert "Cut at 1994" in lesson.changed("title", clicked)


def test_labels_of_the_timeline_never_overlap(lesson, jupyter):
    spans = [(1689, 2021), (1949, 2021), (2008, 2016), (2014, 2014)]
    cells = [f"explore.timeline(since={since}, until={until})" for since, until in spans]
    name = jupyter.write("labels", "from inbetween import explore", *cells)
    lesson.open(name).run_all().scroll_through().painted(len(spans))
    seen = 0
    for chart in lesson.page.query_selector_all(".ib-chart"):
        chart.scroll_into_view_if_needed()
        boxes = chart.eval_on_selector_all(
            ".annotation-text", "nodes => nodes.map(node => node.getBoundingClientRect().toJSON())"
        )
        assert len(boxes) >= 2
        seen += len(boxes)
        for number, one in enumerate(boxes):
            for other in boxes[number + 1 :]:
                assert not overlapping(one, other), (one, other)
    assert seen > 40


def overlapping(one: dict, other: dict, slack: float = 2) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > slack and down > 2 * slack


def test_cards_are_sorted_by_keyboard_and_taken_back(lesson, jupyter):
    name = jupyter.write("cards", "from inbetween import explore", "explore.why_the_split()")
    lesson.open(name).run_all()
    lesson.page.wait_for_selector(".ib-card-row")
    assert "12 cards wait" in lesson.text("summary")
    before = lesson.text("title")
    lesson.page.focus(".ib-card-row >> nth=0 >> input >> nth=0")
    lesson.page.keyboard.press("2")
    title = lesson.changed("title", before)
    assert "1 on ideas" in title
    lesson.page.keyboard.press("Tab")
    lesson.page.keyboard.press("3")
    title = lesson.changed("title", title)
    assert "1 on home" in title and "10 still to sort" in title
    lesson.page.click(".ib-sort button:has-text('Undo')")
    title = lesson.changed("title", title)
    assert "0 on home" in title
    lesson.page.click(".ib-sort button:has-text('Start over')")
    assert "Nothing sorted yet" in lesson.changed("title", title)


def test_the_picture_is_walked_by_arrow_keys(lesson, jupyter):
    name = jupyter.write("walk", "from inbetween import explore", "explore.asymmetry(form='levels', also=None)")
    lesson.open(name).run_all().painted(1)
    lesson.page.focus(".ib-plot")
    said = []
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "End"):
        lesson.page.keyboard.press(key)
        said.append(lesson.text("point"))
    assert len(set(said)) == 4 and all(said)
    assert said[0].startswith("Russia: 1989") and said[2].startswith("China: 1990") and "2024" in said[3]


def test_table_picture_citation_and_code_can_be_taken_away(lesson, jupyter):
    name = jupyter.write("away", "from inbetween import explore", "explore.asymmetry(measure='cinc')")
    lesson.open(name).run_all().painted(1)
    with lesson.page.expect_download() as saved:
        lesson.page.click("button:has-text('Data (CSV)')")
    content = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0][:3] == ["year", "Russia", "China"] and len(rows) == len(lesson.rows()) + 1
    with lesson.page.expect_download() as saved:
        lesson.page.click("button:has-text('SVG')")
    picture = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "<svg" in picture and "CINC" in picture and "Correlates of War" in picture
    lesson.page.click("button:has-text('Cite')")
    assert "National Material Capabilities" in lesson.text("panel")
    lesson.page.click(".ib-buttons button:has-text('Code')")
    assert "explore.asymmetry(measure='cinc')" in lesson.text("panel")


@pytest.mark.parametrize(("screen", "app", "widest"), [("phone", "notebooks", 390), ("lesson", "lab/tree", 848)])
def test_nothing_is_wider_than_its_exhibit_and_no_text_is_cut(request, jupyter, screen, app, widest):
    opened, names = request.getfixturevalue(screen), sorted(explore.catalogue())
    notebook = jupyter.write(
        f"width_{screen}", "from inbetween import explore", *(f"explore.{name}()" for name in names)
    )
    # the two card sorts begin without a picture
    opened.open(notebook, app).run_all().scroll_through().painted(len(names) - 2)
    exhibits, seen, scrolled = opened.exhibits(), 0, 0
    assert len(exhibits) == len(names) >= 6
    for exhibit in exhibits:
        exhibit.scroll_into_view_if_needed()
        box = exhibit.bounding_box()
        assert 300 < box["width"] <= widest
        inside = exhibit.eval_on_selector_all(
            ":is(select, input, button, .main-svg, .ib-title, .ib-card-row)",
            "nodes => nodes.filter(n => n.offsetParent || n.tagName === 'svg').map(n => n.getBoundingClientRect().right)",
        )
        assert len(inside) > 5 and max(inside) <= box["x"] + box["width"] + 2
        texts = exhibit.eval_on_selector_all(
            ".ib-plot .main-svg text",
            "nodes => nodes.map(n => [n.textContent, n.getBoundingClientRect()]).filter(([, r]) => r.width)"
            ".map(([text, r]) => [text, r.left, r.right])",
        )
        cut = [each for each in texts if each[1] < box["x"] - 1 or each[2] > box["x"] + box["width"] + 1]
        assert cut == [], "a text leaves the picture"
        seen += len(texts)
        table = exhibit.query_selector(".ib-table")
        if table.is_visible():
            table.query_selector("summary").click()
            table.wait_for_selector(".ib-rows td, .ib-rows th")
            place, rows = table.bounding_box(), table.query_selector(".ib-rows")
            assert place["x"] + place["width"] <= box["x"] + box["width"] + 1, "a wide table scrolls in its own box"
            scrolled += rows.evaluate("rows => rows.scrollWidth > rows.clientWidth")
    assert seen > 40 and scrolled > 3
