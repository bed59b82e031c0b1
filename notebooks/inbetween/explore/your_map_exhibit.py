"""Your own map of the argument: what a reader's claim stands on, and what speaks against it."""

from __future__ import annotations

import textwrap
import unicodedata
from functools import partial
from typing import NamedTuple

import pandas as pd

from .. import argument
from ..argument import AGAINST, ASIDE, FOR
from ..chart import Explorer, View, controls, theme
from ..learn import maps, panels
from ..learn.maps import Card, Map

OWN, CONSTRUCTED = "own", "constructed"
WHOSE = {"my own journal": OWN, "a constructed reader": CONSTRUCTED}
LEADS = {"warrant": "These grounds count because: ", "doubt": "I would give it up if: "}
MARKS = {
    "claim": ("square", "#222222"),
    "warrant": ("diamond-open", "#00629a"),
    FOR: ("circle", "#00629a"),
    AGAINST: ("x", "#ab4b00"),
    "doubt": ("triangle-down-open", "#222222"),
}
NOTES = (
    "The parts follow Toulmin's scheme as it is taught, as in the argument map of lesson 04: a claim rests on grounds, and a warrant says why these grounds count for it. "
    "What speaks against a claim stands beside its grounds, and the doubt says beforehand what would end it.",
    "The counts are no weights: one objection can outweigh ten grounds. An answer that its check accepted is right about the table or the text; whether it bears on your claim "
    "is what the warrant has to say.",
    "First answered otherwise: the earliest and the latest answer to a check differ. Texts, sorts and designs change while they are made, and are not counted.",
    "Texts and answers are read from the journal on this machine, and the notebook keeps none of them: what is stored with it are counts. In an export of the journal the map stands under its lesson, as an "
    "outline; what you do not tick stays out of it.",
)
_OPEN = 5  # cards that stand on the page beside the picture
_MOST, _TALL = 6, 3  # cards of one side in the picture; up to so many have two lines each
_LINE, _GAP = 16, 4  # px
_LEFT, _RIGHT = 0.01, 0.53  # shares of the width
_LONGEST_HOVER = 22  # lines


def your_map(**start) -> Explorer:
    """The reader's own map; controls: whose, sort (item of another lesson -> "for", "against", "aside")."""
    found = _read(OWN, {})
    cards = pd.DataFrame(
        [(card.id, card.title[:2], _on_card(card), f"{card.question}\n{card.text}".strip()) for card in found.cards.values()],
        columns=["id", "date", "card", "detail"],
    )  # fmt: skip
    nothing = not found.cards and not any(found.written.values())
    return Explorer(
        "your_map",
        partial(view, offered=frozenset(found.cards)),
        {
            "whose": controls.choice("Whose map", WHOSE, CONSTRUCTED if nothing else OWN),
            "sort": controls.card_sort("What does it say to your claim?", cards, argument.sides(), _OPEN),
        },
        start,
        # nothing is kept in the page: the journal changes while the map is open
        live=("whose", "sort"),
        unused=lambda values: {"sort"} if values["whose"] == CONSTRUCTED or not found.cards else set(),
    )


def _read(whose: str, sort: dict) -> Map:
    if whose == CONSTRUCTED:
        return maps.constructed()
    return maps.read(panels.journal().snapshot().kept, sort, maps.place())


def view(whose: str, sort: dict[str, str], offered: frozenset[str] = frozenset()) -> View:
    """The view of a map. sort: of the reader's own cards; offered: the cards that the exhibit has, by id."""
    found, made_up = _read(whose, sort), whose == CONSTRUCTED
    empty = not found.sort and not any(found.written.values())
    title, summary = _empty(found, offered) if empty else (_title(found, made_up), _summary(found, offered, made_up))
    return View(
        title=f"Constructed reader: {title[0].lower()}{title[1:]}" if made_up else title,
        figure=None if empty else _figure(found, made_up),
        summary=summary,
        table=_table(found, made_up).head(0 if empty else None),
        sources=("inbetween-constructed-reader",) if made_up else ("own-journal",),
        notes=NOTES,
        private=not made_up,
    )


# --- in words --------------------------------------------------------------------------------------


def _empty(found: Map, offered: frozenset[str]) -> tuple[str, str]:
    write = f" To be written: {_listed(list(found.tasks.values()))}." if found.tasks else ""
    if not found.cards:
        return (
            "Nothing in your journal yet that a map could be made of",
            f"Answers to checks, tasks and sorts in the other lessons become cards here.{write} A constructed reader shows what a map looks like.",
        )
    return (
        f"Nothing on your map yet: {theme.counted(len(found.cards), 'answer waits', 'answers wait')} to be sorted",
        f"Put an answer on a side with the mouse, or with Tab and the keys 1, 2, 3.{write}{_since(found, offered)}",
    )


def _title(found: Map, made_up: bool) -> str:
    grounds, objections = found.on(FOR), found.on(AGAINST)
    lessons = len({card.title[:2] for card in grounds})
    stands = (
        f"stands on {theme.counted(len(grounds), 'answer')} from {theme.counted(lessons, 'lesson')}"
        if grounds
        else "stands on nothing yet"
    )
    speaks = "speaks" if len(objections) == 1 else "speak"
    against = f"{len(objections)} {speaks} against it" if objections else "nothing speaks against it yet"
    unwritten = "claim" in found.written and not found.written["claim"]
    subject = "A claim still to be written" if unwritten else "The claim" if made_up else "Your claim"
    return f"{subject} {stands}; {against}"


def _summary(found: Map, offered: frozenset[str], made_up: bool) -> str:
    grounds, aside, left = found.on(FOR), found.on(ASIDE), found.unsorted
    held, stand = "of the constructed journal" if made_up else "in your journal", len(grounds) + len(found.on(AGAINST))
    told = (
        f"{stand} of {theme.counted(len(found.cards), 'answer')} {held} {'stands' if stand == 1 else 'stand'} on the map, "
        f"{len(aside)} set aside, {len(left)} still to sort."
    )
    changed, wrong = sum(card.changed for card in grounds), sum(card.right is False for card in grounds)
    if not found.cards:
        told = "No answer stands on the map: answers to checks, tasks and sorts in the other lessons become cards here, and there are none yet."
    if grounds:
        told += f" First answered otherwise: {changed} of {theme.counted(len(grounds), 'ground')}; not accepted by the check: {wrong}."
    if not found.on(AGAINST):
        told += (
            " A map without an objection persuades nobody: look for one "
            + (
                f"among the {theme.counted(len(aside) + len(left), 'answer')} set aside or unsorted, or "
                if aside or left
                else ""
            )
            + "in the exhibit What holds up, which shows what turns a claim."
        )
    if not made_up:
        return told + _since(found, offered)
    return told + _begun(offered) + " Nobody wrote or sorted this: it is constructed."


def _begun(offered: frozenset[str]) -> str:
    """For a reader whose journal was empty when the exhibit was made and is not any more."""
    own = _read(OWN, {})
    begun = not offered and (own.cards or any(own.written.values()))
    return " Your own journal holds something by now: choose \u201cmy own journal\u201d." if begun else ""


def _since(found: Map, offered: frozenset[str]) -> str:
    new = len(set(found.cards) - offered)
    return (
        f" {theme.counted(new, 'answer has', 'answers have')} come since: run this cell again to sort {'it' if new == 1 else 'them'}."
        if new
        else ""
    )


def _listed(texts: list[str]) -> str:
    return " and ".join([", ".join(texts[:-1])] * bool(texts[:-1]) + texts[-1:])


def _table(found: Map, made_up: bool) -> pd.DataFrame:
    rows = []
    for part in ("claim", FOR, "warrant", AGAINST, "doubt", ASIDE):
        if part in found.written:
            rows.append((part, "", found.written[part] or _unwritten(found, part), "", ""))
        for card in found.on(part):
            accepted = {True: "accepted", False: "not accepted"}.get(card.right, "")
            rows.append(
                (
                    f"set {ASIDE}" if part == ASIDE else part,
                    card.title,
                    card.text,
                    accepted,
                    "yes" if card.changed else "",
                )
            )
    table = pd.DataFrame(rows, columns=["part", "answer to", "text", "by the check", "first answered otherwise"])
    return table.assign(made="constructed") if made_up else table


def _unwritten(found: Map, part: str) -> str:
    return f"not written yet: {found.tasks[part]}"


def _on_card(card: Card) -> str:
    title = card.title[3:]
    return f"{title} “{_shortened(card.text, max(57 - _width(title), 16))}”"


# --- the picture -----------------------------------------------------------------------------------


class Block(NamedTuple):
    """Some lines of text in the picture; ``part`` names its mark ("" for none), ``hover`` the whole text."""

    part: str
    lines: list[str]
    hover: str = ""
    look: str = ""


class Placed(NamedTuple):
    """A block with its place: x as a share of the width, y in px from the top (of its first line)."""

    block: Block
    x: float
    y: float


def _figure(found: Map, made_up: bool):
    wide, pillars, height = _wide(found, made_up)
    narrow, trunk, tall = _narrow(found, made_up)
    return theme.figure(
        [*_lines(pillars, trunk), *_dots(wide, narrow)],
        height=height,
        margin={"l": 8, "r": 4, "t": 2, "b": 2},
        xaxis=theme.bare([0, 1]),
        yaxis=theme.bare([-height + 4, 0]),
        annotations=_notes(wide, 12.5),
        narrow={
            "height": tall,
            "xaxis": theme.bare([0, 1]),
            "yaxis": theme.bare([-tall + 4, 0]),
            "annotations": _notes(narrow, 12),
        },
    )


def _wide(found: Map, made_up: bool) -> tuple[list[Placed], list[tuple], int]:
    """Claim on top, below it warrant and grounds on the left, objections on the right, the doubt at the bottom; the pillars; the height."""
    top, bottom = _stack([_claim(found, made_up, 114, 3)], _LEFT, 3)
    lines = 2 if _many(found) else 3
    left, end_left = _stack([_written(found, "warrant", 59, lines), *_side(found, FOR, 61)], _LEFT, bottom + 3)
    right, end_right = _stack([*_side(found, AGAINST, 57), *_rest(found)], _RIGHT, bottom + 3)
    under, end = _stack([_written(found, "doubt", 124, 2)], _LEFT, max(end_left, end_right) + 2)
    pillars = [(_LEFT, bottom - 2, end_left - _GAP, "solid"), (_RIGHT, bottom - 2, end_right - _GAP, "dot")]
    return [*top, *_aside(left), *right, *under], pillars, int(end) + 6


def _narrow(found: Map, made_up: bool) -> tuple[list[Placed], list[tuple], int]:
    """The same as an outline."""
    top, bottom = _stack([_claim(found, made_up, 42, 4)], 0.02, 3)
    left, middle = _stack([_written(found, "warrant", 42, 5), *_side(found, FOR, 44)], 0.06, bottom)
    right, low = _stack([*_side(found, AGAINST, 44), *_rest(found)], 0.06, middle + 4)
    under, end = _stack([_written(found, "doubt", 46, 5)], 0.02, low + 4)
    trunk = [(0.06, bottom - 2, middle - _GAP, "solid"), (0.06, middle + 4, low - _GAP, "dot")]
    return [*top, *_aside(left), *right, *under], trunk, int(end) + 6


def _aside(placed: list[Placed]) -> list[Placed]:
    """The warrant stands beside the line, all else on it."""
    return [each._replace(x=each.x + 0.022) if each.block.part == "warrant" else each for each in placed]


def _stack(blocks: list[Block], x: float, y: float) -> tuple[list[Placed], float]:
    """The blocks below one another, and where the next one would stand."""
    placed = []
    for block in blocks:
        if block.lines:
            placed.append(Placed(block, x, y))
            y += _LINE * len(block.lines) + _GAP
    return placed, y


def _claim(found: Map, made_up: bool, width: int, most: int) -> Block:
    if "claim" not in found.written:
        return Block("claim", ["Claim"], "Claim", "faint")
    return _written(found, "claim", width, most, "Claim, constructed by us: " if made_up else "Claim: ")


def _written(found: Map, part: str, width: int, most: int, lead: str = "") -> Block:
    if part not in found.written:
        return Block(part, [])
    text, lead = found.written[part], lead or LEADS[part]
    shown, look = (text, "bold" if part == "claim" else "") if text else (_unwritten(found, part), "faint")
    return Block(part, _wrapped(lead + shown, width, most), _hover(lead, shown), look)


def _many(found: Map) -> bool:
    return max(len(found.on(FOR)), len(found.on(AGAINST))) > _TALL


def _side(found: Map, side: str, width: int) -> list[Block]:
    """A heading and the cards of one side; many have one line each, and of very many the last are only counted."""
    cards = found.on(side)
    name = {FOR: "Grounds", AGAINST: "Against it"}[side]
    if not cards:
        said = (
            "no answer put here yet"
            if side == FOR
            else "no answer put here yet; a map without an objection persuades nobody"
        )
        return [Block("", _wrapped(f"{name}: {said}", width, 2), look="faint")]
    shown = cards if len(cards) <= _MOST else cards[: _MOST - 1]
    many = _many(found)
    blocks = [
        Block(side, _of_card(card, width, many), _hover(f"{card.title}. {card.question}", card.text)) for card in shown
    ]
    more = (
        [Block("", [f"and {len(cards) - len(shown)} more, in the table"], look="faint")]
        if len(cards) > len(shown)
        else []
    )
    return [Block("", [f"{name} ({theme.counted(len(cards), 'answer')})"], look="head"), *blocks, *more]


def _of_card(card: Card, width: int, many: bool) -> list[str]:
    mark = " (not accepted)" if card.right is False else ""
    title = _shortened(card.title, width - _width(mark)) + mark
    if many:
        return [_shortened(f"{title}: {card.text}", width)]
    return [_shortened(title, width), _shortened(f"“{_shortened(card.text, width - 2)}”", width)]


def _rest(found: Map) -> list[Block]:
    aside, left = len(found.on(ASIDE)), len(found.unsorted)
    return [Block("", [f"Not drawn: {aside} set aside, {left} still to sort"], look="faint")] if aside or left else []


def _notes(placed: list[Placed], size: float) -> list[dict]:
    looks = {"head": ("#222222", True), "bold": ("#222222", True), "faint": ("#6a6a6a", False), "": ("#222222", False)}
    found = []
    for block, x, y in placed:
        colour, bold = looks[block.look]
        colour = MARKS[block.part][1] if block.part in (FOR, AGAINST) else colour
        text = "<br>".join(map(_harmless, block.lines))
        found.append(
            theme.note(
                f"<b>{text}</b>" if bold else text, x, -y, xanchor="left", yanchor="top", align="left", borderpad=0,
                xshift=8, yshift=2, font={"size": size, "color": colour},
            )
        )  # fmt: skip
    return found


def _dots(wide: list[Placed], narrow: list[Placed]) -> list[dict]:
    """A trace for each part, so that the keys walk along a part and step between parts."""
    traces = []
    for part, (symbol, colour) in MARKS.items():
        here, there = ([each for each in placed if each.block.part == part] for placed in (wide, narrow))
        if here:
            traces.append(
                {
                    "type": "scatter", "mode": "markers", "name": part,
                    "x": [each.x for each in here], "y": [-each.y - 8 for each in here],
                    "marker": {"symbol": symbol, "size": 9, "color": colour, "line": {"width": 1.5, "color": colour}},
                    "hoverinfo": "text", "hovertext": [each.block.hover for each in here], "cliponaxis": False,
                    "meta": {"narrow": {"x": [each.x for each in there], "y": [-each.y - 8 for each in there]}},
                }
            )  # fmt: skip
    return traces


def _lines(pillars: list[tuple], trunk: list[tuple]) -> list[dict]:
    """What carries the claim as a line that is drawn through, what speaks against it as a dotted one."""
    return [
        {
            "type": "scatter", "mode": "lines", "name": f"to the claim, {dash}", "hoverinfo": "skip",
            "x": [x, x], "y": [-top, -low], "line": {"color": "#9aa7b5", "width": 1.4, "dash": dash},
            "meta": {"narrow": {"x": [there, there], "y": [-above, -below]}},
        }
        for (x, top, low, dash), (there, above, below, _) in zip(pillars, trunk, strict=True)
    ]  # fmt: skip


# --- a reader's words in a picture -----------------------------------------------------------------


def _harmless(text: str) -> str:
    """Any text as plain letters in a picture: no markup, no address, nothing that turns the line round."""
    text = text.replace("//", "/ /").replace("//", "/ /").replace("$", "＄")
    return text.replace("&", "&amp;").replace("<", "‹").replace(">", "›")


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _width(text: str) -> float:
    """About how wide a text is, in small letters."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 1.35 if letter.isupper() or letter in "mw@%—…" else 1


def _shortened(text: str, most: float) -> str:
    (line,) = _wrapped(text, most, 1) or [""]
    return line


def _wrapped(text: str, most: float, lines: int) -> list[str]:
    """A text in at most so many lines of about ``most`` small letters; a mark at the end says that there is more."""
    found = [""]
    # no letter is narrower than one, so what follows could not be shown
    for word in _plain(text)[: int(most * lines) + 2].split():
        for piece in _pieces(word, most):
            joined = f"{found[-1]} {piece}".strip()
            if _width(joined) <= most:
                found[-1] = joined
            else:
                found.append(piece)
    if len(found) > lines:
        last = found[lines - 1]
        while last and _width(last) > most - 1.4:
            last = last[:-1]
        found = [*found[: lines - 1], f"{last.rstrip()}…"]
    return [line for line in found if line]


def _pieces(word: str, most: float) -> list[str]:
    """A word, cut where it is longer than a line."""
    pieces = [""]
    for letter in word:
        if _width(pieces[-1] + letter) > most:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _hover(head: str, text: str) -> str:
    lines = [line for part in (head, text) for line in textwrap.wrap(_plain(part[:3000]), 70)]
    if len(lines) > _LONGEST_HOVER:
        lines = [*lines[:_LONGEST_HOVER], "… whole in the table"]
    return "<br>".join(map(_harmless, lines))
