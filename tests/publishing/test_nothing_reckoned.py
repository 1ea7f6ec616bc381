"""Nothing small can be reckoned out of a published evaluation, by somebody else's arithmetic."""

import os

import numpy as np
import pytest
from hidden_counts import evaluation_of, printed, random_truth, revealed

from rusfelt.disclosure import Policy
from rusfelt.publishing import publish

SEEDS = 300 if os.environ.get("RUSFELT_SOAK") else 3


@pytest.mark.parametrize("share", [False, True])
def test_no_small_number_of_people_can_be_reckoned_from_the_json(share):
    """Counts, those not counted and those asked, by district and sex, rows missing at random."""
    for seed in range(SEEDS):
        rng = np.random.default_rng([seed, share])
        truth = random_truth(rng, share=share)
        told = publish(evaluation_of([truth]), Policy(5, minimum_denominator=10)).to_dict()
        assert [*revealed(truth, printed(told, 2018))] == []


def test_the_reckoning_finds_what_an_unprotected_document_gives_away():
    """Otherwise the test above could not fail."""
    truth = random_truth(np.random.default_rng(1), share=True)
    told = publish(evaluation_of([truth]), internal=True).to_dict()
    assert [*revealed(truth, printed(told, 2018))]
