"""What lesson 03 tells in figures, counted again from the coded tables by other means than the package's."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter

import lessons
import pytest
from exhibits.recount import ROOT, rows
from inbetween import explore, lenses

NEAR_REALISM = ("realism", "alignment")


@pytest.fixture(scope="module")
def prose() -> str:
    return lessons.prose("03")


@pytest.fixture(scope="module")
def works() -> list[dict]:
    return rows("seeds/works.csv")


def count(works: list[dict], **codes) -> int:
    """How many works have, for every column named, one of the codes given."""
    return sum(all(work[column] in wanted for column, wanted in codes.items()) for work in works)


def test_brackets_and_labels_are_those_of_the_citations(prose):
    cited = rows("seeds/citations.csv")
    brackets, per_work = Counter(row["group"] for row in cited), Counter(row["key"] for row in cited)
    single = sum(size == 1 for size in brackets.values())
    once = sum(times == 1 for times in per_work.values())
    assert f"{single} of the {len(brackets)} brackets hold a single work, and {once} of the {len(per_work)}" in prose
    realist = sum(row["lens"] == "realist" for row in cited)
    labelled = sum(bool(row["lens"]) for row in cited)
    told = f"a lens to {labelled} of its {len(cited)} citations: realist to {realist}, another to {labelled - realist}"
    assert told in prose
    beside = {row["key"] for row in cited if brackets[row["group"]] > 1}
    assert f"single names are the smaller part: {len(per_work) - len(beside)} of {len(per_work)}" in prose
    given = {group: {row["lens"] for row in cited if row["group"] == group} for group in brackets}
    assert all(len(found) == 1 for found in given.values())
    on_the_sentence = [row["lens"] for row in cited if row["group"] in ("c018", "c019")]
    assert (on_the_sentence, realist) == (["realist"] * 4, 16)
    assert 'Four of our sixteen labels "realist" (claims 18 and 19)' in prose


def test_authors_and_journals_are_counted_as_in_the_prose(prose, works):
    listed = json.loads((ROOT / "seeds" / "references.json").read_text(encoding="utf-8"))
    references = {work["id"]: work for work in listed if work["id"] in {row["key"] for row in works}}
    by = {
        name: [key for key, work in references.items() if name in {author["family"] for author in work["author"]}]
        for name in ("Bossuyt", "Kaczmarski", "Korolev")
    }
    assert [len(by[name]) for name in by] == [0, 4, 4]
    assert [key for key in by["Korolev"] if len(references[key]["author"]) > 1] == ["korolev-portyakov-2019"]
    realist = [work["key"] for work in works if work["theory_a"] == "realism"]
    assert (len(set(realist) & set(by["Korolev"])), len(realist)) == (3, 7)
    assert "four by Korolev (one with Portyakov), who wrote three of the seven coded realist" in prose
    assert sum(work.get("container-title") == "International Politics" for work in references.values()) == 9
    assert "Nine stand in one journal, *International Politics*" in prose


def test_theory_and_words_are_counted_as_in_the_prose(prose, works):
    theories = Counter(work["theory_a"] for work in works)
    unseen = theories["none"] + theories["unclear"]
    narrow, wide = theories["realism"], count(works, theory_a=NEAR_REALISM)
    assert f"Realism has {narrow} of 56 works, with alignment {wide}; {56 - wide - unseen} have another theory" in prose
    assert f"For {unseen} none or two can be seen" in prose
    assert f"it would be {wide + unseen}, more than half; if none were, {wide}" in prose
    named = max(theories[code] for code in theories if code not in (*NEAR_REALISM, "none", "unclear"))
    assert f"leads by {wide} to {named}" in prose
    assert f'is "none shown", with {theories["none"]}' in prose
    words = {coder: count(works, **{f"vocabulary_{coder}": ("realist", "mixed")}) for coder in "ab"}
    only = {coder: count(works, **{f"vocabulary_{coder}": ("realist",)}) for coder in "ab"}
    assert f"By words, from {min(only.values())} to {max(words.values())} of 56" in prose
    assert f"The first coder finds {words['a']}, exactly half" in prose
    assert f"The second finds {words['b']}. Without *mixed* they find {only['a']} and {only['b']}" in prose
    assert f"| its theory | realism; with alignment; with the {unseen} not seen | {narrow}; {wide}; " in prose
    assert f"| its words | realist; with mixed (first coder) | {only['a']}; {words['a']} |" in prose


def test_words_beyond_theory_are_told_by_kind_and_coder(prose, works):
    others = {coder: [work for work in works if work[f"theory_{coder}"] not in NEAR_REALISM] for coder in "ab"}
    beyond = {
        coder: [work for work in others[coder] if work[f"vocabulary_{coder}"] in ("realist", "mixed")] for coder in "ab"
    }
    told = f"Of the {len(others['a'])} works that are neither realism nor alignment, {len(beyond['a'])} have realist"
    assert told in prose
    assert f"(by the second coder {len(beyond['b'])})" in prose
    shown = [work for work in beyond["a"] if work["theory_a"] not in ("none", "unclear")]
    mixing = [work for work in shown if work["vocabulary_a"] == "mixed"]
    assert (len(beyond["a"]) - len(shown), len(shown), len(mixing)) == (7, 8, 7)
    assert "Seven of these show no single theory. Eight have another: seven mix" in prose
    assert [work["key"] for work in shown if work not in mixing] == ["wishnick-2001"]
    differ = {work["key"] for work in shown if work["vocabulary_a"] != work["vocabulary_b"]}
    assert differ == {"wishnick-2001", "larson-2020"}


def test_no_setting_of_the_lists_brings_theory_over_half_and_one_work_turns_words(prose):
    exhibit, seen = explore.is_it_realist(), 0
    lists = {name: list(dict(exhibit.controls[name].options).values()) for name in ("realist", "by", "of", "coder")}
    for values in itertools.product(*lists.values()):
        view = exhibit.compute(show="theory", rule="half", recode={}, **dict(zip(lists, values, strict=True)))
        assert view.title.endswith("not more than half")
        seen += 1
    assert seen == 24
    whole = {"show": "both", "realist": "wide", "rule": "half", "of": "all", "coder": "a"}
    adapting = ("christoffersen-2018", "kaczmarski-2017", "odgaard-2017", "samokhvalov-2018")
    told_only = ("elgin-2021", "kaczmarski-2020", "luthi-2010", "wishnick-2001", "dikarev-lukin-2021")
    for keys, left in ((adapting, 24), (adapting + told_only, 19)):
        without = exhibit.compute(by="works", recode={key: {"vocabulary": "plain"} for key in keys}, **whole)
        assert f"by words {left} of 56" in without.title
    assert "All nine plain: 28 becomes 19" in prose
    citations = exhibit.compute(by="citations", recode={}, **whole)
    assert "by words 37 of 68" in citations.title
    assert "recode 1 work and they are no longer more than half" in citations.summary
    second = exhibit.compute(by="citations", recode={}, **{**whole, "coder": "b"})
    assert "by words 33 of 68 citations: more than half by neither" in second.title
    assert "By citations it is 37 of 68, more than half; by the second coder 33, not more than half" in prose
    for coder, told in (("a", "21 of 34"), ("b", "19 of 33")):
        shown = exhibit.compute(by="works", recode={}, **{**whole, "of": "shown", "coder": coder})
        assert f"by words {told} works: more than half by words" in shown.title
    assert "it is 21 of 34 (second coder: 19 of 33)" in prose
    exhibit.close()


@pytest.mark.parametrize("code", ["unclear", "none", "domestic", "alignment"])
def test_two_abstracts_turn_the_largest_group(prose, code):
    exhibit = explore.is_it_realist(realist="narrow", rule="largest")
    assert "by theory 7 of 56" in exhibit.view.title
    assert "the largest group by both" in exhibit.view.title
    exhibit.controls["recode"].value = {key: {"theory": code} for key in ("owen-2020", "haynes-2020")}
    assert "by theory 5 of 56" in exhibit.view.title
    assert "the largest group by words" in exhibit.view.title
    assert "realism has 5, and alignment, with 6, is larger" in prose
    exhibit.close()


def test_questions_and_gaps_are_counted_as_in_the_prose(prose, works):
    powers = count(works, agency_a=("great-powers",))
    about = [work for work in works if work["topic_a"] != "method"]
    others = [work for work in about if work["theory_a"] not in NEAR_REALISM]
    kept = {len(found): count(found, agency_a=("great-powers",)) for found in (about, others)}
    partnership = count(works, topic_a=("partnership",))
    assert f"The main topic of {partnership} works" in prose
    causes = [
        sum(work[f"topic_{coder}"] == "partnership" or work[f"driver_{coder}"] != "none" for work in works)
        for coder in "ab"
    ]
    shown = lenses.asks_what_moves()
    assert shown.to_dict("index") == {
        name: {
            "topic: what the partnership is": sum(work[f"topic_{coder}"] == "partnership" for work in works),
            "a driver named": sum(work[f"driver_{coder}"] != "none" for work in works),
            "one or both": both,
            "of": 56,
        }
        for name, coder, both in zip(("first coder", "second coder"), "ab", causes, strict=True)
    }
    assert f"{causes[0]}, or {causes[1]} by the second coder" in prose
    assert f"| {partnership} to {causes[1]}; {powers} |" in prose
    assert f"In {powers} of the 56 works the great powers" in prose
    assert f"in {kept[len(about)]} of {len(about)}" in prose
    assert f"the great powers act in {kept[len(others)]} of {len(others)} works (without method)" in prose
    little = [
        gap["code"] for gap in rows("seeds/gaps.csv") if gap["dimension"] == "topic" and gap["kind"] == "little studied"
    ]
    assert len(little) == 4
    assert f"stand {count(works, topic_a=little)} works" in prose
    for by, told in (("level", "39 of 54"), ("theory", "191 of 216")):
        exhibit = explore.gap_finder(by=by)
        assert told in exhibit.view.title
        assert told in prose
        exhibit.close()


def test_what_one_takes_home_spans_the_counts_of_the_lesson(prose, works):
    theory = count(works, theory_a=NEAR_REALISM), count(works, theory_a=(*NEAR_REALISM, "none", "unclear"))
    words = count(works, vocabulary_b=("realist",)), count(works, vocabulary_a=("realist", "mixed"))
    either = sum(work["topic_b"] == "partnership" or work["driver_b"] != "none" for work in works)
    questions = count(works, topic_a=("partnership",)), either
    told = ["{} to {}".format(*span) for span in (theory, words, questions)]
    assert f"By our codes that is {told[0]}, {told[1]}, or {told[2]} of 56 works" in prose


def test_years_drivers_and_titles_are_those_of_the_lists(prose, works):
    references = json.loads((ROOT / "seeds" / "references.json").read_text(encoding="utf-8"))
    in_list = [work for work in references if work.get("custom", {}).get("in_list")]
    dated = {work["id"]: work["issued"]["date-parts"][0][0] for work in in_list}
    years = list(dated.values())
    recent, early = sum(year >= 2019 for year in years), sum(year < 2012 for year in years)
    assert f"{recent} of the {len(years)} works date from 2019 on, {early} from before 2012" in prose
    named = [work for work in works if work["driver_a"] != "none"]
    realist = [work for work in named if work["vocabulary_a"] in ("realist", "mixed")]
    usa, both = count(named, driver_a=("usa",)), count(realist, driver_a=("usa",))
    assert usa == both
    told = f"Of {len(named)} works {len(realist)} have realist or mixed words: all {usa} "
    assert told in prose
    assert f"and {len(realist) - usa} of the other {len(named) - usa}" in prose
    assert count(realist, driver_a=("usa",), theory_a=NEAR_REALISM) == 6
    assert "Six of the eight are also coded realism or alignment" in prose
    late, before = (
        [work for work in works if work["key"] in dated and (dated[work["key"]] >= 2020) == recent]
        for recent in (True, False)
    )
    told = (
        f"realism has {count(late, theory_a=('realism',))} of {len(late)} works, "
        f"before that {count(before, theory_a=('realism',))} of {len(before)}"
    )
    assert told in prose
    own = explore.own_library(show="realist")
    assert "realist by theory 9 of 56, by words 20" in own.view.title
    assert "Realist would be 9 by theory and 20 by words" in prose
    own.close()


def test_titles_give_a_theory_mostly_by_silence(prose):
    own = explore.own_library(show="works")
    proposed = own.view.table
    assert "code for 37 of 56 works, 16 of them for want of any word" in own.view.summary
    assert 'for 37 of 56 works, but 16 of these are "no word" meeting "none shown"' in prose
    realist = list(proposed.loc[proposed["proposed theory"] == "realism", "authors"])
    assert realist == ["Ambrosio, Schram and Heopfner"]
    assert "Realism without alignment is found in one title, and not in one of the coders' seven" in prose
    own.close()


def test_two_texts_are_marked_as_constructed_and_neither_is_much_longer():
    cells = lessons.cells("03")
    answer = next(text for cell in cells if "### A realist" in (text := "".join(cell["source"])))
    assert "constructed for this lesson and quote nobody" in answer
    sides = answer.split("### ")[1:]
    assert all("(constructed" in side.splitlines()[0] for side in sides)
    lengths = [sum(len(line.split()) - 1 for line in side.splitlines() if line.startswith(">")) for side in sides]
    assert len(lengths) == 2
    assert max(lengths) <= 1.2 * min(lengths)


# What each Try says in the title, once its own settings, and those that stand from the Tries before it, are chosen.
TITLES = {
    ("who_is_cited", "who is cited"): {
        1: "prevail: 3 works, marked as examples",
        3: "34 of 56 works are cited with others",
    },
    ("is_it_realist", "is it realist"): {
        1: "by theory 7 of 56; by words 19 of 56 works",
        2: "by words 37 of 68 citations: more than half by words",
        3: "by theory 13 of 56; by words 24 of 56 works",
        4: "by theory 5 of 56; by words 19 of 56 works: the largest group by words",
    },
    ("gap_finder", "gaps"): {2: "Memory, museums", 3: "By agency 40 of 54", 4: "By theory 191 of 216"},
    ("lenses_by_year", "lenses by year"): {1: "most up realism", 2: "by agency", 3: "By venue"},
}
RECODED = {
    3: dict.fromkeys(
        ("christoffersen-2018", "kaczmarski-2017", "odgaard-2017", "samokhvalov-2018"), {"vocabulary": "plain"}
    ),
    4: dict.fromkeys(("owen-2020", "haynes-2020"), {"theory": "unclear"}),
}


def tries(about: str) -> tuple[dict[int, str], set[int]]:
    """The Tries of a section, by number, and those that its plan leaves out when the room is slow."""
    cells = lessons.cells("03")
    place = next(n for n, cell in enumerate(cells) if "".join(cell["source"]).startswith(f"### Try: {about}\n"))
    part = next(cell["metadata"]["inbetween"] for cell in cells[place::-1] if "inbetween" in cell["metadata"])
    found = re.findall(r"^(\d)\. (.+?)(?=^\d\. |\Z)", "".join(cells[place]["source"]), re.M | re.S)
    left_out = re.findall(r"\d", part["skip"].split(";")[0])
    return {int(number): re.sub(r"\s+", " ", text) for number, text in found}, {int(number) for number in left_out}


@pytest.mark.parametrize("whole", [True, False], ids=["all", "without those left out"])
@pytest.mark.parametrize(("name", "about"), TITLES)
def test_each_try_leads_where_it_should_also_when_others_are_left_out(name, about, whole):
    texts, left_out = tries(about)
    exhibit, seen = explore.catalogue()[name](), 0
    options = {
        control.description.rstrip(":"): (each, dict(control.options))
        for each, control in exhibit.controls.items()
        if hasattr(control, "options")
    }
    for number, text in texts.items():
        if number in left_out and not whole:
            continue
        for said, value in re.findall(r'\*([A-Z][a-z ]*)\* "([^"]+)"', text):
            each, known = options[said]
            exhibit.controls[each].value = known[value]
        if name == "is_it_realist":
            exhibit.controls["recode"].value = RECODED.get(number, {})
            assert ("*Start over*" in text) == (number in RECODED)
        if number in TITLES[name, about]:
            assert TITLES[name, about][number] in exhibit.view.title, number
            seen += 1
    assert seen == len(TITLES[name, about].keys() - (set() if whole else left_out))
    exhibit.close()
