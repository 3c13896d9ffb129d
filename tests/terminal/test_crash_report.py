"""Where the place of a crash in the program is kept."""

from pathlib import Path

import pytest

from checklists.records.store import Store
from checklists.workstation.account import current_actor
from checklists.workstation.paths import places_in
from tui.launch_options import LaunchOptions
from tui.terminal.crash_report import crash_folder


@pytest.mark.parametrize("kind", ["shared", "own", "trial"])
def test_it_is_never_kept_among_sessions(kind, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    places, actor = places_in(kind, tmp_path / "home", tmp_path / "policy"), current_actor()
    for kept in (places.sessions, places.reviews):
        kept.mkdir(parents=True)
    folder = crash_folder(LaunchOptions(places=places, actor=actor, store=Store(places, actor)))
    assert not folder.is_relative_to(places.sessions)
    # Only its own folder of sessions could be written in a shared home.
    assert kind != "shared" or folder == tmp_path / "cache" / "cleartopost"
