"""A session as TOML text, and back.

The text is written table by table in the order in which a person reads it: what it is, its status,
the post, the people, the steps, the history, the seal. `tomli_w` writes each table's body (given
the whole, it would hoist and nest).

Reading trusts nothing: an unknown key, a newer schema, a value of the wrong kind or a character
that may not reach a terminal is one clear problem with its line. A file of an older schema is read
and left as it is: the next change of its session writes it anew. The seal is a digest over every
byte above it; a text whose seal does not fit is read with `sealed` false.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import tomli
import tomli_w
from msgspec import Struct
from msgspec.structs import replace

from checklists.definitions.toml_lines import line_index, line_of
from checklists.errors import CannotReadOrWrite, Refused
from checklists.gate.ended import has_ended
from checklists.records.limits import is_plain, repeated, unfit_value
from checklists.records.superseded import Superseded, base_of, expanded, makers, shortened
from checklists.records.upgrades import OtherSchema, Step, newest, steps_from, upgraded
from checklists.remembered import remembered
from checklists.session.model import (
    Account,
    Answer,
    Continues,
    Draft,
    Evidence,
    FormDraft,
    Found,
    HistoryEntry,
    Media,
    Person,
    PhoneApproval,
    Posted,
    QuestionAnswer,
    Ready,
    Session,
    Updates,
    Withdrawn,
)

STEPS: tuple[Step, ...] = ()
"""From each schema of a session file to the next."""
LARGEST = 1024 * 1024
"""The largest session file, in bytes. Enough for 300 people in the longest types, each confirmed
and corrected on their own in every step (993 KiB); read in less than a second."""
WARN_FROM = 800 * 1024
MOST_RECORDS = 1_500_000
"""So many records may superseded answers have together, counting what they share: a file that is
read makes no more of itself than that."""

_REMEMBERED = 5000
"""So many texts of each kind are kept from save to save: those of the largest file that is."""

_SEAL = re.compile(rb'\n\[seal\]\ndigest = "(sha256:[0-9a-f]{64})"\n\Z')
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")
_MULTI_LINE_KEYS = frozenset({"text"})


class Unreadable(CannotReadOrWrite):
    """A file that cannot be read as a session, with the line where there is one.

    `what` is the reason alone, for a list. It never contains a value from the file. `is_transient`:
    the system could not read the file, and may be able to at the next attempt.
    """

    def __init__(
        self, name: str, what: str, what_to_do: str, line: int = 0, *, is_transient: bool = False
    ) -> None:
        where = f"{name}:{line}" if line else name
        super().__init__("Cannot be read", f"{where}: {what}.", what_to_do)
        self.what = f"line {line}: {what}" if line else what
        self.is_transient = is_transient


class TooLarge(Refused):
    """The record would become larger than a session file may be."""


# Writing


def write_record(session: Session) -> bytes:
    """Return the session as the bytes of its file. Raises TooLarge."""
    body = "\n".join(_tables(session)).encode()
    seal = "sha256:" + hashlib.sha256(body).hexdigest()
    data = body + f'\n[seal]\ndigest = "{seal}"\n'.encode()
    superseded = (entry.superseded for entry in session.history if entry.superseded is not None)
    if len(data) > LARGEST or sum(len(a.evidence) for a in superseded) > MOST_RECORDS:
        raise TooLarge(
            "The record is full",
            f"This session would need {len(data) // 1024} KiB; the limit is {LARGEST // 1024}.",
            "What was saved is safe. Continue in a new session for this post.",
        )
    return data


def _tables(session: Session) -> Iterator[str]:
    yield _body(
        {
            "schema": newest(STEPS),
            "id": session.id,
            "incident_type": session.incident_type,
            "checklist_revision": session.checklist_revision,
            **({"case_number": session.case_number} if session.case_number else {}),
            "revision": session.revision,
            "started_at": session.started_at,
            "author": session.author,
            "author_uid": session.author_uid,
            "history_digest": session.history_digest,
        }
    )
    for name, mark in (
        ("updates", session.updates),
        ("continues", session.continues),
        ("withdrawn", session.withdrawn),
        ("ready", session.ready),
    ):
        if mark is not None:
            yield f"[{name}]\n" + _body(_plain(mark))
    yield from _list("by_phone", map(_plain, session.by_phone))
    yield from map(_posted_table, session.posted)
    draft = _plain(session.draft)
    media = draft.pop("media", [])
    typed = draft.pop("typed", None)
    variants = draft.pop("variants", {})
    yield "[draft]\n" + _body({"platforms": [], "meaning": 1, **draft})
    if variants:
        yield "[draft.variants]\n" + _body(variants, multi_line=True)
    if typed is not None:
        typed_variants = typed.pop("variants", {})
        yield "[draft.typed]\n" + _body(typed)
        if typed_variants:
            yield "[draft.typed.variants]\n" + _body(typed_variants, multi_line=True)
    yield from _list("draft.media", media)
    yield from map(_person_table, session.people)
    yield from _list("questions", (_plain(question) for question in session.questions))
    yield from map(_step_table, session.steps)
    yield from (_entered_table(entered) for entered in session.entered)
    yield from _list("kept", map(_plain, session.kept))
    yield from _history(session)


def _history(session: Session) -> Iterator[str]:
    author = Account(session.author, session.author_uid)
    written: list[str] = []
    after: dict[str, Answer | None] = {answer.id: answer for answer in session.steps}
    for entry, maker in reversed([*zip(session.history, makers(session.history), strict=True)]):
        base = (after.get(entry.step), maker) if entry.superseded is not None else (None, None)
        written.append(_history_table(entry, None if entry.by == author else entry.by, *base))
        if entry.step:
            after[entry.step] = entry.superseded
    yield from reversed(written)


def _posted_table(posted: Posted) -> str:
    table = _plain(posted)
    follow_ups, differs = table.pop("follow_ups", []), table.pop("differs", [])
    words = _evidence(differs, "differs") if differs else ""
    return "\n".join(["[[posted]]\n" + _body(table) + words, *map(_owed_table, follow_ups)])


def _owed_table(owed: dict[str, Any]) -> str:
    outcomes = owed.pop("outcomes")
    lists = {name: owed.pop(name) for name in ("people", "due") if name in owed}
    text = "".join(f"{name} = {_list_of(values)}\n" for name, values in lists.items())
    return "[[posted.follow_ups]]\n" + _body(owed) + text + _evidence(outcomes, "outcomes")


@remembered(_REMEMBERED)
def _person_table(person: Person) -> str:
    return "[[people]]\n" + _body(_plain(person))


def _plain(value: Struct) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(datetime,))
    return found


def _list(name: str, tables: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (f"[[{name}]]\n" + _body(table) for table in tables)


@remembered(100)
def _step_table(answer: Answer) -> str:
    return _answer_table("steps", answer)


def _answer_table(name: str, answer: Answer) -> str:
    table = _plain(replace(answer, evidence=()))
    return f"[[{name}]]\n" + _body(table) + (_evidence(answer.evidence) if answer.evidence else "")


def _entered_table(entered: FormDraft) -> str:
    return "[[entered]]\n" + _body({"step": entered.step}) + _evidence(entered.evidence)


def _evidence(records: Iterable[Evidence], name: str = "evidence") -> str:
    return (
        f"{name} = [\n" + "".join(f"    {_inline_record(record)},\n" for record in records) + "]\n"
    )


@remembered(_REMEMBERED)
def _history_table(
    entry: HistoryEntry, by: Account | None, after: Answer | None, maker: HistoryEntry | None
) -> str:
    """Return one entry: `by` is None where it was the author; what it superseded is in short.

    `after` is the answer that it made, and `maker` the entry that had made the one before.
    """
    table = _plain(replace(entry, superseded=None))
    if by is None:
        table.pop("by")
    earlier, checked = table.pop("earlier", None), table.pop("checked", None)
    text = "[[history]]\n" + _body(table)
    if earlier is not None:
        variants = earlier.pop("variants", {})
        text += "\n[history.earlier]\n" + _body(earlier)
        if variants:
            text += "\n[history.earlier.variants]\n" + _body(variants, multi_line=True)
    if checked is not None:
        found = checked.pop("found", [])
        text += "\n[history.checked]\n" + _body(checked)
        text += _evidence(found, "found") if found else ""
    if entry.superseded is not None:
        text += "\n" + _superseded_table(entry.superseded, base_of(after, maker))
    return text


def _superseded_table(before: Answer, base: Answer | None) -> str:
    if base is None:
        whole = _answer_table("history.superseded", before)
        return whole.replace("[[history.superseded]]", "[history.superseded]", 1)
    table = shortened(before, base)
    records = {name: table.pop(name) for name in ("evidence", "changed") if name in table}
    without = table.pop("without", None)
    return (
        "[history.superseded]\n"
        + _body(msgspec.to_builtins(table, builtin_types=(datetime,)))
        + (f"without = {_list_of(without)}\n" if without else "")
        + "".join(_evidence(found, name) for name, found in records.items())
    )


def _body(table: Mapping[str, Any], *, multi_line: bool = False) -> str:
    lines = []
    for key, value in table.items():
        if isinstance(value, datetime):
            lines.append(f"{key} = {_value(value)}\n")
            continue
        if isinstance(value, dict):
            lines.append(f"{key} = {_inline(value)}\n")
            continue
        several = isinstance(value, str) and "\n" in value
        lines.append(
            tomli_w.dumps(
                {key: value}, multiline_strings=several and (multi_line or key in _MULTI_LINE_KEYS)
            )
        )
    return "".join(lines)


@remembered(_REMEMBERED)
def _inline_record(record: Evidence) -> str:
    return _inline(record)


def _inline(record: Mapping[str, Any]) -> str:
    parts = []
    for key, value in record.items():
        shown = _list_of(value) if isinstance(value, list) else _value(value)
        parts.append(f"{key if _BARE_KEY.match(key) else _value(key)} = {shown}")
    return "{ " + ", ".join(parts) + " }"


def _list_of(values: Iterable[object]) -> str:
    return "[" + ", ".join(_value(item) for item in values) + "]"


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return tomli_w.dumps({"v": value}).removeprefix("v = ").rstrip("\n")


# Reading


def read_record(data: bytes, name: str) -> Session:
    """Return the session in the bytes of a file. Raises Unreadable; `name` is the file's."""
    if len(data) > LARGEST:
        raise Unreadable(
            name, f"it is larger than {LARGEST // 1024} KiB", "Look at it in a pager, such as less."
        )
    try:
        text = data.decode("utf-8")
        tables = tomli.loads(text)
    except UnicodeDecodeError:
        raise Unreadable(name, "not UTF-8 text", _KEEP) from None
    except tomli.TOMLDecodeError as error:
        raise Unreadable(name, "it is incomplete or not TOML", _KEEP, error.lineno) from None
    except (RecursionError, ValueError):
        raise Unreadable(name, "it is not a session file", _KEEP) from None
    return _Reader(text, tables, name).session(sealed=_seal_fits(data))


def read_ended(data: bytes, name: str) -> Session | None:
    """Return a session that has ended without its texts, people, and answers: enough for a list.

    Most of an archive has ended, and the whole takes twenty times as long. Returns None where the
    whole must be read: nothing is taken out of bytes that are not those this version wrote.
    """
    if not data.startswith(b"schema = %d\n" % newest(STEPS)):
        return None
    draft = data.find(b"\n[draft]\nplatforms = ")
    end, last = data.find(b"\nmeaning = ", draft), data.rfind(b"\n[[history]]\n")
    if min(draft, end, last) < 0 or not _ENDS.search(data, 0, draft) or not _seal_fits(data):
        return None
    # A hold on a case number that it had before binds it as well.
    if _FORMER_CASE in data:
        return None
    made = data[last : data.rfind(b"\n[seal]\n")]
    # With another table in it, or quotes of three, it may be a line of a text.
    if b"\n[" in made[1:] or b'"""' in made:
        return None
    try:
        text = (data[:end] + b"\n" + made).decode()
        session = _Reader(text, tomli.loads(text), name).session(sealed=True)
    except (Unreadable, ValueError, RecursionError):
        return None
    return session if has_ended(session) else None


def author_named(data: bytes) -> int | None:
    """Return the user ID that a file as the program wrote it names as its author's, or None."""
    found = _AUTHOR.search(data, 0, max(data.find(b"\n["), 0))
    return int(found[1]) if found and _seal_fits(data) else None


_AUTHOR = re.compile(rb"\nauthor_uid = ([0-9]{1,10})\n")
_FORMER_CASE = b'\ndid = "case-number"\nnote = '
_ENDS = re.compile(rb"\n\[(?:withdrawn|\[posted\])\]\n")

_USE_NEWER = "The file was not changed. Use that version."
_KEEP = "The file was not changed. Restore it from a backup, or start a new session."


def _seal_fits(data: bytes) -> bool:
    found = _SEAL.search(data)
    if found is None:
        return False
    digest = "sha256:" + hashlib.sha256(data[: found.start()]).hexdigest()
    return digest.encode() == found[1]


T = TypeVar("T")


_LISTS: dict[str, type] = {
    "by_phone": PhoneApproval,
    "posted": Posted,
    "people": Person,
    "questions": QuestionAnswer,
    "steps": Answer,
    "entered": FormDraft,
    "kept": Found,
    "history": HistoryEntry,
}
_TABLES: dict[str, type] = {
    "updates": Updates,
    "continues": Continues,
    "ready": Ready,
    "withdrawn": Withdrawn,
}


class _Reader:
    def __init__(self, text: str, tables: dict[str, Any], name: str) -> None:
        self._text = text
        self._tables = tables
        self._name = name

    def session(self, *, sealed: bool) -> Session:
        try:
            steps = steps_from(self._tables.pop("schema", None), STEPS)
            self._refuse(unfit_value(self._tables, plain=is_plain(self._text)))
            self._tables = upgraded(self._tables, steps)
        except OtherSchema as problem:
            do = _USE_NEWER if problem.is_newer else _KEEP
            raise self._problem(("schema",), str(problem), do) from None
        seal = self._tables.pop("seal", {})
        self._check(seal, ("seal",), dict[str, str])
        if "sealed" in self._tables:
            raise self._problem(("sealed",), "unknown key sealed", _KEEP)
        superseded = self._taken_out_of_history()
        try:
            session = msgspec.convert(self._tables, Session, strict=True)
        except msgspec.ValidationError:
            self._check_tables()
            session = self._convert(self._tables, (), Session)
        session = self._with_superseded(session, superseded)
        self._check_evidence(session)
        self._refuse(repeated(session))
        return replace(session, sealed=sealed)

    def _refuse(self, found: tuple[tuple[str | int, ...], str] | None) -> None:
        if found is not None:
            raise self._problem(*found, _KEEP)

    def _taken_out_of_history(self) -> dict[int, object]:
        """Return the tables of superseded answers by entry; give each entry its `by`."""
        login, uid = self._tables.get("author"), self._tables.get("author_uid")
        # Where one of them is none, that is the problem, and no entry's.
        known = isinstance(login, str) and isinstance(uid, int)
        author = {"login": login, "uid": uid} if known else {"login": "", "uid": 0}
        found: dict[int, object] = {}
        history = self._tables.get("history")
        for number, table in enumerate(history if isinstance(history, list) else ()):
            if isinstance(table, dict):
                table.setdefault("by", author)
                if "superseded" in table:
                    found[number] = table.pop("superseded")
        return found

    def _with_superseded(self, session: Session, tables: Mapping[int, object]) -> Session:
        """Return the session with the superseded answers whole, each read over the next one."""
        history, records = [*session.history], 0
        after: dict[str, Answer | None] = {answer.id: answer for answer in session.steps}
        for number, maker in reversed([*enumerate(makers(session.history))]):
            entry = history[number]
            if number in tables:
                base = base_of(after.get(entry.step), maker)
                before = self._superseded(tables[number], base, ("history", number))
                entry = history[number] = replace(entry, superseded=before)
                records += len(before.evidence)
                if records > MOST_RECORDS:
                    raise self._problem(("history", number), "too many records", _KEEP)
            if entry.step:
                after[entry.step] = entry.superseded
        return replace(session, history=tuple(history))

    def _superseded(
        self, table: object, base: Answer | None, path: tuple[str | int, ...]
    ) -> Answer:
        if base is None:
            whole = self._convert(table, path, Answer)
            self._check_values(whole.evidence, path)
            return whole
        short = self._convert(table, path, Superseded)
        self._check_values(short.evidence or (), path)
        changed = [{k: v for k, v in r.items() if v is not False} for r in short.changed]
        self._check_values(changed, path)
        try:
            return expanded(short, base)
        except (TypeError, ValueError):
            what = "a superseded answer does not fit the answer after it"
            raise self._problem(path, what, _KEEP) from None

    def _check_tables(self) -> None:
        """Convert each table alone, so that the problem has that table's line."""
        for list_name, kind in _LISTS.items():
            self._check_list(list_name, kind)
        self._check_draft()
        for name, kind in _TABLES.items():
            if name in self._tables:
                self._check(self._tables[name], (name,), kind)

    def _check_list(self, list_name: str, kind: type) -> None:
        found = self._tables.get(list_name, [])
        if not isinstance(found, list):
            raise self._problem((list_name,), f"{list_name} is not a list", _KEEP)
        for number, table in enumerate(found):
            self._check(table, (list_name, number), kind)

    def _check_draft(self) -> None:
        draft = self._tables.get("draft", {})
        media = draft.get("media", []) if isinstance(draft, dict) else []
        for number, table in enumerate(media if isinstance(media, list) else []):
            self._check(table, ("draft", "media", number), Media)
        self._check(draft, ("draft",), Draft)

    def _check(self, value: object, path: tuple[str | int, ...], kind: type[T]) -> None:
        self._convert(value, path, kind)

    def _convert(self, value: object, path: tuple[str | int, ...], kind: type[T]) -> T:
        try:
            return msgspec.convert(value, kind, strict=True)
        except msgspec.ValidationError as error:
            raise self._problem(path, _without_values(str(error)), _KEEP) from None

    def _check_evidence(self, session: Session) -> None:
        places: list[tuple[tuple[str | int, ...], tuple[Evidence, ...]]] = [
            *((("steps", n), answer.evidence) for n, answer in enumerate(session.steps)),
            *((("entered", n), entered.evidence) for n, entered in enumerate(session.entered)),
        ]
        for path, evidence in places:
            self._check_values(evidence, path)

    def _check_values(self, evidence: Iterable[Evidence], path: tuple[str | int, ...]) -> None:
        if not all(_is_value(value) for record in evidence for value in record.values()):
            raise self._problem(path, "it has details of an unknown kind", _KEEP)

    def _problem(self, path: tuple[str | int, ...], what: str, do: str) -> Unreadable:
        return Unreadable(self._name, what, do, line_of(line_index(self._text), path))


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    if isinstance(value, datetime):
        return value.tzinfo is not None
    return isinstance(value, str | int) and not isinstance(value, bool)


def _without_values(message: str) -> str:
    """Return msgspec's message without the offending value: it may come out of a session."""
    message = message.replace("`", "").split(" - at ")[0]
    return re.sub(r"^Invalid enum value .*$", "a word here is unknown", message)
