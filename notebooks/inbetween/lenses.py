"""The works of the literature review under several codes: theory, vocabulary, topic, level and more, by two coders or by the reader."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from . import library

CODERS = ("a", "b")
BOOKS = "books and chapters"
# The years of the works, the early ones together; and four periods, cut by us so that the last ones hold enough works for a share.
YEARS = {"to 2011": (2001, 2011), **{str(year): (year, year) for year in range(2012, 2022)}}
PERIODS = {"2001-2011": (2001, 2011), "2012-2016": (2012, 2016), "2017-2019": (2017, 2019), "2020-2021": (2020, 2021)}
LITERATURE = "A literature in need of analytical expansion"
# What a code says in words; the rules are in seeds/README.md.
CODEBOOK = {
    "theory": {
        "realism": "realism",
        "alignment": "alignment",
        "status": "status",
        "constructivism": "constructivism",
        "poststructuralism": "poststructuralism",
        "english-school": "English School",
        "domestic": "domestic politics",
        "geography": "geography",
        "history": "history",
        "economy": "economy",
        "none": "none shown",
        "unclear": "two fit equally",
    },
    "vocabulary": {"realist": "realist", "mixed": "mixed", "other": "other", "plain": "plain"},
    "level": {"global": "global", "regional": "regional", "local": "local"},
    "agency": {"great-powers": "great powers", "in-between": "states in between", "society": "society"},
    "discipline": {
        "ir": "International Relations",
        "political-science": "political science",
        "area-studies": "area studies",
        "geography": "geography",
        "economics": "economics",
        "history": "history",
        "other": "other",
    },
    "driver": {
        "usa": "opposition to the USA",
        "economy": "economy",
        "persons": "persons",
        "asymmetry": "asymmetry",
        "norms": "norms",
        "domestic": "home politics",
        "status": "status",
        "none": "none named",
    },
    "topic": {
        "partnership": "what the partnership is",
        "history": "history before 1992",
        "arms": "arms and exercises",
        "energy": "energy",
        "economy": "trade and finance",
        "order": "world order, governance",
        "values": "norms, status, identity",
        "eurasia": "Eurasian projects",
        "other-regions": "other regions",
        "in-between": "states in between",
        "ground": "practice on the ground",
        "perceptions": "perceptions, discourse",
        "education": "higher education",
        "corruption": "corruption, law",
        "aid": "development assistance",
        "infrastructure": "transport, water",
        "memory": "memory, museums",
        "method": "theory and method",
    },
}
# Codes that name no approach or kind of words: they are counted, and cannot be the largest group.
NO_GROUP = {"theory": ("none", "unclear"), "vocabulary": ("plain",)}
REALIST = {
    ("theory", "narrow"): ("realism",),
    ("theory", "wide"): ("realism", "alignment"),
    ("vocabulary", "narrow"): ("realist",),
    ("vocabulary", "wide"): ("realist", "mixed"),
}


def works(coder: str = "a") -> pd.DataFrame:
    """The 56 works cited, with the codes of one coder.

    One row a work, indexed by key, in the order of first citation: name (as a student would write it), authors, year, title, container, type, listed
    (whether the list of references has it), citations (how often it is cited), sections, and a column for each dimension of ``CODEBOOK``.

    Raises ValueError if there is no such coder.
    """
    coded, cited = library.table("works").set_index("key"), library.citations()
    codes = _of_coder(coded, coder, [])[list(CODEBOOK)]
    about = library.references().set_index("key")[["authors", "year", "title", "container", "type"]]
    grouped = cited.groupby("key")
    found = about.loc[coded.index].join(codes)
    found.insert(0, "name", [library.source(key).short for key in found.index])
    found["listed"] = [library.source(key).record.get("custom", {}).get("in_list", True) for key in found.index]
    found["citations"] = grouped.size()
    found["sections"] = grouped["section"].agg(lambda sections: tuple(dict.fromkeys(sections)))
    return found.astype({"year": "int64"})


def _of_coder(table: pd.DataFrame, coder: str, about: list[str]) -> pd.DataFrame:
    if coder not in CODERS:
        raise ValueError(f"no coder {coder!r}; there are {', '.join(CODERS)}")
    own = {name: name[:-2] for name in table.columns if name.endswith(f"_{coder}")} | {f"reason_{coder}": "why"}
    return table[[*about, *own]].rename(columns=own)


def recoded(coded: pd.DataFrame, changes: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """The works with a reader's codes in place of the coder's: ``changes`` maps key -> dimension -> code.

    Raises ValueError, naming what there is, if a work, dimension or code is unknown.
    """
    found = coded.copy()
    for key, codes in changes.items():
        if key not in found.index:
            raise ValueError(f"no work {key!r}; works are {', '.join(map(str, found.index[:5]))} ...")
        for dimension, code in codes.items():
            if code not in CODEBOOK.get(dimension, {}):
                known = ", ".join(CODEBOOK.get(dimension, CODEBOOK))
                raise ValueError(f"{key}: no code {code!r} for {dimension!r}; there are {known}")
            found.loc[key, dimension] = code
    return found


def among(coded: pd.DataFrame, of: str) -> pd.DataFrame:
    """Some of the works: "all"; those cited in the "section" on the literature; or those of which both theory and vocabulary are "shown"."""
    if of == "section":
        return coded[[LITERATURE in sections for sections in coded["sections"]]]
    if of == "shown":
        return coded[~coded["theory"].isin(NO_GROUP["theory"]) & ~coded["vocabulary"].isin(NO_GROUP["vocabulary"])]
    return coded


def weights(coded: pd.DataFrame, by: str) -> pd.Series:
    """What each work counts: 1 (``by`` "works"), or the number of its citations ("citations")."""
    return coded["citations"] if by == "citations" else pd.Series(1, index=coded.index)


# --- counts by code ---


def grid(coded: pd.DataFrame, rows: str, columns: str, by: str = "works") -> pd.DataFrame:
    """Sums of weights for each pair of codes: a row for each code of dimension ``rows``, a column for each of ``columns``, zeros where none is."""
    return (
        weights(coded, by)
        .groupby([coded[rows], coded[columns]])
        .sum()
        .unstack(fill_value=0)
        .reindex(index=CODEBOOK[rows], columns=CODEBOOK[columns], fill_value=0)
        .astype(int)
    )


def totals(coded: pd.DataFrame, dimension: str, by: str = "works") -> pd.Series:
    """The weight of each code of a dimension, zeros included."""
    return weights(coded, by).groupby(coded[dimension]).sum().reindex(CODEBOOK[dimension], fill_value=0)


# --- do realists dominate? ---


def groups(coded: pd.DataFrame, dimension: str, realist: str) -> pd.Series:
    """The code of each work, with all that count as realist ("narrow" or "wide") under the one code "realist"."""
    return coded[dimension].where(~coded[dimension].isin(REALIST[dimension, realist]), "realist")


def rivals(groups: pd.Series, weights: pd.Series, no_group: tuple[str, ...] = ()) -> pd.Series:
    """The weight of each group beside the realists; codes that name no group (``no_group``) are none."""
    return weights.groupby(groups).sum().drop(["realist", *no_group], errors="ignore")


def needed(groups: pd.Series, weights: pd.Series, rule: str, no_group: tuple[str, ...] = ()) -> float:
    """What the realists must outweigh to dominate: "half" of all, or the "largest" other group, which is 0 where there is none."""
    return float(weights.sum() / 2 if rule == "half" else max(rivals(groups, weights, no_group), default=0))


def holds(groups: pd.Series, weights: pd.Series, rule: str, no_group: tuple[str, ...] = ()) -> bool:
    """Whether realists dominate: "half" (more than half of the weight) or "largest" (more than any other group)."""
    return bool(weights[groups == "realist"].sum() > needed(groups, weights, rule, no_group))


def recodings_to_overturn(
    groups: pd.Series, weights: pd.Series, rule: str, no_group: tuple[str, ...] = ()
) -> int | None:
    """The smallest number of works that must be coded otherwise until ``holds`` gives the other answer; None if no number does.

    Where the claim holds, works leave the realist group for the largest other one, the heaviest first. Where it does not, works join the realist
    group: for "largest", every level to which the others may shrink is tried, each other group giving up its heaviest works until it is there.
    """
    realists = groups == "realist"
    inside, outside = (weights[chosen].sort_values(ascending=False) for chosen in (realists, ~realists))
    realist, total = int(inside.sum()), int(weights.sum())
    if holds(groups, weights, rule, no_group):
        moved, need = inside.cumsum(), needed(groups, weights, rule, no_group)
        return _first(realist - moved <= need + (moved if rule == "largest" else 0))
    if rule == "half":
        return _first(2 * (realist + outside.cumsum()) > total)
    others = rivals(groups, weights, no_group)
    tried = [_to_lead(realist, level, outside, groups, others) for level in range(total)]
    return min((number for number in tried if number is not None), default=None)


def _first(reached: pd.Series) -> int | None:
    return int(reached.to_numpy().argmax()) + 1 if reached.any() else None


def _to_lead(realist: int, level: int, outside: pd.Series, groups: pd.Series, others: pd.Series) -> int | None:
    """How many works must join the realists so that no other group weighs more than ``level`` and they weigh more."""
    taken: list = []
    for group, size in others.items():
        for key, weight in outside[groups[outside.index] == group].items():
            if size > level:
                taken.append(key)
                size -= weight
    weight, number = realist + outside[taken].sum(), len(taken)
    for more in outside.drop(taken):
        if weight > level:
            break
        weight, number = weight + more, number + 1
    return number if weight > level else None


# --- articles, reasons, gaps, years and venues ---


def articles(coder: str = "a") -> pd.DataFrame:
    """The eight articles of the special issue, with the codes of one coder.

    One row an article, indexed by id, in the order of the issue: order, authors, why (the coder's reason), and theory, level, agency, discipline, topic.
    Raises ValueError if there is no such coder.
    """
    return _of_coder(library.table("contribution_codes").set_index("id"), coder, ["order", "authors"])


def reasons(coder: str = "a") -> pd.Series:
    """Why each work got its codes, as the coder says, by key. Raises ValueError if there is no such coder."""
    return _of_coder(library.table("works").set_index("key"), coder, [])["why"]


def named_gaps(dimension: str) -> pd.DataFrame:
    """What the article calls little studied or unexplored, by code of a dimension: kind, says (in our words), paragraph.

    The codes stand in the order of ``CODEBOOK``; a dimension of which the article says nothing has no rows.
    Raises ValueError if there is no such dimension.
    """
    if dimension not in CODEBOOK:
        raise ValueError(f"no dimension {dimension!r}; there are {', '.join(CODEBOOK)}")
    table = library.table("gaps")
    found = table[table["dimension"] == dimension].set_index("code")[["kind", "says", "paragraph"]]
    return found.loc[[code for code in CODEBOOK[dimension] if code in found.index]]


def over_time(coded: pd.DataFrame, dimension: str, spans: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    """How many works have each code in each span of years: a row for each code, a column for each span, zeros where none has.

    spans: name -> first and last year, both included. Works of other years are not counted.
    """
    counted = {
        name: totals(coded[coded["year"].between(first, last)], dimension) for name, (first, last) in spans.items()
    }
    return pd.DataFrame(counted).astype(int)


def venues(coded: pd.DataFrame) -> pd.Series:
    """Where each work appeared, by key: its journal or series of memos, and ``BOOKS`` for books and chapters, which have publishers."""
    return coded["container"].where(~coded["type"].isin(["book", "chapter"]), BOOKS)


# --- answers to questions of the lessons ---


def works_dated(since: int, until: int, listed: bool = True) -> int:
    """How many works are dated from one year to another, both included: those of the list of references, or all that are cited."""
    coded = works()
    coded = coded[coded["listed"]] if listed else coded
    return int(coded["year"].between(since, until).sum())


def asks_what_moves() -> pd.DataFrame:
    """How many works ask what the partnership is, or are said to name a driver of it, by each coder.

    Two rows, first and second coder; columns: "topic: what the partnership is", "a driver named", "one or both", "of".
    """
    found = {}
    for name, coder in zip(("first coder", "second coder"), CODERS, strict=True):
        coded = works(coder)
        asks, names = coded["topic"] == "partnership", coded["driver"] != "none"
        found[name] = [int(asks.sum()), int(names.sum()), int((asks | names).sum()), len(coded)]
    columns = ["topic: what the partnership is", "a driver named", "one or both", "of"]
    return pd.DataFrame.from_dict(found, orient="index", columns=columns)


def words_beyond_theory(table: pd.DataFrame) -> pd.DataFrame:
    """How many works of a view are realist by words but not by theory, as answers to choose from: option, right, reply.

    table: as "is it realist?" shows it, with counts, "realist by theory" and "realist by words" (yes or no). Empty if it lacks one of the two.
    """
    if not {"counts", "realist by theory", "realist by words"} <= set(table.columns):
        return pd.DataFrame(columns=["option", "right", "reply"])
    theory, words, counts = table["realist by theory"] == "yes", table["realist by words"] == "yes", table["counts"]
    total, both, all_words, beyond, without = (
        int(counts[chosen].sum()) for chosen in (counts > 0, theory & words, words, words & ~theory, ~theory)
    )
    answers = [
        (
            beyond,
            f"Of {without} that are not realist by theory these {beyond} are realist by words, and {without - beyond} are not. Is that enough to say that "
            "a literature speaks in realist terms where it follows no realist theory?",
        ),
        (
            all_words,
            f"{all_words} is all that are realist by words; {both} of these are realist by theory too, so that their words are no surprise. Take them away.",
        ),
        (
            both,
            f"{both} are realist by theory and by words: there the words come with the theory. The claim is about words that go further than that.",
        ),
        (
            without,
            f"{without} is all that are not realist by theory, whatever their words. How many of them have a yes under words?",
        ),
        (total - all_words, f"{total - all_words} have no realist words. The question asks for those that have them."),
    ]
    found = {}
    for number, reply in answers:
        found.setdefault(number, (f"{number} of {total}", number == beyond, reply))
    return pd.DataFrame([found[number] for number in sorted(found)], columns=["option", "right", "reply"])
