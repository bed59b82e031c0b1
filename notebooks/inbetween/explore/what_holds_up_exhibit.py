"""What holds up? Four claims, each under all combinations of the choices that the exhibits of the collection offer."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pandas as pd

from .. import asymmetry, lenses, specifications, ties, votes
from ..chart import Explorer, View, controls, theme
from ..specifications import Finding

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
LEFT_OUT = {"counted": "counted", "left out": "left out"}


class Claim(NamedTuple):
    """A sentence, the choices that a test of it takes, and what each combination of them finds.

    choices: id -> value -> its name. find: called with a value for each choice by id. unit: that of the estimates, drawn on a logarithmic axis if ``log``. notes: what the choices mean
    and what is left out.
    """

    says: str
    choices: dict[str, dict[str, str]]
    find: Callable[..., Finding | None]
    unit: str
    log: bool
    sources: tuple[str, ...]
    notes: tuple[str, ...]


NOTES = (
    "The share counts combinations of choices that our exhibits offer. It is no probability that the claim is true: the combinations were not drawn at random, they are "
    "not independent (most share the same data), and others that nobody offered are missing. Leave out what you would not defend, and say why.",
    "All else equal: compared are only specifications that differ in that one choice and in nothing else, and of its values the two furthest apart. A choice with many values has "
    "more chances to differ. A combination that a source does not have, or that only repeats another, is not counted.",
)


# --- Russia and China vote more alike after 2021 -----------------------------------------------------

BETWEEN = (*votes.CENTRAL_ASIA, "MNG")


@cache
def _distances(series: str, measure: str) -> pd.Series:
    two = votes.distance("RUS", "CHN", series)
    if measure == "two":
        return two
    others = [votes.distance(state, one, series) for state in BETWEEN for one in ("RUS", "CHN")]
    return two - pd.concat(others, axis=1).mean(axis=1, skipna=False)


@cache
def _mean_distance(series: str, measure: str, span: str) -> float:
    first, _, last = span.partition("-")
    return float(_distances(series, measure).loc[int(first) : int(last or first)].mean())


def _votes(series: str, measure: str, before: str, after: str, threshold: str) -> Finding:
    change = _mean_distance(series, measure, after) - _mean_distance(series, measure, before)
    holds = change < 0 if threshold == "any" else change <= -float(threshold)
    needs = 0.0 if threshold == "any" else -float(threshold)
    return Finding(change, (needs,), holds, f"{abs(change):.2f} {'closer' if change < 0 else 'further apart'}")


def _votes_claim() -> Claim:
    vetoes = votes.vetoes()
    joint = (vetoes["case"] == "both veto").groupby(vetoes["period"]).agg(["sum", "size"]).tail(2)
    told = ", then ".join(f"{both} of {of} drafts vetoed in {period}" for period, both, of in joint.itertuples())
    return Claim(
        "Russia and China vote more alike after 2021",
        {
            "series": {**votes.SERIES, "earlier": "earlier edition"},
            "measure": {"two": "distance of the two", "beside": "compared with 6 others"},
            "before": {
                "2021": "session of 2021",
                "2020": "session of 2020",
                "2018-2020": "mean of 2018-2020",
                "2012-2021": "mean of 2012-2021",
            },
            "after": {"2022": "session of 2022", "2023": "session of 2023", "2022-2023": "mean of 2022-2023"},
            "threshold": {"any": "closer by anything", "0.1": "closer by 0.1 or more"},
        },
        _votes,
        "change of distance",
        False,
        ("unga-ideal-points",),
        (
            "The sentence is ours: the article ends with 2021. Estimate: the distance of Russia and China in the General Assembly after, less that before; "
            "below the line they are closer. That 0.1 is much is our choice.",
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

SOVIET_THROUGHOUT = "warheads"  # the table's RUS is the USSR before 1992, as its description says
TOO_LATE = "arms_deliveries"  # begins in 2000: silent on 1991
YEAR = 1991


def _counts_before_1992(measure: str) -> tuple[str, ...]:
    """What a source counts before 1992: Russia's own territory, the USSR, or each in a series of its own."""
    if asymmetry.has_own_ussr(measure):
        return "territory", "ussr"
    soviet = measure == SOVIET_THROUGHOUT or asymmetry.soviet_until(measure, "territory") is not None
    return ("ussr",) if soviet else ("territory",)


@cache
def _crossing(measure: str, territory: str) -> asymmetry.Crossing:
    return asymmetry.crossing(asymmetry.pair(measure, territory))


def _passed(measure: str, territory: str, crossing: str, threshold: str) -> Finding | None:
    if territory not in _counts_before_1992(measure):
        return None
    found, needs = _crossing(measure, territory), (YEAR - int(threshold), YEAR + int(threshold))
    year = found.for_good if crossing == "for_good" else found.first
    if year is None:
        return Finding(math.inf, needs, False, f"not by {found.ends}")
    if year == found.begins:
        return Finding(-math.inf, needs, False, f"above already in {found.begins}, the first year known")
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
        False,
        tuple(dict.fromkeys(about["source"])),
        (
            "The sentence is a shorthand of ours: the article speaks of an asymmetry that has shifted over time. Estimate: the year in which China comes to lie above "
            "Russia; triangles at the edges are measures on which it was above in the first year known (down) or was not by the last (up).",
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


@cache
def _factor(tie: str, since: int, cut: int, until: int) -> float | None:
    """How many times the mean of the earlier period that of the later one is; infinite from nothing, None if one of them is unknown."""
    means = ties.period_means(tie, (since, cut), until)
    found = ties.verdict(means[means["from"] >= since])
    return math.inf if found.factor is None and found.word == "thicker" else found.factor


def _ties(series: str, before: str, after: str, end: str, threshold: str) -> Finding | None:
    known = ties.yearly(series).index
    if before != str(ties.FIRST_YEAR) and known[0] >= int(before):
        return None
    if end == LAST and known[-1] <= 2021:
        return None
    factor = _factor(series, int(before), int(after), int(known[-1]) if end == LAST else 2021)
    if factor is None:
        return None
    needs = 1.0 if threshold == "any" else float(threshold)
    holds = factor > 1 if threshold == "any" else factor >= needs
    return Finding(factor, (needs,), holds, "from nothing" if factor == math.inf else f"{factor:.2f} times")


def _ties_claim() -> Claim:
    about = ties.described()
    counted = about[about["listed"] == "no"]
    lists = [label.partition(",")[0].lower() for label in about.loc[about["listed"] == "yes", "label"]]
    return Claim(
        "Ties deepened after 2008",
        {
            "series": counted["label"].to_dict(),
            "before": {"1992": "from 1992", "2001": "from 2001"},
            "after": {"2008": "from 2008", "2009": "from 2009", "2012": "from 2012"},
            "end": {"2021": "2021, or its end", LAST: "last known"},
            "threshold": {"any": "any rise", "1.25": "up by a quarter", "2": "doubled"},
        },
        _ties,
        "later mean / earlier mean",
        True,
        tuple(dict.fromkeys(id for tie in counted.index for id in ties.sources(tie))),
        (
            "The article calls the crisis of 2008-2009 a turning point, and speaks of a deepening over the last decade, which we read as from 2012. Estimate: the mean a year of the later "
            "period over that of the earlier one; each tie is tested by itself.",
            "2001 is the year of the treaty. A tie known only from 2006 has no other earlier years, and one that ends by 2021 no later end: such combinations are counted once. "
            "The quarter is our threshold in the exhibit on ties.",
            "A tie that grows steadily passes with any year as cut, trade in current dollars above all: that it holds does not show that 2008 was the turn. Several years of "
            "trade rest on general knowledge.",
            f"Left out: lists that we compiled ({', '.join(lists)}), since what we listed cannot show how often something happened; other first years; a sum of all ties, which would need "
            "weights. Six series are no sample of ties: two are arms and two are trade.",
        ),
    )


# --- The literature is realist ------------------------------------------------------------------------


@cache
def _coded(coder: str) -> pd.DataFrame:
    return lenses.works(coder)


@cache
def _among(coder: str, works: str) -> pd.DataFrame:
    coded = _coded(coder)
    if works == "section":
        return coded[[lenses.LITERATURE in sections for sections in coded["sections"]]]
    if works == "shown":
        silent = [coded[code].isin(lenses.NO_GROUP[code]) for code in ("theory", "vocabulary")]
        return coded[~silent[0] & ~silent[1]]
    return coded


@cache
def _weights(code: str, unit: str, coder: str, works: str) -> dict[str, int]:
    coded = _among(coder, works)
    return lenses.weights(coded, unit).groupby(coded[code]).sum().to_dict()


def _realist(code: str, breadth: str, unit: str, coder: str, works: str, threshold: str) -> Finding:
    weights, total = _weights(code, unit, coder, works), sum(_weights(code, unit, coder, works).values())
    inside, no_group = lenses.REALIST[code, breadth], lenses.NO_GROUP[code]
    realist = sum(weights.get(each, 0) for each in inside)
    rivals = [weight for each, weight in weights.items() if each not in inside and each not in no_group]
    needs = total / 2 if threshold == "half" else max(rivals, default=0)
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
        False,
        ("inbetween-works", "bossuyt-kaczmarski-2021"),
        (
            "The article says it of most studies, by their premises and their words; a realist may answer that alignment is a question of every school. Estimate: the share of realists; the "
            "line is at half, or at the largest other group, which is another one in each specification.",
            "The works were chosen by the authors, who cite the exceptions too: no specification speaks of the literature as a whole. Works that show no theory, or two, are counted, and cannot be the "
            "largest group; leave out or keep the ones 'where a code is given'.",
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
    about = _claim(claim)
    return specifications.run(about.choices, about.find)


def what_holds_up(**start) -> Explorer:
    """Specification curves; controls: claim, group (a choice, or "most"), order, leave_out ("claim/choice/value" -> {"it": "left out"})."""
    leave_out = controls.Changes(
        description="I would not defend:",
        unit="choice",
        units=_units("votes"),
        fields=[{"id": "it", "label": "", "options": [{"id": id, "text": text} for id, text in LEFT_OUT.items()]}],
        value={},
    )
    explorer = Explorer(
        "what_holds_up",
        view,
        {
            "claim": controls.choice("Claim", NAMES, "votes"),
            "group": controls.choice(
                "Look at", {"what turns it most": MOST, **{name: id for id, name in CHOICES.items()}}, MOST
            ),
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
        for each in sorted(NAMES.values(), key=lambda id: id != claim)
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
        figure=_figure(about, drawn, out, looked_at, order == "choice", every),
        summary=_summary(about, kept, every, found, group),
        table=_table(about, drawn),
        sources=about.sources,
        notes=(NOTES[0], *about.notes, NOTES[1]),
    )


def _left_out(claim: str, leave_out: dict) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for id, entry in leave_out.items():
        of, choice, value = id.split("/")
        if of == claim and entry["it"] == "left out":
            out.setdefault(choice, set()).add(value)
    return out


def _nothing(about: Claim, out: dict[str, set[str]]) -> View:
    emptied = [CHOICES[id] for id, values in about.choices.items() if out.get(id) == set(values)]
    why = f"No value is left of the {emptied[0]}." if emptied else "The values that are left do not go together."
    return View(
        title=f"\u201c{about.says}\u201d: nothing is left to defend",
        figure=None,
        summary=f"{why} Take something back, and the claim can be tested again.",
        table=pd.DataFrame(columns=list(_columns(about))),
        sources=about.sources,
        notes=(NOTES[0], *about.notes, NOTES[1]),
    )


def _title(about: Claim, kept: pd.DataFrame, some_left_out: bool) -> str:
    holds = int(kept["holds"].sum())
    what = "that you defend" if some_left_out else "specifications"
    return f"\u201c{about.says}\u201d holds in {holds} of {len(kept)} {what} ({holds / len(kept):.0%})"


def _summary(about: Claim, kept: pd.DataFrame, every: pd.DataFrame, found: dict, group: str) -> str:
    parts = []
    most = next(iter(found.values()), None)
    if most is None:
        parts.append("No two specifications that are left differ in one choice alone, so nothing can be compared.")
    elif most.difference == 0:
        parts.append("No single choice turns it: all else equal, the claim fares the same whatever one takes.")
    else:
        parts.append(f"Most turns on the {CHOICES[most.choice]}: all else equal, it holds {_contrast(about, most)}.")
    if group not in (MOST, *about.choices):
        parts.append(f"This claim has no choice of {CHOICES[group]}.")
    elif most and group not in (MOST, most.choice):
        told = f": {_contrast(about, found[group])}" if group in found else " has nothing left to compare"
        parts.append(f"The {CHOICES[group]}{told}.")
    if len(kept) < len(every):
        parts.append(f"With nothing left out it holds in {every['holds'].sum()} of {len(every)}.")
    parts.append("A share of the choices on offer is no probability that the claim is true.")
    return " ".join(parts)


def _contrast(about: Claim, found: specifications.Contrast) -> str:
    names = about.choices[found.choice]
    return f"in {found.most_holds} of {found.of} with '{names[found.most]}' and in {found.least_holds} of {found.of} with '{names[found.least]}'"


def _columns(about: Claim) -> dict[str, str]:
    """Columns of a table of specifications, with what stands above them on the page."""
    return {
        **{id: CHOICES[id] for id in about.choices},
        "value": about.unit,
        "told": "in words",
        "needs": "the claim needs",
        "holds": "holds",
    }


def _table(about: Claim, drawn: pd.DataFrame) -> pd.DataFrame:
    table = drawn.assign(
        value=drawn["value"].where(drawn["value"].abs() < math.inf),
        needs=[" to ".join(f"{bound:.4g}" for bound in needs) for needs in drawn["needs"]],
        holds=drawn["holds"].map({True: "yes", False: "no"}),
        **{id: drawn[id].map(values) for id, values in about.choices.items()},
    )
    return table[list(_columns(about))].rename(columns=_columns(about))


# --- the picture: estimates above, below them a row of marks for each value of each choice ------------

HOLDS, FAILS = ("holds", theme.BLUE), ("does not", "#ab4b00")
CURVE, GAP, TOP, BOTTOM, RIGHT = 102, 14, 20, 4, 70  # px
LETTER = 6.1  # px, of the names of values
BETWEEN_CHOICES = 0.45  # rows
WIDE, NARROW = {"width": 510, "half": 0.36, "short": 0.15}, {"width": 300, "half": 0.16, "short": 0.07}


def _rows(about: Claim) -> dict[tuple[str, str], float]:
    """Where the row of each value of each choice stands, the first at 0 and the others below."""
    rows, place = {}, 0.0
    for id, values in about.choices.items():
        for value in values:
            rows[id, value] = round(-place, 2)
            place += 1
        place += BETWEEN_CHOICES
    return rows


def _left(about: Claim) -> int:
    """Room for the names of choices and of their values, in px."""
    longest = [max(map(len, names)) for names in zip(*_names(about), strict=True)]
    return round(16 + LETTER * sum(longest))


def _names(about: Claim) -> list[tuple[str, str]]:
    return [(CHOICES[id], text) for id, values in about.choices.items() for text in values.values()]


def _figure(about: Claim, drawn: pd.DataFrame, out: dict, looked_at: str, by_choice: bool, every: pd.DataFrame):
    rows = _rows(about)
    limits = _limits(about, every)
    span = 1.2 - min(rows.values())
    pitch = min(13.0, 226 / span)
    wide, narrow = (_heights(span, each) for each in (pitch, 23))
    left = _left(about)
    ground, between = _ground(rows, looked_at), _between(drawn, looked_at) if by_choice else []
    traces = [
        _needs(drawn, about.log),
        *(_points(about, drawn, limits, holds) for holds in (True, False)),
        *(_marks(drawn, rows, holds) for holds in (True, False)),
        _counts(about, drawn, rows, out, looked_at),
    ]
    axes = {
        "yaxis": theme.axis(domain=wide["curve"], **_scale(about, limits), tickfont={"size": 11.5}),
        "yaxis2": theme.axis(
            domain=wide["rows"], anchor="x", range=[min(rows.values()) - 0.6, 0.6], showgrid=False, ticks="", showline=False,
            tickvals=list(rows.values()), ticktext=[_row_name(about, *row, looked_at) for row in rows], tickfont={"size": 11},
        ),
    }  # fmt: skip
    return theme.figure(
        traces,
        height=wide["height"],
        margin={"l": left, "r": RIGHT, "t": TOP, "b": BOTTOM},
        xaxis={"range": [0, len(drawn) + 1], "showticklabels": False, "ticks": "", "showgrid": False, "showline": False},
        annotations=[_key(about), *_headings(about, rows, looked_at, left), _holds_in(wide["rows"][1])],
        shapes=[ground, *between],
        meta={
            "narrow": {
                "height": narrow["height"],
                "margin": {"l": 40, "r": 6, "t": TOP, "b": BOTTOM},
                "annotations": [_key(about, short=True)],
                "shapes": [ground],
                "yaxis": {**axes["yaxis"], "domain": narrow["curve"]},
                "yaxis2": {**axes["yaxis2"], "domain": narrow["rows"], "showticklabels": False},
            }
        },
        **axes,
    )  # fmt: skip


def _heights(span: float, pitch: float) -> dict:
    inner = CURVE + GAP + span * pitch
    rows = round(span * pitch / inner, 4)
    return {"height": round(inner + TOP + BOTTOM), "rows": [0, rows], "curve": [round(rows + GAP / inner, 4), 1]}


def _limits(about: Claim, every: pd.DataFrame) -> tuple[float, float]:
    """Ends of the axis of estimates, the same whatever is left out."""
    known = [value for value in every["value"] if abs(value) < math.inf] + [
        bound for needs in every["needs"] for bound in needs
    ]
    if about.log:
        known = [math.log10(value) for value in known]
    room = 0.1 * (max(known) - min(known))
    return min(known) - room, max(known) + room


def _scale(about: Claim, limits: tuple[float, float]) -> dict:
    return theme.log_axis(limits) if about.log else {"range": list(limits), "nticks": 5}


def _heights_of(drawn: pd.DataFrame, about: Claim, limits: tuple[float, float]) -> list[float]:
    """Heights of the points: an estimate outside what the data can show stands at the edge."""
    low, high = limits
    inside = 0.05 * (high - low)
    low, high = low + inside, high - inside
    if about.log:
        low, high = 10**low, 10**high
    return [float(f"{min(max(value, low), high):.5g}") for value in drawn["value"]]


def _points(about: Claim, drawn: pd.DataFrame, limits: tuple[float, float], holds: bool) -> dict:
    name, colour = HOLDS if holds else FAILS
    chosen = drawn["holds"] == holds
    filled = "" if holds else "-open"
    symbols = {math.inf: f"triangle-up{filled}", -math.inf: f"triangle-down{filled}"}
    size = min(9.0, max(5.0, WIDE["width"] / len(drawn)))
    rows = drawn[chosen]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [place + 1 for place in rows.index],
        "y": [y for y, shown in zip(_heights_of(drawn, about, limits), chosen, strict=True) if shown],
        "marker": {
            "symbol": [symbols.get(value, f"circle{filled}") for value in rows["value"]],
            "size": round(size, 1),
            "color": colour,
            "line": {"width": 1.3, "color": colour},
        },
        "hoverinfo": "text",
        "hovertext": [_told(about, row) for row in rows.to_dict("records")],
        "cliponaxis": False,
    }


def _told(about: Claim, row: dict) -> str:
    chosen = [values[row[id]] for id, values in about.choices.items()]
    return f"{row['told']}: {'holds' if row['holds'] else 'does not hold'}<br>{theme.lines(chosen)}"


def _needs(drawn: pd.DataFrame, log: bool) -> dict:
    """Over each specification a dash at what the claim needs there."""
    x, y = [], []
    for place, needs in enumerate(drawn["needs"], start=1):
        for bound in needs:
            x += [place - 0.5, place + 0.5, None]
            y += [float(f"{bound:.5g}")] * 2 + [None]
    return {
        "type": "scatter", "mode": "lines", "name": "what the claim needs", "x": x, "y": y,
        "line": {"color": "#555", "width": 1.4}, "hoverinfo": "skip",
    }  # fmt: skip


def _marks(drawn: pd.DataFrame, rows: dict, holds: bool) -> dict:
    """In the row of each value a mark for each specification that takes it: tall where the claim holds, short where not."""
    name, colour = HOLDS if holds else FAILS
    places = [
        (place, rows[choice, value])
        for choice in dict.fromkeys(choice for choice, _ in rows)
        for place, value, held in zip(range(1, len(drawn) + 1), drawn[choice], drawn["holds"], strict=True)
        if held == holds
    ]
    x = [each for place, _ in places for each in (place, place, None)]
    tall = "half" if holds else "short"

    def ends(look: dict, down: float) -> list:
        return [
            each
            for _, row in places
            for each in (round(row - down - look[tall], 2), round(row - down + look[tall], 2), None)
        ]

    def line(look: dict) -> dict:
        return {"color": colour, "width": round(min(5.0, max(1.2, 0.68 * look["width"] / len(drawn))), 1)}

    return {
        "type": "scatter", "mode": "lines", "name": f"choices, {name}", "x": x, "y": ends(WIDE, 0), "yaxis": "y2",
        "line": line(WIDE), "hoverinfo": "skip", "meta": {"narrow": {"y": ends(NARROW, 0.25), "line": line(NARROW)}},
    }  # fmt: skip


def _counts(about: Claim, drawn: pd.DataFrame, rows: dict, out: dict, looked_at: str) -> dict:
    """At the right end of each row in how many of its specifications the claim holds; on a narrow screen above it, after its name."""
    counts = {id: specifications.counts(drawn, id) for id in about.choices}
    said = []
    for choice, value in rows:
        holds, of = counts[choice].get(value, (0, 0))
        said.append("left out" if value in out.get(choice, ()) else f"{holds} of {of}" if of else "none")
    names = [f"{CHOICES[choice]}: {_row_name(about, choice, value, looked_at)}" for choice, value in rows]
    return {
        "type": "scatter", "mode": "text", "name": "counts", "x": [len(drawn) + 1] * len(rows), "y": list(rows.values()), "yaxis": "y2",
        "text": [f" {text}" for text in said], "textposition": "middle right", "textfont": {"size": 11, "color": "#333"},
        "hoverinfo": "skip", "cliponaxis": False,
        "meta": {
            "narrow": {
                "x": [0] * len(rows), "y": [round(row + 0.22, 2) for row in rows.values()],
                "text": [f"{name}, {text}" for name, text in zip(names, said, strict=True)],
            }
        },
    }  # fmt: skip


def _row_name(about: Claim, choice: str, value: str, looked_at: str) -> str:
    name = about.choices[choice][value]
    return f"<b>{name}</b>" if choice == looked_at else name


def _headings(about: Claim, rows: dict, looked_at: str, left: int) -> list[dict]:
    look = {"xref": "paper", "yref": "y2", "xanchor": "left", "xshift": 4 - left, "font": {"size": 11, "color": "#111"}}
    firsts = {id: rows[id, next(iter(values))] for id, values in about.choices.items()}
    return [
        theme.note(f"<b>{CHOICES[id]}</b>" if id == looked_at else CHOICES[id], 0, y, **look)
        for id, y in firsts.items()
    ]


def _holds_in(top: float) -> dict:
    look = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": 6}
    return theme.note("holds in", 1, top, **look, font={"size": 11, "color": "#555"})


def _key(about: Claim, short: bool = False) -> dict:
    key = (
        "\u25cf holds  \u25cb not  \u2014 needed"
        if short
        else "\u25cf the claim holds    \u25cb it does not    \u2014 what it needs there"
    )
    return theme.note(
        f"<b>{about.unit}</b>    {key}", 0, 1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=3,
        xshift=-34 if short else 0, font={"size": 11 if short else 12, "color": "#333"},
    )  # fmt: skip


def _ground(rows: dict, looked_at: str) -> dict:
    """A ground behind the rows of the choice looked at."""
    places = [y for (choice, _), y in rows.items() if choice == looked_at]
    return {
        "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y2", "y0": min(places) - 0.55, "y1": max(places) + 0.55,
        "fillcolor": "#eef3f8", "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _between(drawn: pd.DataFrame, looked_at: str) -> list[dict]:
    """Lines between the values of the choice after which the specifications are ordered."""
    values = list(drawn[looked_at])
    return [theme.upright(place + 0.5) for place in range(1, len(values)) if values[place] != values[place - 1]]
