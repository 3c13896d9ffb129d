"""Whether somebody at the keyboard could have made exactly this file.

`type_again` goes through a session's history and makes each change anew with `checklists.changes`,
as its author, at the time that the entry says. What comes out must be the session itself. Then the
file says nothing that its author could not have typed on the screen: a lie in it is a lie typed.

Of earlier drafts a file keeps only digests. Where nobody ever accepted a text with such a digest,
any other text is typed in its place, and what hangs on it (the digests of what was replaced since)
is but not how.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

import msgspec
from factories.records import ACCOUNTS, NOW, Home
from factories.sessions import checklist
from msgspec.structs import replace

from checklists import changes
from checklists.changes.history import history_entry, with_entry
from checklists.definitions.model import Checklist
from checklists.errors import Refused
from checklists.gate.audit.history_entries import was_carried_over
from checklists.gate.status import status_of
from checklists.session.fingerprints import (
    content_digest,
    draft_digest,
    history_digest,
    input_digest,
)
from checklists.session.model import (
    Account,
    Actor,
    Answer,
    Draft,
    HistoryEntry,
    Person,
    Ready,
    Session,
)

ANSWERED = ("confirmed", "does-not-apply", "not-done", "exception")
OF_A_DRAFT = ("draft", "platforms", "media-added", "media-removed")
GONE = "Nobody keeps this text."


class CannotBeTyped(Exception):
    """No way leads through the screens to this file."""


def type_again(target: Session, home: Home) -> Session:
    """Make a session again, change by change. Raises CannotBeTyped."""
    try:
        return _Typist(target, home).run()
    except Refused as refused:
        raise CannotBeTyped(f"refused: {refused.title}: {refused.message}") from None


class _Typist:
    def __init__(self, target: Session, home: Home) -> None:
        self.target = target
        self.home = home
        self.history = target.history
        self.drafts = {
            draft_digest(state.draft): replace(state.draft, typed=None)
            for states in home.states.values()
            for state in states
        }
        self.drafts[draft_digest(target.draft)] = replace(target.draft, typed=None)
        self.invented = False
        self.session = target

    def run(self) -> Session:
        self.session = self._begin()
        while len(self.session.history) < len(self.history):
            self._next(self.history[len(self.session.history)])
        made, wanted = self._comparable(self.session), self._comparable(self.target)
        if made != wanted:
            raise CannotBeTyped(f"it would be another: {_first_difference(made, wanted)}")
        return self.session

    # The beginning

    def _begin(self) -> Session:
        """The session after its start, or after another one was gone on with."""
        if not self.history or self.history[0].did != "started":
            raise CannotBeTyped("it has no start")
        found = [
            made
            for made in self._starts(self.history[0])
            if _kept(made.history) == _kept(self.history[: len(made.history)])
        ]
        if not found:
            raise CannotBeTyped("it does not begin as anything can")
        return max(found, key=lambda made: len(made.history))

    def _starts(self, entry: HistoryEntry) -> Iterator[Session]:
        actor, checklist = self._actor(entry.by), self._first_checklist()
        new = {"session_id": self.target.id, "actor": actor, "now": entry.at}
        following = self.history[1] if len(self.history) > 1 else entry
        if following.did == "updates":
            for state in self.home.states.get(following.item, ()):
                change = partial(changes.update_session, how=following.note)
                yield from self._made(change, state, checklist, new)
        elif following.did == "continued":
            for state in self.home.states.get(following.item, ()):
                yield from self._made(changes.continue_session, state, checklist, new)
        elif was_carried_over(following):
            # Of a session of one's own, in which anything may have stood at that time.
            for state in self.home.states.get(following.note.removeprefix("from "), ()):
                number, draft = self._case_number(1), self._draft_after(following, 1)
                people = tuple(self._rows_at_first())
                before = replace(state, draft=draft, case_number=number, people=people)
                yield from self._made(changes.start_instead, before, checklist, new)
        else:
            yield changes.start(checklist, **new, case_number=self._case_number(1))

    def _made(self, make, state: Session, checklist: Checklist, new: dict) -> Iterator[Session]:
        with suppress(Refused):
            made = make(state, checklist, **new)
            if made.continues is not None and self.target.continues is not None:
                # What the other one was at that moment, its own history does not keep.
                digest = self.target.continues.digest
                made = replace(made, continues=replace(made.continues, digest=digest))
            yield made

    def _first_checklist(self) -> Checklist:
        carried = [e for e in self.history if e.did == "checklist-carried" and not e.step]
        revision = carried[0].note if carried else self.target.checklist_revision
        return self._checklist(revision)

    def _checklist(self, revision: str) -> Checklist:
        found = self.home.checklists.get((self.target.incident_type, revision))
        if found is None and not revision.startswith("sha256:"):
            raise CannotBeTyped("nobody ever had this checklist")
        # Of an earlier revision a file keeps the digest.
        return found or replace(checklist(self.target.incident_type), revision=revision)

    def _case_number(self, after: int) -> str:
        """The number that stood before the first change of it from some entry on."""
        later = (e.note for e in self.history[after:] if e.did == "case-number")
        return next(later, self.target.case_number)

    def _actor(self, by: Account) -> Actor:
        who = ACCOUNTS.get(by.uid)
        if who is None or by.uid != self.target.author_uid:
            raise CannotBeTyped("by nobody who could sit there")
        names = (*who.names, by.stated) if by.stated else who.names
        return Actor(by.login, by.uid, names, by.login_uid, by.stated)

    # One change

    def _next(self, entry: HistoryEntry) -> None:  # noqa: C901  # one branch a kind of entry
        before = len(self.session.history)
        who = {"actor": self._actor(entry.by), "now": entry.at}
        checklist = self._checklist(self.session.checklist_revision)
        match entry.did:
            case "case-number":
                number = self._case_number(before + 1)
                made = changes.set_case_number(self.session, number, **who)
            case "question":
                question = checklist.question(entry.item)
                adds = question is not None and question.adds
                said = {"yes": bool(entry.note), "reason": entry.note}
                if adds:
                    name = entry.note.removeprefix("no, verified by ")
                    said = {"yes": entry.note == "yes", "verified_by": name}
                made = changes.answer_question(self.session, checklist, entry.item, **said, **who)
            case "draft" | "platforms" | "media-added" | "media-removed":
                made = self._change_draft(entry, checklist, before, who)
            case "draft-discarded":
                typed = changes.type_draft(self.session, entry.earlier.text, entry.earlier.variants)
                made = changes.drop_typed(typed, **who)
            case "person-added" | "person-linked" | "person-removed":
                made = self._change_people(entry, checklist, before, who)
            case "confirmed" | "does-not-apply" | "not-done" | "exception":
                made = self._answer(entry, checklist, before, who)
            case "checklist-carried":
                made = changes.carry_to_checklist(self.session, self._next_checklist(before), **who)
            case "hand-edit-taken-over":
                made = self._hand_edit(before, who)
            case "marked-ready":
                made = self._mark_ready(entry, checklist, who)
            case "posted":
                made = self._post(entry, checklist, who)
            case "withdrawn":
                made = changes.withdraw(self.session, entry.note, **who)
            case _:
                raise CannotBeTyped(f"nothing makes a {entry.did} here")
        if len(made.history) == before:
            raise CannotBeTyped(f"{entry.did} would change nothing")
        self.session = made

    def _context(self):
        """What decided then: the reviews that were given of what was there already."""
        there = self.home.reviews.get(self.target.id, [])
        given = [found for found in there if found.history_length <= len(self.session.history)]
        return self.home.context(self.session, NOW, given)

    def _mark_ready(self, entry, checklist, who) -> Session:
        if any(e.did == "marked-ready" for e in self.history[len(self.session.history) + 1 :]):
            # Of what it was given for only a digest is left, and it counts for nothing.
            return self._marked_once(entry, who)
        return changes.mark_ready(
            self.session,
            checklist,
            self._context(),
            shown=content_digest(self.session),
            **who,
        )

    def _marked_once(self, entry, who) -> Session:
        mark = Ready(digest=entry.digest, at=entry.at, by=entry.by)
        entry = history_entry(who["actor"], who["now"], "marked-ready", digest=mark.digest)
        return with_entry(replace(self.session, ready=mark), entry)

    def _post(self, entry, checklist, who) -> Session:
        posted = self.target.posted_on(entry.item)
        if posted is None:
            raise CannotBeTyped("the posting is gone")
        found = status_of(self.session, checklist, self._context(), entry.at)
        # What was missing then (a grant taken back since, another policy) no file says later.
        if posted.early:
            before = "lapsed" if posted.early == "ready" else found.before_posting
            found = replace(found, before_posting=before, awaits_approval="Not approved")
        else:
            found = replace(found, awaits_approval="", approved_at=None)
        return changes.record_posted(
            self.session,
            found,
            posted.platform,
            at=posted.at,
            link=posted.link,
            reason=posted.reason,
            ordered_by=posted.ordered_by,
            live=posted.live,
            text=posted.text,
            **who,
        )

    def _next_checklist(self, before: int) -> Checklist:
        ends = [
            number
            for number, e in enumerate(self.history)
            if number >= before and e.did == "checklist-carried" and not e.step
        ]
        later = [self.history[number].note for number in ends[1:]]
        return self._checklist(later[0] if later else self.target.checklist_revision)

    def _hand_edit(self, before: int, who: dict) -> Session:
        """What an editor made of it, which no entry says: it must be known."""
        for state in self.home.states.get(self.target.id, ()):
            if state.history == self.history[: before + 1]:
                return state
        # An edit of the text that the next one replaced, of the platforms, of what an answer that
        # nobody gave again was given for, or one of no value.
        later = self.history[before + 1 :]
        draft = self.session.draft
        earlier = next((e.earlier for e in later if e.did == "draft"), None)
        if earlier is not None:
            draft = replace(draft, **msgspec.structs.asdict(earlier))
        if not any(e.did == "platforms" for e in later):
            draft = replace(draft, platforms=self.target.draft.platforms)
        edited = replace(self._with_answers_edited(before), draft=draft, sealed=False)
        return changes.take_over_hand_edit(edited, **who)

    def _with_answers_edited(self, before: int) -> Session:
        """The session with its answers given for what the file says in the end, where no entry
        after the edit gave them: the history says that somebody edited it, not what."""
        wanted = {answer.id: answer for answer in self.target.steps}
        given_for = {
            own.id: wanted[own.id].given_for
            for own in self.session.steps
            if own.id in wanted and replace(wanted[own.id], given_for=own.given_for) == own
        }
        history = tuple(
            replace(entry, digest=edited.digest) if entry.step in given_for else entry
            for entry, edited in zip(self.session.history, self.history[:before], strict=True)
        )
        steps = (replace(a, given_for=given_for.get(a.id, a.given_for)) for a in self.session.steps)
        digest = history_digest(history)
        return replace(self.session, steps=tuple(steps), history=history, history_digest=digest)

    # The draft

    def _change_draft(self, entry, checklist, before, who) -> Session:
        draft = self._draft_after(entry, before)
        meant = {"changes_meaning": entry.changes_meaning, **who}
        match entry.did:
            case "draft":
                return changes.accept_draft(
                    self.session,
                    checklist,
                    draft.text,
                    draft.variants,
                    checked=entry.checked,
                    **meant,
                )
            case "platforms":
                names = [name for name in entry.note.split(", ") if name]
                return changes.choose_platforms(self.session, names, **who)
            case "media-removed":
                return changes.remove_media(self.session, checklist, entry.item, **meant)
        media = next((found for found in draft.media if found.label == entry.item), None)
        if media is None:
            self.invented = True
        return changes.add_media(
            self.session,
            checklist,
            media.kind if media else "image",
            media.description if media else GONE,
            sha256=media.sha256 if media else "",
            found=media.found if media else (),
            **meant,
        )

    def _draft_after(self, entry: HistoryEntry, before: int) -> Draft:
        """The draft that an entry made, or one that serves in its place."""
        final = self.drafts[draft_digest(self.target.draft)]
        later = [e.did for e in self.history[before + 1 :] if e.did in OF_A_DRAFT]
        if entry.digest in self.drafts:
            return self.drafts[entry.digest]
        if not later:
            return final
        media = final.media
        replaced = next((e for e in self.history[before + 1 :] if e.did == "draft"), None)
        if replaced is not None and replaced.earlier is not None:
            return replace(final, **msgspec.structs.asdict(replaced.earlier))
        self.invented = True
        if "draft" not in later or self._answered_for(final, before):
            return replace(final, media=media)
        return Draft(text=f"{GONE} {before}", media=media)

    def _answered_for(self, final: Draft, before: int) -> bool:
        """Whether something that was answered before the next text counts for the last one."""
        wanted = f"text {input_digest(replace(self.target, draft=final), 'text')}"
        for number in range(before + 1, len(self.history)):
            entry = self.history[number]
            if entry.did == "draft":
                return False
            if entry.did == "question":
                question = self.target.question_answer(entry.item)
                if (
                    question is not None
                    and question.at == entry.at
                    and wanted in question.given_for
                ):
                    return True
            if entry.did in ANSWERED:
                answer = self._given(number)
                if answer is not None and wanted in answer.given_for:
                    return True
        return False

    # People

    def _change_people(self, entry, checklist, before, who) -> Session:
        label = entry.item
        row = self.target.person(label)
        if row is None:
            raise CannotBeTyped("the row is gone")
        stands_for = self._link_after(row, before)
        if entry.did == "person-added":
            return changes.add_person(
                self.session, checklist, row.person_class, stands_for=stands_for, **who
            )
        if entry.did == "person-linked":
            return changes.link_person(self.session, checklist, label, stands_for, **who)
        why = {"because": row.removed_because, "verified_by": row.removed_verified_by, **who}
        following = self.history[before + 1] if before + 1 < len(self.history) else None
        if following is None or following.did != "person-reclassified":
            return changes.remove_person(self.session, label, **why)
        new = self.target.person(following.item)
        if new is None:
            raise CannotBeTyped("the row is gone")
        return changes.reclassify_person(
            self.session,
            checklist,
            label,
            new.person_class,
            stands_for=self._link_after(new, before + 1),
            **why,
        )

    def _rows_at_first(self) -> Iterator[Person]:
        """The rows that came along, as they were when they did."""
        for number, entry in enumerate(self.history):
            row = self.target.person(entry.item)
            if row is None or not was_carried_over(entry):
                continue
            row = replace(row, stands_for=self._link_after(row, number))
            if entry.did == "person-added":
                row = Person(row.label, row.person_class, row.stands_for)
            yield row

    def _link_after(self, row: Person, before: int) -> str:
        """For whom somebody stood after an entry: the next change of it says so."""
        later = (
            e.note
            for e in self.history[before + 1 :]
            if e.did == "person-linked" and e.item == row.label
        )
        return next(later, row.stands_for)

    # Answers

    def _given(self, number: int) -> Answer | None:
        """The answer that an entry made: the one that the next entry replaced, or the last."""
        step = self.history[number].step
        for entry in self.history[number + 1 :]:
            if entry.step == step and entry.did in (*ANSWERED, "checklist-carried"):
                return entry.superseded
        return self.target.answer(step)

    def _answer(self, entry, checklist, before, who) -> Session:
        answer = self._given(before)
        if answer is None:
            raise CannotBeTyped("the answer is gone")
        step = entry.step
        if answer.outcome == "does-not-apply":
            return changes.does_not_apply(
                self.session,
                checklist,
                step,
                answer.reason,
                verified_by=answer.verified_by,
                **who,
            )
        if answer.outcome == "not-done" and not answer.evidence:
            return changes.not_done(self.session, checklist, step, answer.note, **who)
        if answer.outcome == "exception" and not answer.evidence:
            return changes.ask_exception(self.session, checklist, step, answer.note, **who)
        return changes.confirm(self.session, checklist, step, answer.evidence, **who)

    # Comparing

    def _comparable(self, session: Session) -> Session:
        history = _kept(session.history)
        if self.invented:
            history = tuple(_without_inputs(entry) for entry in history)
        ready, posted = session.ready, session.posted
        return replace(
            session,
            # That these fit the content, and the history these, gate and verify have seen.
            ready=replace(ready, digest="") if ready is not None else None,
            posted=tuple(replace(found, digest="") for found in posted),
            # The order of the checklist, or of the one before it.
            steps=tuple(sorted(session.steps, key=lambda answer: answer.id)),
            revision=0,
            entered=(),
            kept=(),
            draft=replace(session.draft, typed=None),
            history=history,
            history_digest="",
        )


def _kept(history: tuple[HistoryEntry, ...]) -> tuple[HistoryEntry, ...]:
    """The history without what hangs on what no file keeps: earlier drafts, answers to questions,
    marks, what another session was, and what an editor made of the file."""
    last = {_about(entry): number for number, entry in enumerate(history)}
    return tuple(
        replace(
            entry,
            digest=entry.digest
            if last[_about(entry)] == number
            and entry.did not in ("continued", "hand-edit-taken-over", "marked-ready", "posted")
            else "",
            words_changed=None,
            changes_meaning=entry.changes_meaning or None,
        )
        for number, entry in enumerate(history)
    )


def _about(entry: HistoryEntry) -> str:
    if entry.did in OF_A_DRAFT:
        return "draft"
    return entry.step or entry.item or entry.did


def _without_inputs(entry: HistoryEntry) -> HistoryEntry:
    """An entry without what an answer was given for, where a text was made up."""
    if entry.superseded is None:
        return entry
    return replace(entry, superseded=replace(entry.superseded, given_for=()))


def _first_difference(made: Session, wanted: Session) -> str:
    one, other = msgspec.to_builtins(made), msgspec.to_builtins(wanted)
    return _difference(one, other, "") or "nothing that is written"


def _difference(one, other, where: str) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({**one, **other}, key=lambda key: "digest" in key or key == "ready"):
            found = _difference(one.get(key), other.get(key), f"{where}.{key}")
            if found:
                return found
        return ""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        for number, (a, b) in enumerate(zip(one, other, strict=False)):
            found = _difference(a, b, f"{where}[{number}]")
            if found:
                return found
        return "" if len(one) == len(other) else f"{where} has {len(one)}, not {len(other)}"
    return "" if one == other else f"{where}: {one!r}, not {other!r}"
