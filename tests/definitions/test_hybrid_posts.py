"""Posts that are of two kinds at once: whichever type is guessed first, the questions, answered
honestly, lead to the type and the steps that the post needs.

Every name, number and place is made up.
"""

import pytest
from msgspec import Struct

from checklists.definitions.catalog import load_catalog

TYPES = load_catalog().checklists


class Hybrid(Struct):
    """A post, the type that a PIO would guess, each question with a yes, and what it needs."""

    what: str
    guess: str
    yes: tuple[str, ...]
    ends_as: str
    needs: tuple[str, ...]
    not_asked: tuple[str, ...] = ()


SUSPECT = ("identity-verified", "allegation-wording", "suspect-release-limits")
DEATH = ("kin-notified", "family-window", "whom-to-call", "name-release-basis", "dignity-language")

HYBRIDS = (
    Hybrid(
        "A driver was arrested after a crash on Canal Street that killed a cyclist.",
        "traffic-serious",
        ("shows-suspect",),
        "traffic-serious",
        (*DEATH, "crash-wording", *SUSPECT),
        ("family-call-now",),
    ),
    Hybrid(
        "The search for the boy missing since Sunday has ended; he was found dead by the river.",
        "missing-person",
        ("search-ended-in-death",),
        "death-investigation",
        (*DEATH, "cause-left-to-examiner", "manner-and-method", "victim-view"),
        SUSPECT,
    ),
    Hybrid(
        "Our search is over. The family has told their friends; please give them time. Thank you.",
        "missing-person",
        ("search-ended-in-death",),
        "death-investigation",
        (*DEATH, "victim-view", "media-handoff"),
        SUSPECT,
    ),
    Hybrid(
        "K-9 Rex after last night's burglary search, in front of the house that was broken into.",
        "community-post",
        ("real-case-shown",),
        "agency-initiative",
        ("victims-identified", "no-identifiers", "story-consent", "media-package"),
    ),
    Hybrid(
        "Join us: our hiring day is on May 3, one year after the shooting at the market.",
        "community-post",
        ("real-case-shown", "offers-service", "real-protected-case"),
        "agency-initiative",
        (
            "initiative-victims-informed",
            "victims-identified",
            "dignity-language",
            "advance-notice",
            "rights-and-wishes",
            "victim-safety",
        ),
    ),
    Hybrid(
        "Two people were arrested for the robbery in which an officer was shot.",
        "arrest-charge",
        ("police-force", "shows-suspect"),
        "officer-incident",
        (*DEATH, *SUSPECT, "no-prejudgment", "officer-naming-rule"),
    ),
    Hybrid(
        "A woman was found dead in her cell this morning. A video from the jail is online.",
        "death-investigation",
        ("died-in-custody",),
        "custody-death",
        (*DEATH, "publication-deadline", "cause-left-to-examiner", "agency-lead"),
    ),
    Hybrid(
        "A 15-year-old was arrested for the threat against a school that proved to be false.",
        "threat-hoax",
        ("arrest-is-the-news", "shows-suspect"),
        "arrest-charge",
        ("victims-identified", "advance-notice", "victim-view", "apparent-child", *SUSPECT),
    ),
    Hybrid(
        "The bomb threat at the high school was false. A student was identified; classes go on.",
        "threat-hoax",
        ("shows-suspect",),
        "threat-hoax",
        (
            "victims-identified",
            "victim-services-engaged",
            "school-families-first",
            "target-not-identifiable",
            "threat-not-repeated",
            "nobody-called-liar",
            "apparent-child",
            *SUSPECT,
        ),
    ),
    Hybrid(
        "Do you know this man? In the store's video he pushes the clerk to the floor.",
        "unidentified-suspect",
        ("clip-of-the-crime",),
        "unidentified-suspect",
        ("victims-in-video", "content-warning", "footage-consent", "protected-victim"),
    ),
    Hybrid(
        "A woman was stabbed in her home on Elm Street and is in surgery; nobody is in custody.",
        "crime-trend",
        ("first-word-of-death",),
        "death-investigation",
        (*DEATH, "medical-limits", "victim-safety"),
        SUSPECT,
    ),
    Hybrid(
        "A bystander was killed when a car that officers were following ran a red light.",
        "traffic-serious",
        ("police-force",),
        "officer-incident",
        (*DEATH, "cause-left-to-examiner", "manner-and-method", "no-prejudgment"),
        SUSPECT,
    ),
    Hybrid(
        "Arrested for the homicide on Oak Street, whose victim's name the examiner has released.",
        "arrest-charge",
        ("death-or-injury",),
        "arrest-charge",
        ("kin-notified", "family-window", "medical-limits", "name-release-basis", *SUSPECT),
    ),
    Hybrid(
        "How to stay safe in parks: three women were followed this week on the river path.",
        "prevention-advice",
        ("figures-or-series", "harm-between-people"),
        "crime-trend",
        ("recent-victims-told", "location-blur", "no-blame-advice", "services-line"),
    ),
    Hybrid(
        "The man wanted for the shooting on Oak Street was found; he died before we arrived.",
        "wanted-suspect",
        ("first-word-of-death", "shows-suspect", "public-already"),
        "death-investigation",
        (*DEATH, *SUSPECT, "family-call-now"),
    ),
    Hybrid(
        "An arrest in the assaults at the pool, whose coach faces charges. Were you hurt, too?",
        "arrest-charge",
        ("asks-others",),
        "arrest-charge",
        ("additional-victims", "protected-victim", "advance-notice", "support-contact", *SUSPECT),
        ("kin-notified", "family-window"),
    ),
    Hybrid(
        "Body-worn video of the arrest of a man charged with assault; the woman he hit is in it.",
        "unidentified-suspect",
        ("already-named", "shows-suspect"),
        "wanted-suspect",
        ("advance-notice", "protected-victim", "identity-verified", "support-contact"),
    ),
    Hybrid(
        "Route 9 is closed at Mill Road after a fatal crash of two cars.",
        "traffic-advisory",
        ("more-than-closure",),
        "traffic-serious",
        (*DEATH, "travel-details", "recognizable-scene"),
        SUSPECT,
    ),
)


def walked(post: Hybrid) -> tuple[str, set[str]]:
    """The type in which the questions end, and the steps that are asked in it."""
    checklist = TYPES[post.guess]
    while suggested := [q.suggests for q in checklist.questions if q.suggests and q.id in post.yes]:
        checklist = TYPES[suggested[0]]
    taken_out = {
        step for q in checklist.questions if q.adds and q.id not in post.yes for step in q.adds
    }
    always = {step.id for section in checklist.sections for step in section.steps}
    return checklist.id, always - taken_out


@pytest.mark.parametrize("post", HYBRIDS, ids=lambda post: post.what[:40])
def test_a_post_of_two_kinds_ends_with_the_steps_that_it_needs(post: Hybrid) -> None:
    ends_as, asked = walked(post)
    assert ends_as == post.ends_as
    assert set(post.needs) <= asked
    assert not set(post.not_asked) & asked


def test_whoever_answers_no_to_everything_has_the_steps_of_the_guess_alone() -> None:
    """The questions decide above: without a yes most of these posts would lack what they need."""
    lacking = [
        post.what
        for post in HYBRIDS
        if not set(post.needs) <= walked(Hybrid(post.what, post.guess, (), "", ()))[1]
    ]
    assert len(lacking) >= len(HYBRIDS) - 2
