"""Who may know whom, proved in clean interpreters: the rules know no terminal, and a command that
draws nothing never loads what draws."""

import os
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from factories.sessions import Walk

import checklists
from checklists.records.store import Store
from checklists.workspace.open_session import OpenSession
from checklists.workstation.account import current_actor
from checklists.workstation.clock import local_now
from checklists.workstation.file_state import GRAIN_NS
from checklists.workstation.paths import find_places

HOUSE = Path(__file__).parents[2]
DRAWS = {"textual", "rich", "asyncio"}

MODULES = sorted(
    found.name for found in pkgutil.walk_packages(checklists.__path__, prefix="checklists.")
)

# Loads each module named, then says which top packages and standard modules are there.
LOAD = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""

# Runs a command line, then writes every module that was loaded into a file.
RUN = """
import sys
from pathlib import Path
from tui.cli.main import main
try:
    code = main(sys.argv[2:])
except SystemExit as leaving:
    code = leaving.code
Path(sys.argv[1]).write_text(" ".join(sorted(sys.modules)))
sys.exit(code)
"""


def clean_python(code, *arguments, **environment):
    """A fresh interpreter, with nothing of pytest's in it."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=HOUSE,
        env={**os.environ, "PYTHONPATH": str(HOUSE), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_module_of_the_rules_is_looked_at():
    files = {path.stem for path in (HOUSE / "checklists").rglob("*.py")} - {"__init__"}
    assert {name.rpartition(".")[2] for name in MODULES} >= files
    assert len(MODULES) > 20


def test_the_rules_and_records_load_no_terminal_library_and_no_front_end():
    ran = clean_python(LOAD, *MODULES)
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.split())
    assert "checklists" in loaded
    assert loaded & (DRAWS | {"tui", "curses", "termios"}) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_each_module_of_the_rules_can_be_loaded_alone(name):
    ran = clean_python(LOAD, name)
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) & (DRAWS | {"tui"}) == set()


def test_a_list_that_the_index_answers_loads_nothing_that_reads_a_session(home, tmp_path):
    place, session_id = home
    modules = tmp_path / "modules"
    # What was saved a moment ago is read once more.
    time.sleep(GRAIN_NS / 1e9)
    for _ in range(2):
        ran = clean_python(RUN, str(modules), "list", "--json", CLEARTOPOST_HOME=str(place))
        assert session_id in ran.stdout
    loaded = {name.partition(".")[0] for name in modules.read_text().split()}
    assert not loaded & {"hashlib", "msgspec", "regex", "tomli", "tomli_w"}


# Opens a walk, then counts a text with a link, a name and a picture on each platform, as each save
# does; says what that loads.
COUNT = """
import sys
from importlib import import_module
from unittest.mock import MagicMock
from checklists.definitions.catalog import load_catalog
from checklists.session.post_length import length_on
platforms = load_catalog().platforms.values()
import_module(sys.argv[1]).Walk(MagicMock())
loaded = set(sys.modules)
for platform in platforms:
    length_on(platform, "Road closed \u26a0\ufe0f https://example.gov @city@example.gov")
print(*sorted(set(sys.modules) - loaded))
"""


@pytest.mark.parametrize("front_end", ["tui.screens.walk", "tui.prompts.walk"])
def test_a_save_has_nothing_left_to_load(front_end):
    ran = clean_python(COUNT, front_end)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []


def test_the_wrapper_would_see_textual_if_it_were_loaded():
    """The control: without it, a spelling mistake above would pass every test below."""
    ran = clean_python(LOAD, "textual.app")
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) >= DRAWS


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with one session in it that this account walked to ready just now."""
    place = tmp_path_factory.mktemp("home")
    now = local_now()
    walk = Walk("traffic-advisory", now, current_actor()).do_everything().mark_ready()
    store = Store(find_places({"CLEARTOPOST_HOME": str(place)}), walk.actor)
    store.prepare(now)
    OpenSession.create(store, walk.session, walk.actor).close()
    return place, walk.session.id


DRAWS_NOTHING = {
    "list": ["list"],
    "list-json": ["list", "--json"],
    "show": ["show", "ID"],
    "show-json": ["show", "ID", "--json"],
    "text": ["text", "ID"],
    "calls": ["calls", "ID"],
    "verify": ["verify", "ID"],
    "verify-all": ["verify", "--all"],
    "check": ["check"],
    "types": ["types"],
    "types-json": ["types", "--json"],
    "lint": ["lint", "README.md"],
    "lint-media": ["lint", "--media", "README.md"],
    "where": ["where"],
    "help": ["--help"],
    "manual": ["help"],
    "page": ["help", "keys"],
    "version": ["--version"],
    "nonsense": ["nonsense"],
    "no-such-session": ["show", "no-such-session"],
}


@pytest.mark.sweep(8)
@pytest.mark.parametrize("arguments", DRAWS_NOTHING.values(), ids=DRAWS_NOTHING.keys())
def test_a_command_that_draws_nothing_never_loads_textual(arguments, home, tmp_path):
    place, session_id = home
    modules = tmp_path / "modules"
    filled = [session_id if argument == "ID" else argument for argument in arguments]
    ran = clean_python(RUN, str(modules), *filled, CLEARTOPOST_HOME=str(place))
    assert modules.exists(), ran.stderr
    wrong_usage = {"nonsense", "no-such-session"} & set(arguments)
    # Whether the text may leave, and what is found in one, are other tests' to check.
    may_find = {"text", "lint"} & set(arguments)
    expected = {2} if wrong_usage else {0, 1} if may_find else {0}
    assert ran.returncode in expected, ran.stderr
    loaded = modules.read_text().split()
    assert "tui.cli.main" in loaded
    drawn = [name for name in loaded if name.partition(".")[0] in DRAWS]
    assert drawn == []
    assert not [name for name in loaded if name.startswith(("tui.screens", "tui.widgets"))]
