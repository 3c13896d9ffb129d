"""Each of the 19 incident types can be walked from its start to ready, and to nowhere else."""

import pytest
from factories.sessions import ALL_TYPES, TEXT, Walk, checklist, ready, ready_session
from msgspec.structs import replace

from checklists import changes
from checklists.gate.audit.findings import findings
from checklists.gate.blockers import blockers
from checklists.gate.context import SessionContext

TYPES = pytest.mark.parametrize("incident_type", ALL_TYPES)


def test_nineteen_types_ship():
    assert len(ALL_TYPES) == len(set(ALL_TYPES)) == 19


@TYPES
def test_it_can_be_walked_to_ready_and_its_record_holds(incident_type):
    walk = ready(incident_type)
    assert walk.status == "ready"
    assert walk.session.incident_type == incident_type
    assert findings(walk.session, walk.checklist, SessionContext(), walk.now) == ()
    assert ready_session(walk.checklist) == walk.session


def with_every_step_asked(incident_type):
    """A post with a picture and one platform's own version: no step of the type is left out."""
    walk = Walk(incident_type).case_number().write(TEXT, {"x": "Route 9 is closed."})
    walk.post_on("facebook", "x").add_photo().every_step_asked()
    return walk.list_who_is_needed()


@TYPES
def test_with_one_step_unanswered_it_is_refused_and_the_step_named(incident_type):
    for missing in checklist(incident_type).steps:
        walk = with_every_step_asked(incident_type).answer_everything()
        steps = tuple(found for found in walk.session.steps if found.id != missing.id)
        walk.session = changes.take_over_hand_edit(
            _without(walk.session, steps), actor=walk.actor, now=walk.now
        )
        with pytest.raises(changes.NotReady) as refused:
            walk.mark_ready()
        assert missing.id in {found.step for found in refused.value.blockers}


@TYPES
def test_confirming_in_walking_order_the_gate_opens_at_the_last_step(incident_type):
    whole = with_every_step_asked(incident_type).answer_everything()
    walk = with_every_step_asked(incident_type)
    waiting = [step.id for step in walk.checklist.steps]
    while waiting:
        found = blockers(walk.session, walk.checklist, SessionContext(), walk.now)
        assert [blocker.step for blocker in found if blocker.code == "open"] == waiting
        walk.confirm(waiting.pop(0))
    assert walk.codes() == []
    assert walk.session == whole.session


def _without(session, steps):
    return replace(session, steps=steps, sealed=False)
