"""Who is stronger, in what, and since when? Russia and China on fourteen measures."""

from __future__ import annotations

import math

import pandas as pd

from .. import asymmetry as analysis
from ..chart import Explorer, View, controls, theme

FORMS = {
    "levels": "levels",
    "levels, log scale": "log levels",
    "ratio China / Russia": "ratio",
    "log ratio (doublings)": "doublings",
    "who moved": "who moved",
    "all crossing years": "crossing years",
    "2017-18: back to symmetry?": "symmetry",
}
BEFORE_1992 = {"Russia's own territory": "territory", "the USSR": "ussr"}
ALSO = {
    "nobody": None,
    "United States": "USA",
    "Kazakhstan": "KAZ",
    "Kyrgyzstan": "KGZ",
    "Tajikistan": "TJK",
    "Turkmenistan": "TKM",
    "Uzbekistan": "UZB",
    "Mongolia": "MNG",
}
FIRST_YEAR, LAST_YEAR = 1949, 2024
CHINA = "China is the mainland: Taiwan is not included, and Hong Kong and Macao are treated by each producer in its own way."
SYMMETRY_REACH = 0.8
VERDICT_MARKS = {"more symmetry": "circle", "less symmetry": "x", "distance hardly changed": "line-ew-open"}


def asymmetry(**start) -> Explorer:
    """Russia (or the USSR) beside China, measure by measure; controls: measure, form, before_1992, also, since, until."""
    labels = {about["label"]: measure for measure, about in analysis.measures().iterrows()}
    return Explorer(
        "asymmetry",
        view,
        {
            "measure": controls.choice("Measure", labels, "gdp_constant"),
            "form": controls.choice("Show", FORMS, "log levels"),
            "before_1992": controls.choice("Before 1992", BEFORE_1992, "territory"),
            "also": controls.choice("Beside them", ALSO, "USA"),
            "since": controls.year("From", FIRST_YEAR, LAST_YEAR, FIRST_YEAR),
            "until": controls.year("to", FIRST_YEAR, LAST_YEAR, LAST_YEAR),
        },
        start,
        live=("also", "since", "until"),
        unused=_unused,
    )


def _unused(values: dict) -> set[str]:
    """Controls that change nothing: years in the strips, the USSR where it plays no part, company where only two are drawn."""
    form, unused = values["form"], set()
    if form in ("crossing years", "symmetry"):
        unused |= {"since", "until"}
    if form == "symmetry" or (form != "crossing years" and not analysis.has_own_ussr(values["measure"])):
        unused.add("before_1992")
    if form not in ("levels", "log levels"):
        unused.add("also")
    return unused


def view(measure: str, form: str, before_1992: str, also: str | None, since: int, until: int) -> View:
    """The view for one state of the controls. ``since`` and ``until`` limit the years drawn; their order does not matter."""
    since, until = sorted((since, until))
    if form == "crossing years":
        return _all_crossings(measure, before_1992)
    if form == "symmetry":
        return _symmetry(measure, before_1992)
    about = analysis.measures().loc[measure]
    whole = analysis.pair(measure, before_1992)
    values = whole.loc[since:until]
    found = analysis.crossing(whole)
    if values.empty:
        return _nothing(about, whole, since, until)
    if form == "who moved":
        return _who_moved(about, values, whole, found, before_1992)
    if form in ("ratio", "doublings"):
        return _ratio(about, values, found, before_1992, form)
    return _levels(measure, about, values, found, before_1992, also, since, until, log=form == "log levels")


def _finding(about, found, before_1992) -> str:
    rival = "the USSR and then Russia" if before_1992 == "ussr" and analysis.has_own_ussr(about.name) else "Russia"
    if found.status == "always":
        return f"{about['label']}: China above {rival} in every year since {found.begins}"
    if found.status == "not yet":
        return f"{about['label']}: China not above {rival} by {found.ends}"
    return f"{about['label']}: China above {rival} for good from {found.for_good}"


def _earlier(found) -> str:
    if not found.earlier or found.status == "not yet":
        return ""
    years = ", ".join(map(str, found.earlier[:4])) + (" and other years" if len(found.earlier) > 4 else "")
    return f" It was above before that in {years}, and fell back."


def _notes(about, before_1992) -> tuple[str, ...]:
    scope = about["scope"]
    notes = [f"{about['label']}: {about['reads']}", about["caution"], f"States: {scope}", CHINA]
    if before_1992 == "ussr" and not analysis.has_own_ussr(about.name):
        notes.append("This source has no separate series for the USSR, so the choice before 1992 changes nothing here.")
    notes.append("'For good' means up to the last year of this source, not for ever.")
    return tuple(note for note in notes if isinstance(note, str) and note)


def _nothing(about, whole, since, until) -> View:
    known = f"{whole.index[0]} to {whole.index[-1]}"
    return View(
        title=f"{about['label']}: no year between {since} and {until}",
        figure=None,
        summary=f"This source has both states from {known}. Move the years to see something.",
        table=pd.DataFrame(columns=["year", "Russia", "China"]),
        sources=(about["source"],),
    )


def _number(value: float, decimals: int = 0) -> str:
    if value != 0 and abs(value) < 10**-decimals:
        return f"{value:.2g}"
    return f"{value:,.{decimals}f}"


def _levels(measure, about, values, found, before_1992, also, since, until, log) -> View:
    columns = {"RUS": values["russia"], "CHN": values["china"]}
    if also:
        other = analysis.series(measure, also).loc[since:until]
        if len(other):
            columns[also] = other
    table = pd.DataFrame(columns).sort_index()
    years = table.index.tolist()
    traces = [theme.line(state, years, theme.gapless(table[state])) for state in table.columns]
    if before_1992 == "ussr" and analysis.has_own_ussr(measure):
        traces[0]["name"] = "USSR / Russia"
    limits = _limits([y for trace in traces for y in trace["y"] if y is not None], log)
    notes = theme.end_labels(traces, log, limits)
    shapes = []
    if found.for_good and found.status == "crossed" and years[0] <= found.for_good <= years[-1]:
        shapes.append(theme.upright(found.for_good))
        notes.append(
            theme.note(str(found.for_good), found.for_good, 1, yref="paper", xanchor="right", yanchor="top", xshift=-3)
        )
    unit = {"text": about["short_unit"]}
    figure = theme.figure(
        traces,
        margin={"l": 62, "r": 96, "t": 12, "b": 30},
        xaxis={"range": [years[0] - 0.5, years[-1] + 0.5]},
        yaxis=theme.log_axis(limits, title=unit)
        if log
        else {"range": list(limits), "title": unit, "tickformat": ",~r"},
        annotations=notes,
        shapes=shapes,
    )
    first, last = values.iloc[0], values.iloc[-1]
    decimals = int(about["decimals"])
    summary = (
        f"{values.index[0]}: Russia {_number(first['russia'], decimals)}, China {_number(first['china'], decimals)}. "
        f"{values.index[-1]}: Russia {_number(last['russia'], decimals)}, China {_number(last['china'], decimals)} "
        f"({about['unit']}).{_earlier(found)}"
    )
    if also and also not in table.columns:
        summary += f" This source has nothing here on {theme.STATES[also].name}."
    names = {"RUS": "Russia", "CHN": "China", **({also: theme.STATES[also].name} if also else {})}
    table = table.rename(columns=names).rename_axis("year").reset_index()
    return View(
        _finding(about, found, before_1992), figure, summary, table, (about["source"],), _notes(about, before_1992)
    )


def _limits(known: list[float], log: bool) -> tuple[float, float]:
    if log:
        positive = [value for value in known if value > 0] or [1.0]
        low, high = math.log10(min(positive)), math.log10(max(positive))
        room = (high - low) * 0.06 or 0.3
        return low - room, high + room
    return 0.0, max(known) * 1.06 or 1.0


def _ratio(about, values, found, before_1992, form) -> View:
    ratio = (values["china"] / values["russia"]).where(values["russia"] > 0).dropna()
    logged = form == "doublings"
    if logged:
        # a ratio of 0 has no logarithm
        ratio = ratio[ratio > 0]
    drawn = analysis.doublings(ratio) if logged else ratio
    if drawn.empty:
        return _nothing(about, values, values.index[0], values.index[-1])
    parity = 0 if logged else 1
    years, heights = drawn.index.tolist(), theme.gapless(drawn)
    low, high = min(*heights, parity), max(*heights, parity)
    room = (high - low) * 0.08 or 0.2
    trace = theme.line("CHN", years, heights, name="China / Russia", hovertemplate="%{x}: %{y:.2f}<extra></extra>")
    marks = [theme.note("parity", years[0], parity, xanchor="left", yshift=9, font={"size": 12.5, "color": "#555"})]
    shapes = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": parity,
            "y1": parity,
            "line": {"color": "#777", "width": 1},
        }
    ]
    if found.status == "crossed" and years[0] <= found.for_good <= years[-1]:
        shapes.append(theme.upright(found.for_good))
        marks.append(
            theme.note(str(found.for_good), found.for_good, 1, yref="paper", xanchor="right", yanchor="top", xshift=-3)
        )
    unit = "doublings (1: twice, -1: half)" if logged else "China / Russia"
    figure = theme.figure(
        [trace],
        xaxis={"range": [years[0] - 0.5, years[-1] + 0.5]},
        yaxis={"range": [low - room if logged else 0, high + room], "title": {"text": unit}},
        annotations=marks,
        shapes=shapes,
    )
    highest = ratio.idxmax()
    summary = (
        f"China / Russia: {ratio.iloc[0]:.2f} in {ratio.index[0]}, {ratio.iloc[-1]:.2f} in {ratio.index[-1]}; "
        f"highest in {highest} ({ratio[highest]:.2f}).{_earlier(found)}"
    )
    table = pd.DataFrame(
        {
            "year": ratio.index,
            "Russia": values["russia"].reindex(ratio.index).to_numpy(),
            "China": values["china"].reindex(ratio.index).to_numpy(),
            "ratio": ratio.to_numpy(),
        }
    )
    if logged:
        table = table.assign(doublings=drawn.to_numpy())
    return View(
        _finding(about, found, before_1992), figure, summary, table, (about["source"],), _notes(about, before_1992)
    )


def _who_moved(about, values, whole, found, before_1992) -> View:
    start, end = int(values.index[0]), int(values.index[-1])
    moved = analysis.movement(values, start, end)
    if moved is None:
        return _nothing(about, whole, start, end)
    inside = values.loc[moved.start : moved.end]
    indexed = inside / inside.iloc[0] * 100
    years = indexed.index.tolist()
    traces = [
        theme.line("RUS", years, theme.gapless(indexed["russia"].where(indexed["russia"] > 0))),
        theme.line("CHN", years, theme.gapless(indexed["china"].where(indexed["china"] > 0))),
    ]
    limits = _limits([100, *(y for trace in traces for y in trace["y"] if y is not None)], log=True)
    shapes = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 100, "y1": 100, "line": {"color": "#777", "width": 1}}
    ]
    if found.status == "crossed" and years[0] <= found.for_good <= years[-1]:
        shapes.append(theme.upright(found.for_good))
    figure = theme.figure(
        traces,
        margin={"l": 62, "r": 96, "t": 12, "b": 30},
        xaxis={"range": [years[0] - 0.5, years[-1] + 0.5]},
        yaxis=theme.log_axis(limits, title={"text": f"{moved.start} = 100, log scale"}),
        annotations=theme.end_labels(traces, True, limits),
        shapes=shapes,
    )
    soviet_until = analysis.soviet_until(about.name, before_1992)
    title = f"{about['label']}, {moved.start}-{moved.end}: {_blame(moved, soviet_until)}"
    return View(
        title,
        figure,
        _movement_sentence(moved, soviet_until) + _around(whole, found, soviet_until),
        _movement_table(inside, indexed),
        (about["source"],),
        _notes(about, before_1992),
    )


def _movement_table(inside, indexed) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": inside.index,
            "Russia": inside["russia"].to_numpy(),
            "China": inside["china"].to_numpy(),
            "Russia, first year = 100": indexed["russia"].to_numpy(),
            "China, first year = 100": indexed["china"].to_numpy(),
        }
    )


def _passes_to_russia(moved, soviet_until) -> bool:
    return soviet_until is not None and moved.start <= soviet_until < moved.end


def _russias(moved, soviet_until) -> str:
    """Whose change the other side's is: a series that passes from one state to another does not show a rise or fall of Russia."""
    change = "rise" if moved.russia > 1 else "fall"
    if _passes_to_russia(moved, soviet_until):
        return f"the {change} from the Soviet Union's count to Russia's"
    return f"Russia's {change}"


def _blame(moved, soviet_until) -> str:
    if moved.by_china is None:
        return "the ratio hardly moved"
    china = f"China's {'rise' if moved.china > 1 else 'fall'}"
    russia, share = _russias(moved, soviet_until), moved.by_china
    if 0 <= share <= 1:
        return f"{share:.0%} of the shift is {china}, {1 - share:.0%} {russia}"
    mover, other = (china, russia) if share > 1 else (russia, china)
    return f"the shift is {mover}, against {other}"


def _movement_sentence(moved, soviet_until) -> str:
    told = (
        f"From {moved.start} to {moved.end} China went to {moved.china:.2f} times its level, Russia to {moved.russia:.2f} times; "
        f"the ratio to {moved.shift:.2f} times."
    )
    if _passes_to_russia(moved, soviet_until):
        told += " Part of this is the change from counting the Soviet Union to counting Russia."
    return told


def _around(whole, found, soviet_until) -> str:
    if found.status != "crossed":
        return ""
    near = analysis.movement(whole, found.for_good - 5, found.for_good + 5)
    if near is None or near.by_china is None:
        return ""
    return (
        f" In the years around the crossing ({near.start} to {near.end}): China {near.china:.2f} times, Russia {near.russia:.2f} times."
        + (
            f" More than half of that crossing is {_russias(near, soviet_until)}."
            if near.by_china < 0.5 and near.russia < 1
            else ""
        )
    )


def _all_crossings(measure, before_1992) -> View:
    table = analysis.crossings(before_1992)
    labels = table["label"].tolist()
    crossed, always, never = (table[table["status"] == status] for status in ("crossed", "always", "not yet"))
    chosen = analysis.measures().loc[measure, "label"]

    def marks(rows, years, symbol, name, text):
        return {
            "type": "scatter",
            "mode": "markers+text",
            "name": name,
            "x": years,
            "y": rows["label"].tolist(),
            "text": [text(row) for _, row in rows.iterrows()],
            "textposition": "middle right",
            "textfont": {"size": 12.5},
            "marker": {
                "symbol": symbol,
                "size": 11,
                "color": theme.VERMILLION,
                "line": {"color": theme.VERMILLION, "width": 1.5},
            },
            "hovertemplate": "%{y}: %{text}<extra></extra>",
        }

    singles = [(year, row["label"]) for _, row in crossed.iterrows() for year in row["earlier"]]
    traces = [
        marks(
            crossed,
            [int(year) for year in crossed["for_good"]],
            "square",
            "above for good from",
            lambda row: f" {row['for_good']}",
        ),
        marks(
            always,
            [int(year) for year in always["from"]],
            "arrow-left",
            "always above",
            lambda row: f"  above since the data begin, {row['from']}",
        ),
        marks(
            never,
            [int(year) for year in never["to"]],
            "square-open",
            "not above by",
            lambda row: f" not by {row['to']}",
        ),
        {
            "type": "scatter",
            "mode": "markers",
            "name": "single years above",
            "x": [year for year, _ in singles],
            "y": [label for _, label in singles],
            "hovertemplate": "%{y}: above in %{x}, then below again<extra></extra>",
            "marker": {"symbol": "line-ns-open", "size": 9, "color": theme.VERMILLION},
        },
    ]
    figure = theme.rows_figure(
        [trace for trace in traces if trace["x"]],
        labels,
        xaxis={"range": [1947, 2052], "tickvals": [1950, 1970, 1990, 2010]},
        bold=chosen,
    )
    span = f"between {crossed['for_good'].min()} and {crossed['for_good'].max()}"
    title = f"China overtakes Russia {span}; on {len(never)} of {len(table)} not by the last year known"
    summary = (
        f"Of {len(table)} measures China comes to lie above for good on {len(crossed)}, {span}; it is above in every year known on "
        f"{len(always)} and not above by the last year known on {len(never)} ({', '.join(never['label']) or 'none'})."
    )
    shown = table.assign(
        earlier=[", ".join(map(str, years)) for years in table["earlier"]],
        status=table["status"].replace("not yet", "not by the last year"),
    )
    shown = shown.rename(
        columns={
            "label": "measure ",
            "for_good": "above for good from",
            "earlier": "single years above before",
            "ratio": "China / Russia, last year",
            "from": "first year",
            "to": "last year",
        }
    )
    shown = shown.drop(columns="measure").rename(columns={"measure ": "measure"})
    notes = (
        "A crossing is the first year from which China's value stays above Russia's up to the last year of the source; small ticks are single years above before that.",
        "Sources end in different years: 'not by' names the last one.",
        "In the Correlates of War measures Russia is the USSR up to 1990, whatever is chosen above; their row of 1991 mixes the two: people, "
        "cities and steel are Russia's, energy, soldiers and spending Soviet. Part of the CINC crossing of 1991 is that change of count.",
        CHINA,
    )
    return View(title, figure, summary, shown, tuple(analysis.measures()["source"].unique()), notes)


def _ratio_text(row) -> str:
    beyond = f" (beyond: {row.change:.1f})" if abs(row.change) > SYMMETRY_REACH else ""
    return f" {row.ratio_start:.2f} to {row.ratio_end:.2f}{beyond}"


def _another_window(before_1992) -> str:
    counts = analysis.symmetry_check(before_1992, 2016, 2018)["verdict"].value_counts()
    more, less, same = (counts.get(verdict, 0) for verdict in VERDICT_MARKS)
    russia = analysis.pair("military_spending_constant", before_1992)["russia"]
    return (
        f"Another window gives another count: from 2016 to 2018 more symmetry {more}, less {less}, distance hardly changed {same}. "
        f"And 2016 is an odd base: by SIPRI, Russian military spending falls {1 - russia[2017] / russia[2016]:.0%} to 2017."
    )


def _symmetry(measure, before_1992) -> View:
    table = analysis.symmetry_check(before_1992)
    chosen = analysis.measures().loc[measure, "label"]
    labels = table["label"].tolist()
    traces = []
    for verdict, symbol in VERDICT_MARKS.items():
        rows = table[table["verdict"] == verdict]
        if rows.empty:
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": verdict,
                "x": rows["change"].clip(-SYMMETRY_REACH, SYMMETRY_REACH).round(3).tolist(),
                "y": rows["label"].tolist(),
                "text": [_ratio_text(row) for row in rows.itertuples()],
                "textposition": "middle right",
                "textfont": {"size": 12.5},
                "marker": {
                    "symbol": symbol,
                    "size": 11,
                    "color": theme.BLACK,
                    "line": {"width": 2, "color": theme.BLACK},
                },
                "hovertemplate": "%{y}: China / Russia%{text}, " + verdict + "<extra></extra>",
            }
        )
    figure = theme.rows_figure(
        traces,
        labels,
        xaxis={
            "range": [-SYMMETRY_REACH * 1.05, SYMMETRY_REACH * 1.9],
            "title": {"text": "change of the distance from parity, 2016 to 2019, in doublings"},
        },
        bold=chosen,
        margin={"t": 26},
        shapes=[theme.upright(0, line={"color": "#777", "width": 1})],
        annotations=[
            theme.note("more symmetry", 0, 1, yref="paper", yanchor="bottom", xanchor="right", xshift=-8),
            theme.note("less symmetry", 0, 1, yref="paper", yanchor="bottom", xanchor="left", xshift=8),
        ],
        narrow={
            "range": [-SYMMETRY_REACH * 1.15, SYMMETRY_REACH * 1.15],
            "title": {"text": "change of distance from parity, doublings"},
        },
    )
    counts = table["verdict"].value_counts()
    more, less, same = (int(counts.get(verdict, 0)) for verdict in VERDICT_MARKS)
    title = f"From 2016 to 2019: closer to parity on {more} of {len(table)} measures, further from it on {less}"
    row = table[table["measure"] == measure]
    own = (
        f" {chosen}: China / Russia {row['ratio_start'].iloc[0]:.2f} in {row['start'].iloc[0]}, {row['ratio_end'].iloc[0]:.2f} in {row['end'].iloc[0]}."
        if len(row)
        else f" {chosen} is not here: its source does not reach past 2017."
    )
    short = table.loc[table["end"] < 2019, "label"].tolist()
    summary = (
        f"2016 against 2019 ({' and '.join(short[::-1])}: {table['end'].min()}): more symmetry {more}, less {less}, "
        f"distance hardly changed {same}.{own}"
    )
    shown = table.drop(columns="measure").rename(
        columns={
            "label": "measure",
            "start": "from",
            "end": "to",
            "ratio_start": "China / Russia at first",
            "ratio_end": "China / Russia at last",
            "change": "change of distance from parity, doublings",
        }
    )
    sources = analysis.measures().loc[table["measure"], "source"].unique()
    notes = (
        "The article says that the Sino-American rivalry of 2017-18 brought back a degree of symmetry, since Moscow's political support "
        "became worth more to Beijing (citing Kaczmarski 2020). These measures count capabilities; they can neither show nor refute a change in political worth.",
        "'Distance hardly changed' is a change of less than 0.03 doublings (2 per cent), even where the order of the two changes. "
        "Only sources that reach past 2017 are here.",
        _another_window(before_1992),
        "Look who moved before you read a row: in Urban population the source changed its base in 2017, and in arms delivered in "
        "between a few deliveries make a year.",
        CHINA,
    )
    return View(title, figure, summary, shown, (*sources, "bossuyt-kaczmarski-2021"), notes)
