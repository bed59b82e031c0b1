"""What holds up? Four claims, each under all combinations of the choices that a test of it takes."""

from __future__ import annotations

import math
from functools import cache

import pandas as pd

from .. import asymmetry, lenses, specifications, ties, votes
from ..chart import Explorer, View, controls, theme
from ..chart.curve import specification_curve
from ..specifications import Claim, Contrast, Finding

MOST = "most"
ORDERS = {"by estimate": "estimate", "by the choice looked at": "choice"}
CHOICES = {
    "series": "series",
    "measure": "measure",
    "code": "code",
    "breadth": "breadth",
    "territory": "territory",
    "crossing": "crossing",
    "before": "time before",
    "after": "time after",
    "end": "last year",
    "unit": "unit",
    "coder": "coder",
    "works": "set of works",
    "threshold": "threshold",
}
OUT = "left out"
NOTES = (
    "The share counts combinations of choices that we offer here. It is no probability that the claim is true: the combinations were not drawn at random, they are "
    "not independent (most share the same data), and others that nobody offered are missing. Leave out what you would not defend, and say why.",
    "All else equal: compared are only specifications that differ in that one choice and in nothing else, and of its values the two furthest apart. A choice with many values has "
    "more chances to differ. A combination that a source does not have, or that would only give another one a second name, is not counted; two rules that happen to agree are counted twice.",
)


# --- Russia and China vote more alike after 2021 -----------------------------------------------------

BETWEEN = (*votes.CENTRAL_ASIA, "MNG")
USUAL = (votes.USSR_ENDS + 1, 2021)  # the sessions of which a usual step is taken: all of Russia's before
EVEN = range(2008, 2021, 2)


@cache
def _distances(series: str, measure: str) -> pd.Series:
    return votes.distance(*votes.PAIR, series) if measure == "two" else votes.distance_beside(BETWEEN, series)


def _mean(distances: pd.Series, span: str) -> float:
    first, _, last = span.partition("-")
    return float(distances.loc[int(first) : int(last or first)].mean())


def _votes(series: str, measure: str, before: str, after: str, threshold: str) -> Finding:
    distances = _distances(series, measure)
    change = _mean(distances, after) - _mean(distances, before)
    needs = -votes.usual_step(distances, *USUAL) if threshold == "step" else 0.0
    return Finding(change, (needs,), change < needs, f"{abs(change):.2f} {'closer' if change < 0 else 'further apart'}")


def _votes_claim() -> Claim:
    drafts = votes.vetoes_by_case().unstack(fill_value=0).tail(2)
    joint = zip(drafts.index, drafts["both veto"], drafts.sum(axis=1), strict=True)
    told = ", then ".join(f"{both} of {of} drafts vetoed in {period}" for period, both, of in joint)
    every, final = (_distances(series, "two") for series in votes.SERIES)
    return Claim(
        "Russia and China vote more alike after 2021",
        {
            "series": {**votes.SERIES, "earlier": "earlier edition"},
            "measure": {"two": "distance of the two", "beside": "compared with 6 others"},
            "before": {
                "2021": "session of 2021",
                "2020": "session of 2020",
                "2020-2021": "mean of 2020-2021",
                "2018-2020": "mean of 2018-2020",
                "2012-2021": "mean of 2012-2021",
            },
            "after": {"2022": "session of 2022", "2023": "session of 2023", "2022-2023": "mean of 2022-2023"},
            "threshold": {"any": "closer by anything", "step": "more than a usual step"},
        },
        _votes,
        "change of distance",
        ("unga-ideal-points",),
        (
            "The sentence is ours: the article ends with 2021. Estimate: the distance of Russia and China in the General Assembly after, less that before; below the line they are closer. "
            f"A usual step is the median change, up or down, from one session to the next in {USUAL[0]}-{USUAL[1]}, in the same series and measure (for the two "
            f"{votes.usual_step(every, *USUAL):.2f} in all votes, {votes.usual_step(final, *USUAL):.2f} in final passage): so much it moves anyway. Of means, which move less, it asks more.",
            f"Even and odd sessions differ: of {len(EVEN)} even ones from {EVEN[0]} to {EVEN[-1]} the distance in final passage is larger in {votes.above_neighbours(final, EVEN)} than the mean of the "
            f"two odd ones beside it, in all votes in {votes.above_neighbours(every, EVEN)}. So 2021 with 2022 compares an odd session with an even one; 2020 with 2022, 2021 with 2023, and two sessions "
            "with two, do not.",
            "Series: all votes hold those on paragraphs and amendments, final passage does not, and the earlier edition is the producers' own, kept in their file. In these sessions it "
            "moves with final passage, so whoever counts it as a third voice gives that side two of three.",
            "Measure: the distance itself, or the distance less the mean distance of the two from the six states in between (five in Central Asia, Mongolia): closer to each other "
            "than to those beside them. Two states may come closer because all do.",
            "Sessions bear the year in which they open: that of 2021 runs into 2022, so a reader may leave it out as 'before'.",
            "Left out: intervals, which the copy read has for all votes and not for final passage, so that no specification asks whether a change is larger than its error; agreement in "
            f"votes counted one by one, which ends in 2019; vetoes, another body and few (joint in {told}); other states to compare with.",
        ),
    )


# --- China passed Russia around 1991 ------------------------------------------------------------------

TOO_LATE = "arms_deliveries"  # begins in 2000: silent on 1991
YEAR = 1991


@cache
def _crossing(measure: str, territory: str) -> asymmetry.Crossing:
    return asymmetry.crossing(asymmetry.pair(measure, territory))


def _passed(measure: str, territory: str, crossing: str, threshold: str) -> Finding | None:
    if territory not in asymmetry.counts_before_1992(measure):
        return None
    found, needs = _crossing(measure, territory), (YEAR - int(threshold), YEAR + int(threshold))
    year = found.for_good if crossing == "for_good" else found.first
    if year is None:
        return Finding(math.inf, needs, False, f"not by {found.ends}")
    if year == found.begins:
        return Finding(-math.inf, needs, False, f"above already in {year}, the first year known")
    return Finding(year, needs, needs[0] <= year <= needs[1], str(year))


def _passed_claim() -> Claim:
    about = asymmetry.measures().drop(TOO_LATE)
    return Claim(
        f"China passed Russia around {YEAR}",
        {
            "measure": about["label"].to_dict(),
            "territory": {"territory": "Russia's own territory", "ussr": "the USSR"},
            "crossing": {"for_good": "above for good", "first": "first year above"},
            "threshold": {"1": "within a year", "3": "within 3 years", "5": "within 5 years"},
        },
        _passed,
        "year of crossing",
        tuple(about["source"]),
        (
            "The sentence is a shorthand of ours: the article speaks of an asymmetry that has shifted over time. Estimate: the year in which China comes to lie above "
            "Russia; triangles at the edges are measures on which it was above in the first year known (down) or was not by the last (up).",
            "Some measures can hardly hold: on population no crossing was to be expected, on warheads none is near. A defender of the claim may say that they do not speak to it, a critic that they show "
            "of what it is silent. Population weighs twice here, since its source counts both territories.",
            "Before 1992 a source counts Russia's own territory (World Bank), the Soviet Union (Correlates of War, warheads) or each apart (Maddison, SIPRI): a "
            "source with one of the two is counted once, under what it counts. A fall from the Soviet Union to Russia can be a crossing by itself.",
            "Above for good means to the last year of the source. 1991 itself is a mix in the Correlates of War data: people and steel are Russia's, soldiers, spending and energy still Soviet. "
            "Chinese accounts around 1960, by which output is above that of Russia's own territory in the first year known, are contested.",
            "Left out: arms delivered in between, which begins in 2000 and cannot speak on 1991; technology, allies and standing, of which we have no series. Several "
            "measures are parts of one index, so that they are no independent witnesses.",
        ),
    )


# --- Ties deepened after 2008 -------------------------------------------------------------------------

LAST = "last"
ARTICLE_ENDS = 2021


def _ties(series: str, before: str, after: str, end: str, threshold: str) -> Finding | None:
    known = ties.yearly(series).index
    if before != str(ties.FIRST_YEAR) and known[0] >= int(before) or end == LAST and known[-1] <= ARTICLE_ENDS:
        return None
    factor = ties.factor(series, int(before), int(after), int(known[-1]) if end == LAST else ARTICLE_ENDS)
    if factor is None:
        return None
    needs = 1.0 if threshold == "any" else float(threshold)
    holds = factor > needs if threshold == "any" else factor >= needs
    return Finding(factor, (needs,), holds, "from nothing" if factor == math.inf else f"{factor:.2f} times")


def _ties_claim() -> Claim:
    about = ties.described()
    counted = about[about["listed"] == "no"]
    lists = [label.partition(",")[0].lower() for label in about.loc[about["listed"] == "yes", "label"]]
    return Claim(
        "Ties deepened after 2008",
        {
            "series": counted["label"].to_dict(),
            "before": {"1992": "from 1992, or its start", "2001": "from 2001"},
            "after": {"2008": "from 2008", "2009": "from 2009", "2012": "from 2012"},
            "end": {"2021": "2021, or its end", LAST: "last known"},
            "threshold": {"any": "any rise", "1.25": "up by a quarter", "2": "doubled"},
        },
        _ties,
        "later mean / earlier mean",
        tuple(id for tie in counted.index for id in ties.sources(tie)),
        (
            "The article calls the crisis of 2008-2009 a turning point, and speaks of a deepening over the last decade, which we read as from 2012. Estimate: the mean a year of the later "
            "period over that of the earlier one; each tie is tested by itself.",
            "2001 is the year of the treaty. Deliveries are known from 2000 only, China's share in Russia's trade from 2006: where that leaves no other earlier years, and where a tie ends by 2021 and so has no "
            "later end, such combinations are counted once. The quarter is our threshold in the exhibit on ties.",
            "A tie that grows steadily passes with any year as cut, trade in current dollars above all: that it holds does not show that 2008 was the turn. Several years of "
            "trade rest on general knowledge.",
            f"Left out: lists that we compiled ({', '.join(lists)}), since what we listed cannot show how often something happened; other first years; a sum of all ties, which would need "
            "weights. Six series are no sample of ties: two are arms and two are trade.",
        ),
        log=True,
    )


# --- The literature is realist ------------------------------------------------------------------------

_coded = cache(lenses.works)


def _realist(code: str, breadth: str, unit: str, coder: str, works: str, threshold: str) -> Finding:
    coded = lenses.among(_coded(coder), works)
    groups, weights = lenses.groups(coded, code, breadth), lenses.weights(coded, unit)
    realist, total = int(weights[groups == "realist"].sum()), int(weights.sum())
    needs = lenses.needed(groups, weights, threshold, lenses.NO_GROUP[code])
    return Finding(100 * realist / total, (100 * needs / total,), realist > needs, f"{realist} of {total}")


def _realist_claim() -> Claim:
    return Claim(
        "The literature is realist",
        {
            "code": {"theory": "theory used", "vocabulary": "words used"},
            "breadth": {"narrow": "realism only", "wide": "with alignment, mixed"},
            "unit": {"works": "works", "citations": "citations"},
            "coder": {"a": "first coder", "b": "second coder"},
            "works": {"all": "all works cited", "section": "literature section", "shown": "where a code is given"},
            "threshold": {"half": "more than half", "largest": "largest group"},
        },
        _realist,
        "% realist",
        ("inbetween-works", "bossuyt-kaczmarski-2021"),
        (
            "The article says it of most studies, by their premises and their words; a realist may answer that alignment is a question of every school. Estimate: the share of realists; the "
            "line is at half, or at the largest other group, which is another one in each specification.",
            "The works were chosen by the authors, who cite the exceptions too: no specification speaks of the literature as a whole. Works that show no theory, or two, are counted, and cannot be the "
            "largest group; 'where a code is given' leaves them out, and those with plain words, for either code.",
            "Left out: reading the works (both coders had the article's account and the references); recodings of single works, for which there is 'is it realist?'; codes of "
            "concept, level and driver, which name no school; an interval, since nothing was drawn at random.",
        ),
    )


# --- the exhibit --------------------------------------------------------------------------------------

CLAIMS = {"votes": _votes_claim, "passed": _passed_claim, "ties": _ties_claim, "realist": _realist_claim}
NAMES = {
    "they vote more alike": "votes",
    "China passed Russia": "passed",
    "ties deepened": "ties",
    "literature is realist": "realist",
}


@cache
def _claim(claim: str) -> Claim:
    return CLAIMS[claim]()


@cache
def _specifications(claim: str) -> pd.DataFrame:
    return specifications.run(_claim(claim).choices, _claim(claim).find)


def what_holds_up(**start) -> Explorer:
    """Specification curves; controls: claim, group (a choice, or "most"), order, leave_out ("claim/choice/value" -> {"it": "left out"})."""
    options = [{"id": each, "text": each} for each in ("counted", OUT)]
    leave_out = controls.Changes(
        description="I would not defend:",
        unit="choice",
        units=_units("votes"),
        fields=[{"id": "it", "label": "", "options": options}],
        value={},
    )
    groups = {"what turns it most": MOST, **{name: id for id, name in CHOICES.items()}}
    explorer = Explorer(
        "what_holds_up",
        view,
        {
            "claim": controls.choice("Claim", NAMES, "votes"),
            "group": controls.choice("Look at", groups, MOST),
            "order": controls.choice("Order", ORDERS, "estimate"),
            "leave_out": leave_out,
        },
        start,
        live=("leave_out",),
    )
    claim = explorer.controls["claim"]
    claim.observe(lambda change: _offer(leave_out, change["new"]), "value")
    _offer(leave_out, claim.value)
    return explorer


def _offer(leave_out: controls.Changes, claim: str) -> None:
    """Put the values of a claim first. The page leaves the value it stood at only when that is gone: so for a moment the other claims' are."""
    units = _units(claim)
    leave_out.units = [unit for unit in units if unit["id"].startswith(f"{claim}/") or unit["id"] in leave_out.value]
    leave_out.units = units


def _units(claim: str) -> list[dict]:
    """The values of all claims, those of the present one first."""
    names = {id: name for name, id in NAMES.items()}
    return [
        {
            "id": f"{each}/{choice}/{value}",
            "text": f"{'' if each == claim else names[each] + ', '}{CHOICES[choice]}: {text}",
            "now": {"it": "counted"},
        }
        for each in sorted(CLAIMS, key=lambda id: id != claim)
        for choice, values in _claim(each).choices.items()
        for value, text in values.items()
    ]


def view(claim: str, group: str, order: str, leave_out: dict) -> View:
    """The view for one state of the controls. What is left out of another claim, and a choice that this claim does not have, change nothing."""
    about, every = _claim(claim), _specifications(claim)
    out = _left_out(claim, leave_out)
    kept = specifications.defended(every, out)
    if kept.empty:
        return _nothing(about, out)
    found = {each.choice: each for each in specifications.contrasts(kept, about.choices)}
    looked_at = group if group in about.choices else next(iter(found), next(iter(about.choices)))
    by = (looked_at, about.choices[looked_at]) if order == "choice" else ()
    drawn = specifications.in_order(kept, *by)
    return View(
        title=_title(about, kept, bool(out)),
        figure=_figure(about, drawn, every, out, looked_at, order == "choice"),
        summary=_summary(about, kept, every, found, group),
        table=_table(about, drawn),
        sources=about.sources,
        notes=_notes(about),
    )


def _left_out(claim: str, leave_out: dict) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for id, entry in leave_out.items():
        of, choice, value = id.split("/")
        if of == claim and entry["it"] == OUT:
            out.setdefault(choice, set()).add(value)
    return out


def _notes(about: Claim) -> tuple[str, ...]:
    return NOTES[0], *about.notes, NOTES[1]


def _nothing(about: Claim, out: dict[str, set[str]]) -> View:
    emptied = [CHOICES[id] for id, values in about.choices.items() if out.get(id) == set(values)]
    why = f"No value is left of the {emptied[0]}." if emptied else "The values that are left do not go together."
    return View(
        title=f"\u201c{about.says}\u201d: nothing is left to defend",
        figure=None,
        summary=f"{why} Take something back, and the claim can be tested again.",
        table=pd.DataFrame(columns=list(_columns(about).values())),
        sources=about.sources,
        notes=_notes(about),
    )


def _title(about: Claim, kept: pd.DataFrame, some_left_out: bool) -> str:
    holds, of = int(kept["holds"].sum()), len(kept)
    what = "that you defend" if some_left_out else "specifications"
    return f"\u201c{about.says}\u201d holds in {holds} of {of} {what} ({theme.percent(holds, of)})"


def _summary(about: Claim, kept: pd.DataFrame, every: pd.DataFrame, found: dict[str, Contrast], group: str) -> str:
    most = next(iter(found.values()), None)
    if most is None:
        parts = ["No two specifications that are left differ in one choice alone, so nothing can be compared."]
    elif most.difference == 0:
        parts = ["No single choice turns it: all else equal, the claim fares the same whatever one takes."]
    else:
        parts = [f"Most turns on the {CHOICES[most.choice]}: all else equal, it holds {_contrast(about, most)}."]
    if group not in (MOST, *about.choices):
        parts.append(f"This claim has no choice of {CHOICES[group]}.")
    elif most and group not in (MOST, most.choice):
        told = f": {_contrast(about, found[group])}" if group in found else " has nothing left to compare"
        parts.append(f"The {CHOICES[group]}{told}.")
    if len(kept) < len(every):
        parts.append(f"With nothing left out it holds in {every['holds'].sum()} of {len(every)}.")
    parts.append("A share of the choices on offer is no probability that the claim is true.")
    return " ".join(parts)


def _contrast(about: Claim, found: Contrast) -> str:
    names = about.choices[found.choice]
    if found.difference == 0:
        return f"in {found.most_holds} of {found.of} with each, so it turns nothing"
    return f"in {found.most_holds} of {found.of} with '{names[found.most]}' and in {found.least_holds} of {found.of} with '{names[found.least]}'"


def _columns(about: Claim) -> dict[str, str]:
    """Columns of a table of specifications, with what stands above them on the page."""
    results = {"value": about.unit, "told": "in words", "needs": "the claim needs", "holds": "holds"}
    return {**{id: CHOICES[id] for id in about.choices}, **results}


def _table(about: Claim, drawn: pd.DataFrame) -> pd.DataFrame:
    table = drawn.assign(
        value=drawn["value"].where(drawn["value"].abs() < math.inf),
        needs=[" to ".join(f"{bound:.4g}" for bound in needs) for needs in drawn["needs"]],
        holds=drawn["holds"].map({True: "yes", False: "no"}),
        **{id: drawn[id].map(values) for id, values in about.choices.items()},
    )
    return table[list(_columns(about))].rename(columns=_columns(about))


def _figure(about: Claim, drawn: pd.DataFrame, every: pd.DataFrame, out: dict, looked_at: str, by_choice: bool):
    said = {}
    for choice, values in about.choices.items():
        counts = specifications.counts(drawn, choice)
        for value in values:
            holds, of = counts.get(value, (0, 0))
            said[choice, value] = OUT if value in out.get(choice, ()) else f"{holds} of {of}" if of else "none"
    choices = {id: (CHOICES[id], values) for id, values in about.choices.items()}
    return specification_curve(drawn, every, choices, said, about.unit, about.log, looked_at, by_choice)
