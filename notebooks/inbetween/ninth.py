"""Design of a ninth article: what the eight have of it, what is announced and missing, which tables serve, what would count against it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd

from . import library

OPTIONS = {
    "lens": {
        "realism": "realism",
        "english-school": "English School",
        "domestic": "home politics",
        "status": "status",
        "constructivism": "constructivism",
        "poststructuralism": "poststructuralism",
        "leadership": "regional leadership",
        "governance": "governance",
        "correspondence": "points of correspondence",
        "socio-technical": "socio-technical approaches",
        "new-materialism": "new materialism",
    },
    "discipline": {
        "ir": "International Relations",
        "history": "history",
        "economics": "international economics",
        "law": "international law",
        "geography": "political geography",
        "area-studies": "area studies",
    },
    "method": {
        "discourse-analysis": "discourse analysis",
        "documents": "document analysis",
        "interviews": "elite interviews",
        "observation": "field observation",
        "modelling": "economic modelling",
        "statistics": "statistics over years",
        "tracing": "tracing over time",
        "comparison": "comparison of fields",
        "case": "test case",
    },
    "field": {
        "memory": "memory",
        "discourse": "discourse and opinion",
        "diplomacy": "diplomacy",
        "security": "security",
        "trade": "trade and energy",
        "transport": "transport and water",
        "corruption": "anti-corruption",
        "education": "higher education",
        "aid": "development assistance",
    },
    "country": {
        "pair": "Russia and China only",
        "central-asia": "Central Asia, several states",
        "eaeu": "EAEU, several members",
        "KAZ": "Kazakhstan",
        "KGZ": "Kyrgyzstan",
        "TJK": "Tajikistan",
        "TKM": "Turkmenistan",
        "UZB": "Uzbekistan",
        "MNG": "Mongolia",
    },
    "period": {
        "before-1949": "before 1949",
        "1949-1991": "1949 to 1991",
        "1992-2000": "1992 to 2000",
        "2001-2012": "2001 to 2012",
        "2013-2021": "2013 to 2021",
        "since-1992": "1992 to 2021",
        "since-2022": "2022 and after",
    },
}
YEARS = {
    "before-1949": (0, 1948),
    "1949-1991": (1949, 1991),
    "1992-2000": (1992, 2000),
    "2001-2012": (2001, 2012),
    "2013-2021": (2013, 2021),
    "since-1992": (1992, 2021),
    "since-2022": (2022, 9999),
}
# The announced things (ids of promises) that a choice would take up.
PROMISES = {
    "realism": ("realist",),
    "constructivism": ("constructivism",),
    "poststructuralism": ("poststructuralism",),
    "socio-technical": ("socio-technical", "sts"),
    "new-materialism": ("new-materialism",),
    "history": ("history",),
    "economics": ("economics",),
    "law": ("law",),
    "geography": ("political-geography",),
    "area-studies": ("area-studies",),
    "discourse-analysis": ("discourse-analysis",),
    "documents": ("document-analysis",),
    "interviews": ("elite-interviews",),
    "observation": ("field-observation",),
    "modelling": ("economic-modelling",),
    "transport": ("transport", "water"),
    "corruption": ("anti-corruption",),
    "education": ("higher-education",),
    "aid": ("aid",),
}
IN_BETWEEN = {
    "central-asia": ("KAZ", "KGZ", "TJK", "TKM", "UZB"),
    "eaeu": ("ARM", "BLR", "EAEU", "KAZ", "KGZ"),
    **{code: (code,) for code in ("KAZ", "KGZ", "TJK", "TKM", "UZB", "MNG")},
}
PAIR = ("RUS", "CHN", "SUN")
_NAMES = {
    "Russia": "RUS", "USSR": "SUN", "China": "CHN", "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ", "Tajikistan": "TJK",
    "Turkmenistan": "TKM", "Uzbekistan": "UZB", "Mongolia": "MNG", "Armenia": "ARM", "Belarus": "BLR", "EAEU": "EAEU",
}  # fmt: skip
SOURCES = (
    "What the eight have and what is announced: Bossuyt and Kaczmarski 2021, and abstract pages of the articles. Tables, and which field they serve: "
    "In Between, the collection of notebooks in which this page was made. What a lens expects and what would count against it: constructed there, quoted from nobody."
)
_NAMED_IN = ("actors", "participants", "deal", "direction")


def choices() -> dict[str, dict[str, str]]:
    """What can be chosen: kind -> code -> name."""
    return OPTIONS


def chosen(design: Mapping[str, str]) -> dict[str, str]:
    """The choices that were made, in order: kind -> code. Raises ValueError, naming what there is, if a kind or a code is unknown."""
    for kind, code in design.items():
        if kind not in OPTIONS or (code and code not in OPTIONS[kind]):
            known = OPTIONS.get(kind, OPTIONS)
            raise ValueError(f"no {kind} {code!r}; there are {', '.join(known)}")
    return {kind: design[kind] for kind in OPTIONS if design.get(kind)}


@cache
def articles() -> pd.Series:
    """The authors of the eight articles in the order of the issue, by id."""
    return library.contributions().set_index("id")["authors"]


@cache
def entries() -> pd.DataFrame:
    """What is told of each article under the six kinds, a row an entry: article, kind, code, says, first, last, confidence and more.

    An article that tells years has a row of kind period for each period that they touch.
    """
    table = library.table("contribution_entries")
    dated = table["kind"] == "period"
    touched = [
        {**row._asdict(), "code": code}
        for row in table[dated].itertuples(index=False)
        for code, (first, last) in YEARS.items()
        if row.first <= last and row.last >= first
    ]
    return pd.concat([table[~dated], pd.DataFrame(touched)], ignore_index=True)


def shared(design: Mapping[str, str]) -> pd.DataFrame:
    """Whether each article has the entry chosen: one row an article, one column for each choice made, of truth values."""
    found, ids = set(entries()[["article", "kind", "code"]].itertuples(index=False, name=None)), articles().index
    made = chosen(design)
    return pd.DataFrame(
        {kind: [(article, kind, code) in found for article in ids] for kind, code in made.items()}, index=ids
    )


def nearest(design: Mapping[str, str]) -> list[str]:
    """The articles that share most entries with the design, all that tie; empty where none shares any."""
    counts = shared(design).sum(axis=1)
    return list(counts.index[(counts == counts.max()) & (counts > 0)])


@cache
def announced() -> pd.DataFrame:
    """What the introduction announces, by id: expansion, promise, announced_as, and open: neither it nor an abstract page that we read names an article with it."""
    table = library.table("promises").set_index("id")
    shown = set(library.table("contributions_beyond")["promise"].dropna())
    return table[["expansion", "promise", "announced_as"]].assign(
        open=table["articles"].isna() & ~table.index.isin(shown)
    )


def still_open() -> list[str]:
    """The things announced that are open."""
    return list(announced().query("open")["promise"])


def takes_up(design: Mapping[str, str]) -> pd.DataFrame:
    """The open ones among the things announced that the design would take up: rows of ``announced``."""
    found = announced().loc[[id for code in chosen(design).values() for id in PROMISES.get(code, ())]]
    return found[found["open"]]


def lens_test(code: str) -> pd.Series:
    """What a lens expects and what would count against its answer: expects, counts_against, note. Raises KeyError if there is no such lens."""
    return library.table("lens_tests").set_index("lens").loc[code]


# --- tables that would serve ---


def serving(design: Mapping[str, str]) -> pd.DataFrame:
    """Tables with rows for the country and the years of the design, the largest first: table, covers, on_field, rows.

    on_field: whether the rows belong to the field chosen; True for all where none is. A row for each of both.
    """
    made, found = chosen(design), _rows()
    if "country" in made:
        found = found[found[made["country"]]]
    if "period" in made:
        first, last = YEARS[made["period"]]
        found = found[(found["first"] <= last) & (found["last"] >= first)]
    on_field = found["field"].eq(made["field"]) if "field" in made else found["field"].notna()
    counts = found.assign(on_field=on_field).groupby(["table", "on_field"], sort=False)
    table = counts.agg(covers=("covers", lambda told: "; ".join(dict.fromkeys(told))), rows=("field", "size"))
    table = table.reset_index().sort_values(["on_field", "rows"], ascending=False, kind="stable")
    return table[["table", "covers", "on_field", "rows"]].reset_index(drop=True)


def missing_table(field: str) -> str | None:
    """What would be needed for a field of which the collection has no table; None where it has one."""
    rows = library.table("field_tables").set_index("field").loc[[field]]
    return rows["covers"].iloc[0] if rows["table"].isna().all() else None


@cache
def _rows() -> pd.DataFrame:
    """The rows of the tables that serve a field: table, field, covers, first and last year, and for each country whether the row is about it."""
    parts = []
    for (name, column, field), mapped in (
        library.table("field_tables").dropna(subset="table").fillna("").groupby(["table", "column", "field"])
    ):
        table = library.table(name)
        table = table[table[column].isin(mapped["value"])] if column else table
        states = _states(table)
        about = {code: [bool(here & set(group)) for here in states] for code, group in IN_BETWEEN.items()}
        first, last = _years(table)
        parts.append(
            pd.DataFrame(
                {
                    "table": name, "field": field, "covers": mapped["covers"].iloc[0], "first": first, "last": last,
                    "pair": [here <= set(PAIR) for here in states], **about,
                }
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _states(table: pd.DataFrame) -> list[set[str]]:
    """The states that each row is about, by code or by name; the two of the pair where a table names none."""
    codes = [name for name in table if name.endswith("iso3")]
    names = [name for name in table if name in _NAMED_IN]
    if not codes and not names:
        return [set(PAIR)] * len(table)
    texts = table[names].fillna("").agg(" ".join, axis=1) if names else [""] * len(table)
    coded = table[codes].itertuples(index=False) if codes else [()] * len(table)
    return [
        set(row) | {code for name, code in _NAMES.items() if name in text}
        for row, text in zip(coded, texts, strict=True)
    ]


def _years(table: pd.DataFrame) -> tuple[list, list]:
    dated = next(name for name in ("year", "session", "date") if name in table)
    first = table[dated].astype(str).str[:4].astype(int)
    last = table["end_year"].fillna(first) if "end_year" in table else first
    return list(first), list(last)


# --- in sentences ---


def name(design: Mapping[str, str]) -> str:
    """What the article would be about: field, country and period chosen, with a capital; "" where none is."""
    made = chosen(design)
    told = ", ".join(OPTIONS[kind][made[kind]] for kind in ("field", "country", "period") if kind in made)
    return told[:1].upper() + told[1:]


def new_to_all(design: Mapping[str, str]) -> list[str]:
    """The kinds of which no article of the eight has the entry chosen."""
    has = shared(design)
    return [kind for kind in has if not has[kind].any()]


def told_new(design: Mapping[str, str]) -> str:
    """What none of the eight has, announced or not; without a full stop."""
    made = chosen(design)
    return f"New to the issue: {_listed(_with_promise(made[kind], kind) for kind in new_to_all(design)) or 'nothing'}"


def told_besides(design: Mapping[str, str]) -> str:
    """What others of the eight have and the nearest have not, where one or two are nearest; "" where nothing is."""
    made, has, near, nobody = chosen(design), shared(design), nearest(design), new_to_all(design)
    told = []
    for article in near if len(near) <= 2 else []:
        more = [kind for kind in made if kind not in nobody and not has.loc[article, kind]]
        if more:
            besides = _listed(OPTIONS[kind][made[kind]] for kind in more)
            told.append(f"{'also ' if nobody else ''}new against {articles()[article]}: {besides}")
    return f"{_capital('; '.join(told))}." if told else ""


def _with_promise(code: str, kind: str) -> str:
    said = set(takes_up({kind: code})["announced_as"])
    if not said:
        return OPTIONS[kind][code]
    return f"{OPTIONS[kind][code]} ({'called for' if said == {'called for'} else 'announced'})"


def told_nearest(design: Mapping[str, str]) -> str:
    """Which of the eight share most choices with the design, and how many; named where one or two do."""
    made, near = chosen(design), nearest(design)
    of = f"{len(made)} {'choice' if len(made) == 1 else 'choices'}"
    if not near:
        return f"none of the eight shares {'the one choice made' if len(made) == 1 else f'any of {of}'}"
    names = list(articles()[near])
    several = len(near) > 1 or " and " in names[0]
    joint = ", and " if any(" and " in each for each in names) else " and "
    who = joint.join(names) if len(near) <= 2 else f"{len(near)} articles"
    return f"{who} {'share' if several else 'shares'} {int(shared(design).loc[near[0]].sum())} of {of}"


def told_promises(design: Mapping[str, str]) -> str:
    """Which of the things announced or called for without an article the design would take up."""
    found = takes_up(design)["promise"]
    which = f": {_listed(found)}" if len(found) else ""
    return f"It would take up {len(found) or 'none'} of the {len(still_open())} things announced or called for that no article is named with{which}."


def told_tables(design: Mapping[str, str], full: bool = False) -> str:
    """Which tables would serve, with their numbers of rows; what would be needed where there is none.

    full: with what the tables cover, and how many rows there are on other fields.
    """
    made = chosen(design)
    if not set(made) & {"field", "country", "period"}:
        return "Choose a field, a country or a period to see which tables would serve."
    found, field = serving(design), made.get("field")
    on, off = found[found["on_field"]], found[~found["on_field"]]
    needed = missing_table(field) if field else None
    if needed is not None:
        said = f"No table of this collection is on {OPTIONS['field'][field]}; needed: {needed}"
    else:
        told = [f"{row.table} ({_rows_told(row.rows)}{f': {row.covers}' if full else ''})" for row in on.itertuples()]
        said = f"Tables that would serve: {_listed(told) or 'none has a row for it'}"
    if full and len(off):
        said += f"; on other fields {_rows_told(off['rows'].sum())} in {_listed(off['table'])}"
    return f"{said}."


def _rows_told(number: int) -> str:
    return f"{number:,} {'row' if number == 1 else 'rows'}"


def told_test(design: Mapping[str, str]) -> str:
    """What the lens expects and what would count against the answer, marked as constructed."""
    code = chosen(design).get("lens")
    if code is None:
        return "Choose a lens to see what would count against its answer."
    test, lens = lens_test(code), OPTIONS["lens"][code]
    return f"With {lens} one expects (constructed by us) that {test['expects']}; it would count against the answer if {test['counts_against']}."


def proposal(design: Mapping[str, str]) -> list[tuple[str, str]]:
    """The design as a page: pairs of heading and text; empty where nothing is chosen."""
    made = chosen(design)
    if not made:
        return []
    asked = "What did Moscow or Beijing change because of it? The introduction announces this effect, and no summary of an article tells it."
    return [
        ("A ninth article", name(made) or "subject not chosen yet"),
        *((_capital(kind), OPTIONS[kind].get(made.get(kind), "not chosen yet")) for kind in OPTIONS),
        (
            "Nearest of the eight",
            f"{_capital(told_nearest(made))}{_names(nearest(made))}. {told_new(made)}. {told_besides(made)}".strip(),
        ),
        ("Announced", told_promises(made)),
        ("Tables", told_tables(made, full=True)),
        ("Evidence against", told_test(made)),
        *([("To settle first", lens_test(made["lens"])["note"])] if "lens" in made else []),
        *([("To ask as well", asked)] if made.get("country") in IN_BETWEEN else []),
        ("Sources", SOURCES),
    ]


def _names(near: list[str]) -> str:
    """The names of articles that tie, where ``told_nearest`` gives their number only."""
    return f" ({'; '.join(articles()[near])})" if len(near) > 2 else ""


def _listed(texts) -> str:
    return ", ".join(texts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
