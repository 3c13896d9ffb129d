"""Each of the 19 types can be walked from its first question to READY by lines alone."""

import pytest
from drivers.prompts import script_for
from factories.sessions import ALL_TYPES, checklist

from checklists.gate.audit.findings import findings

pytestmark = pytest.mark.slow

BY_THE_DRAFT = ("no-media", "one-text")
"""The reasons that a post of one text without an image proves."""


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_it_reaches_ready_and_its_record_holds(desk, incident_type):
    said = desk.talk(*script_for(incident_type), start=incident_type)
    assert said.code == 0
    assert "READY: this exact text may be posted" in said.text, said.text
    assert desk.status(said.session) == "ready"
    found = checklist(incident_type)
    left_out = {
        step.id
        for step in found.steps
        if any(rule.reason.id in BY_THE_DRAFT for rule in step.not_needed_if)
    }
    asked = {step.id for step in found.steps} - left_out
    assert {answer.id for answer in said.session.steps} == asked
    assert findings(said.session, found, desk.context(said.session), desk.now) == ()
    assert said.session.entered == ()


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_without_its_last_yes_it_is_refused(desk, incident_type):
    lines = script_for(incident_type)
    assert lines[-2:] == ("yes", "ready")
    said = desk.talk(*lines[:-2], "ready", start=incident_type)
    assert "NOT READY: " in said.text
    assert said.session.ready is None
