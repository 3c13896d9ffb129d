"""Files that somebody changed and sealed anew: none is READY with a clean `verify` that says more
than it said, unless its author could have typed it."""

import pytest
from resealed.trying import Tally, Tries

pytestmark = pytest.mark.slow

MUTATIONS = 750
"""In each part."""
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_no_file_that_is_changed_and_sealed_anew_gains_anything(part, soak, tallied):
    tries, tally = Tries(soak.seed + part, quickly=soak.times == 1), Tally()
    for _ in range(MUTATIONS * soak.times):
        tally.add(tries.next())
    tallied(tally.by_kind)
    assert [str(tried) for tried in tally.holes] == []
    tried = tally.fates
    assert tried["not ready"] > 0
    assert tried["named by verify"] > 0
    assert tried["the same"] > 0
