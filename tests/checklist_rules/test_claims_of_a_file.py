"""What a session file says of itself counts only where owner, history and original bear it out.

Each file here is one that an author with an editor could make: it is sealed as the program does it.
"""

from datetime import timedelta

import pytest
from factories.sessions import A_MINUTE, SUPERVISOR, Walk, actor, answered, checklist, ready
from msgspec.structs import replace

from checklists import changes
from checklists.gate.audit.findings import findings
from checklists.gate.blockers import blockers
from checklists.gate.carried_answers import writers
from checklists.gate.context import KnownAuthor, SessionContext
from checklists.gate.list_rows import listed
from checklists.gate.status import status_of
from checklists.records.codec import read_record, write_record
from checklists.review.rules import review_conflict
from checklists.session.fingerprints import answer_digest, content_digest, history_digest
from checklists.session.model import Account, Ready
from checklists.session.review import NO_APPROVAL_NEEDED

TYPE = "traffic-serious"
STEP = "kin-notified"
AUTHOR = KnownAuthor(1004, ("mruiz",), ("Maria Ruiz",))
OUTSIDE = "its time is before the session's start or in the future"
KNOWN = SessionContext(author=AUTHOR, approval=NO_APPROVAL_NEEDED)


def resealed(walk, **more):
    """The file with something changed in it, and everything that its author can do about that: the
    history's digest and the ready mark fit."""
    session = replace(walk.session, **more)
    session = replace(session, history_digest=history_digest(session.history))
    digest = content_digest(session)
    history = tuple(
        replace(entry, digest=digest) if entry.did == "marked-ready" else entry
        for entry in session.history
    )
    mark = Ready(digest=digest, at=walk.now, by=walk.actor.account)
    return replace(session, ready=mark, history=history, history_digest=history_digest(history))


def codes(session, context=KNOWN, now=None):
    found = blockers(session, checklist(session.incident_type), context, now or Walk(TYPE).now)
    return [f"{blocker.code} {blocker.step or blocker.item}".rstrip() for blocker in found]


def places(session, context=KNOWN, now=None):
    found = findings(session, checklist(TYPE), context, now or Walk(TYPE).now)
    return {finding.where for finding in found}


def said(session, context=KNOWN, now=None):
    found = findings(session, checklist(TYPE), context, now or Walk(TYPE).now)
    return {(finding.where, finding.what) for finding in found}


def test_the_honest_one_is_ready_and_holds():
    walk = ready(TYPE)
    assert resealed(walk) == walk.session
    assert codes(walk.session) == []
    assert places(walk.session) == set()


# What an answer was given for


def test_an_input_named_twice_keeps_no_grant_alive():
    walk = answered(TYPE).ask_exception(STEP)
    before = walk.answer(STEP).given_for
    walk.list_person("witness")
    walk.ask_exception(STEP)
    both = tuple(dict.fromkeys((*before, *walk.answer(STEP).given_for)))
    assert len(both) == len(before) + 1
    steps = tuple(
        replace(answer, given_for=both) if answer.id == STEP else answer
        for answer in walk.session.steps
    )
    walk.session = replace(walk.session, steps=steps)
    walk.review("exception-granted", STEP)
    context = replace(KNOWN, reviews=walk.reviews)
    assert f"stale {STEP}" in codes(walk.session, context)
    two = "it lists two states of the same input"
    assert (f"step {STEP}", two) in said(walk.session, context)


def test_neither_does_one_of_a_wrong_type_question():
    walk = answered(TYPE)
    question = walk.session.questions[0]
    other = next(item for item in question.given_for if item.startswith("text"))
    twice = replace(question, given_for=(*question.given_for, other[:-1] + "0"))
    session = replace(walk.session, questions=(twice, *walk.session.questions[1:]))
    assert codes(session) == [f"question {question.id}"]
    assert f"question {question.id}" in places(session)


# Who wrote it


@pytest.mark.parametrize("login", ["zz", "okim", "root"])
def test_an_author_by_another_login_than_the_owners_is_not_believed(login):
    """With it, fields that refuse the author would take the author's own name."""
    session = resealed(ready(TYPE), author=login)
    assert set(codes(session)) == {"edited-outside"}
    assert status_of(session, checklist(TYPE), KNOWN, Walk(TYPE).now).may_be_posted is False
    assert "author" in places(session)


def test_lists_name_the_owner_and_not_whom_the_file_names():
    session = resealed(ready(TYPE), author="okim")
    row = listed(session, checklist(TYPE), KNOWN, Walk(TYPE).now)
    assert (row.author, row.author_uid) == ("mruiz", 1004)


def test_no_approval_survives_a_change_of_the_author():
    walk = ready(TYPE).review("approved")
    renamed = replace(walk.session, author="okim")
    assert content_digest(renamed) != content_digest(walk.session)
    assert status_of(renamed, walk.checklist, walk.context, walk.now).status == "lapsed"


def test_a_renamed_account_is_known_by_policy():
    session = ready(TYPE).session
    now_called = SessionContext(author=KnownAuthor(1004, ("mruizgarcia",)))
    assert codes(session, now_called) == ["edited-outside"]
    by_policy = SessionContext(author=KnownAuthor(1004, ("mruizgarcia", "mruiz")))
    assert codes(session, by_policy) == []


def test_of_an_account_that_is_gone_the_files_own_word_is_taken():
    assert codes(ready(TYPE).session, SessionContext(author=None)) == []


def test_the_authors_full_name_in_the_file_is_refused_as_on_the_screen():
    walk = answered(TYPE)
    field = next(f for f in walk.step("dignity-language").fields if f.not_author)
    (record,) = walk.whole("dignity-language")
    named = {**record, field.id: "Ruiz, Maria, traffic"}
    steps = tuple(
        replace(answer, evidence=(named,)) if answer.id == "dignity-language" else answer
        for answer in walk.session.steps
    )
    session = replace(walk.session, steps=steps)
    assert codes(session) == ["open dignity-language"]


@pytest.mark.parametrize(
    "account", [SUPERVISOR.account, Account("mruiz", 1003), Account("x", 1004)]
)
@pytest.mark.parametrize("where", ["history", "ready", "questions", "steps"])
def test_an_entry_by_another_account_keeps_it_closed(where, account):
    walk = ready(TYPE)
    if where == "ready":
        session = replace(walk.session, ready=replace(walk.session.ready, by=account))
    else:
        first, *others = getattr(walk.session, where)
        session = resealed(walk, **{where: (replace(first, by=account), *others)})
    assert "edited-outside" in codes(session)
    assert places(session) != set()


def test_nobody_is_kept_from_reviewing_by_what_an_author_writes_into_the_file():
    walk = ready(TYPE)
    entry = replace(walk.session.history[2], by=SUPERVISOR.account)
    forged = resealed(walk, history=(*walk.session.history, entry))
    assert review_conflict(forged, KNOWN, SUPERVISOR) == ""


def test_nor_by_an_answer_that_was_never_carried_from_them():
    walk = answered(TYPE)
    carried = replace(
        walk.answer(STEP),
        by=SUPERVISOR.account,
        carried_from=f"20261122-1100-{TYPE}-aaaa",
        carried_uid=SUPERVISOR.uid,
    )
    steps = tuple(carried if answer.id == STEP else answer for answer in walk.session.steps)
    forged = replace(walk.session, steps=steps)
    assert writers(forged, ()) == {1004}
    assert codes(forged) == [f"stale {STEP}"]
    assert f"step {STEP}" in places(forged)


def test_whoever_gave_a_carried_answer_does_not_review_it_while_their_session_is_there():
    original = answered(TYPE, author=SUPERVISOR).session
    session = changes.continue_session(
        original, checklist(TYPE), f"20261122-1205-{TYPE}-m3p9", actor=actor(), now=Walk(TYPE).now
    )
    context = SessionContext(originals=(original,))
    assert "gave answers in this session" in review_conflict(session, context, SUPERVISOR)


# When


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=400), timedelta(days=-1)])
def test_an_answer_from_before_the_start_or_from_a_time_to_come_is_stale(ahead):
    walk = ready(TYPE)
    answer = next(found for found in walk.session.steps if walk.step(found.id).fresh_for is None)
    steps = tuple(
        replace(found, at=found.at + ahead) if found is answer else found
        for found in walk.session.steps
    )
    session = resealed(walk, steps=steps)
    assert f"stale {answer.id}" in codes(session)
    assert (f"step {answer.id}", OUTSIDE) in said(session)


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=-1)])
def test_so_is_an_answer_to_a_wrong_type_question(ahead):
    walk = ready(TYPE)
    first, *others = walk.session.questions
    session = resealed(walk, questions=(replace(first, at=first.at + ahead), *others))
    assert f"question {first.id}" in codes(session)
    assert (f"question {first.id}", OUTSIDE) in said(session)


def test_a_start_that_is_moved_is_seen():
    walk = ready(TYPE)
    session = resealed(walk, started_at=walk.session.started_at - timedelta(days=2))
    assert "history" in places(session)
    plain = replace(walk.session, started_at=walk.session.started_at - timedelta(days=2))
    assert status_of(plain, walk.checklist, KNOWN, walk.now).status == "lapsed"


@pytest.mark.parametrize("field", ["note", "at", "item"])
def test_an_entry_of_the_history_that_was_changed_is_seen(field):
    walk = ready(TYPE)
    number = next(n for n, entry in enumerate(walk.session.history) if entry.did == "platforms")
    entry = walk.session.history[number]
    other = entry.at + timedelta(seconds=0) if field == "at" else "x"
    if field == "at":
        walk.later(minutes=1)
        other = entry.at + timedelta(seconds=1)
    changed = replace(entry, **{field: other})
    history = (*walk.session.history[:number], changed, *walk.session.history[number + 1 :])
    assert "history" in places(replace(walk.session, history=history), now=walk.now)


@pytest.mark.parametrize("item", ["K2", "K1, K2", "V1"])
def test_an_entry_that_names_somebody_of_whom_its_answer_says_nothing_is_seen(item):
    walk = ready(TYPE)
    number = next(n for n, entry in enumerate(walk.session.history) if entry.step == STEP)
    named = replace(walk.session.history[number], item=item)
    history = (*walk.session.history[:number], named, *walk.session.history[number + 1 :])
    assert named.item != walk.session.history[number].item == "K1"
    assert (
        f"history entry {number + 1}",
        "it does not name whom its answer is about",
    ) in said(resealed(walk, history=history))


# People


def test_a_person_of_a_class_that_the_type_does_not_list_keeps_it_closed():
    walk = ready(TYPE)
    (first, *others) = walk.session.people
    session = resealed(walk, people=(replace(first, person_class="school"), *others))
    assert "person-missing" in codes(session)
    assert (
        f"person {first.label}",
        "the session is marked ready, but their class is not valid",
    ) in said(session)


# What no check can see: the threat model says so


def test_an_author_who_makes_everything_agree_has_typed_the_same_lie():
    walk = ready(TYPE)
    honest = walk.answer(STEP)
    first, *others = honest.evidence
    lie = replace(honest, evidence=({**first, "told-or-tried-by": "Sgt. Nobody, nights"}, *others))
    steps = tuple(lie if found.id == STEP else found for found in walk.session.steps)
    history = tuple(
        replace(entry, digest=answer_digest(lie)) if entry.step == STEP else entry
        for entry in walk.session.history
    )
    session = resealed(walk, steps=steps, history=history)
    read = read_record(write_record(session), "forged.toml")
    assert read.answer(STEP) == lie != honest
    assert codes(read) == []
    assert places(read) == set()


def test_a_start_that_is_moved_with_its_history_is_the_authors_word():
    walk = ready(TYPE)
    before = walk.session.started_at - A_MINUTE
    began, *others = walk.session.history
    history = (replace(began, at=before), *others)
    session = resealed(walk, started_at=before, history=history)
    assert codes(session) == []
    assert places(session) == set()


def test_an_author_can_keep_one_supervisor_away_by_a_login_uid_which_is_shown():
    walk = ready(TYPE)
    first, second, *others = walk.session.history
    named = replace(second, by=replace(second.by, login_uid=SUPERVISOR.uid))
    forged = resealed(walk, history=(first, named, *others))
    assert codes(forged) == []
    assert "gave answers in this session" in review_conflict(forged, KNOWN, SUPERVISOR)
    assert review_conflict(forged, KNOWN, actor("tchen", 1002)) == ""
    assert f"logged in as user ID {SUPERVISOR.uid}" in str(named.by)


def test_an_author_can_keep_one_supervisor_away_by_continuing_a_session_of_theirs():
    original = answered(TYPE, author=SUPERVISOR).session
    session = changes.continue_session(
        original, checklist(TYPE), f"20261122-1205-{TYPE}-m3p9", actor=actor(), now=Walk(TYPE).now
    )
    none_carried = replace(session, steps=())
    context = SessionContext(originals=(original,))
    assert "gave answers in this session" in review_conflict(none_carried, context, SUPERVISOR)
    assert session.continues is not None
    assert session.continues.by == SUPERVISOR.account


def test_two_accounts_used_separately_are_two_people():
    session = ready(TYPE).session
    other = actor("mruiz2", 1009, "Maria Ruiz")
    assert review_conflict(session, KNOWN, other) == ""
    assert review_conflict(session, KNOWN, replace(other, login_uid=session.author_uid)) != ""
