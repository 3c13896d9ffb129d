"""Updates and corrections among real accounts: each in a file of whoever makes it, found by all."""

import pytest
from drivers.workstation import (
    ADVOCATE,
    OTHER_SUPERVISOR,
    OUTSIDER,
    PIO1,
    PIO2,
    SUPERVISOR,
    USERS,
)

pytestmark = pytest.mark.slow

MEMBERS = (PIO1, PIO2, SUPERVISOR, OTHER_SUPERVISOR)


@pytest.fixture
def sent(workstation):
    """A road closure of the first PIO that went out."""
    workstation.forget()
    yield workstation.posted_early(PIO1, "traffic-advisory")
    workstation.forget()


@pytest.mark.parametrize("command", ["update", "correct"])
def test_whoever_writes_sessions_changes_any_post_in_a_file_of_their_own(
    workstation, sent, command
):
    file = workstation.file_of(sent, PIO1)
    before = workstation.shell("root", f"sha256sum {file}; stat -c '%U %a %Y' {file}").out
    for user in USERS:
        made = workstation.cleartopost(user, command, sent)
        if user in (OUTSIDER, ADVOCATE):
            # Victim services find only what asks them for something.
            assert made.code == (4 if user == OUTSIDER else 2), made
            continue
        assert made.code == 0, made
        new = made.out.splitlines()[0]
        path = workstation.file_of(new, user)
        assert workstation.shell("root", f"stat -c '%U:%G %a' {path}").out.strip() == (
            f"{user}:t_pios 640"
        )
        for other in USERS:
            writes = workstation.shell(other, f"test -w {path}").code == 0
            assert writes == (other == user), (user, other)
        for reader in MEMBERS:
            shown = " ".join(workstation.cleartopost(reader, "show", sent).out.split())
            assert f"by {new}, {user}, in-progress" in shown
            assert workstation.cleartopost(reader, "verify", new).code == 0
    assert workstation.shell("root", f"sha256sum {file}; stat -c '%U %a %Y' {file}").out == before


def test_a_correction_of_a_post_that_its_author_altered_is_named_and_does_not_go_out(
    workstation, sent
):
    new = workstation.cleartopost(PIO2, "correct", sent).out.splitlines()[0]
    file = workstation.file_of(sent, PIO1)
    workstation.shell(PIO1, f"sed -i '0,/Route/s//Road/' {file}")
    found = workstation.cleartopost(SUPERVISOR, "verify", new)
    assert (found.code, "that session is not there as it was posted" in found.out) == (1, True)
    shown = workstation.cleartopost(PIO2, "show", new).out
    assert "cannot be read as it was posted" in " ".join(shown.split())
