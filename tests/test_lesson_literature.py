"""What lesson 03 tells in figures, counted again from the coded tables by other means than the package's."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from inbetween import explore

ROOT = Path(__file__).resolve().parents[1]
NEAR_REALISM = ("realism", "alignment")


@pytest.fixture(scope="module")
def prose() -> str:
    cells = json.loads((ROOT / "notebooks" / "03_literature.ipynb").read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub(r"\s+", " ", text)


def rows(name: str) -> list[dict]:
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def works() -> list[dict]:
    return rows("works")


def count(works: list[dict], **codes) -> int:
    """How many works have, for every column named, one of the codes given."""
    return sum(all(work[column] in wanted for column, wanted in codes.items()) for work in works)


def test_brackets_and_labels_are_those_of_the_citations(prose):
    cited = rows("citations")
    brackets, per_work = Counter(row["group"] for row in cited), Counter(row["key"] for row in cited)
    single = sum(size == 1 for size in brackets.values())
    once = sum(times == 1 for times in per_work.values())
    assert f"{single} of the {len(brackets)} brackets hold a single work, and {once} of the {len(per_work)}" in prose
    realist = sum(row["lens"] == "realist" for row in cited)
    labelled = sum(bool(row["lens"]) for row in cited)
    told = f"a lens to {labelled} of its {len(cited)} citations: realist to {realist}, another to {labelled - realist}"
    assert told in prose


def test_theory_and_words_are_counted_as_in_the_prose(prose, works):
    narrow, wide = count(works, theory_a=("realism",)), count(works, theory_a=NEAR_REALISM)
    words = {coder: count(works, **{f"vocabulary_{coder}": ("realist", "mixed")}) for coder in "ab"}
    others = {coder: [work for work in works if work[f"theory_{coder}"] not in NEAR_REALISM] for coder in "ab"}
    beyond = {coder: count(others[coder], **{f"vocabulary_{coder}": ("realist", "mixed")}) for coder in "ab"}
    assert f"Realism has {narrow} of 56 works, with alignment {wide} (23 per cent)" in prose
    assert f"By words it is {words['a']}, exactly half" in prose
    assert f"The second coder finds {words['b']}" in prose
    told = (
        f"Of the {len(others['a'])} works that are neither realism nor alignment, {beyond['a']} have realist or mixed"
    )
    assert told in prose
    assert f"(by the second coder {beyond['b']})" in prose
    only = count(works, vocabulary_a=("realist",))
    assert f"| its words | realist; with mixed | {only}; {words['a']} |" in prose


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
    without = exhibit.compute(by="works", recode={key: {"vocabulary": "plain"} for key in adapting}, **whole)
    assert "by words 24 of 56" in without.title
    assert "and the count is 24" in prose
    citations = exhibit.compute(by="citations", recode={}, **whole)
    assert "by words 37 of 68" in citations.title
    assert "recode 1 work and they are no longer more than half" in citations.summary
    exhibit.close()


def test_questions_and_gaps_are_counted_as_in_the_prose(prose, works):
    powers = count(works, agency_a=("great-powers",))
    others = [work for work in works if work["theory_a"] not in NEAR_REALISM]
    kept = count(others, agency_a=("great-powers",))
    partnership = count(works, topic_a=("partnership",))
    assert f"The main topic of {partnership} works" in prose
    assert f"in {powers} of the 56 the great powers act" in prose
    assert f"Of the {len(others)} works that are neither realism nor alignment {kept} also" in prose
    assert {work["theory_a"] for work in works if work["agency_a"] != "great-powers"} == {"none", "unclear"}
    assert len(others) - kept == len(works) - powers == 6
    little = [gap["code"] for gap in rows("gaps") if gap["dimension"] == "topic" and gap["kind"] == "little studied"]
    assert len(little) == 4
    assert f"stand {count(works, topic_a=little)} works" in prose
    for by, told in (("level", "39 of 54"), ("theory", "191 of 216")):
        exhibit = explore.gap_finder(by=by)
        assert told in exhibit.view.title
        assert told in prose
        exhibit.close()


def test_years_drivers_and_titles_are_those_of_the_lists(prose, works):
    references = json.loads((ROOT / "seeds" / "references.json").read_text(encoding="utf-8"))
    years = [work["issued"]["date-parts"][0][0] for work in references if work.get("custom", {}).get("in_list")]
    recent, early = sum(year >= 2019 for year in years), sum(year < 2012 for year in years)
    assert f"{recent} of the {len(years)} works date from 2019 on, {early} from before 2012" in prose
    named = [work for work in works if work["driver_a"] != "none"]
    realist = [work for work in named if work["vocabulary_a"] in ("realist", "mixed")]
    usa, both = count(named, driver_a=("usa",)), count(realist, driver_a=("usa",))
    assert usa == both
    told = f"Of {len(named)} works that name a driver {len(realist)} have realist or mixed words: all {usa} "
    assert told in prose
    assert f"and {len(realist) - usa} of the other {len(named) - usa}" in prose
    own = explore.own_library(show="realist")
    assert "realist by theory 9 of 56, by words 20" in own.view.title
    assert "Realist would be 9 by theory and 20 by words" in prose
    own.close()
