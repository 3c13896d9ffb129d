"""`update` and `correct`: a new session from a post, and both say so."""

import pytest


def posted(desk):
    return desk.save(desk.walk("traffic-serious").mark_ready().posted())


@pytest.mark.parametrize(
    ("command", "word", "back"),
    [("update", "Updates", "Updated by"), ("correct", "Corrects", "Corrected by")],
)
def test_a_post_is_changed_in_a_session_that_both_sides_show(desk, command, word, back):
    post = posted(desk)
    before = desk.file(post).read_bytes()
    ended = desk.run(command, post)
    assert ended.code == 0
    new, *said = ended.lines
    assert f"{word} {post} of " in " ".join(said)
    assert said[-1] == f"Resume it: cleartopost resume {new}"
    shown = " ".join(desk.run("show", new).out.split())
    assert f"{word} {post} of " in shown
    assert "Typed and NOT ACCEPTED yet" in shown
    assert "The first post, on facebook, x:" in shown
    assert f"{back} {new}, " in " ".join(desk.run("show", post).out.split())
    assert desk.file(post).read_bytes() == before
    assert desk.run("verify").code == 0
    assert desk.run("show", new, "--json").json["updates"]["session"] == post
    (one,) = desk.run("show", post, "--json").json["changed_by"]
    assert (one["id"], one["status"]) == (new, "in-progress")


def test_what_did_not_go_out_is_neither_updated_nor_corrected(desk):
    session_id = desk.ready()
    for command in ("update", "correct"):
        ended = desk.run(command, session_id)
        assert ended.code == 1
        assert "Only a post that went out can be updated or corrected." in ended.err
    assert len(desk.run("list", "--json").json) == 1


def test_a_correction_is_never_ready_by_what_it_carries(desk):
    new = desk.run("correct", posted(desk)).lines[0]
    assert desk.run("text", new).code == 1
    blockers = desk.run("show", new, "--json").json["blockers"]
    assert {"draft-empty", "draft-unaccepted"} <= {blocker["code"] for blocker in blockers}
    assert "correction-told" in {blocker["step"] for blocker in blockers}
