"""May this session be marked ready, may its text go out, and if not, what blocks it?

A second answer to that question, written from the design and from the definition files, and not
from the product: plain Python over plain dictionaries, slow, and obvious. The product's gate must
agree with it after every change of every generated history (`test_agreement`).

    verdict = judge(session, facts)
    verdict.blockers        {(code, step or question, person label), ...}
    verdict.status          one of the eight words
    verdict.may_go_out      whether the text may leave the program

`session` is the session's TOML file as a dictionary; everything that is not in the file is in
`Facts`. Each rule is one small function. The rules named in `EVERY_RULE` are those in which version
1 of the product differs; `judge(..., without={name})` answers as if that rule did not exist, so
that a disagreement can be explained, and so that a test shows that the rule decides somewhere.
"""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

import regex
from twitter_text import extract_urls, parse_tweet

Table = dict[str, Any]
Blocker = tuple[str, str, str]

RULES_OF_VERSION_2 = (
    "given-for-once",
    "answer-time",
    "people-valid",
    "author-login",
    "one-account",
    "author-names",
    "grant-order",
    "approval-order",
    "reviewer-apart",
)
RULES_FOUND = (
    "carried-by-continuing",
    "text-of-each-platform",
    "carried-without-binds",
    "excuse-source-counts",
    "need-source-counts",
    "grant-source-counts",
    "refusal-on-served-step",
    "verified-by-giver",
    "givers-account",
    "typed-differs",
    "says-its-own",
    "ahead-when-given",
    "too-long",
    "time-after-text",
    "waived-is-empty",
    "grant-names-steps",
    "exception-for-each",
    "family-told-itself",
    "family-before-closure",
    "approval-condition",
    "cold-read",
    "directory-names",
    "directory-accounts",
    "rank-left-out",
    "by-phone",
    "by-phone-listed",
    "by-phone-in-time",
    "by-phone-returned",
)
RULES_OF_NOT_NEEDED = (
    "not-needed",
    "not-needed-named",
    "not-needed-stricter",
    "not-needed-listed",
    "not-needed-source-counts",
    "no-link",
    "no-variants",
)
"""What another step's answer, or the draft, makes unnecessary, and what keeps it necessary."""
RULES_OF_QUESTIONS = (
    "taken-out",
    "taken-out-by-each",
    "no-verified",
    "no-contradicted",
    "no-names-steps",
    "question-says-its-own",
)
"""What a no takes out of the steps that a question adds, and what keeps them in."""

RULES_OF_UPDATES = ("first-post-stands", "first-post-lists", "correction-adds", "correction-keeps")
"""What a session that updates or corrects a posted one owes to that one."""

EVERY_RULE = (
    *RULES_OF_VERSION_2,
    *RULES_FOUND,
    *RULES_OF_NOT_NEEDED,
    *RULES_OF_QUESTIONS,
    *RULES_OF_UPDATES,
)

DETAIL = "-detail"
A_COUNT_HAS_FOUR_DIGITS = 9999
LONGEST = {"person": 80, "reference": 120}
ONESELF = (["i"], ["me"], ["myself"], ["self"], ["author"], ["pio"])


@dataclass(frozen=True)
class Owner:
    """Whose file it is, as the kernel and the system's list of accounts say."""

    uid: int
    login: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Original:
    """The file of a session that another one continues or changes, as it stands now.

    `owner` is None where the system has no account for the file's owner any more.
    """

    session: Table
    owner: Owner | None = None
    sealed: bool = True


@dataclass(frozen=True)
class FormerLogin:
    """A login that an account had until a day, as policy says."""

    uid: int
    login: str
    until: date


@dataclass(frozen=True)
class Facts:
    """What decides besides the session's own file: kernel, policy, definitions, others' files.

    `revision` is that of the type's checklist today; `sealed` says whether the seal in the file
    fits (`seal_fits`). `reviews` are as their files say; `kernel_time` in one is when the kernel
    says that the file was written (the review's own time where it is left out). `approval_asked`
    is as the policy says it: a type, or `*`, alone or with a condition: `arrest-charge if child`.
    `directory` has the names and logins of people, `uids` the account of each login. `on_call`
    has the account and name of each supervisor to call; `by_phone` says whether policy lets them
    approve on the phone.
    """

    now: datetime
    types: dict[str, Table]
    revision: str
    owner: Owner
    former_logins: tuple[FormerLogin, ...] = ()
    sealed: bool = True
    approval_asked: tuple[str, ...] = ()
    approval_holds: timedelta = timedelta(hours=12)
    family_first: bool = False
    reviews: tuple[Table, ...] = ()
    originals: tuple[Original, ...] = ()
    directory: tuple[Table, ...] = ()
    uids: tuple[tuple[str, int], ...] = ()
    on_call: tuple[tuple[int, str], ...] = ()
    by_phone: bool = False


@dataclass(frozen=True)
class Verdict:
    """Where a session stands."""

    blockers: frozenset[Blocker]
    status: str
    may_go_out: bool


class Case:
    """One session with everything that decides about it."""

    def __init__(self, session: Table, facts: Facts, without: frozenset[str] = frozenset()) -> None:
        self.session = session
        self.facts = facts
        self.without = without
        self.now = facts.now
        self.changes: Table = session.get("updates", {})
        """Which posted session this one updates or corrects, if any."""
        self.type: Table = facts.types.get(session["incident_type"], {})
        if self.changes.get("how") == "correction" and self.has("correction-adds"):
            self.type = self.type.get("correction", {})
        self.draft: Table = session.get("draft", {})
        self.people: list[Table] = session.get("people", [])
        self.listed = [person for person in self.people if not person.get("removed")]
        self.inputs = input_digests(session)
        self._history_digests: list[str] = []

    @cached_property
    def content(self) -> str:
        """The digest that a mark or a review of this content has."""
        return content_digest(self.session)

    @cached_property
    def counted_approvals(self) -> list[Table]:
        """The approvals of exactly this content that no return takes back."""
        return approvals(self)

    def history_digest(self, length: int) -> str:
        """Return the digest of the first entries of the history, each with all before it."""
        if not self._history_digests:
            self._history_digests = list(history_digests(self.session.get("history", [])))
        return self._history_digests[length] if length < len(self._history_digests) else "none"

    def has(self, rule: str) -> bool:
        """Return whether a rule is asked."""
        return rule not in self.without

    def answer(self, step: str) -> Table | None:
        """Return the answer to a step, or None."""
        return next((found for found in self.session.get("steps", []) if found["id"] == step), None)

    def step(self, name: str) -> Table | None:
        """Return a step of the type, or None."""
        return next((found for found in self.type["steps"] if found["id"] == name), None)

    def person(self, label: str) -> Table | None:
        """Return somebody's row, removed or not, or None."""
        return next((found for found in self.people if found["label"] == label), None)


def judge(session: Table, facts: Facts, without: Iterable[str] = ()) -> Verdict:
    """Return what blocks a session, its status, and whether its text may go out."""
    case = Case(session, facts, frozenset(without))
    found = frozenset(blockers(case))
    return Verdict(found, status(case, found), may_go_out(case, found))


def blockers(case: Case) -> set[Blocker]:
    """Return every reason why the session is not ready."""
    if not case.type:
        return {("checklist-changed", "", "")}
    found = set(file_blockers(case)) | set(post_blockers(case)) | set(people_blockers(case))
    for question in case.type["questions"]:
        if not is_settled(case, question):
            found.add(("question", question["id"], ""))
    for step in case.type["steps"]:
        found |= step_blockers(case, step)
    return found


# Values


def digest(value: Any) -> str:
    """Return the digest of a value: SHA-256 over JSON with sorted keys and no space."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_time_as_text
    )
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _time_as_text(value: datetime) -> str:
    return re.sub(r"\+00:00$", "Z", value.isoformat())


def seal_fits(file: bytes) -> bool:
    """Return whether the seal at the end of a session's file is that of every byte above it."""
    body, found, seal = file.rpartition(b"\n[seal]\n")
    return bool(found) and hashlib.sha256(body).hexdigest().encode() in seal


def read_whole(file: bytes) -> Table:
    """Return the session of a file with each answer that another one took the place of whole.

    There it has only what is not as in the other one: its records without some people's, and with
    other fields in some."""
    session: Table = tomllib.loads(file.decode())
    history = session.get("history", [])
    for entry in history:
        entry.setdefault("by", {"login": session["author"], "uid": session["author_uid"]})
    for entry in reversed(history):
        if "superseded" not in entry:
            continue
        others = [e for e in history if e.get("step") == entry["step"]]
        turn = next(place for place, other in enumerate(others) if other is entry)
        current = (found for found in session.get("steps", []) if found["id"] == entry["step"])
        after = others[turn + 1].get("superseded") if others[turn + 1 :] else next(current, None)
        if after is not None:
            given = [e for e in others[:turn] if e["did"] != "checklist-carried"]
            entry["superseded"] = _read_over(after, given[-1:], entry["superseded"])
    return session


def _read_over(after: Table, given: list[Table], said: Table) -> Table:
    """Return an answer of which a file says what was not as in the one after it."""
    whole = dict(after)
    for entry in given:
        if entry["did"] != "carried":
            whole |= {"at": entry["at"], "outcome": entry["did"], "by": entry["by"]}
    records = {record.get("person"): dict(record) for record in whole.pop("evidence", [])}
    for label in said.get("without", []):
        del records[label]
    places = list(records)
    place = 0
    for other in said.get("changed", []):
        label = other.get("person")
        if label in records:
            place = places.index(label) + 1
            for key, value in other.items():
                records[label][key] = value
                if value is False:
                    del records[label][key]
        else:
            places.insert(place, label)
            records[label] = other
            place += 1
    evidence = said.get("evidence", [records[label] for label in places])
    whole |= {key: said[key] for key in said if key not in ("without", "changed")}
    whole["evidence"] = evidence
    return {
        key: value
        for key, value in whole.items()
        if value not in ("", []) and (key, value) != ("carried_uid", 0)
    }


def input_digests(session: Table) -> dict[str, str]:
    """Return the present digest of each input that an answer can be given for."""
    draft = session.get("draft", {})
    return {
        "text": digest({"text": draft.get("text", ""), "variants": draft.get("variants", {})}),
        "media": digest(draft.get("media", [])),
        "platforms": digest(sorted(draft.get("platforms", []))),
        "people": digest(session.get("people", [])),
        "meaning": digest(draft.get("meaning", 1)),
    }


def history_digests(history: list[Table]) -> Iterator[str]:
    """Yield the digest of no entry, of the first, of the first two, and so on."""
    found = ""
    yield found
    for entry in history:
        said = {key: value for key, value in entry.items() if key != "superseded"}
        found = digest([found, said])
        yield found


def answers_given_before(session: Table, step: str) -> Iterator[Table]:
    """Yield the answers to a step that others took the place of and that were given there.

    The history has the digest of each, where it was not edited by hand between the two."""
    history = session.get("history", [])
    of_step = [number for number, entry in enumerate(history) if entry.get("step") == step]
    for turn, number in enumerate(of_step):
        before = history[number].get("superseded")
        since = of_step[turn - 1] + 1 if turn else 0
        given = {history[earlier].get("digest") for earlier in of_step[:turn]}
        by_hand = any(e["did"] == "hand-edit-taken-over" for e in history[since:number])
        if before and (by_hand or digest(before) in given):
            yield before


def content_digest(session: Table) -> str:
    """Return the digest that a mark or a review of this content has."""
    draft = {
        key: value
        for key, value in session.get("draft", {}).items()
        if value not in ("", [], {}) and (key, value) != ("meaning", 1)
    }
    content = {
        "id": session["id"],
        "author": session["author"],
        "author_uid": session["author_uid"],
        "started_at": session["started_at"],
        "incident_type": session["incident_type"],
        "checklist_revision": session["checklist_revision"],
        "case_number": session.get("case_number", ""),
        "draft": draft,
        "people": session.get("people", []),
        "questions": session.get("questions", []),
        "steps": session.get("steps", []),
    }
    if "updates" in session:
        content["updates"] = session["updates"]
    return digest(content)


def is_blank(text: object) -> bool:
    """Return whether there is nothing to read."""
    return not isinstance(text, str) or not text.strip()


def names_nobody(text: object) -> bool:
    """Return whether it cannot be a name with a role: that has two words and three letters."""
    if not isinstance(text, str):
        return True
    letters = [sum(letter.isalpha() for letter in word) for word in text.split()]
    return sum(map(bool, letters)) < 2 or sum(letters) < 3


def words(text: str) -> list[str]:
    """Return the words of a name, in small letters."""
    return re.findall(r"\w+", text.casefold())


def names_author(case: Case, name: object, answer: Table) -> bool:
    """Return whether a name is the author's, or that of whoever gave the answer."""
    if not isinstance(name, str):
        return False
    if [word for word in words(name.split(",")[0]) if word != "the"] in ONESELF:
        return True
    by = answer.get("by", {})
    theirs = [case.session["author"], by.get("login", "")]
    if case.has("author-names"):
        theirs += [case.facts.owner.login, *case.facts.owner.names, by.get("stated", "")]
    theirs += listed_names(case, owners_logins(case, case.facts.owner, case.session))
    if case.has("givers-account"):
        theirs += names_of_giver(case, answer)
    return any(is_own_name(case, own, name) for own in theirs)


RANK = re.compile(r"[A-Za-z][A-Za-z]+[.]")


def is_own_name(case: Case, own: str, name: str) -> bool:
    """Return whether a typed name has every word of one's own; its rank may be left out.

    Without the rank there may be no other word before the comma.
    """
    if not words(own):
        return False
    if all(word in words(name) for word in words(own)):
        return True
    ranks = [word for rank in RANK.findall(own) for word in words(rank)]
    if not ranks or not case.has("rank-left-out"):
        return False
    bare = {word for word in words(own) if word not in ranks}
    typed = {word for word in words(name.split(",", maxsplit=1)[0]) if word not in ranks}
    return bare != set() and typed == bare


def listed_names(case: Case, logins: set[str]) -> list[str]:
    """Return the names and logins in the directory of whoever has one of these logins."""
    if not case.has("directory-names"):
        return []
    theirs = [entry for entry in case.facts.directory if logins & set(entry["logins"])]
    return [name for entry in theirs for name in (entry["name"], *entry["logins"])]


def names_of_giver(case: Case, answer: Table) -> list[str]:
    """Return every login and name of the account in whose file a carried answer was given."""
    found: list[str] = []
    for original in originals_of(case, answer):
        if original.owner is not None:
            logins = owners_logins(case, original.owner, original.session)
            found += [*logins, *original.owner.names, *listed_names(case, logins)]
    return found


def originals_of(case: Case, answer: Table) -> list[Original]:
    """Return the originals of the account that a carried answer names."""
    return [
        original
        for original in case.facts.originals
        if answer.get("carried_from")
        and original.session["author_uid"] == answer.get("carried_uid", 0)
    ]


# The file, the post and the questions


def file_blockers(case: Case) -> Iterator[Blocker]:
    """Yield what is wrong with the file as a whole."""
    if not case.facts.sealed or not is_owners_login(case) or not is_all_by_author(case):
        yield ("edited-outside", "", "")
    if case.changes and case.has("first-post-stands") and first_post(case) is None:
        yield ("edited-outside", "", "")
    if case.session["checklist_revision"] != case.facts.revision:
        yield ("checklist-changed", "", "")


def first_post(case: Case) -> Table | None:
    """Return the posted session that this one changes, while it is whole and as it was posted."""
    for original in case.facts.originals:
        found = original.session
        if (
            original.sealed
            and found["id"] == case.changes.get("session")
            and {"login": found["author"], "uid": found["author_uid"]} == case.changes["by"]
            and found.get("posted")
            and content_digest(found) == case.changes["digest"]
        ):
            return found
    return None


def is_owners_login(case: Case) -> bool:
    """Return whether the author's login in the file is, or was, the owner's."""
    own = owners_logins(case, case.facts.owner, case.session)
    return not case.has("author-login") or case.session["author"] in own


def owners_logins(case: Case, owner: Owner, session: Table) -> set[str]:
    """Return the login of a file's owner, and those they had when the session began."""
    return {owner.login} | {
        former.login
        for former in case.facts.former_logins
        if former.uid == owner.uid and former.until >= session["started_at"].date()
    }


def is_all_by_author(case: Case) -> bool:
    """Return whether everything in the file is the author's, but for what was carried into it."""
    logins = {case.session["author"]} | owners_logins(case, case.facts.owner, case.session)
    return not case.has("one-account") or all(
        by["uid"] == case.session["author_uid"] and by["login"] in logins
        for by in accounts_in(case.session)
    )


def accounts_in(session: Table) -> list[Table]:
    """Return every `by` in a file, without those of carried answers."""
    rows = [answer for answer in every_answer(session) if not answer.get("carried_from")]
    rows += [
        row
        for kind in ("questions", "by_phone", "posted", "history")
        for row in session.get(kind, [])
    ]
    rows += [session[kind] for kind in ("ready", "withdrawn") if kind in session]
    return [row["by"] for row in rows]


def post_blockers(case: Case) -> Iterator[Blocker]:
    """Yield what is missing in the post itself."""
    if case.type["case_number"] and is_blank(case.session.get("case_number", "")):
        yield ("no-case-number", "", "")
    texts = [case.draft.get("text", "")]
    if case.has("text-of-each-platform"):
        own = case.draft.get("variants", {})
        texts += [own[name] for name in case.draft.get("platforms", []) if own.get(name)]
    if any(is_blank(text) for text in texts):
        yield ("draft-empty", "", "")
    if "typed" in case.draft and not is_accepted_already(case):
        yield ("draft-unaccepted", "", "")
    if not case.draft.get("platforms"):
        yield ("no-platform", "", "")
    if case.has("too-long"):
        yield from (("too-long", name, "") for name in too_long_on(case))


def too_long_on(case: Case) -> list[str]:
    """Return the platforms whose limit, of which a date and a source are known, is exceeded."""
    found = []
    for name in case.draft.get("platforms", []):
        rule = case.type["platforms"].get(name, {})
        text = case.draft.get("variants", {}).get(name) or case.draft.get("text", "")
        if "checked_on" not in rule or "source" not in rule:
            continue
        over = "limit" in rule and counted(rule, text) > rule["limit"]
        if over or ("limit_bytes" in rule and len(text.encode()) > rule["limit_bytes"]):
            found.append(name)
    return found


def counted(rule: Table, text: str) -> int:
    """Return a text's length by a platform's rule; X's by the published program of others."""
    if rule["counts"] == "x":
        return weight_on_x(text)
    if "link_counts_as" in rule:
        text = re.sub(r"(?i)https?://[^ \n]*[a-z0-9/]", "x" * rule["link_counts_as"], text)
    if rule.get("mentions_without_host"):
        text = re.sub(r"(?i)(^|\s)(@[a-z0-9_]+)@[a-z0-9.-]+[a-z0-9]", r"\1\2", text)
    return len(regex.findall(r"\X", text)) if rule["counts"] == "graphemes" else len(text)


@cache
def weight_on_x(text: str) -> int:
    """Return a text's length on X."""
    weight: int = parse_tweet(text).weightedLength
    return weight


def is_accepted_already(case: Case) -> bool:
    """Return whether what was typed is what is accepted: then nothing waits to be accepted."""
    return case.has("typed-differs") and _text_of(case.draft["typed"]) == _text_of(case.draft)


def _text_of(draft: Table) -> tuple[str, Table]:
    return draft.get("text", ""), draft.get("variants", {})


def answer_to(case: Case, question: Table) -> Table | None:
    """Return the answer to a question, or None."""
    answers = case.session.get("questions", [])
    return next((found for found in answers if found["id"] == question["id"]), None)


def is_settled(case: Case, question: Table) -> bool:
    """Return whether a question has an answer that counts."""
    answer = answer_to(case, question)
    if answer is None:
        return False
    points = "suggests" in question and answer["yes"] and is_blank(answer.get("reason", ""))
    return (
        answer["by"]["uid"] == case.session["author_uid"]
        and not points
        and is_given_for(case, answer, question["binds"])
        and is_in_time(case, answer, case.session["started_at"])
        and is_of_its_kind(case, question, answer)
        and (answer["yes"] or may_be_no(case, question, answer))
    )


def steps_added(case: Case, question: Table) -> list[Table]:
    """Return the steps that a question adds, in the order of the walk."""
    return [step for step in case.type["steps"] if step["id"] in question["adds"]]


def is_of_its_kind(case: Case, question: Table, answer: Table) -> bool:
    """Return whether an answer says no more than one to such a question does."""
    if not case.has("question-says-its-own"):
        return True
    said = {key for key in ("reason", "verified_by", "takes_out") if answer.get(key)}
    if not question["adds"]:
        return said <= {"reason"}
    is_grave = any(step["victim_related"] for step in steps_added(case, question))
    allowed = {"takes_out", "verified_by"} if is_grave else {"takes_out"}
    return not said if answer["yes"] else said <= allowed


def may_be_no(case: Case, question: Table, answer: Table) -> bool:
    """Return whether a no may take out the steps that the question adds, as far as it adds any."""
    steps = steps_added(case, question)
    classes = {name for step in steps for name in (*step["per_person"], *step["must_cover"])}
    if case.has("no-contradicted") and any(row["class"] in classes for row in case.listed):
        return False
    if case.has("no-names-steps") and answer.get("takes_out", []) != [s["id"] for s in steps]:
        return False
    if not case.has("no-verified") or not any(step["victim_related"] for step in steps):
        return True
    name = answer.get("verified_by", "")
    return not names_nobody(name) and not names_author(case, name, answer)


def is_taken_out(case: Case, step: Table) -> bool:
    """Return whether no question that adds a step keeps it in: each one is answered no."""
    adding = [question for question in case.type["questions"] if step["id"] in question["adds"]]
    noes = [
        question
        for question in adding
        for answer in [answer_to(case, question)]
        if answer is not None and not answer["yes"] and is_settled(case, question)
    ]
    each = len(adding) if case.has("taken-out-by-each") else 1
    return case.has("taken-out") and bool(adding) and len(noes) >= each


# When and for what an answer was given


def is_given_for(case: Case, answer: Table, binds: Iterable[str]) -> bool:
    """Return whether an answer names each bound input exactly once, as the input is now."""
    kept = answer.get("given_for", [])
    times = Counter(entry.split(" ")[0] for entry in kept)
    if case.has("given-for-once") and any(number > 1 for number in times.values()):
        return False
    return all(f"{name} {case.inputs[name]}" in kept for name in binds)


def is_in_time(case: Case, answer: Table, start: datetime) -> bool:
    """Return whether an answer was given between the session's start and now."""
    return not case.has("answer-time") or start <= answer["at"] <= case.now


def is_fresh(case: Case, step: Table, answer: Table) -> bool:
    """Return whether what an answer says is not older than the step allows."""
    if step["fresh_for"] is None:
        return True
    if answer["at"] > case.now:
        return False
    return bool(case.now - known_since(step, answer) <= step["fresh_for"])


def known_since(step: Table, answer: Table) -> datetime:
    """Return the oldest time in the evidence that does not lie ahead; else when it was given."""
    times = [answer["at"]]
    for record in answer.get("evidence", []):
        for name, value in record.items():
            field = step["fields"].get(name)
            looks_back = field is not None and field["kind"] == "time" and not field["future"]
            if looks_back and isinstance(value, datetime):
                times.append(value)
    return min(times)


# The people


def people_blockers(case: Case) -> Iterator[Blocker]:
    """Yield what is wrong with the people list."""
    needed = case.type["need_one_of"]
    if needed and not any(person["class"] in needed for person in case.listed):
        yield ("person-missing", "", "")
    for person in case.people:
        if person.get("removed"):
            if not was_removed_rightly(case, person):
                yield ("person-missing", "", person["label"])
        elif case.has("people-valid") and not is_valid_person(case, person):
            yield ("person-missing", "", person["label"])
    missing = left_out(case) if case.has("first-post-lists") else []
    missing += [label for label in let_go(case) if case.person(label) is not None]
    yield from (("person-missing", "", label) for label in missing)


def left_out(case: Case) -> list[str]:
    """Return whom the first post lists, and this session neither lists nor took off its list."""
    listed = [p for p in (first_post(case) or {}).get("people", []) if not p.get("removed")]
    return [person["label"] for person in listed if case.person(person["label"]) is None]


def let_go(case: Case) -> list[str]:
    """Return whom a correction would have to tell, whom the list has no longer, or as somebody whom
    it does not ask about."""
    step = next((s for s in case.type.get("steps", []) if s["id"] == "correction-told"), None)
    if step is None or not case.has("correction-keeps"):
        return []
    asked = [*step["per_person"], *step["must_cover"]]
    files = [*(original.session for original in case.facts.originals), case.session]
    new_labels = [
        (entry["note"].split(": ")[0], entry["item"])
        for file in files
        for entry in file.get("history", [])
        if entry["did"] == "person-reclassified"
    ]
    gone = []
    for person in (first_post(case) or {}).get("people", []):
        label = person["label"]
        for was, new in new_labels:
            label = new if was == f"was {label}" else label
        row = case.person(label)
        is_kept = row is not None and not row.get("removed") and row["class"] in asked
        if not person.get("removed") and person["class"] in asked and not is_kept:
            gone.append(person["label"])
    return gone


def was_removed_rightly(case: Case, person: Table) -> bool:
    """Return whether a removed row has a reason and somebody else who verified it."""
    verifier = person.get("removed_verified_by", "")
    return (
        not is_blank(person.get("removed_because", ""))
        and not names_nobody(verifier)
        and not names_author(case, verifier, {})
    )


def is_valid_person(case: Case, person: Table) -> bool:
    """Return whether somebody's class is one of the type's, and their link leads somewhere."""
    offered = case.type["classes"].get(person["class"])
    if offered is None:
        return False
    if not offered.get("linked"):
        return not person.get("for", "")
    return is_valid_link(case, person)


def is_valid_link(case: Case, person: Table) -> bool:
    """Return whether somebody may stand for whom their row says."""
    target = case.person(person.get("for", ""))
    if target is None or target.get("removed") or target["label"] == person["label"]:
        return False
    if target["class"] == person["class"]:
        return False
    # Of a class that the type does not list the row itself says whether it is linked.
    unlisted = {"linked": bool(target.get("for"))}
    target_class = case.type["classes"].get(target["class"], unlisted)
    if person["class"] == "next-of-kin" and target_class.get("linked"):
        return False
    return not is_in_circle(case, person)


def is_in_circle(case: Case, person: Table) -> bool:
    """Return whether following the links from somebody never ends."""
    seen: set[str] = set()
    at: Table | None = person
    while at is not None:
        if at["label"] in seen:
            return True
        seen.add(at["label"])
        at = case.person(at.get("for", ""))
    return False


# One step


def step_blockers(case: Case, step: Table) -> set[Blocker]:
    """Return what blocks at one step: nothing where it is not needed."""
    found = blockers_of_its_own(case, step)
    return set() if found and is_not_needed(case, step, found) else found


def is_not_needed(case: Case, step: Table, found: set[Blocker]) -> bool:
    """Return whether something else makes a step unnecessary that has no answer which counts.

    An answer that holds the post back stays what it is, and a refusal stays a refusal.
    """
    codes = {code for code, _, _ in found}
    asks = (case.answer(step["id"]) or {}).get("outcome") == "exception"
    is_strict = asks or codes & {"held-value", "on-hold"} or refusals(case, step["id"])
    if is_strict and case.has("not-needed-stricter"):
        return False
    asked_about = [*step["per_person"], *step["must_cover"]]
    is_listed = any(person["class"] in asked_about for person in case.listed)
    if is_listed and case.has("not-needed-listed"):
        return False
    is_out = is_taken_out(case, step)
    if not case.has("not-needed"):
        return is_out
    return is_out or any(is_derived(case, step, rule) for rule in step["not_needed_if"])


def is_derived(case: Case, step: Table, rule: Table) -> bool:
    """Return whether what makes a step unnecessary is so, and somebody else than the author said
    it in the answer to another step, which itself counts now."""
    needs = step["reasons"][rule["as"]].get("needs", {}) if rule["as"] in step["reasons"] else None
    if needs is None or not are_needs_met(case, step, needs):
        return False
    if "step" not in rule:
        return not is_blank(case.draft.get("text", ""))
    source, answer = case.step(rule["step"]), case.answer(rule["step"])
    if source is None or answer is None:
        return False
    if "answer" not in rule:
        is_said = answer["outcome"] == "confirmed"
    else:
        is_said = rule["answer"] in what_it_says(source, answer)
    if not is_said:
        return False
    names = [answer.get("verified_by", "")]
    for record in answer.get("evidence", []):
        names += [record.get(n) for n, f in source["fields"].items() if f["kind"] == "person"]
    is_named = any(
        not names_nobody(name) and not names_author(case, name, answer) for name in names
    )
    if not is_named and case.has("not-needed-named"):
        return False
    if not case.has("not-needed-source-counts"):
        return True
    return not blockers_of_its_own(case, source)


def what_it_says(step: Table, answer: Table) -> set[str]:
    """Return the reason of an answer, or the choices that all its records make."""
    if answer["outcome"] == "does-not-apply":
        return {answer.get("reason", "")}
    names = [name for name, field in step["fields"].items() if field["kind"] == "choice"]
    said = [{r[n] for n in names if isinstance(r.get(n), str)} for r in answer.get("evidence", [])]
    return set.intersection(*said) if said and answer["outcome"] == "confirmed" else set()


def blockers_of_its_own(case: Case, step: Table) -> set[Blocker]:
    """Return what blocks at one step by its own answer, or for want of one."""
    answer = case.answer(step["id"])
    if answer is None or not is_by_giver(case, answer) or not says_its_own(case, step, answer):
        return {("open", step["id"], "")}
    found = {("open", step["id"], label) for label in broken(case, step, answer)}
    if answer["outcome"] == "does-not-apply" and found:
        return found
    if is_stale(case, step, answer):
        found.add(("stale", step["id"], ""))
    if answer["outcome"] == "does-not-apply" or is_in_words(answer, "not-done"):
        return found
    if is_in_words(answer, "exception"):
        # Without words nothing was asked for: that is open, and nothing else.
        asked_for = not is_blank(answer.get("note", "")) and not is_asked_for_each(case, step)
        if step["victim_related"] and asked_for and not is_granted(case, answer):
            found.add(("not-granted", step["id"], ""))
        return found
    found |= {("person-missing", step["id"], label) for label in missing(case, step, answer)}
    return found | set(value_blockers(case, step, answer))


def is_by_giver(case: Case, answer: Table) -> bool:
    """Return whether an answer is the author's own, or that of whom it says it is carried from."""
    by = answer["by"]
    if not answer.get("carried_from"):
        return bool(by["uid"] == case.session["author_uid"])
    logins = {
        login
        for original in originals_of(case, answer)
        if original.owner is not None
        for login in owners_logins(case, original.owner, original.session)
    }
    is_own_login = not case.has("givers-account") or not logins or by["login"] in logins
    return by["uid"] == answer.get("carried_uid", 0) and is_own_login


def says_its_own(case: Case, step: Table, answer: Table) -> bool:
    """Return whether an answer has only what an answer of its kind has: no note beside evidence, no
    reason for what was done, no verifier where the draft proves it."""
    if not case.has("says-its-own"):
        return True
    has = {name for name in ("reason", "verified_by", "note", "evidence") if answer.get(name)}
    may = {"evidence"}
    if answer["outcome"] == "does-not-apply":
        reason = step["reasons"].get(answer.get("reason", ""))
        is_proved = reason is not None and reason["verified_by"] == ["program"]
        may = {"reason"} if is_proved else {"reason", "verified_by"}
    elif answer["outcome"] in ("not-done", "exception") and "evidence" not in has:
        may = {"note"}
    return has <= may and bool(answer.get("carried_uid")) <= bool(answer.get("carried_from"))


def is_asked_for_each(case: Case, step: Table) -> bool:
    """Return whether an exception at a step is asked for by person, never for the whole step."""
    return bool(step["per_person"]) and case.has("exception-for-each")


def is_in_words(answer: Table, outcome: str) -> bool:
    """Return whether an answer is this outcome for the whole step, in words alone."""
    return answer["outcome"] == outcome and not answer.get("evidence")


def is_stale(case: Case, step: Table, answer: Table) -> bool:
    """Return whether an answer was given for something else than what is there now."""
    start = case.session["started_at"]
    if answer.get("carried_from"):
        original = original_that_has(case, answer)
        may_carry = "continues" in case.session or "updates" in case.session
        if case.has("carried-by-continuing") and not may_carry:
            return True
        if original is None or not (case.has("carried-without-binds") or answer.get("given_for")):
            return True
        start = original["started_at"]
    binds = list(step["binds"])
    if answer["outcome"] == "does-not-apply":
        reason = step["reasons"][answer["reason"]]
        binds += reason["binds"]
        if not are_needs_met(case, step, reason.get("needs", {})):
            return True
    return not (
        is_given_for(case, answer, binds)
        and is_in_time(case, answer, start)
        and is_fresh(case, step, answer)
    )


def original_that_has(case: Case, answer: Table) -> Table | None:
    """Return the sealed original of the named owner, while it has exactly this answer."""
    given = {key: found for key, found in answer.items() if not key.startswith("carried_")}
    for original in originals_of(case, answer):
        if (
            original.sealed
            and original.session["id"] == answer["carried_from"]
            and given in original.session.get("steps", [])
        ):
            return original.session
    return None


def are_needs_met(case: Case, step: Table, needs: Table) -> bool:
    """Return whether everything is true that a reason for `does not apply` needs."""
    nobody = step["per_person"] if needs.get("nobody_of") == "step" else needs.get("nobody_of", [])
    if any(person["class"] in nobody for person in case.listed):
        return False
    if needs.get("draft_empty") == "media" and case.draft.get("media"):
        return False
    own_texts = needs.get("draft_empty") == "variants" and case.draft.get("variants")
    if own_texts and case.has("no-variants"):
        return False
    if needs.get("no_link") and case.has("no-link") and has_link(case):
        return False
    if "confirmed" in needs and not is_confirmed(case, needs["confirmed"]):
        return False
    wanted = needs.get("answer")
    if wanted is None or case.step(wanted["step"]) is None:
        return True
    answer = case.answer(wanted["step"]) or {}
    says = [record.get(wanted["field"]) for record in answer.get("evidence", [])]
    return is_confirmed(case, wanted["step"]) and wanted["is"] in says


def has_link(case: Case) -> bool:
    """Return whether a text has a link, of which platforms show a picture."""
    texts = [case.draft.get("text", ""), *case.draft.get("variants", {}).values()]
    return any("://" in text or extract_urls(text) for text in texts)


def is_confirmed(case: Case, name: str) -> bool:
    """Return whether a step is confirmed and nothing blocks at it."""
    step, answer = case.step(name), case.answer(name)
    if step is None or answer is None or answer["outcome"] != "confirmed":
        return False
    if not case.has("need-source-counts"):
        return not is_stale(case, step, answer)
    return not blockers_of_its_own(case, step)


# Whether an answer is whole


def broken(case: Case, step: Table, answer: Table) -> set[str]:
    """Return whose records are not whole; "" where the answer as a whole is not."""
    if answer["outcome"] == "does-not-apply":
        return set() if is_reason_whole(case, step, answer) else {""}
    records = answer.get("evidence", [])
    if not records and answer["outcome"] in ("not-done", "exception"):
        fits = step["victim_related"] == (answer["outcome"] == "exception")
        if answer["outcome"] == "exception" and is_asked_for_each(case, step):
            return {""}
        return set() if fits and not is_blank(answer.get("note", "")) else {""}
    found = {
        str(record.get("person", ""))
        for record in records
        if not is_record_whole(case, step, answer, record)
        or not lay_ahead(case, step, answer, record)
    }
    if answer["outcome"] != outcome_of(step, records):
        found.add("")
    return found | not_asked_for(case, step, records)


def is_reason_whole(case: Case, step: Table, answer: Table) -> bool:
    """Return whether a reason is one of the step's, and verified by somebody else if need be."""
    reason = step["reasons"].get(answer.get("reason", ""))
    if reason is None:
        return False
    if reason["verified_by"] == ["program"]:
        return True
    verifier = answer.get("verified_by", "")
    if answer.get("carried_from") and not case.has("verified-by-giver"):
        answer = {}
    return not names_nobody(verifier) and not names_author(case, verifier, answer)


def outcome_of(step: Table, records: list[Table]) -> str:
    """Return the outcome that the choices in the evidence make."""
    effects = {effect for record in records for effect in effects_of(step, record)}
    if "blocks" in effects:
        return "not-done"
    return "exception" if "needs-exception" in effects else "confirmed"


def effects_of(step: Table, record: Table) -> set[str]:
    """Return the effects of the choices that one record makes."""
    found = set()
    for name, field in step["fields"].items():
        said = record.get(name)
        if field["kind"] == "choice" and isinstance(said, str) and said in field["choices"]:
            found.add(field["choices"][said].get("effect", "counts"))
    return found - {"counts"}


def not_asked_for(case: Case, step: Table, records: list[Table]) -> set[str]:
    """Return whose records the step does not ask, or has twice; "" where it asks for one alone."""
    if not step["per_person"]:
        return set() if len(records) == 1 else {""}
    found = set()
    labels = [str(record.get("person", "")) for record in records]
    for label in labels:
        row = case.person(label)
        if row is None or row["class"] not in step["per_person"] or labels.count(label) > 1:
            found.add(label)
    return found


def is_record_whole(case: Case, step: Table, answer: Table, record: Table) -> bool:
    """Return whether every field of one record is filled, and none that the step has not."""
    allowed = {"person"} if step["per_person"] else set()
    waived = waived_in(step, record)
    for name, field in step["fields"].items():
        value = record.get(name)
        if name in waived:
            if value is not None and case.has("waived-is-empty"):
                return False
            allowed.add(name)
            continue
        allowed.add(name)
        if value in (None, "", []):
            if field["required"] and not (field["kind"] == "checks" and field["need"] == 0):
                return False
            continue
        if not is_value_whole(case, field, value, answer):
            return False
        if field["kind"] == "time" and is_too_early(case, step, field, value, answer):
            return False
        then = field["choices"][value].get("then") if field["kind"] == "choice" else None
        if then is not None:
            allowed.add(name + DETAIL)
            if not is_value_whole(case, then, record.get(name + DETAIL), answer):
                return False
    return set(record) <= allowed


def waived_in(step: Table, record: Table) -> set[str]:
    """Return the fields that stay empty with the choices of a record."""
    found = set() if "needs-exception" in effects_of(step, record) else {"covers"}
    for name, field in step["fields"].items():
        said = record.get(name)
        if field["kind"] == "choice" and isinstance(said, str):
            found |= set(field["choices"].get(said, {}).get("waive", []))
    return found


def is_of_earlier_words(case: Case, step: Table, field: Table, value: Any, answer: Table) -> bool:
    """Return whether a time is of before the words that an answer is about, by the minute."""
    if field["future"] or field["precedes_text"]:
        return False
    if answer.get("carried_from"):
        return False
    return any(
        entry["at"] <= answer["at"] and value < entry["at"].replace(second=0)
        for entry in case.session["history"]
        if is_new_to(step, entry)
    )


def is_new_to(step: Table, entry: Table) -> bool:
    """Return whether an entry of the history made words or images that a step is about."""
    binds = step["binds"]
    if "meaning" in binds and entry.get("changes_meaning"):
        return True
    if entry["did"] == "draft":
        return "text" in binds and not entry.get("note", "").startswith("from ")
    return entry["did"] in ("media-added", "media-removed") and {"text", "media"} <= set(binds)


def lay_ahead(case: Case, step: Table, answer: Table, record: Table) -> bool:
    """Return whether every time that should lie ahead did when the answer was given, or when an
    earlier answer to the step first said it."""
    if not case.has("ahead-when-given"):
        return True
    files = [case.session]
    if answer.get("carried_from"):
        files = [original.session for original in case.facts.originals]
    replaced = [before for file in files for before in answers_given_before(file, step["id"])]
    for name in times_ahead(step, record):
        value = record.get(name)
        if not isinstance(value, datetime) or value > answer["at"]:
            continue
        said = [
            before["at"]
            for before in replaced
            for kept in before.get("evidence", [])
            if kept.get("person", "") == record.get("person", "") and kept.get(name) == value
        ]
        if not any(at < value for at in said):
            return False
    return True


def times_ahead(step: Table, record: Table) -> Iterator[str]:
    """Yield the names of the values of a record that should lie ahead."""
    for name, field in step["fields"].items():
        if field["kind"] == "time" and field.get("future"):
            yield name
        chosen = record.get(name)
        choice = field["choices"].get(chosen) if isinstance(chosen, str) else None
        if choice is not None and (choice.get("then") or {}).get("future"):
            yield name + DETAIL


def is_value_whole(case: Case, field: Table, value: Any, answer: Table) -> bool:
    """Return whether a value is one that its kind of field takes."""
    match field["kind"]:
        case "choice":
            return isinstance(value, str) and value in field["choices"]
        case "checks":
            return is_ticked(field, value)
        case "time":
            has_zone = isinstance(value, datetime) and value.tzinfo is not None
            return has_zone and (field.get("future", False) or value <= answer["at"])
        case "count":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and field.get("min", 0) <= value <= A_COUNT_HAS_FOUR_DIGITS
        case "person":
            return is_text(field, value) and is_named(case, field, value, answer)
        case _:
            return is_text(field, value)


def is_text(field: Table, value: Any) -> bool:
    """Return whether a value is text that can be read, and not too long."""
    if field["kind"] == "person" and names_nobody(value):
        return False
    longest = LONGEST.get(field["kind"], field.get("max", 200))
    return not is_blank(value) and len(value) <= longest


def is_too_early(case: Case, step: Table, field: Table, value: Any, answer: Table) -> bool:
    """Return whether a time was too old when the answer was given, or is of before its words."""
    is_old = was_too_old(step, field, value, answer)
    rule = case.has("time-after-text")
    return is_old or (rule and is_of_earlier_words(case, step, field, value, answer))


def was_too_old(step: Table, field: Table, value: datetime, answer: Table) -> bool:
    """Return whether a time was older than the step allows when the answer was given."""
    if step["fresh_for"] is None or field["future"]:
        return False
    return bool(answer["at"] - value > step["fresh_for"])


def is_ticked(field: Table, value: Any) -> bool:
    """Return whether enough boxes are ticked, each once, and none that is not there."""
    return (
        isinstance(value, list)
        and all(isinstance(tick, str) and tick in field["checks"] for tick in value)
        and len(set(value)) == len(value) >= field["need"]
    )


def is_named(case: Case, field: Table, value: str, answer: Table) -> bool:
    """Return whether somebody is named, and not the author where the field refuses the author."""
    if not any(letter.isalpha() for letter in value):
        return False
    return not (field.get("not_author", False) and names_author(case, value, answer))


# Who is missing, and what the values hold back


def asked(case: Case, step: Table) -> list[Table]:
    """Return the listed people whom a step asks."""
    return [person for person in case.listed if person["class"] in step["per_person"]]


def record_of(answer: Table, label: str) -> Table | None:
    """Return somebody's record in an answer, or None."""
    found = (record for record in answer.get("evidence", []) if record.get("person") == label)
    return next(found, None)


def missing(case: Case, step: Table, answer: Table) -> set[str]:
    """Return the labels of those for whom an answer lacks something; "" stands for the list."""
    found: set[str] = set()
    if counts_wrongly(case, step, answer):
        found.add("")
    if not step["per_person"]:
        return found
    people = asked(case, step)
    if not people:
        found.add("")
    excused = excused_elsewhere(case, step)
    for person in people:
        if record_of(answer, person["label"]) is None and person["label"] not in excused:
            found.add(person["label"])
        if needs_another_in_vain(case, step, answer, person):
            found.add(person["label"])
    return found | uncovered(case, step)


def counts_wrongly(case: Case, step: Table, answer: Table) -> bool:
    """Return whether a step that counts the people counted another number than are listed."""
    return any(
        field["counts_people"] and record.get(name) != len(case.listed)
        for name, field in step["fields"].items()
        for record in answer.get("evidence", [])
    )


def uncovered(case: Case, step: Table) -> set[str]:
    """Return those who must have a next of kin on the list and have none."""
    covered = {person.get("for") for person in case.listed if person["class"] == "next-of-kin"}
    must = {person["label"] for person in case.listed if person["class"] in step["must_cover"]}
    return must - covered


def excused_elsewhere(case: Case, step: Table) -> set[str]:
    """Return those whom another contact step excuses; none below the family's from these."""
    found: set[str] = set()
    if not step["contact"]:
        return found
    for other in case.type["steps"]:
        answer = case.answer(other["id"])
        if not other["contact"] or other["id"] == step["id"] or answer is None:
            continue
        is_below = step["section"] == "Family told" != other["section"]
        if is_below and case.has("family-told-itself"):
            continue
        for person in asked(case, other):
            if is_covered(case, step, other, answer, person["label"]):
                found.add(person["label"])
        if not is_counted(case, other, answer, "excuse-source-counts"):
            continue
        for person in asked(case, other):
            effects = effects_of(other, record_of(answer, person["label"]) or {})
            in_vain = case.has("excuse-source-counts") and needs_another_in_vain(
                case, other, answer, person
            )
            if effects & {"excuses", "excuses-needs-another"} and not in_vain:
                found.add(person["label"])
    return found


def is_covered(case: Case, step: Table, other: Table, asking: Table, label: str) -> bool:
    """Return whether a granted exception of somebody names a step, on which none was refused."""
    record = record_of(asking, label) or {}
    if "needs-exception" not in effects_of(other, record):
        return False
    named = record.get("covers", [])
    is_named = step["id"] in named if case.has("grant-names-steps") else True
    if case.has("refusal-on-served-step") and refusals(case, step["id"]):
        return False
    return (
        is_named
        and is_counted(case, other, asking, "grant-source-counts")
        and is_granted(case, asking)
    )


def is_counted(case: Case, step: Table, answer: Table, rule: str) -> bool:
    """Return whether an answer with evidence counts: whole, by the author, and not stale."""
    if not case.has(rule):
        return bool(answer.get("evidence")) and answer["outcome"] != "does-not-apply"
    return (
        answer["outcome"] in ("confirmed", "exception")
        and is_by_giver(case, answer)
        and says_its_own(case, step, answer)
        and not broken(case, step, answer)
        and not is_stale(case, step, answer)
    )


def needs_another_in_vain(case: Case, step: Table, answer: Table, person: Table) -> bool:
    """Return whether somebody was left out because another one was told, and nobody was."""
    own = record_of(answer, person["label"])
    if own is None or "excuses-needs-another" not in effects_of(step, own):
        return False
    for other in asked(case, step):
        record = record_of(answer, other["label"])
        if (
            other["label"] != person["label"]
            and other["class"] == "next-of-kin"
            and other.get("for") == person.get("for")
            and record is not None
            and not effects_of(step, record)
        ):
            return False
    return True


def is_only_promised(case: Case, step: Table, answer: Table) -> bool:
    """Return whether a closure goes out on a promise to tell the family, which policy forbids."""
    return (
        case.has("family-before-closure")
        and case.facts.family_first
        and case.session["incident_type"] == "traffic-advisory"
        and step["id"] == "kin-followup-set"
        and answer["outcome"] == "confirmed"
    )


def value_blockers(case: Case, step: Table, answer: Table) -> Iterator[Blocker]:
    """Yield what the values of an answer hold back.

    A record of somebody who was taken off the list, or listed anew under another class, holds on
    while the answer stands: they may be the same family.
    """
    if answer.get("evidence") and is_only_promised(case, step, answer):
        yield ("held-value", step["id"], "")
    for record in answer.get("evidence", []):
        label = str(record.get("person", ""))
        effects = effects_of(step, record)
        if "blocks" in effects:
            yield ("held-value", step["id"], label)
        if "holds-until" in effects and is_held(case, step, record):
            yield ("on-hold", step["id"], label)
        if "needs-exception" in effects and not is_granted(case, answer):
            yield ("not-granted", step["id"], label)


def is_held(case: Case, step: Table, record: Table) -> bool:
    """Return whether the time before which a record lets nothing out has not come yet."""
    for name, field in step["fields"].items():
        choice = field["choices"].get(str(record.get(name)), {})
        until = record.get(name + DETAIL)
        if choice.get("effect") == "holds-until" and isinstance(until, datetime):
            return case.now < until
    return False


# Exceptions


def refusals(case: Case, step: str) -> list[Table]:
    """Return every refusal of an exception on a step, whatever was asked for."""
    return [
        review
        for review in case.facts.reviews
        if review["verdict"] == "exception-refused" and review.get("step", "") == step
    ]


def is_granted(case: Case, answer: Table) -> bool:
    """Return whether a grant of exactly this request counts, which no refusal takes back.

    A carried request that its original does not hold asks for nothing.
    """
    if answer.get("carried_from") and original_that_has(case, answer) is None:
        return False
    request = digest(answer)
    return any(
        review["verdict"] == "exception-granted"
        and review.get("step", "") == answer["id"]
        and review["digest"] == request
        and may_open(case, review)
        and is_unrefused(case, answer, review)
        for review in case.facts.reviews
    )


def is_unrefused(case: Case, answer: Table, grant: Table) -> bool:
    """Return whether every refusal on an answer's step is surely earlier than a grant.

    Before version 2 only the refusals of this very request counted.
    """
    request = "" if case.has("grant-order") else digest(answer)
    return all(
        is_earlier(case, review, grant)
        for review in refusals(case, answer["id"])
        if request in ("", review["digest"])
    )


def is_earlier(case: Case, first: Table, second: Table) -> bool:
    """Return whether one review is surely earlier than another: by its own time and the kernel's.

    Where the two contradict each other it is not. Before version 2 its own time alone decided.
    """
    if not case.has("grant-order" if first.get("step") else "approval-order"):
        return bool(first["at"] < second["at"])
    return bool(first["at"] < second["at"] and kernel_time(first) <= kernel_time(second))


def kernel_time(review: Table) -> datetime:
    """Return when a review's file was written, as the kernel says."""
    found: datetime = review.get("kernel_time", review["at"])
    return found


# Where it stands


def returns(case: Case) -> list[Table]:
    """Return every return of any content of this session."""
    return [review for review in case.facts.reviews if review["verdict"] == "returned"]


def approvals(case: Case) -> list[Table]:
    """Return the approvals of exactly this content that no return takes back.

    Before version 2 the newest word on this content counted alone.
    """
    given = [
        review
        for review in case.facts.reviews
        if review["verdict"] == "approved"
        and review["digest"] == case.content
        and may_open(case, review)
    ]
    against = returns(case)
    if not case.has("approval-order"):
        given = [review for review in given if review["at"] == max(r["at"] for r in given)]
        against = [review for review in against if review["digest"] == case.content]
    return [review for review in given if all(is_earlier(case, no, review) for no in against)]


def is_returned(case: Case) -> bool:
    """Return whether a supervisor returned this content, or a later state of this file."""
    if case.counted_approvals:
        return False
    return any(
        review["digest"] == case.content
        or (case.has("approval-order") and not has_history_of(case, review))
        for review in returns(case)
    )


def may_open(case: Case, review: Table) -> bool:
    """Return whether a review may open something: nobody reviews what they wrote in.

    What blocks counts whoever gave it: an author names in the file whom they like.
    """
    by = review["by"]
    is_apart = not case.has("reviewer-apart") or not (
        {by["uid"], by.get("login_uid", by["uid"])} & writers(case)
    )
    return is_apart and has_history_of(case, review)


def writers(case: Case) -> set[int]:
    """Return everybody who wrote in the session: its author, and those whose answers it carries.

    Whose session it says it carries from counts only where that is so; and whoever logged in.
    """
    session = case.session
    claimed = {
        (answer["carried_from"], answer.get("carried_uid", 0))
        for answer in every_answer(session)
        if answer.get("carried_from")
    }
    for link in ("continues", "updates"):
        if link in session:
            claimed.add((session[link]["session"], session[link]["by"]["uid"]))
    there = {(o.session["id"], o.session["author_uid"]) for o in case.facts.originals}
    owners = {uid for _, uid in claimed & there}
    accounts = accounts_in(session) + [
        answer["by"]
        for answer in session.get("steps", [])
        if answer.get("carried_uid", 0) in owners
    ]
    logged_in = {by["login_uid"] for by in accounts if "login_uid" in by}
    wrote = {session["author_uid"]} | owners | logged_in
    if case.has("directory-accounts"):
        for entry in case.facts.directory:
            theirs = {uid for login, uid in case.facts.uids if login in entry["logins"]}
            wrote |= theirs if theirs & wrote else set()
    return wrote


def every_answer(session: Table) -> list[Table]:
    """Return the answers to the steps, and those that others took the place of."""
    entries = session.get("history", [])
    return [*session.get("steps", []), *(e["superseded"] for e in entries if "superseded" in e)]


def has_history_of(case: Case, review: Table) -> bool:
    """Return whether the file still has the history that a review was given on."""
    length = review.get("history_length", 0)
    return length == 0 or case.history_digest(length) == review["history_digest"]


def is_approved(case: Case) -> bool:
    """Return whether an approval counts now."""
    return any(
        timedelta(0) <= case.now - review["at"] <= case.facts.approval_holds
        and is_read_cold(case, review)
        for review in case.counted_approvals
    )


def is_read_cold(case: Case, approval: Table) -> bool:
    """Return whether its giver first said what the post alone says, and a word where that differs.

    The first such answers of exactly these texts and media count; a later change of mind does not.
    """
    questions = case.type.get("cold_read", [])
    if not questions or not case.has("cold-read"):
        return True
    post = digest([case.inputs["text"], case.inputs["media"]])
    given = [
        review
        for review in case.facts.reviews
        if review["verdict"] == "cold-read"
        and review["digest"] == post
        and review["by"]["uid"] == approval["by"]["uid"]
        and review["at"] <= approval["at"]
        and may_open(case, review)
    ]
    if not given:
        return False
    first = min(given, key=lambda review: review["at"])
    said = {answer["question"]: answer["yes"] for answer in first.get("cold_read", [])}
    worded = {comment["step"] for comment in approval.get("comments", []) if comment["comment"]}
    return all(
        question["id"] in said
        and (said[question["id"]] == record_says(case, question) or question["step"] in worded)
        for question in questions
    )


def record_says(case: Case, question: Table) -> bool:
    """Return whether the author's answer is one of those that mean yes."""
    answers = [a for a in case.session.get("steps", []) if a["id"] == question["step"]]
    values = [r.get(question["field"]) for a in answers for r in a.get("evidence", [])]
    return any(value in question["yes"] for value in values)


def is_mark_counted(case: Case, found: frozenset[Blocker]) -> bool:
    """Return whether the ready mark is the author's, on this content, fresh, and nothing blocks."""
    mark = case.session.get("ready")
    if mark is None or not case.type or found:
        return False
    if case.has("answer-time") and mark["at"] < case.session["started_at"]:
        return False
    age = case.now - mark["at"]
    return mark["digest"] == case.content and timedelta(0) <= age <= case.type["fresh_for"]


def status(case: Case, found: frozenset[Blocker]) -> str:
    """Return the status, the first that fits."""
    if case.facts.owner.uid != case.session["author_uid"]:
        return "unreadable"
    if "withdrawn" in case.session:
        return "withdrawn"
    if case.session.get("posted"):
        return "posted"
    if is_returned(case):
        return "returned"
    if "ready" not in case.session:
        return "in-progress"
    if not is_mark_counted(case, found):
        return "lapsed"
    return "approved" if is_approved(case) else "ready"


def may_go_out(case: Case, found: frozenset[Blocker]) -> bool:
    """Return whether the text may leave the program now."""
    return (
        case.facts.owner.uid == case.session["author_uid"]
        and "withdrawn" not in case.session
        and not is_returned(case)
        and is_mark_counted(case, found)
        and (not is_approval_needed(case) or is_approved(case) or was_called(case))
    )


NOT_BY_PHONE = {"officer-incident", "custody-death", "release-status"}
TO_CONFIRM = timedelta(hours=12)


def was_called(case: Case) -> bool:
    """Return whether an on-call supervisor said yes on the phone, and that counts.

    The author states it. Policy turns that on; some types and what is read cold are never so
    approved. It is of this content, after the mark and after every return, and stands for twelve
    hours at the most.
    """
    name = case.session["incident_type"]
    if not case.facts.by_phone or name in NOT_BY_PHONE or case.type.get("cold_read"):
        return False
    return any(is_call_counted(case, call) for call in case.session.get("by_phone", []))


def is_call_counted(case: Case, call: Table) -> bool:
    """Return whether what one call is said to have come to counts now."""
    wrote = writers(case)
    listed = [(uid, name) for uid, name in case.facts.on_call if uid not in wrote]
    if case.has("by-phone-listed") and (call["uid"], call["supervisor"]) not in listed:
        return False
    order = [case.session["ready"]["at"], call["at"], call["recorded_at"], case.now]
    age = case.now - call["at"]
    if case.has("by-phone-in-time") and (
        order != sorted(order) or age > min(case.facts.approval_holds, TO_CONFIRM)
    ):
        return False
    returns = [r["at"] for r in case.facts.reviews if r["verdict"] == "returned"]
    if case.has("by-phone-returned") and any(at >= call["at"] for at in returns):
        return False
    return not case.has("by-phone") or call["digest"] == case.content


DECIDED_BY = {
    "child": ("apparent-child", "answer", {"nobody"}),
    "booking-photo": ("suspect-release-limits", "photo", {"none", "other"}),
    "hurt": ("injury-status", "answer", {"none"}),
}
"""Of each condition: the step and field that decide it, and the answers with which it is not so."""


def is_approval_needed(case: Case) -> bool:
    """Return whether the policy asks that a supervisor approves this very post."""
    for asked in case.facts.approval_asked:
        name, has_condition, condition = asked.partition(" if ")
        is_of_type = name in ("*", case.session["incident_type"])
        if is_of_type and (not has_condition or may_be_so(case, condition)):
            return True
    return False


def may_be_so(case: Case, condition: str) -> bool:
    """Return whether a condition is so, or nothing says that it is not."""
    if not case.has("approval-condition"):
        return True
    if condition == "listed":
        return bool(case.listed)
    step, field, denied = DECIDED_BY[condition]
    asks = any(found["id"] == step for found in case.type.get("steps", []))
    answer = next((a for a in case.session.get("steps", []) if a["id"] == step), None)
    if not asks:
        return True
    if answer is None:
        adding = {q["id"] for q in case.type.get("questions", []) if step in q.get("adds", [])}
        said_no = {
            question["id"]
            for question in case.session.get("questions", [])
            if step in question.get("takes_out", [])
        }
        return not adding or bool(adding - said_no)
    if answer["outcome"] == "does-not-apply":
        return False
    said = {record.get(field) for record in answer.get("evidence", [])}
    return answer["outcome"] != "confirmed" or not said or not said <= denied
