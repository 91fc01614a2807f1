"""A plan after a new edition: what became of its lines is told, and the words stay."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, drafts, editing, plans, publishing
from frameworks.actions.plans import StepWords
from frameworks.models import Framework, PlanItem, PlanStep
from frameworks.queries.plan_news import news
from frameworks.queries.plans import lines_to_choose
from opportunities.editing import lines
from opportunities.grid.snapshot import Stage, Wording
from opportunities.grid.vocabulary import Group, StageFamily
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, member
from tests.frameworks.plans.conftest import GRID
from tests.frameworks.plans.test_plan_pages import read
from tests.frameworks.updates.copies import reworded, without

pytestmark = pytest.mark.django_db

Role = Membership.Role


def fresh(item) -> PlanItem:
    related = "plan", "framework__organisation", "framework__current_edition"
    return PlanItem.objects.select_related(*related).get(pk=item.pk)


def told(ann, item):
    return news(ann, [fresh(item)])[item.pk]


def test_a_line_that_is_as_it_was_is_no_news(ann, item):
    assert not told(ann, item).is_news


def test_new_words_are_told_and_taken_with_one_press(anns, ann, item):
    published(reworded(GRID, Join_in="Join us"), label="2027")

    page = read(anns.get(f"/plans/{item.plan_id}/"))
    assert "1</strong> changed in its framework since" in page
    assert "Reworded since you chose it." in page
    seen = told(ann, item).line.fingerprint
    anns.post(f"/plans/lines/{item.pk}/answer/", {"answer": "take", "seen": seen})

    now = fresh(item)
    assert now.text == "Join us"
    assert now.source.endswith("2027 edition")
    assert not told(ann, item).is_news


def test_the_desk_tells_of_lines_that_changed_until_they_are_answered(anns, ann, plan, item):
    assert "changed in the framework" not in read(anns.get("/desk/"))
    published(reworded(GRID, Join_in="Join us"), label="2027")

    desk = read(anns.get("/desk/"))
    assert f'<a href="/plans/{plan.pk}/">1 line of “My plan 2026/27”</a> changed' in desk
    seen = told(ann, item).line.fingerprint
    anns.post(f"/plans/lines/{item.pk}/answer/", {"answer": "keep", "seen": seen})

    assert "changed in the framework" not in read(anns.get("/desk/"))


def test_the_desk_tells_nothing_of_a_plan_that_goes_on_in_another(anns, ann, plan, item):
    new = plans.begin_next(plan=plan, by=ann, title="Next")
    published(reworded(GRID, Join_in="Join us"), label="2027")

    desk = read(anns.get("/desk/"))

    assert f'<a href="/plans/{new.pk}/">1 line of “Next”</a> changed' in desk
    assert "1 line of “My plan" not in desk


def test_chosen_words_are_kept_until_the_line_changes_again(anns, ann, item):
    published(reworded(GRID, Join_in="Join us"), label="2027")
    seen = told(ann, item).line.fingerprint
    anns.post(f"/plans/lines/{item.pk}/answer/", {"answer": "keep", "seen": seen})

    assert fresh(item).text == "Join in"
    assert not told(ann, item).is_open
    assert "You kept what you chose." in read(anns.get(f"/plans/lines/{item.pk}/"))
    published(reworded(GRID, Join_in="Join them"), label="2028")
    assert told(ann, item).is_open


def test_what_was_seen_is_what_is_answered(anns, ann, item):
    published(reworded(GRID, Join_in="Join us"), label="2027")
    seen = told(ann, item).line.fingerprint
    published(reworded(GRID, Join_in="Join them"), label="2028")

    response = anns.post(
        f"/plans/lines/{item.pk}/answer/", {"answer": "take", "seen": seen}, follow=True
    )

    assert "The framework has changed once more." in read(response)
    assert fresh(item).text == "Join in"


def test_a_withdrawn_line_stays_until_it_is_taken_out(anns, ann, item):
    published(without(GRID, "Join in"), label="2027")

    page = read(anns.get(f"/plans/lines/{item.pk}/"))

    assert "no longer lists this. It stays in your plan" in page
    assert "Take the new" not in page
    with pytest.raises(plans.PlanRefused, match="does not have this line"):
        plans.take_news(item=item, by=ann, seen=told(ann, item).line.fingerprint)


def test_a_moved_line_can_follow(anns, ann, item):
    first, *others = GRID.placements
    moved = replace(first, key=key("new"), stage=key("Leader"))
    published(replace(GRID, placements=(*others, moved)), label="2027")

    assert "it is at Leader, not at NQT" in read(anns.get(f"/plans/{item.plan_id}/"))
    plans.take_news(item=item, by=ann, seen=told(ann, item).line.fingerprint)

    assert (fresh(item).stage_name, fresh(item).stage) == ("Leader", key("Leader"))
    assert not told(ann, item).is_news


def test_of_several_new_stages_none_is_taken(anns, ann, item):
    first, *others = GRID.placements
    rqt = Stage(key("RQT"), "rqt", "RQT", Group.TEACHERS, StageFamily.EARLY_CAREER)
    moved = [replace(first, key=key(name), stage=key(name)) for name in ("RQT", "Leader")]
    stages = (*GRID.stages, rqt)
    published(replace(GRID, stages=stages, placements=(*others, *moved)), label="2027")

    page = read(anns.get(f"/plans/lines/{item.pk}/"))

    assert "it is at Leader, RQT, not at NQT" in page
    assert "Take the new" not in page
    assert "Keep mine" in page
    with pytest.raises(plans.PlanRefused, match="at several stages now"):
        plans.take_news(item=item, by=ann, seen=told(ann, item).line.fingerprint)


def test_what_a_line_names_has_ended(anns, ann, plan):
    published(grid({("NQT", "School"): ["Follow the GTCE"]}), slug="old")
    (line,) = lines_to_choose(ann, "old", "nqt", [])
    plans.add_lines(plan=plan, by=ann, lines=[line])

    assert "GTCE ended 2012" in read(anns.get(f"/plans/{plan.pk}/"))


def test_a_line_whose_last_day_is_over_is_told_though_nothing_else_changed(anns, ann, plan):
    over = tuple(replace(line, ends_on=date(2026, 10, 3)) for line in GRID.opportunities)
    published(replace(GRID, opportunities=over), slug="overshire")
    chosen = lines_to_choose(ann, "overshire", "nqt", [])
    offered = read(anns.get("/plans/add/?framework=overshire&stage=nqt"))
    assert offered.count("Ended on 3 October 2026") == len(chosen)

    (made,) = plans.add_lines(plan=plan, by=ann, lines=chosen[:1])

    assert told(ann, made).ended_on == date(2026, 10, 3)
    page = read(anns.get(f"/plans/{plan.pk}/"))
    assert "Ended on 3 October 2026." in page
    assert "Keep it all the same" in page


def test_the_desk_tells_of_what_has_ended_until_it_is_answered(anns, ann, plan):
    published(grid({("NQT", "School"): ["Follow the GTCE"]}), slug="old")
    (line,) = lines_to_choose(ann, "old", "nqt", [])
    (item,) = plans.add_lines(plan=plan, by=ann, lines=[line])
    plans.add_goal(plan=plan, by=ann, text="Read what the GTCE wrote")
    desk = read(anns.get("/desk/"))
    assert f'<a href="/plans/{plan.pk}/">1 line of “My plan 2026/27”</a> names something' in desk
    page = read(anns.get(f"/plans/{plan.pk}/"))
    assert page.count("Keep it all the same") == 1, "of a goal of one’s own nobody is asked"

    anns.post(
        f"/plans/lines/{item.pk}/answer/",
        {"answer": "keep", "seen": told(ann, item).fingerprint},
    )

    assert "something that has ended" not in read(anns.get("/desk/"))
    assert "GTCE ended 2012" in read(anns.get(f"/plans/{plan.pk}/")), "beside the line it stays"


def test_of_a_line_that_is_finished_the_desk_tells_no_end(anns, ann, plan):
    published(grid({("NQT", "School"): ["Follow the GTCE"]}), slug="old")
    (line,) = lines_to_choose(ann, "old", "nqt", [])
    (item,) = plans.add_lines(plan=plan, by=ann, lines=[line])
    for step in PlanStep.Step:
        words = StepWords(is_done=True)
        plans.write_step(item=item, by=ann, step=step, words=words, seen=0)

    assert "something that has ended" not in read(anns.get("/desk/"))


@pytest.fixture
def elm(framework):
    """A school's copy for its members, with a line of its own, published."""
    school = OrganisationFactory.create(kind=Organisation.Kind.SCHOOL, slug="elm", short_name="Elm")
    leader = member(school, Role.PUBLISHER)
    draft = copies.make(framework=framework, organisation=school, by=leader, title="Ours")
    add = partial(lines.add_lines, place=(key("NQT"), key("School")), texts=["Meet the head"])
    editing.change(edition=draft, by=leader, do=add)
    publishing.publish(edition=draft, by=leader, label="2026")
    return Framework.objects.get(pk=draft.framework_id)


@pytest.fixture
def own_line(elm, ann, plan):
    """The school's own line, chosen by Ann while she works there."""
    Membership.objects.create(user=ann, organisation=elm.organisation, role=Role.READER)
    offered = lines_to_choose(ann, elm.slug, "nqt", [])
    line = next(each for each in offered if each.opportunity.text == "Meet the head")
    (made,) = plans.add_lines(plan=plan, by=ann, lines=[line])
    return made


def test_a_copys_own_line_is_followed_likewise(ann, own_line, elm):
    assert not told(ann, own_line).is_news
    leader = elm.organisation.memberships.get(role=Role.PUBLISHER).user
    draft = drafts.start(framework=elm, by=leader)
    reword = partial(lines.reword, key=own_line.opportunity, wording=Wording("Meet both heads"))
    editing.change(edition=draft, by=leader, do=reword)
    publishing.publish(edition=draft, by=leader, label="2027")

    assert told(ann, own_line).line.is_reworded


def test_who_left_the_school_keeps_the_plan_and_reads_nothing_new(anns, ann, own_line):
    ann.memberships.all().delete()

    page = read(anns.get(f"/plans/lines/{own_line.pk}/"))

    assert "Meet the head" in page
    assert "is not there any more for you to read" in page
    assert told(ann, own_line).line is None


def test_a_school_that_closed_or_took_its_copy_down_leaves_the_plan_whole(anns, own_line, elm):
    Organisation.objects.filter(pk=elm.organisation_id).update(status="closed")
    assert "Meet the head" in read(anns.get(f"/plans/{own_line.plan_id}/"))

    Framework.objects.filter(pk=elm.pk).update(current_edition=None)
    page = read(anns.get(f"/plans/{own_line.plan_id}/"))
    assert "Meet the head" in page
    assert "is not there any more" in page


@pytest.mark.parametrize("count", [1, 300])
def test_a_plan_of_300_lines_of_many_frameworks_takes_as_many_queries(
    anns, ann, plan, item, count, django_assert_num_queries
):
    for number in range(min(count, 4)):
        published(GRID, slug=f"other-{number}")
    frameworks = list(Framework.objects.filter(slug__startswith="other-"))
    made = [
        PlanItem(
            plan=plan,
            text=f"Line {number}",
            framework=frameworks[number % len(frameworks)],
            opportunity=key("Join in") if number < 4 else key(f"gone {number}"),
            stage=key("NQT"),
            column=key("School"),
        )
        for number in range(count)
    ]
    PlanItem.objects.bulk_create(made)

    with django_assert_num_queries(7):  # session, person, plan, lines, steps, places, shares
        anns.get(f"/plans/{plan.pk}/")
