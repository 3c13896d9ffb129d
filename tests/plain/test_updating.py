"""A post is updated or corrected at the prompts, up to the words in which the new text differs."""


def test_a_post_is_corrected_in_a_session_of_ones_own_beside_its_first_text(desk):
    post = desk.save(desk.walk("traffic-serious").mark_ready().posted())
    said = desk.talk("correct", session_id=post)
    session = said.session
    assert session.updates.session == post
    assert session.updates.how == "correction"
    assert f"Corrects {post} of mruiz" in said.flowing
    assert "The first post, on facebook, x:" in said.text
    assert "The text is the same." in said.text
    again = desk.talk("quit", session_id=post)
    assert f"Corrected by {session.id}, mruiz, in-progress" in again.flowing


def test_what_did_not_go_out_is_not_updated(desk):
    session_id = desk.save(desk.walk("traffic-serious").mark_ready())
    said = desk.talk("update", session_id=session_id)
    assert "Only a post that went out can be updated or corrected." in said.flowing
    assert said.session.updates is None
