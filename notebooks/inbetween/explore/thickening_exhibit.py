"""Which ties between Russia and China thicken, which thin, and does the answer depend on where one cuts?"""

from __future__ import annotations

import pandas as pd

from .. import ties as analysis
from ..chart import Explorer, View, controls, theme

OWN, ONE, ARTICLE = "own", "one", "article"
PERIODS = {"one break year": ONE, "the article's periods": ARTICLE, "my own boundaries": OWN}
UNTIL = {"2021, as the article": 2021, "the last year known": 2025}
NOT_PICKED, WITH_LISTS = "not picked", "with lists"
MARKS = {"thicker": "▲ thicker", "thinner": "▼ thinner", "level": "= level", "unknown": "? one period only"}
OUR_LIST = "our list"
# of a row of bars, the part that stays free below it; on a narrow screen the next row's name stands there
GAP, NARROW_GAP = 0.25, 0.42


def thickening(**start) -> Explorer:
    """Ties year by year on one axis, with the reader's periods; controls: tie, periods, break_year, own, until."""
    options = {"six yearly series": NOT_PICKED, "six series and our three lists": WITH_LISTS}
    periods = controls.choice("Cut at", PERIODS, ONE)
    options |= {about["label"]: id for id, about in analysis.described().iterrows()}
    explorer = Explorer(
        "thickening",
        view,
        {
            "tie": controls.choice("Ties", options, NOT_PICKED),
            "periods": periods,
            "until": controls.choice("Until", UNTIL, 2021),
            "break_year": controls.year("Break year", analysis.FIRST_YEAR + 1, 2025, 2008),
            "own": controls.words("My boundaries", "2001, 2008, 2014", "years, such as 2001, 2008"),
        },
        start,
        live=("break_year", "own"),
    )
    # whoever moves the break year or writes boundaries means to see them at once
    for name, way in (("break_year", ONE), ("own", OWN)):
        explorer.controls[name].observe(lambda _, way=way: setattr(periods, "value", way), "value")
    return explorer


def view(tie: str, periods: str, until: int, break_year: int, own: str) -> View:
    """The view for one state of the controls."""
    cuts = _cuts(periods, until, break_year, own)
    chosen = _chosen(tie)
    means = {each.Index: analysis.period_means(each.Index, cuts, until) for each in chosen}
    # a list that we compiled shows what we listed: it gets no verdict
    verdicts = {each.Index: analysis.verdict(means[each.Index]) for each in chosen if each.listed == "no"}
    sources = [id for each in chosen for id in analysis.sources(each.Index)]
    return View(
        title=_title(chosen, verdicts, periods, cuts, until),
        figure=_figure(chosen, means, verdicts, periods, cuts, until),
        summary=_summary(chosen, means, verdicts),
        table=_table(chosen, means, until),
        sources=(*sources, "bossuyt-kaczmarski-2021"),
        notes=_notes(chosen),
    )


def _chosen(tie: str) -> list:
    ties = list(analysis.described().itertuples())
    if tie in (NOT_PICKED, WITH_LISTS):
        return [each for each in ties if tie == WITH_LISTS or each.listed == "no"]
    return [each for each in ties if each.Index == tie]


def _cuts(periods: str, until: int, break_year: int, own: str) -> tuple[int, ...]:
    if periods == OWN:
        cuts = analysis.boundaries(own)
    elif periods == ARTICLE:
        cuts = tuple(int(year) for year in analysis.article_periods()["from_year"])
    else:
        cuts = (break_year,)
    return tuple(sorted({cut for cut in cuts if analysis.FIRST_YEAR < cut <= until}))


def _title(chosen, verdicts, periods, cuts, until) -> str:
    where = {ONE: "Cut at", ARTICLE: "With the article's periods, cut at", OWN: "With your boundaries, cut at"}[periods]
    if not cuts:
        return f"No boundary between {analysis.FIRST_YEAR} and {until}: one period, so nothing thickens or thins"
    where = f"{where} {', '.join(map(str, cuts))}"
    if not verdicts:
        return f"{where}: {chosen[0].label} (our own list, not counted as evidence)"
    if len(chosen) == 1:
        found = verdicts[chosen[0].Index]
        times = f" ({found.factor:.1f} times the first period)" if found.factor is not None else ""
        return f"{where}: {chosen[0].label} {_word(found)}{times}"
    counts = {word: sum(found.word == word for found in verdicts.values()) for word in MARKS}
    parts = [
        f"{counts[word]} {name}"
        for word, name in (
            ("thicker", "thicken"),
            ("thinner", "thin"),
            ("level", "level"),
            ("unknown", "known in one period only"),
        )
        if counts[word]
    ]
    return f"{where}: of {len(verdicts)} ties {', '.join(parts)}"


def _word(found) -> str:
    return {
        "thicker": "thicker",
        "thinner": "thinner",
        "level": "level",
        "unknown": "known in one period only",
    }[found.word]


def _size(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def _summary(chosen, means, verdicts) -> str:
    if len(chosen) == 1:
        steps = [
            f"{row['from']:.0f}-{row['to']:.0f}: {_size(row['mean'])}" for _, row in means[chosen[0].Index].iterrows()
        ]
        told = (
            f"Mean a year ({chosen[0].unit}): {'; '.join(steps)}."
            if steps
            else "This source has no year in the periods chosen."
        )
        return told if verdicts else f"{told} A list that we compiled cannot show how often something happened."
    sentences = []
    for word, opening in (
        ("thicker", "Thicker"),
        ("thinner", "Thinner"),
        ("level", "Level"),
        ("unknown", "In one period only"),
    ):
        group = [each for each in chosen if each.Index in verdicts and verdicts[each.Index].word == word]
        if group:
            sentences.append(f"{opening}: {'; '.join(_from_to(each, means[each.Index]) for each in group)}.")
    lists = [_name(each) for each in chosen if each.Index not in verdicts]
    if lists:
        sentences.append(f"Shown and not counted, since the lists are ours: {'; '.join(lists)}.")
    return "Mean a year, first and last period. " + " ".join(sentences)


def _name(tie) -> str:
    return tie.label[0].lower() + tie.label[1:] if not tie.label.startswith("China") else tie.label


def _from_to(tie, means) -> str:
    if len(means) < 2:
        return _name(tie)
    return f"{_name(tie)} {_size(means['mean'].iloc[0])} to {_size(means['mean'].iloc[-1])}"


def _table(chosen, means, until) -> pd.DataFrame:
    years = pd.DataFrame({each.label: analysis.yearly(each.Index).loc[:until] for each in chosen}).sort_index()
    years.index = years.index.astype(str)
    periods = pd.DataFrame(
        {
            each.label: {
                f"mean {row['from']:.0f}-{row['to']:.0f}": row["mean"] for _, row in means[each.Index].iterrows()
            }
            for each in chosen
        }
    )
    return pd.concat([years, periods.sort_index()]).rename_axis("year or period").reset_index()


def _notes(chosen) -> tuple[str, ...]:
    notes = [
        "A boundary is the first year of a new period; black lines are the means of the periods. A click on a bar sets the break year there.",
        *(f"{each.label}: {each.caution}" for each in chosen),
    ]
    notes.append(
        "Means before and after a boundary differ for any steady trend too: that they differ does not show that the boundary is the "
        "turning point. Move it and see whether the count changes."
    )
    notes.append(
        f"Thicker: the mean of the last period is at least {analysis.THICKER:g} times that of the first; thinner: at most "
        f"{analysis.THINNER:g} times. The thresholds are ours. A series that begins late is compared only over its own years."
    )
    notes.append(
        "Grey and white bands are the article's own periods, as we read its context section; some boundaries there are loose ('mid-2000s')."
    )
    return tuple(notes)


def _figure(chosen, means, verdicts, periods, cuts, until):
    count = len(chosen)
    traces, axes, narrow_axes = [], {}, {}
    bands_of_rows = [_bands(count, part) for part in (GAP, NARROW_GAP)]
    for place, each in enumerate(chosen):
        suffix = "" if place == 0 else str(place + 1)
        wide_band, narrow_band = (rows[place] for rows in bands_of_rows)
        values = analysis.yearly(each.Index).loc[:until]
        peak = max(values.max() if len(values) else 1, 1e-9)
        axes[f"yaxis{suffix}"] = theme.axis(
            domain=wide_band,
            range=[0, peak * 1.08],
            showgrid=count == 1,
            showticklabels=count == 1,
            ticks="outside" if count == 1 else "",
            linecolor="#fff",
            title={"text": each.unit if count == 1 else ""},
        )
        narrow_axes[f"yaxis{suffix}"] = {**axes[f"yaxis{suffix}"], "domain": narrow_band}
        traces.append(
            {
                "type": "bar",
                "name": each.label,
                "x": values.index.tolist(),
                "y": theme.gapless(values),
                "xaxis": "x",
                "yaxis": f"y{suffix}",
                "marker": {"color": "#9db8d2" if each.listed == "no" else "#d8d8d8"},
                "width": 0.8,
                "hovertemplate": f"{each.label}, %{{x}}: %{{y:.4~g}}<extra></extra>",
            }
        )
        traces.append(_means_line(each, means[each.Index], f"y{suffix}", values))
    bands, names = _article_bands(until)
    readings = _two_readings(cuts[0]) if periods == ONE and cuts else []
    below = 42 if readings else 24
    longest = max(len(each.label) for each in chosen)
    return theme.figure(
        traces,
        margin={"l": 20 + 6 * longest if count > 1 else 62, "r": 128, "t": 32, "b": below},
        bargap=0.1,
        hovermode="x",
        xaxis={"range": [analysis.FIRST_YEAR - 0.6, until + 0.6], "showgrid": False, "anchor": "free", "position": 0},
        shapes=[
            *bands,
            *(theme.upright(cut - 0.5, line={"color": "#111", "width": 1.5, "dash": "dash"}) for cut in cuts),
        ],
        annotations=[*_row_labels(chosen, verdicts, bands_of_rows[0]), *names, *readings],
        meta={"pick": "break_year"},
        narrow={
            "height": 60 + 46 * count if count > 1 else theme.PICTURE_HEIGHT,
            "margin": {"l": 8 if count > 1 else 64, "r": 8, "t": 20, "b": below},
            "annotations": [*_labels_above(chosen, verdicts, bands_of_rows[1]), *_readings_at_the_edges(readings)],
            **narrow_axes,
        },
        **axes,
    )


def _bands(count: int, part: float) -> list[list[float]]:
    """Bottom and top of each row of bars, from the top one down; ``part`` of a row is the gap below it."""
    gap = part / count if count > 1 else 0
    height = (1 - gap * (count - 1)) / count
    tops = [1 - place * (height + gap) for place in range(count)]
    return [[max(0, top - height), top] for top in tops]


def _marked(each, verdicts) -> str:
    if each.Index not in verdicts:
        return OUR_LIST
    found = verdicts[each.Index]
    return MARKS[found.word] + (f" x {found.factor:.1f}" if found.factor is not None else "")


def _row_labels(chosen, verdicts, rows) -> list[dict]:
    """Left of each row its name, right of it the verdict."""
    labels, look = [], {"xref": "paper", "yref": "paper"}
    for each, (bottom, top) in zip(chosen, rows, strict=True):
        middle = (bottom + top) / 2
        if len(chosen) > 1:
            labels.append(theme.note(each.label, 0, middle, xanchor="right", xshift=-6, **look))
        labels.append(theme.note(_marked(each, verdicts), 1, middle, xanchor="left", xshift=6, **look))
    return labels


def _labels_above(chosen, verdicts, rows) -> list[dict]:
    """For a narrow screen: above each row its name and its verdict."""
    labels = []
    # break lines pass behind the words
    look = {"bgcolor": "rgba(255, 255, 255, 0.8)", "borderpad": 0, "font": {"size": 12, "color": "#333"}}
    for each, (_, top) in zip(chosen, rows, strict=True):
        if len(chosen) > 1:
            labels.append(theme.above(each.label, 0, top, **look))
        labels.append(theme.above(_marked(each, verdicts), 1, top, xanchor="right", **look))
    return labels


def _means_line(each, means, axis, values) -> dict:
    lines = []
    for _, row in means.iterrows():
        known, mean = values.loc[row["from"] : row["to"]], float(f"{row['mean']:.5g}")
        lines.append(((float(known.index[0]) - 0.4, float(known.index[-1]) + 0.4), (mean, mean)))
    look = {"color": theme.BLACK if each.listed == "no" else "#8a8a8a", "width": 2.5}
    return theme.strokes("mean of the period", lines, xaxis="x", yaxis=axis, line=look)


def _article_bands(until: int):
    bands, names = [], []
    for number, period in enumerate(analysis.article_periods().itertuples()):
        start, end = max(period.from_year, analysis.FIRST_YEAR) - 0.5, min(period.to_year, until) + 0.5
        if end <= start:
            continue
        if number % 2 == 0:
            bands.append(theme.ground(start, end))
        # narrow periods stand beside each other: their names take turns on two lines
        names.append(
            theme.note(
                period.short_label,
                (start + end) / 2,
                1,
                yref="paper",
                yanchor="bottom",
                yshift=2 + 13 * (number % 2),
                font={"size": 11, "color": "#555"},
            )
        )
    return bands, names


def _two_readings(cut: int) -> list[dict]:
    """The two interpretations that the article sets against each other, on either side of the reader's break year."""
    place = {"yref": "paper", "yanchor": "top", "yshift": -22, "font": {"size": 12, "color": "#111"}}
    return [
        theme.note("axis of convenience?", cut - 0.5, 0, xanchor="right", xshift=-6, **place),
        theme.note("substantial deepening?", cut - 0.5, 0, xanchor="left", xshift=6, **place),
    ]


def _readings_at_the_edges(readings) -> list[dict]:
    """The same on a narrow screen, where there is no room beside the break: arrows say on which side of it each reads."""
    if not readings:
        return []
    before, after = readings
    look = {"xref": "paper", "xshift": 0, "font": {**before["font"], "size": 11}}
    return [
        {**before, **look, "text": f"← {before['text']}", "x": 0, "xanchor": "left"},
        {**after, **look, "text": f"{after['text']} →", "x": 1, "xanchor": "right"},
    ]
