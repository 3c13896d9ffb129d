"""Two terminals over a real SSH server: in one a post is open, in the other something changes, so
that it may no longer be marked ready, shown or approved.

What is open says so by itself within a second, at the prompts with the next line; and no key that
was pressed before that does what may not be done any more. Each is tried in the screens and at the
prompts.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from drivers.processes import PATIENCE
from drivers.terminal import END, ENTER, ESCAPE, F5, F8, TAB, Terminal
from drivers.workstation import (
    HOME,
    OUTSIDER,
    PIO1,
    PIO2,
    POLICY,
    SUPERVISOR,
    SUPERVISORS,
    Workstation,
)
from factories.agency_folder import STRICTER

from checklists.definitions.catalog import SHIPPED

pytestmark = pytest.mark.slow

TYPE = "holding-statement"
STEP = "kin-followup-set"
MARKER = "Kestrel"
"""A word in the last line of the text. On the screens only the bare text has room for that line."""
SOON = 3.0
"""Seconds. It is said within one; the machine that runs the tests may be busy."""
REASON = "The mayor had read it out"
ORDERED_BY = "Chief Boyd, police"


class Post(NamedTuple):
    """A post that PIO2 continues; its answers were given in the `original`, by PIO1."""

    original: str
    id: str


# The terminals


class Login(Terminal):
    """Somebody's terminal, logged in over SSH, with the program running in it."""

    def __init__(self, here: Workstation, user: str, *argv: str) -> None:
        super().__init__(HOME)
        command = " ".join(["exec env LC_ALL=C.UTF-8", str(here.program), *argv])
        self.run(command=here.ssh_command(user, command, "-tt"))
        self._looked_from = 0

    def says(self, *texts: str, within: float = PATIENCE) -> None:
        """Wait until all of this stands on the screen, wherever its lines are broken."""
        for text in texts:
            self.until(lambda text=text: text in " ".join(self.text.split()), text, within)

    def from_here(self) -> None:
        """What is sent from here on is what `sent` gives."""
        self._looked_from = len(self.bytes)

    @property
    def sent(self) -> str:
        """All that was sent to the terminal since, as running text."""
        _ = self.lines
        return " ".join(self.bytes[self._looked_from :].decode(errors="replace").split())

    def line(self, typed: str, *answers: str) -> None:
        """Type a line once its prompt is there, and wait until all of this was said since
        `from_here`."""
        self.rest()
        self.types_at_once(typed.encode() + ENTER)
        for answer in answers:
            self.until(lambda answer=answer: answer in self.sent, answer)


# What changes


def put(here: Workstation, path: Path | str, text: str) -> Callable[[], object]:
    """Root puts a file there at once; gives back what takes it back."""
    place = here.seen_from_here(path)
    before = place.read_text() if place.exists() else None
    place.parent.mkdir(exist_ok=True)
    _replace(place, text)
    return place.unlink if before is None else lambda: _replace(place, before)


def _replace(place: Path, text: str) -> None:
    new = place.with_name(f".{place.name}.new")
    new.write_text(text)
    new.replace(place)


def set_policy(here: Workstation, name: str, value: str) -> Callable[[], object]:
    lines = here.seen_from_here(POLICY).read_text().splitlines()
    [before] = [line for line in lines if line.startswith(f"{name} = ")]
    lines[lines.index(before)] = f"{name} = {value}"
    return put(here, POLICY, "\n".join([*lines, ""]))


def a_colleague_answers_again(here: Workstation, post: Post) -> None:
    colleague = here.start_ssh(PIO1, f"driver again {post.original} {STEP}")
    assert colleague.stdout.readline() == "open\n"
    colleague.stdin.write("\n")
    colleague.stdin.flush()
    assert colleague.stdout.readline() == "answered\n"


def an_approval_is_needed(here: Workstation, _post: Post) -> Callable[[], object]:
    return set_policy(here, "needs_approval", f'["{TYPE}"]')


def the_agency_adds_a_step(here: Workstation, _post: Post) -> Callable[[], object]:
    folder = POLICY.parent / "checklists"
    lines = (SHIPPED / "incidents" / f"{TYPE}.toml").read_text().splitlines()
    [asked] = [number for number, line in enumerate(lines) if STEP in line]
    own = "\n".join([*lines[: asked + 1], '"chaplain-told",', *lines[asked + 1 :]])
    step = put(here, folder / "steps" / "ours.toml", STRICTER)
    incident = put(here, folder / "incidents" / f"{TYPE}.toml", own)
    return lambda: (incident(), step())


def a_supervisor_returns_it(here: Workstation, post: Post) -> None:
    typed = "return\nWho told them?\n\nleave\n"
    given = here.ssh(SUPERVISOR, f"cleartopost review {post.id}", typed=typed)
    assert given.code == 0, given


def the_supervisor_leaves_the_group(here: Workstation, _post: Post) -> Callable[[], object]:
    text = here.seen_from_here("/etc/group").read_text()
    lines = [
        line.replace(SUPERVISOR, "") if line.startswith(f"{SUPERVISORS}:") else line
        for line in text.splitlines(keepends=True)
    ]
    assert "".join(lines) != text
    return put(here, "/etc/group", "".join(lines))


def the_policy_names_another_group(here: Workstation, _post: Post) -> Callable[[], object]:
    return set_policy(here, "supervisors", f'"{OUTSIDER}"')


class Change(NamedTuple):
    """Something that others do while a post is open.

    `make` does it, and gives back what takes it back, where that is possible. `why` is said where
    the text is asked for, `marking` where it is marked ready, `reviewing` in an open review, and
    `approving` where it is approved; `early` is what a post lacks that went out all the same.
    `approved`: the post is one that needs an approval and has one.
    """

    make: "Callable[[Workstation, Post], Callable[[], object] | None]"
    why: str
    marking: str
    early: str
    reviewing: str = ""
    approving: str = ""
    approved: bool = False


HELD = "It was marked ready, but something blocks it now."
NEEDED = "A supervisor must approve it before it is posted."
MARKED = "The post is already marked ready."
NO_SUPERVISOR = f"Your account is not in the group {SUPERVISORS}"

CHANGES = {
    "a colleague answers a carried step again": Change(
        a_colleague_answers_again,
        HELD,
        "Not ready: 1 still open: family call assigned",
        "ready",
        "EXPIRED. blocked by family call assigned",
        HELD,
    ),
    "the policy comes to ask for an approval": Change(
        an_approval_is_needed, NEEDED, MARKED, "approval"
    ),
    "the agency adds a victim-related step": Change(
        the_agency_adds_a_step,
        HELD,
        "chaplain told",
        "ready",
        "chaplain told",
        HELD,
    ),
    "a supervisor returns it": Change(
        a_supervisor_returns_it, "A supervisor returned it.", "Returned by t_sup1", "ready"
    ),
    "the supervisor leaves the group": Change(
        the_supervisor_leaves_the_group,
        NEEDED,
        MARKED,
        "approval",
        f"Read only: {NO_SUPERVISOR}",
        NO_SUPERVISOR,
        approved=True,
    ),
    "the policy names another group": Change(
        the_policy_names_another_group,
        NEEDED,
        MARKED,
        "approval",
        f"Read only: Your account is not in the group {OUTSIDER}",
        f"Your account is not in the group {OUTSIDER}",
        approved=True,
    ),
}
HOLDS_THE_GATE = [name for name, change in CHANGES.items() if change.why == HELD]
REFUSES_APPROVAL = [name for name, change in CHANGES.items() if change.approving]


@contextmanager
def approvals_asked_for(here: Workstation, change: Change, post: Post) -> Iterator[None]:
    """Where it is about an approval, the policy asks for one from the beginning."""
    back = an_approval_is_needed(here, post) if change.approved else None
    try:
        yield
    finally:
        if back is not None:
            back()


# The posts


@pytest.fixture(scope="module")
def posts(over_ssh: Workstation) -> Iterator[Iterator[Post]]:
    """As many answered posts as there are tests: each is changed for good."""
    here = over_ssh
    count = 2 + 2 * (len(CHANGES) + len(HOLDS_THE_GATE) + len(REFUSES_APPROVAL))
    back = set_policy(here, "needs_approval", "[]")
    walked = here.ssh(PIO1, f"driver posts {count}")
    assert walked.code == 0, walked
    carried = here.ssh(PIO2, " ".join(["driver carry", *walked.out.split()]))
    assert carried.code == 0, carried
    pairs = zip(walked.out.split(), carried.out.split(), strict=True)
    yield iter([Post(*pair) for pair in pairs])
    back()


@pytest.fixture
def post(posts: Iterator[Post]) -> Post:
    return next(posts)


def approve(here: Workstation, post: Post):
    return here.ssh(SUPERVISOR, f"cleartopost review {post.id}", typed="approve\nleave\n")


def is_not_approved(here: Workstation, post: Post, change: Change) -> None:
    before = reviews(here, post)
    refused = approve(here, post)
    assert refused.code == 4, refused
    assert change.approving in " ".join((refused.out + refused.err).split())
    assert reviews(here, post) == before


def reviews(here: Workstation, post: Post) -> list[str]:
    folder = here.seen_from_here(HOME / "reviews")
    return sorted(path.name for path in folder.glob(f"{post.id}.*"))


def marks(here: Workstation, post: Post) -> int:
    """How often it was marked ready."""
    file = here.seen_from_here(here.file_of(post.id, PIO2)).read_text()
    return file.count('did = "marked-ready"')


def is_posted_early(here: Workstation, post: Post, change: Change) -> None:
    said = json.loads(here.cleartopost("root", "show", post.id, "--json").out)
    [posted] = said["posted"]
    assert (posted["early"], posted["reason"]) == (change.early, REASON)
    before = "IT WAS READY" if change.early == "ready" else "IT WAS APPROVED"
    shown = here.cleartopost(SUPERVISOR, "show", post.id).out
    assert f"BEFORE {before}: {REASON}" in " ".join(shown.split())


# The author


@pytest.mark.parametrize("name", CHANGES)
def test_on_the_screens_the_text_goes_away_and_stays_away(over_ssh, post, name, counted):
    here, change = over_ssh, CHANGES[name]
    back = None
    with (
        approvals_asked_for(here, change, post),
        Login(here, PIO2, "resume", post.id) as author,
    ):
        author.says("F8 shows the post once more")
        author.press(F8)
        author.says("Final review: is this what will be posted?")
        author.press(END, F5)
        author.says("READY since")
        if change.approved:
            assert approve(here, post).code == 0
            author.says("APPROVED: this exact text may be posted", within=SOON)
        author.press("t")
        author.says(MARKER)
        author.from_here()
        try:
            back = change.make(here, post)
            began = time.monotonic()
            author.until(lambda: MARKER not in author.text, "the text goes", SOON)
            counted(f"{name}: the text was gone after {time.monotonic() - began:.1f} s")
            author.says("The text may no longer be posted.", change.why, within=SOON)
            if back is not None:
                back()
                author.says("this exact text may be posted", within=SOON)
                back = change.make(here, post)
                # In the same moment: nothing on this screen has been looked at since.
                author.types_at_once("t")
                author.says(change.why)
            author.press("t")
            # From here on the final review is read to its end, where the draft says it too.
            assert MARKER not in author.sent
            author.press(END, F5)
            author.says(change.marking)
            if change.approving:
                is_not_approved(here, post, change)
            author.press("l", "1", F5)
            author.says("A reason is needed: The post went out before")
            author.press(TAB, TAB, REASON, TAB, ORDERED_BY, F5)
            author.says("What does the live post show?")
            author.press("3", F5)
            author.says("POSTED")
            is_posted_early(here, post, change)
            assert marks(here, post) == 1
        finally:
            if back is not None:
                back()


@pytest.mark.parametrize("name", CHANGES)
def test_at_the_prompts_the_text_is_not_said_again(over_ssh, post, name):
    here, change = over_ssh, CHANGES[name]
    back = None
    with (
        approvals_asked_for(here, change, post),
        Login(here, PIO2, "--plain", "resume", post.id) as author,
    ):
        author.says("Type ready to mark exactly this post ready:")
        author.line("ready", "text, posted, or quit:")
        if change.approved:
            assert approve(here, post).code == 0
        author.from_here()
        author.line("text", MARKER, "text, posted, or quit:")
        author.from_here()
        try:
            back = change.make(here, post)
            author.line("text", f"! {change.why}")
            author.line("ready", "NOT READY: " if change.why == HELD else change.marking)
            if change.approving:
                is_not_approved(here, post, change)
            author.line("posted", "facebook: what is the link to the post")
            author.line("-", "When did it go out")
            author.line("now", "The post went out before")
            author.line(REASON, "Who ordered it")
            author.line(ORDERED_BY, "3 I opened the live post", "Number:")
            author.line("3", "x: what is the link to the post")
            assert MARKER not in author.sent
            is_posted_early(here, post, change)
            assert marks(here, post) == 1
        finally:
            if back is not None:
                back()


@pytest.mark.parametrize("name", HOLDS_THE_GATE)
@pytest.mark.parametrize("how", ["screens", "prompts"])
def test_what_is_marked_in_the_same_moment_is_not_marked(over_ssh, post, name, how):
    here, change = over_ssh, CHANGES[name]
    back = None
    plain = ["--plain"] if how == "prompts" else []
    with Login(here, PIO2, *plain, "resume", post.id) as author:
        if plain:
            author.says("Type ready to mark exactly this post ready:")
        else:
            author.says("F8 shows the post once more")
            author.press(F8)
            author.says("Final review: is this what will be posted?")
        try:
            back = change.make(here, post)
            author.types_at_once(b"ready" + ENTER if plain else F5)
            # Where the screen has noticed it before the key, the key is refused for that.
            author.says(change.marking.rpartition(": ")[2])
            assert marks(here, post) == 0
            assert here.status(post.id, PIO2) == "in-progress"
        finally:
            if back is not None:
                back()


@pytest.mark.parametrize("how", ["screens", "prompts"])
def test_a_type_that_goes_out_takes_the_text_with_it(over_ssh, post, how):
    here, plain = over_ssh, ["--plain"] if how == "prompts" else []
    file = POLICY.parent / "checklists" / "incidents" / f"{TYPE}.toml"
    back = None
    with Login(here, PIO2, *plain, "resume", post.id) as author:
        if plain:
            author.says("Type ready to mark exactly this post ready:")
            author.line("ready", "text, posted, or quit:")
            author.from_here()
            author.line("text", MARKER, "text, posted, or quit:")
        else:
            author.says("F8 shows the post once more")
            author.press(F8, END, F5, "t")
            author.says(MARKER)
        author.from_here()
        try:
            back = put(here, file, "schema = ")
            if plain:
                author.line("text", f"! {HELD}", "Type unavailable: ")
            else:
                author.until(lambda: MARKER not in author.text, "the text goes", SOON)
                author.says("What kind of post is this?")
                author.says("Type unavailable: ")
            assert MARKER not in author.sent
            assert author.poll() is None
        finally:
            if back is not None:
                back()


# The supervisor


@pytest.fixture
def ready(over_ssh: Workstation, post: Post) -> Post:
    assert over_ssh.drive(PIO2, "mark", post.id).code == 0
    return post


@pytest.mark.parametrize("name", REFUSES_APPROVAL)
def test_an_open_review_says_it_and_approves_nothing(over_ssh, ready, name):
    here, change = over_ssh, CHANGES[name]
    back = None
    with Login(here, SUPERVISOR, "review", ready.id) as supervisor:
        supervisor.says("1 of 6")
        supervisor.press(END, "2", END, "3", END, "4", END, "5", END, "a")
        supervisor.says("Approve exactly this")
        try:
            back = change.make(here, ready)
            # In the same moment: what is asked is about what was shown before.
            supervisor.types_at_once(F5)
            supervisor.says(change.approving)
            supervisor.press(ESCAPE)
            supervisor.says(change.reviewing, within=SOON)
            supervisor.press("a")
            supervisor.says(change.approving)
            assert reviews(here, ready) == []
        finally:
            if back is not None:
                back()


@pytest.mark.parametrize("name", REFUSES_APPROVAL)
def test_a_review_at_the_prompts_approves_nothing(over_ssh, ready, name):
    here, change = over_ssh, CHANGES[name]
    back = None
    with Login(here, SUPERVISOR, "--plain", "review", ready.id) as supervisor:
        supervisor.says("Your decision:")
        supervisor.from_here()
        try:
            back = change.make(here, ready)
            supervisor.line("approve", change.approving, "Your decision:")
            assert reviews(here, ready) == []
        finally:
            if back is not None:
                back()
