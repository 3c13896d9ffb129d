"""The agency's definitions count only where nobody but root can change them. What does not count
was perhaps stricter before somebody changed it: the types that it may be about are out."""

import os
from pathlib import Path

import pytest
from factories.agency_folder import AgencyFolder
from needs import need_root

from checklists.definitions.catalog import Catalog, load_catalog
from checklists.workstation.paths import Places, places_in
from checklists.workstation.rules import environment_fingerprint
from checklists.workstation.trust import definitions_trust, untrusted_reason
from tui.cli.main import main

PIO = 1004
SHIPPED = load_catalog()
EVERY_TYPE = set(SHIPPED.checklists)

STEP = """
    id = "our-own-check"
    ask = "our-role"
    short = "own check"
    prompt = "Our own check was made."
    why = "Because we do."
    victim_related = true
    binds = ["text"]
    evidence = [{ id = "checked-by", kind = "person", label = "Checked by" }]
    """

OUR_ROLE = '[[role]]\nid = "our-role"\nlabel = "our role"\n'


class Site:
    """The agency's definitions in a home of root's, as they are in force."""

    def __init__(self, home: Path, kind: str = "trial") -> None:
        self.places: Places = places_in(kind, home, home)  # type: ignore[arg-type]
        self.agency = AgencyFolder(self.places.checklists)

    @property
    def folder(self) -> Path:
        return self.places.checklists

    def catalog(self) -> Catalog:
        return load_catalog(self.folder, trust=definitions_trust(self.places))

    @property
    def out(self) -> set[str]:
        return set(self.catalog().why_out)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    need_root()
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("CLEARTOPOST_HOME", str(home))
    found = Site(home)
    found.agency.write_step(STEP)
    found.agency.write("incidents/.keep", "")
    found.agency.write_incident("traffic-serious")
    found.agency.write("roles.toml", OUR_ROLE)
    return found


def test_what_is_roots_alone_counts(site):
    catalog = site.catalog()
    assert (catalog.why_out, catalog.problems, catalog.untrusted) == ({}, (), ())


@pytest.mark.parametrize("name", ["", "steps", "incidents"])
@pytest.mark.parametrize("mode", [0o777, 0o775])
def test_a_folder_that_others_can_write_takes_every_type_out(site, name, mode):
    (site.folder / name).chmod(mode)
    assert site.out == EVERY_TYPE
    (site.folder / name).chmod(0o755)
    assert site.out == set()


@pytest.mark.parametrize("name", ["", "steps", "incidents"])
def test_a_folder_that_is_somebodys_own_takes_every_type_out(site, name):
    os.chown(site.folder / name, PIO, 0)
    assert site.out == EVERY_TYPE


@pytest.mark.parametrize(
    ("name", "out"),
    [
        ("steps/ours.toml", EVERY_TYPE),
        ("roles.toml", EVERY_TYPE),
        ("incidents/traffic-serious.toml", {"traffic-serious"}),
    ],
)
@pytest.mark.parametrize(("owner", "mode"), [(PIO, 0o644), (0, 0o664), (0, 0o646)])
def test_a_file_that_others_can_write_takes_out_what_it_may_be_about(site, name, out, owner, mode):
    os.chown(site.folder / name, owner, 0)
    (site.folder / name).chmod(mode)
    assert site.out == out


@pytest.mark.parametrize(
    "name", ["questions", "people", "choices", "reasons", "platforms", "sources"]
)
def test_so_does_each_of_the_lists_and_an_empty_one(site, name):
    path = site.agency.write(f"{name}.toml", "")
    assert site.out == set()
    os.chown(path, PIO, 0)
    assert site.out == EVERY_TYPE


def test_a_step_that_was_taken_away_where_others_can_write_takes_types_out(site):
    """The agency's victim-related step is gone: nobody may be asked less for it."""
    (site.folder / "steps").chmod(0o777)
    (site.folder / "steps" / "ours.toml").unlink()
    assert site.out == EVERY_TYPE
    (site.folder / "steps").rmdir()
    site.folder.chmod(0o777)
    assert site.out == EVERY_TYPE


def test_a_whole_folder_that_was_taken_away_where_others_can_write_takes_types_out(site):
    site.folder.rename(site.places.home / "away")
    assert site.out == set()
    site.places.home.chmod(0o777)
    assert site.out == EVERY_TYPE


@pytest.mark.parametrize("name", ["", "steps", "incidents"])
def test_a_folder_behind_a_link_into_a_home_takes_every_type_out(site, tmp_path, name):
    own = tmp_path / "pio"
    own.mkdir()
    (site.folder / name).rename(own / "kept")
    (site.folder / name).symlink_to(own / "kept")
    assert site.out == set()
    os.chown(own, PIO, 0)
    assert site.out == EVERY_TYPE


def test_a_file_behind_a_link_through_a_home_takes_its_type_out(site, tmp_path):
    """It ends at a file of root's, by a link that its owner can lead elsewhere."""
    own, name = tmp_path / "pio", "incidents/traffic-serious.toml"
    own.mkdir()
    (site.folder / name).rename(tmp_path / "kept.toml")
    (own / "link").symlink_to(tmp_path / "kept.toml")
    (site.folder / name).symlink_to(own / "link")
    assert site.out == set()
    os.chown(own / "link", PIO, 0, follow_symlinks=False)
    assert site.out == {"traffic-serious"}
    assert "belongs to user ID 1004" in untrusted_reason(site.folder / name)


def test_that_is_not_for_a_moment_so_the_index_keeps_what_it_reads(site):
    site.folder.chmod(0o777)
    catalog = site.catalog()
    assert catalog.why_out
    assert not catalog.unread


@pytest.mark.parametrize("name", ["", "steps", "incidents/traffic-serious.toml"])
def test_a_change_of_trust_is_another_basis_of_the_index(site, name):
    before = environment_fingerprint(site.places)
    os.chown(site.folder / name, PIO, 0)
    assert environment_fingerprint(site.places) != before


def test_a_change_of_trust_behind_a_link_is_another_basis_of_the_index(site, tmp_path):
    own, name = tmp_path / "far" / "pio", "incidents/traffic-serious.toml"
    own.mkdir(parents=True)
    (site.folder / name).rename(own / "kept.toml")
    (site.folder / name).symlink_to(own / "kept.toml")
    before = environment_fingerprint(site.places)
    own.parent.chmod(0o777)
    assert site.out == {"traffic-serious"}
    assert environment_fingerprint(site.places) != before


# Where the rule applies


def test_in_ones_own_trial_home_all_is_ones_own(site):
    for path in (site.places.home, *site.places.home.rglob("*")):
        os.chown(path, PIO, 0)
    assert site.out == set()


@pytest.mark.parametrize("kind", ["shared", "own"])
def test_of_the_workstations_own_folder_it_always_applies(site, kind):
    os.chown(site.places.home, PIO, 0)
    assert Site(site.places.home, kind).out == EVERY_TYPE


def test_a_draft_that_an_administrator_keeps_elsewhere_is_read(site, capsys, tmp_path):
    draft = AgencyFolder(tmp_path / "draft")
    draft.write_step(STEP)
    draft.write("roles.toml", OUR_ROLE)
    os.chown(draft.folder, PIO, 0)
    assert main(["check", str(draft.folder)]) == 0
    os.chown(site.folder, PIO, 0)
    assert main(["check", str(site.folder)]) == 1
    assert "belongs to user ID 1004" in capsys.readouterr().out


# What the administrator is told


def harmed(site, what):
    """Each way to lose trust, with what is said and the command that mends it."""
    steps, file = site.folder / "steps", site.folder / "incidents" / "traffic-serious.toml"
    match what:
        case "folder":
            site.folder.chmod(0o777)
            fix = f"chown -R root:root {site.folder} && chmod -R go-w {site.folder}"
            return f"accounts other than root can write to {site.folder}", fix
        case "steps":
            steps.chmod(0o775)
            fix = f"chown -R root:root {steps} && chmod -R go-w {steps}"
            return f"accounts other than root can write to {steps}", fix
        case "file":
            os.chown(file, PIO, 0)
            fix = f"chown -R root:root {file} && chmod -R go-w {file}"
            return f"{file} belongs to user ID 1004, not to root", fix
        case "link":
            own = site.places.home.parent / "pio"
            own.mkdir()
            file.rename(own / "mine.toml")
            file.symlink_to(own / "mine.toml")
            os.chown(own, PIO, 0)
            fix = f"cp -rL {file} {file}.new && rm {file} && mv {file}.new {file} && "
            fix += f"chown -R root:root {file} && chmod -R go-w {file}"
            return f"{own} belongs to user ID 1004, not to root", fix
    raise AssertionError(what)


@pytest.mark.parametrize("what", ["folder", "steps", "file", "link"])
def test_check_says_who_can_change_it_and_the_command_that_mends_it(site, capsys, what):
    why, fix = harmed(site, what)
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert f":1: this does not count: {why}; read it through, then run: {fix}\n" in out
    assert os.system(fix) == 0  # noqa: S605  # as the administrator does
    assert main(["check"]) == 0


@pytest.mark.parametrize("what", ["folder", "steps", "file", "link"])
def test_doctor_says_so_with_the_command(site, capsys, what):
    why, fix = harmed(site, what)
    main(["doctor"])
    out = capsys.readouterr().out
    assert why.replace(" ", "") in "".join(out.split())
    assert f"    fix: {fix}\n" in out
    assert os.system(fix) == 0  # noqa: S605  # as above
    main(["doctor"])
    assert "definitions" not in capsys.readouterr().out
