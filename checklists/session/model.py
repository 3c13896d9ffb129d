"""A session: one walk for one post. Frozen types; `changes` makes the next one from the last.

The shapes follow the record (README, "The session file"), so that a person who reads the file sees
exactly what the program has.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from checklists.definitions.model import How

AwareTime = Annotated[datetime, Meta(tz=True)]
"""A local time with its offset. Whole seconds."""

if TYPE_CHECKING:
    Value = str | int | datetime | list[str]
else:
    # msgspec allows one string-like type in a union; `records.codec` checks the values itself.
    Value = Any

Evidence = dict[str, Value]
"""One record: field id -> value. `person` is the label where the step asks for each person;
`FIELD-detail` is the additional value that a choice asks for. Never changed in place: it is a value
like the frozen types that hold it."""

PERSON_KEY = "person"
DETAIL_SUFFIX = "-detail"

Outcome = Literal["confirmed", "does-not-apply", "not-done", "exception"]
Early = Literal["", "ready", "approval"]
"""What was still missing when a post went out: the ready mark, or a needed approval."""

Live = Literal["", "as-confirmed", "text-differs", "wrong-picture"]
"""What somebody saw who opened the live post; empty in records of before that was asked."""

LONGEST_CASE_NUMBER = 40
LONGEST_NOTE = 200
LONGEST_LINK = 300
LONGEST_DESCRIPTION = 500

YES, NO, NO_VERIFIED_BY = "yes", "no", "no, verified by "
"""The note in the history of an answer to a question that adds steps."""

MediaKind = Literal["image", "video", "audio", "document"]
MediaTrace = Literal[
    "location",
    "people",
    "serial-number",
    "author",
    "comment",
    "attached",
    "thumbnail",
    "camera-data",
    "date",
    "not-readable",
    "nothing",
]
"""What was found in a file besides what it shows, the gravest first."""
EventKind = Literal[
    "started",
    "case-number",
    "question",
    "draft",
    "draft-discarded",
    "media-added",
    "media-removed",
    "platforms",
    "person-added",
    "person-linked",
    "person-removed",
    "person-reclassified",
    "confirmed",
    "does-not-apply",
    "not-done",
    "exception",
    "checklist-carried",
    "hand-edit-taken-over",
    "marked-ready",
    "approved-by-phone",
    "posted",
    "updates",
    "continued",
    "carried",
    "withdrawn",
]


class Account(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who did something, as a record names them: exactly one account of the system.

    `login_uid` is the uid that logged in, where the kernel knows one and it is another (`su`).
    `stated` is the name that somebody gave where several people use one login.
    """

    login: str
    uid: int
    login_uid: int | None = None
    stated: str = ""

    @property
    def uids(self) -> frozenset[int]:
        """Return every user ID that it names."""
        return frozenset({self.uid} if self.login_uid is None else {self.uid, self.login_uid})

    @property
    def called(self) -> str:
        """Return what a screen calls it: `mruiz`; whole where somebody else used the login."""
        is_own = self.login_uid is None and not self.stated
        return self.login if is_own else str(self)

    def __str__(self) -> str:
        """Return how a record names it: `mruiz (1004)`, and what else is known of who it was."""
        label = f"{self.login} ({self.uid})"
        if self.login_uid is not None:
            label += f", logged in as user ID {self.login_uid}"
        if self.stated:
            label += f", stated {self.stated}"
        return label


class Actor(Struct, frozen=True):
    """Who is at the keyboard, according to the kernel.

    `names` is what they may be called, for fields that refuse the author. The others are as in
    `Account`.
    """

    login: str
    uid: int
    names: tuple[str, ...] = ()
    login_uid: int | None = None
    stated: str = ""

    @property
    def account(self) -> Account:
        """Return how the record names them."""
        return Account(self.login, self.uid, self.login_uid, self.stated)


class Ready(Struct, frozen=True, forbid_unknown_fields=True):
    """A ready mark. It counts only while `digest` is the digest of the content."""

    digest: str
    at: AwareTime
    by: Account


class PhoneApproval(Struct, frozen=True, forbid_unknown_fields=True):
    """That a supervisor approved the content by phone, as the author states: nobody else saw it.

    `supervisor` and `phone` are the name and number that policy listed for the account `uid`, and
    `at` is when they said yes. It counts only while `digest` is the digest of the content.
    """

    supervisor: str
    uid: int
    phone: str
    digest: str
    at: AwareTime
    recorded_at: AwareTime
    by: Account


class Withdrawn(Struct, frozen=True, forbid_unknown_fields=True):
    """The post was withdrawn, with a reason: deciding not to post is a good outcome."""

    reason: str
    at: AwareTime
    by: Account


class OwedOutcome(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What can come of a follow-up, as its definition said when the post was recorded."""

    id: str
    label: str
    opens: str = ""
    ends: bool = False
    post: Literal["", How] = ""
    again: str = ""
    told: bool = True


class Owed(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A follow-up: what is owed after the post, by whom, and by when. Frozen with the post.

    It is done once for each time in `due`, and then `every` so many seconds until an outcome ends
    it. One without a time is opened by another follow-up's outcome, and due `within` so many
    seconds of that. An outcome may say when it is due `again`. `ask` is the role that is asked, and
    `who` says in words who does it. `people` are labels. The last four are as in `FollowUpRule`.
    """

    id: str
    owed: str
    who: str
    ask: str
    outcomes: tuple[OwedOutcome, ...]
    due: tuple[AwareTime, ...] = ()
    every: int = 0
    within: int = 0
    people: tuple[str, ...] = ()
    safety: bool = False
    tells: bool = False
    each_post: bool = False
    removal: bool = False

    def outcome(self, outcome_id: str) -> OwedOutcome | None:
        """Return the outcome with this id, or None."""
        return next((found for found in self.outcomes if found.id == outcome_id), None)


class WordsDiffer(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one text, and what another has in their place; one of them may be empty."""

    was: str
    is_now: str = field(name="is")


class Posted(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """That it was posted on one platform, and when, as the author says.

    `digest` is that of the content at that time. `early` says what was missing where it went out
    before it was allowed to, with the `reason` and who it was `ordered_by`: what happened is
    recorded as it happened. `live` is
    what the live post was seen to be; where its text differs, that `text`, its digest, and the
    words that differ. `review_due` is by when a supervisor reviews it, where policy asked for that.
    The first one has the `follow_ups` of the post, and the digest of the rules that they were made
    by; any may have one of its own.
    """

    platform: str
    at: AwareTime
    digest: str
    recorded_at: AwareTime
    by: Account
    link: str = ""
    early: Early = ""
    reason: str = ""
    ordered_by: str = ""
    live: Live = ""
    text: str = ""
    text_digest: str = ""
    differs: tuple[WordsDiffer, ...] = ()
    review_due: AwareTime | None = None
    follow_up_rules: str = ""
    follow_ups: tuple[Owed, ...] = ()


class Updates(Struct, frozen=True, forbid_unknown_fields=True):
    """The posted session that this one updates or corrects: whose it is, and its content."""

    session: str
    how: How
    by: Account
    digest: str


class Continues(Struct, frozen=True, forbid_unknown_fields=True):
    """The session that this one continues: whose it is, and its content at that moment."""

    session: str
    by: Account
    digest: str


class Media(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One image or clip: a label, what it shows (the alt text), and the file's digest.

    `found` has what the file told besides, by kinds; nothing where no file was read.
    """

    label: str
    kind: MediaKind
    description: str
    sha256: str = ""
    found: tuple[MediaTrace, ...] = ()


class Typed(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Text that was typed and not yet accepted. It blocks posting until it is."""

    text: str
    variants: dict[str, str] = {}


class Found(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words of a text that a rule points at, and what became of them; why, where it is grave."""

    rule: str
    words: str
    grave: bool = False
    outcome: Literal["kept", "left"] = "left"
    reason: str = ""

    @property
    def about(self) -> tuple[str, str]:
        """Return what it is about: the rule and the words, capitals or not."""
        return self.rule, self.words.casefold()


class Checked(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the rules found in a text when it was accepted; `rules` is the digest of them all.

    `changed` counts what is no longer there, by rule: words that were taken out of a post do not
    belong in its record. `more` is how many others were found than those that are listed.
    """

    rules: str
    found: tuple[Found, ...] = ()
    changed: dict[str, int] = {}
    more: int = 0


class Draft(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is to be posted. `meaning` counts the changes of what a victim was told."""

    text: str = ""
    variants: dict[str, str] = {}
    platforms: tuple[str, ...] = ()
    meaning: int = 1
    media: tuple[Media, ...] = ()
    typed: Typed | None = None

    def for_platform(self, platform: str) -> str:
        """Return the accepted text for one platform: its variant, else the text."""
        return self.variants.get(platform) or self.text


class Person(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody whom the post affects: a label and a class, never a name.

    A row is never deleted: `removed` keeps it visible to the reviewer, with why and who verified
    it.
    """

    label: str
    person_class: str = field(name="class")
    stands_for: str = field(name="for", default="")
    removed: bool = False
    removed_because: str = ""
    removed_verified_by: str = ""


class QuestionAnswer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The answer to a question, and the draft that it was given for.

    A yes has a `reason` to stay with this type. A no to a question that adds steps names those that
    it `takes_out`, and where one is victim-related, who verified it.
    """

    id: str
    yes: bool
    at: AwareTime
    by: Account
    given_for: tuple[str, ...]
    reason: str = ""
    verified_by: str = ""
    takes_out: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return what its history entry says: the reason to stay, or what was said of the steps."""
        if self.yes:
            return self.reason or YES
        if self.takes_out:
            return f"{NO_VERIFIED_BY}{self.verified_by}" if self.verified_by else NO
        return ""


class Answer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One step's outcome.

    `prompt` and `victim_related` are copies for readers: the gate takes both from the catalog.
    `left_out` has those of whom a per-person step was not asked, each with the step whose answer
    says why: so does the record of an exception cover them. It is for readers too.
    `given_for` has `INPUT sha256:...`, one for each bound input. `carried_from` and `carried_uid`
    name the session, and its owner, in which it was given: it counts only while that file still has
    it.
    """

    id: str
    prompt: str
    victim_related: bool
    outcome: Outcome
    at: AwareTime
    by: Account
    left_out: dict[str, str] = {}
    given_for: tuple[str, ...] = ()
    reason: str = ""
    verified_by: str = ""
    note: str = ""
    carried_from: str = ""
    carried_uid: int = 0
    evidence: tuple[Evidence, ...] = ()

    @property
    def as_given(self) -> "Answer":
        """Return the answer as it is where it was given, without where it was carried from."""
        return replace(self, carried_from="", carried_uid=0) if self.carried_from else self


class FormDraft(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was filled into a step's form and not confirmed.

    It does not count, and is kept so that a dropped line costs at most the field being typed.
    """

    step: str
    evidence: tuple[Evidence, ...]


class HistoryEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was done, by whom and when.

    `item` is what was changed, or whom an answer is about. `digest` is that of what the entry made;
    `superseded` is the whole answer that it replaced, `earlier` the text that it replaced or
    discarded, and `checked` what the rules found in the text that it accepted.
    """

    at: AwareTime
    by: Account
    did: EventKind
    step: str = ""
    item: str = ""
    digest: str = ""
    note: str = ""
    words_changed: int | None = None
    changes_meaning: bool | None = None
    superseded: Answer | None = None
    earlier: Typed | None = None
    checked: Checked | None = None


class Session(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One walk for one post, from start to posted or withdrawn.

    `history_digest` is that of the whole history, one entry after another. `kept` are findings in
    text that is not accepted yet. `sealed` says whether
    the file that this was read from carries the seal that the program gave it; it is not in the
    file.
    """

    id: str
    incident_type: str
    checklist_revision: str
    revision: int
    started_at: AwareTime
    author: str
    author_uid: int
    history_digest: str = ""
    case_number: str = ""
    updates: Updates | None = None
    continues: Continues | None = None
    ready: Ready | None = None
    withdrawn: Withdrawn | None = None
    by_phone: tuple[PhoneApproval, ...] = ()
    posted: tuple[Posted, ...] = ()
    draft: Draft = Draft()
    people: tuple[Person, ...] = ()
    questions: tuple[QuestionAnswer, ...] = ()
    steps: tuple[Answer, ...] = ()
    entered: tuple[FormDraft, ...] = ()
    kept: tuple[Found, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    sealed: bool = True

    @property
    def how(self) -> How | None:
        """Return how it changes a posted session; None where it changes none."""
        return self.updates.how if self.updates is not None else None

    def answer(self, step_id: str) -> Answer | None:
        """Return the current answer to a step, or None."""
        return next((answer for answer in self.steps if answer.id == step_id), None)

    def entered_in(self, step_id: str) -> tuple[Evidence, ...]:
        """Return what was filled into a step's form and not confirmed."""
        return next((found.evidence for found in self.entered if found.step == step_id), ())

    def question_answer(self, question_id: str) -> QuestionAnswer | None:
        """Return the current answer to a question, or None."""
        return next((answer for answer in self.questions if answer.id == question_id), None)

    @property
    def checked(self) -> Checked | None:
        """Return what the rules found in the accepted text; None where they did not read it."""
        for entry in reversed(self.history):
            if entry.did in ("draft", "hand-edit-taken-over"):
                return entry.checked
        return None

    @property
    def listed(self) -> tuple[Person, ...]:
        """Return the people on the list, without removed rows."""
        return tuple(person for person in self.people if not person.removed)

    def person(self, label: str) -> Person | None:
        """Return the row with this label, removed or not."""
        return next((person for person in self.people if person.label == label), None)

    def posted_on(self, platform: str) -> Posted | None:
        """Return the record of being posted on a platform, or None."""
        return next((found for found in self.posted if found.platform == platform), None)

    @property
    def is_out(self) -> bool:
        """Return whether it is posted wherever it was to be."""
        return bool(self.posted) and all(map(self.posted_on, self.draft.platforms))

    @property
    def follow_ups(self) -> tuple[Owed, ...]:
        """Return what is owed after the post; nothing before it is recorded."""
        return tuple(owed for posted in self.posted for owed in posted.follow_ups)

    @property
    def accounts(self) -> Iterator[tuple[str, Account]]:
        """Yield every account that the record names, with the part that names it.

        The givers of carried answers are left out.
        """
        yield from ((f"step {a.id}", a.by) for a in self.steps if not a.carried_from)
        yield from ((f"question {answer.id}", answer.by) for answer in self.questions)
        yield from (("approved by phone", found.by) for found in self.by_phone)
        yield from ((f"posted on {found.platform}", found.by) for found in self.posted)
        if self.ready is not None:
            yield "ready", self.ready.by
        if self.withdrawn is not None:
            yield "withdrawn", self.withdrawn.by
        for number, entry in enumerate(self.history, start=1):
            yield f"history entry {number}", entry.by
            if entry.superseded is not None and not entry.superseded.carried_from:
                yield f"history entry {number}", entry.superseded.by

    @property
    def updated_at(self) -> datetime:
        """Return when the last entry of the history was made."""
        return self.history[-1].at if self.history else self.started_at
