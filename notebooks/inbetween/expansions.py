"""The eight articles under the three expansions, as section and conclusion of the introduction place them, and what it announces."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from . import library

EXPANSIONS = ("theoretical", "disciplinary", "empirical")
METHODS = "methods"
PLACES = ("section", "conclusion")
ANSWERS = ("yes", "no", "unsure")
# Which statements make an article an example of an expansion.
RULES = {"named": ("example",), "listed": ("example", "listed")}


def articles() -> pd.DataFrame:
    """The eight articles in the order of the issue, indexed by id: see the description of ``contributions`` in seeds/."""
    return library.contributions().set_index("id")


def cells(rule: str = "named") -> pd.DataFrame:
    """Where each article is an example of each expansion: 24 rows, indexed by article and expansion; columns section and conclusion.

    A cell holds the paragraph, or "" where the article is no example. rule: "named" with its authors, or "listed", where it is enough that the
    paragraph lists what comes nearest to the article. Raises ValueError if there is no such rule.
    """
    if rule not in RULES:
        raise ValueError(f"no rule {rule!r}; there are {', '.join(RULES)}")
    table = library.table("contribution_statements")
    used = table[table["what"].isin(RULES[rule])]
    found = used.groupby(["article", "says", "place"])["paragraph"].agg("; ".join).unstack()
    every = pd.MultiIndex.from_product([articles().index, EXPANSIONS], names=["article", "expansion"])
    return found.reindex(index=every, columns=list(PLACES)).fillna("")


def judged(cells: pd.DataFrame, answers: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """The cells as yes or no, with a reader's answers beside them: columns section, conclusion and reader, which is "unsure" where nothing is said.

    answers: article -> expansion -> yes, no or unsure. Raises ValueError, naming what there is, if an article, expansion or answer is unknown.
    """
    found = (cells != "").replace({True: "yes", False: "no"}).assign(reader="unsure")
    for article, said in answers.items():
        for expansion, answer in said.items():
            if (article, expansion) not in found.index:
                known = ", ".join(found.index.unique("article"))
                raise ValueError(
                    f"no cell {article!r}, {expansion!r}; articles are {known}; expansions {', '.join(EXPANSIONS)}"
                )
            if answer not in ANSWERS:
                raise ValueError(f"{article}, {expansion}: {answer!r}; an answer is {', '.join(ANSWERS)}")
            found.loc[(article, expansion), "reader"] = answer
    return found


def agreement(judged: pd.DataFrame) -> dict[str, int]:
    """How many cells agree, of ``judged``.

    cells; same (section and conclusion alike), both (yes in both) and neither (no in both); answered (the reader says yes or no), and of these
    with_section, with_conclusion and all (the three alike).
    """
    section, conclusion, reader = (judged[name] for name in (*PLACES, "reader"))
    same, answered = section == conclusion, reader != "unsure"
    counts = {
        "same": same,
        "both": same & (section == "yes"),
        "neither": same & (section == "no"),
        "answered": answered,
        "with_section": answered & (reader == section),
        "with_conclusion": answered & (reader == conclusion),
        "all": answered & same & (reader == section),
    }
    return {"cells": len(judged), **{name: int(chosen.sum()) for name, chosen in counts.items()}}


def placed(judged: pd.DataFrame) -> pd.DataFrame:
    """Under which expansions each article stands: indexed by article; columns section and conclusion, each a tuple of expansions."""
    said = judged.to_dict("index")
    return pd.DataFrame(
        {
            place: {
                article: tuple(expansion for expansion in EXPANSIONS if said[article, expansion][place] == "yes")
                for article in judged.index.unique("article")
            }
            for place in PLACES
        }
    )


def moved(rule: str = "named") -> list[str]:
    """The articles that both places give as examples, and not of the same expansions. Raises ValueError if there is no such rule."""
    found = placed(judged(cells(rule), {}))
    both = found["section"].map(bool) & found["conclusion"].map(bool)
    return list(found.index[both & (found["section"] != found["conclusion"])])


def told(what: str, beyond: bool = False) -> pd.Series:
    """What the introduction says of each article on one point, by article: a tuple of texts, in its order, without repetitions.

    what: a point of ``contribution_statements``, such as lens or period. beyond: with what abstract pages add, marked as such.
    """
    statements = library.table("contribution_statements")
    found = {article: [] for article in articles().index}
    for row in statements[statements["what"] == what].itertuples():
        found[row.article] += row.says.split(";")
    if beyond:
        for row in added(what).itertuples():
            mark = "abstract" if row.confidence == "found" else "inferred"
            found[row.article] += [f"{said} ({mark})" for said in row.says.split(";")]
    return pd.Series({article: tuple(dict.fromkeys(said)) for article, said in found.items()})


def added(what: str) -> pd.DataFrame:
    """What abstract pages add on one point, a row each: article, says, page, confidence and more; empty where they add nothing."""
    table = library.table("contributions_beyond")
    return table[table["what"] == what]


def promises(beyond: bool = False) -> pd.DataFrame:
    """What the introduction announces, indexed by id: expansion, kind, promise, announced, announced_as, articles, named_in, abstracts, note and open.

    articles: a tuple of ids that the introduction names with it. abstracts: ids that an abstract page adds, empty unless ``beyond``.
    open: none of either.
    """
    table = library.table("promises").set_index("id")
    table["articles"] = table["articles"].fillna("").map(lambda ids: tuple(filter(None, ids.split(";"))))
    seen = library.table("contributions_beyond").dropna(subset="promise")
    by_promise = seen.groupby("promise")["article"].agg(tuple) if beyond else pd.Series(dtype=object)
    table["abstracts"] = [by_promise.get(id, ()) for id in table.index]
    table["open"] = [not (named or more) for named, more in zip(table["articles"], table["abstracts"], strict=True)]
    columns = ["expansion", "kind", "promise", "announced", "announced_as", "articles", "named_in", "abstracts", "note", "open"]  # fmt: skip
    return table.rename(columns={"paragraphs": "named_in"}).fillna({"named_in": "", "note": ""})[columns]
