"""Words that point to a code: found in any script, proposed by rule, and shown as they stand in the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inbetween import lenses, library, wordlists
from inbetween.wordlists import Index, matched, proposed

TEXTS = [
    "Balance of Power and the Soft-Power of Central Asia",
    "Сотрудничество и идентичность России",
    "中俄关系：联盟与制衡",
    "La sécurité énergétique",
    "",
    'Hostile " OR works MATCH * NEAR(power) venue: \x00 x',
]


def found(term: str) -> list[int]:
    index = Index({"words": TEXTS, "venue": [""] * len(TEXTS)})
    return [place for place, has in enumerate(index.having(term, "words")) if has]


@pytest.mark.parametrize(
    ("term", "places"),
    [
        ("power", [0, 5]), ("POWER", [0, 5]), ("pow", []), ("pow*", [0, 5]), ("balance of power", [0]), ("power of balance", []),
        ("soft power", [0]), ("идентичность", [1]), ("росси*", [1]), ("联盟", [2]), ("盟", [2]), ("盟联", []), ("securite", [3]),
        ("Sécurité", [3]), ("", []), ("*", []), ('"', []), ("OR", [5]), ("power OR security", []), ("NEAR(power)", [5]), ("venue: x", [5]),
        ("^power", [0, 5]), ("-power", [0, 5]), ("\x00", []),
    ],
)  # fmt: skip
def test_a_term_is_found_in_any_script_and_is_never_read_as_a_command(term, places):
    assert found(term) == places


@settings(max_examples=200, deadline=None, derandomize=True)
@given(term=st.text(max_size=12))
def test_any_term_is_found_somewhere_or_nowhere(term):
    assert len(found(term)) <= len(TEXTS)


def test_a_word_counts_in_its_own_column_only():
    index = Index({"words": ["history"], "venue": ["International Politics"]})
    assert index.having("history", "words").tolist() == [True]
    assert index.having("history", "venue").tolist() == [False]


def test_the_words_shown_are_those_by_which_a_text_was_found():
    terms = tuple(library.table("lens_words")["term"])
    titles = library.references()["title"].tolist() + TEXTS
    index = Index({"words": titles, "venue": [""] * len(titles)})
    seen = 0
    for term in terms:
        for title, has in zip(titles, index.having(term, "words"), strict=True):
            shown = matched(title, (term,))
            assert bool(shown) == has, (term, title)
            assert all(word in title for word in shown)
            seen += has
    assert seen > 100


@pytest.mark.parametrize(
    ("dimension", "text", "code"),
    [
        ("theory", "A constructivist view of identity and alliance", "constructivism"),
        ("theory", "Identity and alliance", "unclear"),
        ("theory", "Nothing of the kind", "none"),
        ("vocabulary", "Hedging", "realist"),
        ("vocabulary", "Hedging and norms", "mixed"),
        ("vocabulary", "Nothing of the kind", "plain"),
        ("level", "The world, Central Asia and a border town", "local"),
        ("agency", "Moscow, Beijing and Kazakhstan", "in-between"),
        ("agency", "Moscow and Beijing", "great-powers"),
    ],
)
def test_codes_are_proposed_by_the_rules_that_are_told(dimension, text, code):
    index = Index({"words": [text], "venue": [""]})
    assert proposed(index, dimension, wordlists.lists()[dimension]).tolist() == [code]


def test_a_changed_list_replaces_the_old_words_and_an_unknown_one_is_refused():
    changed = wordlists.lists({"theory/status": {"words": " rank ; great  names*, rank"}})
    assert changed["theory"]["status"] == ("rank", "great names*")
    assert wordlists.lists()["theory"]["status"] != changed["theory"]["status"]
    with pytest.raises(KeyError, match="theory/magic"):
        wordlists.lists({"theory/magic": {"words": "x"}})


def test_every_list_speaks_for_a_code_of_the_codebook_in_three_languages():
    table = library.table("lens_words")
    assert len(table) > 500
    assert not table.duplicated(["dimension", "code", "term"]).any()
    for (dimension, code), own in table.groupby(["dimension", "code"]):
        assert code in lenses.CODEBOOK[dimension]
        assert set(own["language"]) == {"en", "ru", "zh"}, (dimension, code)
    assert table["term"].str.fullmatch(r"\S+( \S+)*").all()
    assert not table["term"].str.contains(r"\*.").any(), "a star before the end"
    assert (table["term"].str.contains("[а-я]") == (table["language"] == "ru")).all()
    assert (table["term"].str.contains("[\u3400-\u9fff]") == (table["language"] == "zh")).all()
