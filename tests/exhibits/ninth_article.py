"""The ninth article, recounted from contribution_entries.csv, promises.csv, field_tables.csv, lens_tests.csv and the tables of data/."""

from __future__ import annotations

import re
from functools import cache

from .recount import numbers, rows

STARTS = [
    {"lens": "realism", "method": "interviews", "field": "security", "country": "KAZ", "period": "2013-2021"},
    {"discipline": "area-studies", "field": "diplomacy", "country": "MNG", "period": "before-1949"},
    {"lens": "new-materialism", "field": "aid", "country": "pair"},
]
KINDS = ("lens", "discipline", "method", "field", "country", "period")
SPANS = {"before-1949": (-9999, 1948), "since-1992": (1992, 2021), "since-2022": (2022, 9999)}
OPEN = {
    "realism": 1, "socio-technical": 2, "new-materialism": 1, "observation": 1, "modelling": 1, "aid": 1,
}  # fmt: skip
NAMED = {
    "KAZ": "Kazakhstan", "KGZ": "Kyrgyzstan", "TJK": "Tajikistan", "TKM": "Turkmenistan", "UZB": "Uzbekistan", "MNG": "Mongolia",
    "ARM": "Armenia", "BLR": "Belarus", "EAEU": "EAEU",
}  # fmt: skip
GROUPS = {"central-asia": {"KAZ", "KGZ", "TJK", "TKM", "UZB"}, "eaeu": {"ARM", "BLR", "EAEU", "KAZ", "KGZ"}}


def span(period: str) -> tuple[int, int]:
    return SPANS.get(period) or tuple(int(year) for year in period.split("-"))


def has(article: str, kind: str, code: str) -> bool:
    for row in rows("seeds/contribution_entries.csv"):
        if (row["article"], row["kind"]) == (article, kind):
            if kind != "period" and row["code"] == code:
                return True
            if kind == "period" and not (int(row["last"]) < span(code)[0] or int(row["first"]) > span(code)[1]):
                return True
    return False


@cache
def about(table: str) -> list[tuple[set, int, int, dict]]:
    """For each row of a table its states in between, with RUS, CHN or others as OTHER, its first and last year, and the row."""
    found = []
    for row in rows(f"data/{table}.csv"):
        codes = {value for name, value in row.items() if name.endswith("iso3")}
        text = " ".join(row.get(name, "") for name in ("actors", "participants", "deal", "direction"))
        states = {code for code in codes if code not in ("RUS", "CHN", "SUN")} | {
            code for code, name in NAMED.items() if name in text
        }
        first = int((row.get("year") or row.get("session") or row.get("date"))[:4])
        found.append((states, first, int(row.get("end_year") or first), row))
    return found


def serving(values: dict) -> dict[str, int]:
    """Rows for field, country and period, table by table."""
    counts = {}
    for mapped in rows("seeds/field_tables.csv"):
        if not mapped["table"] or (values["field"] and mapped["field"] != values["field"]):
            continue
        for states, first, last, row in about(mapped["table"]):
            if mapped["column"] and row[mapped["column"]] != mapped["value"]:
                continue
            country, period = values["country"], values["period"]
            if country == "pair" and states:
                continue
            if country not in ("", "pair") and not states & GROUPS.get(country, {country}):
                continue
            if period and (last < span(period)[0] or first > span(period)[1]):
                continue
            counts[mapped["table"]] = counts.get(mapped["table"], 0) + 1
    return counts


def open_promises() -> set[str]:
    shown = {row["promise"] for row in rows("seeds/contributions_beyond.csv")}
    return {row["id"] for row in rows("seeds/promises.csv") if not row["articles"] and row["id"] not in shown}


def agree(view, values) -> None:
    made = {kind: values[kind] for kind in KINDS if values[kind]}
    articles = rows("seeds/contributions.csv")
    shared = {row["id"]: [kind for kind, code in made.items() if has(row["id"], kind, code)] for row in articles}
    check_table(view, shared, articles)
    check_drawn(view, made, shared, articles)
    still = len(open_promises())
    assert still == 1 + sum(OPEN.values()), (
        "something is open that no choice would take up, beside the effect on the two"
    )
    if not made:
        assert numbers(view.title) == [still, len(rows("seeds/promises.csv"))]
        methods = [row["id"] in open_promises() for row in rows("seeds/promises.csv") if row["expansion"] == "methods"]
        told = [still - sum(methods), len(rows("seeds/promises.csv")) - len(methods), sum(methods), len(methods)]
        assert numbers(view.summary) == told
        for row in rows("seeds/promises.csv"):
            assert (row["promise"] in view.summary.split("(")[1]) == (row["id"] in open_promises())
        return
    check_sentences(view, values, made, shared)
    most = max(map(len, shared.values()))
    near = [row["authors"] for row in articles if most and len(shared[row["id"]]) == most]
    new = [kind for kind in made if not any(kind in kinds for kinds in shared.values())]
    assert f"; {len(new) or 'none'} {'is' if len(new) == 1 else 'are'} new" in view.title
    assert (f"{most} of {len(made)} choice" in view.title) == bool(most)
    assert [name in view.title for name in near] == [len(near) <= 2] * len(near)
    assert not near or len(near) <= 2 or f"{len(near)} articles" in view.title
    first = view.summary.partition(": ")[2].partition(";")[0].partition(".")[0]
    assert (first == "nothing") == (not new)


def check_sentences(view, values, made, shared) -> None:
    taken = sum(OPEN.get(code, 0) for code in made.values())
    of = f"{taken or 'none'} of {len(open_promises())} things announced or called for without an article."
    assert f"it would take up {of}" in view.summary
    called = sum(code in ("socio-technical", "new-materialism") for code in made.values())
    assert view.summary.count("(called for)") == called
    assert view.summary.count("(announced)") == sum(code in OPEN for code in made.values()) - called
    told = {
        name: int(count.replace(",", "")) for name, count in re.findall(r"([a-z_]+) \(([\d,]+) rows?\)", view.summary)
    }
    missing = [row for row in rows("seeds/field_tables.csv") if row["field"] == values["field"] and not row["table"]]
    if not (values["field"] or values["country"] or values["period"]):
        assert "Choose a field, a country or a period" in view.summary and not told
    elif missing:
        assert f"needed: {missing[0]['covers']}" in view.summary and not told
        assert view.summary.count("No table of this collection is on ") == 1
    else:
        assert told == serving(values)
        assert ("none has a row for it" in view.summary) == (not told)
    test = [row for row in rows("seeds/lens_tests.csv") if row["lens"] == values["lens"]]
    assert ("Choose a lens to see what would count against its answer." in view.summary) == (not test)
    for row in test:
        assert (
            f"(constructed by us) that {row['expects']}; it would count against the answer if {row['counts_against']}."
            in view.summary
        )
        assert view.notes[0] == f"To settle first: {row['note']}"


def check_table(view, shared, articles) -> None:
    table = view.table.to_dict("records")
    assert [row["article"] for row in table] == [row["authors"] for row in articles] + ["Your ninth article"]
    for row, article in zip(table, articles, strict=False):
        assert row["shared"] == len(shared[article["id"]])
        assert [kind for kind in row["shared entries"].split(", ") if kind] == shared[article["id"]]
        for kind in KINDS:
            known = {
                (each["code"], each["first"], each["last"])
                for each in rows("seeds/contribution_entries.csv")
                if (each["article"], each["kind"]) == (article["id"], kind)
            }
            texts = [text for text in row[kind].split("; ") if text]
            assert len(texts) == len(known)
            starred = {
                each["code"]
                for each in rows("seeds/contribution_entries.csv")
                if (each["article"], each["kind"], each["confidence"]) == (article["id"], kind, "found")
            }
            assert sum(text.endswith("*") for text in texts) == len(starred)
            if kind == "period":
                assert all(first in texts[0] and last in texts[0] for _, first, last in known)


def check_drawn(view, made, shared, articles) -> None:
    drawn = {
        (kind, re.sub("<.?b>", "", label)): trace.name
        for trace in view.figure.data
        for x, label in zip(trace.x, trace.y, strict=True)
        for kind in [KINDS[x]]
    }
    assert len(drawn) == 9 * 6
    for article in articles:
        for kind in KINDS:
            told = any(
                (row["article"], row["kind"]) == (article["id"], kind) for row in rows("seeds/contribution_entries.csv")
            )
            state = "shared" if kind in shared[article["id"]] else "another entry" if told else "not told"
            assert drawn[kind, article["authors"]] == state
    assert {kind for kind in KINDS if drawn[kind, "Your ninth article"] == "your design"} == set(made)
    most = max(map(len, shared.values()))
    bold = {text[3:-4] for text in view.figure.layout.yaxis.ticktext if text.startswith("<b>")}
    near = {row["authors"] for row in articles if most and len(shared[row["id"]]) == most}
    assert bold == near | {"Your ninth article"}
    symbols = {trace.name: (trace.marker.symbol, trace.marker.color) for trace in view.figure.data}
    assert len({symbol for symbol, _ in symbols.values()}) == len(symbols), "colour alone tells two marks apart"
