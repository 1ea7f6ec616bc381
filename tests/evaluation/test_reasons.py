"""A reason says all that stands in the way, and what could have been seen."""

from rusfelt import Indicator, Measurement, Measurements, Plan, Tiltak, evaluate_plan


def _judged(indicator, values, **each):
    plan = Plan("p", "P", indicators=[indicator], tiltak=[Tiltak("t", "T", moves=["i"])])
    rows = [
        Measurement("i", period=str(2015 + year), **({"value": value} | each))
        if "denominator" not in each
        else Measurement("i", period=str(2015 + year), numerator=value, **each)
        for year, value in enumerate(values)
    ]
    return evaluate_plan(plan, Measurements.of(rows)).series[0]


def test_every_obstacle_is_named_and_the_change_still_described():
    """A cross-section of unknown coverage that counts a stock is hindered twice."""
    mapped = Indicator(
        "i", "I", kind="count", better="lower", counts="persons-present", design="cross-section"
    )
    found = _judged(mapped, [179, 128])
    assert found.reason == "coverage-undeclared"
    assert found.ruling.also == ("stock", "described-only")
    told = found.sentence("en")
    assert "coverage was equal" in told
    assert "same people" in told
    assert "p = 0.00425" in told
    assert found.to_dict()["also"] == ["stock", "described-only"]


def test_a_short_trend_of_small_counts_says_what_could_have_been_seen():
    """The smallest attainable p, and that not even 0 in one later year would show."""
    deaths = Indicator("i", "I", kind="count", better="lower", counts="events", design="register")
    found = _judged(deaths, [2, 2, 1, 1])
    assert found.ruling.codes == ("undetected", "smallest-attainable", "alone-fall-impossible")
    assert "not even 0" in found.sentence("en")
    rising = Indicator("i", "I", kind="count", better="higher", counts="events", design="register")
    assert _judged(rising, [10, 11, 9]).ruling.codes[-1] == "alone-rise"


def test_a_detectable_count_is_never_held_against_a_rate():
    """12 events and 3.0 per 1,000 are not the same unit, so only the p is told."""
    rate = Indicator(
        "i", "I", kind="rate", better="lower", counts="events", design="register", factor=1000
    )
    found = _judged(rate, [12, 11], denominator=4000)
    assert found.ruling.codes == ("undetected",)
