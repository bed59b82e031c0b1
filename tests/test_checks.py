"""Checks: every answer gets a reply, every wrong choice its own, every pointer leads somewhere, every key comes from the data."""

from __future__ import annotations

import copy
import csv
import json
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inbetween import explore, library
from inbetween.chart.controls import Year
from inbetween.learn import checks
from inbetween.ties import strongest_change

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "notebooks" / "checks").glob("[0-9][0-9].json"))
SEE = {"table": "vetoes"}


def reply(text: str) -> dict:
    return {"reply": text, "see": SEE}


def entry(kind: str, **more) -> dict:
    return {
        "id": kind,
        "kind": kind,
        "title": kind,
        "where": "at home",
        "question": f"A question of kind {kind}?",
        **more,
    }


ONE_OF_EACH = {
    "choice": entry(
        "choice",
        options=[
            {"id": "a", "text": "A", "right": True, **reply("yes")},
            {"id": "b", "text": "B", **reply("B is wrong, for a reason")},
            {"id": "c", "text": "C", **reply("C is wrong, for another")},
        ],
    ),
    "several": entry(
        "several",
        right=reply("both"),
        options=[
            {"id": "a", "text": "A", "right": True, **reply("A belongs")},
            {"id": "b", "text": "B", "right": False, **reply("B does not belong")},
            {"id": "c", "text": "C", "right": True, **reply("C belongs")},
        ],
    ),
    "number": entry(
        "number",
        unit="year",
        tolerance=0,
        key={"function": "asymmetry.crossing_year", "with": {"measure": "gdp_constant"}},
        near=[{"key": {"function": "asymmetry.crossing_year", "with": {"measure": "gdp_ppp"}}, **reply("that is PPP")}],
        right=reply("the very year"),
        lower=reply("too early"),
        higher=reply("too late"),
    ),
    "order": entry(
        "order",
        right=reply("in order"),
        items=[{"id": id, "text": id.upper(), **reply(f"{id} is out of place")} for id in ("a", "b", "c")],
    ),
    "match": entry(
        "match",
        right=reply("all pairs"),
        options=[{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}],
        items=[
            {"id": "a", "text": "A", "right": "x", "wrong": {"y": reply("A is not Y")}},
            {"id": "b", "text": "B", "right": "y", "wrong": {"x": reply("B is not X")}},
        ],
    ),
    "text": entry("text", least_words=3, model=reply("A model answer.")),
    "view": entry(
        "view", exhibit="thickening", judge={"function": "ties.strongest_change"}, see=SEE, without="No ties."
    ),
}
DELICATE = {
    "id": "delicate", "title": "A delicate task", "where": "at home", "minutes": 5, "prompt": "Argue as a delegation.", "words": [1, 9],
    "sensitive": True, "positions": ["for", "against", "abstaining"], "marking": [{"point": "a", "of": 1}, {"point": "b", "of": 1}],
}  # fmt: skip
LESSON = {
    "notebook": "77_test",
    "order": [*ONE_OF_EACH, "delicate"],
    "places": {"thickening": "the exhibit above"},
    "checks": list(ONE_OF_EACH.values()),
    "tasks": [DELICATE],
    "sortings": [],
}
MEANS = pd.DataFrame(
    {
        "year or period": ["1992", "2008", "mean 1992-2007", "mean 2008-2021"],
        "Trade": [1.0, 6.0, 2.0, 12.0],
        "Arms": [9.0, 1.0, 9.0, 1.0],
        "Vetoes": [0.0, 3.0, 0.0, 3.0],
    }
)


def read(tmp_path: Path, content) -> checks.Lesson:
    path = tmp_path / "00.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return checks.read_lesson(path)


@pytest.fixture(scope="module")
def one_of_each(tmp_path_factory):
    return read(tmp_path_factory.mktemp("checks"), LESSON).checks


# --- what is asked in the lessons ----------------------------------------------------------------


def all_checks() -> list[checks.Check]:
    found = [check for lesson in checks.lessons().values() for check in lesson.checks.values()]
    assert len(FILES) == len(checks.lessons()) >= 2
    assert len(found) >= 7
    return found


def test_every_lesson_with_checks_is_a_notebook_that_shows_each_of_them_once():
    seen = 0
    for notebook, lesson in checks.lessons().items():
        cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        shown = Counter(re.findall(rf'learn\.(?:check|task|sorting|design)\("{notebook[:2]}", "([a-z0-9-]+)"', code))
        assert shown == Counter(lesson.items()), notebook
        assert list(shown) == lesson.items(), f"{notebook}: the order is not that of the notebook"
        seen += len(shown)
    assert seen >= 9


def test_the_context_lesson_has_five_checks_one_of_them_wired_and_one_written_task():
    lesson = checks.lesson("02")
    assert len(lesson.checks) == 5
    assert [check.kind for check in lesson.checks.values()].count("view") == 1
    assert len(lesson.tasks) == 1
    assert len(lesson.sortings) == 1


def replies_to_wrong(check: checks.Check) -> list[checks.Reply]:
    content = check.content
    if check.kind == "choice":
        return [check.judge(option["id"]) for option in content["options"] if not option.get("right")]
    if check.kind == "number":
        keys = [check.key - 1e6, check.key + 1e6, *(checks.call(near["key"]) for near in content.get("near", []))]
        return [check.judge(key) for key in keys]
    if check.kind == "match":
        right = {item["id"]: item["right"] for item in content["items"]}
        return [check.judge({**right, item["id"]: wrong}) for item in content["items"] for wrong in item["wrong"]]
    if check.kind == "several":
        right = {option["id"] for option in content["options"] if option["right"]}
        return [check.judge(sorted(right ^ {option["id"]})) for option in content["options"]]
    if check.kind == "view":
        exhibit = explore.catalogue()[content["exhibit"]]()
        table = exhibit.view.table
        exhibit.close()
        judged = checks.call(content["judge"], table)
        return [check.judge(option, table) for option in judged.loc[~judged["right"], "option"]]
    raise AssertionError(f"no wrong answers known for {check.kind}")


def test_every_wrong_choice_has_a_reply_of_its_own_that_says_where_to_look():
    seen = 0
    for check in all_checks():
        replies = replies_to_wrong(check)
        assert all(reply.right is False and reply.see for reply in replies), check.id
        lines = [reply.lines for reply in replies]
        assert len(set(lines)) == len(lines), f"{check.id}: one reply for two wrong answers"
        assert all(len(" ".join(line)) > 40 for line in lines), check.id
        seen += len(replies)
    assert seen >= 20


def places(value) -> list[dict]:
    if isinstance(value, list):
        return [place for each in value for place in places(each)]
    if isinstance(value, dict):
        own = [value["see"]] if "see" in value else []
        return own + [place for each in value.values() for place in places(each)]
    return []


def test_every_pointer_to_an_exhibit_names_a_control_and_a_value_that_it_has():
    catalogue, seen = explore.catalogue(), 0
    for check in all_checks():
        for see in places(check.content):
            assert "exhibit" not in see or see["exhibit"] in catalogue
            if "set" not in see or "exhibit" not in see:
                continue
            exhibit = catalogue[see["exhibit"]]()
            labels = {widget.description: widget for widget in exhibit.controls.values()}
            for name, value in re.findall(r'([A-Z][\w ]*?) "([^"]+)"', see["set"]):
                assert name in labels, f"{check.id}: {see}"
                assert isinstance(labels[name], Year) or value in dict(labels[name].options), f"{check.id}: {see}"
                seen += 1
            exhibit.close()
    assert seen >= 10


def rows(path: str) -> list[dict]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_numeric_keys_are_those_of_the_tables_counted_by_other_means():
    values = {
        (row["iso3"], int(row["year"])): float(row["value"])
        for row in rows("data/capabilities.csv")
        if row["measure"] == "gdp_constant"
    }
    years = sorted({year for state, year in values if ("RUS", year) in values and ("CHN", year) in values})
    behind = [year for year in years if values["CHN", year] <= values["RUS", year]]
    lesson = checks.lesson("02")
    assert lesson.checks["crossing-year"].key == max(behind) + 1
    joint = [row for row in rows("data/vetoes.csv") if row["russia_vote"] == row["china_vote"] == "against"]
    assert lesson.checks["joint-vetoes"].key == sum("2009" <= row["date"][:4] <= "2021" for row in joint) > 0

    listed = json.loads((ROOT / "seeds" / "references.json").read_text(encoding="utf-8"))
    years = [work["issued"]["date-parts"][0][0] for work in listed if work.get("custom", {}).get("in_list")]
    young = checks.lesson("03").checks["young-works"]
    assert len(years) == 55
    assert young.key == sum(year in (2020, 2021) for year in years) > 0
    spans = [range(2019, 2022), [2021], range(2014, 2022), [2020]]
    near = [key for key, _ in young.near]
    assert near[:4] == [sum(year in span for year in years) for span in spans]
    assert near[4] == young.key + 1, "the work that is cited and not listed"


def test_figures_in_the_replies_about_numbers_are_those_of_the_tables():
    deliveries = {
        int(row["year"]): float(row["value"]) for row in rows("data/ties.csv") if row["tie"] == "arms_deliveries"
    }
    options = {each["id"]: each["reply"] for each in checks.lesson("02").checks["arms-deliveries"].content["options"]}
    assert f"From {deliveries[2005]:,.0f} to {deliveries[2023]:,.0f} million" in options["fell"]
    assert f"{deliveries[2020]:.0f} in 2020 and {deliveries[2021]:.0f} in 2021" in options["war"]
    gdp = {
        (row["iso3"], row["year"]): float(row["value"])
        for row in rows("data/capabilities.csv")
        if row["measure"] == "gdp_constant"
    }
    right = checks.lesson("02").checks["crossing-year"].content["right"]["reply"]
    told = [f"{gdp[state, year]:,.0f}" for year in ("1990", "1991") for state in ("CHN", "RUS")]
    assert all(figure in right for figure in told), told


# --- judging -------------------------------------------------------------------------------------

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["a", "b", "c", "x", "y"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.sampled_from(["a", "b"]), inner, max_size=4)
    ),
    max_leaves=8,
)
TABLES = st.sampled_from([None, MEANS, MEANS.head(2), MEANS[["year or period", "Trade"]], MEANS.head(0)])


@pytest.mark.parametrize("kind", ONE_OF_EACH)
@settings(deadline=None, derandomize=True, max_examples=200)
@given(answer=ANY, table=TABLES)
def test_any_answer_gets_a_reply_and_never_an_exception(one_of_each, kind, answer, table):
    found = one_of_each[kind].judge(answer, table)
    assert found.right in (True, False, None)
    assert all(isinstance(line, str) and line.strip() for line in found.lines) and found.lines
    assert found.tried or found.right is None
    assert isinstance(one_of_each[kind].told(answer), str)


@pytest.mark.parametrize(
    ("kind", "answer", "right", "told"),
    [
        ("choice", "a", True, "yes"),
        ("choice", "b", False, "B is wrong, for a reason"),
        ("several", ["c", "a"], True, "both"),
        ("several", ["a"], False, "Missing: C C belongs"),
        ("several", ["a", "b", "c"], False, "Not: B B does not belong"),
        ("number", "1991", True, "the very year"),
        ("number", 1991.0, True, "the very year"),
        ("number", "1978", False, "that is PPP"),
        ("number", "1990", False, "too early"),
        ("number", "1992", False, "too late"),
        ("order", ["a", "b", "c"], True, "in order"),
        ("order", ["a", "c", "b"], False, "b is out of place"),
        ("match", {"a": "x", "b": "y"}, True, "all pairs"),
        ("match", {"a": "y", "b": "x"}, False, "A is not Y"),
        ("text", "one two three", None, "Compare your answer"),
    ],
)
def test_right_and_wrong_answers_get_the_reply_that_is_theirs(one_of_each, kind, answer, right, told):
    found = one_of_each[kind].judge(answer)
    assert (found.right, found.tried) == (right, True)
    assert any(told in line for line in found.lines)
    assert found.see


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("choice", "z"),
        ("several", []),
        ("number", "a year"),
        ("order", ["a"]),
        ("match", {"a": "x"}),
        ("text", "one two"),
    ],
)
def test_an_answer_that_is_none_is_not_counted_as_tried(one_of_each, kind, answer):
    found = one_of_each[kind].judge(answer)
    assert (found.right, found.tried, found.model) == (None, False, "")


def test_a_model_answer_is_shown_only_after_trying(one_of_each):
    assert one_of_each["text"].judge("a b c").model == "A model answer."
    assert one_of_each["text"].judge("a b").model == ""


def test_items_to_be_ordered_never_stand_in_the_right_order_at_first(one_of_each):
    shown = [option["id"] for option in one_of_each["order"].options()]
    assert sorted(shown) == ["a", "b", "c"] != shown
    assert shown == [option["id"] for option in one_of_each["order"].options()]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1991", 1991), (" 1,250.5 ", 1250.5), ("1 250,5", 1250.5), ("1,250", 1250), ("0,5", 0.5), ("-3", -3), ("\u22123", -3),
        (12, 12), (2.5, 2.5), ("1e3", 1000), ("", None), ("x", None), ("1,2,3", None), (True, None), (None, None),
        ("1e999", None), (float("inf"), None), ("9" * 5000, None), ("--1", None), ("in 1991", 1991), ("11 drafts", 11),
        ("(1991).", 1991), ("c.1991", None), ("GDP-1991", None), ("1990 or 1991", None), ("1e5x", None), ("=1+1", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, value):
    assert checks.number(text) == value


def test_the_strongest_change_is_judged_by_the_reader_s_table(one_of_each):
    judged = strongest_change(MEANS).set_index("option")
    # a fall to a ninth outweighs a rise to six times; a tie that begins at nothing has no factor
    assert list(judged.index[judged["right"]]) == ["Arms"]
    assert "Vetoes" not in judged.index
    check = one_of_each["view"]
    assert check.judge("Arms", MEANS).right is True
    wrong = check.judge("Trade", MEANS)
    assert wrong.right is False and "2 to 12, up by a factor of 6.0" in wrong.lines[0] and "Arms" not in wrong.lines[0]
    assert "Vetoes: from nothing" in wrong.lines[0]
    assert check.judge("Arms", MEANS.head(2)).lines == ("No ties.",)
    changed = MEANS.assign(Trade=[1.0, 6.0, 1.0, 40.0])
    assert check.judge("Trade", changed).right is True


def test_the_wired_check_goes_with_the_exhibit_at_any_setting():
    check, seen = checks.lesson("02").checks["your-view"], 0
    for start in ({}, {"tie": "with lists"}, {"break_year": 2014}, {"periods": "own", "own": "2001, 2014"}):
        exhibit = explore.thickening(**start)
        options = check.options(exhibit.view.table)
        verdicts = [check.judge(option["id"], exhibit.view.table).right for option in options]
        assert verdicts.count(True) == 1 and verdicts.count(False) >= 3
        seen += len(options)
        exhibit.close()
    alone = explore.thickening(tie="trade")
    assert check.judge("Trade in goods", alone.view.table).tried is False
    alone.close()
    assert seen > 16


def test_the_question_on_words_beyond_theory_goes_with_the_exhibit_at_any_setting():
    check, seen = checks.lesson("03").checks["words-beyond"], set()
    recode = {"kuhrt-2007": {"vocabulary": "mixed"}}
    for start in ({}, {"coder": "b"}, {"by": "citations"}, {"realist": "narrow"}, {"of": "shown"}, {"recode": recode}):
        exhibit = explore.is_it_realist(**start)
        table = exhibit.view.table
        exhibit.close()
        beyond = table[(table["realist by words"] == "yes") & (table["realist by theory"] == "no")]["counts"].sum()
        options = [option["id"] for option in check.options(table)]
        right = [option for option in options if check.judge(option, table).right]
        assert right == [f"{beyond} of {table['counts'].sum()}"]
        assert len(options) == len(set(options)) >= 3
        seen.add(beyond)
    assert len(seen) >= 5
    one = explore.is_it_realist(show="theory")
    assert check.judge("15 of 56", one.view.table).tried is False
    one.close()


# --- files that are not as they should be --------------------------------------------------------


def broken(change) -> dict:
    content = copy.deepcopy(LESSON)
    change({check["id"]: check for check in content["checks"]}, content)
    return content


BROKEN = {
    "no JSON": ("{", "line 1"),
    "a list": ([], "whole file"),
    "no reply": (broken(lambda c, _: c["choice"]["options"][1].pop("reply")), "check 1"),
    "no place to look": (broken(lambda c, _: c["several"]["options"][1].pop("see")), "check 2"),
    "no right one": (broken(lambda c, _: c["choice"]["options"][0].pop("right")), "check 1"),
    "two right ones": (broken(lambda c, _: c["choice"]["options"][1].update(right=True)), "check 1"),
    "a key that is typed": (broken(lambda c, _: c["number"].update(key=1991)), "check 3"),
    "an unknown kind": (broken(lambda c, _: c["choice"].update(kind="essay")), "essay"),
    "an id used twice": (broken(lambda c, all: all["checks"].append(c["choice"])), "used twice"),
    "an item without a place in the order": (broken(lambda _, all: all["order"].pop()), "order"),
    "an exhibit without a place": (broken(lambda c, _: c["view"].update(see={"exhibit": "timeline"})), "timeline"),
    "a key function that is not there": (broken(lambda c, _: c["number"]["key"].update(function="ties.nothing")), "ties.nothing"),
    "an option id used twice": (broken(lambda c, _: c["choice"]["options"][1].update(id="a")), "used twice"),
    "a pair without reply": (broken(lambda c, _: c["match"]["items"][0].update(right="y")), "'a'"),
    "an unknown paragraph": (broken(lambda c, _: c["text"]["model"].update(see={"paragraph": "context-9"})), "context-9"),
    "an unknown table": (broken(lambda c, _: c["text"]["model"].update(see={"table": "nothing"})), "nothing"),
    "an unknown work": (broken(lambda c, _: c["text"]["model"].update(see={"work": "nobody-1999"})), "nobody-1999"),
    "a sensitive task without positions": (
        broken(lambda _, all: all["tasks"][0].pop("positions")),
        "positions",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_place(tmp_path, name):
    content, place = BROKEN[name]
    with pytest.raises(library.DataError, match=re.escape(place)) as problem:
        read(tmp_path, content)
    assert "checks/00.json" in str(problem.value)


@pytest.mark.parametrize(
    "function", ["os.system", "library.table", "learn.check", "asymmetry.cache", "asymmetry.nothing", "nowhere.nothing"]
)
def test_a_key_calls_functions_of_the_analysis_floor_and_no_others(function):
    with pytest.raises(library.DataError, match=re.escape(function)):
        checks.call({"function": function, "with": {}})


def test_an_unknown_lesson_or_check_names_those_there_are():
    from inbetween import learn

    with pytest.raises(KeyError, match="02"):
        checks.lesson("77")
    with pytest.raises(KeyError, match="crossing-year"):
        learn.check("02", "nothing")
    with pytest.raises(ValueError, match="thickening"):
        learn.check("02", "your-view")
