"""What is still owed after a post, checked another way: minute by minute, by counting.

Plain and slow, and written without the ledger: it knows the frozen items, what was written down of
them, and the clock. A thing that is due at several times is one box for each time; a completion
ticks every box whose time had come, or else the next one, and none after that. A post that is down
needs no reading of what was to be done there.
"""

from datetime import datetime, timedelta

FAR = timedelta(days=120)


def boxes(item, opened, until):
    """Every time at which a thing is due, up to a day."""
    if not item.due:
        return [opened + timedelta(seconds=item.within)] if opened else []
    times = list(item.due)
    while item.every and times[-1] <= until:
        times.append(times[-1] + timedelta(seconds=item.every))
    return times


def things(session):
    """All that the post owes: with the first record of it, and with any of a wrong picture."""
    return [item for posted in session.posted for item in posted.follow_ups]


def is_believed(session, given, supervisors, advocates):
    """Whether what an account wrote is taken at all: by who it is, and by what it wrote of."""
    writer = given.by.uid
    if given.session != session.id or given.at < session.posted[0].recorded_at:
        return False
    if given.outcome == "not-owed":
        return writer in supervisors and writer != session.author_uid
    if writer in advocates and writer not in supervisors:
        return given.item in [i.id for i in things(session) if i.ask == "victim-services"]
    return True


def is_about(session, item, given, digest):
    posted = min(p.at for p in session.posted[:1])
    earliest = session.started_at if item.tells else posted
    return (
        given.session == session.id
        and (given.item, given.digest) == (item.id, digest)
        and (given.outcome == "not-owed" or given.outcome in [o.id for o in item.outcomes])
        and earliest <= given.done_at <= given.at
        and is_dated(item, given)
    )


def is_dated(item, given):
    """Whether it says when the thing is due again just where its outcome asks for that."""
    asks = given.outcome in [o.id for o in item.outcomes if o.again]
    return given.again > given.done_at if asks and given.again else not asks and not given.again


def is_down(session, posted, completions, digests):
    """Whether somebody wrote down that a post is gone, by itself or as a wrong picture."""
    for given in completions:
        if given.outcome != "down" or given.done_at > given.at or given.session != session.id:
            continue
        by_itself = (given.item, given.platform) == ("takedown", posted.platform)
        if by_itself and given.digest == digests[posted.platform] and given.done_at >= posted.at:
            return True
        for item in posted.follow_ups:
            if item.id == f"wrong-picture-{posted.platform}" and is_about(
                session, item, given, digests[item.id]
            ):
                return True
    return False


def expected(session, completions, digests, now: datetime):
    """The things that are owed, each with when it is due next.

    `digests` are those of the things by their names, and of the posts by their platforms.
    """
    ticked = {item.id: [] for item in things(session)}
    for item in things(session):
        for given in completions:
            if is_about(session, item, given, digests[item.id]):
                ticked[item.id].append(given)
    down = [p.platform for p in session.posted if is_down(session, p, completions, digests)]
    owed = {}
    for item in things(session):
        opened = [
            given.done_at
            for other in things(session)
            for given in ticked[other.id]
            for outcome in other.outcomes
            if outcome.id == given.outcome and outcome.opens == item.id
        ]
        if is_needless(session, item, down):
            continue
        next_due = still_due(session, item, ticked[item.id], max(opened, default=None), now, down)
        if next_due is not None:
            owed[item.id] = next_due
    return owed


def is_needless(session, item, down):
    """Whether a thing asks for nothing but that a post is gone, and it is."""
    if item.id.startswith("wrong-picture-"):
        return any(item.id == f"wrong-picture-{platform}" for platform in down)
    return item.removal and sorted(down) == sorted(posted.platform for posted in session.posted)


def still_due(session, item, given, opened, now, down):
    ends = {outcome.id for outcome in item.outcomes if outcome.ends} | {"not-owed"}
    if any(one.outcome in ends for one in given):
        return None
    if given and (last := max(given, key=lambda found: (found.done_at, found.at))).again:
        return last.again
    if item.each_post:
        there = {posted.platform for posted in session.posted} - set(down)
        if there <= {one.platform for one in given}:
            return None
        left = boxes(item, opened, now + FAR)
        return left[0] if left else None
    if not item.due:
        if opened is None or any(one.done_at >= opened for one in given):
            return None
        return boxes(item, opened, now)[0]
    left = boxes(item, None, now + FAR)
    for one in sorted(given, key=lambda found: (found.done_at, found.at)):
        come = [box for box in left if box <= one.done_at]
        if come:
            left = [box for box in left if box > one.done_at]
        elif left and previous(item, left[0]) <= one.done_at:
            left = left[1:]
    return left[0] if left else None


def previous(item, box):
    """The time before a time at which a thing is due; long ago for the first."""
    times = [time for time in boxes(item, None, box) if time < box]
    return times[-1] if times else datetime(1900, 1, 1, tzinfo=box.tzinfo)
