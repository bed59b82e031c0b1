"""What a reader answers and hands in: a question with its reply, a text that is saved while it is written, the desk where a journal
goes out and comes in, and a list of what is done. They ask and show; what is right and where it is kept is decided on the floor above."""

from __future__ import annotations

from collections.abc import Callable

import anywidget
import traitlets

from . import cells, scripts

# the form of a file wanted ("json", "html") and the ids of sensitive items that go with it -> name and content
Out = Callable[[str, list[str]], tuple[str, bytes]]


class _Form(anywidget.AnyWidget):
    """A part of the page that also reads as Markdown, and whose failures are told in the page."""

    _css = scripts.joined("forms.css")
    trouble = traitlets.Unicode().tag(sync=True)

    def __init__(self, markdown: str, **traits):
        self.markdown = markdown
        self.alive = True
        # brings what is shown up to date with what it is given; whoever makes the form says how
        self.refresh: Callable = lambda _: None
        super().__init__(**traits)
        cells.close_earlier_run(self)

    def told(self, act: Callable, *arguments) -> None:
        """Run a callback; if it fails, say so where the reader looks."""
        try:
            act(*arguments)
            self.trouble = ""
        except Exception as problem:  # noqa: BLE001 - whatever fails must be told in the page, not only in a log
            self.trouble = f"This did not work: {type(problem).__name__}: {problem}"

    def close(self) -> None:
        if self.alive:
            self.alive = False
            cells.close_looks(self)
            super().close()

    def _repr_mimebundle_(self, **options):
        if not self.alive:
            return {"text/plain": "closed, since its cell was run again"}
        bundle = super()._repr_mimebundle_(**options) or {}
        data = dict(bundle[0] if isinstance(bundle, tuple) else bundle)
        return {**data, "text/plain": self.markdown, "text/markdown": self.markdown}


class Question(_Form):
    """A question, a field to answer it, and the reply.

    question: kind (choice, several, number, order, match, text), title, text, where, unit, options and items (lists of id and text).
    ``on_answer`` is called with each answer, which has the shape that its kind asks for, and returns what ``reply`` shows:
    right (True, False, None), lines, see, model, saved.
    """

    _esm = scripts.joined("page.js", "question.js")

    question = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)

    def __init__(self, question: dict, on_answer: Callable[[object], dict], markdown: str, **traits):
        self._on_answer = on_answer
        super().__init__(markdown, question=question, **traits)
        self.observe(lambda change: self.told(self._take, change["new"]), "answer")

    def _take(self, answer: dict) -> None:
        self.reply = {**self._on_answer(answer.get("value")), "turn": answer.get("turn")}


class Writing(_Form):
    """A text field that is saved while the reader writes.

    task: id, title, where, prompt, position, words (fewest, most), marking. ``on_text`` is called with the text and returns whether it
    is on the disk; ``status`` says when it was saved. ``on_out`` gives the journal as for ``Desk``.
    """

    _esm = scripts.joined("page.js", "takeaway.js", "writing.js")

    task = traitlets.Dict().tag(sync=True)
    text = traitlets.Dict().tag(sync=True)
    saved = traitlets.Dict().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)

    def __init__(self, task: dict, on_text: Callable[[str], bool], on_out: Out, markdown: str, **traits):
        self._on_text = on_text
        super().__init__(markdown, task=task, **traits)
        self.observe(lambda change: self.told(self._take, change["new"]), "text")
        self.on_msg(lambda _, question, __: self.told(_hand_out, self, on_out, question))

    def _take(self, text: dict) -> None:
        durable = self._on_text(str(text.get("value", "")))
        self.saved = {"turn": text.get("turn"), "durable": durable}


class Desk(_Form):
    """Where a journal goes out and comes in.

    ``on_out`` is called with the form wanted ("json" or "html") and the ids of the ticked items, and returns name and content of the
    file; ``on_in`` with the content of a file; ``on_empty`` when all is to be removed. ``status`` and ``notice`` are lines of text,
    ``sensitive`` lists items as id and text.
    """

    _esm = scripts.joined("page.js", "takeaway.js", "desk.js")

    pseudonym = traitlets.Unicode().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    outcome = traitlets.Unicode().tag(sync=True)
    sensitive = traitlets.List().tag(sync=True)

    def __init__(
        self,
        on_out: Out,
        on_in: Callable[[bytes], None],
        on_name: Callable[[str], None],
        on_empty: Callable[[], None],
        markdown: str,
        **traits,
    ):
        self._on_out, self._on_in, self._on_empty = on_out, on_in, on_empty
        super().__init__(markdown, **traits)
        self.observe(lambda change: self.told(on_name, change["new"]), "pseudonym")
        self.on_msg(lambda _, question, buffers: self.told(self._take, question, buffers))

    def _take(self, question: dict, buffers: list) -> None:
        if question.get("ask") == "in" and buffers:
            self._on_in(bytes(buffers[0]))
        elif question.get("ask") == "empty":
            self._on_empty()
        else:
            _hand_out(self, self._on_out, question)


def _hand_out(panel: anywidget.AnyWidget, on_out: Out, question: dict) -> None:
    """Send the page a file that it asks for."""
    if question.get("ask") in ("json", "html"):
        name, content = on_out(question["ask"], [str(id) for id in question.get("include", [])])
        panel.send({"file": name}, buffers=[content])


class Done(_Form):
    """What is done: lessons with counts, where to go on, what to look at again.

    lessons: list of notebook, title, done, of. going_on: notebook, item, text, or empty. again: list of the same with when.
    ``on_refresh`` is called when the page wants the present state.
    """

    _esm = scripts.joined("page.js", "done.js")

    lessons = traitlets.List().tag(sync=True)
    going_on = traitlets.Dict().tag(sync=True)
    again = traitlets.List().tag(sync=True)

    def __init__(self, on_refresh: Callable[[], None], markdown: str, **traits):
        super().__init__(markdown, **traits)
        self.on_msg(lambda *_: self.told(on_refresh))
