"""Every public statistic, thousands of times, with arguments nobody should give it.

Each call is answered with arrays of the batch's shape or refused with a ``DomainError`` that says
what is wrong, where, and what to do; never another exception, never a warning, and the arguments
stay as they were. Set ``RUSFELT_SOAK=1`` for 10,000 calls of each function instead of 200.
"""

from __future__ import annotations

import os
import re
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hostile import hostile, keep_the_law
from recipe import arguments, public_functions
from recipes import RECIPES
from roles import REFUSED
from roles_of_people import PRIVATE

from rusfelt.errors import DomainError

if TYPE_CHECKING:
    from recipe import Recipe

CALLS = 10_000 if os.environ.get("RUSFELT_SOAK") else 200
# Roles that are wrong only beside each other: either of the two may be named.
PAIRED = {"lower", "upper", "first", "now", "due", "part", "whole-part"}


@pytest.fixture(autouse=True, scope="module")
def few_charts():
    """Charts are simulated by the dozen, not by the thousand."""
    module = import_module("rusfelt.stats.false_alarms")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHARTS", 20)
        patch.setattr(module, "_FEWEST", 20)
        module._simulate.cache_clear()
        yield
    module._simulate.cache_clear()


def test_every_public_function_has_a_recipe() -> None:
    """A function that is offered is also put to this test."""
    assert public_functions() == {recipe.name for recipe in RECIPES.values()}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", sorted(RECIPES))
def test_hostile_arguments_are_answered_or_refused(name: str) -> None:
    """And the campaign is no sham: it gets both answers and refusals."""
    recipe = RECIPES[name]
    answered = 0
    for seed in range(CALLS):
        values = hostile(np.random.default_rng([seed, *name.encode()]), recipe)
        try:
            answered += keep_the_law(recipe, values)
        except Exception as error:
            error.add_note(f"seed {seed} of {name}: {values!r}")
            raise
    assert 0.1 * CALLS < answered < 0.95 * CALLS


ROWS = [
    (name, argument)
    for name, recipe in sorted(RECIPES.items())
    for argument, text in recipe.arguments.items()
    if "*" in text and REFUSED.get(text.split()[0].rstrip("?"))
]


@pytest.mark.parametrize(("name", "argument"), ROWS)
def test_a_refusal_names_the_argument_and_the_row(name: str, argument: str) -> None:
    """Five rows of which one is spoilt, with each figure its role forbids."""
    recipe = RECIPES[name]
    rng = np.random.default_rng([7, *name.encode()])
    drawn = recipe.draw(rng, (5,), whole=True, least=5)
    recipe.function(**arguments(drawn))
    role = drawn[argument].role
    for bad in REFUSED[role]:
        words = np.asarray(drawn[argument].value).dtype.kind == "U"
        spoilt = np.array(drawn[argument].value, dtype="U13" if words else np.float64)
        row = spoilt.reshape(5, -1)[3]
        row[-1] = bad
        with pytest.raises(DomainError) as refused:
            recipe.function(**arguments(drawn) | {argument: spoilt})
        places = [problem.path for problem in refused.value.problems]
        known = "|".join(recipe.arguments) if role in PAIRED else argument
        named = rf"({known}), row {_row(recipe, drawn[argument].axes, spoilt)}\b"
        assert any(re.match(named, place) for place in places), (bad, places)
        if role in PRIVATE:
            assert not re.search(rf"(?<![\w.]){re.escape(str(bad))}(?!\w)", str(refused.value))


def _row(recipe: Recipe, axes: str, spoilt: np.ndarray) -> str:
    """The number of the row whose last cell is spoilt, the fourth of five."""
    if people := set(recipe.people) & set(axes):
        upto = max(axes.index(letter) for letter in people) + 1
        return str(4 * int(np.prod(spoilt.shape[1:upto])) - 1)
    # Where a row is a table, its last series may be named by its own number.
    series = spoilt[0].size // spoilt.shape[-1] if spoilt.ndim > 1 else 1
    return f"(3|{4 * series - 1})"
