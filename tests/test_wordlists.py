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


def agreeing(texts: list[str], terms: list[str]) -> int:
    """Every text shows words of a term exactly if it is found by it; how often one was found."""
    index = Index({"words": texts, "venue": [""] * len(texts)})
    seen = 0
    for term in terms:
        for text, has in zip(texts, index.having(term, "words"), strict=True):
            shown = matched(text, (term,))
            assert bool(shown) == has, (term, text)
            assert all(word in text for word in shown)
            seen += has
    return seen


def test_the_words_shown_are_those_by_which_a_text_was_found():
    titles = library.references()["title"].tolist() + TEXTS
    assert agreeing(titles, library.table("lens_words")["term"].tolist()) > 100


def test_odd_terms_and_texts_are_shown_and_found_alike():
    texts = [
        "Soft-power of the U.S. in R&D and C++",
        "soft_power",
        "se\u0301curite\u0301",
        "Kazakhstan\u2019s agency",
        "한국과 중국",
        "power**",
    ]
    terms = [
        "soft-power",
        "soft power",
        "U.S.",
        "R&D",
        "C++",
        "power**",
        "securite",
        "sécurité",
        "kazakhstan",
        "한국*",
        "하국",
        "중국",
        "s*",
    ]
    assert agreeing(texts, terms) >= 12


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    texts=st.lists(st.text(st.sampled_from("ab é中한.-_'*  "), max_size=12), min_size=1, max_size=4),
    term=st.text(st.sampled_from("abe中한.-*  "), max_size=6),
)
def test_any_term_is_shown_where_it_is_found(texts, term):
    agreeing(texts, [term])


def test_terms_that_find_the_same_count_once_and_a_long_list_is_read_whole():
    assert wordlists.terms("power; Power; POWER; powér, soft  power") == ("power", "soft power")
    index = Index({"words": ["power w2999"], "venue": [""]})
    assert wordlists.hits(index, "theory", {"one": ("power", "Power", "powér")}).tolist() == [[1]]
    assert wordlists.hits(index, "theory", {"one": tuple(f"w{n}" for n in range(3_000))}).tolist() == [[1]]
    assert wordlists.hits(index, "theory", {"one": tuple(f"w{n}" for n in range(3_000)) + ("power",)}).tolist() == [[2]]


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


def test_many_searches_do_not_pile_up():
    index = Index({"words": ["w17 and w2999"], "venue": [""]})
    assert sum(index.having(f"w{number}", "words")[0] for number in range(3_000)) == 2
    assert len(index._found) <= wordlists._MOST_FOUND
    assert index.having("w17", "words").tolist() == [True]
