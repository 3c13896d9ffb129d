"""Two files with one ID in two folders: nobody's own is hidden, and no other is guessed."""

import pytest

from checklists.account import current_actor
from checklists.places import places_in
from checklists.problems import WrongUsage
from checklists.session import Actor
from checklists.store import Store

ID = "20261122-0214-traffic-serious-k7q2"


@pytest.fixture
def home(tmp_path):
    for user in ("aaa", "zzz"):
        folder = tmp_path / "sessions" / user / "2026-11"
        folder.mkdir(parents=True)
        (folder / f"{ID}.toml").write_text("")
    return tmp_path


def store(home, login):
    return Store(places_in("trial", home, home), Actor(login, current_actor().uid))


@pytest.mark.parametrize("login", ["aaa", "zzz"])
@pytest.mark.parametrize("named", [ID, "k7q2"])
def test_ones_own_is_found(home, login, named):
    assert store(home, login).find(named).parts[-3] == login


@pytest.mark.parametrize("named", [ID, "k7q2"])
def test_of_two_others_none_is_guessed(home, named):
    with pytest.raises(WrongUsage, match="folders of") as refused:
        store(home, "mmm").find(named)
    assert "aaa" in refused.value.message
    assert "zzz" in refused.value.message
