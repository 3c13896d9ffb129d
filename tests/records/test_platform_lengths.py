"""How long a text is where it is to be posted."""

import pytest

from checklists.definitions.catalog import load_catalog
from checklists.definitions.model import Platform
from checklists.session.model import Draft
from checklists.session.post_length import length_on, lengths

PLATFORMS = load_catalog().platforms


def on_x(text: str) -> int:
    return length_on(PLATFORMS["x"], text)


def test_plain_text_counts_its_characters_everywhere() -> None:
    for platform in PLATFORMS.values():
        assert length_on(platform, "Road closed at Mill Road.") == 25
        assert length_on(platform, "") == 0


@pytest.mark.parametrize(
    "link", ["https://a.gov", "http://www.cityofexample.gov/police/news/2026/11/22/route-9?x=1#top"]
)
def test_a_link_counts_as_23_on_x_and_mastodon_however_long_it_is(link: str) -> None:
    text = f"See {link} now"
    assert on_x(text) == len("See  now") + 23
    assert length_on(PLATFORMS["mastodon"], text) == len("See  now") + 23
    assert length_on(PLATFORMS["bluesky"], text) == len(text)


def test_two_links_count_twice() -> None:
    assert on_x("https://a.gov https://b.gov") == 47


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("\U0001f6a8", 2),  # an emoji
        ("\u9053\u8def", 4),  # Chinese
        ("\ub3c4\ub85c", 4),  # Korean
        ("caf\u00e9", 4),
        ("\u0414\u043e\u0440\u043e\u0433\u0430", 6),  # Russian
        ("\u05d3\u05e8\u05da", 3),  # Hebrew
        ("\u201cRoute 9\u201d \u2013 don\u2019t", 17),  # quotation marks and dashes
        ("\u2026", 2),  # an ellipsis as one character
        ("\u2022", 2),  # a bullet
        ("\u20ac", 2),  # the euro sign
        ("\u2192", 2),  # an arrow
    ],
)
def test_x_counts_as_two_what_its_own_rule_counts_as_two(text: str, length: int) -> None:
    """Its rule (twitter-text, version 3): one for U+0000-10FF, 2000-200D, 2010-201F and 2032-2037,
    two for all others. A count below it would let a post be refused after it was marked ready."""
    assert on_x(text) == length


def test_only_a_platform_that_says_so_counts_an_emoji_as_two() -> None:
    assert length_on(PLATFORMS["facebook"], "\U0001f6a8") == 1


def test_the_length_on_each_chosen_platform_in_the_order_chosen() -> None:
    draft = Draft(text="x" * 300, variants={"x": "x" * 281}, platforms=("x", "bluesky", "website"))
    found = lengths(draft, PLATFORMS)
    assert [(length.platform, length.used, length.limit, length.over) for length in found] == [
        ("x", 281, 280, 1),
        ("bluesky", 300, 300, 0),
        ("website", 300, None, 0),
    ]


def test_a_platform_that_the_definitions_no_longer_have_has_no_limit() -> None:
    [length] = lengths(Draft(text="abc", platforms=("gone",)), {})
    assert (length.title, length.used, length.limit, length.over) == ("gone", 3, None, 0)


def test_a_platform_without_rules_of_its_own_counts_characters() -> None:
    assert length_on(Platform(id="p", title="P"), "https://a.gov \U0001f6a8") == 15
