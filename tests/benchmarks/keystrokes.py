"""How long an officer needs at the keyboard, by the keystroke-level model: 0.2 s for each key or
character, and 1.35 s to think of each field, each F5 and each dialog.

The program's own screens are driven from home to READY by keys alone, by somebody who has the text
on the clipboard, posted one of this type before, and knows who said what, and when: just now. Names
have 15 characters. `run.py --only keystrokes` prints all nineteen types, each with its steps, its
required fields, its seconds, and its limit; the walks are those of the worked examples. The source
of the limits and of version 1's figures: the design's section 10, and the review of its use.
"""

import asyncio
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.measured import Row, alone
from drivers.pilot import Pio, SessionPrompt, hold_the_clock
from msgspec import Struct
from textual.pilot import Pilot

from checklists.definitions.model import COVERS, Step
from checklists.session.directory import SHORTEST_BEGINNING
from checklists.session.form import people_left
from checklists.session.model import PERSON_KEY, Session
from tui.screens.ask import AskChoice, AskLines, AskTicks
from tui.screens.draft import DraftScreen
from tui.screens.home import Home
from tui.screens.mark_ready import MarkReady
from tui.screens.questions import Questions
from tui.screens.walk import Walk
from tui.widgets.field import Field
from tui.widgets.picker import ChoiceField
from tui.widgets.row_list import RowList

KEY = 0.2
THOUGHT = 1.35
CASE_NUMBER = "26-1182"
NAMES = {
    "self": "Maria Ruiz, PIO",
    "scene": "Sgt. Park, duty",
    "investigator": "Det. Okafor, HQ",
    "victim-services": "Amy Hall, victi",
    "family-liaison": "Cpl. Ito, patrl",
    "approver": "Capt. Lowe, ops",
    "custody": "Dep. Cruz, jail",
}
OTHER_NAME = "Lt. Chen, watch"
ATTEMPTS = "Phone 0205, 0212; door 0213"
MOST_KEYS = 600


EXAMPLES = Path(__file__).parents[1] / "definitions" / "example_posts.toml"
TEXTS: dict[str, str] = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
"""An invented text for each type."""


class Post(Struct, frozen=True):
    """A post of the review, with what is known about it.

    `people` are classes, each with the number of the one in the list whom they represent;
    `unreached` is whom nobody reached, for whom an exception is asked; `shows` is what its image
    (or `clip`) shows. `limit` and `version_1` are in seconds, 0 where there is none.
    """

    what: str
    incident_type: str
    limit: float = 0
    version_1: int = 0
    people: tuple[tuple[str, int], ...] = ()
    unreached: str = ""
    shows: str = ""
    clip: bool = False


VICTIM = (("victim", 0),)
ONE_KIN = (("deceased", 0), ("next-of-kin", 1))
TWO_KIN = (*ONE_KIN, ("next-of-kin", 1))
CHILD = (("missing-person", 0), ("guardian", 1))
POSTS = (
    Post("evacuation alert", "life-safety-alert", 60, 78),
    Post("road closure", "traffic-advisory", 50, 70),
    Post("first word", "holding-statement"),
    Post("fatal crash, two kin reached", "traffic-serious", 170, 227, TWO_KIN),
    Post("the same, one unreached", "traffic-serious", 200, 0, TWO_KIN, unreached="K2"),
    Post("somebody found dead", "death-investigation", people=ONE_KIN),
    Post("missing 16-year-old", "missing-person", 130, 164, CHILD),
    Post("who is he?", "unidentified-person", people=(("deceased", 0),), shows="The belt buckle"),
    Post("who took it?", "unidentified-suspect", people=VICTIM, shows="One person at the till"),
    Post("warrant", "wanted-suspect", people=VICTIM),
    Post("arrest", "arrest-charge", 150, 203, VICTIM),
    Post("false threat", "threat-hoax", people=(("witness", 0),)),
    Post("body-worn video", "video-release", people=VICTIM, shows="40 s, faces blurred", clip=True),
    Post("charge dismissed", "release-status", people=(*VICTIM, ("witness", 0))),
    Post("death in the jail", "custody-death", people=ONE_KIN),
    Post(
        "shot by an officer",
        "officer-incident",
        people=(("seriously-hurt", 0), ("next-of-kin", 1)),
    ),
    Post("thefts from cars", "crime-trend", people=VICTIM),
    Post("prevention advice", "prevention-advice", 45),
    Post("a service", "agency-initiative", people=(("featured", 0),)),
    Post("community post", "community-post", 30),
)


def measure(folder: Path) -> Iterator[Row]:
    """A row for each post: the seconds, and what they are counted from."""
    for number, post in enumerate(POSTS):
        with pytest.MonkeyPatch.context() as patch:
            desk = SessionPrompt(folder / f"home-keys-{number}", hold_the_clock(patch))
            officer = asyncio.run(walk_to_ready(desk, post))
        before = f" (version 1: {post.version_1} s)" if post.version_1 else ""
        what = f"{post.what}, {post.incident_type}: {officer.counted}{before}"
        yield alone(what, officer.seconds, "s", limit=post.limit or None)


async def walk_to_ready(desk: SessionPrompt, post: Post) -> "Officer":
    """Walk a post from home to READY; give back whoever did, with what it took."""
    before = desk.walk(post.incident_type, minutes_ago=24 * 60)
    desk.save(before.mark_ready().posted())
    async with desk.at_the_screen(made=Officer) as officer:
        assert isinstance(officer, Officer)
        await officer.walk_to_ready(post)
        officer.walked = officer.session
        officer.path = Path(officer.opened.path)
        return officer


class Officer(Pio):
    """Somebody who knows what is to be answered, and counts what it takes."""

    post: Post
    walked: Session
    path: Path

    def __init__(self, desk: SessionPrompt, pilot: Pilot[int]) -> None:
        super().__init__(desk, pilot)
        self.keys = self.characters = self.thoughts = 0
        self._has_said: set[str] = set()
        """The roles of whom an answer names somebody."""
        self._ends_form = self._moved_on = False

    @property
    def seconds(self) -> float:
        """The time that it took so far."""
        return (self.keys + self.characters) * KEY + self.thoughts * THOUGHT

    @property
    def counted(self) -> str:
        """What was counted: steps and fields that were answered, and what that took."""
        records = [record for answer in self.walked.steps for record in answer.evidence]
        fields = sum(len(record) - (PERSON_KEY in record) for record in records)
        return (
            f"{len(self.walked.steps)} steps, {fields} fields, {self.keys} keys, "
            f"{self.characters} characters, {self.thoughts} thoughts"
        )

    async def press(self, *keys: str) -> None:
        """Press keys; each F5 is thought about."""
        if self._ends_form or self._moved_on:
            # F5 confirms from the last field, too; and a name that is taken moves on.
            keys = tuple(key for key in keys if key != "enter")
        self._moved_on = False
        self.keys += len(keys)
        self.thoughts += keys.count("f5")
        await super().press(*keys)

    async def types(self, text: str) -> None:
        """Type; what is offered, at once or after two letters, is taken with Right."""
        for at, character in enumerate(text):
            if self._is_offered(text, text[:at]):
                await self.press("right")
                self._moved_on = True
                return
            self.characters += 1
            await super().types(character)

    def _is_offered(self, name: str, typed: str) -> bool:
        if typed:
            return (
                len(typed) == SHORTEST_BEGINNING
                and f"[{typed} (Right takes {name[:9]}" in self.screen
            )
        return f"[(Right takes {name})" in self.screen

    async def walk_to_ready(self, post: Post) -> None:
        """Go from home to READY, one screen after another."""
        self.post = post
        while not self._is_done():
            if self.keys > MOST_KEYS:
                pytest.fail(f"It never becomes ready:\n{self.screen}")
            await self._do_what_is_asked()

    def _is_done(self) -> bool:
        if not self.post.unreached or not self.has_walk:
            return "READY since" in self.screen
        codes = {blocker.code for blocker in self.opened.blockers()}
        # Further steps that the exception covers wait for its grant as if somebody were missing.
        return "not-granted" in codes and codes <= {"not-granted", "person-missing"}

    async def _do_what_is_asked(self) -> None:
        self.thoughts += isinstance(self.app.screen, Home | DraftScreen | AskChoice | AskLines)
        match self.app.screen:
            case Home() as home:
                listed = home.query_one(RowList)
                rows = [row.id for row in listed.rows if row.selectable]
                assert listed.row is not None
                at, here = rows.index(f"type:{self.post.incident_type}"), rows.index(listed.row.id)
                down, from_end = ["down"] * (at - here), ["end", *["up"] * (len(rows) - 1 - at)]
                await self.press(*min(down, from_end, key=len), "enter")
            case DraftScreen():
                self.keys += 1
                await self.pastes(TEXTS[self.post.incident_type])
                if self.post.shows:
                    await self._add_image()
                await self.press("f5")
            case AskTicks():
                await self.press("1", "f5")
            case AskLines():
                is_case_number = "Case number" in self.screen
                await self.types(CASE_NUMBER if is_case_number else NAMES["investigator"])
                await self.press("f5")
            case Questions():
                await self.press("n", "f5")
            case MarkReady():
                await self.press("f5")
            case Walk():
                await self._go_on_in_the_walk()
            case _:
                pytest.fail(f"Nobody foresaw this:\n{self.screen}")

    async def _add_image(self) -> None:
        self.thoughts += 2
        await self.press("f3", "2" if self.post.clip else "1", "f5")
        await self.types(self.post.shows)
        await self.press("f5")

    async def _go_on_in_the_walk(self) -> None:
        if not self.opened.blockers():
            await self.press("f8")
        elif self.post.people and not self.session.listed:
            await self._list_people()
        elif self.walk.form is None:
            await self.press("enter")
        else:
            await self._answer()

    async def _list_people(self) -> None:
        await self.press("f2")
        classes = [found.id for found in self.walk.steps.checklist.classes]
        for name, stands_for in self.post.people:
            self.thoughts += 1
            await self.press("a", str(classes.index(name) + 1), "f5")
            if isinstance(self.app.screen, AskChoice):
                self.thoughts += 1
                await self.press(str(stands_for), "f5")
        await self.press("escape")

    async def _answer(self) -> None:
        step = self.form.step
        persons = [field for field in step.fields if field.kind == "person"]
        names_somebody = any(not field.not_asked for field in persons)
        if names_somebody and step.ask.id in self._has_said:
            self.thoughts += 1
            await self.press("f6")
        await self.fill_form()
        if names_somebody:
            self._has_said.add(step.ask.id)
        if step.per_person and not self.post.unreached and len(self._left(step)) > 1:
            # The two are told together, in one visit: F6 once more takes all who are left.
            self.thoughts += 1
            await self.press("f6")
        before = self.opened.session.revision
        while self.opened.session.revision == before:
            if self.keys > MOST_KEYS:
                pytest.fail(f"F5 does not confirm it:\n{self.screen}")
            await self.press("f5")

    def _left(self, step: Step) -> tuple[str, ...]:
        return people_left(self.opened.session, self.opened.known_checklist(), step)

    async def _fill(self, field: Field) -> None:
        self.thoughts += 1
        self._ends_form = [f for f in self.form.fields if not self._filled(f)] == [field]
        if isinstance(field, ChoiceField) and self._is_unreached(field):
            ids = [choice.id for choice in field.definition.choices]
            await self.press(str(ids.index("not-reached") + 1))
        else:
            await super()._fill(field)
        self._ends_form = False

    @staticmethod
    def _filled(field: Field) -> bool:
        return field.value() is not None if field.key == COVERS else Pio._filled(field)

    def _is_unreached(self, field: ChoiceField) -> bool:
        is_about = self.form.person == self.post.unreached
        return is_about and any(choice.id == "not-reached" for choice in field.definition.choices)

    def _words_for(self, field: Field) -> str:
        if field.label == "The attempts":
            return ATTEMPTS
        defined = self.form.step.field(field.key)
        if defined is not None and defined.min:
            return str(defined.min)
        if getattr(field, "kind", "") == "person":
            return NAMES.get(self.form.step.ask.id, OTHER_NAME)
        return super()._words_for(field)
