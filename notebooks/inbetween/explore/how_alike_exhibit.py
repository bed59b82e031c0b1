"""How alike do Russia and China vote, compared with whom, and by which measure?"""

from __future__ import annotations

import pandas as pd

from .. import votes as analysis
from ..chart import Explorer, View, controls, theme
from ..chart.panels import Ends, Panel, panels_figure

DISTANCE, POSITIONS, AGREEMENT, VETOES = "distance", "positions", "agreement", "vetoes"
PARTS = {"parts of China": "CHN", "parts of Russia": "RUS"}
SHOW = {
    "distance of the two": DISTANCE,
    "positions over time": POSITIONS,
    "agreement in one year": AGREEMENT,
    "China's votes in parts": "parts of China",
    "Russia's votes in parts": "parts of Russia",
    "vetoes, joint and single": VETOES,
}
BOTH = "both"
SERIES = {"both": BOTH, **{name: id for id, name in analysis.SERIES.items()}}
STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB", "MNG", "USA")
BESIDE = {"nobody": None, **{theme.STATES[id].name: id for id in STATES}}
NAMES = {id: look.name for id, look in theme.STATES.items()}
NAMES |= {"BLR": "Belarus", "ARM": "Armenia", "SRB": "Serbia", "AFG": "Afghanistan"}
PAIR = analysis.PAIR
POINTS, ROLL_CALLS, VETO_LIST = ("unga-ideal-points",), ("unga-roll-calls",), ("un-veto-list",)
# colours of intervals: of a position, of a distance
BAND = {"RUS": "rgba(0, 114, 178, 0.16)", "CHN": "rgba(213, 94, 0, 0.16)"}
BESIDE_BAND, GAP_BAND = "rgba(118, 118, 118, 0.16)", "rgba(34, 34, 34, 0.12)"
WORDS = {"closer": "closer", "apart": "further apart", "unchanged": "unchanged"}
SIGNS = {"closer": "\u25bc", "apart": "\u25b2", "unchanged": "="}
LINE_TEXTS = {"the two": "#111", "to Russia": theme.STATES["RUS"].text, "to China": theme.STATES["CHN"].text}
STEP = "#ffe9a8"
SHARES = [0, 0.2, 0.4, 0.6, 0.8, 1]
PART_LOOKS = {
    "same": ("the same vote", "#9db8d2", "#1f5583"),
    "one_abstained": ("one abstained", "#e4e4e4", "#555555"),
    "opposed": ("yes against no", theme.VERMILLION, "#ab4b00"),
}
TOGETHER = analysis.CASES["against", "against"]
LOOKS = (
    (theme.BLACK, "diamond"),
    (theme.BLUE, "circle"),
    (theme.BLUE, "circle-open"),
    (theme.VERMILLION, "square"),
    (theme.VERMILLION, "square-open"),
)
MARKS = dict(zip(analysis.CASES.values(), LOOKS, strict=True))
VETO_COLUMNS = {"date": "date", "draft": "draft", "subject": "subject", "russia_vote": "Russia", "china_vote": "China"}
VETO_COLUMNS |= {"votes_for": "for", "votes_against": "against", "abstentions": "abstaining"}
VETO_COLUMNS |= {"case": "case", "period": "period", "confidence": "confidence", "page": "where read"}
SEAT = (
    "China is the People's Republic, which holds China's seat since 25 October 1971. Before that the seat was held by the Republic of China "
    "(Taipei), whose votes are not in these data and not drawn. Russia is the Soviet Union up to 1991."
)
POINT_NOTES = (
    "A model turns all votes of a session into one position; the higher, the nearer to the position led by the United States. It shows how states "
    "vote, not why, and nothing that is adopted without a vote.",
    "All votes hold those on paragraphs and amendments, which final passage (votes on resolutions as a whole) leaves out. Neither is the right one: "
    "say which you mean.",
    "The year is that in which the session opens. The session of 2021 runs into 2022, so it is no 'before the invasion'. Whether votes of the "
    "emergency special sessions on Ukraine are inside was not found.",
    "Bands: 90% intervals of the positions, from all votes; the copy read has none for final passage, the producers' own file has them. For a distance the band shows what is "
    "possible if both positions lie within their intervals; it is no interval of the distance. Overlap calls for care within one series; it does "
    "not explain why two series move in opposite ways.",
    SEAT,
)
VOTE_NOTES = (
    "Counted are votes in which both took part. The same vote: both yes, both no or both abstaining. An abstention beside a yes or no is no agreement, and "
    "no opposition either. A vote that one of the two missed is in no rate.",
    "High agreement is the usual state of the Assembly, which votes mostly on texts that many accept. A rate without others beside it says little, and "
    "a high one is no bloc.",
    "The states beside the two were chosen for this collection (a great power, allies of Russia, states in between): no sample of the Assembly. "
    "Belarus is the Byelorussian SSR up to 1991; Serbia, then Yugoslavia, begins in 2000.",
    "Calendar years, to 2019: no open copy of later votes was read. In 1971 China's votes are those of its last weeks.",
    SEAT,
)
VETO_NOTES = (
    "The unit is the draft resolution, the span 1992 to 2024. Amendments are not counted: two Russian vetoes of amendments on 24 February 2025 "
    "fall outside unit and span.",
    "A joint veto is two states acting side by side; it does not show why. Most drafts pass, and then the two mostly vote alike: a list of vetoes is "
    "not their record in the Council.",
    "The boundaries of the periods (2009, 2022) are ours; the article ends with 2021. The votes of 2 December 1994 come from general knowledge.",
)


def _vote_notes(year: int) -> tuple[str, ...]:
    return (
        *VOTE_NOTES,
        f"Rates and positions do not rest on the same votes: in {year} the fullest pair has {analysis.fullest(year)}, the positions from all votes of the session "
        f"up to {analysis.votes_behind(year)}. From 2018 on, in 2013 and in most years from 1978 to 1991 the roll calls read seem to lack votes, most likely those "
        "on paragraphs and amendments. Set a rate of these years beside final passage rather than beside all votes.",
    )


def _veto_notes() -> tuple[str, ...]:
    """The notes, and how far a change of the agenda may explain a change of the joint vetoes."""
    counts = analysis.vetoes_by_subject()
    parts = [
        f"{period}: {syria.drafts} on Syria (both vetoed {syria.joint}), {rest.drafts} on other matters ({rest.joint})"
        for period in counts.index.unique("period")[1:]
        for syria, rest in [(counts.loc[period, True], counts.loc[period, False])]
    ]
    return (
        *VETO_NOTES,
        f"What is put to the vote changes. {'; '.join(parts)}. So a smaller share of joint vetoes may be distance, or the agenda.",
    )


def how_alike(**start) -> Explorer:
    """Votes of Russia and China in Assembly and Council; controls: show, series, beside, since, session, year."""
    return Explorer(
        "how_alike",
        view,
        {
            "show": controls.choice("Show", SHOW, DISTANCE),
            "series": controls.choice("Series", SERIES, BOTH),
            "beside": controls.choice("Beside them", BESIDE, "KAZ"),
            "since": controls.year("From", 1946, 2021, 2008),
            "session": controls.year(
                "Session opened in", analysis.FIRST_JOINT_SESSION + 1, analysis.LAST_SESSION, 2022
            ),
            "year": controls.year("Votes of", analysis.FIRST_VOTES, analysis.LAST_VOTES, analysis.LAST_VOTES),
        },
        start,
        live=("since", "session", "year"),
        unused=_unused,
    )


def _unused(values: dict) -> set[str]:
    """Controls that change nothing: sessions where a calendar year counts and the other way round; all where vetoes are listed."""
    if values["show"] in (DISTANCE, POSITIONS):
        return {"year"}
    unused = {"series", "since", "session"}
    return unused | {"beside", "year"} if values["show"] == VETOES else unused


def view(show: str, series: str, beside: str | None, since: int, session: int, year: int) -> View:
    """The view for one state of the controls. Sessions are drawn from ``since``, or from the one before ``session`` if that is earlier."""
    if show == VETOES:
        return _vetoes()
    if show == AGREEMENT:
        return _agreement(beside, year)
    if show in PARTS:
        return _parts(PARTS[show], beside, year)
    return _sessions(show, series, beside, min(since, session - 1), session)


def _name(state: str, year: int) -> str:
    return "USSR" if state == "RUS" and year <= analysis.USSR_ENDS else NAMES[state]


def _in_sentence(name: str) -> str:
    return f"the {name}" if name in (NAMES["SUN"], NAMES["USA"]) else name


# --- General Assembly: distance and positions, one panel a series ----------------------------------


def _drawn_series(series: str) -> list[str]:
    return list(analysis.SERIES) if series == BOTH else [series]


def _sessions(show: str, series: str, beside: str | None, first: int, session: int) -> View:
    names, panels, columns = _drawn_series(series), [], {}
    if show == DISTANCE:
        first = max(first, analysis.FIRST_JOINT_SESSION)
    for name in names:
        traces, told = (_distances if show == DISTANCE else _positions)(name, beside, first, session)
        columns |= told
        panels.append(Panel(traces, _verdict(name, session), _told_of_lines(show, name, beside, first)))
    values = [value for panel in panels for trace in panel.traces for value in trace["y"] if value is not None]
    low, high = min(values), max(values)
    room = 0.04 * (high - low)
    if show == DISTANCE:
        limits, unit = (0, high * 1.05), "distance (0: same position)"
        title, summary = _step_title(series, session), _distance_summary(names, beside, session)
    else:
        limits, unit = (low - room, high + room), "up: the US side"
        title, summary = _positions_title(session), _positions_summary(names, beside, session)
    table = pd.DataFrame(columns).sort_index().rename_axis("session").reset_index()
    return View(
        title,
        _figure(panels, Ends((first - 0.5, analysis.LAST_SESSION + 0.7), limits, unit), session),
        summary,
        table,
        POINTS,
        (*POINT_NOTES, _earlier_note(session)),
    )


def _figure(panels: list[Panel], ends: Ends, session: int):
    """A panel for each series, with a ground behind the step and a line where China's seat changes hands."""
    shapes = [theme.ground(session - 1, session, STEP)]
    if ends.years[0] < analysis.FIRST_JOINT_SESSION - 1:
        shapes.append(theme.upright(analysis.FIRST_JOINT_SESSION))
    unnamed = ("interval", "step", NAMES["SUN"])
    return panels_figure(panels, ends, unnamed, LINE_TEXTS, shapes, meta={"pick": "session"})


def _verdict(series: str, session: int) -> str:
    """What a series says of the step."""
    found = analysis.step(series, session)
    sign = f"{SIGNS[found.word]} {WORDS[found.word]}"
    return f"<b>{theme.capital(analysis.SERIES[series])}: {sign}</b>, {found.before:.2f} to {found.after:.2f}"


def _told_of_lines(show: str, series: str, beside: str | None, first: int) -> str:
    """What is drawn in a panel."""
    if show == DISTANCE:
        lines = f"thin: from {_in_sentence(NAMES[beside])}" if beside else "Russia and China"
    elif first < analysis.FIRST_JOINT_SESSION:
        lines = "dashed: USSR; China from 1971"
    else:
        lines = "black: the gap" if first > analysis.USSR_ENDS else "dashed: USSR; black: the gap"
    return f"{lines}; {'shaded: intervals' if series == 'all' else 'no intervals here'}"


def _russia(session: int) -> str:
    """Russia or the Soviet Union in a sentence on the step to a session; in the step from the one to the other both."""
    if session == analysis.USSR_ENDS + 1:
        return f"Russia (to {analysis.USSR_ENDS} the USSR)"
    return _in_sentence(_name("RUS", session))


def _positions_title(session: int) -> str:
    return f"{session - 1} to {session}: {_steps(session)}"


def _steps(session: int) -> str:
    """Which way each of the two went, by both series: a distance alone does not say whose step it was."""
    names = {"RUS": _russia(session), "CHN": NAMES["CHN"]}
    return "; ".join(
        f"by {name} {', '.join(f'{names[state]} {_way(state, series, session)}' for state in PAIR)}"
        for series, name in analysis.SERIES.items()
    )


def _step_title(series: str, session: int) -> str:
    """What both series say of the step to a session, the chosen one first: neither is told without the other."""
    order = sorted(analysis.SERIES, key=lambda name: series not in (BOTH, name))
    steps = {name: analysis.step(name, session) for name in order}
    first, second = (
        f"by {analysis.SERIES[name]} ({found.before:.2f} to {found.after:.2f})" for name, found in steps.items()
    )
    word, other = (WORDS[found.word] for found in steps.values())
    opening = f"{session - 1} to {session}: {_russia(session)} and China {word} {first}"
    return f"{opening} and {second}" if word == other else f"{opening}, but {other} {second}"


def _overlap(session: int) -> str:
    found = [str(each) for each in (session - 1, session) if analysis.intervals_overlap(each)]
    if not found:
        return "By all votes their intervals are apart"
    return f"By all votes the intervals of the two overlap in {' and in '.join(found)}"


def _earlier_note(session: int) -> str:
    found = analysis.step("earlier", session)
    return (
        f"The producers' file keeps the estimates of their earlier edition too: by those the two go from {found.before:.2f} to {found.after:.2f} "
        f"({session - 1} to {session})."
    )


def _distances(series: str, beside: str | None, first: int, session: int) -> tuple[list[dict], dict[str, pd.Series]]:
    """Lines of a panel and columns of the table: how far the two are from each other, and the third state from each."""
    pairs = {"the two": PAIR, **({f"to {NAMES[each]}": (beside, each) for each in PAIR} if beside else {})}
    told = analysis.SERIES[series]
    lines = {label: analysis.distance(*pair, series).loc[first:] for label, pair in pairs.items()}
    columns = {f"{NAMES[one]} and {NAMES[other]}, {told}": lines[label] for label, (one, other) in pairs.items()}
    traces = [_distance_line(label, values) for label, values in lines.items()]
    if series == "all":
        possible = analysis.possible_distances(*PAIR).loc[first:]
        traces.insert(0, _band(possible["least"], possible["most"], GAP_BAND))
        columns |= {f"{end} possible, {told}": possible[end] for end in ("least", "most")}
    return [*traces, _step_marks(lines["the two"].loc[[session - 1, session]])], columns


def _distance_line(label: str, values: pd.Series) -> dict:
    looks = {
        "the two": {"color": theme.BLACK, "width": 2.8},
        "to Russia": {"color": theme.BLUE, "width": 1.4, "dash": "dash"},
        "to China": {"color": theme.VERMILLION, "width": 1.4, "dash": "dot"},
    }
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label,
        "x": values.index.tolist(),
        "y": theme.gapless(values),
        "line": looks[label],
        "hovertemplate": f"{label}, %{{x}}: %{{y:.2f}}<extra></extra>",
    }


def _step_marks(values: pd.Series) -> dict:
    look = {"line": {"color": theme.BLACK, "width": 5}, "marker": {"size": [7, 11], "color": theme.BLACK, "opacity": 1}}
    return theme.scatter("lines+markers", "step", values.index.tolist(), theme.gapless(values), **look)


def _distance_summary(names: list[str], beside: str | None, session: int) -> str:
    steps = analysis.LAST_SESSION - analysis.FIRST_JOINT_SESSION
    large = analysis.large_contradictions()
    told = (
        f"Who moved (down: away from the US side): {_steps(session)}. The two series point in opposite ways in {len(analysis.contradictions())} of {steps} "
        f"steps since {analysis.FIRST_JOINT_SESSION}, in {len(large)} by more than "
        f"{analysis.LARGE_MOVE} each ({', '.join(map(str, large))}). {_overlap(session)}."
    )
    if not beside:
        return told
    known = {name: [analysis.distance(beside, each, name).get(session) for each in PAIR] for name in names}
    parts = [
        f"by {analysis.SERIES[name]} {russia:.2f} from Russia, {china:.2f} from China"
        for name, (russia, china) in known.items()
        if None not in (russia, china)
    ]
    state = theme.capital(_in_sentence(NAMES[beside]))
    return (
        f"{told} {state} in {session}: {'; '.join(parts)}."
        if parts
        else f"{told} {state} has no position in {session}."
    )


def _way(state: str, series: str, session: int) -> str:
    change = analysis.move(state, series, session)
    if change is None:
        return "no step known"
    return f"{abs(change):.2f} {'down' if change < 0 else 'up'}"


def _positions(series: str, beside: str | None, first: int, session: int) -> tuple[list[dict], dict[str, pd.Series]]:
    """Lines of a panel and columns of the table: where the two stand, and the third state; bars for the gap before and after the step."""
    bands, lines, columns = [], [], {}
    for state in filter(None, (*PAIR, beside)):
        values = analysis.positions(state, series).loc[first:]
        lines += _position_lines(state, values["ideal_point"])
        columns[f"{NAMES[state]}, {analysis.SERIES[series]}"] = values["ideal_point"]
        if series == "all":
            columns |= {f"{NAMES[state]}, {end}": values[end] for end in ("low", "high")}
            bands += [_band(values["low"], values["high"], BAND.get(state, BESIDE_BAND))] if len(values) else []
    ends = {state: analysis.positions(state, series)["ideal_point"] for state in PAIR}
    bars = [((each, each), theme.gapless(ends[state][each] for state in PAIR)) for each in (session - 1, session)]
    return [*bands, *lines, theme.strokes("step", bars, line={"color": theme.BLACK, "width": 3})], columns


def _positions_summary(names: list[str], beside: str | None, session: int) -> str:
    parts = []
    for name in names:
        told = []
        for state in filter(None, (*PAIR, beside)):
            values = analysis.positions(state, name)
            if session not in values.index:
                told.append(f"{NAMES[state]} not known")
                continue
            told.append(
                f"{_name(state, session)} {values.loc[session, 'ideal_point']:.2f} ({_way(state, name, session)})"
            )
        parts.append(f"{analysis.SERIES[name]}: {', '.join(told)}")
    return f"Session of {session}, in brackets the step (down: away from the side on which the United States votes). {theme.capital('; '.join(parts))}. {_overlap(session)}."


def _position_lines(state: str, values: pd.Series) -> list[dict]:
    """The line of a state; that of the Soviet Union is one of its own. A session without votes is a gap."""
    whole = values.reindex(range(values.index[0], values.index[-1] + 1)) if len(values) else values
    pieces = {"SUN": whole.loc[: analysis.USSR_ENDS], "RUS": whole.loc[analysis.USSR_ENDS + 1 :]}
    return [
        theme.line(
            look,
            piece.index.tolist(),
            theme.gapless(piece),
            hovertemplate=f"{NAMES[look]}, %{{x}}: %{{y:.2f}}<extra></extra>",
        )
        for look, piece in (pieces if state == "RUS" else {state: whole}).items()
        if len(piece)
    ]


def _band(low: pd.Series, high: pd.Series, colour: str) -> dict:
    """The area between two lines, closed anew after every gap."""
    years = pd.Series(low.index, index=low.index)
    runs = [run.tolist() for _, run in years.groupby(years.diff().ne(1).cumsum())]
    areas = [([*run, *run[::-1]], theme.gapless([*high[run], *low[run[::-1]]])) for run in runs]
    look = {"fill": "toself", "fillcolor": colour, "line": {"width": 0, "color": colour}}
    return theme.strokes("interval", areas, **look)


# --- General Assembly: agreement in one year -------------------------------------------------------


def _agreement(beside: str | None, year: int) -> View:
    rate = analysis.agreement("CHN", year).loc["RUS"]
    region = ", all 5 Central Asian states among them"
    title = (
        f"{year}: China voted like {_in_sentence(_name('RUS', year))} in {rate['same'] / rate['joint_votes']:.0%} of joint votes, "
        f"more often like {_how_many('CHN', year)}"
        f"{region if set(analysis.CENTRAL_ASIA) <= set(analysis.nearer('CHN', year)) else ''}"
    )
    others = analysis.others("CHN", year)
    table = pd.DataFrame({"state": [*(NAMES[state] for state in others), "Russia and China"]})
    for of in PAIR[::-1]:
        rows = analysis.agreement(of, year).loc[[*others, analysis.other_of(of)]]
        table[f"with {NAMES[of]}"] = rows["share_same"].tolist()
        table[f"joint votes with {NAMES[of]}"] = rows["joint_votes"].tolist()
    return View(
        title,
        _agreement_figure(others, beside, year),
        _agreement_summary(others, beside, year),
        table,
        ROLL_CALLS,
        ("Open marks: the two took part together in fewer than half of the year's votes.", *_vote_notes(year)),
    )


def _how_many(of: str, year: int) -> str:
    """How many of the others a state voted like more often than like the other one of the two."""
    nearer, all_others = len(analysis.nearer(of, year)), len(analysis.others(of, year))
    if nearer == all_others:
        return f"all {all_others} others"
    return f"{nearer or 'none'} of {all_others} others"


def _agreement_summary(others: list[str], beside: str | None, year: int) -> str:
    parts = []
    region = [state for state in analysis.CENTRAL_ASIA if state in others]
    if region:
        told = [
            f"like {NAMES[of]} in {low:.0%} to {high:.0%}"
            for of in PAIR[::-1]
            for low, high in [analysis.span(of, region, year)]
        ]
        states = "The five Central Asian states" if len(region) == 5 else f"{len(region)} Central Asian states"
        parts.append(f"{states} voted {', '.join(told)}.")
    are = "is" if len(analysis.nearer("RUS", year)) < 2 else "are"
    russia = _in_sentence(_name("RUS", year))
    parts.append(f"Seen from {russia}, {_how_many('RUS', year)} {are} nearer than China{_close_calls(year, russia)}.")
    if beside in others:
        rates = {NAMES[of]: analysis.agreement(of, year).loc[beside] for of in PAIR[::-1]}
        told = [f"like {name} in {row['same']:.0f} of {row['joint_votes']:.0f} votes" for name, row in rates.items()]
        parts.append(f"{NAMES[beside]}: {', '.join(told)}.")
    elif beside:
        parts.append(f"{NAMES[beside]} has no votes in {year}.")
    return " ".join(parts)


def _close_calls(year: int, russia: str) -> str:
    """How many are above Russia in China's list, by how much, and who is level: a rank may hang on one vote."""
    rates = analysis.agreement("CHN", year)
    votes = {
        state: f"{row.same} of {row.joint_votes}" for state, row in zip(rates.index, rates.itertuples(), strict=True)
    }
    above, level = analysis.nearer("CHN", year), [NAMES[state] for state in analysis.level("CHN", year)]
    parts = [f"{len(above) or 'none'} {'is' if len(above) < 2 else 'are'} nearer than {russia}"]
    if above:
        parts.append(
            f"{'least so ' if len(above) > 1 else ''}{_in_sentence(NAMES[above[-1]])} ({votes[above[-1]]} votes, {russia} {votes['RUS']})"
        )
    if level:
        parts.append(f"and level {' and '.join(level)}")
    return f"; seen from China {', '.join(parts)}"


def _agreement_figure(others: list[str], beside: str | None, year: int):
    china, russia = (analysis.agreement(of, year).loc[others] for of in PAIR[::-1])
    pairs = list(zip(china["share_same"], russia["share_same"], strict=True))
    labels = [NAMES[state] for state in others]
    differences = [(pair, (label, label)) for pair, label in zip(pairs, labels, strict=True)]
    half = analysis.fullest(year) / 2
    traces = [
        theme.strokes("difference", differences, line={"color": "#bbb", "width": 2}),
        _rate_marks("CHN", china, labels, [one >= two for one, two in pairs], half),
        _rate_marks("RUS", russia, labels, [one < two for one, two in pairs], half),
    ]
    pair = float(analysis.agreement("CHN", year).loc["RUS", "share_same"])
    top = {"xref": "x", "yshift": 2}
    of_the_two = theme.above(f"<b>{_name('RUS', year)} and China {pair:.0%}</b>", pair, xanchor="center", **top)
    return theme.rows_figure(
        traces,
        labels,
        {
            "range": [-0.02, 1.12],
            "tickformat": ".0%",
            "tickvals": SHARES,
            "title": {"text": "share of joint votes in which both voted the same"},
        },
        bold=NAMES.get(beside),
        narrow={"range": [-0.02, 1.18], "tickvals": [0, 0.5, 1], "title": {"text": "share of the same votes"}},
        narrow_top=40,
        narrow_notes=[of_the_two, *_sides(0.33, {**top, "yshift": 18})],
        height=66 + 23 * len(labels),
        margin={"l": 110, "t": 24},
        annotations=[of_the_two, *_sides(0.17, top)],
        # above the grid, which would hide it at a share that has a line of its own
        shapes=[theme.upright(pair, line={"color": "#888", "width": 1.6, "dash": "dot"}, layer="between")],
    )


def _sides(step: float, place: dict) -> list[dict]:
    """The key: which mark is the rate with whom."""
    signs = {"CHN": "\u25a0 with China", "RUS": "\u25cf with Russia"}
    return [
        theme.above(text, number * step, **place, font={"size": 12.5, "color": theme.STATES[id].text})
        for number, (id, text) in enumerate(signs.items())
    ]


def _rate_marks(state: str, rates: pd.DataFrame, labels: list[str], to_the_right: list[bool], half: float) -> dict:
    look = theme.STATES[state]
    hover = [
        f"{label} with {look.name}: the same in {row.same} of {row.joint_votes}<br>one abstained {row.one_abstained}, opposed {row.opposed}"
        for label, row in zip(labels, rates.itertuples(), strict=True)
    ]
    return theme.scatter(
        "markers+text",
        f"with {look.name}",
        rates["share_same"].tolist(),
        labels,
        hover,
        text=[f"  {share:.0%}  " for share in rates["share_same"]],
        textposition=["middle right" if right else "middle left" for right in to_the_right],
        textfont={"size": 12, "color": look.text},
        marker={
            "size": 10,
            "symbol": [look.marker if votes >= half else f"{look.marker}-open" for votes in rates["joint_votes"]],
            "color": look.colour,
            "line": {"width": 1.6, "color": look.colour},
        },
        cliponaxis=False,
    )


# --- General Assembly: the votes of one year in parts ----------------------------------------------


def _parts(of: str, beside: str | None, year: int) -> View:
    rates, other = analysis.agreement(of, year), analysis.other_of(of)
    who, whom = (_in_sentence(_name(state, year)) for state in (of, other))
    fewest = rates["joint_votes"].idxmin()
    parts = [
        f"{theme.capital(who)} voted more often like {_how_many(of, year)}.",
        f"Absence is in no rate: with {_in_sentence(NAMES[fewest])} there are {rates.loc[fewest, 'joint_votes']} joint votes, "
        f"in the year's fullest pair {analysis.fullest(year)}.",
    ]
    if beside in rates.index:
        parts.append(f"{NAMES[beside]}: {_in_parts(rates.loc[beside])}.")
    elif beside:
        parts.append(f"{NAMES[beside]} has no votes in {year}.")
    table = rates.assign(state=[NAMES[state] for state in rates.index])
    table = table[["state", "joint_votes", *PART_LOOKS, "share_same"]].reset_index(drop=True)
    return View(
        f"{year}: {theme.capital(who)} and {whom} {_in_parts(rates.loc[other], ' votes')}",
        _parts_figure(rates, other, NAMES.get(beside), year),
        " ".join(parts),
        table.rename(columns=lambda name: "share of the same" if name == "share_same" else name.replace("_", " ")),
        ROLL_CALLS,
        _vote_notes(year),
    )


def _in_parts(row: pd.Series, votes: str = "") -> str:
    return (
        f"the same in {row['same']:.0f} of {row['joint_votes']:.0f}{votes}, one abstained in {row['one_abstained']:.0f}, "
        f"opposed in {row['opposed']:.0f}"
    )


def _parts_figure(rates: pd.DataFrame, other: str, bold: str | None, year: int):
    """A bar for each state; the other one of the two has a sign before its name."""
    labels = [f"\u25b8 {_name(state, year)}" if state == other else NAMES[state] for state in rates.index]
    rates_at_the_end = [
        theme.note(f"{row.same / row.joint_votes:.0%} of {row.joint_votes}", 1, label, xanchor="left", xshift=6)
        for label, row in zip(labels, rates.itertuples(), strict=True)
    ]
    return theme.rows_figure(
        [_part_bars(part, rates, labels) for part in PART_LOOKS],
        labels,
        {
            "range": [0, 1],
            "tickformat": ".0%",
            "tickvals": SHARES,
            "title": {"text": "share of joint votes; in the bars: numbers of votes"},
        },
        bold=bold,
        narrow={"range": [0, 1.4], "tickvals": [0.5, 1]},
        narrow_top=24,
        narrow_notes=[*rates_at_the_end, *_key((0, 0.34, 0.68), 11.5)],
        height=66 + 22 * len(labels),
        margin={"l": 110, "t": 24, "r": 96},
        barmode="stack",
        annotations=[*rates_at_the_end, *_key((0, 0.42, 0.78), 12.5)],
    )


def _part_bars(part: str, rates: pd.DataFrame, labels: list[str]) -> dict:
    name, colour, _ = PART_LOOKS[part]
    shares = (rates[part] / rates["joint_votes"]).round(4).tolist()
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": shares,
        "y": labels,
        "width": 0.74,
        "text": [f"{count}" if share > 0.035 else " " for count, share in zip(rates[part], shares, strict=True)],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": 12, "color": "#fff" if part == "opposed" else "#111"},
        "constraintext": "none",
        "marker": {"color": colour, "line": {"color": "#fff", "width": 1}},
        "hoverinfo": "text",
        "hovertext": [
            f"{label}: {name} in {count} of {votes} votes"
            for label, count, votes in zip(labels, rates[part], rates["joint_votes"], strict=True)
        ],
        "meta": {"narrow": {"width": 0.44}},
    }


def _key(places: tuple[float, ...], size: float) -> list[dict]:
    return [
        theme.above(f"\u25a0 {name}", place, yshift=2, font={"size": size, "color": text})
        for place, (name, _, text) in zip(places, PART_LOOKS.values(), strict=True)
    ]


# --- Security Council --------------------------------------------------------------------------------


def _vetoes() -> View:
    table = analysis.vetoes()
    cases = table["case"].value_counts()
    by_period = [f"{_joint(period)} in {period}" for period in table["period"].unique()]
    alone = "; ".join(f"{case} {number}" for case, number in cases.drop(TOGETHER).items())
    span = f"{analysis.PERIODS[0][0]}-{analysis.PERIODS[-1][1]}"
    return View(
        title=f"{span}: of {len(table)} vetoed drafts both vetoed {cases[TOGETHER]}; commonest case: {cases.idxmax()} ({cases.max()})",
        figure=_veto_figure(table),
        summary=(
            f"Vetoed by both: {', '.join(by_period)} (unit: the draft resolution; amendments are not counted). "
            f"By one alone: {alone}."
        ),
        table=table[list(VETO_COLUMNS)].rename(columns=VETO_COLUMNS),
        sources=VETO_LIST,
        notes=_veto_notes(),
    )


def _joint(period: str) -> str:
    """How many of a period's drafts both vetoed."""
    counts = analysis.vetoes_by_case()[period]
    return f"{counts.get(TOGETHER, 0)} of {counts.sum()}"


def _veto_figure(table: pd.DataFrame):
    """A mark for each draft: rows by case, columns by period; in a cell from left to right by date, with the number at the end."""
    counts = analysis.vetoes_by_case()
    starts, end = {}, 0.0
    for period in table["period"].unique():
        starts[period] = end
        end = round(end + max(counts[period].max() + 2.4, 8), 2)
    place = table.groupby(["period", "case"]).cumcount() + table["period"].map(starts) + 0.6
    numbers = theme.scatter(
        "text",
        "numbers",
        [round(starts[period] + number + 0.1, 2) for (period, _), number in counts.items()],
        [case for _, case in counts.index],
        text=[f" {number}" for number in counts],
        textposition=["middle right"] * len(counts),
        textfont={"size": 13, "color": "#222"},
    )
    heads = [
        theme.above(f"<b>{period}</b><br>both: {_joint(period)}", start + 0.2, xref="x", yshift=2, align="left")
        for period, start in starts.items()
    ]
    return theme.rows_figure(
        [*(_drafts(case, table[table["case"] == case], place) for case in MARKS), numbers],
        list(MARKS),
        {"range": [0, end], "showticklabels": False, "ticks": "", "showgrid": False},
        narrow_top=40,
        height=theme.PICTURE_HEIGHT - 40,
        margin={"t": 40, "b": 10, "l": 216},
        annotations=heads,
        # a ground for the middle period
        shapes=[theme.ground(*list(starts.values())[1:])],
    )


def _drafts(case: str, rows: pd.DataFrame, place: pd.Series) -> dict:
    colour, symbol = MARKS[case]
    wide, narrow = (
        {"size": size, "symbol": symbol, "color": colour, "line": {"width": width, "color": colour}}
        for size, width in ((13, 1.6), (8, 1.4))
    )
    hover = [
        f"{row.date}, {row.draft}<br>{row.subject}<br>for {row.votes_for}, against {row.votes_against}, abstaining {row.abstentions}"
        for row in rows.itertuples()
    ]
    return theme.scatter(
        "markers",
        case,
        place[rows.index].round(2).tolist(),
        [case] * len(rows),
        hover,
        marker=wide,
        cliponaxis=False,
        meta={"narrow": {"marker": narrow}},
    )
