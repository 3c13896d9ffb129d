"""Files that somebody changed and sealed anew: none is READY with a clean `verify` that says more
than it said, unless its author could have typed it."""

import pytest
from resealed.trying import Tally, Tries

pytestmark = pytest.mark.slow

MUTATIONS = 600
"""In each part, for some 18 seconds in all; any number by `python -m resealed.run`."""


@pytest.mark.parametrize("seed", range(4))
def test_no_file_that_is_changed_and_sealed_anew_gains_anything(seed):
    tries, tally = Tries(seed, quickly=True), Tally()
    for _ in range(MUTATIONS):
        tally.add(tries.next())
    assert [str(tried) for tried in tally.holes] == []
    tried = tally.fates
    assert tried["not ready"] > 0
    assert tried["named by verify"] > 0
    assert tried["the same"] > 0
