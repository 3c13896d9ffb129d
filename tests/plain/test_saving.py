"""What is shown as saved is on disk; what is not is said, and nothing goes on as if it were."""

import shutil

import pytest
from drivers.prompts import ADVISORY, flat

from checklists.errors import CannotReadOrWrite
from checklists.records.store import ChangedOutside, Store

LINES = flat(ADVISORY)
AT_TOLD = LINES.index("Sgt. Brown, patrol")


class Disk:
    """A disk that fails so many times from a given save on."""

    def __init__(self, monkeypatch, *, after, fails):
        self.saves = 0
        self.left = fails
        whole = Store.replace
        disk = self

        def save(self, *arguments):
            disk.saves += 1
            if disk.saves > after and disk.left > 0:
                disk.left -= 1
                raise CannotReadOrWrite("Cannot save", "no space left on device.", "Free up space.")
            return whole(self, *arguments)

        monkeypatch.setattr(Store, "replace", save)


def saves_before(desk, number):
    """How many saves there are before a line of the advisory."""
    return desk.talk(*LINES[:number], start="traffic-advisory").session.revision


@pytest.fixture
def at_told(desk):
    """How many saves come before who told it is said."""
    made = saves_before(desk, AT_TOLD)
    shutil.rmtree(desk.home)
    return made


def test_a_full_disk_is_said_with_its_reason_and_tried_again(desk, monkeypatch, at_told):
    Disk(monkeypatch, after=at_told, fails=1)
    said = desk.talk(*LINES, start="traffic-advisory")
    assert "! NOT SAVED: no space left on device. Free up space." in said.flowing
    assert "Saved now: 02:14:07." in said.text
    assert said.session.ready is not None


def test_from_a_pipe_it_ends_before_the_next_line_answers_another_question(
    desk, monkeypatch, at_told
):
    Disk(monkeypatch, after=at_told, fails=99)
    said = desk.talk(*LINES, start="traffic-advisory")
    assert said.code == 3
    assert "Everything is saved" not in said.text
    assert "NOT SAVED" in said.lines[-2]
    assert said.lines[-1].startswith("What was saved before is kept. Resume with: ")
    assert "told-by" not in said.session.entered_in("injury-status")[0]
    assert said.text.count("When (n for now") == 0


def test_at_a_terminal_nothing_else_is_asked_until_it_is_saved(desk, monkeypatch, at_told):
    Disk(monkeypatch, after=at_told, fails=4)
    waiting = ["", "1", "yes"]
    lines = [*LINES[: AT_TOLD + 1], *waiting, *LINES[AT_TOLD + 1 :]]
    said = desk.talk(*lines, start="traffic-advisory", interactive=True)
    assert said.text.count("Enter tries again; quit leaves without saving:") == 3
    assert said.session.ready is not None
    record = said.session.answer("injury-status").evidence[0]
    assert record["told-by"] == "Sgt. Brown, patrol"


def test_quit_leaves_without_it_and_says_so_in_its_code(desk, monkeypatch, at_told):
    Disk(monkeypatch, after=at_told, fails=99)
    said = desk.talk(*LINES[: AT_TOLD + 1], "quit", start="traffic-advisory", interactive=True)
    assert said.code == 3
    ended = desk.talk(*LINES[: AT_TOLD + 1], session_id=said.session.id, interactive=True)
    assert ended.code == 3


def test_the_text_is_not_written_on_before_its_line_is_saved(desk, monkeypatch):
    before = saves_before(desk, 2)
    shutil.rmtree(desk.home)
    Disk(monkeypatch, after=before, fails=99)
    said = desk.talk(*LINES, start="traffic-advisory")
    assert said.code == 3
    assert said.session.draft.typed.text == "Route 9 is closed at Mill Road.\n"


def started_as_another_type(desk, monkeypatch, fails, *lines, interactive):
    """What is said where the earlier session's withdrawal cannot be saved at first."""
    until = LINES.index("no")
    first = desk.talk(*LINES[:until], start="traffic-advisory")
    Disk(monkeypatch, after=0, fails=fails)
    said = desk.talk("yes", "1", *lines, session_id=first.session.id, interactive=interactive)
    return desk.store.read(desk.store.find(first.session.id)).session, said


@pytest.mark.parametrize("interactive", [True, False])
def test_a_withdrawal_that_waits_is_saved_before_the_new_session_goes_on(
    desk, monkeypatch, interactive
):
    before, said = started_as_another_type(desk, monkeypatch, 1, interactive=interactive)
    assert "Started again, not canceled" in said.flowing
    assert before.withdrawn.reason == f"Started as another type: {said.session.id}"
    assert said.lines[-1].endswith(said.session.id)
    assert said.code == 0


def test_a_withdrawal_that_is_never_saved_is_no_end_at_which_all_is_saved(desk, monkeypatch):
    before, said = started_as_another_type(desk, monkeypatch, 99, "home", interactive=False)
    assert before.withdrawn is None
    assert "Everything is saved" not in said.text
    assert said.code == 3


def test_a_file_that_changed_meanwhile_is_told_and_not_overwritten(desk):
    def edit():
        found = desk.newest()
        if found is not None and found.draft.text and not found.steps:
            path = desk.store.find(found.id)
            path.write_bytes(path.read_bytes().replace(b"26-1182", b"26-9999"))

    said = desk.talk(*LINES, start="traffic-advisory", before=edit)
    assert "Changed outside the program" in said.flowing
    assert said.session.case_number == "26-9999"
    assert said.session.steps == ()
    assert said.session.ready is None


def test_a_change_outside_while_it_waits_is_told(desk, monkeypatch, at_told):
    def changed(self, *_):
        raise ChangedOutside("Changed outside the program", "It is another file.", "Look at it.")

    disk = Disk(monkeypatch, after=at_told, fails=1)

    def edit():
        if disk.left == 0:
            monkeypatch.setattr(Store, "replace", changed)

    said = desk.talk(*LINES[: AT_TOLD + 3], start="traffic-advisory", before=edit)
    assert "It is another file." in said.flowing
    assert said.session.answer("injury-status") is None


def test_each_value_is_on_disk_before_the_next_is_asked(desk):
    seen = []

    def look():
        session = desk.newest()
        entered = session.entered_in("injury-status") if session is not None else ()
        if entered:
            seen.append(set(entered[0]))

    desk.talk(*LINES[: AT_TOLD + 2], start="traffic-advisory", before=look)
    assert seen == [
        {"answer"},
        {"answer", "told-by"},
        {"answer", "told-by", "when"},
    ]


def test_each_line_of_the_text_is_on_disk_before_the_next(desk):
    seen = []

    def look():
        session = desk.newest()
        typed = session.draft.typed if session is not None else None
        seen.append(typed.text if typed is not None else None)

    desk.talk("26-1182", "One.", "Two.", ".", start="traffic-advisory", before=look)
    assert seen == [None, None, "One.\n", "One.\nTwo.\n", "One.\nTwo."]


def test_a_full_record_offers_a_new_session_and_keeps_what_is_saved(desk, monkeypatch, at_told):
    monkeypatch.setattr("checklists.records.codec.LARGEST", 4_000)
    lines = [*LINES[:AT_TOLD], *["Sgt. Brown " + "of patrol " * 6, "n", "yes"], *LINES[AT_TOLD:]]
    said = desk.talk(*lines, "yes", "yes", "yes", start="traffic-advisory")
    assert "The record is full" in said.flowing
    assert len(list(desk.store.paths())) == 2
    monkeypatch.setattr("checklists.records.codec.LARGEST", 1024 * 1024)
    old, new = sorted(
        (desk.store.look(p).session for p in desk.store.paths()), key=lambda s: len(s.history)
    )[::-1]
    assert old.withdrawn is None
    assert new.draft.text == old.draft.text
    assert [answer.as_given for answer in new.steps] == list(old.steps) != []
