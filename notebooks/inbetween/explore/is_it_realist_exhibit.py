"""Is it realist? The theory and the words of each work as two codes, and how many recodings turn the answer."""

from __future__ import annotations

import pandas as pd

from .. import lenses
from ..chart import Explorer, View, controls, theme
from ..chart.counts import count_bars, count_grid

BOTH, THEORY, WORDS = "both", "theory", "vocabulary"
SHOW = {"theory and words together": BOTH, "theory": THEORY, "words": WORDS}
REALIST = {"realism only": "narrow", "with alignment, mixed": "wide"}
RULES = {"more than half": "half", "largest group": "largest"}
BY = {"works": "works", "citations": "citations"}
OF = {"all works cited": "all", "literature section": "section", "where a code is given": "shown"}
CODERS = {"first coder": "a", "second coder": "b"}
SAID = {THEORY: "theory", WORDS: "words"}
SOURCES = ("inbetween-works", "bossuyt-kaczmarski-2021")
NOTES = (
    "No confidence interval: the authors chose these works, nobody drew them at random. A share of them is no share of the literature; what is tested is how "
    "far the claim rests on the coding. The article says it of most studies, not of this list, which by design also holds the exceptions.",
    "Theory: the approach that the article's account or the title shows; alignment means that a work says how close the two are, without naming a "
    "realist theory (the article counts alliance and alignment among the realist concepts). Works that show no approach, or two equally, are counted, and cannot be the largest group.",
    "Words: realist (balancing, hedging, power, alliance, rivalry, asymmetry), other (norms, identity, discourse, society, status, space), mixed, or plain (neither).",
    "Two passes with one codebook, the second without sight of the first, by readers of the same kind: neither is an expert, and neither read the works, only the article's account and the printed references. That they agree shows clear rules. Where they differ "
    "take both columns. A code says what can be seen there, and is no judgement on a work.",
    "Where the largest group is asked for, the theory with most works beside realism stands in bold, or its size is dotted. Recodings that turn the answer: the smallest number of works that must be coded otherwise, the most cited first where citations are counted.",
)


def is_it_realist(**start) -> Explorer:
    """Shares of realist works by two codes; controls: show, realist, rule, by, of, coder, recode (key -> dimension -> code)."""
    explorer = Explorer(
        "is_it_realist",
        view,
        {
            "show": controls.choice("Show", SHOW, BOTH),
            "realist": controls.choice("Realist is", REALIST, "wide"),
            "rule": controls.choice("Dominant is", RULES, "half"),
            "by": controls.choice("Count", BY, "works"),
            "of": controls.choice("Among", OF, "all"),
            "coder": controls.choice("Codes of", CODERS, "a"),
            "recode": controls.Changes(
                description="Recode:",
                unit="work",
                units=_units("a"),
                fields=[{"id": each, "label": SAID[each], "options": _options(each)} for each in (THEORY, WORDS)],
                value={},
            ),
        },
        start,
        live=("recode",),
    )
    coder, recode = explorer.controls["coder"], explorer.controls["recode"]
    coder.observe(lambda change: setattr(recode, "units", _units(change["new"])), "value")
    recode.units = _units(coder.value)
    return explorer


def _units(coder: str) -> list[dict]:
    coded = lenses.works(coder).sort_values("name")
    return [
        {"id": key, "text": name, "now": {THEORY: theory, WORDS: words}}
        for key, name, theory, words in zip(coded.index, coded["name"], coded[THEORY], coded[WORDS], strict=True)
    ]


def _options(dimension: str) -> list[dict]:
    return [{"id": code, "text": name} for code, name in lenses.CODEBOOK[dimension].items()]


def view(show: str, realist: str, rule: str, by: str, of: str, coder: str, recode: dict) -> View:
    """The view for one state of the controls."""
    before = lenses.among(lenses.works(coder), of)
    after = lenses.among(lenses.recoded(lenses.works(coder), recode), of)
    asked = [THEORY, WORDS] if show == BOTH else [show]
    if after.empty:
        return View(
            title="No work is left: by your codes none shows both a theory and its words",
            figure=None,
            summary="Among works where a code is given there is nothing to count. Choose all works cited, or take a change back.",
            table=pd.DataFrame(columns=["work", "theory", "words"]),
            sources=SOURCES,
            notes=NOTES,
        )
    found = {each: _Finding(after, each, realist, rule, by) for each in asked}
    rival = found[asked[0]].rival if rule == "largest" else None
    changed = [
        key
        for key in recode
        if key in after.index and (before.reindex([key])[asked] != after.loc[[key], asked]).any(axis=None)
    ]
    return View(
        title=_title(found, rule, by),
        figure=_grid(after, realist, by, rival) if show == BOTH else _bars(after, show, realist, by, rival),
        summary=_summary(found, {each: _Finding(before, each, realist, rule, by) for each in asked}, changed, rule),
        table=_table(after, found, by, changed),
        sources=SOURCES,
        notes=NOTES,
    )


class _Finding:
    """How much is realist by one code, whether it dominates, and how many recodings turn that."""

    def __init__(self, coded: pd.DataFrame, dimension: str, realist: str, rule: str, by: str):
        weights, no_group = lenses.weights(coded, by), lenses.NO_GROUP[dimension]
        self.groups = lenses.groups(coded, dimension, realist)
        sums = lenses.rivals(self.groups, weights, no_group)
        self.rival = sums.idxmax() if len(sums) else None
        self.count, self.of = int(weights[self.groups == "realist"].sum()), int(weights.sum())
        # a work without a visible theory may be anything; one with plain words has been looked at
        hidden = coded[dimension].isin(no_group) & (dimension == THEORY)
        self.hidden = int(weights[hidden].sum())
        self.holds = lenses.holds(self.groups, weights, rule, no_group)
        self.turns = lenses.recodings_to_overturn(self.groups, weights, rule, no_group)


def _title(found: dict, rule: str, by: str) -> str:
    told = "; ".join(f"by {SAID[each]} {one.count} of {one.of}" for each, one in found.items())
    name = "more than half" if rule == "half" else "the largest group"
    yes = [SAID[each] for each, one in found.items() if one.holds]
    if len(found) == 1:
        verdict = name if yes else f"not {name}"
    else:
        verdict = f"{name} by {'both' if len(yes) == 2 else yes[0] if yes else 'neither'}"
    return f"Realist {told} {by}: {verdict}"


def _summary(found: dict, before: dict, changed: list[str], rule: str) -> str:
    name = "more than half" if rule == "half" else "the largest group"
    parts = []
    for each, one in found.items():
        share = f"By {SAID[each]} {theme.percent(one.count, one.of)} are realist"
        if one.turns is None:
            parts.append(f"{share}; no recoding turns that.")
        else:
            works = theme.counted(one.turns, "work")
            parts.append(f"{share}; recode {works} and they are {'no longer ' if one.holds else ''}{name}.")
        if one.hidden:
            parts.append(
                f"In {one.hidden} no single theory can be seen; if all of them were realist, the count would be {one.count + one.hidden}."
            )
    if changed:
        was = "; ".join(f"by {SAID[each]} {one.count} of {one.of}" for each, one in before.items())
        parts.append(f"Your recoding changes {len(changed)} of these works; before it was {was}.")
    return " ".join(parts)


def _table(coded: pd.DataFrame, found: dict, by: str, changed: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "work": coded["name"],
            "theory": coded[THEORY].map(lenses.CODEBOOK[THEORY]),
            "words": coded[WORDS].map(lenses.CODEBOOK[WORDS]),
            "counts": lenses.weights(coded, by).astype(int),
        }
    )
    for each, one in found.items():
        table[f"realist by {SAID[each]}"] = (one.groups == "realist").map({True: "yes", False: "no"})
    return table.assign(recoded=["yes" if key in changed else "" for key in coded.index]).reset_index(drop=True)


def _grid(coded: pd.DataFrame, realist: str, by: str, rival: str | None):
    counts = lenses.grid(coded, THEORY, WORDS, by)
    names = coded["name"].groupby([coded[THEORY], coded[WORDS]]).agg(list)
    rows, columns = lenses.CODEBOOK[THEORY], lenses.CODEBOOK[WORDS]
    hover = pd.DataFrame(
        [
            [
                f"{name}, {word} words: {counts.loc[row, column]} {by}<br>{theme.lines(names.get((row, column), []))}"
                for column, word in columns.items()
            ]
            for row, name in rows.items()
        ],
        index=counts.index,
        columns=counts.columns,
    )
    strong = pd.DataFrame(
        [[_counts(row, column, realist) for column in columns] for row in rows],
        index=counts.index,
        columns=counts.columns,
    )
    named = [
        frame.rename(index=rows, columns={code: f"{name} words" for code, name in columns.items()})
        for frame in (counts, hover, strong)
    ]
    sums = lenses.totals(coded, THEORY, by).rename(index=rows).map(lambda value: f"{value}" if value else "")
    return count_grid(*named, sums=sums, row=24, key="orange: realist by either", bold=rows.get(rival))


def _counts(theory: str, words: str, realist: str) -> bool:
    return theory in lenses.REALIST[THEORY, realist] or words in lenses.REALIST[WORDS, realist]


def _bars(coded: pd.DataFrame, dimension: str, realist: str, by: str, rival: str | None):
    sums = lenses.totals(coded, dimension, by)
    names = lenses.CODEBOOK[dimension]
    high = [code in lenses.REALIST[dimension, realist] for code in sums.index]
    of = int(sums.sum())
    mark, said = (of / 2, "half of all") if rival is None else (int(sums[rival]), "the largest other group")
    hover = [
        f"{names[code]}: {value} of {of}<br>{theme.lines(list(coded.loc[coded[dimension] == code, 'name']))}"
        for code, value in sums.items()
    ]
    return count_bars(sums.rename(names), f"{by} of {of}; dotted: {said}", hover, high, mark)
