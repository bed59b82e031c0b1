"""A reader's own library in a real browser: a file goes in, its words are searched, and nothing in it runs."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

HOSTILE = r"""
@article{a, title = {<img src=x onerror="document.body.dataset.hurt = 1">Hedging <b>of</b> [a](javascript:alert(1))}, year = 2020, author = {<script>document.body.dataset.hurt = 1</script>}}
@article{b, title = {تحالف القوى}, journal = {=HYPERLINK("x")}, year = 1999}
@article{c, title = {中俄关系 \alert{x} $\frac{1}{2}$}, author = {%s}}
@article{d, title = {never closed, year = 2001}
""" % " and ".join(f"Author, {number}" for number in range(10_000))  # noqa: UP031


@pytest.fixture
def library_page(lesson, jupyter):
    name = jupyter.write("library", "from inbetween import explore", "exhibit = explore.own_library()\nexhibit")
    return lesson.open(name).run_all().painted(1)


def choose(page, path) -> None:
    page.page.set_input_files(".ib-file input[type=file]", str(path))


def show(page, label: str) -> None:
    page.page.select_option(".inbetween-controls select >> nth=0", label=label)


def test_a_file_larger_than_one_message_is_read_and_searched(library_page, tmp_path):
    mine = tmp_path / "mine.bib"
    entry = "@article{{k{0}, title = {{Work {0} on {1}}}, year = 2021, abstract = {{{2}}}}}\n"
    mine.write_text(
        "".join(entry.format(n, "hedging" if n % 10 == 0 else "trade", "words " * 120) for n in range(3_000))
    )
    assert mine.stat().st_size > 2_000_000
    before = library_page.text("title")
    choose(library_page, mine)
    assert library_page.changed("title", before) == "mine.bib: 3,000 of 3,000 works are dated 2020 or later"
    find = library_page.page.locator("input[placeholder='words that must all be there']")
    find.fill("hedging")
    find.press("Enter")
    library_page.changed("title", "mine.bib: 3,000 of 3,000 works are dated 2020 or later")
    assert library_page.text("title") == "mine.bib: 300 of 300 works are dated 2020 or later"
    show(library_page, "works and their words")
    library_page.changed("title", "mine.bib: 300 of 300 works are dated 2020 or later")
    assert len(library_page.rows()) == 100
    library_page.page.click(".ib-file button:has-text('Close it')")
    assert "The article's works" in library_page.changed("title", "mine.bib: 300 works, theory proposed for 0")
    assert library_page.complaints == []
    assert library_page.outside == []


def test_nothing_in_a_library_runs_and_what_is_unreadable_is_told(library_page, tmp_path):
    hostile = tmp_path / "<b onclick=x>hostile.bib"
    hostile.write_text(HOSTILE, encoding="utf-8")
    before = library_page.text("title")
    choose(library_page, hostile)
    assert library_page.changed("title", before).startswith("<b onclick=x>hostile.bib: 1 of 3")
    seen = 0
    for label in (
        "what was read",
        "works and their words",
        "is it realist?",
        "codes together",
        "problems and duplicates",
    ):
        before = library_page.text("title")
        show(library_page, label)
        library_page.changed("title", before)
        empty = library_page.page.text_content(".ib-table summary") == "Table (0 rows)"
        seen += 0 if empty else len(library_page.rows())
        assert library_page.page.evaluate("() => document.body.dataset.hurt ?? null") is None
        assert library_page.page.locator(".inbetween-exhibit :is(img, script, b, a)").count() == 0
    assert seen > 8
    told = " ".join(cell for row in library_page.rows() for cell in row)
    assert "not a whole entry" in told
    assert "line 5" in told
    assert library_page.complaints == []
    assert library_page.outside == []


def test_a_text_is_pasted_with_keys_that_are_shortcuts_elsewhere(library_page):
    page = library_page.page
    page.click(".ib-file button:has-text('Paste')")
    text = "@article{mxd, title = {Balance dd and mmm}, year = 2020}"
    page.locator(".ib-paste textarea").press_sequentially(text)
    assert page.locator(".ib-paste textarea").input_value() == text
    before = library_page.text("title")
    page.click(".ib-paste button")
    assert library_page.changed("title", before) == "pasted text: 1 of 1 works are dated 2020 or later"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n\x00\xff\xfe stream", b"PK\x03\x04 not a library"])
def test_a_file_that_is_no_library_leaves_what_was_there_and_says_why(library_page, tmp_path, content):
    wrong = tmp_path / "paper.bib"
    wrong.write_bytes(content)
    before = library_page.text("title")
    choose(library_page, wrong)
    library_page.page.wait_for_function(
        "() => document.querySelector('.ib-file [role=status]').textContent.includes('was not read')"
    )
    assert "expected a .bib, .ris or CSL-JSON file" in library_page.page.text_content(".ib-file [role=status]")
    assert library_page.text("title") == before


def test_a_second_reading_under_the_same_name_is_shown(library_page):
    page = library_page.page
    for number, words in (
        (1, "@book{a, title = {One}, year = 2020}"),
        (2, "@book{a, title = {One}, year = 2020} @book{b, title = {Two}, year = 2021}"),
    ):
        before = library_page.text("title")
        page.click(".ib-file button:has-text('Paste')")
        page.fill(".ib-paste textarea", words)
        page.click(".ib-paste button")
        assert f"{number} of {number} works" in library_page.changed("title", before)
    assert page.evaluate("() => document.activeElement.textContent").startswith("Paste")


def test_a_reading_is_stopped_and_leaves_what_was_there(library_page, tmp_path):
    mine, page = tmp_path / "mine.bib", library_page.page
    entry = "@article{{k{0}, title = {{Work {0}}}, year = 2021, abstract = {{{1}}}}}\n"
    mine.write_text("".join(entry.format(n, "words " * 60) for n in range(40_000)))
    before = library_page.text("title")
    choose(library_page, mine)
    page.wait_for_function("() => document.querySelector('.ib-file [role=status]').textContent.startsWith('Reading')")
    shares = set()
    for _ in range(8):
        shares.add(page.evaluate("() => document.querySelector('.ib-file progress').value"))
        page.wait_for_timeout(200)
    assert len(shares) > 2, "the bar does not move"
    page.click(".ib-file button:has-text('Close it')")
    page.wait_for_function("() => document.querySelector('.ib-file progress').hidden")
    page.wait_for_timeout(6_000)
    assert library_page.text("title") == before
    assert page.text_content(".ib-file [role=status]") == ""


def test_two_exhibits_keep_their_own_libraries_and_let_them_go():
    import gc
    import weakref

    from inbetween import explore

    exhibits = [explore.own_library(show="works") for _ in range(2)]
    for number, exhibit in enumerate(exhibits):
        library = exhibit.controls["library"]
        library._read("m.bib", f"@book{{a, title = {{Title {number}}}}}".encode(), lambda share: None)
        library.value = "m.bib"
    assert [exhibit.view.table["title"].tolist() for exhibit in exhibits] == [["Title 0"], ["Title 1"]]
    kept = weakref.ref(exhibits[0].controls["library"]._read.__self__)
    for exhibit in exhibits:
        exhibit.close()
    del exhibits, exhibit, library
    gc.collect()
    assert kept() is None, "a closed exhibit keeps its libraries"


def test_a_file_that_has_changed_is_read_again(tmp_path):
    from inbetween import explore

    mine = tmp_path / "mine.bib"
    titles = []
    for title in ("One", "Another one"):
        mine.write_text(f"@book{{a, title = {{{title}}}}}", encoding="utf-8")
        exhibit = explore.own_library(show="works", library=str(mine))
        titles += exhibit.view.table["title"].tolist()
        exhibit.close()
    assert titles == ["One", "Another one"]
