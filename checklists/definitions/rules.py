"""What must hold inside one definition besides its shape: lengths, ids, and what goes together.

The lengths keep a step readable in the card of an 80-column screen; the other rules keep the gate
from being weakened.
"""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from checklists.definitions.model import AUTHOR_ROLE, COVERS
from checklists.definitions.schema import (
    ChoiceSetShape,
    EvidenceShape,
    IncidentShape,
    PersonClassShape,
    PlatformShape,
    QuestionShape,
    ReasonShape,
    RoleShape,
    StepShape,
    StepUseShape,
    UpdateShape,
    span,
)

Note = Callable[[tuple[str | int, ...], str, str], None]
Known = Mapping[str, AbstractSet[str]]
"""Every existing id, by kind of table."""

MOST_STEPS_IN_SECTION = 9
MOST_FIELDS = 4
MOST_CHECKS = 6
MOST_COLD_READ = 2
MOST_FOLLOW_UPS = 3
"""More than three, and they are ticked off unread. What is for safety is not counted."""
LONGEST_SHORT = 22
LONGEST_TYPE_SHORT = 34
LONGEST_GROUP = 24
LONGEST_SENTENCE = 150
LONGEST_TITLE = 100
LONGEST_ROLE = 60

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_VICTIM_DATA = re.compile(r"\b(phone|address|birth|dob)\b")


def check_id(entry_id: str, note: Note) -> None:
    """Check that an id is made of lower-case words with hyphens."""
    if not _SLUG.match(entry_id):
        note(
            ("id",), f"`{entry_id}` is not a valid id", "use lowercase letters, digits, and hyphens"
        )


def short_enough(text: str, key: str, longest: int, note: Note) -> None:
    """Check that a text is not empty, not too long, and can be shown."""
    if not text.strip():
        note((key,), f"`{key}` is empty", "write it")
    elif len(text) > longest:
        note((key,), f"`{key}` has {len(text)} characters", f"shorten it to {longest}")
    elif not text.isprintable():
        note((key,), f"`{key}` has a control or hidden character", "type it again")


def exists(ids: tuple[str, ...], kind: str, key: str, known: Known, note: Note) -> None:
    """Check that what a key names exists."""
    for name in ids:
        if name not in known[kind]:
            note((key,), f"`{key}` names `{name}`, which does not exist", "correct the id")


def check_step(step: StepShape, known: Known, note: Note) -> None:
    """Check one step."""
    short_enough(step.short, "short", LONGEST_SHORT, note)
    short_enough(step.prompt, "prompt", LONGEST_SENTENCE, note)
    short_enough(step.why, "why", LONGEST_SENTENCE, note)
    _check_statement(step.prompt, note)
    exists((step.ask,), "role", "ask", known, note)
    exists(step.per_person, "class", "per_person", known, note)
    exists(step.must_cover, "class", "must_cover", known, note)
    exists(step.does_not_apply, "reason", "does_not_apply", known, note)
    exists(step.sources, "source", "sources", known, note)
    if step.fresh_for and span(step.fresh_for) is None:
        note(("fresh_for",), "`fresh_for` is not a time", 'write it like "30m" or "12h"')
    if not 1 <= len(step.evidence) <= MOST_FIELDS:
        note((), f"`{step.id}` has {len(step.evidence)} `evidence` fields", "one to four")
    if not any(field.required for field in step.evidence):
        note((), f"`{step.id}` asks for no details", "make one field required")
    ids = [field.id for field in step.evidence]
    if len(ids) != len(set(ids)):
        note(("evidence",), f"two `evidence` fields of `{step.id}` share an id", "rename one")
    if step.per_person and "people" not in step.binds:
        note(("binds",), f"`{step.id}` asks about each person", 'add "people" to `binds`')
    if step.must_cover and "next-of-kin" not in step.per_person:
        note(
            ("must_cover",),
            f"`{step.id}` covers people but asks about no next of kin",
            "add the class",
        )


def check_step_use(use: StepUseShape, note: Note) -> None:
    """Check what a type rewords in a step, where it does."""
    for key, text in (("prompt", use.prompt), ("why", use.why)):
        if text:
            short_enough(text, key, LONGEST_SENTENCE, note)
    if use.prompt:
        _check_statement(use.prompt, note)


def _check_statement(prompt: str, note: Note) -> None:
    if not prompt.endswith(".") or "?" in prompt:
        note(
            ("prompt",),
            "`prompt` is not a statement",
            "end it with a period, and do not ask a question",
        )


def check_evidence(
    field: EvidenceShape, path: tuple[str | int, ...], known: Known, note: Note
) -> None:
    """Check one evidence field."""

    def here(key: tuple[str | int, ...], what: str, do: str) -> None:
        note((*path, *key), what, do)

    check_id(field.id, here)
    if field.id in ("person", COVERS) or field.id.endswith("-detail"):
        here(("id",), f"`{field.id}` is a name that the record itself uses", "choose another")
    if _VICTIM_DATA.search(field.id):
        here(("id",), f"`{field.id}` looks like a victim's data", "instead, ask what was done")
    short_enough(field.label, "label", 24, here)
    _check_choice_field(field, known, here)
    _check_checks_field(field, here)
    _check_note_field(field, here)
    _check_count_field(field, here)
    if field.future and field.kind != "time":
        here(("future",), "only a time can have `future`", "take it out")
    if field.precedes_text and field.kind != "time":
        here(("precedes_text",), "only a time can have `precedes_text`", "take it out")
    for name in ("not_author", "not_asked"):
        if getattr(field, name) and field.kind != "person":
            here((name,), f"only a person can have `{name}`", "take it out")


def _check_choice_field(field: EvidenceShape, known: Known, note: Note) -> None:
    if (field.kind == "choice") != bool(field.choices):
        note((), f"`{field.id}`: a choice, and only a choice, has `choices`", "name a set")
    elif field.choices:
        exists((field.choices,), "set", "choices", known, note)


def _check_checks_field(field: EvidenceShape, note: Note) -> None:
    if (field.kind == "checks") != bool(field.checks):
        note((), f"`{field.id}`: checks, and only checks, have `checks`", "list them")
        return
    if not field.checks:
        if field.need:
            note(("need",), "only checks can have `need`", "take it out")
        return
    ids = [check.id for check in field.checks]
    if len(set(ids)) != len(ids):
        note(("checks",), f"two checks of `{field.id}` share an id", "rename one")
    if len(ids) > MOST_CHECKS:
        note(("checks",), f"`{field.id}` has {len(ids)} checks", f"at most {MOST_CHECKS}")
    if field.need != "all" and not 0 <= field.need <= len(ids):
        note(("need",), f"`need` is {field.need}, but there are {len(ids)} checks", "lower it")
    if field.required and field.need == 0:
        note(("need",), f"`{field.id}` is required but needs no checks", "write `need`")
    for check in field.checks:
        short_enough(check.label, "checks", 42, note)


def _check_note_field(field: EvidenceShape, note: Note) -> None:
    if field.kind == "note" and not 1 <= field.max <= 200:
        note(("max",), f"this note allows {field.max} characters", "allow from 1 to 200")
    if field.kind != "note" and field.max != 200:
        note(("max",), "only a note can have `max`", "take it out")


def _check_count_field(field: EvidenceShape, note: Note) -> None:
    if field.kind != "count" and (field.min or field.equals):
        note((), f"`{field.id}`: only a count can have `min` or `equals`", "take them out")
    if field.min < 0:
        note(("min",), "`min` is below zero", "raise it")


def check_choice_set(found: ChoiceSetShape, known: Known, note: Note) -> None:
    """Check one set of answers."""
    ids = [choice.id for choice in found.choice]
    if len(ids) < 2 or len(set(ids)) != len(ids):
        note((), f"the set `{found.id}` needs at least two answers, each with its own id", "fix it")
    for number, choice in enumerate(found.choice):
        path = ("choice", number)

        def here(
            key: tuple[str | int, ...], what: str, do: str, path: tuple[str | int, ...] = path
        ) -> None:
            note((*path, *key), what, do)

        check_id(choice.id, here)
        short_enough(choice.label, "label", 36, here)
        exists(choice.types, "type", "types", known, here)
        then = choice.then
        if then is not None:
            short_enough(then.label, "then", 26, here)
        if choice.effect == "holds-until" and not (then and then.kind == "time" and then.future):
            here(
                (),
                f"`{choice.id}` has `holds-until` but no time",
                "give it `then` with a future time",
            )
        if choice.effect == "needs-exception" and not (then and then.kind == "note"):
            here(
                (), f"`{choice.id}` has `needs-exception` but no note", "give it `then` with a note"
            )
        if then is not None and then.future and then.kind != "time":
            here(("then",), "only a time can have `future`", "take it out")


def check_waived(step: StepShape, choice_set: ChoiceSetShape, field_id: str, note: Note) -> None:
    """Check what the answers of a choice set waive in one step: fields below, never who or why."""
    below = [field.id for field in step.evidence]
    below = below[below.index(field_id) + 1 :]
    kinds = {field.id: field.kind for field in step.evidence}
    for choice in choice_set.choice:
        for waived in choice.waive:
            what = f"`{choice.id}` waives `{waived}` in `{step.id}`"
            if waived not in below:
                note((), f"{what}, but that field is not below it", "put the choice above it")
            elif kinds[waived] in ("person", "note"):
                note((), f"{what}, which says who or why", "take it out of `waive`")


def check_reason(reason: ReasonShape, known: Known, note: Note) -> None:
    """Check one does-not-apply reason."""
    short_enough(reason.label, "label", 30, note)
    short_enough(reason.means, "means", LONGEST_SENTENCE, note)
    if not reason.verified_by:
        note(("verified_by",), f"nobody verifies `{reason.id}`", "name a role")
    roles = tuple(role for role in reason.verified_by if role != "program")
    exists(roles, "role", "verified_by", known, note)
    if AUTHOR_ROLE in roles:
        note(("verified_by",), f"the author would verify `{reason.id}`", "name another role")
    if "program" in reason.verified_by and (roles or not reason.needs.draft_empty):
        note(
            ("verified_by",),
            f"the draft cannot prove `{reason.id}`",
            'use "program" alone, with `draft_empty`',
        )
    exists(reason.types, "type", "types", known, note)
    _check_needs(reason, known, note)


def _check_needs(reason: ReasonShape, known: Known, note: Note) -> None:
    needs = reason.needs

    def within(key: tuple[str | int, ...], what: str, do: str) -> None:
        note(("needs", *key), what, do)

    if needs.confirmed:
        exists((needs.confirmed,), "step", "confirmed", known, within)
    if needs.nobody_of != "step":
        exists(tuple(needs.nobody_of), "class", "nobody_of", known, within)
    if needs.answer is not None:
        exists((needs.answer.step,), "step", "answer", known, within)
    if needs.nobody_of and "people" not in reason.binds:
        note(("binds",), f"`{reason.id}` depends on the people list", 'add "people"')
    if needs.no_link and "text" not in reason.binds:
        note(("binds",), f"`{reason.id}` depends on the text", 'add "text"')
    # A platform's own version is bound with the text.
    bound = "text" if needs.draft_empty == "variants" else needs.draft_empty
    if bound and bound not in reason.binds:
        note(("binds",), f"`{reason.id}` depends on the draft", f'add "{bound}"')


def check_question(question: QuestionShape, known: Known, note: Note) -> None:
    """Check one question, which suggests another type or adds steps."""
    short_enough(question.prompt, "prompt", LONGEST_SENTENCE, note)
    if not question.prompt.endswith("?"):
        note(("prompt",), f"`{question.id}` asks nothing", "end it with a question mark")
    exists(question.applies_to, "type", "applies_to", known, note)
    if bool(question.suggests) == bool(question.adds):
        both = "both `suggests` and `adds`" if question.adds else "neither `suggests` nor `adds`"
        note((), f"`{question.id}` has {both}", "name a type in `suggests`, or steps in `adds`")
    if question.suggests:
        exists((question.suggests,), "type", "suggests", known, note)
    exists(question.adds, "step", "adds", known, note)
    if len(question.adds) != len(set(question.adds)):
        note(("adds",), f"`{question.id}` adds a step twice", "take one out")
    missing = sorted({"text", "media"} - set(question.binds))
    if question.adds and missing:
        what = f"`{question.id}` adds steps but does not bind {' and '.join(missing)}"
        note(("binds",), what, 'write `binds = ["text", "media"]`')
    if question.suggests in question.applies_to:
        note(
            ("suggests",),
            f"`{question.id}` suggests a type that asks the same question",
            "suggest a more serious one",
        )
    if not question.applies_to:
        note(("applies_to",), f"no type asks `{question.id}`", "name one")


def check_update(update: UpdateShape, known: Known, note: Note) -> None:
    """Check what an update or a correction adds, apart from the types."""
    exists(update.adds, "step", "adds", known, note)
    exists(update.people, "class", "people", known, note)
    if not update.adds:
        note(("adds",), f"`{update.id}` adds nothing", "name a step")


def check_person_class(
    found: PersonClassShape,
    known: Known,  # noqa: ARG001  # all rules have one signature
    note: Note,
) -> None:
    """Check one class of people."""
    short_enough(found.title, "title", 30, note)
    short_enough(found.means, "means", LONGEST_SENTENCE, note)
    if not (len(found.letter) == 1 and "A" <= found.letter <= "Z"):
        note(("letter",), f"`letter` of `{found.id}` is not one capital letter", "choose one")


def check_role(
    role: RoleShape,
    known: Known,  # noqa: ARG001  # all rules have one signature
    note: Note,
) -> None:
    """Check one role."""
    short_enough(role.label, "label", LONGEST_ROLE, note)


def check_platform(
    found: PlatformShape,
    known: Known,  # noqa: ARG001  # all rules have one signature
    note: Note,
) -> None:
    """Check one platform: a limit that blocks posting says when and where it was looked up."""
    for key in ("limit", "limit_bytes", "link_counts_as"):
        number = getattr(found, key)
        if number is not None and number < 1:
            note((key,), f"`{key}` is below one", "raise it, or take the line out")
    if bool(found.checked_on) != bool(found.source):
        what = f"`{found.id}` has only one of `checked_on` and `source`"
        note((), what, "write both; without both the limit blocks nothing")
    if found.no_limit and (found.limit, found.limit_bytes) != (None, None):
        note(("no_limit",), "`no_limit` cannot be used with a limit", "take one of them out")
    if found.counts == "x" and (found.link_counts_as or found.mentions_without_host):
        key = "link_counts_as" if found.link_counts_as else "mentions_without_host"
        note((key,), f'`{key}` cannot be used with `counts = "x"`', "take it out")


def check_incident(incident: IncidentShape, known: Known, note: Note) -> None:
    """Check one incident type, apart from its steps."""
    short_enough(incident.title, "title", LONGEST_TITLE, note)
    short_enough(incident.short, "short", LONGEST_TYPE_SHORT, note)
    short_enough(incident.group, "group", LONGEST_GROUP, note)
    short_enough(incident.when, "when", LONGEST_SENTENCE, note)
    if span(incident.fresh_for) is None:
        note(("fresh_for",), "`fresh_for` is not a time", 'write it like "30m" or "4h"')
    exists(incident.people, "class", "people", known, note)
    if not set(incident.people_need_one_of) <= set(incident.people):
        note(("people_need_one_of",), "names a class that `people` does not", "add it to `people`")
    if not 0 <= incident.most_follow_ups <= MOST_FOLLOW_UPS:
        what = f"`most_follow_ups` is {incident.most_follow_ups}"
        note(("most_follow_ups",), what, f"use a number from 0 to {MOST_FOLLOW_UPS}")
    _check_cold_read(incident, note)
    titles = [section.title for section in incident.section]
    if len(titles) != len(set(titles)):
        note(("section",), "two sections share a title", "join them")
    for number, section in enumerate(incident.section):
        short_enough(section.title, "title", LONGEST_TITLE, note)
        if not 1 <= len(section.steps) <= MOST_STEPS_IN_SECTION:
            note(
                ("section", number),
                f'"{section.title}" has {len(section.steps)} steps',
                f"list from one to {MOST_STEPS_IN_SECTION}: a section is a pause point",
            )


def _check_cold_read(incident: IncidentShape, note: Note) -> None:
    found = incident.cold_read
    distinct = min(len({one.id for one in found}), len({one.step for one in found}))
    if len(found) > MOST_COLD_READ or distinct != len(found):
        what = f"`{incident.id}` has {len(found)} `cold_read` questions"
        note(("cold_read", 0), what, "write at most two, each with its own id and step")
    for number, question in enumerate(incident.cold_read):

        def here(key: tuple[str | int, ...], what: str, do: str, at: int = number) -> None:
            note(("cold_read", at, *key), what, do)

        check_id(question.id, here)
        short_enough(question.prompt, "prompt", LONGEST_SENTENCE, here)
        if not question.prompt.endswith("?"):
            here(("prompt",), "`prompt` is not a question", "end it with a question mark")
