"""Eight by three, recounted from contributions.csv (named), contribution_statements.csv (listed) and promises.csv."""

from __future__ import annotations

import re

from .recount import rows

STATES = 2 * 7 * 2 * 2
STARTS = [
    {"also": "none", "rule": "listed"},
    {"also": "method", "mine": {"pieper": {"disciplinary": "yes", "empirical": "no"}}},
    {"show": "promises"},
]
EXPANSIONS = ("theoretical", "disciplinary", "empirical")
SHORT = ("theory", "disciplines", "empirical")
VOICES = {"S": "section", "C": "conclusion", "Y": "you"}


def example(article: dict, expansion: str, place: str, values) -> bool:
    if values["rule"] == "named":
        return article[f"{expansion}_{place}"] == "yes"
    found = [
        row
        for row in rows("seeds/contribution_statements.csv")
        if (row["article"], row["place"], row["says"]) == (article["id"], place, expansion)
    ]
    return any(row["what"] in ("example", "listed") for row in found)


def said(values) -> dict[tuple[str, str], dict[str, str]]:
    """What each voice says of each cell; the reader only where he says yes or no."""
    found = {}
    for article in rows("seeds/contributions.csv"):
        for expansion in EXPANSIONS:
            voices = {
                place: "yes" if example(article, expansion, place, values) else "no"
                for place in ("section", "conclusion")
            }
            mine = values["mine"].get(article["id"], {}).get(expansion, "unsure")
            found[article["authors"], expansion] = {**voices, **({"you": mine} if mine != "unsure" else {})}
    return found


def beside(values) -> dict[str, list[str]]:
    """What the view should tell of each article on one point."""
    found = {}
    beyond = rows("seeds/contributions_beyond.csv") if values["basis"] == "beyond" else []
    for article in rows("seeds/contributions.csv"):
        texts = []
        for row in rows("seeds/contribution_statements.csv"):
            if (row["article"], row["what"]) == (article["id"], values["also"]):
                texts += row["says"].split(";")
        for row in beyond:
            if (row["article"], row["what"]) == (article["id"], values["also"]):
                mark = {"found": "abstract", "inferred": "inferred"}[row["confidence"]]
                texts += [f"{text} ({mark})" for text in row["says"].split(";")]
        found[article["authors"]] = list(dict.fromkeys(texts))
    return found


def agree(view, values) -> None:
    if values["show"] == "promises":
        check_promises(view, values)
        return
    cells = said(values)
    check_told(view, cells)
    check_table(view, values, cells)
    check_marks(view, cells)
    check_frames(view, cells)
    check_beside(view, values, cells)


def check_told(view, cells) -> None:
    numbers = []
    for expansion, short in zip(EXPANSIONS, SHORT, strict=True):
        here = [voices for (_, each), voices in cells.items() if each == expansion]
        yes = [sum(voices[place] == "yes" for voices in here) for place in ("section", "conclusion")]
        numbers.append(f"{short} {yes[0]}, {yes[1]}")
    assert view.title == f"Examples in section and conclusion: {'; '.join(numbers)}"
    same = [voices for voices in cells.values() if voices["section"] == voices["conclusion"]]
    silent = sum(voices["section"] == "no" for voices in same)
    share = round(100 * len(same) / len(cells))
    assert f"agree on {len(same)} of 24 cells ({share}%), on {silent} of them because neither names" in view.summary
    differing = {name for (name, _), voices in cells.items() if voices["section"] != voices["conclusion"]}
    listed = view.summary.partition("They differ on ")[2]
    for name in {name for name, _ in cells}:
        assert (name in listed) == (name in differing), name
    answered = [voices for voices in cells.values() if "you" in voices]
    told = re.search(r"Of (\d+) cells that you answered, (\d+) are .*, (\d+) as in .*, (\d+) alike", view.summary)
    assert (told is not None) == bool(answered)
    if told:
        with_section = [voices for voices in answered if voices["you"] == voices["section"]]
        with_conclusion = [voices for voices in answered if voices["you"] == voices["conclusion"]]
        alike = sum(voices["you"] == voices["conclusion"] for voices in with_section)
        numbers = [len(answered), len(with_section), len(with_conclusion), alike]
        assert [int(number) for number in told.groups()] == numbers


def check_table(view, values, cells) -> None:
    statements = rows("seeds/contribution_statements.csv")
    counted = {"named": ("example",), "listed": ("example", "listed")}[values["rule"]]
    articles = rows("seeds/contributions.csv")
    for article, row in zip(articles, view.table.to_dict("records"), strict=True):
        assert row["article"] == article["authors"]
        differ = []
        for expansion in EXPANSIONS:
            voices = cells[article["authors"], expansion]
            for voice in ("section", "conclusion"):
                assert row[f"{expansion}, {voice}"] == voices[voice]
            if any("you" in each for each in cells.values()):
                assert row[f"{expansion}, you"] == voices.get("you", "unsure")
            differ += [expansion] if len(set(voices.values())) > 1 else []
        assert row["differ"] == ", ".join(differ)
        places = {
            each["paragraph"] for each in statements if each["article"] == article["id"] and each["what"] in counted
        }
        assert set(row["where"].split(", ")) == places


def check_marks(view, cells) -> None:
    articles = [trace for trace in view.figure.data if trace.mode == "markers+text"]
    assert [trace.name for trace in articles] == [row["authors"] for row in rows("seeds/contributions.csv")]
    answered = any("you" in voices for voices in cells.values())
    each = 3 if answered else 2
    for trace in articles:
        assert len(trace.x) == 3 * each
        for place, (text, hover) in enumerate(zip(trace.text, trace.hovertext, strict=True)):
            expansion, voice = EXPANSIONS[place // each], list(VOICES.values())[place % each]
            answer = cells[trace.name, expansion].get(voice, "unsure")
            letter = {name: letter for letter, name in VOICES.items()}[voice]
            no = "no" if voice == "you" else " "
            assert text == {"yes": letter, "no": no, "unsure": "?"}[answer]
            assert hover.startswith(f"{trace.name}, {expansion}, {voice}: {answer}")
            assert hover.endswith("differs") == (len(set(cells[trace.name, expansion].values())) > 1)


def check_frames(view, cells) -> None:
    """A frame round each cell on which the voices differ, on wide and narrow screens; a sign between neighbours."""
    levels = {name: 7 - place for place, name in enumerate(dict.fromkeys(name for name, _ in cells))}
    centres = dict(zip(EXPANSIONS, view.figure.layout.xaxis.tickvals, strict=False))
    expected = {
        (round(centres[expansion], 2), levels[name])
        for (name, expansion), voices in cells.items()
        if len(set(voices.values())) > 1
    }
    for shapes in (view.figure.layout.shapes, view.figure.layout.meta["narrow"]["shapes"]):
        drawn = {
            (round((shape["x0"] + shape["x1"]) / 2, 2), round((shape["y0"] + shape["y1"]) / 2)) for shape in shapes
        }
        assert drawn == expected
        assert len(shapes) == len(expected)
    signs = next(trace for trace in view.figure.data if trace.name == "differ")
    pairs = 0
    for voices in cells.values():
        pairs += voices["section"] != voices["conclusion"]
        pairs += voices.get("you", voices["conclusion"]) != voices["conclusion"]
    assert len(signs.x) == pairs


def check_beside(view, values, cells) -> None:
    texts = [trace for trace in view.figure.data if trace.name == values["also"]]
    columns = list(view.table.columns)
    if values["also"] == "none":
        assert texts == []
        assert columns[-1] == "where"
        return
    found = beside(values)
    last = columns[-1]
    plural = {"country": "countries", "lens": "lenses or concepts"}.get(values["also"], f"{values['also']}s")
    assert last == plural
    for name, told, drawn in zip(found, view.table[last], texts[0].text, strict=True):
        assert told == "; ".join(found[name])
        assert drawn.replace("<br>", " ") == (told or "not told")
        assert drawn.count("<br>") < 2, "more lines than a row holds"
    notes = " ".join(note["text"].replace("<br>", " ") for note in view.figure.layout.meta["narrow"]["annotations"])
    assert all(text in notes for texts in found.values() for text in texts)
    alone = beside({**values, "basis": "text"})
    if not any("you" in voices for voices in cells.values()):
        given = sum(bool(texts) for texts in alone.values())
        several = sum(len(texts) > 1 for texts in alone.values()) or "none"
        one = {"lens": "lens or concept"}.get(values["also"], values["also"])
        assert f"gives a {one} for {given} of 8 articles, more than one for {several}." in view.summary
    assert ("inbetween-articles" in view.sources) == (found != alone)


def named_with(row: dict, beyond: bool) -> list[str]:
    """Which articles are named with what is announced, or shown with it by an abstract: their ids."""
    named = [id for id in row["articles"].split(";") if id]
    pages = [each["article"] for each in rows("seeds/contributions_beyond.csv") if each["promise"] == row["id"]]
    return [*named, *(pages if beyond else [])]


def check_promises(view, values) -> None:
    beyond = values["basis"] == "beyond"
    names = {row["id"]: row["authors"] for row in rows("seeds/contributions.csv")}
    every = rows("seeds/promises.csv")
    groups = {}
    for row in every:
        groups.setdefault(row["expansion"], []).append(row)
    told = re.findall(r"(\w+) (\d+) of (\d+)(?: \((\d+) only called for\))?", view.title)
    assert [(name, int(some), int(of), int(called or 0)) for name, some, of, called in told] == [
        (
            name,
            sum(bool(named_with(row, beyond)) for row in group),
            len(group),
            sum(row["announced"] == "expansions-2" for row in group),
        )
        for name, group in groups.items()
    ]
    assert ("abstract" in view.title) == beyond
    assert "kept" not in view.title, "to be named is not to deliver"
    under = [row for row in every if row["expansion"] != "methods"]
    still = [row for row in under if not named_with(row, beyond)]
    assert f"With {len(under) - len(still)} of {len(under)} things announced" in view.summary
    of_issue = ", ".join(row["promise"] for row in still if row["announced_as"] == "said of the issue")
    called = ", ".join(row["promise"] for row in still if row["announced_as"] == "called for")
    assert f"Open, said of the issue: {of_issue}. Open, only called for: {called}." in view.summary
    assert "lists 5 methods and ties none to an article" in view.summary
    assert ("abstract pages show 3 at work" in view.summary) == beyond
    for row, shown in zip(every, view.table.to_dict("records"), strict=True):
        assert shown["announced"] == row["promise"]
        assert shown["announced as"] == row["announced_as"]
        assert shown["open"] == ("no" if named_with(row, beyond) else "yes")
        assert shown["named with it"] == ", ".join(names[id] for id in named_with(row, False))
        assert shown["by abstract pages"] == ", ".join(
            names[id] for id in named_with(row, beyond)[len(named_with(row, False)) :]
        )
    for trace, (name, group) in zip(view.figure.data, groups.items(), strict=True):
        assert trace.name == name
        assert [symbol == "diamond-open" for symbol in trace.marker.symbol] == [
            not named_with(row, beyond) for row in group
        ]
        for text, row in zip(trace.text, group, strict=True):
            assert text.startswith(row["promise"])
            assert all(names[id] in text for id in named_with(row, beyond))
            assert ("no article named" in text) == (not named_with(row, beyond))
