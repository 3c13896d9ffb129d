"""Nobody approves their own, and an approval is of exactly what was read."""

from datetime import UTC, datetime

import pytest
from drivers.workstation import HOME, PIO1, PIO2, POLICY, SUPERVISOR, SUPERVISORS

pytestmark = pytest.mark.slow

FORGED = """schema = 1
session = "{session}"
verdict = "approved"
digest = "{digest}"
at = {at}
by = {{ login = "{by}", uid = {uid} }}
history_length = {length}
history_digest = "{history}"
"""


@pytest.fixture
def walked(workstation):
    """A session of the first PIO, marked ready; and of the supervisor, who is a PIO as well."""
    return {
        user: workstation.drive(user, "walk", "traffic-advisory").out.strip()
        for user in (PIO1, SUPERVISOR)
    }


def show(workstation, session_id):
    import json  # noqa: PLC0415

    return json.loads(workstation.cleartopost("root", "show", session_id, "--json").out)


def approve(workstation, user, session_id):
    return workstation.cleartopost(user, "review", session_id, typed="approve\nleave\n")


def forge(workstation, user, session_id, folder=f"{HOME}/reviews"):
    """A review made by hand in the folder of reviews, as whole as anybody can make it: given now,
    since policy lets an approval lapse."""
    shown = show(workstation, session_id)
    uid = workstation.uid(user)
    code = (
        "from checklists.workstation.paths import find_places;"
        "from checklists.workstation.account import current_actor;"
        "from checklists.records.store import Store;"
        "from checklists.session.fingerprints import history_digest as h;"
        f"s=Store(find_places(), current_actor()); x=s.read(s.find({session_id!r})).session;"
        "print(len(x.history), h(x.history))"
    )
    length, history = workstation.run("root", str(workstation.python), "-c", code).out.split()
    now = datetime.now(UTC)
    text = FORGED.format(
        session=session_id, digest=shown["digest"], at=f"{now:%Y-%m-%dT%H:%M:%SZ}", by=user,
        uid=uid, length=length, history=history,
    )  # fmt: skip
    path = f"{folder}/{session_id}.{now:%Y%m%dT%H%M%S%f}-{uid}.toml"
    return path, workstation.shell(user, f"cat > {path} <<'X'\n{text}X\nchmod 644 {path}")


def test_a_supervisor_approves_and_everybody_sees_it(workstation, walked):
    session_id = walked[PIO1]
    assert approve(workstation, SUPERVISOR, session_id).code == 0
    for user in (PIO1, PIO2, SUPERVISOR, "root"):
        assert workstation.status(session_id, user) == "approved"
    assert workstation.cleartopost(PIO1, "text", session_id).code == 0


def test_ones_own_is_refused_by_the_command_and_by_hand(workstation, walked):
    session_id = walked[SUPERVISOR]
    ended = approve(workstation, SUPERVISOR, session_id)
    assert (ended.code, "you cannot review it" in ended.err) == (4, True)
    path, made = forge(workstation, SUPERVISOR, session_id)
    try:
        assert made.code == 0
        assert workstation.status(session_id, PIO1) == "ready"
        found = workstation.cleartopost("root", "verify", session_id)
        assert (found.code, "the author reviewed their own session" in found.out) == (1, True)
        assert workstation.cleartopost(SUPERVISOR, "text", session_id).code == 1
    finally:
        workstation.shell("root", f"rm {path}")


def only_another_supervisor_counts(workstation, session_id):
    """What was forged by hand counts for nothing and is named; another supervisor approves."""
    assert workstation.status(session_id, PIO2) == "ready"
    found = workstation.cleartopost("root", "verify", session_id)
    assert (found.code, "the reviewer appears in the session" in found.out) == (1, True)
    assert approve(workstation, "t_sup2", session_id).code == 0
    assert workstation.status(session_id, PIO2) == "approved"


def test_one_that_ones_account_appears_in_is_refused_by_the_command_and_by_hand(
    workstation, walked
):
    continued = workstation.cleartopost(PIO1, "continue", walked[SUPERVISOR])
    session_id = continued.out.splitlines()[0]
    assert workstation.drive(PIO1, "ready", session_id).out.strip() == "ready"
    ended = approve(workstation, SUPERVISOR, session_id)
    assert (ended.code, "gave answers in this session" in " ".join(ended.err.split())) == (4, True)
    path, made = forge(workstation, SUPERVISOR, session_id)
    try:
        assert made.code == 0
        only_another_supervisor_counts(workstation, session_id)
    finally:
        workstation.shell("root", f"rm {path}")


def neither_reviews_the_other(workstation, session_id, file, more):
    """With these lines in a file of the agency's, a supervisor is the author; others are not."""
    place = workstation.seen_from_here(POLICY).with_name(file)
    before = place.read_text()
    place.write_text(f"{before}{more}")
    path = ""
    try:
        assert workstation.cleartopost("root", "check").code == 0
        ended = approve(workstation, SUPERVISOR, session_id)
        assert (ended.code, "as the same person's" in " ".join(ended.err.split())) == (4, True)
        path, made = forge(workstation, SUPERVISOR, session_id)
        assert made.code == 0
        only_another_supervisor_counts(workstation, session_id)
    finally:
        place.write_text(before)
        workstation.shell("root", f"rm {path}")


def test_two_accounts_that_policy_names_as_one_persons_do_not_review_each_other(
    workstation, walked
):
    uids = f"{workstation.uid(PIO1)}, {workstation.uid(SUPERVISOR)}"
    more = f"[[same_person]]\nuids = [{uids}]\n"
    neither_reviews_the_other(workstation, walked[PIO1], "policy.toml", more)


def test_two_accounts_that_the_directory_gives_one_person_do_not_review_each_other(
    workstation, walked
):
    entry = f'name = "Sgt. Fox"\nrole = "patrol"\nlogins = ["{PIO1}", "{SUPERVISOR}"]\n'
    more = f"\n[[person]]\n{entry}"
    neither_reviews_the_other(workstation, walked[PIO1], "directory.toml", more)


def test_a_pio_gives_no_review_by_any_way(workstation, walked):
    session_id = walked[PIO1]
    ended = approve(workstation, PIO2, session_id)
    assert (ended.code, f"not in the group {SUPERVISORS}" in " ".join(ended.err.split())) == (
        4,
        True,
    )
    _, made = forge(workstation, PIO2, session_id)
    assert made.code != 0
    assert workstation.status(session_id, PIO1) == "ready"


def test_a_supervisors_file_counts_also_when_made_by_hand_and_no_longer_after_they_left(
    workstation, walked
):
    session_id = walked[PIO1]
    path, made = forge(workstation, "t_sup2", session_id)
    try:
        assert made.code == 0
        assert workstation.status(session_id, PIO1) == "approved"
        workstation.shell("root", f"gpasswd -d t_sup2 {SUPERVISORS}")
        assert workstation.status(session_id, PIO1) == "ready"
    finally:
        workstation.shell("root", f"rm {path}; usermod -aG {SUPERVISORS} t_sup2")


def test_one_letter_changed_after_approval_is_no_longer_approved_anywhere(workstation, walked):
    session_id = walked[PIO1]
    assert approve(workstation, SUPERVISOR, session_id).code == 0
    assert workstation.drive(PIO1, "letter", session_id).code == 0
    for user in (PIO1, PIO2, SUPERVISOR, "root"):
        assert workstation.status(session_id, user) == "lapsed"
    assert workstation.cleartopost(PIO1, "text", session_id).code == 1
    assert workstation.drive(PIO1, "ready", session_id).out.strip() == "ready"
    assert workstation.status(session_id, PIO1) == "ready"


def test_so_it_is_when_an_editor_changed_it(workstation, walked):
    session_id = walked[PIO1]
    assert approve(workstation, SUPERVISOR, session_id).code == 0
    path = workstation.file_of(session_id, PIO1)
    assert workstation.shell(PIO1, f"sed -i 's/Mill Road/Mill Roads/' {path}").code == 0
    assert workstation.status(session_id, SUPERVISOR) == "lapsed"
    assert workstation.cleartopost(SUPERVISOR, "verify", session_id).code == 1


def test_a_change_that_lands_while_it_is_read_refuses_the_approval(workstation, walked):
    session_id = walked[PIO1]
    reading = workstation.start_driving(SUPERVISOR, "approve", session_id)
    assert reading.stdout.readline() == "shown\n"
    assert workstation.drive(PIO1, "letter", session_id).code == 0
    out, _ = reading.communicate("\n")
    assert out.startswith("ChangedWhileRead: ")
    assert workstation.status(session_id, SUPERVISOR) == "lapsed"


def test_a_copy_of_an_approved_session_is_nobodys(workstation, walked):
    session_id = walked[PIO1]
    assert approve(workstation, SUPERVISOR, session_id).code == 0
    path = workstation.file_of(session_id, PIO1)
    own = workstation.file_of(session_id, PIO2)
    workstation.shell(PIO2, f"mkdir -p {own.parent}; cp {path} {own}")
    try:
        rows = workstation.cleartopost("root", "list", "--by", PIO2, "--json").out
        assert '"status": "unreadable"' in rows
        assert "copied" in rows
        lied = f'sed -i \'s/^author = .*/author = "{PIO2}"/; s/^author_uid = .*/author_uid = '
        workstation.shell(PIO2, f"{lied}{workstation.uid(PIO2)}/' {own}")
        rows = workstation.cleartopost("root", "list", "--by", PIO2, "--json").out
        assert '"status": "lapsed"' in rows
    finally:
        workstation.shell("root", f"rm {own}")


@pytest.mark.parametrize("variable", ["CLEARTOPOST_HOME", "HOME", "XDG_CONFIG_DIRS"])
def test_no_variable_approves_anything(workstation, walked, variable):
    """A home of one's own, with everything in it that could be believed."""
    session_id = walked[PIO1]
    folder = f"/home/{PIO1}/mine"
    path = workstation.file_of(session_id, PIO1)
    copied = str(path).replace(str(HOME), folder)
    workstation.shell(
        PIO1,
        f"rm -rf {folder}; mkdir -p {folder}/reviews {folder}/cleartopost $(dirname {copied});"
        f"cp {path} {copied}; chmod 3775 {folder}/reviews;"
        f"printf 'supervisors = \"{PIO1}\"\\n' > {folder}/policy.toml;"
        f"cp {folder}/policy.toml {folder}/cleartopost/",
    )
    _, made = forge(workstation, PIO1, session_id, f"{folder}/reviews")
    assert made.code == 0
    environment = {variable: folder}
    # In a home whose policy does not count, even a promise to tell a family is not enough.
    own_home = variable == "CLEARTOPOST_HOME"
    assert workstation.status(session_id, PIO1, environment) == ("lapsed" if own_home else "ready")
    text = workstation.run(
        PIO1, str(workstation.program), "text", session_id, environment=environment
    )
    assert text.code == 1, text
