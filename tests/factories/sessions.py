"""Sessions for the tests: a PIO who walks any shipped incident type, at any time.

    ready = ready_session(checklist("traffic-serious"))    # a session that is marked ready
    walk = Walk("traffic-serious")                         # or step by step
    walk.write("Crash on Route 9.").post_on("facebook")
    died = walk.list_person("deceased")
    walk.answer_everything()
    walk.codes()                                           # what still holds the gate

Every change goes through `checklists.changes`, so each session is one that a user can make.
Nothing here reads the clock: it is NOON until a test says otherwise.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any, Self

from msgspec.structs import replace

from checklists import changes
from checklists.definitions.catalog import Catalog, load_catalog
from checklists.definitions.model import (
    Checklist,
    Choice,
    EvidenceField,
    FollowUp,
    How,
    Kind,
    Step,
)
from checklists.gate.blockers import blockers, step_blockers
from checklists.gate.context import Blocker, SessionContext
from checklists.gate.status import Status, status_of
from checklists.session.evidence import detail_key, fields_asked
from checklists.session.fingerprints import answer_digest, content_digest, history_digest
from checklists.session.model import PERSON_KEY, Account, Actor, Answer, Evidence, Session
from checklists.session.people import NEXT_OF_KIN, asked_of, without_next_of_kin
from checklists.session.review import NO_APPROVAL_NEEDED, Review, Verdict
from checklists.workstation.paths import Places
from checklists.workstation.policy import Policy
from checklists.workstation.rules import Rules

ZONE = timezone(timedelta(hours=-5))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ZONE)
A_MINUTE = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)

TEXT = "Crash on Route 9 at Mill Road. The road is closed. Please use Route 4."
PHOTO = "The closed road with a detour sign; no vehicles, no people."
SOMEBODY = "Cpl. Ito, patrol"
"""An employee who is not the author, for every field that asks for one."""
SUPERVISOR = Actor("lchen", 1001, ("Lin Chen",))


def actor(login: str = "mruiz", uid: int = 1004, *names: str) -> Actor:
    """The author at the keyboard; a colleague when another login and uid are given."""
    return Actor(login, uid, names or ("Maria Ruiz",))


@cache
def catalog() -> Catalog:
    """The shipped definitions, read once for all tests of a process."""
    return load_catalog()


def checklist(incident_type: str, how: How | None = None) -> Checklist:
    """One shipped checklist; `how` adds what an update or a correction does."""
    found = catalog().checklist(incident_type, how)
    assert found is not None
    return found


ALL_TYPES = tuple(found.id for found in catalog().in_order)


class FixedRules(Rules):
    """The shipped definitions, and a policy that no file has to hold."""

    def __init__(self, places: Places, policy: Policy) -> None:
        super().__init__(places)
        self._policy = policy

    @property
    def policy(self) -> Policy:
        return self._policy

    @property
    def catalog(self) -> Catalog:
        return catalog()


# Evidence


def whole_record(
    step: Step, person_label: str | None = None, now: datetime = NOON, list_size: int = 0
) -> Evidence:
    """Evidence for any shipped step, made from the kinds of its fields: nothing missing, nothing
    that holds the gate. `list_size` is how many people are listed, for the step that counts them.
    """
    record: Evidence = {} if person_label is None else {PERSON_KEY: person_label}
    for field in step.fields:
        if field.kind == "choice":
            record |= with_choice(field, first_that_counts(field.choices).id, now)
    for field in fields_asked(step, record):
        if field.kind != "choice":
            is_bound = not field.precedes_text and {"text", "meaning"} & set(step.binds)
            when = now if is_bound or field.future else now - 5 * A_MINUTE
            record[field.id] = _whole_value(field, when, list_size)
    in_order = [key for f in step.fields for key in (f.id, detail_key(f.id))]
    return {key: record[key] for key in (PERSON_KEY, *in_order) if key in record}


def only_asked(step: Step, record: Evidence) -> Evidence:
    """A record without what its choices waive."""
    known = {key for f in fields_asked(step, record) for key in (f.id, detail_key(f.id))}
    return {key: value for key, value in record.items() if key in known | {PERSON_KEY}}


def with_choice(field: EvidenceField, choice_id: str, now: datetime = NOON) -> Evidence:
    """One choice of a field, with what that choice asks for besides itself."""
    choice = field.choice(choice_id)
    assert choice is not None, f"{field.id} has no choice {choice_id}"
    detail = {detail_key(field.id): _follow_up(choice.then, now)} if choice.then else {}
    return {field.id: choice_id, **detail}


def _whole_value(field: EvidenceField, now: datetime, list_size: int) -> Any:
    match field.kind:
        case "choice":
            return first_that_counts(field.choices).id
        case "checks":
            return [check.id for check in field.checks]
        case "count":
            return list_size if field.equals_people else max(field.min, 1)
        case "note":
            return "Read against the log"[: field.max]
        case kind:
            return _plain_value(kind, now, future=field.future)


def _plain_value(kind: Kind, now: datetime, *, future: bool) -> Any:
    match kind:
        case "time":
            return now + AN_HOUR if future else now
        case "person":
            return SOMEBODY
        case "count":
            return 1
        case _:
            return "Case note 12"


def first_that_counts(choices: Iterable[Choice]) -> Choice:
    """The first choice that counts, and makes no other step unnecessary."""
    return next(c for c in choices if c.effect == "counts" and c not in _leaving_out())


@cache
def _leaving_out() -> frozenset[Choice]:
    """The choices of the shipped types that make another step unnecessary."""
    return frozenset(
        choice
        for found in catalog().in_order
        for step in found.steps
        for rule in step.not_needed_if
        if rule.step and (source := found.step(rule.step))
        for field in source.fields
        if (choice := field.choice(rule.answer))
    )


def _follow_up(then: FollowUp, now: datetime) -> Any:
    return _plain_value(then.kind, now, future=then.future)


# A walk


class Walk:
    """One walk by one author. Each method makes one change, or raises what the change raises.

    Most give back the walk, so that they can be chained. `now` is where the walk's clock stands;
    `family_first` is what policy says of closures.
    """

    family_first = False

    def __init__(
        self, incident_type: str | Checklist, now: datetime = NOON, author: Actor | None = None
    ) -> None:
        self.checklist = (
            checklist(incident_type) if isinstance(incident_type, str) else incident_type
        )
        self.actor = author or actor()
        self.now = now
        self.reviews: tuple[Review, ...] = ()
        self.session = changes.start(
            self.checklist,
            f"{now:%Y%m%d-%H%M}-{self.checklist.id}-k7q2",
            actor=self.actor,
            now=now,
        )

    @classmethod
    def going_on(
        cls, found: Checklist, session: Session, now: datetime = NOON, author: Actor | None = None
    ) -> Self:
        """A walk that takes up a session as it stands."""
        walk = cls(found, now, author)
        walk.session = session
        return walk

    def _do(self, change: Callable[..., Session], *arguments: Any, **more: Any) -> Self:
        self.session = change(self.session, *arguments, **more, actor=self.actor, now=self.now)
        return self

    # The post

    def case_number(self, number: str = "26-1182") -> Self:
        """Set the case number."""
        return self._do(changes.set_case_number, number)

    def write(
        self,
        text: str = TEXT,
        variants: dict[str, str] | None = None,
        changes_meaning: bool | None = None,
    ) -> Self:
        """Accept a text as what is to be posted."""
        return self._do(
            changes.accept_draft,
            self.checklist,
            text,
            variants or {},
            changes_meaning=changes_meaning,
        )

    def type(self, text: str) -> Self:
        """Type a text without accepting it."""
        self.session = changes.type_draft(self.session, text, self.session.draft.variants)
        return self

    def post_on(self, *platforms: str) -> Self:
        """Choose the platforms."""
        return self._do(changes.choose_platforms, platforms)

    def add_photo(self, shows: str = PHOTO, changes_meaning: bool | None = None) -> Self:
        """Add a photo to the draft."""
        return self._do(
            changes.add_media, self.checklist, "image", shows, changes_meaning=changes_meaning
        )

    def remove_photo(self, label: str = "M1", changes_meaning: bool | None = None) -> Self:
        """Take a photo out of the draft."""
        return self._do(
            changes.remove_media, self.checklist, label, changes_meaning=changes_meaning
        )

    def question(
        self, question_id: str, *, yes: bool = False, reason: str = "", verified_by: str = SOMEBODY
    ) -> Self:
        """Answer one question about the draft."""
        said = {"yes": yes, "reason": reason, "verified_by": verified_by}
        return self._do(changes.answer_question, self.checklist, question_id, **said)

    def questions_no(self) -> Self:
        """Answer every question about the draft with no."""
        for question in self.checklist.questions:
            self.question(question.id)
        return self

    def every_step_asked(self) -> Self:
        """Answer every question so that no other type is suggested and no step is taken out."""
        for question in self.checklist.questions:
            self.question(question.id, yes=bool(question.adds))
        return self

    # The people

    def list_person(self, class_id: str, stands_for: str = "") -> str:
        """Put somebody on the list and give back their label."""
        self._do(changes.add_person, self.checklist, class_id, stands_for=stands_for)
        return self.session.people[-1].label

    def link(self, label: str, stands_for: str) -> Self:
        """Correct for whom somebody stands."""
        return self._do(changes.link_person, self.checklist, label, stands_for)

    def remove_person(self, label: str) -> Self:
        """Take somebody off the list, for a reason that a detective verified."""
        return self._do(
            changes.remove_person,
            label,
            because="Not family after all",
            verified_by="Det. Okafor, traffic unit",
        )

    def reclassify(self, label: str, class_id: str, stands_for: str = "") -> str:
        """Change somebody's class and give back their new label."""
        before = {person.label for person in self.session.people}
        self._do(
            changes.reclassify_person,
            self.checklist,
            label,
            class_id,
            stands_for=stands_for,
            because="The hospital called",
            verified_by="Det. Okafor, traffic unit",
        )
        return next(p.label for p in self.session.people if p.label not in before)

    def list_who_is_needed(self) -> Self:
        """List the fewest people with whom every step of this type can be confirmed."""
        offered = [found.id for found in self.checklist.classes]
        needed = self.checklist.people_need_one_of
        if needed and not _anybody_of(self.session, needed):
            self.list_person(needed[0])
        taken_out = [name for name, why in self.status_now.not_needed.items() if why.question]
        asked = [step for step in self.checklist.steps if step.id not in taken_out]
        # Those who are asked in the most steps first: a victim before the kin of somebody.
        for step in sorted(asked, key=lambda found: -len(found.per_person)):
            if step.per_person and not _anybody_of(self.session, step.per_person):
                class_id = next(found for found in offered if found in step.per_person)
                self.list_person(class_id, self._whom_for(class_id))
            for person in without_next_of_kin(self.session, step):
                self.list_person(NEXT_OF_KIN, person.label)
        return self

    def _whom_for(self, class_id: str) -> str:
        found = self.checklist.person_class(class_id)
        if found is None or not found.linked:
            return ""
        linked = {offered.id for offered in self.checklist.classes if offered.linked}
        return next(p.label for p in self.session.listed if p.person_class not in linked)

    # The answers

    def whole(self, step_id: str, *labels: str, **values: Any) -> tuple[Evidence, ...]:
        """Whole evidence for a step: one record for each person whom it asks (or each of
        `labels`), with `values` changed in every record. A value of None is left out."""
        step = self.step(step_id)
        size = len(self.session.listed)
        people: Iterable[str | None] = (None,)
        if step.per_person:
            people = labels or [p.label for p in asked_of(self.session, self.checklist, step)]
        records = []
        for label in people:
            record = {**whole_record(step, label, self.now, size), **values}
            records.append({key: value for key, value in record.items() if value is not None})
        return tuple(records)

    def confirm(self, step_id: str, *records: Evidence) -> Self:
        """Confirm a step with these records, or with whole evidence where none are given."""
        return self._do(changes.confirm, self.checklist, step_id, records or self.whole(step_id))

    def choose(
        self, step_id: str, field_id: str, choice_id: str, *labels: str, **details: Any
    ) -> Self:
        """Confirm a step with one choice in place of the one that counts.

        In a step with a record for each person the choice is made for `labels` (all where none
        are given) and the others get whole evidence. `details` replaces the follow-up's value.
        """
        step = self.step(step_id)
        field = step.field(field_id)
        assert field is not None, f"{step_id} has no field {field_id}"
        chosen = {**with_choice(field, choice_id, self.now), **details}
        records = []
        for record in self.whole(step_id):
            if not labels or record.get(PERSON_KEY) in labels:
                kept = {k: v for k, v in record.items() if k != detail_key(field_id)}
                records.append(only_asked(step, {**kept, **chosen}))
            else:
                records.append(record)
        return self.confirm(step_id, *records)

    def does_not_apply(self, step_id: str, reason: str, verified_by: str = SOMEBODY) -> Self:
        """Say that a step does not apply."""
        return self._do(
            changes.does_not_apply, self.checklist, step_id, reason, verified_by=verified_by
        )

    def not_done(self, step_id: str, note: str = "Nobody was there to ask") -> Self:
        """Say that an ordinary step was not done."""
        return self._do(changes.not_done, self.checklist, step_id, note)

    def ask_exception(self, step_id: str, tried: str = "Rang twice, knocked once") -> Self:
        """Ask a supervisor for an exception on a step, for the first person where it asks each."""
        step = self.step(step_id)
        if step.per_person:
            field, choice = next(
                (field, choice)
                for field in step.fields
                for choice in field.choices
                if choice.effect == "needs-exception"
            )
            first = asked_of(self.session, self.checklist, step)[0].label
            details = {detail_key(field.id): tried}
            return self.choose(step_id, field.id, choice.id, first, **details)
        return self._do(changes.ask_exception, self.checklist, step_id, tried)

    def answer_everything(self) -> Self:
        """Confirm, in walking order, every step that holds the gate now."""
        for step in self.checklist.steps:
            if step_blockers(self.session, self.checklist, step, self.context, self.now):
                self.confirm(step.id)
        return self

    def do_everything(self) -> Self:
        """From a new session to one in which nothing holds the gate."""
        self.case_number().write().post_on("facebook", "x").add_photo().every_step_asked()
        return self.list_who_is_needed().answer_everything()

    # Readiness

    def mark_ready(self) -> Self:
        """Mark the session ready for what it holds now. Raises NotReady."""
        return self._do(
            changes.mark_ready, self.checklist, self.context, shown=content_digest(self.session)
        )

    def posted(self, *platforms: str) -> Self:
        """Record that it went out, now: on every chosen platform unless some are named."""
        for platform in platforms or self.session.draft.platforms:
            self._do(changes.record_posted, self.status_now, platform, at=self.now)
        return self

    def withdraw(self, reason: str = "Posted by the sheriff already") -> Self:
        """Give the post up."""
        return self._do(changes.withdraw, reason)

    def later(self, **span: float) -> Self:
        """Let time pass: `later(minutes=31)`; less than nothing sets the clock back."""
        self.now += timedelta(**span)
        return self

    def review(self, verdict: Verdict, step_id: str = "") -> Self:
        """A supervisor's word: on a step's request for an exception, else on the content."""
        digest = answer_digest(self.answer(step_id)) if step_id else content_digest(self.session)
        return self.review_of(digest, verdict, step_id)

    def review_of(self, digest: str, verdict: Verdict, step_id: str = "") -> Self:
        """A supervisor's word on exactly this digest."""
        review = Review(
            session=self.session.id,
            verdict=verdict,
            digest=digest,
            at=self.now,
            by=SUPERVISOR.account,
            step=step_id,
        )
        self.reviews = (*self.reviews, review)
        return self

    # Looking

    def step(self, step_id: str) -> Step:
        """A step of the type."""
        found = self.checklist.step(step_id)
        assert found is not None, f"{self.checklist.id} has no step {step_id}"
        return found

    def answer(self, step_id: str) -> Answer:
        """The answer to a step."""
        found = self.session.answer(step_id)
        assert found is not None, f"{step_id} has no answer"
        return found

    @property
    def context(self) -> SessionContext:
        """What decides with the session: its reviews, and no approval needed."""
        return SessionContext(
            reviews=self.reviews, approval=NO_APPROVAL_NEEDED, family_first=self.family_first
        )

    def blockers(self) -> tuple[Blocker, ...]:
        """Every reason why the session is not ready."""
        return blockers(self.session, self.checklist, self.context, self.now)

    def codes(self, step_id: str | None = None) -> list[str]:
        """What holds the gate, in walking order: `["open kin-notified", "no-platform"]`; for one
        step only its codes, with the person: `["person-missing K2"]`."""
        if step_id is not None:
            return [
                f"{found.code} {found.person}".rstrip()
                for found in self.blockers()
                if found.step == step_id
            ]
        return [f"{found.code} {found.step or found.item}".rstrip() for found in self.blockers()]

    def stale(self) -> set[str]:
        """The steps whose ground has changed."""
        return {found.step for found in self.blockers() if found.code == "stale"}

    @property
    def status_now(self) -> Status:
        """Where the session stands."""
        return status_of(self.session, self.checklist, self.context, self.now)

    @property
    def status(self) -> str:
        """The status alone."""
        return self.status_now.status


def as_if_by(session: Session, who: Actor, session_id: str = "") -> Session:
    """A session as if this account had walked it, under another ID if one is given."""

    def by_them(answer: Answer) -> Answer:
        return replace(answer, by=who.account)

    walked = replace(
        session,
        id=session_id or session.id,
        author=who.login,
        author_uid=who.uid,
        questions=tuple(replace(answer, by=who.account) for answer in session.questions),
        steps=tuple(by_them(answer) for answer in session.steps),
    )
    before, after = content_digest(session), content_digest(walked)
    history = tuple(
        replace(
            entry,
            by=who.account,
            digest=after if entry.digest == before else entry.digest,
            superseded=entry.superseded and by_them(entry.superseded),
        )
        for entry in session.history
    )
    ready = session.ready
    if ready is not None:
        digest = after if ready.digest == before else ready.digest
        ready = replace(ready, by=who.account, digest=digest)
    return replace(walked, ready=ready, history=history, history_digest=history_digest(history))


def in_file(walk: Walk, step_id: str, **values: Any) -> Walk:
    """An answer is edited by hand in the file, and the file is sealed again."""
    steps = (replace(a, **values) if a.id == step_id else a for a in walk.session.steps)
    walk.session = replace(walk.session, steps=tuple(steps))
    return walk


def by_another(_walk: Walk, _step_id: str) -> dict[str, Any]:
    """An answer that somebody else gave."""
    return {"by": Account("tdiaz", 1007)}


def for_something_else(walk: Walk, step_id: str) -> dict[str, Any]:
    """An answer that was not given for all that its step binds."""
    return {"given_for": walk.answer(step_id).given_for[1:]}


def of_a_time_to_come(walk: Walk, _step_id: str) -> dict[str, Any]:
    """An answer that was not given yet."""
    return {"at": walk.now + A_MINUTE}


def with_an_unknown_field(walk: Walk, step_id: str) -> dict[str, Any]:
    """An answer whose evidence is not what its step asks."""
    records = walk.answer(step_id).evidence
    return {"evidence": tuple({**record, "more": "x"} for record in records)}


WRONG_ANSWERS = (by_another, for_something_else, of_a_time_to_come, with_an_unknown_field)
"""What to edit so that an answer does not count."""


def _anybody_of(session: Session, classes: Iterable[str]) -> bool:
    return any(person.person_class in classes for person in session.listed)


@cache
def _answered(found: Checklist, now: datetime, author: Actor | None) -> Session:
    return Walk(found, now, author).do_everything().session


def answered(
    incident_type: str | Checklist, now: datetime = NOON, author: Actor | None = None
) -> Walk:
    """A walk of any shipped type with every step confirmed and nothing that holds the gate; not
    marked ready yet."""
    found = checklist(incident_type) if isinstance(incident_type, str) else incident_type
    return Walk.going_on(found, _answered(found, now, author), now, author)


def ready(incident_type: str | Checklist, now: datetime = NOON) -> Walk:
    """A walk of any shipped type that is marked ready."""
    return answered(incident_type, now).mark_ready()


def ready_session(found: Checklist, now: datetime = NOON) -> Session:
    """A session of any shipped type, walked from start to ready."""
    return ready(found, now).session


def a_long_night(now: datetime = NOON) -> Walk:
    """A crash post with everything that a record can hold, marked ready at its end.

    A wrong link and a wrong person corrected, a relative who turned up late, a hold that passed, a
    question answered yes, a typo mended, a photo taken out, one step that does not apply and one
    that was not done, a form that somebody began and left.
    """
    walk = Walk("traffic-serious", now - 4 * AN_HOUR)
    walk.case_number().write('Crash on "Route 9".\nUse Route 4.\n').post_on("facebook", "x")
    walk.add_photo().questions_no().question(
        "police-force", yes=True, reason="A patrol car was only dented"
    )
    walk.list_who_is_needed().list_person("next-of-kin", "V1")
    walk.link("K2", "D1").answer_everything()
    walk.later(minutes=20).list_person("co-victim")
    walk.remove_person("C1").reclassify("V1", "seriously-hurt")
    walk.list_person("next-of-kin", "H1")
    walk.answer_everything()
    hold = {"answer-detail": walk.now + 2 * AN_HOUR}
    walk.choose("family-window", "answer", "hold-until", "K1", **hold)
    walk.later(hours=3).add_photo("The tow truck", changes_meaning=False)
    walk.remove_photo("M2", changes_meaning=False)
    text = "Crash on Route 9 at Mill Road.\nUse Route 4.\n\nMore at noon. \U0001f6a7\n"
    walk.write(text, {"x": "Route 9 closed; use Route 4."}, changes_meaning=True)
    walk.questions_no().question("police-force", yes=True, reason="A patrol car was only dented")
    walk.now = now
    walk.does_not_apply("travel-details", "road-open").not_done("publish-package")
    walk.answer_everything()
    walk.session = changes.enter(
        walk.session, walk.checklist, "media-handoff", {"contact": "Lt. Brown"}
    )
    return walk.mark_ready()
