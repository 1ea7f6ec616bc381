"""What became of each tiltak and goal, and what is probably the same under another id."""

from __future__ import annotations

import rusfelt
from rusfelt import Goal, Plan, Strategy, Tiltak
from rusfelt.evaluation.changes import plan_changes
from rusfelt.evaluation.revision.likeness import alike, probable_pairs


def plan(**named):
    return Plan("p", "Plan", **named)


def ids(changes, kind, word):
    return [each.id for each in getattr(changes, kind) if each.change == word]


def test_a_dropped_tiltak_keeps_its_last_report_and_what_bears_on_it():
    """Who carries it out, who said the same, and who is called nearly the same now."""
    reports = [{"state": "planned"}, {"state": "ongoing", "date": "2023", "reason": "I gang."}]
    before = plan(
        tiltak=[
            Tiltak(
                "a", "Nettsider om rus", progress=[rusfelt.Progress(**each) for each in reports]
            ),
            Tiltak("b", "Nettsider om rusmidler", duplicate_of="a"),
            Tiltak("c", "Ung Arena"),
            Tiltak("d", "Helt for seg selv"),
        ]
    )
    after = plan(
        tiltak=[
            Tiltak("b", "Nettsider om rusmidler"),
            Tiltak("c2", "Ung arena"),
            Tiltak("e", "Veileder", implements=["p/a", rusfelt.Link("d", "p", strength="partial")]),
        ]
    )
    dropped = {
        each.id: each for each in plan_changes(before, after).tiltak if each.change == "dropped"
    }
    assert dropped["a"].last_progress == before.tiltak[0].progress[1]
    assert [(each.how, each.id) for each in dropped["a"].now] == [
        ("implemented-by", "e"),
        ("same-as", "b"),
    ]
    assert [(each.how, each.id) for each in dropped["c"].now] == [("probably", "c2")]
    assert [(each.how, each.id) for each in dropped["d"].now] == [("partly-implemented-by", "e")]
    assert dropped["d"].last_progress is None


def test_a_dropped_goal_is_followed_to_the_goal_that_carries_it_out():
    """Goals point at goals of other plans as plan/goal."""
    before = plan(goals=[Goal("g", "Færre dødsfall"), Goal("h", "Bedre liv")])
    after = Plan("q", "Ny", goals=[Goal("n", "Nytt", implements=["p/g"], serves=["p/h"])])
    gone = [each for each in plan_changes(before, after).goals if each.change == "dropped"]
    assert [[each.how for each in one.now] for one in gone] == [["implemented-by"], ["served-by"]]


def test_renamed_and_moved_are_said_of_the_same_id():
    """A new title and another strategy are two things that can both be true."""
    strategies = [Strategy("s1", "En"), Strategy("s2", "To")]
    before = plan(strategies=strategies, tiltak=[Tiltak("t", "Mindre frafall", strategies=["s1"])])
    after = plan(strategies=strategies, tiltak=[Tiltak("t", "Mindre fravær", strategies=["s2"])])
    (found,) = plan_changes(before, after).tiltak
    assert (found.change, found.renamed, found.moved) == ("changed", True, True)
    assert [each.field for each in found.fields] == ["title", "strategies"]
    assert 0 < found.likeness < 1


def test_the_same_strategies_in_another_order_are_no_move():
    """What changed is how it is written, not where the tiltak stands."""
    strategies = [Strategy("s1", "En"), Strategy("s2", "To")]
    one, other = (
        plan(strategies=strategies, tiltak=[Tiltak("t", "T", strategies=order)])
        for order in (["s1", "s2"], ["s2", "s1"])
    )
    (found,) = plan_changes(one, other).tiltak
    assert (found.change, found.moved) == ("changed", False)


def test_a_translation_that_was_added_is_no_new_name():
    """A title gains English: it is shown differently there, and nothing was renamed."""
    before = plan(goals=[Goal("g", {"nb": "Færre dødsfall"})])
    after = plan(goals=[Goal("g", {"nb": "Færre dødsfall", "en": "Fewer deaths"})])
    (found,) = plan_changes(before, after).goals
    assert (found.change, found.renamed) == ("changed", False)


def test_a_title_written_as_text_or_as_a_table_is_the_same_title():
    """How a file spells it is not what the plan says."""
    before = Plan("p", "Plan", goals=[Goal("g", "Mål")])
    after = Plan("p", {"nb": "Plan"}, goals=[Goal("g", {"nb": "Mål"})])
    assert plan_changes(before, after).identical


def test_another_order_is_said_and_is_no_change():
    """A plan that lists its goals the other way around says the same."""
    goals = [Goal("a", "A"), Goal("b", "B")]
    found = plan_changes(plan(goals=goals), plan(goals=goals[::-1]))
    assert found.identical
    assert found.reordered == ("goals",)


def test_no_list_of_bodies_and_an_empty_one_are_different_statements():
    """Unsaid is not the same as none."""
    found = plan_changes(plan(), plan(bodies=[]))
    assert [each.to_dict() for each in found.fields] == [
        {"field": "bodies", "before": None, "after": []}
    ]
    assert not found.identical


# -- probably the same -------------------------------------------------------------------


def test_ids_that_renumbering_gave_to_something_else_are_found():
    """One tiltak put in front pushes the numbers: the ids stay and the titles move."""
    titles = ["Nettsider om rus", "Mindre skolefrafall", "Fast kontaktperson"]
    before = plan(tiltak=[Tiltak(f"t{k}", each) for k, each in enumerate(titles, 1)])
    after = plan(tiltak=[Tiltak(f"t{k}", each) for k, each in enumerate(["Noe nytt", *titles], 1)])
    found = plan_changes(before, after)
    assert [(each.before, each.after, each.reused) for each in found.probably_same] == [
        ("t1", "t2", True),
        ("t2", "t3", True),
        ("t3", "t4", True),
    ]
    assert ids(found, "tiltak", "changed") == ["t1", "t2", "t3"]
    assert ids(found, "tiltak", "added") == ["t4"]


def test_a_small_change_of_wording_is_not_looked_for_under_other_ids():
    """A renamed tiltak that is nearly called the same is the same, though another is too."""
    before = plan(tiltak=[Tiltak("a", "Erfaringskonsulenter i bydelen")])
    after = plan(
        tiltak=[
            Tiltak("a", "Erfaringskonsulenter i bydel"),
            Tiltak("b", "Erfaringskonsulenter i bydelen"),
        ]
    )
    assert plan_changes(before, after).probably_same == ()


def test_two_equally_good_matches_are_both_listed():
    """The reader decides, not the order of a file."""
    found = probable_pairs([("a", "Ung Arena")], [("x", "Ung arena"), ("y", "UNG ARENA")])
    assert [(first, second) for first, second, _ in found] == [("a", "x"), ("a", "y")]


def test_a_better_match_takes_the_place_of_a_good_one():
    """A pair is there where neither has a better match."""
    before = [("a", "Videreutvikle Ung Arena"), ("b", "Videreutvikle Ung Arena nå")]
    found = probable_pairs(before, [("x", "Videreutvikle Ung Arena")])
    assert [(first, second) for first, second, _ in found] == [("a", "x")]


def test_likeness_is_the_same_both_ways_and_of_the_languages_both_have():
    """The measure of the standard library is not; and Norwegian is not held against English."""
    assert alike("tide", "diet") == alike("diet", "tide")
    assert alike({"nb": "Samme", "en": "One"}, {"nb": "Samme", "en": "Two"}) == 1
    goal = Goal("g", {"nb": "Arena"}).title
    assert alike(goal, Goal("g", {"en": "Arena"}).title) == 0
    assert alike("a" * 301, "a" * 302) == 0


def test_a_title_that_very_many_share_tells_none_apart():
    """Twenty-one with one name are no pairs, and take no time."""
    many = [(f"a{k}", "Samarbeid") for k in range(21)]
    assert probable_pairs(many, [("x", "Samarbeid")]) == []
    assert len(probable_pairs(many[:20], [("x", "Samarbeid")])) == 20


def test_very_many_are_only_looked_at_for_the_same_title():
    """More than 250,000 pairs would take minutes: the same titles are found all the same."""
    before = [(f"a{k}", f"Tiltak nummer {k} i planen") for k in range(501)]
    after = [(f"b{k}", f"Noe {k} helt annet") for k in range(501)]
    found = probable_pairs([*before, ("a", "Ung Arena")], [*after, ("b", "ung arena"), ("c", "x")])
    assert found == [("a", "b", 1.0)]
