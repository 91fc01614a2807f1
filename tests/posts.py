"""Every address that takes a POST, with who may send it: `test_every_post.py` tries each.

To add one, write

    "the_name_of_the_address": Post(
        least=Role.EDITOR,                      # the least role that may send it
        args=lambda world: [world.framework.slug],
        data=lambda world: {"text": "Visit other schools"},
    ),

`world` (`tests/world.py`) has a framework with a published edition and a draft, a copy of another
one, their organisation and its people; extend it as your address requires. `right` is the status
for the right person. A wrong role gets 403, people of another organisation 403 or 404, and neither
writes a row of ours.
"""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate

from cpd_site.models import Membership
from frameworks.models import Reason
from frameworks.queries.next_editions import news_of
from frameworks.queries.suggestions import fingerprint_of
from opportunities import store
from opportunities.editing.finding import Wanted
from opportunities.editing.replacing import Replacing, fingerprint, hits
from opportunities.grid.short_keys import short
from opportunities.grid.snapshot import Wording
from tests.builders import key
from tests.post import OwnPost, Post, in_organisation, of_copy, of_framework
from tests.posts_of_people import PEOPLE_POSTS
from tests.world import World

Role = Membership.Role

LINE = key("NQT/School/0")
OF_A_COMMENT = of_framework(lambda world: world.draft.comments.get().pk)
CELL = of_framework(lambda world: key("NQT"), lambda world: key("School"))
COLUMN = of_framework(lambda world: "columns", lambda world: key("School"))
COPIED_COLUMN = of_copy(lambda world: "columns", lambda world: key("School"))

JOIN_IN = Replacing(Wanted("Join"), "Take part")


def asked_in(world: World) -> Reason:
    return Reason.objects.get(edition__framework=world.framework)


def replacing(world: World) -> dict[str, Any]:
    found = hits(store.read(world.draft.grid), JOIN_IN)
    ticked = [hit.id for hit in found]
    return {"find": "Join", "put": "Take part", "line": ticked, "seen": fingerprint(found)}


PASTE = "Stage\tIn school\nNewly qualified teachers\tMeet a mentor"

POSTS = {
    **PEOPLE_POSTS,
    "framework_new": Post(
        least=Role.EDITOR, args=in_organisation(), data=lambda world: {"title": "Another framework"}
    ),
    "draft_start": Post(least=Role.EDITOR, args=of_framework()),
    "draft_discard": Post(least=Role.EDITOR, args=of_framework()),
    "draft_restore": Post(least=Role.EDITOR, args=of_framework(lambda world: world.draft.number)),
    "draft_undo": Post(least=Role.EDITOR, args=of_framework()),
    "draft_redo": Post(least=Role.EDITOR, args=of_framework()),
    "draft_here": Post(least=Role.EDITOR, args=of_framework(), right=200),
    "draft_front_page": Post(
        least=Role.EDITOR,
        args=of_framework(),
        data=lambda world: {
            "title": "New",
            "initial-title": world.draft.title,
            "source": world.draft.source,
            "initial-source": world.draft.source,
        },
    ),
    "draft_lines": Post(
        least=Role.EDITOR, args=of_framework(), data=lambda world: {"line": str(LINE)}
    ),
    "draft_kinds_mark": Post(
        least=Role.EDITOR,
        args=of_framework(),
        data=lambda world: {
            "kind": "course",
            "line": str(key("Join in")),
            f"version-{key('Join in')}": 1,
        },
    ),
    "draft_replace": Post(least=Role.EDITOR, args=of_framework(), data=replacing),
    "draft_old_name": Post(
        least=Role.EDITOR,
        args=of_framework(lambda world: key("Join in")),
        data=lambda world: {"version": 1},
    ),
    "draft_link": Post(
        least=Role.EDITOR,
        args=of_framework(lambda world: key("Join in")),
        data=lambda world: {"version": 1, "url": "https://elm.example/"},
    ),
    "draft_link_looked": Post(
        least=Role.EDITOR, args=of_framework(), data=lambda world: {"url": "https://elm.example/"}
    ),
    "draft_place": Post(
        least=Role.EDITOR,
        args=of_framework(),
        data=lambda world: {"line": str(LINE), "cell": f"{key('NQT')}/{key('School')}"},
    ),
    "draft_line": Post(
        least=Role.EDITOR,
        args=of_framework(lambda world: LINE),
        data=lambda world: {
            "line-text": "Take part",
            "line-tier": "school",
            "line-version": 1,
            "line-seen": key("Join in"),
        },
    ),
    "draft_line_up": Post(least=Role.EDITOR, args=of_framework(lambda world: LINE)),
    "draft_line_down": Post(least=Role.EDITOR, args=of_framework(lambda world: LINE)),
    "draft_add": Post(least=Role.EDITOR, args=CELL, data=lambda world: {"lines": "Read"}),
    "draft_marks": Post(least=Role.EDITOR, args=CELL, data=lambda world: {"word": "PLUS"}),
    "draft_row_add": Post(
        least=Role.EDITOR,
        args=of_framework(lambda world: "columns"),
        data=lambda world: {"heading": "Nation", "tier": "national"},
    ),
    "draft_row": Post(
        least=Role.EDITOR, args=COLUMN, data=lambda world: {"heading": "In school", "version": 1}
    ),
    "draft_row_up": Post(least=Role.EDITOR, args=COLUMN),
    "draft_row_down": Post(least=Role.EDITOR, args=COLUMN),
    "draft_row_top": Post(least=Role.EDITOR, args=COLUMN),
    "draft_row_end": Post(least=Role.EDITOR, args=COLUMN),
    "draft_row_remove": Post(least=Role.EDITOR, args=COLUMN),
    "draft_publish": Post(  # the draft has no changes, so the page says that
        least=Role.PUBLISHER,
        args=of_framework(),
        data=lambda world: {"step": "publish", "label": "2027", "when": "now"},
        right=200,
    ),
    "tell_members": Post(least=Role.PUBLISHER, args=of_framework()),
    "draft_unschedule": Post(least=Role.PUBLISHER, args=of_framework()),
    "draft_keep_date": Post(least=Role.PUBLISHER, args=of_framework()),
    "edition_withdraw": Post(
        least=Role.PUBLISHER,
        args=of_framework(lambda world: "2026"),
        data=lambda world: {"reason": "Misprints"},
    ),
    "preview_links": Post(least=Role.EDITOR, args=of_framework()),
    "update_choose": Post(
        least=Role.EDITOR,
        args=of_copy(lambda world: world.question.id),
        data=lambda world: {
            world.question.form.add_prefix("answer"): "ours",
            world.question.form.add_prefix("seen"): world.question.item.decision.fingerprint,
            world.question.form.add_prefix("version"): 0,
        },
    ),
    "update_take_back": Post(
        least=Role.EDITOR,
        args=of_copy(lambda world: world.question.id),
        right=200,  # no answer is given, and the page says so
    ),
    "update_ask_why": Post(least=Role.EDITOR, args=of_copy(lambda world: world.question.id)),
    "reason_answer": Post(
        least=Role.EDITOR,
        args=of_framework(
            lambda world: world.framework.editions.published().get().reasons.get().pk
        ),
        data=lambda world: {
            f"r{world.framework.editions.published().get().reasons.get().pk}-text": "It is plainer."
        },
    ),
    "update_choose_all": Post(
        least=Role.EDITOR,
        args=of_copy(lambda world: "needs-you"),
        data=lambda world: {"said": "ours"},
    ),
    "update_apply": Post(least=Role.EDITOR, args=of_copy()),
    "draft_line_offer": Post(
        least=Role.EDITOR,
        args=of_copy(lambda world: LINE),
        data=lambda world: {
            "why": "Ours liked it.",
            "seen": fingerprint_of(Wording("Join us")),
        },
    ),
    "copy_offer": Post(
        least=Role.EDITOR,
        args=lambda world: [world.published_copy.slug, LINE],
        data=lambda world: {
            "why": "Ours liked it.",
            "seen": fingerprint_of(Wording("Join us")),
        },
    ),
    "suggestion_take_back": Post(
        least=Role.EDITOR, args=of_copy(lambda world: world.copy.framework.offered.get().pk)
    ),
    "suggestion_take": Post(
        least=Role.EDITOR, args=of_framework(lambda world: world.framework.suggestions.get().pk)
    ),
    "suggestion_take_changed": Post(
        least=Role.EDITOR,
        args=of_framework(lambda world: world.framework.suggestions.get().pk),
        data=lambda world: {
            "text": "Shadow a SENDCo",
            "cell": f"{key('NQT')}/{key('School')}",
            "tier": "school",
        },
    ),
    "suggestion_decline": Post(
        least=Role.EDITOR,
        args=of_framework(lambda world: world.framework.suggestions.get().pk),
        data=lambda world: {"reason": "Too local."},
    ),
    "draft_comments": Post(
        least=Role.EDITOR, args=of_framework(), data=lambda world: {"text": "Who runs it?"}
    ),
    "draft_comments_line": Post(
        least=Role.EDITOR,
        args=of_framework(lambda world: LINE),
        data=lambda world: {"text": "Who runs it?"},
    ),
    "draft_comments_box": Post(
        least=Role.EDITOR, args=CELL, data=lambda world: {"text": "Is this all?"}
    ),
    "draft_comment_answer": Post(
        least=Role.EDITOR, args=OF_A_COMMENT, data=lambda world: {"text": "We do."}
    ),
    **{
        f"draft_comment_{do}": Post(least=Role.EDITOR, args=OF_A_COMMENT)
        for do in ("resolve", "reopen", "remove")
    },
    "preview_revoke": Post(least=Role.EDITOR, args=of_framework(lambda world: world.preview.pk)),
    "copy_make": Post(
        least=Role.EDITOR,
        args=lambda world: [world.other.slug, world.organisation.slug],
        data=lambda world: {"title": "Ours", "visibility": "members"},
    ),
    "framework_sharing": Post(
        least=Role.PUBLISHER, args=of_framework(), data=lambda world: {"visibility": "link"}
    ),
    "framework_contact": Post(
        least=Role.EDITOR,
        args=of_framework(),
        data=lambda world: {"contact_name": "CPD team", "contact_email": "cpd@example.org"},
    ),
    "framework_name": Post(
        least=Role.PUBLISHER,
        args=of_framework(),
        data=lambda world: {"title": "Ours", "initial-title": world.framework.title},
    ),
    "framework_remove": Post(least=Role.EDITOR, args=lambda world: [world.unpublished.slug]),
    "copy_share_wording": Post(
        least=Role.EDITOR, args=of_copy(), data=lambda world: {"shares": "on"}
    ),
    "follower_remind": Post(
        least=Role.PUBLISHER, args=of_framework(), data=lambda world: {"note": "Have a look."}
    ),
    "copy_reminders": Post(least=Role.EDITOR, args=of_copy(), data=lambda world: {}),
    "copy_stop_following": Post(least=Role.EDITOR, args=of_copy()),
    "copy_follow_again": Post(least=Role.EDITOR, args=of_copy()),
    "draft_start_over": Post(least=Role.EDITOR, args=of_copy()),
    "draft_line_hide": Post(least=Role.EDITOR, args=of_copy(lambda world: LINE)),
    "draft_line_show": Post(least=Role.EDITOR, args=of_copy(lambda world: LINE)),
    "draft_line_return": Post(least=Role.EDITOR, args=of_copy(lambda world: LINE)),
    "draft_cell_return": Post(
        least=Role.EDITOR, args=of_copy(lambda world: key("NQT"), lambda world: key("School"))
    ),
    "draft_row_hide": Post(least=Role.EDITOR, args=COPIED_COLUMN),
    "draft_row_show": Post(least=Role.EDITOR, args=COPIED_COLUMN),
    "draft_row_return": Post(least=Role.EDITOR, args=COPIED_COLUMN),
    "import_start": Post(
        least=Role.EDITOR,
        args=in_organisation(),
        data=lambda world: {"what": "new", "paste": PASTE},
    ),
    "import_found": Post(
        least=Role.EDITOR,
        args=in_organisation(lambda world: world.brought.pk),
        data=lambda world: {"title": "New", "version": world.brought.version},
    ),
    "import_proof": Post(
        least=Role.EDITOR,
        args=in_organisation(lambda world: world.brought.pk),
        data=lambda world: {"lines": "Read"},
    ),
    "import_things": Post(least=Role.EDITOR, args=in_organisation(lambda world: world.brought.pk)),
    "import_tick": Post(least=Role.EDITOR, args=in_organisation(lambda world: world.brought.pk)),
    "import_draft": Post(
        least=Role.EDITOR,
        args=in_organisation(lambda world: world.brought.pk),
        data=lambda world: {"sure": "yes"},
    ),
    "import_news": Post(
        least=Role.EDITOR,
        args=in_organisation(lambda world: world.next_edition.pk),
        data=lambda world: {"version": world.next_edition.version},
    ),
    "import_compare": Post(
        least=Role.EDITOR,
        args=in_organisation(lambda world: world.next_edition.pk),
        data=lambda world: {
            "base": world.framework.current_edition_id,
            "is_part": "part",
            "version": world.next_edition.version,
        },
    ),
    "import_bring_in": Post(
        least=Role.EDITOR,
        args=in_organisation(lambda world: world.next_edition.pk),
        data=lambda world: {"seen": news_of(world.next_edition).fingerprint},
    ),
    "import_delete": Post(least=Role.EDITOR, args=in_organisation(lambda world: world.brought.pk)),
}


def of_plan(*more: str) -> Callable[[World], list[Any]]:
    return lambda world: [world.plan.pk, *more]


def of_plan_item(*more: str) -> Callable[[World], list[Any]]:
    return lambda world: [world.line.pk, *more]


OWN_POSTS = {
    "role_request_ask": OwnPost(
        lambda world: [world.school.slug],
        lambda world: {"role": "manager", "why": "I am its head."},
        for_all=True,
    ),
    "role_request_take_back": OwnPost(lambda world: [world.own_request.pk]),
    "own_name": OwnPost(data=lambda world: {"name": "Hana Holt"}, for_all=True),
    "plan_list": OwnPost(data=lambda world: {"title": "Mine"}, for_all=True),
    "plan_add": OwnPost(
        query={"framework": "thornshire", "stage": "nqt"},
        data=lambda world: {"lines": [LINE], "plan": "new", "title": "Mine"},
        for_all=True,
    ),
    "plan_sheet": OwnPost(
        data=lambda world: {"line": [short(key("Join in"))], "plan": "new"}, for_all=True
    ),
    "plan_rename": OwnPost(of_plan(), lambda world: {"title": "Mine", "seen": "Hers"}),
    "plan_delete": OwnPost(of_plan()),
    "plan_goal": OwnPost(of_plan(), lambda world: {"text": "Listen more"}),
    "plan_goal_change": OwnPost(
        lambda world: [world.goal.pk], lambda world: {"text": "Listen longer", "version": 1}
    ),
    "plan_step": OwnPost(
        of_plan_item("reflect"), lambda world: {"reflect-note": "Good", "reflect-version": 0}
    ),
    "plan_item_about": OwnPost(
        of_plan_item(), lambda world: {"review_on": "2027-01-05", "version": 1}
    ),
    "plan_next": OwnPost(of_plan(), lambda world: {"title": "Next"}),
    "plan_calendar": OwnPost(for_all=True),
    "plan_counted": OwnPost(for_all=True),
    "plan_sharing": OwnPost(
        of_plan(), lambda world: {"email": "new@example.org", "until": localdate().isoformat()}
    ),
    "plan_share_stop": OwnPost(lambda world: [world.share.pk]),
    "plan_shared": OwnPost(lambda world: [world.share.pk], whose=lambda world: world.appraiser),
    "plan_shared_item": OwnPost(
        lambda world: [world.share.pk, world.line.pk],
        lambda world: {"text": "Well done"},
        whose=lambda world: world.appraiser,
    ),
    "plan_answer": OwnPost(of_plan_item(), lambda world: {"answer": "keep"}),
    "plan_item_remove": OwnPost(of_plan_item()),
}

# Take a POST of people who have no role yet: tests/cpd_site/accounts/test_people_pages.py, and for
# a join link test_join_links.py
WITHOUT_A_ROLE = {"invitation", "join", "one_time_link"}

# Take a POST of anybody: tests/frameworks/publishing/test_following.py; for what a device stores
# and for reports of mistakes, tests/frameworks/reading/test_remembered.py and test_mistakes.py; for
# lists and sheets, tests/frameworks/lists/; for mails to members,
# tests/frameworks/copies/test_telling_members.py; for comments on a draft through a link,
# tests/frameworks/comments/
OF_ANYBODY = {
    "preview_comments",
    "preview_comments_line",
    "preview_comments_box",
    "preview_comment_answer",
    "framework_follow",
    "follow_signed_in",
    "follow_confirm",
    "unfollow",
    "member_mails",
    "framework_mistake",
    "framework_remember",
    "framework_stage_remember",
    "forget",
    "list_sheet_made",
    "list_opened",
}
