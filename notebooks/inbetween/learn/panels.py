"""What a lesson puts on the page: a check, a written task, a sorting task, a design, the desk of the journal, and what is done."""

from __future__ import annotations

import os
import random
import threading
import weakref
from collections.abc import Callable
from functools import cache

from .. import library
from ..chart import Explorer, controls, forms
from . import checks, exports, maps, pages, progress
from .checks import Check, Lesson, Reply
from .exports import Answer
from .journal import Journal, Snapshot, place

BINDER = (
    "This is a rented machine on the web (Binder): it forgets everything when the session ends. Export your journal before you "
    "leave (lesson 00 and the end of each lesson have the button), and bring it in again next time."
)
_open: weakref.WeakSet = weakref.WeakSet()
# exhibits that show what is in the journal
_following: weakref.WeakSet = weakref.WeakSet()
_lock = threading.RLock()


def journal() -> Journal:
    """The reader's journal."""
    with _lock:
        return _the_journal()


@cache
def _the_journal() -> Journal:
    return Journal(place())


def check(number: str, id: str, exhibit: Explorer | None = None) -> forms.Question:
    """A check of lesson ``number`` ("02"). ``exhibit``: for a check that asks about the view that the reader has set up.

    Raises KeyError if there is no such check, ValueError if its exhibit is missing or another one.
    """
    lesson = checks.lesson(number)
    one = _entry(lesson.checks, id, f"lesson {number} has no check")
    if one.kind == "view" and (exhibit is None or exhibit.name != one.content["exhibit"]):
        raise ValueError(
            f"check {id!r} asks about the exhibit {one.content['exhibit']!r}: give it as the third argument"
        )
    known = _restored(one, journal().newest(lesson.notebook, id), exhibit)
    panel = forms.Question(
        _question(one, exhibit),
        lambda value: _judged(one, value, exhibit),
        _check_markdown(one),
        note=journal().problem or "",
        **known,
    )
    if exhibit is not None:
        seen = weakref.ref(panel)
        exhibit.on_view(lambda shown: _follow(seen(), one, shown))
    return panel


def task(number: str, id: str) -> forms.Writing:
    """A written task of lesson ``number``, saved in the journal while it is written. Raises KeyError if there is none."""
    lesson = checks.lesson(number)
    entry = _entry(lesson.tasks, id, f"lesson {number} has no task")
    kept = journal().newest(lesson.notebook, id)
    written = kept.answer if kept is not None else {}
    written = written if isinstance(written, dict) else {"text": str(written)}
    # a position is drawn once, and stays with the text
    position = written.get("position") or _by_lot(lesson.notebook, id, entry.get("positions"))
    sitting: dict[str, str | None] = {"uid": None}

    def save(text: str) -> bool:
        with _lock:
            answer = {"text": text, **({"position": position} if position else {})}
            saved = journal().record(
                lesson.notebook, id, answer, sensitive=entry["sensitive"], instead_of=sitting["uid"]
            )
            sitting["uid"] = saved.uid
            durable = journal().problem is None and journal().path is not None
        _refresh()
        return durable

    panel = forms.Writing(
        {
            "id": f"{lesson.notebook}/{id}",
            "title": entry["title"],
            "where": f"{entry['where']}, {entry['minutes']} minutes",
            "prompt": entry["prompt"],
            "position": f"Your position, by lot, whatever you think yourself: {position}" if position else "",
            "words": entry["words"],
            "marking": entry["marking"],
        },
        save,
        _out,
        _task_markdown(entry),
        text={"value": str(written.get("text", "")), "turn": ""},
    )
    panel.refresh = lambda now: _show_task(panel, now, lesson.notebook, id)
    return _keep_fresh(panel)


def _by_lot(notebook: str, id: str, positions: list[str] | None) -> str | None:
    """A position that stays the same in one journal, whether anything is written yet or not."""
    if not positions:
        return None
    try:
        lot = random.Random(f"{journal().id}/{notebook}/{id}")
    except OSError:
        lot = random.Random()
    return lot.choice(positions)


def sorting(number: str, id: str, exhibit: Explorer) -> Explorer:
    """The exhibit, with its sort kept in the journal: brought back when the cell runs again, saved at every change.

    Raises KeyError if the lesson has no such sorting task, ValueError if ``exhibit`` is another exhibit.
    """
    lesson = checks.lesson(number)
    entry = _entry(lesson.sortings, id, f"lesson {number} has no sorting task")

    def bring_back(answer) -> None:
        # cards and piles that are no longer there are left in the journal
        cards = exhibit.controls[entry["control"]]
        ids, piles = {card["id"] for card in cards.cards}, [pile["id"] for pile in cards.piles]
        given = answer if isinstance(answer, dict) else {}
        known = {id: pile for id, pile in given.items() if id in ids and pile in piles}
        controls.start(entry["control"], cards, known)

    shown = _kept(lesson, entry, exhibit, [entry["control"]], lambda values: values[entry["control"]], bring_back)
    if maps.is_map(lesson, id):
        with _lock:
            _following.add(shown)
    return shown


def design(number: str, id: str, exhibit: Explorer) -> Explorer:
    """The exhibit, with what is chosen in it kept in the journal: brought back when the cell runs again, saved at every change.

    Raises KeyError if the lesson has no such design, ValueError if ``exhibit`` is another exhibit.
    """
    lesson = checks.lesson(number)
    entry = _entry(lesson.designs, id, f"lesson {number} has no design")

    def bring_back(answer) -> None:
        # a choice that is no longer offered is left out
        for name, value in lesson.chosen(id, answer).items():
            controls.start(name, exhibit.controls[name], value)

    return _kept(
        lesson,
        entry,
        exhibit,
        list(checks.call(entry["choices"])),
        lambda values: {name: value for name, value in values.items() if value},
        bring_back,
    )


def _kept(
    lesson: Lesson,
    entry: dict,
    exhibit: Explorer,
    names: list[str],
    answer: Callable[[dict], object],
    bring_back: Callable[[object], None],
) -> Explorer:
    """The exhibit, its controls ``names`` kept in the journal. answer: what is kept of their values; bring_back: sets them from what was kept."""
    id, name = entry["id"], f"{lesson.notebook}/{entry['id']}"
    if exhibit.name != entry["exhibit"]:
        raise ValueError(f"{id!r} belongs to the exhibit {entry['exhibit']!r}, not {exhibit.name!r}")
    if exhibit.chart.item == name:
        return exhibit
    watched = [exhibit.controls[each] for each in names]
    kept = journal().newest(lesson.notebook, id)
    # what the line of Python sets stands
    if kept is not None and not any(control.value for control in watched):
        bring_back(kept.answer)
    sitting: dict[str, str | None] = {"uid": None}

    def save(_) -> None:
        try:
            with _lock:
                given = answer({each: exhibit.controls[each].value for each in names})
                saved = journal().record(
                    lesson.notebook, id, given, sensitive=entry["sensitive"], instead_of=sitting["uid"]
                )
                sitting["uid"] = saved.uid
            exhibit.chart.note = _saved(saved.at)
            _refresh()
        except Exception as problem:  # noqa: BLE001 - whatever fails must be told in the page, not only in a log
            exhibit.chart.note = f"This was not saved: {type(problem).__name__}: {problem}"

    for control in watched:
        control.observe(save, "value")
    exhibit.chart.item = name
    if kept is not None:
        exhibit.chart.note = _saved(kept.at)
    return exhibit


def my_journal() -> forms.Desk:
    """The desk where the journal goes out and comes in."""
    panel = forms.Desk(
        _out,
        lambda content: _in(panel, content),
        _rename,
        lambda: _empty(panel),
        "**My journal.** Run this cell to export your answers, or to bring them in again.",
    )
    panel.refresh = lambda now: _show_desk(panel, now)
    return _keep_fresh(panel)


def my_progress() -> forms.Done:
    """What is done in all lessons, where to go on, and what to look at again."""
    panel = forms.Done(
        lambda: panel.refresh(journal().snapshot()),
        "**What you have done.** Run this cell to see it, and where to continue.",
    )
    panel.refresh = lambda now: _show_progress(panel, now)
    return _keep_fresh(panel)


# --- checks ---


def _entry(entries: dict, id: str, missing: str):
    if id not in entries:
        raise KeyError(f"{missing} {id!r}; it has {', '.join(entries) or 'none'}")
    return entries[id]


def _question(one: Check, exhibit: Explorer | None) -> dict:
    table = exhibit.view.table if exhibit is not None and exhibit.view is not None else None
    content, nothing = one.content, ""
    if exhibit is not None and exhibit.compute is None:
        nothing = "The exhibit was run again: run this cell again too, so that the question follows it."
    elif one.kind == "view" and not one.options(table):
        nothing = content.get("without", "Your view shows nothing to choose from.")
    return {
        "item": f"{one.notebook}/{one.id}",
        "kind": "choice" if one.kind == "view" else one.kind,
        "title": content["title"],
        "where": content["where"],
        "text": content["question"],
        "unit": content.get("unit", ""),
        "options": one.options(table),
        "items": [{"id": each["id"], "text": each["text"]} for each in content.get("items", [])],
        "view": f"Your view: {exhibit.view.title}" if table is not None else "",
        "nothing": nothing,
    }


def _follow(panel: forms.Question | None, one: Check, exhibit: Explorer) -> bool:
    """Let the question follow the exhibit; False when the question is gone."""
    if panel is None or not panel.alive:
        return False
    panel.told(_ask_anew, panel, one, exhibit)
    return True


def _ask_anew(panel: forms.Question, one: Check, exhibit: Explorer) -> None:
    with panel.hold_sync():
        panel.question = _question(one, exhibit)
        if panel.reply:
            panel.reply = {"right": None, "lines": ["Your view has changed: choose again."], "turn": None}


def _judged(one: Check, value, exhibit: Explorer | None) -> dict:
    table = exhibit.view.table if exhibit is not None and exhibit.view is not None else None
    reply = one.judge(value, table)
    saved = ""
    if reply.tried:
        answer = {"choice": value, "view": exhibit.code()} if one.kind == "view" else value
        with _lock:
            saved = _saved(journal().record(one.notebook, one.id, answer, right=reply.right).at)
        _refresh()
    return {**_as_dict(reply), "saved": saved}


def _of_the_present_view(one: Check, kept: Answer, exhibit: Explorer | None) -> Reply | None:
    """The reply to an earlier answer to a question on a view, if that answer stands under the present view and is judged as it was."""
    if exhibit is None or exhibit.view is None or not isinstance(kept.answer, dict):
        return None
    table, choice = exhibit.view.table, kept.answer.get("choice")
    if choice not in [option["id"] for option in one.options(table)]:
        return None
    reply = one.judge(choice, table)
    return reply if reply.right == kept.right else None


def _restored(one: Check, kept: Answer | None, exhibit: Explorer | None = None) -> dict:
    """What a question shows of an earlier answer: values of its traits ``answer`` and ``reply``."""
    if kept is None:
        return {}
    if one.kind == "view":
        same = _of_the_present_view(one, kept, exhibit)
        if same is not None:
            return {
                "answer": {"value": kept.answer["choice"], "turn": kept.uid},
                "reply": {**_as_dict(same), "saved": _saved(kept.at)},
            }
        told = {True: "right", False: "not right"}.get(kept.right, "answered")
        lines = (
            f"You answered \u201c{one.told(kept.answer)}\u201d to an earlier view ({told}). Set up a view and answer again if you like.",
        )
        return {"reply": {**_as_dict(Reply(None, lines)), "saved": _saved(kept.at)}}
    reply = one.judge(kept.answer)
    if not reply.tried:
        return {}
    return {"answer": {"value": kept.answer, "turn": kept.uid}, "reply": {**_as_dict(reply), "saved": _saved(kept.at)}}


def _as_dict(reply: Reply) -> dict:
    return {"right": reply.right, "lines": list(reply.lines), "see": list(reply.see), "model": reply.model}


def _check_markdown(one: Check) -> str:
    """The question as text, for readers without a kernel; what is right is not in it."""
    lines = [f"**{one.content['title']}** ({one.content['where']}). {one.content['question']}", ""]
    options = one.options()
    if one.kind == "match":
        choices = " / ".join(option["text"] for option in options)
        lines += [f"- {item['text']}: {choices}?" for item in one.content["items"]]
    else:
        lines += [f"- {option['text']}" for option in options]
    return "\n".join(lines).rstrip()


# --- the journal on the page ---


def _task_markdown(entry: dict) -> str:
    lines = [f"**{entry['title']}** ({entry['where']}, {entry['minutes']} minutes). {entry['prompt']}", ""]
    lines += ["| marking point | of |", "| --- | --- |"]
    lines += [f"| {row['point']} | {row['of']} |" for row in entry["marking"]]
    return "\n".join(lines)


def _on_binder() -> bool:
    return any(name in os.environ for name in ("BINDER_SERVICE_HOST", "BINDER_LAUNCH_HOST", "BINDER_REPO_URL"))


def _notice() -> str:
    return journal().problem or (BINDER if _on_binder() else "")


def _saved(at: str) -> str:
    if journal().problem:
        return journal().problem
    where = "in memory only" if journal().path is None else "in your journal"
    return f"Saved {pages.moment(at)} {where}."


def _exported(now: Snapshot) -> str:
    nameless = "" if now.pseudonym else " No pseudonym yet: an export will say anonymous."
    return f"Last exported: {pages.moment(now.exported)}.{nameless}"


def _show_task(panel: forms.Writing, now: Snapshot, notebook: str, id: str) -> None:
    kept = now.newest(notebook, id)
    with panel.hold_sync():
        panel.status = f"{_saved(kept.at) if kept is not None else 'Not begun.'} {_exported(now)}"
        panel.notice = _notice()


def _show_desk(panel: forms.Desk, now: Snapshot) -> None:
    lessons, done = checks.lessons(), {(each.notebook, each.item) for each in now.kept}
    in_lessons = len({notebook for notebook, _ in done})
    with panel.hold_sync():
        # a name that cannot be read just now is not an empty one
        if now.pseudonym or journal().problem is None:
            panel.pseudonym = now.pseudonym
        panel.status = (
            f"{len(done)} {'thing' if len(done) == 1 else 'things'} done in {in_lessons} "
            f"{'lesson' if in_lessons == 1 else 'lessons'}. {_exported(now)}"
        )
        panel.sensitive = [
            {"id": f"{notebook}/{item}", "text": _title(lessons, notebook, item)}
            for notebook, item in sorted(journal().sensitive_items(now))
        ]
        panel.notice = _notice()


def _title(lessons: dict[str, Lesson], notebook: str, item: str) -> str:
    known = notebook in lessons and item in lessons[notebook].items()
    return progress.title(lessons[notebook], item) if known else f"{notebook}: {item}"


def _show_progress(panel: forms.Done, now: Snapshot) -> None:
    lessons, answers = checks.lessons(), now.table()
    titles = library.table("lessons").set_index("notebook")["title"]
    done = progress.counts(lessons, answers)
    next_place = progress.going_on(lessons, answers)
    with panel.hold_sync():
        panel.lessons = [
            {"title": f"{row.notebook[:2]} {titles.get(row.notebook, row.notebook)}", "done": row.done, "of": row.of}
            for row in done.itertuples()
        ]
        panel.going_on = vars(next_place) if next_place is not None else {}
        panel.again = [{**vars(each), "when": f"missed {each.when}"} for each in progress.again(lessons, answers)]


def _out(form: str, include: list[str]) -> tuple[str, bytes]:
    wanted = [tuple(id.split("/", 1)) for id in include if "/" in id]
    packed = journal().pack(wanted)
    name = f"journal-{exports.safe_name(packed.pseudonym)}-{packed.journal[:4]}-{packed.made[:10]}.{form}"
    if form == "html":
        return name, pages.journal(packed)
    journal().mark_exported(packed)
    _refresh()
    return name, exports.encode(packed)


def _in(panel: forms.Desk, content: bytes) -> None:
    try:
        export = exports.decode(content)
    except ValueError as problem:
        panel.outcome = f"Nothing was brought in: {problem}."
        return
    try:
        with _lock:
            found = journal().merge(Journal.from_export(export))
    except OSError as problem:
        panel.outcome = f"Nothing was brought in: {problem}"
        return
    who = export.pseudonym or "no pseudonym"
    panel.outcome = (
        f"Brought in from {who} (exported {pages.moment(export.made)}): {found['new']} new, {found['here already']} here already. "
        "Where two versions differ both are kept, and the newer one counts. Run a lesson's cells again to see them in it."
    )
    _refresh()


def _empty(panel: forms.Desk) -> None:
    try:
        with _lock:
            journal().clear()
        panel.outcome = "The journal is empty. Run the cells of a lesson again to see it so."
    except OSError as problem:
        panel.outcome = str(problem)
    _refresh()


def _rename(name: str) -> None:
    if name != journal().pseudonym and journal().problem is None:
        journal().pseudonym = name
        _refresh()


def _keep_fresh(panel):
    panel.told(panel.refresh, journal().snapshot())
    with _lock:
        _open.add(panel)
    return panel


def _refresh() -> None:
    """Bring all open panels up to date with the journal; one that fails says so itself and hinders no other."""
    now = journal().snapshot()
    with _lock:
        panels = [panel for panel in _open if panel.alive]
        exhibits = list(_following)
    for panel in panels:
        panel.told(panel.refresh, now)
    for exhibit in exhibits:
        exhibit.renew()
