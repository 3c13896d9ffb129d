"""Policy and definitions change while a session is open: the screens go by those of now, and what
was typed is not lost on the way."""

import pytest
from drivers.pilot import Pio, SessionPrompt
from factories.agency_folder import AgencyFolder

from checklists.errors import Refused
from tui.screens import home
from tui.widgets.row_list import RowList

TYPE = "traffic-serious"


@pytest.fixture
def begun(desk: SessionPrompt) -> str:
    """A crash post with its draft and people, and no step answered."""
    walk = desk.walk(TYPE, answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    return desk.save(walk)


@pytest.fixture
def agency(desk: SessionPrompt) -> AgencyFolder:
    return AgencyFolder(desk.places.checklists)


async def definitions_read(pio: Pio) -> None:
    """Wait until the definitions of now are the ones that the session is walked by."""
    before = pio.opened.checklist
    await pio.until(lambda: pio.opened.checklist is not before, "the definitions, read again")
    await pio.settle()


async def test_a_form_stays_as_it_is_where_its_step_does(desk: SessionPrompt, begun: str):
    desk.places.checklists.mkdir()  # with a folder of the agency's, the definitions are read again
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("facts-verified")
        await pio.press("enter")
        await pio.types("Det. Okafor")
        desk.places.policy.write_text('schema = 1\nplain = ["somebody"]\n', encoding="utf-8")
        await definitions_read(pio)
        await pio.press("enter", "n")
        await pio.sees("F5 Confirm: Det. Okafor, 02:14")
        await pio.press("f5")
        assert pio.session.answer("facts-verified").outcome == "confirmed"


def ask_the_chaplain(agency: AgencyFolder, label: str) -> None:
    """The agency's own step, with one field of this name."""
    agency.write_step(f"""
        id = "chaplain-told"
        ask = "victim-services"
        short = "chaplain told"
        victim_related = true
        prompt = "The chaplain knows."
        why = "The family may ask for one."
        binds = ["text"]
        evidence = [{{ id = "who", kind = "person", label = "{label}" }}]
    """)


async def test_a_form_of_a_step_that_is_defined_anew_is_opened_anew_with_what_was_typed(
    desk: SessionPrompt, agency: AgencyFolder
):
    ask_the_chaplain(agency, "Told by")
    agency.write_incident(TYPE, ('"kin-notified"', '"kin-notified", "chaplain-told"'))
    session_id = desk.save(desk.walk(TYPE, answered=False))
    async with desk.at_the_screen(session_id) as pio:
        await pio.go_to("chaplain-told")
        await pio.press("enter")
        await pio.types("Det. Okafor")
        await pio.sees("Told by [Det. Okafor")
        ask_the_chaplain(agency, "Heard of it from")
        await pio.sees("Heard of it from [Det. Okafor")
        pio.sees_not("Told by")
        await pio.settle()
        await pio.types(" Jr.")
        await pio.sees("Heard of it from [Det. Okafor Jr.", "F5 Confirm: Det. Okafor Jr.")


async def test_a_type_that_is_out_is_left_with_the_reason(
    desk: SessionPrompt, begun: str, agency: AgencyFolder
):
    async with desk.at_the_screen(begun) as pio:
        agency.write(f"incidents/{TYPE}.toml", "schema = ")
        await pio.sees(f"The incident type {TYPE} cannot be used now.")
        assert not pio.has_walk


async def test_why_a_session_was_left_stays_while_home_puts_the_cursor_back_on_it(
    desk: SessionPrompt, begun: str
):
    async with desk.at_the_screen() as pio:
        await pio.press("down")
        assert pio.app.screen.query_one("#home", RowList).row.id != f"session:{begun}"
        pio.app.screen.tell_problem(Refused("Out", "This type cannot be used now.", ""))
        pio.app.screen.come_back_to(begun)
        pio.app.screen.redraw()
        await pio.settle()
        assert pio.app.screen.query_one("#home", RowList).row.id == f"session:{begun}"
        await pio.sees("This type cannot be used now.")
        await pio.press("down")
        await pio.until(lambda: "This type cannot" not in pio.screen, "it was read")


@pytest.mark.sweep
@pytest.mark.parametrize("key", ["f5", "t", "l"])
async def test_so_is_one_that_is_found_out_at_the_final_review(
    desk: SessionPrompt, agency: AgencyFolder, monkeypatch: pytest.MonkeyPatch, key: str
):
    """Before a look at the disk by itself: none comes here."""
    monkeypatch.setattr("tui.screens.session_screen.SessionScreen.WATCH_SECONDS", 1000.0)
    session_id = desk.save(desk.walk(TYPE).mark_ready() if key == "l" else desk.walk(TYPE))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8")
        await pio.sees("Digest")
        agency.write(f"incidents/{TYPE}.toml", "schema = ")
        await pio.press(key)
        if key == "l":
            await pio.press("1", "f5")
            await pio.sees("say why")
            await pio.press("escape")
        await pio.sees(f"The incident type {TYPE} cannot be used now.")
        assert not pio.has_walk
    assert desk.on_disk(session_id).posted == ()


async def test_a_type_that_goes_out_while_home_is_open_is_offered_no_more(
    desk: SessionPrompt, monkeypatch
):
    monkeypatch.setattr(home, "LOOK_SECONDS", 0.2)
    incidents = desk.places.checklists / "incidents"
    async with desk.at_the_screen() as pio:
        await pio.sees("Traffic: road closure only")
        incidents.mkdir(parents=True)
        (incidents / "traffic-advisory.toml").write_text("schema = ", encoding="utf-8")
        await pio.press(*["down"] * 3)
        await pio.until(lambda: "road closure only" not in pio.screen, "it is gone")
        await pio.press(*["up"] * 3)
        await pio.sees("Life-safety alert")
