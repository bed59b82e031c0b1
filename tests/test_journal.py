"""The journal: what was acknowledged is there, whatever happens; it goes out and comes back whole."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inbetween.learn import Journal, exports

ROOT = Path(__file__).resolve().parents[1]
WRITER = """
import itertools, sys
from inbetween.learn import Journal
journal = Journal(sys.argv[1])
for number in itertools.count():
    journal.record("02_context", f"{sys.argv[2]}-{number}", {"number": number, "text": "x" * 200})
    print(number if journal.problem is None else journal.problem, flush=True)
    if number + 1 == int(sys.argv[3]):
        break
"""

# Forks a writer for each pipe that it is told the name of: to start Python for each would take most of the test's time.
FORKING = """
import itertools, os, signal, sys
from inbetween.learn import Journal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for name in map(str.strip, sys.stdin):
    if os.fork():
        continue
    with open(name, "w") as said:
        journal = Journal(sys.argv[1])
        print(os.getpid(), file=said, flush=True)
        for number in itertools.count():
            journal.record("02_context", f"{os.path.basename(name)}-{number}", {"number": number, "text": "x" * 200})
            print(number if journal.problem is None else journal.problem, file=said, flush=True)
"""


def writer(path: Path, name: str = "item", count: int = -1, **more) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        cwd=ROOT / "notebooks",
        stdout=subprocess.PIPE,
        text=True,
        **more,
    )


def kept(journal: Journal) -> list[tuple]:
    table = journal.answers()
    return list(zip(table["notebook"], table["item"], table["answer"], table["newest"], strict=True))


GOOD = {
    "format": "in-between-journal", "version": 1, "journal": "j", "made": "2026-01-01T00:00:00+00:00",
    "answers": [{"uid": "u", "notebook": "n", "item": "i", "answer": "x", "at": "2026-01-01T00:00:00+00:00"}],
}  # fmt: skip


def changed(**more) -> bytes:
    return json.dumps({**GOOD, **more}).encode()


def answered(**more) -> bytes:
    return changed(answers=[{**GOOD["answers"][0], **more}])


# --- keeping -------------------------------------------------------------------------------------


def test_an_answer_is_there_for_the_next_journal_on_the_same_file(tmp_path):
    first = Journal(tmp_path / "deep" / "journal.sqlite")
    first.record("02_context", "a", {"choice": "ы 中 \u202e"}, right=True)
    first.record("02_context", "a", ["second"], right=False)
    first.record("00_start_here", "b", 3.5)
    again = Journal(tmp_path / "deep" / "journal.sqlite")
    assert first.problem is None
    assert kept(again) == [
        ("02_context", "a", {"choice": "ы 中 \u202e"}, False),
        ("02_context", "a", ["second"], True),
        ("00_start_here", "b", 3.5, True),
    ]
    assert list(again.answers()["right"]) == [True, False, None]
    assert again.newest("02_context", "a").answer == ["second"]
    assert again.newest("02_context", "nothing") is None


def test_a_text_saved_again_while_it_is_written_takes_the_place_of_its_earlier_version(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite")
    earlier = journal.record("02_context", "essay", "from another day")
    first = journal.record("02_context", "essay", "O")
    journal.record("02_context", "essay", "One", instead_of=first.uid)
    assert [answer for _, _, answer, _ in kept(journal)] == ["from another day", "One"]
    assert earlier.answer == "from another day"


@pytest.mark.parametrize(
    "answer",
    [float("nan"), float("inf"), 10**400, object(), {1, 2}, b"x"],
    ids=["nan", "inf", "huge", "object", "set", "bytes"],
)
def test_what_is_no_json_value_is_refused_and_nothing_is_lost(tmp_path, answer):
    journal = Journal(tmp_path / "journal.sqlite")
    journal.record("n", "i", "before")
    with pytest.raises(ValueError, match="cannot be kept"):
        journal.record("n", "i", answer)
    for name in ("", None, 7, "x" * 101):
        with pytest.raises(ValueError, match="expected a name"):
            journal.record(name, "i", 1)
    assert [answer for _, _, answer, _ in kept(journal)] == ["before"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(answers=st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), JSON, st.none() | st.booleans()), max_size=6))
def test_a_journal_comes_back_from_its_export_as_it_went(tmp_path_factory, answers):
    folder = tmp_path_factory.mktemp("round")
    journal = Journal(folder / "journal.sqlite")
    journal.pseudonym = "otter"
    for item, answer, right in answers:
        journal.record("02_context", item, answer, right=right)
    back = Journal.load_export(journal.export(folder / "out.json"))
    assert kept(back) == kept(journal)
    assert len(kept(back)) == len(answers)
    assert back.answers()["right"].tolist() == [right for _, _, right in answers]
    assert (back.pseudonym, back.id) == ("otter", journal.id)
    other = Journal(folder / "other.sqlite")
    assert other.merge(back) == {"new": len(answers), "here already": 0}
    assert other.merge(back) == {"new": 0, "here already": len(answers)}
    assert kept(other) == kept(journal)
    shutil.rmtree(folder)


def test_bringing_in_keeps_both_versions_and_the_newer_one_counts(tmp_path):
    here, there = Journal(tmp_path / "here.sqlite"), Journal(tmp_path / "there.sqlite")
    here.record("02_context", "essay", "older, here")
    there.record("02_context", "essay", "newer, there")
    there.record("02_context", "other", "only there")
    here.record("02_context", "last", "newest, here")
    before = here.merge(Journal.load_export(there.export(tmp_path / "there.json")))
    assert before == {"new": 2, "here already": 0}
    assert kept(Journal(tmp_path / "here.sqlite")) == [
        ("02_context", "essay", "older, here", False),
        ("02_context", "essay", "newer, there", True),
        ("02_context", "other", "only there", True),
        ("02_context", "last", "newest, here", True),
    ]


def test_sensitive_answers_leave_only_when_ticked_in(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite")
    journal.record("09_after_2022", "delegate", {"text": "SECRET words", "position": "abstaining"}, sensitive=True)
    journal.record("02_context", "essay", "open words")
    without = journal.export(tmp_path / "without.json")
    for path in (without, without.with_suffix(".html")):
        assert "SECRET" not in path.read_text(encoding="utf-8")
        assert "open words" in path.read_text(encoding="utf-8")
    assert json.loads(without.read_text(encoding="utf-8"))["withheld"] == 1
    ticked = journal.export(tmp_path / "ticked.json", include=[("09_after_2022", "delegate")])
    assert "SECRET" in ticked.read_text(encoding="utf-8")
    assert bool(Journal.load_export(ticked).answers()["sensitive"].iloc[0]) is True


def test_an_export_has_a_page_beside_it_follows_its_schema_and_replaces_an_older_one_whole(tmp_path):
    import jsonschema

    journal = Journal(tmp_path / "journal.sqlite")
    assert journal.exported == ""
    journal.record("02_context", "a", '<img src=x onerror="alert(1)"></p><script>alert(1)</script>')
    path = journal.export(tmp_path / "mine.json")
    journal.record("02_context", "b", 2)
    assert journal.export(tmp_path / "mine.json") == path
    content = json.loads(path.read_text(encoding="utf-8"))
    published = (ROOT / "notebooks" / "checks" / "export.schema.json").read_text(encoding="utf-8")
    assert published == exports.json_schema_text()
    jsonschema.validate(content, json.loads(published))
    assert (content["format"], content["version"], len(content["answers"])) == ("in-between-journal", 1, 2)
    page = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page
    assert sorted(each.name for each in tmp_path.glob("mine*")) == ["mine.html", "mine.json"]
    assert Journal(tmp_path / "journal.sqlite").exported >= content["answers"][-1]["at"]
    with pytest.raises(ValueError, match=r"\.json"):
        journal.export(tmp_path / "mine.txt")
    assert [each.name for each in tmp_path.glob(".*")] == [], "a half-made file is left"


def test_the_page_beside_an_export_reads_without_the_collection(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite")
    journal.record("02_context", "arms-deliveries", "stopped", right=False)
    journal.record("02_context", "split", {"secret-speech": "power"})
    journal.record("02_context", "sentence", {"text": "Line one\nline two"})
    page = journal.export(tmp_path / "mine.json").with_suffix(".html").read_text(encoding="utf-8")
    for words in (
        "Russian arms deliveries to China between 2005 and 2023?", "They stopped in the mid-2000s", "Speech on Stalin: power",
        "made-up newspaper sentence", "line two", "3 things done",
    ):  # fmt: skip
        assert words in page


def test_what_shares_its_uid_with_another_answer_is_kept_beside_it(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite")
    mine = journal.record("n", "i", "mine")
    entry = {**GOOD["answers"][0], "uid": mine.uid}
    (tmp_path / "theirs.json").write_bytes(
        changed(answers=[{**entry, "answer": t} for t in ("theirs", "theirs", "third")])
    )
    theirs = Journal.load_export(tmp_path / "theirs.json")
    assert len(theirs.answers()) == 2
    assert journal.merge(theirs) == {"new": 2, "here already": 0}
    assert sorted(Journal(journal.path).answers()["answer"]) == ["mine", "theirs", "third"]


def test_the_last_answer_counts_when_the_clock_was_set_back_or_an_import_comes_from_the_future(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "journal.sqlite")
    journal.record("n", "i", "first")
    real = exports.now
    monkeypatch.setattr(exports, "now", lambda: "2020-01-01T00:00:00.000000+00:00")
    journal.record("n", "i", "second")
    monkeypatch.setattr(exports, "now", real)
    assert journal.newest("n", "i").answer == "second"
    (tmp_path / "future.json").write_bytes(answered(at="2099-01-01T00:00:00+00:00"))
    journal.merge(Journal.load_export(tmp_path / "future.json"))
    journal.record("n", "i", "third")
    assert journal.newest("n", "i").answer == "third"
    assert len(journal.answers()) == 4


def test_an_empty_journal_goes_on_as_the_one_brought_in(tmp_path):
    monday = Journal()
    monday.pseudonym = "owl"
    monday.record("n", "i", 1)
    tuesday = Journal(tmp_path / "tuesday.sqlite")
    before = tuesday.id
    tuesday.merge(Journal.load_export(monday.export(tmp_path / "monday.json")))
    again = Journal(tmp_path / "tuesday.sqlite")
    assert (again.id, again.pseudonym) == (monday.id, "owl")
    assert again.id != before


def test_while_the_file_is_locked_nothing_is_exported_as_if_it_were_all(tmp_path):
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    journal.record("n", "i", "kept")
    journal.pseudonym = "owl"
    good = journal.export(tmp_path / "mine.json").read_bytes()
    identity = journal.id
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    attempts = (
        lambda: Journal(path).export(tmp_path / "mine.json"), lambda: Journal(path).merge(Journal()),
        lambda: Journal(path).id, lambda: Journal(path).clear(),
    )  # fmt: skip
    for attempt in attempts:
        with pytest.raises(OSError, match="held by another program"):
            attempt()
    connection.execute("COMMIT")
    connection.close()
    assert (tmp_path / "mine.json").read_bytes() == good
    assert (Journal(path).id, Journal(path).pseudonym, len(Journal(path).answers())) == (identity, "owl", 1)


def test_a_journal_too_large_for_an_export_leaves_superseded_versions_and_then_says_so(tmp_path):
    journal = Journal()
    with pytest.raises(ValueError, match="characters"):
        journal.record("n", "i", "x" * 70_000)
    for number in range(120):
        journal.record("n", "one", f"{number}" + "x" * 50_000)
    back = Journal.load_export(journal.export(tmp_path / "out.json"))
    assert [answer[:3] for answer in back.answers()["answer"]] == ["119"]
    for number in range(120):
        journal.record("n", f"item {number}", "x" * 50_000)
    with pytest.raises(ValueError, match="shorten"):
        journal.export(tmp_path / "out.json")
    assert len(Journal.load_export(tmp_path / "out.json").answers()) == 1


def test_damaged_rows_and_a_newer_edition_are_told_and_left_alone(tmp_path):
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    journal.record("n", "i", "good")
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO answers SELECT 'bad', notebook, item, 'no', at, right, sensitive FROM answers")
    assert journal.answers()["answer"].tolist() == ["good"]
    assert "damaged" in journal.problem
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 2")
    newer = Journal(path)
    newer.record("n", "i", "mine")
    assert "newer edition" in newer.problem
    assert newer.answers()["answer"].tolist() == ["mine"]
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (2,)


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_journal_is_its_reader_s_alone_and_an_impossible_name_is_told(tmp_path):
    Journal(tmp_path / "journal.sqlite").record("n", "i", 1)
    assert (tmp_path / "journal.sqlite").stat().st_mode & 0o077 == 0
    too_long = Journal(tmp_path / ("x" * 300))
    too_long.record("n", "i", 1)
    assert "memory only" in too_long.problem
    assert len(too_long.answers()) == 1


def test_every_version_of_a_sensitive_item_stays(tmp_path):
    journal = Journal()
    journal.record("n", "i", "SECRET1")
    journal.record("n", "i", "SECRET2", sensitive=True)
    journal.record("n", "open", "open words")
    content = journal.export(tmp_path / "out.json").read_text(encoding="utf-8")
    assert "SECRET" not in content
    assert "open words" in content


def test_emptying_removes_all_and_begins_another_journal(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite")
    journal.record("n", "i", "gone")
    journal.pseudonym, before = "owl", journal.id
    journal.clear()
    again = Journal(tmp_path / "journal.sqlite")
    assert (len(again.answers()), again.pseudonym, again.exported) == (0, "", "")
    assert again.id != before


# --- durability ----------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path):
    moments = random.Random(62)
    path, acknowledged = tmp_path / "journal.sqlite", 0
    command = [sys.executable, "-c", FORKING, str(path)]
    with subprocess.Popen(command, cwd=ROOT / "notebooks", stdin=subprocess.PIPE, text=True) as forking:
        for turn in range(50):
            pipe = tmp_path / f"turn{turn}"
            os.mkfifo(pipe)
            print(pipe, file=forking.stdin, flush=True)
            with pipe.open(encoding="utf-8") as said:
                process = int(said.readline())
                seen = [said.readline() for _ in range(5)]
                threading.Timer(moments.uniform(0, 0.06), os.kill, [process, signal.SIGKILL]).start()
                seen += said.readlines()
            numbers = [int(line) for line in seen if line.endswith("\n")]
            assert numbers, "killed before the first answer"
            table = Journal(path).answers()
            found = set(table["item"])
            assert {f"turn{turn}-{number}" for number in numbers} <= found
            acknowledged += len(numbers)
            assert len(found) >= acknowledged
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert acknowledged > 200


def test_two_processes_and_many_threads_write_at_once_and_nothing_is_lost(tmp_path):
    path, count = tmp_path / "journal.sqlite", 60
    processes = [writer(path, name, count) for name in ("one", "two")]
    journal = Journal(path)
    threads = [
        threading.Thread(target=lambda n=n: [journal.record("02_context", f"thread{n}-{i}", i) for i in range(20)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process in processes:
        said = process.communicate()[0].split()
        assert said == [str(number) for number in range(count)]
    items = Journal(path).answers()["item"]
    assert len(items) == len(set(items)) == 2 * count + 4 * 20
    assert journal.problem is None


def test_a_place_that_cannot_be_written_is_told_at_once_and_answers_stay_in_memory(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    journal = Journal(tmp_path / "file" / "journal.sqlite")
    journal.record("02_context", "a", "kept")
    assert "memory only" in journal.problem and "export" in journal.problem
    assert [answer for _, _, answer, _ in kept(journal)] == ["kept"]
    assert len(Journal.load_export(journal.export(tmp_path / "out.json")).answers()) == 1
    # when the way is free again, the next answer takes all with it
    (tmp_path / "file").unlink()
    journal.record("02_context", "b", "and this")
    assert journal.problem is None
    assert [answer for _, _, answer, _ in kept(Journal(journal.path))] == ["kept", "and this"]


LIMITED = """
import resource, sys
from inbetween.learn import Journal
journal = Journal(sys.argv[1])
journal.record("n", "first", "x")
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
for number in range(40):
    journal.record("n", f"i{number}", "y" * 4000)
    if journal.problem:
        break
print(number, len(journal.answers()), journal.problem)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files as a full disk would")
def test_a_disk_that_takes_no_more_is_told_and_what_it_took_stays_readable(tmp_path):
    path = tmp_path / "journal.sqlite"
    answer = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], cwd=ROOT / "notebooks", capture_output=True, text=True, check=True
    ).stdout.split(maxsplit=2)
    number, held, problem = int(answer[0]), int(answer[1]), answer[2]
    assert "memory only" in problem
    assert held == number + 2, "the answer that did not fit is not in memory"
    assert len(Journal(path).answers()) == number + 1
    assert 2 < number < 30


def test_a_damaged_journal_file_is_told_and_left_as_it_is(tmp_path):
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"this is no database" * 100)
    journal = Journal(path)
    journal.record("n", "i", "kept")
    assert "damaged" in journal.problem
    assert len(journal.answers()) == 1
    assert path.read_bytes() == b"this is no database" * 100


def test_a_locked_file_waits_and_then_takes_the_answer(tmp_path):
    path = tmp_path / "journal.sqlite"
    Journal(path).record("n", "i", 1)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    threading.Timer(0.8, connection.execute, ["COMMIT"]).start()
    began = time.monotonic()
    journal = Journal(path)
    journal.record("n", "i", 2)
    assert time.monotonic() - began > 0.5
    assert journal.problem is None
    connection.close()


def test_a_journal_without_a_file_keeps_everything_in_memory():
    journal = Journal()
    journal.record("n", "i", 1)
    journal.pseudonym = "wren"
    assert (len(journal.answers()), journal.pseudonym, journal.problem) == (1, "wren", None)
    assert journal.id == journal.id != Journal().id


# --- exports that are none -----------------------------------------------------------------------


def nested(depth: int) -> bytes:
    return changed(answers=[{**GOOD["answers"][0], "answer": "HERE"}]).replace(b'"HERE"', b"[" * depth + b"]" * depth)


FAR_EAST = answered(at="2026-01-01T14:00:00+14:00")
HOSTILE = {
    "empty": (b"", "empty"),
    "blank": (b" \n ", "empty"),
    "broken off": (changed()[:-20], "broken off"),
    "not JSON": (b"PK\x03\x04 a zip", "JSON"),
    "not UTF-8": (changed(pseudonym="x").replace(b'"x"', b'"\xff\xfe"'), "UTF-8"),
    "UTF-16": (changed().decode().encode("utf-16"), "UTF-8"),
    "a list": (b"[]", "shape"),
    "another format": (changed(format="bibtex"), "not an export"),
    "no format": (b"{}", "not an export"),
    "a future version": (changed(version=99), "newer edition"),
    "a version far away": (changed(version=10**17), "newer edition"),
    "version nought": (changed(version=0), "does not exist"),
    "a version in words": (changed(version="1"), "shape"),
    "no answers": (json.dumps({k: v for k, v in GOOD.items() if k != "answers"}).encode(), "answers"),
    "answers of another kind": (changed(answers={"a": 1}), "shape"),
    "an answer without item": (
        changed(answers=[{"uid": "u", "notebook": "n", "answer": 1, "at": GOOD["made"]}]),
        "item",
    ),
    "a moment that is none": (answered(at="yesterday"), "at"),
    "a moment out of range": (answered(at="2026-13-45T99:99:99"), "moment"),
    "a moment without offset": (answered(at="2026-01-01T00:00:00"), "offset"),
    "the end of time": (answered(at="9999-12-31T23:59:59-14:00"), "moment"),
    "the beginning of time": (answered(at="0001-01-01T00:00:00+14:00"), "moment"),
    "made at the end of time": (changed(made="9999-12-31T23:59:59-14:00"), "moment"),
    "a name far too long": (answered(item="x" * 5000), "shape"),
    "21 deep": (nested(22), "deep"),
    "a million deep": (b"[" * 1_000_000 + b"]" * 1_000_000, "shape"),
    "a million deep inside": (nested(1_000_000), "deep"),
    "a million objects deep": (b'{"format":' * 400_000, "deep"),
    "NaN": (answered().replace(b'"x"', b"NaN"), "JSON"),
    "10^400": (answered().replace(b'"x"', b"1e400"), "range"),
    "10^400 in digits": (answered().replace(b'"x"', b"1" + b"0" * 400), "18 digits"),
    "a number of 100,000 digits": (answered().replace(b'"x"', b"9" * 100_000), ""),
    "half a letter": (answered().replace(b'"x"', b'"\\ud800"'), "JSON"),
    "too large": (b" " * 6_000_000, "larger"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_export_is_refused_with_a_reason(tmp_path, name):
    content, reason = HOSTILE[name]
    path = tmp_path / "theirs.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="theirs.json: ") as refused:
        Journal.load_export(path)
    assert reason in str(refused.value)
    assert len(str(refused.value)) < 400


def test_the_good_one_among_them_is_read(tmp_path):
    path = tmp_path / "good.json"
    for content in (changed(), b"\xef\xbb\xbf" + changed(), changed(unknown={"more": [1]}), nested(15), FAR_EAST):
        path.write_bytes(content)
        assert len(Journal.load_export(path).answers()) == 1


@settings(deadline=None, derandomize=True, max_examples=300)
@given(data=st.data())
def test_any_damage_to_an_export_is_read_or_refused(data):
    content = bytearray(changed())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        export = exports.decode(bytes(content))
    except ValueError as problem:
        assert str(problem)
    else:
        assert isinstance(msgspec.json.encode(export), bytes)


def test_links_folders_and_missing_files_are_refused(tmp_path):
    target = tmp_path / "good.json"
    target.write_bytes(changed())
    (tmp_path / "folder.json").mkdir()
    refused = {"missing.json": "cannot be read", "folder.json": "not a file"}
    if os.name != "nt":
        (tmp_path / "link.json").symlink_to(target)
        os.mkfifo(tmp_path / "pipe.json")
        refused |= {"link.json": "links are not followed", "pipe.json": "not a file"}
    for name, reason in refused.items():
        with pytest.raises(ValueError, match=reason):
            Journal.load_export(tmp_path / name)
    assert len(refused) >= 2
