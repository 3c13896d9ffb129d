"""What is done of what a post owes, and what is due next: only by its own completion."""

import random
from datetime import timedelta

import pytest
from factories.sessions import ALL_TYPES, AN_HOUR, NOON, SOMEBODY, actor, answered
from follow_ups.specification import expected
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

from checklists import changes
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.follow_ups.completing import find_entry, make_completion, make_removal
from checklists.follow_ups.ledger import ledger, open_entries, removals
from checklists.session.completion import NOT_OWED, Completion

RUIZ, COLLEAGUE = actor(), actor("tdiaz", 1007)
DAY = 24 * AN_HOUR


def done(session, name, outcome="", after=AN_HOUR, platform="", by=COLLEAGUE):
    """A completion of one follow-up, so long after the post, as a colleague writes it."""
    item = next(item for item in session.follow_ups if item.id == name)
    at = NOON + after
    return Completion(
        session=session.id,
        item=name,
        digest=digest_of(item),
        outcome=outcome or item.outcomes[0].id,
        done_at=at,
        at=at,
        by=by.account,
        who=SOMEBODY,
        platform=platform,
    )


def due(session, *completions, now=NOON):
    return {entry.item.id: entry.due for entry in open_entries(ledger(session, completions, now))}


@pytest.fixture
def arrest():
    return posted(answered("arrest-charge"))


@pytest.fixture
def missing():
    return posted(answered("missing-person"))


def test_open_until_its_time_then_overdue_then_done(arrest):
    def state(now, *completions):
        return next(
            e.state for e in ledger(arrest, completions, now) if e.item.id == "custody-told"
        )

    assert state(NOON + DAY) == "open"
    assert state(NOON + DAY + timedelta(seconds=1)) == "overdue"
    assert state(NOON + 9 * DAY, done(arrest, "custody-told")) == "done"


def test_comments_are_read_twice_and_a_second_look_at_once_does_not_count(arrest):
    first = done(arrest, "comments-read", after=AN_HOUR / 2)
    assert due(arrest, first)["comments-read"] == NOON + DAY
    assert (
        due(arrest, first, done(arrest, "comments-read", after=AN_HOUR * 0.9))["comments-read"]
        == NOON + DAY
    )
    second = done(arrest, "comments-read", after=2 * AN_HOUR)
    assert "comments-read" not in due(arrest, first, second)


def test_who_looks_late_has_looked_for_all_the_times_that_had_come(arrest):
    assert "comments-read" not in due(arrest, done(arrest, "comments-read", after=DAY))
    assert due(arrest, done(arrest, "comments-read", after=DAY - AN_HOUR))["comments-read"]


def test_one_that_comes_back_comes_back_weekly_until_it_is_ended(missing):
    week = done(missing, "still-missing", "still", after=8 * DAY)
    assert due(missing, week)["still-missing"] == NOON + 14 * DAY
    later = done(missing, "still-missing", "updated", after=14 * DAY)
    assert due(missing, week, later)["still-missing"] == NOON + 21 * DAY
    found = done(missing, "still-missing", "found", after=15 * DAY)
    assert "still-missing" not in due(missing, week, later, found, now=NOON + 90 * DAY)


def test_found_opens_the_take_down_of_each_post(missing):
    assert "found-down" not in due(missing)
    found = done(missing, "still-missing", "found", after=DAY)
    assert due(missing, found)["found-down"] == NOON + 2 * DAY
    one = done(missing, "found-down", after=DAY, platform="facebook")
    assert due(missing, found, one)["found-down"] == NOON + 2 * DAY
    both = (one, done(missing, "found-down", after=DAY, platform="x"))
    assert "found-down" not in due(missing, found, *both)


def test_captured_opens_telling_whoever_it_was_about_and_again_each_time(arrest):
    captured = done(arrest, "comments-read", "captured")
    told = done(arrest, "tell-about-comments", after=2 * AN_HOUR)
    assert due(arrest, captured)["tell-about-comments"] == NOON + 13 * AN_HOUR
    assert "tell-about-comments" not in due(arrest, captured, told)
    again = done(arrest, "comments-read", "passed-on", after=DAY)
    assert due(arrest, captured, told, again)["tell-about-comments"] == NOON + 36 * AN_HOUR


@pytest.mark.parametrize(
    "how",
    [
        {"digest": "sha256:" + "0" * 64},
        {"session": "20261122-1200-arrest-charge-aaaa"},
        {"item": "taken-down"},
        {"outcome": "off-by-one"},
        {"done_at": NOON + 3 * DAY},
    ],
    ids=lambda how: next(iter(how)),
)
def test_no_completion_of_something_else_ends_it(arrest, how):
    told = done(arrest, "custody-told", after=2 * DAY)
    assert "custody-told" not in due(arrest, told)
    assert "custody-told" in due(arrest, replace(told, **how))


def test_comments_cannot_have_been_read_before_the_post_but_somebody_may_have_been_told():
    walk = answered("arrest-charge")
    session = posted(walk, at=NOON + 2 * AN_HOUR)
    assert due(session, done(session, "comments-read"))["comments-read"] == NOON + 3 * AN_HOUR
    assert "custody-told" not in due(session, done(session, "custody-told"))


def test_a_post_that_is_continued_or_started_again_owes_what_it_owed(missing):
    before = due(missing)
    walk = answered("missing-person")
    again = changes.start_instead(
        missing, walk.checklist, "20261122-1300-missing-person-bbbb", actor=RUIZ, now=NOON
    )
    assert not again.follow_ups
    assert due(missing) == before
    with pytest.raises(Refused):
        changes.withdraw(missing, "Found", actor=RUIZ, now=NOON)


def test_custody_is_checked_again_at_each_hearing_and_not_before(arrest):
    first = replace(done(arrest, "custody-told", "hearing"), again=NOON + 40 * DAY)
    assert due(arrest, first)["custody-told"] == NOON + 40 * DAY
    second = done(arrest, "custody-told", "hearing", after=40 * DAY)
    second = replace(second, again=NOON + 60 * DAY)
    assert due(arrest, first, second)["custody-told"] == NOON + 60 * DAY
    assert "custody-told" not in due(
        arrest, first, second, done(arrest, "custody-told", after=60 * DAY)
    )


@pytest.mark.parametrize(
    ("outcome", "again"),
    [("hearing", None), ("hearing", NOON), ("told", NOON + 40 * DAY)],
)
def test_a_record_whose_next_time_does_not_fit_its_outcome_counts_for_nothing(
    arrest, outcome, again
):
    record = replace(done(arrest, "custody-told", outcome), again=again)
    assert due(arrest, record)["custody-told"] == NOON + DAY


# What must be said


def complete(session, name, outcome="told", **more):
    entries = ledger(session, (), NOON)
    said = {"done_at": NOON, "who": SOMEBODY, "how": "phone", "actor": COLLEAGUE, "now": NOON}
    return make_completion(session, find_entry(entries, name), outcome, **{**said, **more})


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"who": ""}, "who"),
        ({"who": " - "}, "who"),
        ({"how": ""}, ""),
        ({"how": "by pigeon"}, ""),
        ({"done_at": NOON + AN_HOUR}, "at"),
        ({"done_at": NOON - DAY}, "at"),
        ({"outcome": "nothing"}, ""),
        ({"outcome": NOT_OWED}, "note"),
    ],
)
def test_who_how_and_when_are_said_where_somebody_is_told(arrest, said, field):
    with pytest.raises(Refused) as refused:
        complete(arrest, "custody-told", **said)
    assert refused.value.field == field


@pytest.mark.parametrize("again", [None, NOON, NOON - AN_HOUR])
def test_a_hearing_that_is_set_needs_its_time(arrest, again):
    with pytest.raises(Refused) as refused:
        complete(arrest, "custody-told", "hearing", again=again)
    assert refused.value.field == "again"
    kept = complete(arrest, "custody-told", "hearing", again=NOON + DAY)
    assert due(arrest, kept)["custody-told"] == NOON + DAY
    assert complete(arrest, "custody-told", again=NOON + DAY).again is None


def test_whoever_was_not_told_is_said_to_be_told_in_no_way_and_a_note_says_why():
    walk = answered("arrest-charge")
    session = posted(walk)
    captured = done(session, "comments-read", "captured")
    entry = find_entry(ledger(session, (captured,), NOON + DAY), "tell-about-comments")
    said = {"done_at": NOON + DAY, "who": SOMEBODY, "how": "phone", "actor": COLLEAGUE}
    said["now"] = NOON + DAY
    with pytest.raises(Refused, match="Nobody was told") as refused:
        make_completion(session, entry, "unsafe", **said)
    assert refused.value.field == "note"
    kept = make_completion(session, entry, "unsafe", note="Advocate decided", **said)
    assert (kept.how, kept.note) == ("", "Advocate decided")
    assert "tell-about-comments" not in due(session, captured, kept)


def test_what_is_said_is_kept_and_counts(arrest):
    told = complete(arrest, "custody-told", note="Line 2")
    assert (told.who, told.how, told.by) == (SOMEBODY, "phone", COLLEAGUE.account)
    assert "custody-told" not in due(arrest, told)
    assert complete(arrest, "comments-read", "nothing").how == ""


def test_what_is_done_or_has_not_come_up_is_not_completed(arrest):
    with pytest.raises(Refused, match="So far, nothing calls for this follow-up"):
        complete(arrest, "tell-about-comments")
    with pytest.raises(Refused, match="no follow-up with that name"):
        complete(arrest, "nonsense")
    entries = ledger(arrest, (done(arrest, "comments-read", "off"),), NOON)
    with pytest.raises(Refused, match="It is done"):
        find_entry(entries, "comments-read")


def test_a_charge_that_is_dropped_weeks_after_the_custody_check_is_still_recorded(arrest):
    """Once it is done, nothing but what changes the post can come of it, each once."""
    told = done(arrest, "custody-told")
    [entry] = [e for e in ledger(arrest, (told,), NOON + 20 * DAY) if e.item.id == "custody-told"]
    assert [outcome.id for outcome in entry.possible] == ["released", "dropped"]
    later = NOON + 20 * DAY
    said = {"who": SOMEBODY, "how": "phone", "note": "Again", "actor": COLLEAGUE, "now": later}
    for outcome in ("told", "signed-up", NOT_OWED):
        with pytest.raises(Refused, match="It is done"):
            make_completion(arrest, entry, outcome, done_at=later, **said)
    dropped = make_completion(arrest, entry, "dropped", done_at=later, **said)
    assert "custody-told" not in due(arrest, told, dropped)
    [entry] = [e for e in ledger(arrest, (told, dropped), later) if e.item.id == "custody-told"]
    assert [outcome.id for outcome in entry.possible] == ["released"]


def test_for_each_post_a_platform_is_named_that_is_left(missing):
    found = done(missing, "still-missing", "found")
    down = done(missing, "found-down", platform="facebook")
    entry = find_entry(ledger(missing, (found, down), NOON + DAY), "found-down")
    said = {"done_at": NOON + DAY, "who": SOMEBODY, "actor": COLLEAGUE, "now": NOON + DAY}
    assert make_completion(missing, entry, "down", platform="x", **said).platform == "x"
    for platform in ("", "facebook", "bluesky"):
        with pytest.raises(Refused):
            make_completion(missing, entry, "down", platform=platform, **said)


# Every history

HISTORIES = 1000
OWING = [name for name in ALL_TYPES if posted(answered(name)).follow_ups]


def random_completion(session, chance):
    """Something that somebody writes of some follow-up, honest or not."""
    if chance.random() < 0.2:
        return random_removal(session, chance)
    item = chance.choice(session.follow_ups)
    after = timedelta(
        minutes=chance.choice((-30, 10, 59, 60, 61, 1439, 1441, chance.randrange(60 * 24 * 40)))
    )
    outcome = chance.choice([*(outcome.id for outcome in item.outcomes), NOT_OWED, "unknown"])
    platform = chance.choice(("facebook", "x", ""))
    made = replace(done(session, item.id, after=after, platform=platform), outcome=outcome)
    came = item.outcome(outcome)
    if (came is not None and came.again) != (chance.random() < 0.1):
        made = replace(made, again=made.done_at + timedelta(hours=chance.randrange(-2, 24 * 40)))
    wrong = chance.random()
    if wrong < 0.05:
        return replace(made, digest="sha256:" + "1" * 64)
    if wrong < 0.1:
        return replace(made, session=session.id[:-4] + "zzzz")
    if wrong < 0.15:
        return replace(made, at=made.done_at - timedelta(seconds=1))
    return made


def random_removal(session, chance):
    """That a post is gone, as somebody writes it, honest or not."""
    made = removed(session, chance.choice(session.posted).platform, AN_HOUR * chance.randrange(999))
    wrong = (
        {},
        {},
        {"digest": "sha256:" + "1" * 64},
        {"done_at": NOON - AN_HOUR},
        {"at": made.done_at - AN_HOUR},
        {"outcome": "unknown"},
        {"platform": "facebook"},
    )
    return replace(made, **chance.choice(wrong))


def digests_of(session):
    """The digests of what a post owes, and of its records."""
    items = {item.id: digest_of(item) for item in session.follow_ups}
    return items | {posted.platform: digest_of(posted) for posted in session.posted}


@pytest.mark.sweep(2)
@pytest.mark.parametrize("part", range(10))
def test_the_ledger_agrees_with_an_independent_check_over_random_histories(part):
    chance = random.Random(4711 + part)  # noqa: S311  # a seed, no secret
    sessions = [posted(answered(name), platforms=["facebook", "x"]) for name in OWING]
    sessions += [with_wrong_picture(answered(name), "x") for name in OWING[:3]]
    seen = set()
    for _ in range(HISTORIES // 10):
        session = chance.choice(sessions)
        digests = digests_of(session)
        completions = []
        for _ in range(chance.randrange(7)):
            completions.append(random_completion(session, chance))
            now = NOON + timedelta(hours=chance.randrange(24 * 60))
            found = due(session, *completions, now=now)
            assert found == expected(session, completions, digests, now), (session.id, completions)
            late = {e.item.id for e in ledger(session, completions, now) if e.state == "overdue"}
            assert late == {name for name, at in found.items() if at < now}
            seen |= late
    assert seen


def removed(session, platform, after=AN_HOUR, **more):
    """The record that a post was taken down, so long after it, as a colleague writes it."""
    at = NOON + after
    record = {"done_at": at, "who": SOMEBODY, "actor": COLLEAGUE, "now": at} | more
    return make_removal(session, (), platform, **record)


def test_a_post_that_is_down_everywhere_is_not_owed_as_a_take_down(arrest):
    first, *others = (removed(arrest, posted.platform) for posted in arrest.posted)
    assert others
    assert "taken-down" in due(arrest, first)
    assert "taken-down" not in due(arrest, first, *others)
    assert "custody-told" in due(arrest, first, *others)


def test_found_is_done_for_each_post_that_is_down(missing):
    found = done(missing, "still-missing", "found", after=DAY)
    down = [removed(missing, posted.platform) for posted in missing.posted]
    assert "found-down" in due(missing, found, *down[1:])
    assert "found-down" not in due(missing, found, *down)


def test_a_wrong_picture_is_owed_until_that_very_post_is_down():
    session = with_wrong_picture(answered("community-post"), "x")
    assert due(session, now=NOON) == {"wrong-picture-x": NOON}
    assert due(session, removed(session, "facebook")) == {"wrong-picture-x": NOON}
    assert due(session, removed(session, "x")) == {}
    completed = done(session, "wrong-picture-x")
    assert due(session, completed) == {}
    assert [*removals(session, (completed,))] == ["x"]


def test_a_removal_counts_for_the_post_that_it_was_written_of(arrest):
    """No other session's, no other record of the post, none before it or ahead of its record."""
    right = removed(arrest, "x")
    assert [*removals(arrest, (right,))] == ["x"]
    for wrong in (
        {"session": "another"},
        {"digest": digest_of("another")},
        {"platform": "facebook"},
        {"outcome": "nothing"},
        {"item": "taken-down"},
        {"done_at": NOON - AN_HOUR},
        {"done_at": right.at + AN_HOUR},
    ):
        assert not removals(arrest, (replace(right, **wrong),)), wrong


def test_what_cannot_be_a_removal_is_refused(arrest):
    for words, platform, more in (
        ("no live post there", "instagram", {}),
        ("name and role", "x", {"who": "-"}),
        ("in the future", "x", {"done_at": NOON + DAY}),
        ("before the post went out", "x", {"done_at": NOON - AN_HOUR}),
    ):
        with pytest.raises(Refused, match=words):
            removed(arrest, platform, **more)
    there = [posted.platform for posted in arrest.posted]
    with pytest.raises(Refused, match="Every post is already recorded as taken down"):
        make_removal(arrest, there, "x", done_at=NOON, who=SOMEBODY, actor=RUIZ, now=NOON)


def with_wrong_picture(walk, platform, at=NOON):
    """The walk's session, posted everywhere; on one platform with the wrong picture."""
    for name in walk.session.draft.platforms:
        live = "wrong-picture" if name == platform else "as-confirmed"
        walk.session = changes.record_posted(
            walk.session,
            walk.status_now,
            name,
            at=at,
            reason="It went out",
            ordered_by="Chief Boyd, police",
            live=live,
            checklist=walk.checklist,
            actor=walk.actor,
            now=at,
        )
    return walk.session
