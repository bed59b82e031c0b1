"""Lenses by year: when the codes of the works cited come in, counts and shares, and where the works appeared."""

from __future__ import annotations

import pandas as pd

from .. import lenses
from ..chart import Explorer, View, controls, theme
from ..chart.counts import PALE, PALE_LINE, STRONG, STRONG_LINE, count_grid

YEARS, PERIODS, VENUES = "years", "periods", "venues"
SHOW = {"by year": YEARS, "by period, shares": PERIODS, "venues": VENUES}
CODE = {
    "theory": "theory",
    "words": "vocabulary",
    "level": "level",
    "whose agency": "agency",
    "discipline": "discipline",
    "topic": "topic",
}
CODERS = {"first coder": "a", "second coder": "b"}
OF = {"works listed": "listed", "all works cited": "cited"}
SAID = {"vocabulary": "words"}
NEIGHBOURS = ("geography", "history", "economics")
ENOUGH = 10  # works in a period, for a share to be told in percent
ONCE = "venues with one work"
SOURCES = ("inbetween-works", "bossuyt-kaczmarski-2021")
NOTES = (
    "The years are those of the works that two authors chose to cite in 2021. Authors cite recent work whatever the history of a field, and more works "
    "hold more codes: a first year here (orange, with a thick line) is the first in this list, and a rise no rise of the field.",
    "Periods: the cuts are ours, and another cut gives other shares. A period with fewer than ten works has counts in place of shares. The larger "
    "a circle, the more works. Orange, with a thick line: the code that rises most. Years are as printed, also of a work that the list calls forthcoming.",
    "The article says that scholars agree on a relationship that has deepened (section on the literature, paragraph 6). Most of the works by which "
    "a reader of its list could check that are young. Authors cite what is new: this says little about how old the agreement is.",
    "Venues: a journal, or a series of memos, is a venue. Books and chapters have publishers: they are one row, and carry the discipline that the coder gave "
    "to book or publisher. One work is cited and not listed; its journal was found by its title, and its discipline is coded other.",
    "Discipline is that of the venue, and not of an author: a geographer may write for a journal of International Relations. Where the article says that "
    "International Relations does not engage with its neighbours, it speaks of research, and this counts where works cited here appeared.",
    "Codes by two coders who worked apart, from the article's account and the printed references; neither read the works.",
)


def lenses_by_year(**start) -> Explorer:
    """Codes of the works over the years, and where the works appeared; controls: show, code, coder, of."""
    return Explorer(
        "lenses_by_year",
        view,
        {
            "show": controls.choice("Show", SHOW, YEARS),
            "code": controls.choice("Code", CODE, "theory"),
            "coder": controls.choice("Codes of", CODERS, "a"),
            "of": controls.choice("Among", OF, "listed"),
        },
        start,
        unused=_unused,
    )


def _unused(values: dict) -> set[str]:
    if values["show"] == VENUES:
        return {"code"}
    one, other = (_among(lenses.works(coder), values["of"])[values["code"]] for coder in lenses.CODERS)
    return {"coder"} if one.equals(other) else set()


def _among(coded: pd.DataFrame, of: str) -> pd.DataFrame:
    return coded[coded["listed"]] if of == "listed" else coded


def view(show: str, code: str, coder: str, of: str) -> View:
    """The view for one state of the controls."""
    coded = _among(lenses.works(coder), of)
    if show == VENUES:
        rows = _venue_rows(coded)
        return View(_venue_title(coded), _bars(rows), _venue_summary(coded, rows), _venue_table(rows), SOURCES, NOTES)
    spans = lenses.YEARS if show == YEARS else lenses.PERIODS
    counts = lenses.over_time(coded, code, spans)
    title, summary = (_year_title, _year_summary) if show == YEARS else (_period_title, _period_summary)
    picture = _grid(coded, code, counts, spans, shares=show == PERIODS)
    return View(title(coded, code, of), picture, summary(coded, code, of), _table(counts, code, show), SOURCES, NOTES)


# --- by year and by period -----------------------------------------------------------------------


def _firsts(coded: pd.DataFrame, code: str) -> pd.Series:
    """The first year of each code that names something, the oldest first."""
    first = coded.groupby(code)["year"].min().drop(list(lenses.NO_GROUP.get(code, ())), errors="ignore")
    return first.reindex([each for each in lenses.CODEBOOK[code] if each in first.index]).sort_values(kind="stable")


def _year_title(coded: pd.DataFrame, code: str, of: str) -> str:
    late, firsts = int((coded["year"] >= 2020).sum()), _firsts(coded, code)
    return (
        f"{late} of {len(coded)} works {of} are dated 2020 or 2021; "
        f"new after 2011 by {SAID.get(code, code)}: {int((firsts > 2011).sum())} of {len(firsts)} codes"
    )


def _year_summary(coded: pd.DataFrame, code: str, of: str) -> str:
    firsts, names = _firsts(coded, code), _names(code)
    new = [f"{names[each]} {year}" for each, year in firsts.items() if year > 2011]
    recent, early = int((coded["year"] >= 2019).sum()), int((coded["year"] < 2012).sum())
    told = f"First seen after 2011: {'; '.join(new)}. " if new else ""
    return (
        f"{recent} date from 2019 on, {early} from before 2012. {told}Authors in 2021 cite recent work whatever the history of a field: "
        "these years say when a code comes into this list."
    )


def _rise(coded: pd.DataFrame, code: str) -> pd.DataFrame:
    """The codes that rise most, one or several alike: late, of_late, before and of_before, their counts in the last period and in all years before."""
    counts = lenses.over_time(coded, code, lenses.PERIODS).drop(index=list(lenses.NO_GROUP.get(code, ())))
    sizes = [int(coded["year"].between(*span).sum()) for span in lenses.PERIODS.values()]
    found = pd.DataFrame(
        {
            "late": counts.iloc[:, -1],
            "of_late": sizes[-1],
            "before": counts.iloc[:, :-1].sum(axis=1),
            "of_before": sum(sizes[:-1]),
        }
    ).astype(int)
    # whole numbers, so that equal rises are equal
    rise = found["late"] * found["of_before"] - found["before"] * found["of_late"]
    return found[rise == rise.max()]


def _period_title(coded: pd.DataFrame, code: str, of: str) -> str:
    told = [
        f"{_names(code)[each]} ({row.late} of {row.of_late} after {row.before} of {row.of_before})"
        for each, row in _rise(coded, code).iterrows()
    ]
    return f"{list(lenses.PERIODS)[-1]} against before, by {SAID.get(code, code)}: most up {' and '.join(told)}"


def _period_summary(coded: pd.DataFrame, code: str, of: str) -> str:
    sizes = {name: int(coded["year"].between(*span).sum()) for name, span in lenses.PERIODS.items()}
    one = [f"{100 / size:.0f} points in {name}" for name, size in sizes.items() if size >= ENOUGH]
    few = [f"{name} has {size} works, too few for a share" for name, size in sizes.items() if size < ENOUGH]
    return (
        f"Among the {len(coded)} works {of}, one coded otherwise moves a share by {', '.join(one)}; {'; '.join(few)}. "
        "A share of them says what two authors cited in 2021, and not what was written in a period."
    )


def _names(code: str) -> dict[str, str]:
    names = lenses.CODEBOOK[code]
    return {each: f"{name} words" for each, name in names.items()} if code == "vocabulary" else names


def _strong(coded: pd.DataFrame, code: str, counts: pd.DataFrame, spans: dict, shares: bool) -> pd.DataFrame:
    """What stands out: the first years of codes, or the code that rises most in the last period."""
    strong = counts.map(lambda _: False)
    if shares:
        strong.loc[_rise(coded, code).index, list(spans)[-1]] = True
        return strong
    for each, year in _firsts(coded, code).items():
        strong.loc[each] = [first <= year <= last for first, last in spans.values()]
    return strong


def _grid(coded: pd.DataFrame, code: str, counts: pd.DataFrame, spans: dict, shares: bool):
    names = _names(code)
    sizes = {name: int(coded["year"].between(*span).sum()) for name, span in spans.items()}
    heads = {name: f"{name} ({size})" if shares else name for name, size in sizes.items()}
    within = {
        (each, name): list(coded.loc[coded["year"].between(*span) & (coded[code] == each), "name"])
        for name, span in spans.items()
        for each in names
    }
    hover = pd.DataFrame(
        {
            name: [
                f"{names[each]}, {name}: {counts.loc[each, name]} of {sizes[name]}<br>{theme.lines(within[each, name])}"
                for each in names
            ]
            for name in spans
        },
        index=counts.index,
    )
    texts = pd.DataFrame(
        {name: counts[name].map(lambda value, of=sizes[name]: _told(value, of, shares)) for name in spans}
    )
    rename = {"index": names, "columns": heads}
    figure = count_grid(
        counts.rename(**rename),
        hover.rename(**rename),
        _strong(coded, code, counts, spans, shares).rename(**rename),
        texts=texts.rename(**rename),
        sums=None if shares else counts.sum(axis=1).rename(names).map(lambda value: f"{value}" if value else ""),
        key="orange: rises most" if shares else "orange: first year here",
        row=17 if len(names) > 12 else 24 if len(names) > 6 else 32,
    )
    # a share is wider than its circle, and there are few columns: it stands beside it
    return figure.update_traces(textposition="middle right") if shares else figure


def _told(value: int, of: int, share: bool) -> str:
    """What stands at a circle: a count, or the share where there are enough works for one."""
    if not value or not share:
        return f"{value or ''}"
    return f" {theme.percent(value, of)}" if of >= ENOUGH else f" {value} of {of}"


def _table(counts: pd.DataFrame, code: str, show: str) -> pd.DataFrame:
    table = counts.assign(all=counts.sum(axis=1)).rename(index=_names(code))
    for name in lenses.PERIODS if show == PERIODS else ():
        size = int(counts[name].sum())
        if size >= ENOUGH:
            table[f"{name}, % of {size}"] = (100 * counts[name] / size).round(1).to_numpy()
    return table.rename_axis(SAID.get(code, code)).reset_index()


# --- venues --------------------------------------------------------------------------------------


def _venue_rows(coded: pd.DataFrame) -> pd.DataFrame:
    """The rows of the picture: venues with two works or more, then those with one, then books and chapters.

    Columns: works, a count for each discipline, and which (the works, with their venue where a row holds several).
    """
    venue = lenses.venues(coded)
    times = venue.map(venue.value_counts())
    row = venue.where((times > 1) | (venue == lenses.BOOKS), ONCE)
    rows = pd.crosstab(row, coded["discipline"]).reindex(columns=lenses.CODEBOOK["discipline"], fill_value=0)
    which = coded["name"].where(row != ONCE, coded["name"] + " (" + venue + ")").groupby(row).agg("; ".join)
    rows.insert(0, "works", rows.sum(axis=1))
    own = (
        rows.drop([ONCE, lenses.BOOKS], errors="ignore")
        .sort_index()
        .sort_values("works", ascending=False, kind="stable")
    )
    order = [*own.index, *(name for name in (ONCE, lenses.BOOKS) if name in rows.index)]
    return rows.loc[order].assign(which=which).rename({ONCE: f"{int((row == ONCE).sum())} {ONCE}"})


def _venue_title(coded: pd.DataFrame) -> str:
    sums = lenses.totals(coded, "discipline")
    told = ", ".join(f"{lenses.CODEBOOK['discipline'][each]} {sums[each]}" for each in NEIGHBOURS)
    return f"By venue: International Relations {sums['ir']} of {len(coded)} works, {told}"


def _venue_summary(coded: pd.DataFrame, rows: pd.DataFrame) -> str:
    first, books = rows.iloc[0], int((lenses.venues(coded) == lenses.BOOKS).sum())
    return (
        f"{rows.index[0]} alone has {first['works']} of the {len(coded) - books} works in journals and series; {books} are books or chapters. "
        "The article says that International Relations does not engage with geography, economics and history: few of the works it cites "
        "come from there. It would look the same if the authors had looked mainly in their own discipline."
    )


def _disciplines(row: pd.Series) -> str:
    names = lenses.CODEBOOK["discipline"]
    found = [(names[each], int(row[each])) for each in names if row[each]]
    return found[0][0] if len(found) == 1 else ", ".join(f"{number} {name}" for name, number in found)


def _venue_table(rows: pd.DataFrame) -> pd.DataFrame:
    table = rows.rename(columns=lenses.CODEBOOK["discipline"]).rename_axis("venue").reset_index()
    return table.rename(columns={"which": "which works"})


def _bars(rows: pd.DataFrame):
    labels = list(rows.index)
    inside, total = [int(value) for value in rows["ir"]], [int(value) for value in rows["works"]]
    hover = [
        f"{name}: {_disciplines(row)}<br>{theme.lines(row['which'].split('; '), in_line=2)}"
        for name, row in rows.iterrows()
    ]
    bar = {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "width": 0.62,
        "meta": {"narrow": {"width": 0.36}},
        "hoverinfo": "text",
        "hovertext": hover,
    }
    outside = [every - ir for every, ir in zip(total, inside, strict=True)]
    bars = [
        {
            **bar,
            "name": "International Relations",
            "x": inside,
            "marker": {"color": STRONG, "line": {"color": STRONG_LINE, "width": 2}},
        },
        {
            **bar,
            "name": "other disciplines",
            "x": outside,
            "marker": {"color": PALE, "line": {"color": PALE_LINE, "width": 1}},
        },
    ]
    said = [f" {every}: {_in_words(row)}" for every, (_, row) in zip(total, rows.iterrows(), strict=True)]
    look = {"textposition": "middle right", "textfont": {"size": 12}, "cliponaxis": False}
    texts = theme.scatter("text", "disciplines", total, labels, text=said, **look)
    return theme.rows_figure(
        [*bars, texts],
        labels,
        {"range": [0, 2.2 * max(total)], "title": {"text": "works"}, "tickvals": list(range(0, max(total) + 1, 5))},
        height=52 + 24 * len(labels),
        margin={"l": 290},
        barmode="stack",
    )


def _in_words(row: pd.Series) -> str:
    """The discipline of a row, or how many of its works are in International Relations (IR)."""
    if row["ir"] and row["ir"] < row["works"]:
        return f"{row['ir']} IR, {row['works'] - row['ir']} others"
    return _disciplines(row)
