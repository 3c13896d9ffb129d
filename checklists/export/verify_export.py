"""Check an export without the program that made it: python3 verify_export.py [SHA-256].

The SHA-256 is that of MANIFEST.json, from the cover letter: without it, nobody can tell whether the
whole export was written anew. Needs nothing but Python 3.8 or later; from 3.11 on it also checks
what the approvals were given for. Exits with 0 where all was checked and holds, 1 where something
does not, 2 where something was not checked, as where what was given is no SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib

MANIFEST = "MANIFEST.json"
OTHERS = ("returned", "noted", "cold-read")
"""What is given for whatever there was; every other review is given for one thing."""
wrong: list[str] = []
not_checked: list[str] = []


def say(line: str) -> None:
    """Print a line, with what a terminal could obey as escape sequences."""
    print("".join(c if " " <= c <= "~" else ascii(c)[1:-1] for c in line))


def sha256(data: bytes) -> str:
    """Return the digest of some bytes."""
    return hashlib.sha256(data).hexdigest()


def digest_of(value: object) -> str:
    """Return the digest of a value: that of its JSON with sorted keys and no spaces."""
    form: Any = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    form["default"] = lambda at: at.isoformat().replace("+00:00", "Z")
    return "sha256:" + sha256(json.dumps(value, **form).encode())


def content_digest(session: dict[str, Any]) -> str:
    """Return the digest of what an approval is given for."""
    usual = {"platforms": [], "meaning": 1}
    draft = {k: v for k, v in session["draft"].items() if k not in usual or v != usual[k]}
    names = ("id", "author", "author_uid", "started_at", "incident_type", "checklist_revision")
    lists = ("people", "questions", "steps")
    return digest_of(
        {
            **{name: session[name] for name in names},
            **{name: session.get(name, []) for name in lists},
            "case_number": session.get("case_number", ""),
            "draft": draft,
        }
    )


def history_digests(session: dict[str, Any]) -> list[str]:
    """Return the digest of the history after none, one, two ... of its entries."""
    author = {"login": session["author"], "uid": session["author_uid"]}
    digests = [""]
    for entry in session.get("history", []):
        plain = {k: v for k, v in {"by": author, **entry}.items() if k != "superseded"}
        digests.append(digest_of([digests[-1], plain]))
    return digests


def check_session(row: dict[str, Any], data: bytes, reviews: list[Any]) -> None:
    """Check the seal and the history of a session, and what its reviews were given for."""
    above, _, seal = data.rpartition(b"\n[seal]\n")
    is_sealed = seal == f'digest = "sha256:{sha256(above)}"\n'.encode()
    if is_sealed != row["sealed"]:
        wrong.append(f"{row['id']}: its seal differs from what the manifest says")
    elif not is_sealed:
        say(f"{row['id']}: was changed outside the program, as the manifest says")
    session = tomllib.loads(data.decode())
    content, histories = content_digest(session), history_digests(session)
    if is_sealed and session["history_digest"] != histories[-1]:
        wrong.append(f"{row['id']}: its history does not match its digest")
    known = {content, *map(digest_of, session.get("steps", []))}
    known |= {entry.get("digest") for entry in session.get("history", [])}
    for name, owner, review in reviews:
        by, verdict, length = review["by"], review["verdict"], review.get("history_length", 0)
        if owner != by["uid"] or by["uid"] == session["author_uid"]:
            wrong.append(f"{name}: not by the owner of its file, or by the session's author")
        elif histories[length : length + 1] != [review.get("history_digest", "")]:
            wrong.append(f"{name}: given for another history")
        elif verdict not in OTHERS and review["digest"] not in known:
            wrong.append(f"{name}: given for something else")
        elif verdict not in OTHERS:
            fits = "what it has now" if review["digest"] == content else "a part or earlier content"
            say(f"{row['id']}: {verdict} by {by['login']}, for {fits}")


def check(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    """Check every file, and of a case copy every session."""
    listed = {entry["path"]: entry for entry in manifest["files"]}
    names = sorted(n for n in files if n not in listed or sha256(files[n]) != listed[n]["sha256"])
    wrong.extend(f"{name}: added or changed after the export" for name in names)
    wrong.extend(f"{name}: missing" for name in sorted(listed.keys() - files.keys()))
    if manifest["copy"] != "case" or wrong:
        return
    if sys.version_info < (3, 11):
        not_checked.append("seals and approvals: that needs Python 3.11 or later")
        return
    for row in manifest["sessions"]:
        out = {f"reviews/{one['file']}" for one in row["does_not_count"]}
        of_it = {name for name in files if name.startswith(f"reviews/{row['id']}.")} - out
        given = [(n, listed[n]["owner_uid"], tomllib.loads(files[n].decode())) for n in of_it]
        check_session(row, files[row["file"]], given)


def main(folder: str, expected: str) -> int:
    """Check the export in a folder; `expected` is the digest in the cover letter."""
    files: dict[str, bytes] = {}
    for above, _, names in os.walk(folder):
        for path in (os.path.join(above, name) for name in names):
            with open(os.devnull if os.path.islink(path) else path, "rb") as file:
                files[os.path.relpath(path, folder).replace(os.sep, "/")] = file.read()
    data = files.pop(MANIFEST)
    manifest = json.loads(data.decode())
    say(f"{MANIFEST} has the SHA-256 {sha256(data)}")
    if not expected:
        not_checked.append(f"compare the SHA-256 of {MANIFEST} with the cover letter")
    elif expected.lower() != sha256(data):
        wrong.append(f"{MANIFEST}: differs from the cover letter")
    check(manifest, files)
    for one in manifest["not_read"]:
        say(f"Could not be exported: {one['name']}: {one['why']}")
    for one in manifest["differs_from_audit_log"]:
        say(f"{one['id']}: differs from what the audit log has seen ({one['how']})")
    for line in [f"WRONG: {one}" for one in wrong] + [f"NOT CHECKED: {o}" for o in not_checked]:
        say(line)
    say(f"{len(files)} files; {len(wrong)} wrong")
    return 1 if wrong else 2 if not_checked else 0


if __name__ == "__main__":
    given = sys.argv[1:] or [""]
    if len(given) > 1 or len(given[0]) not in (0, 64) or given[0].strip("0123456789abcdefABCDEF"):
        say("Usage: python3 verify_export.py [SHA-256]")
        say(f"The SHA-256 of {MANIFEST} has 64 characters, 0 to 9 and a to f. Name no folder.")
        sys.exit(2)
    try:
        sys.exit(main(os.path.dirname(os.path.abspath(__file__)), given[0]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        say(f"WRONG: this is not a whole export ({type(error).__name__})")
        sys.exit(1)
