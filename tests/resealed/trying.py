"""One try: a record, a change or two, how far the rest is made to fit, and what becomes of it."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

import msgspec
from factories.records import Home, honest_home
from msgspec import Struct
from resealed.judging import Judged, judge, judge_review
from resealed.mutations import DEPTHS, Impossible, Mutator, fit_in, tables_of

from checklists.session.fingerprints import history_digest
from checklists.session.model import Session
from checklists.session.review import Review

REVIEWS_EVERY = 12
"""Of so many tries one is at the file of a review."""


PUT_BACK_EVERY = 10
"""And of so many one begins with an earlier state of the file, put back."""


class Try(Struct, frozen=True):
    """What was tried, and what became of it."""

    record: str
    kinds: tuple[str, ...]
    what: tuple[str, ...]
    depth: str
    judged: Judged

    def __str__(self) -> str:
        changes = "; ".join(self.what)
        return f"{self.record} | {changes} | fitted in: {self.depth} | {self.judged.why}"


@dataclass
class Tally:
    """What came of many tries."""

    fates: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    holes: list[Try] = field(default_factory=list)

    def add(self, tried: Try) -> None:
        """Count one."""
        fate = tried.judged.fate
        self.fates[fate] += 1
        for kind in (*tried.kinds, f"fitted in: {tried.depth}"):
            self.by_kind[f"{kind}: {fate}"] += 1
        if fate == "hole":
            self.holes.append(tried)


class Tries:
    """Any number of tries, the same again for the same seed."""

    def __init__(self, seed: int, *, quickly: bool = False) -> None:
        self.quickly = quickly
        self.random = Random(seed)  # noqa: S311  # repeatable, and no secret
        self.home: Home = honest_home()
        self.mutator = Mutator(self.home, self.random)
        self.reviewed = [r for r in self.home.records if self.home.reviews.get(r.session.id)]

    def next(self) -> Try:
        """Make one more."""
        while True:
            try:
                if self.random.randrange(REVIEWS_EVERY) == 0:
                    return self._at_a_review()
                return self._at_a_session()
            except Impossible:
                continue

    def _change(self, tables: dict) -> tuple[tuple[str, ...], tuple[str, ...]]:
        kinds = tuple(
            self.random.choice(tuple(self.mutator.kinds))
            for _ in range(self.random.choice((1, 1, 2)))
        )
        return kinds, tuple(self.mutator.mutate(tables, kind) for kind in kinds)

    def _at_a_session(self) -> Try:
        record = self.random.choice(self.home.records)
        states = self.home.states[record.session.id]
        put_back = self.random.randrange(PUT_BACK_EVERY) == 0
        tables = tables_of(self.random.choice(states) if put_back else record.session)
        kinds, what = self._change(tables)
        if put_back:
            kinds, what = (*kinds, "put an earlier file back"), (*what, "an earlier file put back")
        depth = self.random.randrange(len(DEPTHS))
        try:
            after = msgspec.convert(tables, Session, strict=True)
            after = fit_in(after, depth, self.home)
        except (msgspec.ValidationError, TypeError, ValueError, AttributeError) as error:
            judged = Judged("no session", str(error))
        else:
            judged = judge(record.session, after, self.home, quickly=self.quickly)
        return Try(record.name, kinds, what, DEPTHS[depth], judged)

    def _at_a_review(self) -> Try:
        record = self.random.choice(self.reviewed)
        review = self.random.choice(self.home.reviews[record.session.id])
        tables = tables_of(review)
        kinds, what = self._change(tables)
        fits = self.random.random() < 0.5
        try:
            after = msgspec.convert(tables, Review, strict=True)
            if fits:
                before = record.session.history[: after.history_length]
                after = msgspec.structs.replace(after, history_digest=history_digest(before))
        except (msgspec.ValidationError, TypeError, ValueError) as error:
            judged = Judged("no session", str(error))
        else:
            judged = judge_review(record.session, review, after, self.home)
        name = f"a review of: {record.name}"
        return Try(name, kinds, what, DEPTHS[1] if fits else DEPTHS[0], judged)
