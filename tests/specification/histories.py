"""Random histories of one session, each made again from its seed.

    for done in History(seed).run(changes):
        ...                     # after each change; `done` says what was done

A history is steered: mostly somebody diligent answers what blocks next, whole; in between anything
happens in any order: drafts, media, people, broken answers, exceptions, reviews, a colleague who
goes on, an original that changes afterwards, another type, other definitions, the clock, and edits
of the file by hand with the seal made anew. Where nothing blocks it is marked, reviewed, posted.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from random import Random
from typing import Any

from msgspec.structs import replace
from specification.product import (
    World,
    approve_by_phone,
    as_written,
    facts_of,
    mark,
    post,
)
from specification.specification import (
    DETAIL,
    Blocker,
    FormerLogin,
    Verdict,
    effects_of,
    judge,
    waived_in,
)
from specification.written_definitions import Table, shipped

from checklists import changes
from checklists.definitions.catalog import Catalog, load_catalog
from checklists.definitions.model import Checklist, How
from checklists.errors import Refused
from checklists.gate.cold_read import post_digest, record_says
from checklists.session.directory import Directory, DirectoryPerson
from checklists.session.fingerprints import answer_digest, content_digest, given_for, history_digest
from checklists.session.model import Account, Actor, Media, PhoneApproval, Session, Typed
from checklists.session.review import ColdAnswer, OnCall, Review, StepComment
from checklists.workstation.policy import Policy

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=-5)))
MINUTE = timedelta(minutes=1)
MARIA = Actor("mruiz", 1004, ("Maria Ruiz",))
TOMAS = Actor("tdiaz", 1007, ("Tomas Diaz",))
DESK = Actor("desk", 1010, ("Front Desk",), None, "Anna Berg")
SUPERVISORS = (Actor("lchen", 1001, ("Lin Chen",)), Actor("pgray", 1002, ("Pat Gray",)))
EVERYBODY = (MARIA, TOMAS, *SUPERVISORS)
SOMEBODY = "Cpl. Ito, patrol"
DIRECTORIES = (
    Directory(),
    Directory(
        (
            DirectoryPerson("Sgt. Ruiz", "PIO", logins=("mruiz",)),
            DirectoryPerson("Cpl. Diaz", "patrol", logins=("tdiaz", "lchen")),
        )
    ),
    Directory((DirectoryPerson("Sgt. Ruiz", "PIO", logins=("mruiz", "pgray")),)),
)
"""What the agency lists: nobody; two, one of them a supervisor as well; the author as one."""
ON_CALL = (
    OnCall(1001, "Lt. Chen", "555 0134"),
    OnCall(1002, "Lt. Gray", "555 0135"),
    OnCall(1004, "Sgt. Ruiz", "555 0136"),
)
"""Whom policy lists to call: the author is among them."""
NAMES = (
    *(SOMEBODY,) * 12, "Maria Ruiz, PIO", "Sgt. mruiz", "me", "Tomas Diaz", "tdiaz, PIO", "A. Berg",
    "Anna Berg", "Maria Lopez", "Ruiz, Maria", "PIO", "7", "Ito", "n", "B 7", "5 6 7",
    "Sgt. Ruiz, PIO", "Ruiz, patrol", "Lt. Ruiz, patrol", "Cpl. Diaz, patrol", "pgray, shift",
)  # fmt: skip
TEXTS = (
    "Crash on Route 9 at Mill Road. Use Route 4.",
    "Crash on Route 9 at Mill Road. Use Route 5.",
    "One person died on Route 9.",
    "Route 9 is closed. Map: example.gov/route9",
    "Closed.",
)
TOO_LONG_FOR_X = "Route 9 is closed at Mill Road. " * 10
OFTEN = ("traffic-advisory", "holding-statement") * 2
"""Three times as often: in these a step is not needed because of another's answer."""
PLATFORMS = (("facebook",), ("facebook", "x"), ("x", "facebook"), ("nextdoor",))
HOLD = "holds-until"
UNREACHED = "needs-exception"
EXCUSES = ("excuses", "excuses-needs-another")
CONDITIONS = ("listed", "child", "booking-photo", "hurt")
NO_POLICY = Policy(blank_after=timedelta(minutes=5))
OTHER_DIGEST = "sha256:" + "5" * 64


@cache
def catalog() -> Catalog:
    """Return the product's definitions, which its changes ask for."""
    return load_catalog()


@cache
def reworded(name: str) -> Checklist:
    """Return a type after an administrator asked its first step in other words, as one that is
    victim-related, its last step anew whenever the text changes, and always one of the steps that
    a question adds."""
    found = catalog().checklists[name]
    (first, *rest), (*before, last) = found.sections[0].steps, found.sections[-1].steps
    asked = replace(first, prompt="Asked in other words.", victim_related=True)
    bound = replace(last, binds=tuple(sorted({*last.binds, "text"})))
    between = found.sections[1:-1]
    sections = (
        replace(found.sections[0], steps=(asked, *rest)),
        *between,
        replace(found.sections[-1], steps=(*before, bound)),
    )
    questions = tuple(replace(q, adds=q.adds[1:]) for q in found.questions)
    return replace(found, sections=sections, questions=questions, revision=OTHER_DIGEST)


@cache
def reworded_as_written(name: str) -> Table:
    """Return the same type as the specification reads it."""
    found = shipped()[name]
    first, *rest, last = found["steps"]
    asked = first | {"victim_related": True}
    bound = last | {"binds": sorted({*last["binds"], "text"})}
    questions = [question | {"adds": question["adds"][1:]} for question in found["questions"]]
    return found | {"steps": [asked, *rest, bound], "questions": questions}


class History:
    """One session's history, made from a seed.

    `seen` is what the specification says after each change; it steers, whatever the product says.
    """

    seen: Verdict
    asks = True
    """Whether the author ever asks for an exception, or leaves something undone."""
    kind = "beginning"
    """Which kind of change was made or tried."""
    wrong_mark = ""
    """What the product did when it marked, or refused to mark, against the specification."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  # no secret
        name = self.random.choice([*sorted(shipped()), *OFTEN])
        author = self.random.choice((MARIA, MARIA, MARIA, DESK))
        hours = self.random.choice((1, 12, 12))
        condition = f"{name} if {self.pick(CONDITIONS)}"
        asked: tuple[str, ...] = self.pick(((), (name,), (condition,)))
        policy = replace(
            NO_POLICY,
            needs_approval=asked,
            approval_holds=timedelta(hours=hours),
            phone_approval=self.chance(0.5),
            on_call=ON_CALL,
        )
        former = FormerLogin(author.uid, "zz", NOON.date() - timedelta(days=self.pick((0, 0, 1))))
        self.changed_id = 0
        if self.random.random() < 0.8:
            begun = whole_beginning(name, author, self.random.randrange(2))
            session, now = self.random.choice(begun[-max(len(begun) // 4, 1) :])
        else:
            session, now = started(name, author), NOON
        self.world = World(session, catalog().checklists[name], author, now, policy)
        self.world.accounts = (*EVERYBODY, DESK)
        self.world.former_logins = (former,) if self.chance(0.5) else ()
        self.world.directory = self.pick(DIRECTORIES)
        self.world.family_first = seed % 2 == 1
        self.earlier: list[Session] = []
        self.before_edit: Session | None = None
        if session.draft.text and session.draft.platforms and self.chance(0.15):
            self.world.session = post(self.world, session.draft.platforms[0], now, "It leaked")
            self.change_the_post()

    def run(self, length: int) -> Iterator[str]:
        """Make this many changes, and say after each what was done."""
        self.seen = self.verdict()
        yield "began " + self.world.session.incident_type
        for _ in range(length):
            self.time_passes_a_little()
            if self.random.random() < 0.1:
                self.earlier.append(self.world.session)
            done = self.one_change()
            self.seen = self.verdict()
            yield done

    def one_change(self) -> str:
        """Make one change, or try one that is refused."""
        self.wrong_mark = ""
        verdict = self.seen
        number = self.random.random()
        try:
            if verdict.status in ("withdrawn", "posted"):
                return self.after_the_end()
            if number < 0.17:
                return self.some(ANYTHING)
            if self.world.originals and number < 0.21:
                self.kind = "original_changes"
                return self.original_changes()
            if number < 0.3 and any(question["adds"] for question in self.type["questions"]):
                self.kind = "take_steps_out"
                return self.take_steps_out()
            if verdict.blockers:
                return self.fix(self.random.choice(sorted(verdict.blockers)))
            return self.when_nothing_blocks(verdict)
        except Refused as refused:
            return f"refused: {refused.title}"

    def verdict(self) -> Verdict:
        """Return what the specification says now, by the checklist that is now in use."""
        session, world = self.world.session, self.world
        name, how = session.incident_type, session.how
        is_reworded = world.types is not shipped() and how != "correction"
        found = reworded(name) if is_reworded else catalog().checklist(name, how)
        assert found is not None
        world.checklist = found
        return judge(as_written(self.world.session), facts_of(self.world))

    def some(self, weighted: dict[Callable[["History"], str], int]) -> str:
        """Do one of these, by weight."""
        (chosen,) = self.random.choices(list(weighted), list(weighted.values()))
        self.kind = chosen.__name__
        return chosen(self)

    def do(self, change: Callable[..., Session], *arguments: Any, **more: Any) -> None:
        """Make one change as the author, now."""
        world = self.world
        world.session = change(world.session, *arguments, **more, actor=world.actor, now=world.now)

    def pick(self, values: Any) -> Any:
        """Return one of the values."""
        return self.random.choice(list(values))

    def chance(self, share: float) -> bool:
        """Return True in this share of the cases."""
        return self.random.random() < share

    @property
    def type(self) -> Table:
        """The type as it is written."""
        found = self.world.types[self.world.session.incident_type]
        return found["correction"] if self.world.session.how == "correction" else found

    # Time

    def time_passes_a_little(self) -> None:
        seconds = self.random.choice((0, 1, 5, 20, 60, 60, 180))
        self.world.now += timedelta(seconds=seconds)

    def time_passes(self) -> str:
        minutes = self.pick((10, 25, 31, 61, 125, 300, 800, 60 * 50))
        self.world.now += minutes * MINUTE
        return f"{minutes} minutes pass"

    def clock_set_back(self) -> str:
        minutes = self.pick((1, 1, 30, 200))
        self.world.now -= minutes * MINUTE
        return f"the clock is set back by {minutes} minutes"

    # The post

    def set_case_number(self) -> str:
        number = self.pick(("26-1182", "26-1183", "26-1184", ""))
        self.do(changes.set_case_number, number)
        return f"case number {number!r}"

    def accept_text(self) -> str:
        text = self.pick((*TEXTS, " ")) if self.chance(0.3) else self.pick(TEXTS)
        variants = {"x": "Route 9 closed."} if self.chance(0.2) else {}
        meaning = self.pick((True, False, False))
        self.do(changes.accept_draft, self.world.checklist, text, variants, changes_meaning=meaning)
        return f"accepted {text!r} {variants} meaning {meaning}"

    def type_text(self) -> str:
        text = self.pick(TEXTS)
        self.world.session = changes.type_draft(self.world.session, text, {})
        return f"typed {text!r}"

    def write_too_long(self) -> str:
        self.do(changes.choose_platforms, self.pick((("x",), ("facebook", "x"))))
        text, meaning = TOO_LONG_FOR_X, self.pick((True, False))
        self.do(changes.accept_draft, self.world.checklist, text, {}, changes_meaning=meaning)
        return "accepted a text that is too long for X"

    def drop_typed(self) -> str:
        self.do(changes.drop_typed)
        return "dropped what was typed"

    def choose_platforms(self) -> str:
        chosen = self.pick((*PLATFORMS, *PLATFORMS, ()))
        self.do(changes.choose_platforms, chosen)
        return f"platforms {chosen}"

    def add_media(self) -> str:
        meaning = self.pick((True, False, False))
        self.do(
            changes.add_media,
            self.world.checklist,
            "image",
            self.pick(("The road", "The detour sign")),
            changes_meaning=meaning,
        )
        return f"added media, meaning {meaning}"

    def remove_media(self) -> str:
        label = self.pick([found.label for found in self.world.session.draft.media] or ["M1"])
        self.do(changes.remove_media, self.world.checklist, label, changes_meaning=False)
        return f"removed media {label}"

    def replace_media(self) -> str:
        media = self.pick(self.world.session.draft.media or [Media("M1", "image", "The road")])
        meaning, digest = self.pick((True, False)), self.pick(("0", "1")) * 64
        self.do(
            changes.replace_media,
            self.world.checklist,
            media,
            sha256=digest,
            found=self.pick((("nothing",), ("location", "date"))),
            changes_meaning=meaning,
        )
        return f"read {media.label} again, meaning {meaning}"

    def answer_question(self) -> str:
        questions = [found["id"] for found in self.type["questions"]] or ["none"]
        return self.answer_one_question(self.pick(questions))

    def answer_one_question(self, name: str) -> str:
        yes = self.chance(0.2)
        return self.say_of_question(name, yes=yes)

    def say_of_question(self, name: str, *, yes: bool) -> str:
        said: Table = {"yes": yes, "reason": "The sheriff posts that part" if yes else ""}
        said["verified_by"] = self.pick(NAMES) if self.chance(0.1) else SOMEBODY
        self.do(changes.answer_question, self.world.checklist, name, **said)
        return f"question {name}: {said}"

    def take_steps_out(self) -> str:
        """A step that a question adds is perhaps answered first; then the question is, with no."""
        adding = [found for found in self.type["questions"] if found["adds"]]
        if not adding:
            return self.answer_question()
        question = self.pick(adding)
        steps = [step for step in self.type["steps"] if step["id"] in question["adds"]]
        done = [self.answer_first(self.pick(steps))] if self.chance(0.5) else []
        classes = {name for step in steps for name in (*step["per_person"], *step["must_cover"])}
        # Those who stand for somebody first: they are listed after them.
        done += [
            self.remove_one(person.label, SOMEBODY)
            for person in reversed(self.world.session.listed)
            if person.person_class in classes and self.chance(0.97)
        ]
        done.append(self.say_of_question(question["id"], yes=self.chance(0.1)))
        if self.chance(0.3):
            done.append(self.add_person())
        return "; ".join(done)

    # The people

    def a_label(self) -> str:
        return str(self.pick([*(found.label for found in self.world.session.people), "Z9"]))

    def add_person(self) -> str:
        name = self.pick(list(self.type["classes"]) or ["victim"])
        return self.add_one(name, self.a_label())

    def add_one(self, name: str, label: str) -> str:
        stands_for = label if self.type["classes"].get(name, {}).get("linked") else ""
        self.do(changes.add_person, self.world.checklist, name, stands_for=stands_for)
        return f"added {self.world.session.people[-1].label} ({name}) for {stands_for!r}"

    def link_person(self) -> str:
        label, other = self.a_label(), self.a_label()
        self.do(changes.link_person, self.world.checklist, label, other)
        return f"linked {label} to {other}"

    def remove_person(self) -> str:
        return self.remove_one(self.a_label())

    def remove_one(self, label: str, verifier: str = "") -> str:
        verifier = verifier or self.pick((*("Det. Okafor, traffic",) * 2, "Tomas Diaz"))
        self.do(changes.remove_person, label, because="Not family", verified_by=verifier)
        return f"removed {label}, verified by {verifier}"

    def reclassify_person(self) -> str:
        label, name = self.a_label(), self.pick(list(self.type["classes"]) or ["victim"])
        linked = self.type["classes"].get(name, {}).get("linked")
        self.do(
            changes.reclassify_person,
            self.world.checklist,
            label,
            name,
            stands_for=self.a_label() if linked else "",
            because="The hospital called",
            verified_by="Det. Okafor, traffic",
        )
        return f"reclassified {label} as {name}"

    # The answers

    def a_step(self) -> Table:
        step: Table = self.pick(self.type["steps"])
        return step

    def a_record(self, step: Table, label: str | None, *, choices_free: bool) -> Table:
        """Return a whole record; with `choices_free` any choice instead of one that counts."""
        record: Table = {} if label is None else {"person": label}
        for name, field in step["fields"].items():
            # A form leaves out what the choices above waive; a hand may not.
            if name in waived_in(step, record) and self.chance(0.98):
                continue
            if not field["required"] and self.chance(0.5):
                continue
            record[name] = self.a_value(field)
            if field["kind"] == "choice":
                offered = list(field["choices"].values())
                counting = [found for found in offered if "effect" not in found]
                found = self.pick(offered if choices_free else counting)
                record[name] = found["id"]
                if "then" in found:
                    record[name + DETAIL] = self.a_value(found["then"])
        return record

    def a_value(self, field: Table) -> Any:
        match field["kind"]:
            case "checks":
                return list(field["checks"])
            case "count" if field.get("counts_people"):
                return len(self.world.session.listed)
            case "count":
                return max(field.get("min", 0), 1)
            case "time" if field.get("future"):
                return self.world.now + self.pick((20, 60, 240)) * MINUTE
            case "time":
                return self.world.now - self.pick((0, 0, 0, 0, 0, 1, 5, 15)) * MINUTE
            case "person":
                return self.pick(NAMES) if self.chance(0.08) else SOMEBODY
            case _:
                return "Case note 12"

    def records_for(self, step: Table, *, choices_free: bool = False) -> list[Table]:
        if not step["per_person"]:
            return [self.a_record(step, None, choices_free=choices_free)]
        labels = [
            found.label
            for found in self.world.session.listed
            if found.person_class in step["per_person"]
        ]
        if labels and self.chance(0.06):
            labels.remove(self.pick(labels))
        excused = self.excused_elsewhere(step) if self.chance(0.7) else set()
        labels = [label for label in labels if label not in excused] or labels
        one = self.pick(labels) if labels else ""
        return [
            self.a_record(step, label, choices_free=choices_free and label == one)
            for label in labels
        ]

    def excused_elsewhere(self, step: Table) -> set[str]:
        """The labels that another contact step excuses, as a form would leave them out."""
        return {
            str(record.get("person", ""))
            for other in self.type["steps"]
            if step["contact"] and other["contact"] and other["id"] != step["id"]
            if step["section"] != "Family told" or other["section"] == "Family told"
            for answer in [self.world.session.answer(other["id"])]
            for record in (answer.evidence if answer is not None else ())
            if effects_of(other, record) & set(EXCUSES) or step["id"] in record.get("covers", [])
        }

    def excused_from_the_others(self) -> str:
        """Somebody is excused in one contact step, and the others are answered without them."""
        asking = [
            step for step in self.type["steps"] if step["contact"] and self.anybody_asked(step)
        ]
        excusing = [step for step in asking if any(self.has_effect(step, e) for e in EXCUSES)]
        if not excusing:
            return self.answer_that_does_more()
        first = self.pick(excusing)
        records = self.records_for(first)
        effect = self.pick([e for e in EXCUSES if self.has_effect(first, e)])
        for record in records[:1]:
            self.choose_effect(first, record, effect)
        done = [self.confirm(first, records)]
        done += [self.confirm(s, self.records_for(s)) for s in asking if s is not first]
        return "; ".join(done)

    def confirm(self, step: Table, records: list[Table]) -> str:
        self.do(changes.confirm, self.world.checklist, step["id"], records)
        outcome = next(
            found.outcome for found in self.world.session.steps if found.id == step["id"]
        )
        return f"{outcome} {step['id']}: {records}"

    def answer_whole(self) -> str:
        step = self.a_step()
        return self.confirm(step, self.records_for(step))

    def answer_with_any_choice(self) -> str:
        step = self.a_step()
        return self.confirm(step, self.records_for(step, choices_free=True))

    def answer_that_does_more(self) -> str:
        """Answer with a choice that has an effect, in a step that has one."""
        steps = [
            step
            for step in self.type["steps"]
            for field in step["fields"].values()
            if any("effect" in found for found in field["choices"].values())
        ]
        step = self.pick(steps or self.type["steps"])
        records = self.records_for(step)
        for record in records:
            if record is records[0] or self.chance(0.3):
                self.choose_effect(step, record)
        return self.confirm(step, records)

    def answer_with_hold(self) -> str:
        """Somebody asked for time."""
        steps = [step for step in self.type["steps"] if self.has_effect(step, HOLD)]
        if not steps:
            return self.answer_that_does_more()
        step = self.pick(steps)
        records = self.records_for(step)
        for record in records[:1]:
            self.choose_effect(step, record, HOLD)
        return self.confirm(step, records)

    def not_reached_anywhere(self) -> str:
        """Nobody reached somebody: one request that covers some other contact steps, or several,
        and it is answered."""
        steps = [
            step
            for step in self.type["steps"]
            if step["contact"] and self.anybody_asked(step) and self.has_effect(step, UNREACHED)
        ]
        if not steps:
            return self.answer_that_does_more()
        done = []
        for step in steps:
            records = self.records_for(step)
            one = [r for r in records if step is steps[0] or self.chance(0.3)]
            for record in one[:1]:
                self.choose_effect(step, record, UNREACHED)
            done.append(self.confirm(step, records))
        answered = [step["id"] for step in steps if self.chance(0.7)]
        done += [self.supervisor_answers(name) for name in answered]
        return "; ".join(done)

    def has_effect(self, step: Table, effect: str) -> bool:
        return any(
            found.get("effect") == effect
            for field in step["fields"].values()
            for found in field["choices"].values()
        )

    def choose_effect(self, step: Table, record: Table, effect: str = "") -> None:
        for name, field in step["fields"].items():
            weighty = [
                found
                for found in field["choices"].values()
                if "effect" in found and effect in ("", found["effect"])
            ]
            if weighty:
                chosen = self.pick(weighty)
                record[name] = chosen["id"]
                record.pop(name + DETAIL, None)
                if "then" in chosen:
                    record[name + DETAIL] = self.a_value(chosen["then"])
        for name in waived_in(step, record) & set(record):
            del record[name]
        covers = step["fields"].get("covers")
        if covers and UNREACHED in effects_of(step, record) and self.chance(0.8):
            record["covers"] = [n for n in covers["checks"] if self.chance(0.7)]

    def answer_broken(self) -> str:
        step = self.a_step()
        records = self.records_for(step)
        if records:
            broken = self.pick(records)
            name = self.pick(list(broken))
            match self.random.randrange(4):
                case 0:
                    del broken[name]
                case 1:
                    broken[name] = self.pick(("", "mruiz", 7, [], "x" * 201))
                case 2:
                    broken["nonsense"] = "x"
                case _:
                    records.append(dict(broken))
        return self.confirm(step, records)

    def does_not_apply(self) -> str:
        steps = [step for step in self.type["steps"] if step["reasons"]]
        return self.say_it_does_not_apply(self.pick(steps or self.type["steps"]))

    def say_it_does_not_apply(self, step: Table) -> str:
        reason = self.pick(list(step["reasons"]) or ["no-media"])
        self.do(
            changes.does_not_apply,
            self.world.checklist,
            step["id"],
            reason,
            verified_by=self.pick((SOMEBODY, SOMEBODY, "Maria Lopez", "Tomas Diaz")),
        )
        return f"does not apply {step['id']}: {reason}"

    def make_unnecessary(self) -> str:
        """What makes a step unnecessary is said, sometimes after the step itself was answered."""
        rules = [(s, rule) for s in self.type["steps"] for rule in s["not_needed_if"]]
        step, rule = self.pick([found for found in rules if "step" in found[1]] or rules)
        source = next((s for s in self.type["steps"] if s["id"] == rule.get("step")), None)
        if source is None:
            return self.remove_media() if self.world.session.draft.media else self.accept_text()
        done = [self.answer_first(step)] if self.chance(0.4) else []
        needs = step["reasons"][rule["as"]].get("needs", {})
        nobody = needs.get("nobody_of", [])
        if nobody == "step":
            nobody = step["per_person"]
        done += [
            self.remove_one(person.label, SOMEBODY)
            for person in reversed(self.world.session.listed)
            if person.person_class in nobody and self.chance(0.98)
        ]
        done += [
            self.confirm(other, self.records_for(other))
            for other in self.type["steps"]
            if other["id"] == needs.get("confirmed")
        ]
        done.append(self.say_in_source(source, rule.get("answer", "")))
        if self.chance(0.3):
            done.append(self.answer_first(step))
        return "; ".join(done)

    def answer_first(self, step: Table) -> str:
        """Answer a step that will be unnecessary: whole, held back, or by a refused request."""
        if step["per_person"] and not self.anybody_asked(step):
            return "nobody is asked"
        if not step["per_person"] and self.chance(0.5):
            self.do(changes.ask_exception, self.world.checklist, step["id"], "Rang twice")
            return "asked; " + (self.supervisor_answers(step["id"]) if self.chance(0.7) else "")
        return self.confirm(step, self.records_for(step, choices_free=self.chance(0.7)))

    def say_in_source(self, source: Table, answer: str) -> str:
        """Answer a step that can make others unnecessary, mostly so."""
        if answer in source["reasons"]:
            name = self.pick(NAMES) if self.chance(0.1) else SOMEBODY
            self.do(
                changes.does_not_apply, self.world.checklist, source["id"], answer, verified_by=name
            )
            return f"does not apply {source['id']}: {answer}, says {name}"
        records = self.records_for(source)
        for record in records:
            for name, field in source["fields"].items():
                if answer in field["choices"] and self.chance(0.85):
                    record[name] = answer
                if field["kind"] == "person" and self.chance(0.2):
                    record[name] = self.pick(NAMES)
        return self.confirm(source, records)

    def not_done(self) -> str:
        step = self.a_step()
        self.do(changes.not_done, self.world.checklist, step["id"], "Nobody was there")
        return f"not done {step['id']}"

    def ask_exception(self) -> str:
        step = self.a_step()
        self.do(changes.ask_exception, self.world.checklist, step["id"], "Rang twice")
        return f"asked for an exception {step['id']}"

    # What a diligent author does about one blocker

    def fix(self, blocker: Blocker) -> str:
        code, place, person = blocker
        self.kind = f"fixing of {code}"
        if code == "question":
            return self.answer_one_question(place)
        if code == "too-long":
            return self.accept_text()
        if place:
            return self.fix_step(code, place, person)
        if code == "person-missing":
            return self.fix_list(person)
        simple = {
            "edited-outside": self.fix_edit,
            "checklist-changed": self.carry_over,
            "no-case-number": self.set_case_number,
            "draft-empty": self.accept_text,
            "draft-unaccepted": self.drop_typed,
            "no-platform": self.choose_platforms,
        }
        return simple[code]()

    def fix_edit(self) -> str:
        if self.world.session.sealed or self.chance(0.5):
            return self.undo_edit()
        self.do(changes.take_over_hand_edit)
        return "took the hand edit over"

    def carry_over(self) -> str:
        self.do(changes.carry_to_checklist, self.world.checklist)
        return "carried over to the checklist"

    def fix_list(self, label: str) -> str:
        if not label:
            return self.add_one(self.pick(self.type["need_one_of"]), "")
        if self.before_edit is not None:
            return self.undo_edit()
        return self.remove_one(label)

    def fix_step(self, code: str, place: str, label: str) -> str:
        step = next(found for found in self.type["steps"] if found["id"] == place)
        if code == "not-granted" and self.chance(0.85):
            return self.supervisor_answers(place)
        if code == "on-hold" and self.chance(0.4):
            return self.time_passes()
        if code == "person-missing" and label and self.must_be_covered(step, label):
            return self.add_one("next-of-kin", label)
        if step["per_person"] and not self.anybody_asked(step):
            if step["reasons"] and self.chance(0.5):
                return self.say_it_does_not_apply(step)
            return self.list_somebody(step)
        number = self.random.random()
        if step["reasons"] and number < 0.08:
            return self.say_it_does_not_apply(step)
        if number < 0.11 and self.asks:
            asking = changes.ask_exception if step["victim_related"] else changes.not_done
            self.do(asking, self.world.checklist, place, "Rang twice")
            return f"asked for an exception, or not done: {place}"
        return self.confirm(step, self.records_for(step))

    def must_be_covered(self, step: Table, label: str) -> bool:
        row = self.world.session.person(label)
        return (
            row is not None
            and row.person_class in step["must_cover"]
            and not any(
                found.stands_for == label and found.person_class == "next-of-kin"
                for found in self.world.session.listed
            )
        )

    def anybody_asked(self, step: Table) -> bool:
        return any(p.person_class in step["per_person"] for p in self.world.session.listed)

    def list_somebody(self, step: Table) -> str:
        classes = self.type["classes"]
        offered = [found for found in step["per_person"] if found in classes]
        name = self.pick(offered)
        if not classes[name].get("linked"):
            return self.add_one(name, "")
        targets = [
            found.label
            for found in self.world.session.listed
            if not classes.get(found.person_class, {}).get("linked")
        ]
        if targets:
            return self.add_one(name, self.pick(targets))
        return self.add_one(self.pick([n for n in classes if not classes[n].get("linked")]), "")

    # The supervisors

    def review(
        self, verdict: Any, digest: str, step: str = "", who: Actor | None = None, **more: Any
    ) -> str:
        world = self.world
        who = who or self.pick(SUPERVISORS)
        # A clock of a supervisor may go ahead, or a time be written by hand.
        skew = timedelta(seconds=self.pick((90, -90))) if self.chance(0.07) else timedelta()
        world.now += timedelta(seconds=self.pick((0, 1, 1, 30)))
        review = Review(
            session=world.session.id,
            verdict=verdict,
            digest=digest,
            at=world.now + skew,
            by=who.account,
            step=step,
            history_length=len(world.session.history),
            history_digest=history_digest(world.session.history),
            **more,
        )
        world.reviews.append((review, world.now))
        return f"{verdict} {step} at {review.at:%H:%M:%S}, file of {world.now:%H:%M:%S}"

    def supervisor_answers(self, place: str) -> str:
        answer = self.world.session.answer(place)
        if answer is None:
            return "nothing was asked"
        verdict = self.pick(("exception-granted",) * 4 + ("exception-refused",))
        return self.review(verdict, answer_digest(answer), place)

    def supervisor_answers_anything(self) -> str:
        requests = [found.id for found in self.world.session.steps if found.outcome == "exception"]
        return self.supervisor_answers(self.pick(requests or [self.a_step()["id"]]))

    def grant_what_was_not_asked(self) -> str:
        """Grant an answer that asks for nothing, or the content instead of an answer."""
        step = self.a_step()["id"]
        answer, session = self.world.session.answer(step), self.world.session
        asks = answer is None or answer.outcome == "exception"
        digest = content_digest(session) if asks else answer_digest(answer)
        return self.review("exception-granted", digest, step)

    def refuse_another_request(self) -> str:
        """Refuse a request that is not the present one, on a step where one is asked for."""
        requests = [found.id for found in self.world.session.steps if found.outcome == "exception"]
        if not requests:
            return self.ask_exception()
        return self.review("exception-refused", OTHER_DIGEST, self.pick(requests))

    def approve(self) -> str:
        questions, session = self.world.checklist.cold_read, self.world.session
        if questions and self.chance(0.8):
            who = self.pick(SUPERVISORS)
            says = tuple(
                ColdAnswer(q.id, record_says(session, q) ^ self.chance(0.2)) for q in questions
            )
            self.review("cold-read", post_digest(session), who=who, cold_read=says)
            said = tuple(StepComment(q.step, "So it is") for q in questions if self.chance(0.5))
            return self.review("approved", content_digest(session), who=who, comments=said)
        return self.review("approved", content_digest(session))

    def call_back(self) -> str:
        """Say that an on-call supervisor said yes, or write it by hand, rightly or not."""
        world = self.world
        world.now += timedelta(seconds=self.pick((1, 60)))
        one, digest = self.pick(ON_CALL), content_digest(world.session)
        at = (world.now - timedelta(seconds=self.pick((0, 0, 1, 90)))).replace(microsecond=0)
        if self.chance(0.5):
            world.session = approve_by_phone(world, one.uid, digest, at)
            return f"{one.name} said yes at {at:%H:%M:%S}"
        said = PhoneApproval(
            supervisor=one.name if self.chance(0.8) else "Lt. Other",
            uid=one.uid,
            phone=one.phone,
            digest=digest if self.chance(0.8) else OTHER_DIGEST,
            at=at,
            recorded_at=world.now + timedelta(seconds=self.pick((0, 0, 0, 40))),
            by=world.actor.account,
        )
        world.session = replace(world.session, by_phone=(*world.session.by_phone, said))
        return f"by hand: {one.name} said yes at {at:%H:%M:%S}"

    def send_back(self) -> str:
        return self.review("returned", content_digest(self.world.session))

    def note(self) -> str:
        return self.review("noted", content_digest(self.world.session))

    # The whole session

    def when_nothing_blocks(self, verdict: Verdict) -> str:
        if verdict.status in ("in-progress", "lapsed") or (
            verdict.status == "returned" and self.chance(0.3)
        ):
            self.kind = "mark_ready"
            return self.mark_ready()
        return self.some(AFTER_READY)

    def mark_ready(self) -> str:
        """Mark it ready: that must succeed exactly where the specification says that it may."""
        world = self.world
        verdict = self.verdict()
        over = verdict.status in ("returned", "withdrawn", "posted")
        is_shown = not self.chance(0.03)
        may = not verdict.blockers and not over and is_shown
        shown = content_digest(world.session) if is_shown else OTHER_DIGEST
        try:
            world.session = mark(world, shown)
        except Refused as refused:
            if may:
                self.wrong_mark = f"refused: {refused.title}: {refused.message}"
            raise
        if not may:
            why = sorted(verdict.blockers) or (verdict.status if is_shown else "what was shown")
            self.wrong_mark = f"marked ready in spite of {why}"
        return "marked ready"

    def record_posted(self) -> str:
        left = [
            found
            for found in self.world.session.draft.platforms
            if self.world.session.posted_on(found) is None
        ]
        platform = self.pick(left or ["facebook"])
        self.world.session = post(
            self.world, platform, self.world.now.replace(microsecond=0), "The chief posted it"
        )
        return f"posted on {platform}"

    def withdraw(self) -> str:
        self.do(changes.withdraw, "Posted by the sheriff")
        return "withdrawn"

    def after_the_end(self) -> str:
        return self.some(AFTER_THE_END)

    def a_new_id(self) -> str:
        self.changed_id += 1
        kept = self.world.session.id.rsplit("-", 1)[0]
        return f"{kept}-c{self.changed_id:03d}"

    def colleague_continues(self) -> str:
        world = self.world
        actor = self.pick((TOMAS, TOMAS, TOMAS, world.actor, MARIA, self.pick(SUPERVISORS)))
        session = changes.continue_session(
            world.session, world.checklist, self.a_new_id(), actor=actor, now=world.now
        )
        world.originals = [*world.originals, world.session]
        world.session, world.actor, world.reviews = session, actor, []
        self.earlier, self.before_edit = [], None
        return f"{actor.login} continues"

    def change_the_post(self) -> str:
        """A posted session is updated or corrected."""
        world = self.world
        how: How = self.pick(("update", "correction", "correction"))
        actor = self.pick((world.actor, TOMAS, MARIA))
        found = catalog().checklist(world.session.incident_type, how)
        assert found is not None
        session = changes.update_session(
            world.session, found, self.a_new_id(), how, actor=actor, now=world.now
        )
        world.originals = [*world.originals, world.session]
        world.session, world.actor, world.checklist = session, actor, found
        world.types, world.reviews = shipped(), []
        self.earlier, self.before_edit = [], None
        return f"{actor.login} begins: {how}"

    def restart_as_another_type(self) -> str:
        world = self.world
        name = self.pick(sorted(shipped()))
        found = catalog().checklist(name, world.session.how)
        assert found is not None
        world.session = changes.start_instead(
            world.session, found, self.a_new_id(), actor=world.actor, now=world.now
        )
        world.checklist, world.types = found, shipped()
        world.reviews = []
        if world.session.how is None:
            world.originals = []
        self.earlier, self.before_edit = [], None
        return f"started again as {name}"

    def original_changes(self) -> str:
        """Something happens to a session that this one continues."""
        world = self.world
        if not world.originals:
            return self.answer_whole()
        place = self.random.randrange(len(world.originals))
        original = world.originals[place]
        match self.random.randrange(5):
            case 0:
                world.originals[place] = replace(original, sealed=not original.sealed)
                return f"the seal of {original.id} is broken or whole again"
            case 1:
                del world.originals[place]
                return f"{original.id} is gone"
            case 2 if original.steps:
                answer = self.pick(original.steps)
                self.put_original(place, answer.id, at=answer.at + timedelta(seconds=1))
                return f"{answer.id} was answered again in {original.id}"
            case 3 if original.steps:
                return self.both_edited(place)
            case _:
                world.originals[place] = replace(original, author_uid=original.author_uid + 1)
                return f"{original.id} is another account's"

    def both_edited(self, place: int) -> str:
        """An answer is edited by hand in the original, and where it was carried to."""
        original, session = self.world.originals[place], self.world.session
        unneeded = [found for found in original.steps if found.verified_by]
        answer = self.pick(unneeded or original.steps)
        values: Table = {"at": original.started_at - MINUTE}
        if unneeded and self.chance(0.7):
            names = [n for a in EVERYBODY if a.uid == original.author_uid for n in a.names]
            values = {"verified_by": self.pick([original.author, *names])}
        self.put_original(place, answer.id, **values)
        edited = tuple(
            replace(found, **values)
            if found.id == answer.id and found.carried_from == original.id
            else found
            for found in session.steps
        )
        self.edited(replace(session, steps=edited))
        return f"edited by hand in both, {original.id} and this: {answer.id} {values}"

    def put_original(self, place: int, step: str, **values: Any) -> None:
        original = self.world.originals[place]
        steps = tuple(
            replace(found, **values) if found.id == step else found for found in original.steps
        )
        self.world.originals[place] = replace(original, steps=steps)

    def definitions_change(self) -> str:
        world = self.world
        name = world.session.incident_type
        changed = world.types is not shipped()
        world.types = shipped() if changed else shipped() | {name: reworded_as_written(name)}
        world.checklist = catalog().checklists[name] if changed else reworded(name)
        return "the definitions change"

    # Edits of the file by hand

    def edited(self, session: Session, *, resealed: bool = True) -> None:
        if self.before_edit is None:
            self.before_edit = self.world.session
        self.world.session = replace(session, sealed=resealed)

    def undo_edit(self) -> str:
        if self.before_edit is None:
            self.world.session = replace(self.world.session, sealed=True)
            return "the seal fits again"
        self.world.session, self.before_edit = self.before_edit, None
        return "the edit by hand is undone"

    def put_earlier_file_back(self) -> str:
        if not self.earlier:
            return self.answer_whole()
        self.world.session = self.pick(self.earlier)
        return "an earlier file is put back"

    def edit_by_hand(self) -> str:
        session = self.world.session
        what, changed = self.pick(EDITS)(self, session)
        if changed == session:
            return f"edited nothing: {what}"
        resealed = self.chance(0.8)
        self.edited(changed, resealed=resealed)
        return f"edited by hand{', resealed' if resealed else ''}: {what}"

    def in_one_answer(self, session: Session, **values: Any) -> tuple[str, Session]:
        if not session.steps:
            return "no answer", session
        chosen = self.pick(session.steps)
        steps = tuple(
            replace(found, **values) if found.id == chosen.id else found for found in session.steps
        )
        return f"{chosen.id} {values}", replace(session, steps=steps)

    def edit_time(self, session: Session) -> tuple[str, Session]:
        at = self.pick(
            (
                session.started_at,
                session.started_at - timedelta(seconds=1),
                self.world.now,
                self.world.now + timedelta(seconds=1),
                self.world.now + 400 * 24 * 60 * MINUTE,
            )
        )
        if session.questions and self.chance(0.3):
            return self.in_one_question(session, at=at)
        if session.ready is not None and self.chance(0.2):
            return f"ready at {at}", replace(session, ready=replace(session.ready, at=at))
        return self.in_one_answer(session, at=at)

    def in_one_question(self, session: Session, **values: Any) -> tuple[str, Session]:
        chosen = self.pick(session.questions)
        questions = tuple(
            replace(found, **values) if found.id == chosen.id else found
            for found in session.questions
        )
        return f"question {chosen.id} {values}", replace(session, questions=questions)

    def edit_question(self, session: Session) -> tuple[str, Session]:
        """Say that a question was answered otherwise, by whom it was verified, or of what."""
        if not session.questions:
            return "no question answered", session
        adds = [step for found in self.type["questions"] for step in found["adds"]]
        values: Table = self.pick(
            (
                {"yes": self.chance(0.5)},
                {"yes": False, "verified_by": self.pick(NAMES), "takes_out": tuple(adds)},
                {"yes": False, "verified_by": SOMEBODY, "takes_out": tuple(adds)},
                {"verified_by": self.pick((*NAMES, ""))},
                {"takes_out": tuple(adds[: self.pick((0, 1))])},
                {"takes_out": tuple(reversed(adds))},
                {"reason": self.pick(("", "Said so"))},
            )
        )
        return self.in_one_question(session, **values)

    def edit_by(self, session: Session) -> tuple[str, Session]:
        label = self.an_account()
        if session.questions and self.chance(0.3):
            return self.in_one_question(session, by=label)
        if session.ready is not None and self.chance(0.3):
            return f"ready by {label}", replace(session, ready=replace(session.ready, by=label))
        return self.in_one_answer(session, by=label)

    def an_account(self) -> Account:
        """Somebody's, or the author's own as if somebody else had logged in."""
        somebody = self.pick(EVERYBODY)
        if self.chance(0.3):
            return replace(self.world.actor.account, login_uid=somebody.uid)
        return somebody.account

    def edit_history(self, session: Session) -> tuple[str, Session]:
        """Take the last entries out of the history, or put another one to its end."""
        if not session.history:
            return "no history", session
        if self.chance(0.5):
            kept = session.history[: -self.pick((1, 2, 5))]
            return f"history of {len(kept)}", replace(session, history=kept)
        account = self.an_account()
        entry = replace(session.history[-1], by=account)
        return f"an entry by {account}", replace(session, history=(*session.history, entry))

    def edit_start(self, session: Session) -> tuple[str, Session]:
        at = session.started_at + self.pick((-1, 1, 30, -60 * 24, -60 * 24 * 30)) * MINUTE
        return f"started {at}", replace(session, started_at=at)

    def edit_carried(self, session: Session) -> tuple[str, Session]:
        """Say of an answer that it is carried, or of a carried one that somebody else gave it."""
        carried = [found for found in session.steps if found.carried_from]
        if carried:
            chosen = self.pick(carried)
            by = replace(chosen.by, login=self.pick(EVERYBODY).login)
            return self.put_answer(session, chosen.id, by=by)
        names = [(o.id, o.author_uid) for o in self.world.originals] or [("nowhere", 1001)]
        name, uid = self.pick(names)
        return self.in_one_answer(session, carried_from=name, carried_uid=uid)

    def put_answer(self, session: Session, name: str, **values: Any) -> tuple[str, Session]:
        """Edit an answer alike here and in the session that it was carried from."""
        for place, original in enumerate(self.world.originals):
            if original.answer(name) is not None:
                self.put_original(place, name, **values)
        steps = tuple(
            replace(found, **values) if found.id == name else found for found in session.steps
        )
        return f"{name} {values} here and there", replace(session, steps=steps)

    def edit_what_others_need(self, session: Session) -> tuple[str, Session]:
        """Make something wrong of an answer on which a reason, an excuse or a grant rests."""
        resting = [found for found in session.steps if found.id in self.rested_on(session)]
        if not resting:
            return "nothing rests on another answer", session
        chosen = self.pick(resting)
        values: Table = self.pick(
            (
                {"by": self.pick((TOMAS, *SUPERVISORS)).account},
                {"given_for": chosen.given_for[1:]},
                {"at": self.world.now + MINUTE},
                {"evidence": tuple({**record, "nonsense": "x"} for record in chosen.evidence)},
            )
        )
        steps = tuple(
            replace(found, **values) if found.id == chosen.id else found for found in session.steps
        )
        return f"{chosen.id} {values}", replace(session, steps=steps)

    def rested_on(self, session: Session) -> set[str]:
        """The steps whose answers serve other steps now."""
        found = set()
        for step in self.type["steps"]:
            answer = session.answer(step["id"])
            if answer is None:
                continue
            needs = step["reasons"].get(answer.reason, {}).get("needs", {})
            found |= {needs.get("confirmed", ""), needs.get("answer", {}).get("step", "")}
            if step["contact"] and any(
                {*EXCUSES, UNREACHED} & effects_of(step, record) for record in answer.evidence
            ):
                found.add(step["id"])
        return found

    def edit_given_for(self, session: Session) -> tuple[str, Session]:
        questions = session.questions and self.chance(0.3)
        kept = self.pick(session.questions if questions else session.steps or [None])
        if kept is None:
            return "nothing given", session
        everything = given_for(session, ("text", "media", "platforms", "people", "meaning"))
        entry = self.pick(everything)
        changed = self.pick(
            (
                kept.given_for[1:],
                (*kept.given_for, entry),
                (*kept.given_for, "people sha256:" + "0" * 64),
                everything,
                tuple(sorted({*kept.given_for, *everything})),
            )
        )
        within = session.questions if questions else session.steps
        given = tuple(
            replace(found, given_for=changed) if found.id == kept.id else found for found in within
        )
        return f"{kept.id} given for {len(changed)} digests", replace(
            session, **{"questions" if questions else "steps": given}
        )

    def edit_evidence(self, session: Session) -> tuple[str, Session]:
        with_evidence = [found for found in session.steps if found.evidence]
        if not with_evidence:
            return "no evidence", session
        chosen = self.pick(with_evidence)
        record = dict(self.pick(chosen.evidence))
        rest = tuple(found for found in chosen.evidence if found != record)
        if self.chance(0.1):
            rest = chosen.evidence
        step = next(found for found in self.type["steps"] if found["id"] == chosen.id)
        name = self.pick(list(record))
        match self.random.randrange(5):
            case 0:
                del record[name]
            case 1:
                record[name] = self.pick((*NAMES, 3, "reached", self.a_label()))
            case 2:
                self.choose_effect(step, record)
            case 3:
                record["person"] = self.a_label()
            case _:
                record["when"] = self.world.now + self.pick((-60, 60)) * MINUTE
        steps = tuple(
            replace(found, evidence=(*rest, record)) if found.id == chosen.id else found
            for found in session.steps
        )
        return f"{chosen.id} evidence {record}", replace(session, steps=steps)

    def edit_answer(self, session: Session) -> tuple[str, Session]:
        values = self.pick(
            (
                {"outcome": "confirmed"},
                {"outcome": "not-done"},
                {"outcome": "exception"},
                {"outcome": "does-not-apply"},
                {"reason": "no-media"},
                {"verified_by": self.pick(NAMES)},
                {"note": " "},
                {"evidence": ()},
                {"carried_from": "", "carried_uid": 0},
                {"carried_uid": 1004},
            )
        )
        return self.in_one_answer(session, **values)

    def edit_person(self, session: Session) -> tuple[str, Session]:
        if not session.people:
            return "nobody", session
        chosen = self.pick(session.people)
        classes = ("victim", "next-of-kin", "guardian", "featured", "missing-person", "nobody")
        values = self.pick(
            (
                {"person_class": self.pick(classes)},
                {"stands_for": self.a_label()},
                {"stands_for": ""},
                {"removed": not chosen.removed},
                {"removed_because": " "},
                {"removed_verified_by": self.pick(NAMES)},
            )
        )
        people = tuple(
            replace(found, **values) if found.label == chosen.label else found
            for found in session.people
        )
        return f"{chosen.label} {values}", self.believed(replace(session, people=people))

    def believed(self, session: Session) -> Session:
        """Return the session, half of the time with every answer given for what is there now."""
        if self.chance(0.5):
            return session
        steps = tuple(
            replace(found, given_for=self.as_now(session, found.given_for))
            for found in session.steps
        )
        return replace(session, steps=steps)

    def as_now(self, session: Session, kept: tuple[str, ...]) -> tuple[str, ...]:
        return given_for(session, [entry.split(" ")[0] for entry in kept])  # type: ignore[misc]

    def edit_author(self, session: Session) -> tuple[str, Session]:
        login = self.pick(("zz", "tdiaz", "mruiz", "lchen"))
        return f"author {login}", replace(session, author=login)

    def edit_updates(self, session: Session) -> tuple[str, Session]:
        """Say that another post is changed, in another way, or none."""
        updates = session.updates
        if updates is None:
            return "no post is changed", session
        values = self.pick(({"digest": OTHER_DIGEST}, {"session": "x"}, {"how": "update"}, None))
        other = replace(updates, **values) if values else None
        return f"the post that it changes: {values}", replace(session, updates=other)

    def edit_draft(self, session: Session) -> tuple[str, Session]:
        draft = replace(session.draft, text=self.pick(TEXTS))
        if self.chance(0.3):
            typed = Typed(session.draft.text, self.pick((session.draft.variants, {})))
            draft = replace(session.draft, typed=typed)
        return "text", self.believed(replace(session, draft=draft))

    def take_something_out(self, session: Session) -> tuple[str, Session]:
        kind = self.pick(("steps", "questions", "people"))
        rows = list(getattr(session, kind))
        if not rows:
            return "nothing there", session
        rows.remove(self.pick(rows))
        return f"one of {kind} taken out", replace(session, **{kind: tuple(rows)})


EDITS = (
    History.edit_time,
    History.edit_by,
    History.edit_what_others_need,
    History.edit_given_for,
    History.edit_question,
    History.edit_evidence,
    History.edit_evidence,
    History.edit_answer,
    History.edit_answer,
    History.edit_person,
    History.edit_person,
    History.edit_author,
    History.edit_history,
    History.edit_start,
    History.edit_carried,
    History.edit_draft,
    History.edit_updates,
    History.take_something_out,
)

ANYTHING: dict[Callable[[History], str], int] = {
    History.time_passes: 5,
    History.clock_set_back: 1,
    History.set_case_number: 2,
    History.accept_text: 3,
    History.type_text: 4,
    History.write_too_long: 3,
    History.drop_typed: 1,
    History.choose_platforms: 2,
    History.add_media: 2,
    History.remove_media: 2,
    History.replace_media: 2,
    History.answer_question: 2,
    History.take_steps_out: 6,
    History.add_person: 4,
    History.link_person: 2,
    History.remove_person: 2,
    History.reclassify_person: 2,
    History.answer_whole: 4,
    History.answer_with_any_choice: 4,
    History.answer_that_does_more: 8,
    History.answer_with_hold: 4,
    History.answer_broken: 3,
    History.does_not_apply: 4,
    History.make_unnecessary: 8,
    History.not_done: 3,
    History.ask_exception: 3,
    History.supervisor_answers_anything: 4,
    History.refuse_another_request: 2,
    History.grant_what_was_not_asked: 2,
    History.not_reached_anywhere: 5,
    History.excused_from_the_others: 6,
    History.approve: 2,
    History.send_back: 2,
    History.note: 1,
    History.mark_ready: 2,
    History.record_posted: 1,
    History.withdraw: 2,
    History.colleague_continues: 4,
    History.restart_as_another_type: 1,
    History.original_changes: 4,
    History.definitions_change: 3,
    History.edit_by_hand: 9,
    History.put_earlier_file_back: 2,
}

AFTER_READY: dict[Callable[[History], str], int] = {
    History.call_back: 20,
    History.approve: 30,
    History.send_back: 10,
    History.record_posted: 8,
    History.time_passes: 8,
    History.set_case_number: 4,
    History.accept_text: 4,
    History.answer_whole: 6,
    History.answer_that_does_more: 6,
    History.not_reached_anywhere: 4,
    History.excused_from_the_others: 4,
    History.does_not_apply: 4,
    History.make_unnecessary: 6,
    History.take_steps_out: 4,
    History.add_person: 3,
    History.colleague_continues: 4,
    History.edit_by_hand: 6,
    History.put_earlier_file_back: 2,
    History.mark_ready: 4,
}

AFTER_THE_END: dict[Callable[[History], str], int] = {
    History.change_the_post: 14,
    History.time_passes: 4,
    History.record_posted: 4,
    History.call_back: 2,
    History.approve: 1,
    History.send_back: 2,
    History.accept_text: 1,
    History.edit_by_hand: 2,
    History.put_earlier_file_back: 6,
    History.restart_as_another_type: 6,
    History.undo_edit: 1,
}


def started(name: str, author: Actor) -> Session:
    """Return a new session of a type."""
    found = catalog().checklists[name]
    return changes.start(found, f"20261122-1200-{name}-k7q2", actor=author, now=NOON)


@cache
def whole_beginning(name: str, author: Actor, number: int) -> tuple[tuple[Session, datetime], ...]:
    """Return the states of a session that somebody diligent walks from start to ready."""
    history = History.__new__(History)
    history.random = Random(number)  # noqa: S311  # no secret
    history.world = World(
        started(name, author),
        catalog().checklists[name],
        author,
        NOON,
        NO_POLICY,
    )
    history.world.accounts = (*EVERYBODY, DESK)
    history.before_edit, history.earlier, history.changed_id = None, [], 0
    history.asks = False
    states = [(history.world.session, NOON)]
    for _ in range(200):
        found = sorted(history.verdict().blockers)
        if not found:
            break
        try:
            history.fix(history.random.choice(found[:3]))
        except Refused:
            continue
        states.append((history.world.session, history.world.now))
    return tuple(states)
