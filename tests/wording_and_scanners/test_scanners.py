"""What each scanner finds in a text, and what looks like it and is none."""

import pytest

FOUND = {
    "phone": [
        ("Call 503-555-0177.", "503-555-0177"),
        ("Call (503) 555-0177 now", "(503) 555-0177"),
        ("503.555.0177", "503.555.0177"),
        ("+1 503 555 0177", "+1 503 555 0177"),
        ("1-503-555-0177", "1-503-555-0177"),
        ("ring +44 20 7946 0958", "+44 20 7946 0958"),
        ("ring 555-0177", "555-0177"),
        ("5035550177", "5035550177"),
        ("503\u2011555\u20110177", "503\u2011555\u20110177"),
    ],
    "email": [
        ("write to a.b+c@mail.example.com.", "a.b+c@mail.example.com"),
        ("<Kim@Example.ORG>", "Kim@Example.ORG"),
    ],
    "ssn": [
        ("SSN 219-09-9999", "219-09-9999"),
        ("219 09 9999", "219 09 9999"),
        ("his social security number 219099999", "219099999"),
        ("SSN ending in 4471", "4471"),
        ("SSN: xxx-xx-4471", "xxx-xx-4471"),
    ],
    "birth-date": [
        ("DOB 03/14/1988", "03/14/1988"),
        ("D.O.B.: 3-14-88", "3-14-88"),
        ("born on March 14, 1988", "March 14, 1988"),
        ("date of birth 1988-03-14", "1988-03-14"),
        ("was born in Ohio, 14 March 1988", "14 March 1988"),
    ],
    "address": [
        ("The man lives on Birch Lane.", "Birch Lane"),
        ("She resides at 412 Maple with two children", "412 Maple"),
        ("near 14210 County Road 8", "14210 County Road 8"),
        ("at 1420 Maple Street", "1420 Maple Street"),
        ("at 315 N. Lark Ave.", "315 N. Lark Ave"),
        ("at 5120 NE 14th Place", "5120 NE 14th Place"),
        ("1420 MAPLE STREET", "1420 MAPLE STREET"),
        ("the 600 block of Vine", "600 block of Vine"),
        ("in the 1100-block", "1100-block"),
        ("the 1400 blk of Main St", "1400 blk of Main St"),
        ("a house on Tanner Road near 3rd", "Tanner Road"),
        ("Outside a Maple Street home", "Maple Street"),
        ("his 14th Avenue apartment", "14th Avenue"),
        ("at his home on Willow Street", "Willow Street"),
        ("Her house at the corner of Pine and 7th", "Pine and 7th"),
        ("in the area of 1200 N Elm", "1200 N Elm"),
        ("in the area of 45 Harbor", "45 Harbor"),
        ("near 2210 South Vine last night", "2210 South Vine"),
        ("in apartment 12 of 500 Lakeview", "apartment 12 of 500 Lakeview"),
        ("Room 214 at the Budget Inn", "Room 214 at the Budget Inn"),
        ("lot 22, Sunny Acres", "lot 22, Sunny Acres"),
    ],
    "place": [
        ("a student at Kennedy High School", "Kennedy High School"),
        ("taken to St. Vincent Hospital", "St. Vincent Hospital"),
        ("at Mercy Medical Center", "Mercy Medical Center"),
        ("a member of First Baptist Church", "First Baptist Church"),
        ("at the University Hospital of Ames", "University Hospital"),
        ("he works at Tideland Bank", "Tideland Bank"),
        ("a Bayside Grocery employee", "Bayside Grocery"),
        ("from Kamiak High", "Kamiak High"),
        ("she attends Roosevelt Middle", "Roosevelt Middle"),
        ("her job at Bayside Fitness", "Bayside Fitness"),
        ("employed by the Tideland Bank", "Tideland Bank"),
        ("The child goes to St. Mary's.", "St. Mary's"),
        ("The family worships at Temple Beth El.", "Temple Beth El"),
        ("He drives for Yellow Cab.", "Yellow Cab"),
        ("in the youth group of Grace Lutheran", "Grace Lutheran"),
        ("a patient of Willow Nursing Home", "Willow Nursing Home"),
        ("from Roosevelt Middle", "Roosevelt Middle"),
        ("The teen plays for the Mill Eagles.", "Mill Eagles"),
        ("She teaches third grade at Hillcrest.", "Hillcrest"),
        ("She volunteers at the Hope Center.", "Hope Center"),
    ],
    "plate": [
        ("plate ABC-1234", "ABC-1234"),
        ("license plate number 7KLM204", "7KLM204"),
        ("Oregon plates: 481 KXR", "481 KXR"),
    ],
    "child-age": [
        ("A 9-year-old was hit on Elm Street.", "9-year-old"),
        ("His mother said that he is 12.", "12"),
        ("Her son, 11, called.", "11"),
        ("a girl (14) and her father", "14"),
        ("aged 7, of Oak Avenue", "7"),
        ("The student, 17, was hurt.", "17"),
        ("a 6-month-old and her mother", "6-month-old"),
        ("A 13 year old in eighth grade", "13 year old"),
        ("Two 17-year-olds from Oak Street", "17-year-olds"),
        ("a fifteen-year-old at school", "fifteen-year-old"),
        ("a 15 y/o student", "15 y/o"),
        ("a third-grader at Mill School", "third-grader"),
    ],
    "relationship": [
        ("He is charged with murder. He shot his wife at noon.", "wife"),
        ("His estranged husband was arrested for assault", "husband"),
        ("He was arrested for the rape of his niece.", "niece"),
        ("Her ex-husband is charged with domestic assault.", "husband"),
        ("The suspect, her stepfather, is accused of abuse.", "stepfather"),
    ],
    "record-id": [
        ("FBI No. 882731AB4", "882731AB4"),
        ("entered in NCIC as M482910337", "M482910337"),
        ("SID OR14482910", "OR14482910"),
        ("booking number 26-B-104482", "26-B-104482"),
        ("Coroner's case ME-26-00412", "ME-26-00412"),
    ],
}
FOUND["bare-description"] = [
    ("A Black male ran.", "Black male"),
    ("a white or Hispanic man in a hoodie and jeans", "Hispanic man"),
    ("an African-American woman, tall", "African-American woman"),
]
NOT_FOUND = {
    "phone": [
        "Case 26-1182 of 2026-11-22", "Dial 911 or 988.", "Exit 163-165", "1234567890123",
        "Route 9, 10:15 p.m.", "case 226-1182", "Report no. 226-1182",
        "000-000-0000", "$555-0177", "099-555-0177", "code 12345-6789",
    ],
    "email": ["@police on X", "@police@example.social", "a @ b", "50@home", "user@host"],
    "ssn": ["219099999", "case number 219-09-9999",
            "Report #: 219-09-9999", "000-12-3456", "666-12-3456", "901-12-3456", "123-00-4567",
            "123-45-0000", "123-45 6789", "26-1182", "503-555-0177"],
    "birth-date": ["On 03/14/1988 he left.", "born in May", "The station's birthday party is at 5.",
                   "Reborn 3/4"],
    "address": ["Exit 12 Harbor Road", "mile 31 Pine Street", "at 5 p.m. on Main Street",
                "two cars on Fifth Street", "16 years on Main Street", "Route 9 Mill Road",
                "a block of 200", "city block", "2026 Toy Drive", "12 District Court",
                "Open house on Main Street", "a funeral home on Oak Street", "home on Friday",
                "110 West", "in 2026 North American schools", "an area of 40 acres",
                "Lot 4 is full", "a Main Street parade", "room 12 is open", "Apartment fires"],
    "place": ["taken to hospital", "at a school", "The High School is closed.", "Our church",
              "the Hospital", "a student who works", "works at night", "a store employee",
              "on Old Church Street", "the Riverton School District", "the driver of the Honda",
              "working at Exit 12", "works for the Riverton Police", "St. Patrick's Day",
              "St. Louis", "the temple", "in the Middle East", "drives for hours",
              "plays for keeps", "teaches at night", "he taught us at home"],
    "plate": ["Plate tectonics", "license to drive", "a license plate", "license plate FOOD",
              "tag 2026", "Tag us"],
    "child-age": ["A 34-year-old on Elm Street", "16 years on Main Street with a family",
                  "Ages 14 to 17, at school", "8-year-olds at school", "a 9-year-old",
                  "a 12-year-old case at a school", "Route 9, Exit 12, and Mill Road",
                  "Grade 5 won 12 to 9", "twelve (12) bikes near a school",
                  "a road grader on Elm Street", "Her mother is 34.", "in 5 days at school"],
    "relationship": ["He was arrested; his niece called us.", "He was shot; his niece called us.",
                     "Domestic violence hurts wives.",
                     "Her father thanked us after the sexual assault training."],
    "bare-description": ["a white van", "a black man in a red cap, a gray coat and boots",
                         "White House man"],
    "record-id": ["FBI agents came.", "The FBI at 503-555-0142", "Autopsy on May 5",
                  "Case 26-1182", "booked on 12 charges", "an inmate since 2019",
                  "booking at 1430 hours",
                  "FBI: 1-800-CALL-FBI"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [(rule, *example) for rule, examples in FOUND.items() for example in examples],
)
def test_a_detail_is_found_in_every_form(find, rule, text, words):
    assert (rule, words) in find(text)


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in NOT_FOUND.items() for text in texts]
)
def test_what_only_looks_like_it_is_not_found(find, rule, text):
    assert [words for name, words in find(text) if name == rule] == []


def test_the_agencys_own_lines_may_be_in_a_post(find):
    text = "Call 555-0142, (503) 555-0142 or +1 503 555 0142; tips@pd.example or chief@pd.example"
    assert len(find(text)) == 5
    assert find(text, phone=["503-555-0142"], email=["@pd.example"]) == []
    assert find("206-555-0142", phone=["503-555-0142"]) == [("phone", "206-555-0142")]
    others = [words for rule, words in find(text, email=["Tips@PD.example"]) if rule == "email"]
    assert others == ["chief@pd.example"]


def test_the_agency_lists_schools_and_employers_and_leaves_its_own_places_alone(find):
    text = "seen near Little Otters"
    assert find(text) == []
    assert find(text, place=["Little Otters"]) == [("place", "Little Otters")]
    ours = "Come to 400 Main Street or the Mercy Hospital Annex."
    assert len(find(ours)) == 2
    assert find(ours, left_alone=["400 Main Street", "Mercy Hospital"]) == []


def test_a_place_says_nothing_where_the_place_is_the_news(find):
    text = "The 300 block of Elm is closed; shelter at Lincoln School, 12 Oak Street."
    for silent in ("traffic-advisory", "life-safety-alert", "community-post"):
        assert find(text, silent) == []
    assert len(find(text, "arrest-charge")) == 3
    # But a home is one there, too, whoever was sent to it.
    home = "A hoax call sent officers to a home at 12 Oak Street."
    assert find(home, "threat-hoax") == [("address", "12 Oak Street")]
    # A child's age is told even there.
    child = "A 9-year-old and his mother were at 12 Oak Street."
    assert find(child, "traffic-advisory") == [("child-age", "9-year-old")]


def test_a_race_is_told_where_somebody_is_looked_for(find):
    text = "A Black male ran."
    assert find(text, "wanted-suspect") == find(text) == [("bare-description", "Black male")]
    assert find(text, "missing-person") == []


def test_an_age_is_told_only_near_what_tells_where(find):
    for between, found in ((70, 1), (90, 0)):
        assert len(find(f"A 9-year-old {'.' * between} Elm Street")) == found


def test_a_detail_in_a_quotation_is_one_all_the_same(find):
    assert find('He said "call 503-555-0177".') == [("phone", "503-555-0177")]
