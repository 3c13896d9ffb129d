"""What `show --json` says: the keys of `list` and these, which stay stable.

- `lapsed_because`: why a ready mark no longer counts, else null;
- `digest`: the content digest; `sealed`: false when the file was changed outside the program;
- `draft`: `text`, `variants`, `platforms`, `meaning`, `media`, `typed` (not accepted yet, or null);
- `people`: `label`, `class`, `for`, `removed`, `removed_because`, `removed_verified_by`;
- `steps`: each step of the checklist in walking order: `id`, `section`, `short`, `prompt`,
  `victim_related` and `ask` as the checklist has them; `state` (`open`, `stale`, `held`,
  `confirmed`, `does-not-apply`, `not-done`, `exception`, `not-needed`); `not_needed`: null, or why
  it is not: `reason`, and of the answer that it comes from `step`, `said_by` and `at` (null where
  the draft itself proves it), or the `question` whose no takes it out; `added_by`: the ids of the
  questions that add it; `answer`: null while there is none, else
  `outcome`, `at`, `by`, `reason`, `verified_by`, `note` and `evidence` (a list of records, as in
  the session file); `entered`: records that were filled in and not confirmed.
  Answers to steps that the checklist does not have come last, with the session's own copies and
  `state` null; so do all answers when the type is out;
- `blockers`: `code`, `step` (null: the whole session), `short`, `person`, `item`, `reason`, `ask`;
- `checked`: what the rules found in the accepted text, as in the session file, else null;
- `questions`, `history`, `by_phone`, `posted`, `updates` and `continues`, as in the session file;
- `changed_by`: the sessions that update or correct this post: `id`, `how`, `author`, `status`;
- `reviews`: those that count: `verdict`, `step` (null: the whole), `digest`, `at`, `by`,
  `comment`, `comments` (each with `step` and `comment`);
- `removed`: where it was taken down: `platform`, `done_at`, `at`, `who`, `by`, `note`;
- `awaits_approval`: why a ready post may not go out yet, else null.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checklists.follow_ups.ledger import removals
from checklists.gate.context import Blocker
from checklists.gate.not_needed import NotNeeded
from checklists.records.store import Broken
from checklists.session.completion import Completion
from checklists.session.fingerprints import content_digest
from checklists.session.list_row import unreadable
from checklists.session.model import Answer
from checklists.session.review import Review
from tui.cli.commands.listing import in_json

if TYPE_CHECKING:
    from checklists.index.updates import ChangedBy
    from tui.cli.commands.showing import Shown

_MORE_KEYS = (
    "lapsed_because",
    "digest",
    "sealed",
    "draft",
    "checked",
    "people",
    "steps",
    "blockers",
    "questions",
    "reviews",
    "history",
    "by_phone",
    "posted",
    "updates",
    "changed_by",
    "continues",
    "removed",
    "awaits_approval",
)


def broken_in_json(broken: Broken) -> dict[str, object]:
    """Return a session that cannot be read: its ID, a `problem`, and null for the rest."""
    return {**dict.fromkeys(_MORE_KEYS), **in_json(unreadable(broken.id, broken.problem))}


def session_in_json(shown: "Shown") -> dict[str, object]:
    """Return everything there is of one session, under stable keys."""
    session = shown.session
    return {
        **in_json(shown.listed),
        "lapsed_because": shown.status.lapsed_because or None,
        "digest": content_digest(session),
        "sealed": session.sealed,
        "draft": session.draft,
        "checked": session.checked,
        "people": session.people,
        "steps": [*_steps_in_json(shown), *_others_in_json(shown)],
        "blockers": [_blocker_in_json(blocker) for blocker in shown.status.blockers],
        "questions": session.questions,
        "reviews": [_review_in_json(review) for review in shown.context.reviews],
        "history": session.history,
        "by_phone": session.by_phone,
        "posted": session.posted,
        "updates": session.updates,
        "changed_by": [_changed_by_in_json(found) for found in shown.changed_by],
        "continues": session.continues,
        "removed": [
            _removal_in_json(*found)
            for found in removals(session, shown.context.completions).items()
        ],
        "awaits_approval": shown.status.awaits_approval or None,
    }


def _changed_by_in_json(found: "ChangedBy") -> dict[str, object]:
    row = found.listed
    return {"id": row.id, "how": found.how, "author": row.author, "status": row.status}


def _removal_in_json(platform: str, found: Completion) -> dict[str, object]:
    names = ("done_at", "at", "who", "by", "note")
    return {"platform": platform, **{name: getattr(found, name) for name in names}}


def _review_in_json(review: Review) -> dict[str, object]:
    names = ("verdict", "digest", "at", "by", "comment", "comments")
    found = {name: getattr(review, name) for name in names}
    return {**found, "step": review.step or None}


def _steps_in_json(shown: "Shown") -> Iterator[dict[str, object]]:
    adding = shown.checklist.questions_adding if shown.checklist is not None else {}
    for step in shown.checklist.steps if shown.checklist is not None else ():
        answer = shown.session.answer(step.id)
        yield {
            "id": step.id,
            "section": step.section,
            "short": step.short,
            "prompt": step.prompt,
            "victim_related": step.victim_related,
            "ask": step.ask.label,
            "state": shown.states[step.id],
            "not_needed": _not_needed_in_json(shown.status.not_needed.get(step.id)),
            "added_by": [question.id for question in adding.get(step.id, ())],
            "answer": _answer_in_json(answer) if answer is not None else None,
            "entered": shown.session.entered_in(step.id),
        }


def _others_in_json(shown: "Shown") -> Iterator[dict[str, object]]:
    for answer in shown.not_asked:
        yield {
            "id": answer.id,
            "section": None,
            "short": None,
            "prompt": answer.prompt,
            "victim_related": answer.victim_related,
            "ask": None,
            "state": None,
            "not_needed": None,
            "added_by": [],
            "answer": _answer_in_json(answer),
            "entered": [],
        }


def _not_needed_in_json(found: NotNeeded | None) -> dict[str, object] | None:
    if found is None:
        return None
    source = found.source
    return {
        "reason": found.reason.id if found.reason is not None else None,
        "question": found.question.id if found.question is not None else None,
        "step": source.id if source is not None else None,
        "said_by": found.said_by or None,
        "at": found.at,
    }


def _answer_in_json(answer: Answer) -> dict[str, object]:
    names = ("outcome", "at", "by", "reason", "verified_by", "note", "evidence")
    return {name: getattr(answer, name) for name in names}


def _blocker_in_json(blocker: Blocker) -> dict[str, object]:
    return {
        "code": blocker.code,
        "step": blocker.step or None,
        "short": blocker.short,
        "person": blocker.person or None,
        "item": blocker.item or None,
        "reason": blocker.reason,
        "ask": blocker.ask,
    }
