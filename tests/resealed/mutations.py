"""Changes to a session's file, as somebody with an editor makes them, and what fits them in again.

A mutation works on the tables of the file: any value, key, table or entry of a list is replaced,
deleted, doubled, swapped, moved, added, or copied from elsewhere in the file or from another
record. `fit_in` then recomputes what an author who has the product can recompute, as far as they
care to go.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
from factories.records import ACCOUNTS, NOW, Home
from msgspec.structs import replace

from checklists.digests import digest_of
from checklists.session.fingerprints import (
    answer_digest,
    content_digest,
    draft_digest,
    given_for,
    history_digest,
)
from checklists.session.model import Account, Answer, HistoryEntry, Session
from checklists.session.review import NOT_IN_FILE, Review

Path = tuple[str | int, ...]
Tables = dict[str, Any]


class Impossible(Exception):
    """Here is nothing that this kind of change could be made to."""


def tables_of(value: Session | Review) -> Tables:
    """The tables of a file, to change them."""
    tables: Tables = copied(msgspec.to_builtins(value, builtin_types=(datetime,)))
    for name in ("sealed", *NOT_IN_FILE):
        tables.pop(name, None)
    return tables


def places(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every key and entry below a table or list, with what stands there."""
    waiting = [(path, value)]
    while waiting:
        above, found = waiting.pop()
        if isinstance(found, dict):
            inner = [((*above, key), value) for key, value in found.items()]
        elif isinstance(found, list):
            inner = [((*above, number), value) for number, value in enumerate(found)]
        else:
            continue
        yield from inner
        waiting += [pair for pair in inner if isinstance(pair[1], dict | list)]


def at(tables: Tables, path: Path) -> Any:
    """What stands at a path."""
    found: Any = tables
    for part in path:
        found = found[part]
    return found


def put(tables: Tables, path: Path, value: object) -> None:
    """Put something in a place."""
    at(tables, path[:-1])[path[-1]] = value


def name_of(path: Path) -> str:
    """A path in words: `steps[3].evidence[0].when`."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")


def copied(value: Any) -> Any:
    """A copy of tables and lists, so that a change in one place is a change in one place."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [copied(inner) for inner in value]
    return value


ADDED: dict[str, tuple[str, ...]] = {
    "": (
        "case_number",
        "updates",
        "continues",
        "ready",
        "withdrawn",
        "posted",
        "entered",
        "kept",
        "questions",
        "people",
    ),
    "by": ("login_uid", "stated"),
    "posted": ("link", "early", "reason", "ordered_by", "live", "text", "text_digest", "differs"),
    "draft": ("variants", "media", "typed", "meaning"),
    "media": ("sha256", "found"),
    "people": ("for", "removed", "removed_because", "removed_verified_by"),
    "questions": ("reason", "verified_by", "takes_out"),
    "steps": (
        "reason",
        "verified_by",
        "note",
        "carried_from",
        "carried_uid",
        "evidence",
        "given_for",
    ),
    "superseded": ("reason", "verified_by", "note", "carried_from", "carried_uid", "evidence"),
    "history": (
        "step",
        "item",
        "digest",
        "note",
        "words_changed",
        "changes_meaning",
        "superseded",
        "earlier",
        "checked",
    ),
    "review": ("step", "comment", "comments", "history_length", "history_digest"),
}
"""Keys that a table of a kind may have and often has not."""

SAMPLES: dict[str, object] = {
    "login_uid": 1001,
    "stated": "Lee Park",
    "for": "D1",
    "removed": True,
    "removed_because": "Not family after all",
    "removed_verified_by": "Det. Okafor",
    "sha256": "0" * 64,
    "found": ["location"],
    "kept": [{"rule": "ssn", "words": "words", "outcome": "kept"}],
    "checked": {"rules": "sha256:" + "0" * 64, "changed": {"ssn": 1}},
    "link": "https://example.org/2",
    "early": "approval",
    "ordered_by": "Chief Boyd, police",
    "reason": "no-media",
    "verified_by": "Det. Okafor",
    "takes_out": ["kin-notified"],
    "note": "Said so by phone",
    "carried_uid": 1001,
    "words_changed": 2,
    "changes_meaning": False,
    "step": "kin-notified",
    "item": "K1",
    "meaning": 2,
    "comment": "Fine",
}


class Mutator:
    """Makes changes to the tables of files, chosen by one source of chance."""

    def __init__(self, home: Home, random: Random) -> None:
        self.home = home
        self.random = random
        self.others = [tables_of(record.session) for record in home.records]
        self.pool: dict[str, list[Any]] = {}
        for tables in self.others:
            for path, value in places(tables):
                self.pool.setdefault(_key(path), []).append(value)
        self.kinds: dict[str, Callable[[Tables], str]] = {
            "replace a text": self._replace_text,
            "replace a number": self._replace_number,
            "replace a time": self._replace_time,
            "replace a yes or no": self._replace_yes,
            "replace a digest": self._replace_digest,
            "delete a key": self._delete_key,
            "delete an entry": self._delete_entry,
            "double an entry": self._double_entry,
            "swap two entries": self._swap_entries,
            "move an entry": self._move_entry,
            "add a key": self._add_key,
            "copy from elsewhere in the file": self._copy_within,
            "copy from another record": self._copy_from_another,
            "take a table of another record": self._take_table,
            "replace a value everywhere": self._replace_everywhere,
            "delete all that mentions a value": self._delete_mentions,
            "cut the history": self._cut_history,
            "an entry of another history": self._foreign_entry,
        }

    def mutate(self, tables: Tables, kind: str) -> str:
        """Make one change of a kind and say which. Raises Impossible."""
        return self.kinds[kind](tables)

    # Where

    def _choose(self, tables: Tables, wanted: Callable[[Path, object], bool]) -> Path:
        """A place for a change: first the part of the file, so that long lists get no more."""
        parts = [key for key, value in tables.items() if isinstance(value, dict | list)]
        for part in self.random.sample(["", *parts], len(parts) + 1):
            within = places(tables[part], (part,)) if part else (((k,), tables[k]) for k in tables)
            found = [path for path, value in within if wanted(path, value)]
            if found:
                return self.random.choice(found)
        raise Impossible

    def _same_key(self, path: Path, kind: type) -> Any:
        """A value that stands under the same key somewhere."""
        values = [v for v in self.pool.get(_key(path), ()) if isinstance(v, kind)]
        if not values:
            raise Impossible
        return copied(self.random.choice(values))

    # What

    def _replace_text(self, tables: Tables) -> str:
        path = self._choose(tables, lambda p, v: isinstance(v, str) and not _is_digest(v))
        old = at(tables, path)
        new = self.random.choice(
            (
                lambda: _one_letter(old, self.random),
                lambda: _one_letter(old, self.random),
                lambda: old + " ",
                lambda: "",
                old.swapcase,
                lambda: self._same_key(path, str),
                lambda: self._same_key(path, str),
                lambda: self._same_key(path, str),
                lambda: self.random.choice(sorted(self._texts(tables))),
                lambda: self.random.choice([who.login for who in ACCOUNTS.values()]),
                lambda: "\u3164",
                lambda: f"{old}\n{old}",
                lambda: old * 40,
            )
        )()
        put(tables, path, new)
        return f"{name_of(path)}: {old[:30]!r} -> {new[:30]!r}"

    @staticmethod
    def _texts(tables: Tables) -> set[str]:
        return {value for _, value in places(tables) if isinstance(value, str)}

    def _replace_number(self, tables: Tables) -> str:
        path = self._choose(tables, lambda p, v: isinstance(v, int) and not isinstance(v, bool))
        old = at(tables, path)
        new = self.random.choice(
            [old + 1, old - 1, 0, 1, old * 2, -1, *ACCOUNTS, self._same_key(path, int)]
        )
        put(tables, path, new)
        return f"{name_of(path)}: {old} -> {new}"

    def _replace_time(self, tables: Tables) -> str:
        path = self._choose(tables, lambda p, v: isinstance(v, datetime))
        old = at(tables, path)
        times = [value for _, value in places(tables) if isinstance(value, datetime)]
        span = self.random.choice(
            [
                timedelta(seconds=1),
                timedelta(minutes=1),
                timedelta(minutes=40),
                timedelta(days=1),
                timedelta(days=400),
            ]
        )
        new = self.random.choice(
            [
                old + span,
                old - span,
                old + span,
                NOW,
                NOW + span,
                tables.get("started_at", NOW),
                self.random.choice(times),
                self.random.choice(times),
                old.astimezone(UTC),
            ]
        )
        put(tables, path, new)
        return f"{name_of(path)}: {old} -> {new}"

    def _replace_yes(self, tables: Tables) -> str:
        path = self._choose(tables, lambda p, v: isinstance(v, bool))
        put(tables, path, not at(tables, path))
        return f"{name_of(path)}: the other"

    def _replace_digest(self, tables: Tables) -> str:
        path = self._choose(tables, lambda p, v: isinstance(v, str) and _is_digest(v))
        old = at(tables, path)
        digests = sorted({v.rpartition(" ")[2] for v in self._texts(tables) if _is_digest(v)})
        new = self.random.choice(
            [self.random.choice(digests), self.random.choice(digests), digest_of(NOW)]
        )
        put(tables, path, f"{old.rpartition('sha256:')[0]}{new}")
        return f"{name_of(path)}: another digest"

    def _delete_key(self, tables: Tables) -> str:
        path = self._choose(tables, lambda p, v: isinstance(p[-1], str))
        del at(tables, path[:-1])[path[-1]]
        return f"{name_of(path)}: deleted"

    def _entry(self, tables: Tables) -> Path:
        return self._choose(tables, lambda p, v: isinstance(p[-1], int))

    def _delete_entry(self, tables: Tables) -> str:
        path = self._entry(tables)
        del at(tables, path[:-1])[path[-1]]
        return f"{name_of(path)}: deleted"

    def _double_entry(self, tables: Tables) -> str:
        path = self._entry(tables)
        entries = at(tables, path[:-1])
        place = self.random.choice([path[-1], len(entries)])
        entries.insert(place, copied(entries[path[-1]]))
        return f"{name_of(path)}: twice"

    def _swap_entries(self, tables: Tables) -> str:
        path = self._entry(tables)
        entries = at(tables, path[:-1])
        if len(entries) < 2:
            raise Impossible
        one = path[-1]
        other = self.random.choice([n for n in range(len(entries)) if n != one])
        entries[one], entries[other] = entries[other], entries[one]
        return f"{name_of(path)}: swapped with [{other}]"

    def _move_entry(self, tables: Tables) -> str:
        path = self._entry(tables)
        entries = at(tables, path[:-1])
        place = self.random.randrange(len(entries))
        entries.insert(place, entries.pop(path[-1]))
        return f"{name_of(path)}: moved to [{place}]"

    def _add_key(self, tables: Tables) -> str:
        kinds = [((), "review" if "verdict" in tables else "")]
        kinds += [(p, _table_kind(p)) for p, v in places(tables) if isinstance(v, dict)]
        offered = [
            (path, key)
            for path, kind in kinds
            for key in (*ADDED.get(kind, ()), *(["person"] if kind == "evidence" else []))
            if key not in at(tables, path)
        ]
        if not offered:
            raise Impossible
        by_part: dict[str, list[tuple[Path, str]]] = {}
        for path, key in offered:
            by_part.setdefault(f"{path[:1]} {key}", []).append((path, key))
        path, key = self.random.choice(by_part[self.random.choice(sorted(by_part))])
        values = self.pool.get(_key((*path, key)), [])
        value = copied(self.random.choice(values)) if values else SAMPLES.get(key)
        if value is None:
            raise Impossible
        put(tables, (*path, key), value)
        return f"{name_of((*path, key))}: added"

    def _copy_within(self, tables: Tables) -> str:
        path = self._choose(tables, lambda p, v: True)
        old = at(tables, path)
        found = [(p, v) for p, v in places(tables) if type(v) is type(old) and v != old]
        same = [(p, v) for p, v in found if _key(p) == _key(path)]
        if not found:
            raise Impossible
        other, value = self.random.choice(same or found)
        put(tables, path, copied(value))
        return f"{name_of(path)}: as {name_of(other)}"

    def _copy_from_another(self, tables: Tables) -> str:
        path = self._choose(tables, lambda p, v: True)
        put(tables, path, self._same_key(path, object))
        return f"{name_of(path)}: as in another record"

    def _take_table(self, tables: Tables) -> str:
        """A whole part of another record, or one entry of it beside one's own."""
        other = self.random.choice(self.others)
        key = self.random.choice(
            sorted(key for key, v in other.items() if isinstance(v, dict | list))
        )
        taken = copied(other[key])
        if isinstance(taken, list) and taken and self.random.random() < 0.7:
            entry = self.random.choice(taken)
            own = tables.setdefault(key, [])
            same = [n for n, found in enumerate(own) if _id(found) == _id(entry)]
            if same and key != "history":
                own[same[0]] = entry
            else:
                own.append(entry)
            return f"{key}: {_id(entry)} of another record"
        tables[key] = taken
        return f"{key}: all of another record"

    # Where one value stands in many places

    def _replace_everywhere(self, tables: Tables) -> str:
        """As with an editor's search and replace."""
        path = self._choose(tables, lambda p, v: not isinstance(v, dict | list | bool))
        old = at(tables, path)
        new = self._same_key(path, type(old))
        if isinstance(old, str) and self.random.random() < 0.3:
            new = _one_letter(old, self.random)
        count = 0
        for place, value in list(places(tables)):
            if type(value) is type(old) and value == old:
                put(tables, place, new)
                count += 1
        return f"{name_of(path)}: {str(old)[:30]!r} -> {str(new)[:30]!r} in {count} places"

    def _delete_mentions(self, tables: Tables) -> str:
        """Every entry of a list that has a value anywhere in it."""
        path = self._choose(tables, lambda p, v: isinstance(v, str) and len(p) > 1)
        value = at(tables, path)
        _without(tables, value)
        return f"{name_of(path)}: all entries with {value[:30]!r} deleted"

    def _cut_history(self, tables: Tables) -> str:
        entries = tables.get("history") or []
        if len(entries) < 2:
            raise Impossible
        one, other = sorted(self.random.sample(range(len(entries) + 1), 2))
        if self.random.random() < 0.5:
            other = len(entries)
        del entries[one:other]
        return f"history[{one}:{other}]: deleted"

    def _foreign_entry(self, tables: Tables) -> str:
        entries = tables.setdefault("history", [])
        entry = copied(self.random.choice(self.random.choice(self.others).get("history", [{}])))
        place = self.random.randrange(len(entries) + 1)
        entries.insert(place, entry)
        return f"history[{place}]: a {entry.get('did')} of another record"


def _without(value: Any, text: str) -> None:
    """Take every entry of a list out that has a text in it."""
    if isinstance(value, list):
        value[:] = [entry for entry in value if not _mentions(entry, text)]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for found in inner:
        _without(found, text)


def _mentions(entry: object, text: str) -> bool:
    return entry == text or any(value == text for _, value in places(entry))


def _key(path: Path) -> str:
    """The kind of a place: its keys without the numbers, of an entry that of its list."""
    names = [str(part) for part in path if isinstance(part, str)]
    return ".".join(names[-2:]) + ("[]" if isinstance(path[-1], int) else "")


def _table_kind(path: Path) -> str:
    names = [part for part in path if isinstance(part, str)]
    return names[-1] if names else ""


def _id(table: Any) -> Any:
    if not isinstance(table, dict):
        return table
    return table.get("id") or table.get("label") or table.get("platform") or table.get("step")


def _is_digest(text: str) -> bool:
    return "sha256:" in text


def _one_letter(text: str, random: Random) -> str:
    if not text:
        return "x"
    place = random.randrange(len(text))
    letter = random.choice("aeKV1 9.")
    return text[:place] + letter + text[place + 1 :]


# What an author who has the product can make fit again

DEPTHS: tuple[str, ...] = (
    "nothing",
    "the history's digest",
    "the ready mark",
    "what the history made",
    "what answers were given for",
    "times and accounts",
    "missing entries",
)
"""How far the rest of the file is made to fit; each with all before it."""


def fit_in(session: Session, depth: int, home: Home) -> Session:
    """A session in which everything is recomputed that hangs on what was changed."""
    checklist = home.checklist_of(session)
    if depth >= 4 and checklist is not None:
        session = _given_for_now(session, checklist)
    if depth >= 6:
        session = _with_missing_entries(session)
    if depth >= 3:
        session = _as_made(session, times=depth >= 5)
    if depth >= 2:
        session = _with_marks(session)
    if depth >= 1:
        session = replace(session, history_digest=history_digest(session.history))
    return session


def _given_for_now(session: Session, checklist: Any) -> Session:
    steps = []
    for answer in session.steps:
        step = checklist.step(answer.id)
        if step is None:
            steps.append(answer)
            continue
        reason = step.reason(answer.reason) if answer.outcome == "does-not-apply" else None
        binds = (*step.binds, *reason.binds) if reason is not None else step.binds
        steps.append(replace(answer, given_for=given_for(session, binds)))
    questions = []
    for found in session.questions:
        question = checklist.question(found.id)
        inputs = given_for(session, question.binds) if question is not None else found.given_for
        questions.append(replace(found, given_for=inputs))
    return replace(session, steps=tuple(steps), questions=tuple(questions))


_ANSWERED = ("confirmed", "does-not-apply", "not-done", "exception", "carried")
_OF_A_DRAFT = ("draft", "platforms", "media-added", "media-removed")
_OF_A_PERSON = ("person-added", "person-linked", "person-removed", "person-reclassified")


def _with_missing_entries(session: Session) -> Session:
    """Every row and answer gets an entry that made it; entries of what is gone go."""
    steps, labels = {a.id: a for a in session.steps}, {p.label: p for p in session.people}
    questions = {g.id: g for g in session.questions}
    posted = {p.platform: p for p in session.posted}
    kept = [
        entry
        for entry in session.history
        if not (
            (entry.did in _ANSWERED and entry.step not in steps)
            or (entry.did in _OF_A_PERSON and entry.item not in labels)
            or (entry.did == "question" and entry.item not in questions)
            or (entry.did == "posted" and entry.item not in posted)
            or (entry.did == "withdrawn" and session.withdrawn is None)
            or (entry.did == "marked-ready" and session.ready is None)
            or (entry.did == "continued" and session.continues is None)
            or (entry.did == "updates" and session.updates is None)
        )
    ]
    account = Account(session.author, session.author_uid)
    if session.steps:
        account = session.steps[0].by if not session.steps[0].carried_from else account
    made = {(e.did, e.step or e.item) for e in kept}
    new = [
        HistoryEntry(
            at=p.at if hasattr(p, "at") else session.started_at, by=account, did=did, item=n
        )
        for did, found in (("person-added", labels), ("question", questions), ("posted", posted))
        for n, p in found.items()
        if not any(m[1] == n and (m[0] in _OF_A_PERSON or m[0] == did) for m in made)
    ]
    new += [
        HistoryEntry(at=a.at, by=a.by, did=_did(a), step=a.id)
        for a in session.steps
        if not any(m[1] == a.id and m[0] in _ANSWERED for m in made)
    ]
    if session.ready is not None and ("marked-ready", "") not in made:
        new.append(HistoryEntry(at=session.ready.at, by=session.ready.by, did="marked-ready"))
    if session.withdrawn is not None and ("withdrawn", "") not in made:
        mark = session.withdrawn
        new.append(HistoryEntry(at=mark.at, by=mark.by, did="withdrawn", note=mark.reason))
    if session.continues is not None and not any(e.did == "continued" for e in kept):
        kept.insert(
            1,
            HistoryEntry(
                at=session.started_at, by=account, did="continued", item=session.continues.session
            ),
        )
    if session.updates is not None and not any(e.did == "updates" for e in kept):
        kept.insert(1, HistoryEntry(at=session.started_at, by=account, did="updates"))
    history = [*kept, *new]
    # What was marked and posted comes last, as it must.
    history.sort(
        key=lambda e: (
            e.did == "withdrawn",
            e.did == "posted",
            e in new and e.did == "marked-ready",
        )
    )
    return replace(session, history=tuple(history))


def _did(answer: Answer) -> Any:
    return "carried" if answer.carried_from else answer.outcome


def _as_made(session: Session, *, times: bool) -> Session:
    """The history's digests, and what it says of each answer, as what stands there needs them."""
    history = list(session.history)
    current: dict[str, Answer] = {answer.id: answer for answer in session.steps}
    done: set[str] = set()
    for number in reversed(range(len(history))):
        entry = history[number]
        if entry.did in _ANSWERED and entry.step in current:
            answer = current[entry.step]
            entry = replace(entry, did=_did(answer), digest=answer_digest(answer))
            if times:
                by = entry.by if answer.carried_from else answer.by
                when = entry.at if answer.carried_from else answer.at
                entry = replace(entry, at=when, by=by)
        entry = _last_word(session, entry, done, times=times)
        history[number] = entry
        if entry.step and (entry.did in _ANSWERED or entry.did == "checklist-carried"):
            if entry.superseded is not None:
                current[entry.step] = entry.superseded
            else:
                current.pop(entry.step, None)
    if times and history:
        history[0] = replace(history[0], at=session.started_at)
    return replace(session, history=tuple(history))


def _last_word(
    session: Session, entry: HistoryEntry, done: set[str], *, times: bool
) -> HistoryEntry:
    """The last entry about something, as what it made needs it."""
    kind = _kind_of(entry)
    if not kind or kind in done:
        return entry
    done.add(kind)
    if entry.did in _OF_A_DRAFT:
        return replace(entry, digest=draft_digest(session.draft))
    if entry.did in _OF_A_PERSON:
        row = session.person(entry.item)
        return replace(entry, digest=digest_of(row)) if row is not None else entry
    if entry.did in ("continued", "updates"):
        found = session.continues if entry.did == "continued" else session.updates
        note = session.how or "" if entry.did == "updates" else ""
        linked = {"item": found.session, "digest": digest_of(found), "note": note} if found else {}
        return replace(entry, **linked)
    if entry.did == "question":
        question = session.question_answer(entry.item)
        if question is None:
            return entry
        entry = replace(entry, digest=digest_of(question), note=question.note)
        return replace(entry, at=question.at, by=question.by) if times else entry
    mark = session.withdrawn
    if entry.did == "withdrawn" and mark is not None and times:
        return replace(entry, at=mark.at, by=mark.by, note=mark.reason)
    return entry


def _kind_of(entry: HistoryEntry) -> str:
    if entry.did in _OF_A_DRAFT:
        return "draft"
    if entry.did in _OF_A_PERSON:
        return f"person {entry.item}"
    if entry.did in ("question", "updates", "continued", "withdrawn"):
        return f"{entry.did} {entry.item if entry.did == 'question' else ''}"
    return ""


def _with_marks(session: Session) -> Session:
    digest = content_digest(session)
    history = list(session.history)
    if session.ready is not None:
        session = replace(session, ready=replace(session.ready, digest=digest))
        for number in reversed(range(len(history))):
            if history[number].did == "marked-ready":
                history[number] = replace(
                    history[number], digest=digest, at=session.ready.at, by=session.ready.by
                )
                break
    posted = tuple(replace(found, digest=digest) for found in session.posted)
    for found in posted:
        for number in reversed(range(len(history))):
            entry = history[number]
            if entry.did == "posted" and entry.item == found.platform:
                history[number] = replace(
                    entry,
                    digest=digest_of(found),
                    note=found.reason,
                    at=found.recorded_at,
                    by=found.by,
                )
                break
    return replace(session, posted=posted, history=tuple(history))
