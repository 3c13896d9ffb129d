"""A session: one walk for one post. Frozen types; `changes` makes the next one from the last.

The shapes follow the record (README, "The session file"), so that what is read in a file with a
pager is what the program holds.
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

AwareTime = Annotated[datetime, Meta(tz=True)]
"""A local time with its offset. Whole seconds."""

if TYPE_CHECKING:
    Value = str | int | datetime | list[str]
else:
    # msgspec allows one string-like type in a union; `record` checks the values itself.
    Value = Any

Evidence = dict[str, Value]
"""One record: field id -> value. `person` holds the label where the step asks for each person;
`FIELD-detail` holds what a choice asks for besides itself."""

PERSON_KEY = "person"
DETAIL_SUFFIX = "-detail"

Outcome = Literal["confirmed", "does-not-apply", "not-done", "exception"]
Early = Literal["", "ready", "approval"]
"""What was still missing when a post went out: the ready mark, or a needed approval."""

MediaKind = Literal["image", "video", "audio", "document"]
Did = Literal[
    "started",
    "case-number",
    "guard",
    "draft",
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
    "posted",
    "continued",
    "carried",
    "withdrawn",
]


class Actor(Struct, frozen=True):
    """Who is at the keyboard, as the kernel says: `login` and `uid`; `names` is what they may be
    called, for fields that refuse the author.

    `came_as` is the uid that logged in, where the kernel keeps one and it is another (`su`).
    `stated` is who says that they are there, where several people use one login.
    """

    login: str
    uid: int
    names: tuple[str, ...] = ()
    came_as: int | None = None
    stated: str = ""

    @property
    def label(self) -> str:
        """How the record names them: `mruiz (1004)`, and what else is known of who it was."""
        label = f"{self.login} ({self.uid})"
        if self.came_as is not None:
            label += f", logged in as ({self.came_as})"
        if self.stated:
            label += f", stated {self.stated}"
        return label


_UID = re.compile(r"\((\d{1,10})\)")


def uids_named(label: str) -> frozenset[int]:
    """Every user ID that the record names in one `by`."""
    return frozenset(int(uid) for uid in _UID.findall(label))


class Ready(Struct, frozen=True, forbid_unknown_fields=True):
    """A ready mark. It counts only while `digest` is the digest of the content."""

    digest: str
    at: AwareTime
    by: str


class Withdrawn(Struct, frozen=True, forbid_unknown_fields=True):
    """The post was given up, with a reason: deciding not to post is a good outcome."""

    reason: str
    at: AwareTime
    by: str


class Posted(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """That it was posted on one platform, and when, as the author says.

    `digest` is that of the content as it then stood. `early` says what was missing where it went
    out before it might, and `reason` why: what happened is recorded as it happened.
    """

    platform: str
    at: AwareTime
    digest: str
    recorded_at: AwareTime
    by: str
    link: str = ""
    early: Early = ""
    reason: str = ""


class Continues(Struct, frozen=True, forbid_unknown_fields=True):
    """The session that this one goes on with: whose it is, and its content at that moment."""

    session: str
    by: str
    uid: int
    digest: str


class Media(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One image or clip: a label, what it shows (the alt text), and the file's digest."""

    label: str
    kind: MediaKind
    description: str
    sha256: str = ""


class Typed(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Text that was typed and not yet accepted. It holds the gate until it is."""

    text: str
    variants: dict[str, str] = {}


class Draft(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is to be posted. `meaning` counts the changes of what a victim was told."""

    text: str = ""
    variants: dict[str, str] = {}
    platforms: tuple[str, ...] = ()
    meaning: int = 1
    media: tuple[Media, ...] = ()
    typed: Typed | None = None

    def for_platform(self, platform: str) -> str:
        """The accepted text for one platform: its variant, else the text."""
        return self.variants.get(platform) or self.text


class Person(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody whom the post touches: a label and a class, never a name.

    A row is never deleted: `removed` keeps it before the reviewer, with why and who verified it.
    """

    label: str
    person_class: str = field(name="class")
    stands_for: str = field(name="for", default="")
    removed: bool = False
    removed_because: str = ""
    removed_verified_by: str = ""


class GuardAnswer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The answer to a wrong-type guard, and the draft that it was given for."""

    id: str
    yes: bool
    at: AwareTime
    by: str
    given_for: tuple[str, ...]
    reason: str = ""


class Answer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One step's outcome. `prompt` and `victim_related` are copies for readers: the gate takes
    both from the catalog. `given_for` holds `INPUT sha256:...`, one for each bound input.

    `carried_from` and `carried_uid` name the session, and its owner, in which it was given: it
    counts only while that file still holds it.
    """

    id: str
    prompt: str
    victim_related: bool
    outcome: Outcome
    at: AwareTime
    by: str
    given_for: tuple[str, ...] = ()
    reason: str = ""
    verified_by: str = ""
    note: str = ""
    carried_from: str = ""
    carried_uid: int = 0
    evidence: tuple[Evidence, ...] = ()

    @property
    def as_given(self) -> "Answer":
        """The answer as it stands where it was given, without where it was carried from."""
        return replace(self, carried_from="", carried_uid=0) if self.carried_from else self


class Entered(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was filled into a step's form and not confirmed: it counts for nothing, and is kept so
    that a dropped line costs at most the field being typed."""

    step: str
    evidence: tuple[Evidence, ...]


class HistoryEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was done, by whom and when. `digest` is that of what the entry made; `superseded` is
    the answer that it replaced, whole."""

    at: AwareTime
    by: str
    did: Did
    step: str = ""
    item: str = ""
    digest: str = ""
    note: str = ""
    words_changed: int | None = None
    changes_meaning: bool | None = None
    superseded: Answer | None = None


class Session(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One walk for one post, from start to posted or withdrawn.

    `sealed` says whether the file that this was read from carries the seal that the program gave
    it; it is not in the file.
    """

    id: str
    incident_type: str
    checklist_revision: str
    revision: int
    started_at: AwareTime
    author: str
    author_uid: int
    case_number: str = ""
    continues: Continues | None = None
    ready: Ready | None = None
    withdrawn: Withdrawn | None = None
    posted: tuple[Posted, ...] = ()
    draft: Draft = Draft()
    people: tuple[Person, ...] = ()
    guards: tuple[GuardAnswer, ...] = ()
    steps: tuple[Answer, ...] = ()
    entered: tuple[Entered, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    sealed: bool = True

    def answer(self, step_id: str) -> Answer | None:
        """The current answer to a step, or None."""
        return next((answer for answer in self.steps if answer.id == step_id), None)

    def entered_in(self, step_id: str) -> tuple[Evidence, ...]:
        """What was filled into a step's form and not confirmed."""
        return next((found.evidence for found in self.entered if found.step == step_id), ())

    def guard_answer(self, guard_id: str) -> GuardAnswer | None:
        """The current answer to a guard, or None."""
        return next((answer for answer in self.guards if answer.id == guard_id), None)

    @property
    def listed(self) -> tuple[Person, ...]:
        """The people on the list, without removed rows."""
        return tuple(person for person in self.people if not person.removed)

    def person(self, label: str) -> Person | None:
        """The row with this label, removed or not."""
        return next((person for person in self.people if person.label == label), None)

    def posted_on(self, platform: str) -> Posted | None:
        """When it was posted on a platform, or None."""
        return next((found for found in self.posted if found.platform == platform), None)

    @property
    def uids(self) -> frozenset[int]:
        """Everybody whose account the record names: nobody of them may approve it."""
        labels = {entry.by for entry in self.history}
        labels |= {entry.superseded.by for entry in self.history if entry.superseded is not None}
        labels |= {answer.by for answer in self.steps}
        labels |= {answer.by for answer in self.guards}
        labels |= {found.by for found in self.posted}
        labels |= {self.ready.by} if self.ready is not None else set()
        labels |= {self.withdrawn.by} if self.withdrawn is not None else set()
        labels |= {self.continues.by} if self.continues is not None else set()
        named = frozenset[int]().union(*(uids_named(label) for label in labels))
        carried = {answer.carried_uid for answer in self.steps if answer.carried_from}
        return named | carried | {self.author_uid}

    @property
    def updated_at(self) -> datetime:
        """When the last entry of the history was made."""
        return self.history[-1].at if self.history else self.started_at
