"""The audit log: what root saw of a PIO's sessions, and how a session is no longer that.

With several real accounts: tests/shared_workstation/test_audit_log.py.
"""

import os
from pathlib import Path

import msgspec
import pytest
from factories.sessions import NOON, Walk, actor
from msgspec.structs import replace
from needs import need_root

from checklists.index.index import open_index
from checklists.index.watch import QueueWatch
from checklists.records.audit_log import MOST_SUPERSEDED, Difference, Note, Sighting, uid_of
from checklists.records.codec import write_record
from checklists.records.store import Store
from checklists.session.model import Actor, Session
from checklists.workstation.paths import find_places

ROOT = Actor("root", 0)


class Office:
    """A home of root's with a PIO's sessions, and the log that root keeps of them."""

    def __init__(self, home: Path) -> None:
        self.places = find_places({"CLEARTOPOST_HOME": str(home)})
        self.places.audit.mkdir(parents=True)
        self.places.sessions.mkdir()
        self.places.reviews.mkdir()
        self.store = Store(self.places, ROOT)
        self.walk = Walk("traffic-advisory", NOON, actor())
        self.walk.session = replace(self.walk.session, revision=1)
        self.save()

    @property
    def id(self) -> str:
        return self.walk.session.id

    @property
    def path(self) -> Path:
        month = f"{self.id[:4]}-{self.id[4:6]}"
        return self.places.sessions / actor().login / month / f"{self.id}.toml"

    def save(self, session: Session | None = None) -> bytes:
        """Put the session on disk as its author's; gives back its bytes."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self.put(write_record(session or self.walk.session))

    def put(self, data: bytes) -> bytes:
        self.path.unlink(missing_ok=True)
        self.path.write_bytes(data)
        os.chown(self.path, actor().uid, actor().uid)
        return data

    def goes_on(self, text: str = "Kestrel Lane is closed.") -> bytes:
        """One more thing that the author did, saved."""
        self.walk.write(text, changes_meaning=False)
        self.walk.session = replace(self.walk.session, revision=self.walk.session.revision + 1)
        return self.save()

    def queue(self) -> tuple[Difference, ...]:
        """What a queue that is opened now says, once it has read."""
        index = open_index(self.places, self.store)
        watch = QueueWatch(index, ROOT, audit=self.store.audit)
        for _ in watch.refresh(NOON):
            pass
        watch.close()
        return watch.differences

    def hows(self) -> list[str]:
        """What anybody finds who looks now."""
        return [found.how for found in Store(self.places, ROOT).audit.differences()]

    @property
    def log(self) -> Path:
        return self.places.audit / f"{self.id[:4]}-{self.id[4:6]}.0.log"

    def lines(self) -> int:
        return len(self.log.read_bytes().split())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    need_root()
    return Office(tmp_path / "home")


def test_a_queue_notes_what_it_reads_once(office: Office) -> None:
    assert office.queue() == ()
    noted = office.log.read_bytes()
    assert office.id.encode() in noted
    office.queue()
    assert office.log.read_bytes() == noted
    office.goes_on()
    office.queue()
    assert office.lines() == 2


def test_one_that_is_gone_is_missing_until_the_same_file_is_back(office: Office) -> None:
    data = office.goes_on()
    office.queue()
    office.path.unlink()
    [found] = office.queue()
    assert (found.how, found.note.session, found.note.revision) == ("missing", office.id, 2)
    office.put(data)
    assert office.queue() == ()


def test_one_in_the_folder_of_a_colleague_is_missing_from_its_own(office: Office) -> None:
    office.queue()
    copy = office.places.sessions / "dlee" / office.path.parent.name / office.path.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(office.path.read_bytes())
    office.path.unlink()
    assert office.hows() == ["missing"]


def test_an_earlier_file_put_back_is_older_until_the_latest_is_back(office: Office) -> None:
    first = office.path.read_bytes()
    latest = office.goes_on()
    office.queue()
    office.put(first)
    [found] = office.queue()
    assert (found.how, found.note.revision, found.revision) == ("older", 2, 1)
    assert office.hows() == ["older"], "and it stays noted, for whoever looks next"
    office.put(latest)
    assert office.queue() == ()


def test_an_earlier_file_that_went_on_has_another_history(office: Office) -> None:
    before = office.walk.session
    office.goes_on()
    office.queue()
    office.walk.session = before
    for number in range(3):
        office.goes_on(f"Another story, {number}.")
    assert [found.how for found in office.queue()] == ["gone-on"]


def test_what_an_author_seals_again_under_the_same_revision_is_other_content(
    office: Office,
) -> None:
    office.queue()
    seen = office.path.read_bytes()
    office.walk.session = replace(office.walk.session, case_number="26-9999")
    office.save()
    assert [found.how for found in office.queue()] == ["replaced"]
    office.goes_on()
    assert [found.how for found in office.queue()] == ["gone-on"], "it is not forgotten"
    office.put(seen)
    assert office.queue() == ()


def test_an_edit_by_hand_is_for_the_seal_and_an_earlier_revision_is_not(office: Office) -> None:
    first = office.path.read_bytes()
    latest = office.goes_on()
    office.queue()
    office.put(latest.replace(b"Kestrel", b"Heron"))
    assert office.queue() == ()
    assert office.lines() == 1, "what is not sealed is not noted"
    office.put(latest)
    assert office.queue() == ()
    office.put(first + b"# a comment\n")
    assert [found.how for found in office.queue()] == ["older"]


def test_notes_on_ones_own_session_and_on_an_earlier_owners_do_not_count(office: Office) -> None:
    note = Note(NOON, actor().uid, office.id, actor().uid, 99, "", "")
    own = office.log.with_name(f"{office.log.name[:7]}.{actor().uid}.log")
    write(own, note)
    os.chown(own, actor().uid, actor().uid)
    assert office.store.audit.look_at(office.path) is None
    office.log.unlink()
    office.path.unlink()
    assert office.hows() == []
    office.save()
    write(office.log, Note(NOON, 0, office.id, actor().uid + 1, 99, "", ""))
    assert office.hows() == ["missing"], "of whoever had that user ID"


def test_a_log_counts_only_as_the_file_of_the_account_in_its_name(office: Office) -> None:
    note = Note(NOON, 1003, office.id, actor().uid, 99, "", "")
    log = office.log.with_name(f"{office.log.name[:7]}.1003.log")
    write(log, note)
    assert office.store.audit.look_at(office.path) is None
    os.chown(log, 1003, 1003)
    found = Store(office.places, ROOT).audit.look_at(office.path)
    assert found is not None
    assert (found.how, found.note.by) == ("older", 1003)
    assert (uid_of(log.name), uid_of("notes.txt")) == (1003, -1)


def write(log: Path, *notes: Note) -> None:
    with log.open("ab") as file:
        file.write(b"".join(msgspec.json.encode(note) + b"\n" for note in notes))


@pytest.mark.parametrize(
    "junk",
    [b"\xff\xfe\n", b'{"at": 1}\n', b'{"session": "../../etc', b"\n\n\n", b"\x1b]52;c;!\x07\n"],
)
def test_what_is_no_note_is_passed_over(office: Office, junk: bytes) -> None:
    """As what a full disk has left of a line, after which the next begins on its own."""
    office.log.write_bytes(junk)
    office.queue()
    office.path.unlink()
    assert office.hows() == ["missing"]


def test_a_link_or_a_pipe_in_place_of_a_log_is_neither_read_nor_written(
    office: Office, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    office.log.symlink_to(target)
    assert office.queue() == ()
    assert target.read_text() == "mine"
    assert office.store.audit.problem
    office.log.unlink()
    os.mkfifo(office.log)
    assert office.queue() == ()


def test_what_could_not_be_noted_is_noted_by_the_next_look(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    index = open_index(office.places, office.store)
    watch = QueueWatch(index, ROOT, audit=office.store.audit)

    def full(descriptor: int, data: bytes) -> int:
        if str(office.places.audit) in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        list(watch.refresh(NOON))
    assert "no space left" in watch.not_noted
    assert office.lines() == 0
    list(watch.refresh(NOON))
    assert (watch.not_noted, office.lines()) == ("", 1)
    watch.close()


def test_what_was_read_before_it_was_saved_again_and_noted_is_read_anew(office: Office) -> None:
    """A supervisor reads revision 1; it is saved, and another's look notes revision 2 first."""
    earlier = sighting(office)
    office.goes_on()
    office.queue()
    Store(office.places, ROOT).audit.note([earlier])
    assert (office.lines(), office.hows()) == (1, [])


def sighting(office: Office) -> Sighting:
    read = office.store._read_whole(office.path)
    assert read is not None
    return read.sighting(office.path)


def test_a_long_log_is_written_anew_without_what_others_replace(office: Office) -> None:
    latest = b""
    for _ in range(MOST_SUPERSEDED + 5):
        latest = office.save(one_later(office))
        office.store.audit.note([sighting(office)])
    assert office.lines() < 10
    office.save(replace(office.walk.session, revision=3))
    assert [found.how for found in office.queue()] == ["older"]
    office.put(latest)
    assert office.hows() == []


def one_later(office: Office) -> Session:
    office.walk.session = replace(office.walk.session, revision=office.walk.session.revision + 1)
    return office.walk.session


def test_a_note_is_one_line_and_none_where_nothing_changed(office: Office) -> None:
    office.walk.answer_everything()
    office.save()
    office.queue()
    for number in range(20):
        office.goes_on(f"Kestrel Lane, {number}.")
        seen = sighting(office)
        office.store.audit.note([seen])
    before = office.log.read_bytes()
    assert before.count(b"\n{") == 21
    office.store.audit.note([seen])
    assert office.log.read_bytes() == before
