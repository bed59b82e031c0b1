"""How alike do Russia and China vote, compared with whom, and by which measure?"""

from __future__ import annotations

import pandas as pd

from .. import votes as analysis
from ..chart import Explorer, View, controls, theme

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
PAIR = ("RUS", "CHN")
POINTS, ROLL_CALLS, VETO_LIST = ("unga-ideal-points",), ("unga-roll-calls",), ("un-veto-list",)
BAND = {"RUS": "rgba(0, 114, 178, 0.16)", "CHN": "rgba(213, 94, 0, 0.16)", "gap": "rgba(34, 34, 34, 0.12)"}
BESIDE_BAND = "rgba(118, 118, 118, 0.16)"
SIGNS = {"closer": "\u25bc closer", "apart": "\u25b2 further apart", "unchanged": "= unchanged"}
LINE_TEXTS = {"the two": "#111", "to Russia": theme.STATES["RUS"].text, "to China": theme.STATES["CHN"].text}
WORDS = {"closer": "closer", "apart": "further apart", "unchanged": "unchanged"}
STEP = {"fillcolor": "#ffe9a8", "line": {"width": 0}, "layer": "below"}
PART_LOOKS = {
    "same": ("the same vote", "#9db8d2", "#1f5583"),
    "one_abstained": ("one abstained", "#e4e4e4", "#555555"),
    "opposed": ("yes against no", theme.VERMILLION, "#ab4b00"),
}
TOGETHER = "both veto"
MARKS = {
    TOGETHER: (theme.BLACK, "diamond"),
    "Russia vetoes, China abstains": (theme.BLUE, "circle"),
    "Russia vetoes, China in favour": (theme.BLUE, "circle-open"),
    "China vetoes, Russia abstains": (theme.VERMILLION, "square"),
    "China vetoes, Russia in favour": (theme.VERMILLION, "square-open"),
}
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
    "Bands: 90% intervals of the positions, from all votes; the copy read has none for final passage. For a distance the band shows what is "
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
    "What is put to the vote changes (Syria, then Ukraine and Africa): a smaller share of joint vetoes may be distance, or the agenda.",
    "The boundaries of the periods (2009, 2022) are ours; the article ends with 2021. The votes of 2 December 1994 come from general knowledge.",
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
    first = min(since, session - 1)
    if show == DISTANCE:
        return _distance(series, beside, max(first, analysis.FIRST_JOINT_SESSION), session)
    return _positions(series, beside, first, session)


# --- General Assembly: distance and positions, one panel a series ----------------------------------


def _drawn_series(series: str) -> list[str]:
    return list(analysis.SERIES) if series == BOTH else [series]


def _the_two(session: int) -> str:
    if session <= analysis.USSR_ENDS:
        return "the USSR and China"
    return "Russia (to 1991 the USSR) and China" if session == analysis.USSR_ENDS + 1 else "Russia and China"


def _step_title(series: str, session: int) -> str:
    """What both series say of the step to a session, the chosen one first: neither is told without the other."""
    order = sorted(analysis.SERIES, key=lambda name: series not in (BOTH, name))
    steps = {name: analysis.step(name, session) for name in order}
    first, second = (
        f"by {analysis.SERIES[name]} ({found.before:.2f} to {found.after:.2f})" for name, found in steps.items()
    )
    word, other = (WORDS[found.word] for found in steps.values())
    opening = f"{session - 1} to {session}: {_the_two(session)} {word} {first}"
    return f"{opening} and {second}" if word == other else f"{opening}, but {other} {second}"


def _overlap(session: int) -> str:
    found = [str(each) for each in (session - 1, session) if analysis.possible_distances(*PAIR).loc[each, "least"] == 0]
    years = " and in ".join(found)
    return (
        f"By all votes the intervals of the two overlap in {years}"
        if found
        else "By all votes their intervals are apart"
    )


def _distance(series: str, beside: str | None, first: int, session: int) -> View:
    panels, columns = [], {}
    for name in _drawn_series(series):
        lines = {"the two": analysis.distance(*PAIR, name).loc[first:]}
        if beside:
            lines |= {f"to {NAMES[each]}": analysis.distance(beside, each, name).loc[first:] for each in PAIR}
        traces = [_distance_line(label, values) for label, values in lines.items()]
        columns |= {f"{_column(label, beside)}, {analysis.SERIES[name]}": values for label, values in lines.items()}
        if name == "all":
            possible = analysis.possible_distances(*PAIR).loc[first:]
            traces.insert(0, _band(possible["least"], possible["most"], BAND["gap"]))
            columns |= {f"least possible, {analysis.SERIES[name]}": possible["least"]}
            columns |= {f"most possible, {analysis.SERIES[name]}": possible["most"]}
        traces.append(_step_marks(lines["the two"], session))
        panels.append((name, traces))
    under = f"thin: from {NAMES[beside]}" if beside else "Russia and China"
    table = pd.DataFrame(columns).sort_index().rename_axis("session").reset_index()
    highest = max(value for _, traces in panels for trace in traces for value in trace["y"] if value is not None)
    return View(
        _step_title(series, session),
        _panels(panels, (0, highest * 1.05), first, session, under, "distance (0: same position)"),
        _distance_summary(series, beside, first, session),
        table,
        POINTS,
        (*POINT_NOTES, _earlier_note(session)),
    )


def _column(label: str, beside: str | None) -> str:
    return "Russia and China" if label == "the two" else f"{NAMES[beside]} and {label.removeprefix('to ')}"


def _distance_line(label: str, values: pd.Series) -> dict:
    if label == "the two":
        look = {"color": theme.BLACK, "width": 2.8}
    else:
        state = theme.STATES[PAIR[label == "to China"]]
        look = {"color": state.colour, "width": 1.4, "dash": "dot" if label == "to China" else "dash"}
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label,
        "x": values.index.tolist(),
        "y": theme.gapless(values),
        "line": look,
        "hovertemplate": f"{label}, %{{x}}: %{{y:.2f}}<extra></extra>",
    }


def _step_marks(values: pd.Series, session: int) -> dict:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "step",
        "x": [session - 1, session],
        "y": theme.gapless(values.loc[[session - 1, session]]),
        "line": {"color": theme.BLACK, "width": 5},
        "marker": {"size": [7, 11], "color": theme.BLACK},
        "hoverinfo": "skip",
    }


def _distance_summary(series: str, beside: str | None, first: int, session: int) -> str:
    against = analysis.contradictions()
    steps = analysis.LAST_SESSION - analysis.FIRST_JOINT_SESSION
    ends = [
        f"{name} {analysis.distance(*PAIR, id)[first]:.2f} to {analysis.distance(*PAIR, id)[analysis.LAST_SESSION]:.2f}"
        for id, name in analysis.SERIES.items()
    ]
    told = (
        f"From {first} to {analysis.LAST_SESSION}: {', '.join(ends)}; year by year the two series point in opposite ways in "
        f"{len(against)} of {steps} steps. {_overlap(session)}."
    )
    if not beside:
        return told
    parts = []
    for id in _drawn_series(series):
        known = [analysis.distance(beside, each, id).get(session) for each in PAIR]
        if None not in known:
            parts.append(f"by {analysis.SERIES[id]} {known[0]:.2f} from Russia, {known[1]:.2f} from China")
    if not parts:
        return f"{told} {NAMES[beside]} has no position in {session}."
    return f"{told} {NAMES[beside]} in {session}: {'; '.join(parts)}."


def _earlier_note(session: int) -> str:
    found = analysis.step("earlier", session)
    return (
        f"The producers' file keeps the estimates of their earlier edition too: by those the two go from {found.before:.2f} to {found.after:.2f} "
        f"({session - 1} to {session})."
    )


def _positions(series: str, beside: str | None, first: int, session: int) -> View:
    states = [*PAIR, *([beside] if beside else [])]
    panels, columns = [], {}
    for name in _drawn_series(series):
        drawn = {state: analysis.positions(state, name).loc[first:] for state in states}
        traces = [_interval(state, values) for state, values in drawn.items() if name == "all" and len(values)]
        for state, values in drawn.items():
            traces += _position_lines(state, values["ideal_point"])
            columns[f"{NAMES[state]}, {analysis.SERIES[name]}"] = values["ideal_point"]
            if name == "all":
                columns |= {f"{NAMES[state]}, {end}": values[end] for end in ("low", "high")}
        traces.append(_gap_bars(drawn, session))
        panels.append((name, traces))
    values = [value for _, traces in panels for trace in traces for value in trace["y"] if value is not None]
    room = 0.04 * (max(values) - min(values))
    under = "black: the gap" if first > analysis.USSR_ENDS else "dashed: USSR; black: the gap"
    if first < analysis.FIRST_JOINT_SESSION:
        under = "dashed: USSR; China from 1971"
    return View(
        _step_title(series, session),
        _panels(panels, (min(values) - room, max(values) + room), first, session, under, "up: nearer to the US"),
        _positions_summary(series, states, session),
        pd.DataFrame(columns).sort_index().rename_axis("session").reset_index(),
        POINTS,
        (*POINT_NOTES, _earlier_note(session)),
    )


def _positions_summary(series: str, states: list[str], session: int) -> str:
    parts = []
    for name in _drawn_series(series):
        told = []
        for state in states:
            values = analysis.positions(state, name)
            if session not in values.index:
                told.append(f"{NAMES[state]} not known")
                continue
            at = values.loc[session]
            range_ = f" ({at['low']:.2f} to {at['high']:.2f})" if name == "all" else ""
            told.append(f"{_name(state, session)} {at['ideal_point']:.2f}{range_}")
        parts.append(f"{analysis.SERIES[name]}: {', '.join(told)}")
    where = ", 90% intervals in brackets" if "all" in _drawn_series(series) else ""
    return f"Session of {session}{where}. {'; '.join(parts)[0].upper()}{'; '.join(parts)[1:]}. {_overlap(session)}."


def _name(state: str, session: int) -> str:
    return "USSR" if state == "RUS" and session <= analysis.USSR_ENDS else NAMES[state]


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


def _interval(state: str, values: pd.DataFrame) -> dict:
    return _band(values["low"], values["high"], BAND.get(state, BESIDE_BAND))


def _band(low: pd.Series, high: pd.Series, colour: str) -> dict:
    """The area between two lines, closed anew after every gap."""
    xs, ys = [], []
    years = pd.Series(low.index, index=low.index)
    for _, run in years.groupby(years.diff().ne(1).cumsum()):
        there, back = run.tolist(), run.tolist()[::-1]
        xs += [*([None] if xs else []), *there, *back]
        ys += [*([None] if ys else []), *theme.gapless(high[there]), *theme.gapless(low[back])]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "interval",
        "x": xs,
        "y": ys,
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0, "color": colour},
        "hoverinfo": "skip",
    }


def _gap_bars(drawn: dict, session: int) -> dict:
    xs, ys = [], []
    for each in (session - 1, session):
        xs += [each, each, None]
        ys += [*theme.gapless(drawn[state].loc[each, "ideal_point"] for state in PAIR), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "step",
        "x": xs,
        "y": ys,
        "line": {"color": theme.BLACK, "width": 3},
        "hoverinfo": "skip",
    }


def _panels(panels: list, limits: tuple, first: int, session: int, under: str, unit: str):
    """One panel a series, side by side; on a narrow screen one above the other."""
    traces = [
        {**trace, "xaxis": f"x{_suffix(place)}", "yaxis": f"y{_suffix(place)}"}
        for place, (_, drawn) in enumerate(panels)
        for trace in drawn
    ]
    two = len(panels) == 2
    wide = _arranged(panels, limits, first, session, under, unit, [[0, 0.415], [0.585, 1]] if two else [[0, 1]], None)
    narrow = _arranged(panels, limits, first, session, under, unit, None, [[0.6, 1], [0, 0.4]] if two else [[0, 1]])
    shapes = [
        {
            "type": "rect",
            "xref": f"x{_suffix(place)}",
            "x0": session - 1,
            "x1": session,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            **STEP,
        }
        for place in range(len(panels))
    ]
    if first < analysis.FIRST_JOINT_SESSION:
        shapes += [
            theme.upright(analysis.FIRST_JOINT_SESSION, xref=f"x{_suffix(place)}") for place in range(len(panels))
        ]
    return theme.figure(traces, shapes=shapes, meta={"pick": "session", "narrow": narrow}, **wide)


def _suffix(place: int) -> str:
    return "" if place == 0 else str(place + 1)


def _arranged(panels, limits, first, session, under, unit, across, down) -> dict:
    """Axes, headings and names at the ends of lines, for panels beside each other (``across``) or above each other (``down``)."""
    stacked = down is not None
    height = 170 + 150 * len(panels) if stacked else theme.PICTURE_HEIGHT
    margin = {"l": 54, "r": 90, "t": 38, "b": 26}
    entries, notes = {"height": height, "margin": margin}, []
    for place, (name, traces) in enumerate(panels):
        suffix = _suffix(place)
        x, y = across[place] if across else [0, 1], down[place] if stacked else [0, 1]
        entries[f"xaxis{suffix}"] = theme.axis(
            domain=x,
            anchor=f"y{suffix}",
            range=[first - 0.5, analysis.LAST_SESSION + 0.7],
            tickformat="d",
            nticks=5 if stacked or len(panels) == 2 else 9,
            tickangle=0,
        )
        entries[f"yaxis{suffix}"] = theme.axis(
            domain=y,
            anchor=f"x{suffix}",
            range=list(limits),
            title={"text": unit if place == 0 or stacked else ""},
            nticks=6,
        )
        inner = (height - margin["t"] - margin["b"]) * (y[1] - y[0])
        notes += _headings(name, session, under, x[0], y[1], -44 if stacked else 0)
        notes += [{**label, "xref": f"x{suffix}", "yref": f"y{suffix}"} for label in _line_names(traces, limits, inner)]
    return {**entries, "annotations": notes}


def _headings(name: str, session: int, under: str, x: float, y: float, shift: int) -> list[dict]:
    """Above a panel: what its series says of the step, and below that what is drawn."""
    at = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": shift}
    found, label = analysis.step(name, session), analysis.SERIES[name]
    verdict = f"<b>{label[0].upper()}{label[1:]}: {SIGNS[found.word]}</b>, {found.before:.2f} to {found.after:.2f}"
    known = "shaded: intervals" if name == "all" else "no intervals here"
    return [
        theme.note(verdict, x, y, yshift=16, **at, font={"size": 13, "color": "#222"}),
        theme.note(f"{under}; {known}", x, y, yshift=2, **at, font={"size": 11.5, "color": "#555"}),
    ]


def _line_names(traces: list[dict], limits: tuple, height: float) -> list[dict]:
    named = [trace for trace in traces if trace["name"] not in ("interval", "step", NAMES["SUN"])]
    return [
        {**label, "font": {"size": 12.5, "color": LINE_TEXTS.get(label["text"], label["font"]["color"])}}
        for label in theme.end_labels(named, False, limits, height)
    ]


# --- General Assembly: agreement in one year -------------------------------------------------------


def _percent(rates: pd.DataFrame, state: str) -> str:
    return f"{rates.loc[state, 'same'] / rates.loc[state, 'joint_votes']:.0%}"


def _russia(year: int) -> str:
    return "the USSR" if year <= analysis.USSR_ENDS else "Russia"


def _agreement(beside: str | None, year: int) -> View:
    china, russia = analysis.agreement("CHN", year), analysis.agreement("RUS", year)
    others = [state for state in china.index if state != "RUS"]
    nearer = analysis.nearer("CHN", year)
    region = ", all 5 Central Asian states among them" if set(analysis.CENTRAL_ASIA) <= set(nearer) else ""
    title = (
        f"{year}: China voted like {_russia(year)} in {_percent(china, 'RUS')} of joint votes, "
        f"more often like {_how_many(nearer, others)}{region}"
    )
    rows = [
        {
            "state": NAMES[state],
            "with China": china.loc[state, "share_same"],
            "joint votes with China": china.loc[state, "joint_votes"],
            "with Russia": russia.loc[state, "share_same"],
            "joint votes with Russia": russia.loc[state, "joint_votes"],
        }
        for state in others
    ]
    pair = china.loc["RUS"]
    rows.append(
        {
            "state": "Russia and China",
            "with China": pair["share_same"],
            "joint votes with China": int(pair["joint_votes"]),
            "with Russia": pair["share_same"],
            "joint votes with Russia": int(pair["joint_votes"]),
        }
    )
    return View(
        title,
        _agreement_figure(china, russia, others, beside, year),
        _agreement_summary(china, russia, others, beside, year),
        pd.DataFrame(rows),
        ROLL_CALLS,
        ("Open marks: the two took part together in fewer than half of the year's votes.", *VOTE_NOTES),
    )


def _how_many(nearer: list, others: list) -> str:
    if not nearer:
        return f"none of {len(others)} others"
    return f"all {len(others)} others" if len(nearer) == len(others) else f"{len(nearer)} of {len(others)} others"


def _agreement_summary(china, russia, others, beside, year) -> str:
    parts = []
    region = [state for state in analysis.CENTRAL_ASIA if state in others]
    if region:
        spans = [
            f"{min(shares):.0%} to {max(shares):.0%}"
            for shares in ([rates.loc[state, "share_same"] for state in region] for rates in (china, russia))
        ]
        states = "The five Central Asian states" if len(region) == 5 else f"{len(region)} Central Asian states"
        parts.append(f"{states} voted like China in {spans[0]}, like Russia in {spans[1]}.")
    from_russia = analysis.nearer("RUS", year)
    parts.append(
        f"Seen from {_russia(year)}, {_how_many(from_russia, others)} {'is' if len(from_russia) < 2 else 'are'} nearer than China."
    )
    if beside in others:
        told = [
            f"like {name} in {rates.loc[beside, 'same']} of {rates.loc[beside, 'joint_votes']} votes"
            for name, rates in (("China", china), ("Russia", russia))
        ]
        parts.append(f"{NAMES[beside]}: {', '.join(told)}.")
    elif beside:
        parts.append(f"{NAMES[beside]} has no votes in {year}.")
    return " ".join(parts)


def _agreement_figure(china, russia, others, beside, year):
    labels = [NAMES[state] for state in others]
    half = analysis.fullest(year) / 2
    first, second = (rates.loc[others] for rates in (china, russia))
    pairs = list(zip(first["share_same"], second["share_same"], strict=True))
    traces = [
        _differences(pairs, labels),
        _rate_marks("CHN", first, labels, [one >= two for one, two in pairs], half),
        _rate_marks("RUS", second, labels, [one < two for one, two in pairs], half),
    ]
    pair = float(china.loc["RUS", "share_same"])
    said = f"<b>{_russia(year).removeprefix('the ')} and China {pair:.0%}</b>"
    top = {"yref": "paper", "yanchor": "bottom", "yshift": 2}
    of_the_two = theme.note(said, pair, 1, **top, xanchor="center")
    return theme.rows_figure(
        traces,
        labels,
        {
            "range": [-0.02, 1.12],
            "tickformat": ".0%",
            "tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1],
            "title": {"text": "share of joint votes in which both voted the same"},
        },
        bold=NAMES.get(beside),
        narrow={"range": [-0.02, 1.18], "tickvals": [0, 0.5, 1], "title": {"text": "share of the same votes"}},
        narrow_top=40,
        narrow_notes=[of_the_two, *_sides(0.33, {**top, "yshift": 18})],
        height=66 + 23 * len(labels),
        margin={"l": 110, "t": 24},
        annotations=[of_the_two, *_sides(0.17, top)],
        shapes=[theme.upright(pair, line={"color": "#888", "width": 1.6, "dash": "dot"}, layer="below")],
    )


def _sides(step: float, place: dict) -> list[dict]:
    """The key: which mark is the rate with whom."""
    signs = {"CHN": "\u25a0 with China", "RUS": "\u25cf with Russia"}
    return [
        theme.note(text, number * step, 1, **place, xanchor="left", font={"size": 12.5, "color": theme.STATES[id].text})
        for number, (id, text) in enumerate(signs.items())
    ]


def _differences(pairs: list[tuple], labels: list[str]) -> dict:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "difference",
        "x": [x for pair in pairs for x in (*pair, None)],
        "y": [y for label in labels for y in (label, label, None)],
        "line": {"color": "#bbb", "width": 2},
        "hoverinfo": "skip",
    }


def _rate_marks(state: str, rates, labels, to_the_right, half) -> dict:
    look = theme.STATES[state]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": f"with {look.name}",
        "x": rates["share_same"].tolist(),
        "y": labels,
        "text": [f"  {share:.0%}  " for share in rates["share_same"]],
        "textposition": ["middle right" if right else "middle left" for right in to_the_right],
        "textfont": {"size": 12, "color": look.text},
        "marker": {
            "size": 10,
            "symbol": [look.marker if votes >= half else f"{look.marker}-open" for votes in rates["joint_votes"]],
            "color": look.colour,
            "line": {"width": 1.6, "color": look.colour},
        },
        "hoverinfo": "text",
        "hovertext": [
            f"{label} with {look.name}: the same in {row.same} of {row.joint_votes}<br>one abstained {row.one_abstained}, opposed {row.opposed}"
            for label, row in zip(labels, rates.itertuples(), strict=True)
        ],
        "cliponaxis": False,
    }


def _parts(of: str, beside: str | None, year: int) -> View:
    rates, other = analysis.agreement(of, year), "CHN" if of == "RUS" else "RUS"
    labels = [_row_name(state, other, year) for state in rates.index]
    who, whom = (_russia(year) if state == "RUS" else "China" for state in (of, other))
    pair, others = rates.loc[other], [state for state in rates.index if state != other]
    nearer = analysis.nearer(of, year)
    title = (
        f"{year}: {who[0].upper()}{who[1:]} and {whom} the same in {pair['same']:.0f} of {pair['joint_votes']:.0f} votes, one abstained in "
        f"{pair['one_abstained']:.0f}, opposed in {pair['opposed']:.0f}"
    )
    table = rates.drop(columns="share_same").assign(
        state=[NAMES[state] for state in rates.index], share=rates["share_same"]
    )
    table = table[["state", "joint_votes", "same", "one_abstained", "opposed", "share"]].reset_index(drop=True)
    fewest = rates["joint_votes"].idxmin()
    parts = [
        f"{who[0].upper()}{who[1:]} voted more often like {_how_many(nearer, others)}.",
        f"Absence is in no rate: with {NAMES[fewest]} there are {rates.loc[fewest, 'joint_votes']} joint votes, in the year's fullest pair "
        f"{analysis.fullest(year)}.",
    ]
    if beside in rates.index:
        row = rates.loc[beside]
        parts.append(
            f"{NAMES[beside]}: the same in {row['same']:.0f} of {row['joint_votes']:.0f}, one abstained in {row['one_abstained']:.0f}, "
            f"opposed in {row['opposed']:.0f}."
        )
    elif beside:
        parts.append(f"{NAMES[beside]} has no votes in {year}.")
    return View(
        title,
        _parts_figure(rates, labels, NAMES.get(beside)),
        " ".join(parts),
        table.rename(
            columns={"joint_votes": "joint votes", "one_abstained": "one abstained", "share": "share of the same"}
        ),
        ROLL_CALLS,
        VOTE_NOTES,
    )


def _row_name(state: str, other: str, year: int) -> str:
    if state != other:
        return NAMES[state]
    return f"\u25b8 {_russia(year).removeprefix('the ') if state == 'RUS' else NAMES[state]}"


def _parts_figure(rates, labels, bold):
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
            "tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1],
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
    look = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 2}
    return [
        theme.note(f"\u25a0 {name}", place, 1, **look, font={"size": size, "color": text})
        for place, (name, _, text) in zip(places, PART_LOOKS.values(), strict=True)
    ]


# --- Security Council --------------------------------------------------------------------------------


def _vetoes() -> View:
    table = analysis.vetoes()
    cases = table["case"].value_counts()
    by_period = [
        f"{int((rows['case'] == TOGETHER).sum())} of {len(rows)} in {period}"
        for period, rows in table.groupby("period", sort=False)
    ]
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
        notes=VETO_NOTES,
    )


def _veto_figure(table: pd.DataFrame):
    """A mark for each draft: rows by case, columns by period; in a cell from left to right by date, with the number at the end."""
    labels = list(MARKS)
    counts = table.groupby(["period", "case"]).size()
    starts, end = {}, 0.0
    for period in table["period"].unique():
        starts[period] = end
        end += max(counts[period].max() + 2.4, 8)
    place = table.groupby(["period", "case"]).cumcount() + table["period"].map(starts) + 0.6
    traces = [_drafts(case, table[table["case"] == case], place) for case in labels]
    traces.append(
        {
            "type": "scatter",
            "mode": "text",
            "name": "numbers",
            "x": [round(starts[period] + number + 0.1, 2) for (period, _), number in counts.items()],
            "y": [case for _, case in counts.index],
            "text": [f" {number}" for number in counts],
            "textposition": ["middle right"] * len(counts),
            "textfont": {"size": 13, "color": "#222"},
            "hoverinfo": "skip",
        }
    )
    top = {"yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 2, "align": "left"}
    heads = [
        theme.note(
            f"<b>{period}</b><br>both: {counts.get((period, TOGETHER), 0)} of {counts[period].sum()}",
            start + 0.2,
            1,
            **top,
        )
        for period, start in starts.items()
    ]
    return theme.rows_figure(
        traces,
        labels,
        {"range": [0, round(end, 2)], "showticklabels": False, "ticks": "", "showgrid": False},
        narrow_top=40,
        height=theme.PICTURE_HEIGHT - 40,
        margin={"t": 40, "b": 10, "l": 216},
        annotations=heads,
        shapes=[_between(*list(starts.values())[1:])],
    )


def _between(start: float, end: float) -> dict:
    """A ground for the middle period."""
    place = {"x0": round(start, 2), "x1": round(end, 2), "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", **place, "fillcolor": "#f3f3f3", "line": {"width": 0}, "layer": "below"}


def _drafts(case: str, rows: pd.DataFrame, place: pd.Series) -> dict:
    colour, symbol = MARKS[case]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": case,
        "x": place[rows.index].round(2).tolist(),
        "y": [case] * len(rows),
        "marker": {"size": 13, "symbol": symbol, "color": colour, "line": {"width": 1.6, "color": colour}},
        "hoverinfo": "text",
        "hovertext": [
            f"{row.date}, {row.draft}<br>{row.subject}<br>for {row.votes_for}, against {row.votes_against}, abstaining {row.abstentions}"
            for row in rows.itertuples()
        ],
        "cliponaxis": False,
        "meta": {
            "narrow": {
                "marker": {"size": 8, "symbol": symbol, "color": colour, "line": {"width": 1.4, "color": colour}}
            }
        },
    }
