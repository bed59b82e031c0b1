"""Codes of the works: recodings, shares, and how many recodings turn an answer."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inbetween import lenses


def fewest_by_trying(groups, weights, rule) -> int | None:
    """The smallest number of works whose recoding turns the answer, found by trying all."""
    first = lenses.holds(groups, weights, rule, ("none",))
    codes = sorted({*groups, "realist", "other"})
    for number in range(len(groups) + 1):
        for chosen in itertools.combinations(groups.index, number):
            for given_codes in itertools.product(codes, repeat=number):
                tried = groups.copy()
                tried.loc[list(chosen)] = list(given_codes)
                if lenses.holds(tried, weights, rule, ("none",)) != first:
                    return number
    return None


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    works=st.lists(
        st.tuples(st.sampled_from(["realist", "status", "norms", "none"]), st.integers(1, 3)), min_size=1, max_size=5
    ),
    rule=st.sampled_from(["half", "largest"]),
)
def test_no_smaller_number_of_recodings_turns_the_answer(works, rule):
    groups = pd.Series([code for code, _ in works])
    weights = pd.Series([weight for _, weight in works])
    assert lenses.recodings_to_overturn(groups, weights, rule, ("none",)) == fewest_by_trying(groups, weights, rule)


def test_a_recoding_changes_one_code_of_one_work_and_nothing_else():
    before = lenses.works("a")
    after = lenses.recoded(before, {"lo-2008": {"theory": "geography"}})
    assert after.loc["lo-2008", "theory"] == "geography"
    assert before.loc["lo-2008", "theory"] == "alignment"
    pd.testing.assert_frame_equal(after.drop("lo-2008"), before.drop("lo-2008"))
    pd.testing.assert_frame_equal(after.drop(columns="theory"), before.drop(columns="theory"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"nobody-1900": {"theory": "realism"}}, "nobody-1900"),
        ({"lo-2008": {"theory": "marxism"}}, "constructivism"),
        ({"lo-2008": {"colour": "red"}}, "vocabulary"),
    ],
)
def test_a_recoding_of_something_unknown_is_refused_naming_what_there_is(changes, told):
    with pytest.raises(ValueError, match=told):
        lenses.recoded(lenses.works(), changes)


def test_there_are_two_coders():
    assert len(lenses.works("a")) == len(lenses.works("b")) == 56
    with pytest.raises(ValueError, match="a, b"):
        lenses.works("c")


def test_every_code_in_the_tables_has_its_words_and_the_other_way_round_where_the_table_is_closed():
    seen = 0
    for coder in lenses.CODERS:
        coded = lenses.works(coder)
        for dimension, words in lenses.CODEBOOK.items():
            assert set(coded[dimension]) <= set(words)
            seen += coded[dimension].notna().sum()
    assert seen == 2 * 56 * len(lenses.CODEBOOK)


def test_spans_hold_every_work_once_and_nothing_outside_them():
    coded = lenses.works()
    for spans in (lenses.YEARS, lenses.PERIODS):
        counts = lenses.over_time(coded, "theory", spans)
        assert list(counts.columns) == list(spans)
        assert counts.to_numpy().sum() == 56
        ends = sorted(spans.values())
        assert all(last + 1 == first for (_, last), (first, _) in itertools.pairwise(ends))
    assert lenses.over_time(coded, "theory", {"none": (1900, 2000)}).to_numpy().sum() == 0


def test_nine_of_the_works_listed_appeared_in_one_journal_and_books_have_no_venue_of_their_own():
    coded = lenses.works()
    venues = lenses.venues(coded[coded["listed"]]).value_counts()
    assert venues["International Politics"] == 9
    assert venues[lenses.BOOKS] == coded["type"].isin(["book", "chapter"]).sum() == 13


def test_the_eight_articles_have_codes_of_the_codebook_by_both_coders():
    for coder in lenses.CODERS:
        articles = lenses.articles(coder)
        assert list(articles["order"]) == list(range(1, 9))
        for dimension in ("theory", "level", "agency", "discipline", "topic"):
            assert set(articles[dimension]) <= set(lenses.CODEBOOK[dimension])
        assert set(lenses.reasons(coder).index) == set(lenses.works(coder).index)
    with pytest.raises(ValueError, match="a, b"):
        lenses.articles("c")


def test_what_the_article_calls_missing_stands_in_the_order_of_the_codebook():
    named = {dimension: list(lenses.named_gaps(dimension).index) for dimension in lenses.CODEBOOK}
    assert sum(map(len, named.values())) == 16
    for dimension, codes in named.items():
        assert codes == [code for code in lenses.CODEBOOK[dimension] if code in codes]
    assert named["driver"] == []
    with pytest.raises(ValueError, match="topic"):
        lenses.named_gaps("colour")
