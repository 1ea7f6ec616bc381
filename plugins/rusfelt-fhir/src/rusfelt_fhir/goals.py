"""A plan as FHIR: a CarePlan, and a Goal for each of its goals and targets."""

from __future__ import annotations

from rusfelt import Plan, Published, Target, Verdict
from rusfelt.domain import title_in
from rusfelt.errors import DomainError
from rusfelt.publishing import published_only
from rusfelt_fhir._made import Reference, Resource, bundle, identified, own
from rusfelt_fhir._plan_made import Makes

__all__ = ["care_plan", "goal"]


def goal(
    plan: Plan,
    target: Target,
    *,
    subject: Reference | None = None,
    verdict: Verdict | str | None = None,
    status: str = "active",
    system: str | None = None,
    language: str = "nb",
) -> Resource:
    """One target of a plan as a FHIR Goal.

    ``achievementStatus`` is set from a verdict where HL7 has a code that says the same; for
    ``cannot-decide``, ``not-assessable`` and ``mixed`` there is none, and a note says the word. A
    Goal with a person as its subject is about that person: it is made on your own machine of what
    you hand in, and published by nobody here.

    Args:
        plan: where the indicator stands.
        target: the target.
        subject: whose goal it is; unsaid, the plan's area, or the plan by its title.
        verdict: what the figures show, as an :class:`~rusfelt.Evaluation` says it.
        status: FHIR's ``lifecycleStatus``.
        system: the code system the indicators' ids are codes of.
        language: of titles and notes, as far as the plan has them.

    Returns:
        The Goal, with an id that follows from its content.

    Raises:
        UnknownNameError: the plan does not have the indicator.
        DomainError: a text holds a national identity number, or the verdict is none.

    >>> from rusfelt import Indicator
    >>> plan = Plan("p", "A plan", indicators=[Indicator("deaths", "Deaths")])
    >>> made = goal(plan, Target("deaths", value=5, operator="<=", due="2024"))
    >>> made["target"][0]["detailQuantity"], made["target"][0]["dueDate"]
    ({'value': 5, 'comparator': '<='}, '2024-12-31')
    """
    indicator = plan.indicator(target.indicator)
    made = Makes(plan, subject, status, system, language)
    words = [] if verdict is None else [(target, _verdict(verdict))]
    extensions = [own("target-only", "valueBoolean", value=True)]
    text = title_in(indicator.title, language)
    return identified(made.goal(extensions, None, text, [made.target(target)], words))


def care_plan(
    plan: Plan,
    *,
    subject: Reference | None = None,
    published: Published | None = None,
    status: str = "active",
    system: str | None = None,
    language: str = "nb",
) -> Resource:
    """A plan as a Bundle: the CarePlan first, with its tiltak as activities, and then its Goals.

    Each goal of the plan becomes a FHIR Goal with the targets of its indicators; a target on no
    goal becomes one of its own. What neither FHIR nor rusfelt's extensions have a place for is
    listed in a note of the CarePlan. A CarePlan with a person as its subject is about that person:
    it is made on your own machine of what you hand in, and published by nobody here.

    Args:
        plan: the plan.
        subject: whose plan it is; unsaid, the plan's area, or the plan by its title.
        published: an evaluation of this plan as :func:`rusfelt.publish` gives it; a Goal with one
            target gets its ``achievementStatus`` from the verdict of the series held against it.
        status: FHIR's status of the CarePlan and ``lifecycleStatus`` of its Goals.
        system: the code system the indicators' ids are codes of.
        language: of titles and notes, as far as the plan has them.

    Returns:
        The Bundle, with ids that follow from its content.

    Raises:
        DomainError: a text holds a national identity number, or ``published`` is for internal use.
    """
    makes = Makes(plan, subject, status, system, language)
    verdicts = _verdicts(published)
    goals = [identified(each) for each in makes.goals(verdicts)]
    return bundle([makes.plan_itself(goals), *(_unnamed(each) for each in goals)])


def _unnamed(resource: Resource) -> Resource:
    """The resource without its id, which a Bundle makes anew and the same."""
    return {name: each for name, each in resource.items() if name != "id"}


def _verdict(given: Verdict | str) -> Verdict:
    try:
        return Verdict(given)
    except ValueError:
        msg = f"{given!r} is no verdict. Use one of: {', '.join(Verdict)}."
        raise DomainError(msg) from None


def _verdicts(published: Published | None) -> list[tuple[Target, Verdict]]:
    """The verdicts with the targets they were held against."""
    if published is None:
        return []
    found = published_only(published)
    if found.internal:
        msg = "This evaluation is for internal use, and FHIR is for exchange. Publish it first."
        raise DomainError(msg)
    series = found.evaluation.series
    held = [(each.case.standing.target, each.verdict) for each in series]
    return [(target, verdict) for target, verdict in held if target is not None]
