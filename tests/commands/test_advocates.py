"""What an account of victim services sees and does at the command line: what it is asked."""

import grp
import os

import pytest
from factories.sessions import SOMEBODY
from follow_ups.test_what_is_owed import posted

from checklists.follow_ups.ledger import ledger

WRITING = (
    ["start"], ["start", "traffic-advisory"], ["resume"], ["resume", "ID"], ["text", "ID"],
    ["calls", "ID"], ["review"], ["review", "ID"], ["review", "--brief", "ID"], ["continue", "ID"],
    ["posted", "ID"], ["takedown", "ID"], ["cancel", "ID"],
)  # fmt: skip


@pytest.fixture
def posts(desk):
    """An arrest, which asks victim services; a closure, which does not; a draft."""
    found = {}
    for name, incident_type in (("arrest", "arrest-charge"), ("trend", "crime-trend")):
        walk = desk.walk(incident_type, minutes_ago=60 * 30)
        walk.mark_ready()
        walk.session = posted(walk, at=walk.now)
        found[name] = desk.save(walk)
    found["draft"] = desk.save(desk.walk("traffic-serious"))
    return found


@pytest.fixture
def advocate(desk, posts):
    """This account is victim services' from now on."""
    group = grp.getgrgid(os.getgid()).gr_name
    (desk.home / "policy.toml").write_text(f'schema = 1\nvictim_services = "{group}"\n')
    return desk


def complete(desk, session_id, item="custody-told"):
    lines = f"1\n2\n{SOMEBODY}\n\n\nyes\n"
    return desk.process("complete", session_id, item, input=lines)


def asks(rows):
    return {(row["item"], row["ask"]) for row in rows}


@pytest.mark.parametrize("more", [(), ("--all",)])
def test_only_what_they_are_asked_is_listed(advocate, posts, more):
    rows = advocate.run("followups", "--json", *more).json
    assert asks(rows) == {("custody-told", "victim-services")}
    out = advocate.run("followups", *more).out
    assert "custody-told" in out
    assert "comments-read" not in out


def test_only_sessions_that_ask_them_are_listed_and_found(advocate, posts):
    assert [row["id"] for row in advocate.run("list", "--json").json] == [posts["arrest"]]
    for more in ((), ("--grep", "Route"), ("--case", "26-1182"), ("--by", advocate.actor.login)):
        out = advocate.run("list", *more).out
        assert posts["trend"] not in out
        assert posts["draft"] not in out
    assert advocate.run("list", "--status", "in-progress").out.startswith("No sessions match")


def test_only_those_are_shown_and_no_other_id_is_told(advocate, posts):
    assert advocate.run("show", posts["arrest"]).code == 0
    assert advocate.run("show", posts["arrest"][-8:]).code == 0
    assert advocate.run("show", "26-1182").code == 0
    for name in ("trend", "draft"):
        ended = advocate.run("show", posts[name])
        assert (ended.code, ended.out) == (2, "")
        assert "No session that asks victim services" in " ".join(ended.err.split())
        assert posts["draft"] not in ended.err
        assert posts["trend"] not in ended.err


def test_the_line_counts_only_what_they_are_asked(advocate, posts):
    ended = advocate.run("waiting")
    assert (ended.code, ended.out) == (1, "Clear to Post: 1 follow-up overdue.\n")
    assert advocate.run("waiting", "--all").out == (
        "Clear to Post: 1 follow-up overdue after 1 post, 0 due within 24 hours, "
        "0 sessions to review.\n"
    )


def test_what_they_completed_they_still_see_and_it_is_no_longer_asked(advocate, posts):
    ended = complete(advocate, posts["arrest"])
    assert ended.returncode == 0, ended.stderr
    assert advocate.run("followups").out == "Victim services have nothing to do now.\n"
    assert (advocate.run("waiting").code, advocate.run("waiting").out) == (
        0,
        "Nothing is waiting.\n",
    )
    assert [row["id"] for row in advocate.run("list", "--json").json] == [posts["arrest"]]
    assert "Checked, and told" in " ".join(advocate.run("show", posts["arrest"]).out.split())


def test_what_a_pio_completed_for_them_they_no_longer_see(desk, posts, advocate, monkeypatch):
    assert complete(desk, posts["arrest"]).returncode == 0
    # Who is in which group is asked again each time: they have left it, but for whoever looks.
    monkeypatch.setattr("checklists.index.asked.is_member", lambda uid, group: False)
    assert desk.run("list", "--json").json == []


def test_what_others_are_asked_is_refused_before_the_first_question(advocate, posts):
    ended = complete(advocate, posts["arrest"], "comments-read")
    assert (ended.returncode, ended.stdout) == (4, "")
    assert "Ask a PIO or a supervisor" in " ".join(ended.stderr.split())


@pytest.mark.parametrize("argv", WRITING, ids=" ".join)
def test_every_command_that_writes_refuses_with_what_to_do_instead(advocate, posts, argv):
    before = {path: path.read_bytes() for path in advocate.home.rglob("*.toml")}
    ended = advocate.run(*[posts["arrest"] if word == "ID" else word for word in argv])
    assert (ended.code, ended.out) == (4, "")
    said = " ".join(ended.err.split())
    assert "completes follow-ups for victim services and writes no sessions" in said
    assert "`cleartopost followups` shows what you are asked" in said
    assert {path: path.read_bytes() for path in advocate.home.rglob("*.toml")} == before


def test_verify_names_what_they_wrote_and_were_not_asked(advocate, posts):
    session = advocate.store.read(advocate.store.find(posts["arrest"])).session
    (entry,) = (e for e in ledger(session, (), advocate.now) if e.item.id == "custody-told")
    assert entry.item.ask == "victim-services"
    assert advocate.run("verify", "--all").code == 0
