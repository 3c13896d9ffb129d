"""Honest sessions to start from, and the home in which they lie.

Every record is made through `checklists.changes` and every review through `reviewing`, by accounts
that a test home has. `Home` gives what lies beside a session's file and is not its author's to
change: other sessions, reviews, policy, definitions, accounts, and the clock.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self

from factories.sessions import NOON, SOMEBODY, Walk, actor, catalog, checklist
from msgspec import Struct
from msgspec.structs import replace

from checklists import changes
from checklists.definitions.model import Checklist
from checklists.gate.carried_answers import origins, writers
from checklists.gate.cold_read import post_digest, record_says
from checklists.gate.context import KnownAuthor, SessionContext, UnfitReview
from checklists.records.codec import read_record, write_record
from checklists.records.reviews import as_counted
from checklists.review.rules import cold_read_asked, make_cold_read, make_review
from checklists.session.fingerprints import answer_digest, content_digest
from checklists.session.model import Actor, Session
from checklists.session.review import COLD_READ, ApprovalRule, Review, Verdict

RUIZ = actor()
DIAZ = Actor("tdiaz", 1007, ("Tomas Diaz",))
RENAMED = Actor("akimura", 1010, ("Ana Kimura",))
SHARED = Actor("desk", 1020, ("Front Desk",))
CHEN = Actor("lchen", 1001, ("Lin Chen",))
BAKER = Actor("jbaker", 1003, ("Jo Baker",))
SUPERVISORS = (CHEN, BAKER)
ACCOUNTS = {who.uid: who for who in (RUIZ, DIAZ, RENAMED, SHARED, *SUPERVISORS)}
FORMER_LOGINS = {RENAMED.uid: ("akim",)}

NEEDS_APPROVAL = frozenset({"traffic-serious", "arrest-charge", "death-investigation"})
NOW = NOON
"""When every record is looked at."""

MORE_THAN_A_SECOND = timedelta(minutes=1)


class Record(Struct, frozen=True):
    """One honest session as it lies there at NOW."""

    name: str
    session: Session


class Home:
    """The files of everybody, with every state that each session has had, and the reviews."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.states: dict[str, list[Session]] = {}
        self.reviews: dict[str, list[Review]] = {}
        self.checklists: dict[tuple[str, str], Checklist] = {}
        for found in catalog().in_order:
            self.know(found)

    def know(self, found: Checklist) -> None:
        """Keep a checklist, so that what was done under it can be done again."""
        self.checklists[found.id, found.revision] = found

    def checklist_of(self, session: Session) -> Checklist | None:
        """The checklist in force for a session's type."""
        return catalog().checklist(session.incident_type, session.how)

    def now_at(self, session_id: str, until: datetime = NOW) -> Session | None:
        """A session as it lies there, or lay there at some time."""
        then = [state for state in self.states.get(session_id, ()) if state.updated_at <= until]
        return then[-1] if then else None

    def context(
        self, session: Session, until: datetime = NOW, reviews: list[Review] | None = None
    ) -> SessionContext:
        """What decides with a session and is not in its file, as it was at some time.

        `reviews` takes the place of those that lie there for this session.
        """
        lie_there = self.reviews.get(session.id, []) if reviews is None else reviews
        originals = tuple(
            found for name in origins(session) if (found := self.now_at(name, until)) is not None
        )
        fit: list[Review] = []
        unfit: list[UnfitReview] = []
        wrote = writers(session, originals)
        for review in lie_there:
            if review.at > until and reviews is None:
                continue
            counted, what = as_counted(review, session, wrote)
            if what:
                unfit.append(UnfitReview("a review", what))
            if counted is not None:
                fit.append(counted)
        fit.sort(key=lambda review: review.at)
        return SessionContext(
            reviews=tuple(review for review in fit if review.verdict != COLD_READ),
            cold_reads=tuple(review for review in fit if review.verdict == COLD_READ),
            unfit=tuple(unfit),
            originals=originals,
            approval=ApprovalRule(needed=session.incident_type in NEEDS_APPROVAL),
            family_first=False,
            author=known(session.author_uid),
            givers=tuple(by for o in originals if (by := known(o.author_uid)) is not None),
        )


def known(uid: int) -> KnownAuthor | None:
    """What the system and policy say of an account."""
    who = ACCOUNTS.get(uid)
    if who is None:
        return None
    return KnownAuthor(uid, (who.login, *FORMER_LOGINS.get(uid, ())), who.names)


class Life(Walk):
    """A walk whose every state is kept, and whose reviews are given as the product gives them."""

    def __init__(
        self,
        home: Home,
        incident_type: str | Checklist,
        now: datetime,
        author: Actor = RUIZ,
        *,
        tail: str,
    ) -> None:
        self.home = home
        self._tail = tail
        super().__init__(incident_type, now, author)
        home.know(self.checklist)

    @property
    def session(self) -> Session:
        """The session as it stands."""
        return self._session

    @session.setter
    def session(self, session: Session) -> None:
        if not session.history[1:]:
            # The name of a new session: every one has its own.
            session = replace(session, id=f"{session.id[:-4]}{self._tail}")
        session = replace(session, revision=len(self.home.states.get(session.id, ())) + 1)
        self.home.states.setdefault(session.id, []).append(session)
        self._session = session

    @property
    def context(self) -> SessionContext:
        return self.home.context(self.session, self.now)

    def takes_over(self, session: Session) -> Self:
        """Go on with a session that was made from another one."""
        self.home.states.pop(self.session.id, None)
        self.session = session
        return self

    def review_of(self, digest: str, verdict: Verdict, step_id: str = "", by: Actor = CHEN) -> Self:
        """A supervisor's word, as `review` gives it; a minute passes before and after."""
        self.now += MORE_THAN_A_SECOND
        found = make_review(
            self.session,
            self.checklist,
            self.context,
            verdict,
            shown=digest,
            known=self.context.reviews,
            actor=by,
            now=self.now,
            step=step_id,
            comment="" if verdict == "approved" else "Asked the liaison about it",
        )
        self._gives(found)
        return self

    def _gives(self, review: Review) -> None:
        kernel_ns = int(self.now.timestamp()) * 10**9
        lie_there = self.home.reviews.setdefault(self.session.id, [])
        lie_there.append(replace(review, kernel_ns=kernel_ns))
        self.now += MORE_THAN_A_SECOND

    def read_cold(self, by: Actor = CHEN) -> Self:
        """What the type asks of the post alone, answered as its author did."""
        asked = cold_read_asked(self.session, self.checklist, self.context, by)
        if asked:
            says = {question.id: record_says(self.session, question) for question in asked}
            shown, now = post_digest(self.session), self.now
            about = (self.session, self.checklist, self.context)
            self._gives(make_cold_read(*about, says, shown=shown, actor=by, now=now))
        return self

    def review(self, verdict: Verdict, step_id: str = "", by: Actor = CHEN) -> Self:
        self.read_cold(by)
        digest = answer_digest(self.answer(step_id)) if step_id else content_digest(self.session)
        return self.review_of(digest, verdict, step_id, by)

    def post(self, platform: str, reason: str = "", **ago: float) -> Self:
        """Record that it was posted, `ago` before now."""
        self.session = changes.record_posted(
            self.session,
            self.status_now,
            platform,
            at=self.now - timedelta(**ago),
            link="https://example.org/1182",
            reason=reason,
            ordered_by=SOMEBODY if reason else "",
            actor=self.actor,
            now=self.now,
        )
        return self

    def edit_by_hand(self, **values: Any) -> Self:
        """Change something with an editor, and take it over as it stands."""
        self.session = replace(self.session, **values, sealed=False)
        self.session = changes.take_over_hand_edit(self.session, actor=self.actor, now=self.now)
        return self

    def lies_there(self, name: str) -> Self:
        """Let the session lie in the home from now on."""
        session = read_record(write_record(self.session), f"{self.session.id}.toml")
        self.home.records.append(Record(name, session))
        return self


def ago(**span: float) -> datetime:
    """A time before NOW."""
    return NOW - timedelta(**span)


@cache
def honest_home() -> Home:
    """The home with every record."""
    home = Home()
    _crashes(home)
    _exceptions(home)
    _other_types(home)
    _handed_on(home)
    _corrected(home)
    _not_ready(home)
    return home


def _crashes(home: Home) -> None:
    crash = "traffic-serious"
    Life(home, crash, ago(minutes=18), tail="aaaa").do_everything().mark_ready().lies_there(
        "a fatal crash, ready"
    )
    approved = Life(home, crash, ago(minutes=15), tail="aaab").do_everything()
    approved.list_person("next-of-kin", "D1")
    approved.later(minutes=1).answer_everything().later(minutes=1).mark_ready()
    approved.review("approved").lies_there("a fatal crash, approved")

    edited = Life(home, crash, ago(minutes=17), tail="aaac").do_everything()
    text = edited.session.draft.text.replace("Mill", "Hill")
    edited.edit_by_hand(draft=replace(edited.session.draft, text=text)).later(minutes=2)
    edited.write("Crash on Route 9 at Mill Road, one lane open.", changes_meaning=False)
    edited.questions_no().answer_everything().mark_ready()
    edited.review("approved").lies_there("a hand edit taken over, then approved")

    corrected = Life(home, crash, ago(minutes=21), tail="aaad")
    corrected.case_number("26-1128").case_number().write("Crash on Route 9.").post_on("x")
    corrected.post_on("facebook", "x").add_photo().questions_no().list_who_is_needed()
    corrected.list_person("next-of-kin", "V1")
    corrected.link("K2", "D1").answer_everything().later(minutes=3).list_person("co-victim")
    corrected.remove_person("C1").reclassify("V1", "seriously-hurt")
    corrected.list_person("next-of-kin", "H1")
    corrected.answer_everything().later(minutes=3).add_photo("A tow truck", changes_meaning=False)
    corrected.remove_photo("M2", changes_meaning=True).write(
        "Crash, Route 9.", changes_meaning=True
    )
    corrected.write("Crash on Route 9.\nUse 4.", {"x": "Route 9 shut."}, changes_meaning=False)
    corrected.questions_no().question(
        "police-force", yes=True, reason="A patrol car was only dented"
    )
    corrected.does_not_apply("travel-details", "road-open").not_done("publish-package")
    corrected.answer_everything().mark_ready().review("approved").later(minutes=1)
    corrected.post("x", minutes=1).lies_there("a crash corrected often, approved, out on X")

    stale = Life(home, crash, ago(minutes=18), tail="aaae")
    old = replace(checklist(crash), revision="sha256:" + "0" * 64)
    home.know(old)
    stale.takes_over(
        changes.start(old, stale.session.id, actor=stale.actor, now=stale.now)
    ).checklist = old
    stale.do_everything().mark_ready()
    stale.checklist = checklist(crash)
    stale.session = changes.carry_to_checklist(
        stale.session, stale.checklist, actor=stale.actor, now=stale.now
    )
    stale.later(minutes=1).mark_ready().lies_there("carried to a changed checklist, ready")


def _exceptions(home: Home) -> None:
    crash = "traffic-serious"
    granted = Life(home, crash, ago(minutes=20), tail="bbba").do_everything()
    granted.list_person("next-of-kin", "D1")
    granted.answer_everything().choose("kin-notified", "outcome", "not-reached", "K2")
    granted.review("exception-granted", "kin-notified", BAKER)
    granted.mark_ready().review("approved").lies_there("an exception granted, approved")

    again = Life(home, crash, ago(minutes=20), tail="bbbb").do_everything()
    again.ask_exception("whom-to-call").review("exception-refused", "whom-to-call")
    again.ask_exception("whom-to-call", "Rang three times, and the sister")
    again.review("exception-granted", "whom-to-call", BAKER)
    again.mark_ready().lies_there("an exception refused, asked for again and granted, ready")

    refused = Life(home, crash, ago(minutes=20), tail="bbbc").do_everything()
    refused.choose("kin-notified", "outcome", "not-reached", "K1")
    refused.review("exception-granted", "kin-notified")
    refused.confirm("kin-notified").choose("kin-notified", "outcome", "not-reached", "K1")
    refused.review("exception-refused", "kin-notified", BAKER).lies_there("an exception refused")

    home_free = Life(home, crash, ago(minutes=19), tail="bbbd").do_everything()
    home_free.ask_exception("kin-notified").lies_there("an exception that waits")


def _other_types(home: Home) -> None:
    arrest = Life(home, "arrest-charge", ago(minutes=21), tail="ccca").do_everything().mark_ready()
    arrest.review("returned").later(minutes=1).confirm("facts-verified").mark_ready()
    arrest.review("approved", by=BAKER).lies_there("an arrest, returned, answered again, approved")

    Life(home, "arrest-charge", ago(minutes=11), tail="cccb").do_everything().mark_ready().review(
        "returned"
    ).lies_there("an arrest, returned")

    nobody = Life(home, "arrest-charge", ago(minutes=10), tail="ccce").case_number().write()
    nobody.post_on("facebook").every_step_asked().later(minutes=1).questions_no()
    nobody.list_who_is_needed().answer_everything().mark_ready()
    nobody.review("approved").lies_there("an arrest in which nobody died, approved")

    child = Life(home, "missing-person", ago(minutes=13), tail="cccc")
    child.list_person("missing-person")
    child.list_person("guardian", "M1")
    child.do_everything().mark_ready().lies_there("a missing child, ready")

    closure = Life(home, "traffic-advisory", ago(minutes=9), tail="cccd")
    closure.case_number().write().post_on(
        "facebook", "x", "nextdoor"
    ).questions_no().answer_everything()
    closure.mark_ready().later(minutes=2).post("facebook", minutes=1).post("x")
    closure.lies_there("a closure, out on two of three platforms")

    early = Life(home, "traffic-advisory", ago(minutes=9), tail="ccce")
    early.case_number().write().post_on("facebook", "x").questions_no().answer_everything().later(
        minutes=1
    )
    early.post("facebook", reason="Drivers were already turning", seconds=30)
    early.lies_there("a closure that went out before it was ready")

    Life(
        home, "traffic-advisory", ago(minutes=9), tail="cccf"
    ).do_everything().mark_ready().lies_there("a closure, ready")

    death = Life(home, "death-investigation", ago(minutes=22), tail="cccg").do_everything()
    death.mark_ready().review("approved").lies_there("a death, approved")


def _handed_on(home: Home) -> None:
    crash = "traffic-serious"
    first = Life(home, crash, ago(minutes=21), tail="ddda").do_everything()
    first.lies_there("a crash that two colleagues go on with")
    second = Life(home, crash, ago(minutes=17), DIAZ, tail="dddb")
    second.takes_over(
        changes.continue_session(
            first.session, checklist(crash), second.session.id, actor=DIAZ, now=second.now
        )
    )
    second.later(minutes=1).questions_no().confirm("kin-notified").mark_ready()
    second.review("approved").lies_there("continued from a colleague, approved")
    third = Life(home, crash, ago(minutes=14), SHARED, tail="dddc")
    stated = replace(SHARED, stated="Lee Park", names=(*SHARED.names, "Lee Park"))
    third.actor = stated
    third.takes_over(
        changes.continue_session(
            second.session, checklist(crash), third.session.id, actor=stated, now=third.now
        )
    )
    third.questions_no().later(minutes=1).mark_ready().lies_there("continued twice, ready")

    reviewed = Life(home, crash, ago(minutes=14), CHEN, tail="dddd").do_everything()
    reviewed.lies_there("a supervisor's own session")
    taken = Life(home, crash, ago(minutes=11), tail="ddde")
    taken.takes_over(
        changes.continue_session(
            reviewed.session, checklist(crash), taken.session.id, actor=RUIZ, now=taken.now
        )
    )
    taken.questions_no().mark_ready().lies_there("continued from a supervisor, ready")

    other = Life(home, "crime-trend", ago(minutes=10), tail="dddf")
    other.write().post_on("facebook").questions_no()
    other.remove_person(other.list_person("witness"))
    other.list_person("deceased")
    instead = Life(home, crash, ago(minutes=10), tail="dddg")
    instead.takes_over(
        changes.start_instead(
            other.session, checklist(crash), instead.session.id, actor=RUIZ, now=instead.now
        )
    )
    other.later(minutes=1).withdraw(f"Started as another type: {instead.session.id}")
    other.lies_there("a warning withdrawn for a crash")
    instead.later(minutes=1).case_number().questions_no().list_who_is_needed().answer_everything()
    instead.mark_ready().lies_there("a crash that was begun as a warning, ready")

    was = Life(
        home, "traffic-advisory", ago(minutes=10), replace(RENAMED, login="akim"), tail="dddh"
    )
    was.do_everything().actor = RENAMED
    was.later(minutes=1).mark_ready().lies_there("an author whose account was renamed, ready")


def _corrected(home: Home) -> None:
    crash, found = "traffic-serious", checklist("traffic-serious", "correction")
    post = Life(home, crash, ago(minutes=12), tail="fffa").do_everything().mark_ready()
    post.review("approved").post("facebook").lies_there("a crash that went out")
    corrected = Life(home, found, ago(minutes=7), DIAZ, tail="fffb")
    corrected.takes_over(
        changes.update_session(
            post.session,
            found,
            corrected.session.id,
            "correction",
            actor=DIAZ,
            now=corrected.now,
        )
    )
    corrected.add_photo(changes_meaning=False).write("It was at Hill Road.", changes_meaning=True)
    corrected.list_person("wrongly-shown")
    corrected.every_step_asked().answer_everything()
    corrected.choose("correction-told", "outcome", "caller-named", "P1").mark_ready()
    corrected.review("approved").lies_there("a correction of a colleague's post, approved")


def _not_ready(home: Home) -> None:
    crash = "traffic-serious"
    one_open = Life(home, crash, ago(minutes=7), tail="eeea").do_everything()
    one_open.list_person("next-of-kin", "D1")
    for step in sorted(one_open.stale() - {"kin-notified"}):
        one_open.confirm(step)
    one_open.lies_there("a crash of which a second next of kin was not told")

    hold = Life(home, crash, ago(minutes=7), tail="eeeb").do_everything()
    until = {"answer-detail": NOW + timedelta(hours=2)}
    hold.choose("family-window", "answer", "hold-until", **until)
    hold.lies_there("a family that asked to wait")

    changed = Life(home, crash, ago(minutes=7), tail="eeec").do_everything().mark_ready()
    changed.review("approved").write("Two died on Route 9.", changes_meaning=True).lies_there(
        "approved, and another text since"
    )

    Life(
        home, crash, ago(minutes=6), tail="eeed"
    ).do_everything().mark_ready().withdraw().lies_there("a crash, withdrawn")

    expired = Life(home, "arrest-charge", ago(hours=9), tail="eeee").do_everything().mark_ready()
    expired.lies_there("an arrest whose answers are too old")

    blocked = Life(home, "arrest-charge", ago(minutes=6), tail="eeef").do_everything()
    blocked.choose("participation-risk", "decision", "not-yet").lies_there(
        "an arrest that the detective holds"
    )

    typed = Life(home, "missing-person", ago(minutes=6), tail="eeeg").do_everything()
    typed.type("Have you seen this child?").lies_there("a text that was typed and not accepted")
    Life(home, "missing-person", ago(minutes=5), tail="eeeh").write().lies_there("just begun")
