"""The URLs of frameworks, from those of readers to those of editors."""

from django.conf import settings
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from frameworks.views import (
    case,
    changes,
    chosen,
    comments,
    contacts,
    copies,
    crawlers,
    data,
    desk,
    downloads,
    edition_pages,
    embedding,
    families,
    feeds,
    followers,
    following,
    frameworks,
    gallery,
    glossary,
    history,
    home,
    import_boxes,
    imports,
    lists,
    matrix,
    member_mails,
    mistakes,
    names,
    next_editions,
    opportunities,
    plan_files,
    plan_sharing,
    plans,
    posters,
    previews,
    publishing,
    reasons,
    remembering,
    removing,
    sheets,
    suggestions,
    updates,
)
from frameworks.views.drafts import copies as draft_copies
from frameworks.views.drafts import (
    kinds,
    lifecycle,
    lines,
    old_names,
    pasting,
    replacing,
    rows_and_columns,
)


class FormatConverter(StringConverter):
    """The extension of a file, such as "docx" or "list.pdf". Views reject unknown ones."""

    regex = r"[a-z0-9]+(?:\.[a-z0-9]+)?"


class AxisConverter(StringConverter):
    """The kind of row that a draft's page edits: stages, columns or sections."""

    regex = "|".join(rows_and_columns.KINDS)


register_converter(FormatConverter, "format")
register_converter(AxisConverter, "frame")

CASE = "ims/case/v1p1"
FRAMEWORK = "frameworks/<slug:slug>"
STAGE = f"{FRAMEWORK}/stages/<slug:address>"
EDITION = f"{FRAMEWORK}/editions/<slug:label>"
CHANGES = f"{FRAMEWORK}/changes/<slug:before>..<slug:after>"
USE = f"{FRAMEWORK}/use"
DESK = "desk/<slug:slug>"
DRAFT = f"{DESK}/draft"
LINE = f"{DRAFT}/lines/<uuid:key>"
ROW = f"{DRAFT}/<frame:kind>/<uuid:key>"
CELL = f"{DRAFT}/cells/<uuid:stage>/<uuid:column>"
SHARING = f"{DESK}/sharing"
UPDATE = f"{DESK}/update"
SUGGESTIONS = f"{DESK}/suggestions"
ONE = f"{SUGGESTIONS}/<int:pk>"
FOLLOWERS = f"{DESK}/followers"
IMPORTS = "desk/organisations/<slug:slug>/imports"
IMPORT = f"{IMPORTS}/<int:pk>"
PLAN = "plans/<int:pk>"
PLAN_SHARED = "plans/shared/<int:pk>"
PLAN_ITEM = "plans/lines/<int:pk>"

urlpatterns = [
    # Reading. The same view serves the current edition, without a label, and each pinned one.
    path("", home.home, name="home"),
    path("frameworks/", frameworks.framework_list, name="framework_list"),
    path(f"{FRAMEWORK}/mistake/", mistakes.mistake, name="framework_mistake"),
    path(f"{FRAMEWORK}/remember/", remembering.remember, name="framework_remember"),
    path(f"{STAGE}/remember/", remembering.remember, name="framework_stage_remember"),
    path("forget/", remembering.forget, name="forget"),
    path("frameworks/feed.atom", feeds.feed, name="feed"),
    path(f"{FRAMEWORK}.<format:form>", downloads.download, name="framework_download"),
    path(f"{FRAMEWORK}/", matrix.matrix, name="framework_detail"),
    *edition_pages.pages(FRAMEWORK, "framework"),
    path(f"{STAGE}.<format:form>", downloads.download, name="framework_stage_download"),
    path(f"{FRAMEWORK}/editions/", frameworks.edition_list, name="edition_list"),
    path(f"{EDITION}.<format:form>", downloads.download, name="edition_download"),
    path(f"{EDITION}/", matrix.matrix, name="edition_detail"),
    path(f"{EDITION}/<int:number>/", opportunities.numbered_opportunity, name="edition_number"),
    *edition_pages.pages(EDITION, "edition"),
    path(
        f"{EDITION}/stages/<slug:address>.<format:form>",
        downloads.download,
        name="edition_stage_download",
    ),
    path(f"{CHANGES}.csv", changes.edition_changes_download, name="edition_changes_download"),
    path(f"{CHANGES}/", changes.edition_changes, name="edition_changes"),
    # On other sites.
    path(f"{FRAMEWORK}/frame/", embedding.frame, name="framework_frame"),
    path(f"{STAGE}/frame/", embedding.frame, name="framework_stage_frame"),
    path(f"{FRAMEWORK}/your-site/", embedding.how, name="framework_embedding"),
    path(f"{STAGE}/your-site/", embedding.how, name="framework_stage_embedding"),
    path("stages/<slug:family>.<format:form>", families.family_download, name="family_download"),
    path("stages/<slug:family>/", families.family_detail, name="family_detail"),
    # Searching and looking up.
    path("opportunities.json", opportunities.opportunity_data, name="opportunity_data"),
    path("opportunities.<format:form>", opportunities.opportunity_file, name="opportunity_file"),
    path("opportunities/<uuid:key>/", opportunities.opportunity_detail, name="opportunity_detail"),
    path("opportunities/", opportunities.opportunity_list, name="opportunity_list"),
    path("glossary/", glossary.glossary, name="glossary"),
    # A list, whose address holds its content.
    path("list/", lists.my_list, name="my_list"),
    path("list/file/", lists.file, name="list_file"),
    path("list/open/", lists.open_file, name="list_open"),
    path("list/opened/", lists.opened, name="list_opened"),
    path("list/sheet/", sheets.sheet, name="list_sheet"),
    path("list/sheet/made/", sheets.made, name="list_sheet_made"),
    path("list/more/", lists.more, name="list_more"),
    path("list/more/<slug:slug>/<slug:address>/", lists.more_of_stage, name="list_more_stage"),
    # For programs.
    path("openapi.json", data.description, name="openapi"),
    path("frameworks.json", data.framework_data, name="framework_data"),
    # Feeds, and people who follow by e-mail.
    path(f"{FRAMEWORK}/feed.atom", feeds.feed, name="framework_feed"),
    path(f"{FRAMEWORK}/follow/", following.follow, name="framework_follow"),
    path(f"{FRAMEWORK}/follow/account/", following.follow_signed_in, name="follow_signed_in"),
    path("follow/<str:token>/", following.confirm, name="follow_confirm"),
    path("unfollow/<str:token>/", following.unfollow, name="unfollow"),
    # For search engines.
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", crawlers.sitemap_part, name="sitemap_part"),
    path("robots.txt", crawlers.robots, name="robots"),
    # For programs that read CASE 1.1: the addresses are the standard's.
    path(f"{CASE}/discovery/imscasev1p1_openapi3_v1p0.json", case.discovery, name="case_discovery"),
    path(f"{CASE}/CFDocuments", case.documents, name="case_documents"),
    *(
        path(f"{CASE}/{kind}/<str:identifier>", view, name=f"case_{view.__name__}")
        for kind, view in case.BY_IDENTIFIER.items()
    ),
    path(f"{CASE}/<path:rest>", case.elsewhere, name="case_elsewhere"),
    # A person's own plans, and counts for their school.
    path(f"{DESK}/chosen/", chosen.chosen, name="framework_chosen"),
    path("plans/counted/", plans.set_counted, name="plan_counted"),
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/add/", plans.add, name="plan_add"),
    path("plans/add/sheet/", sheets.keep_in_plan, name="plan_sheet"),
    path(f"{PLAN}/", plans.plan_detail, name="plan_detail"),
    path(f"{PLAN}.<format:form>", plan_files.plan_file, name="plan_file"),
    path(f"{PLAN}/next/", plans.begin_next, name="plan_next"),
    path("plans/calendar/", plan_files.calendar, name="plan_calendar"),
    path("plans/calendar/<str:token>.ics", plan_files.calendar_at, name="plan_calendar_file"),
    path(f"{PLAN}/rename/", plans.rename, name="plan_rename"),
    path(f"{PLAN}/delete/", plans.delete, name="plan_delete"),
    path(f"{PLAN}/goals/", plans.add_goal, name="plan_goal"),
    path(f"{PLAN}/sharing/", plan_sharing.sharing, name="plan_sharing"),
    path("plans/sharing/<int:pk>/stop/", plan_sharing.stop, name="plan_share_stop"),
    path(f"{PLAN_SHARED}/", plan_sharing.shared, name="plan_shared"),
    path(f"{PLAN_SHARED}/lines/<int:item>/", plan_sharing.shared_item, name="plan_shared_item"),
    path(f"{PLAN_ITEM}/", plans.item, name="plan_item"),
    path(f"{PLAN_ITEM}/steps/<slug:step>/", plans.write_step, name="plan_step"),
    path(f"{PLAN_ITEM}/goal/", plans.change_goal, name="plan_goal_change"),
    path(f"{PLAN_ITEM}/about/", plans.about, name="plan_item_about"),
    path(f"{PLAN_ITEM}/answer/", plans.answer, name="plan_answer"),
    path(f"{PLAN_ITEM}/remove/", plans.remove, name="plan_item_remove"),
    # The desk.
    path("desk/", desk.desk, name="desk"),
    # Drafts.
    path(
        "desk/organisations/<slug:slug>/frameworks/new/",
        lifecycle.new_framework,
        name="framework_new",
    ),
    path(f"{DRAFT}/", lifecycle.draft, name="draft"),
    path(f"{DRAFT}/start/", lifecycle.start, name="draft_start"),
    path(f"{DRAFT}/discard/", lifecycle.discard, name="draft_discard"),
    path(f"{DRAFT}/restore/<int:number>/", lifecycle.restore, name="draft_restore"),
    path(f"{DRAFT}/undo/", lifecycle.undo, name="draft_undo"),
    path(f"{DRAFT}/redo/", lifecycle.redo, name="draft_redo"),
    path(f"{DRAFT}/here/", lifecycle.here, name="draft_here"),
    path(f"{DRAFT}/front-page/", lifecycle.front_page, name="draft_front_page"),
    path(f"{DRAFT}/changes/", changes.draft_changes, name="draft_changes"),
    path(f"{DRAFT}/changes.csv", changes.draft_changes_download, name="draft_changes_download"),
    path(f"{DRAFT}/replace/", replacing.replace, name="draft_replace"),
    path(f"{DRAFT}/old-names/", old_names.listed, name="draft_old_names"),
    path(f"{DRAFT}/old-names/<uuid:key>/", old_names.take, name="draft_old_name"),
    path(f"{DRAFT}/links/looked/", old_names.looked, name="draft_link_looked"),
    path(f"{DRAFT}/links/<uuid:key>/", old_names.take_link, name="draft_link"),
    path(f"{DRAFT}/kinds/", kinds.listed, name="draft_kinds"),
    path(f"{DRAFT}/kinds/mark/", kinds.mark, name="draft_kinds_mark"),
    path(f"{DRAFT}/lines/", lines.several, name="draft_lines"),
    path(f"{DRAFT}/lines/place/", lines.put, name="draft_place"),
    path(f"{LINE}/", lines.line, name="draft_line"),
    path(f"{CELL}/add/", pasting.add, name="draft_add"),
    path(f"{CELL}/", lines.marks, name="draft_marks"),
    *(
        path(f"{LINE}/{way}/", lines.shift, {"direction": way}, name=f"draft_line_{way}")
        for way in ("up", "down")
    ),
    path(f"{DRAFT}/start-over/", draft_copies.start_over, name="draft_start_over"),
    path(f"{DRAFT}/differs/", draft_copies.differs, name="draft_differs"),
    path(f"{LINE}/return/", draft_copies.line_returned, name="draft_line_return"),
    path(f"{CELL}/return/", draft_copies.cell_returned, name="draft_cell_return"),
    path(f"{ROW}/return/", draft_copies.row_returned, name="draft_row_return"),
    *(
        path(f"{LINE}/{way}/", draft_copies.line_hidden, {"way": way}, name=f"draft_line_{way}")
        for way in ("hide", "show")
    ),
    *(
        path(f"{ROW}/{way}/", draft_copies.row_hidden, {"way": way}, name=f"draft_row_{way}")
        for way in ("hide", "show")
    ),
    path(f"{DRAFT}/<frame:kind>/", rows_and_columns.rows, name="draft_rows"),
    path(f"{DRAFT}/<frame:kind>/add/", rows_and_columns.add, name="draft_row_add"),
    path(f"{ROW}/", rows_and_columns.change, name="draft_row"),
    path(f"{ROW}/remove/", rows_and_columns.remove, name="draft_row_remove"),
    *(
        path(f"{ROW}/{way}/", rows_and_columns.move, {"direction": way}, name=f"draft_row_{way}")
        for way in ("up", "down", "top", "end")
    ),
    # Copies.
    path(f"{USE}/", copies.where, name="copy_where"),
    path(f"{USE}/<slug:organisation>/", copies.make, name="copy_make"),
    path(f"{DESK}/contact/", contacts.contact, name="framework_contact"),
    path(f"{DESK}/name/", names.name, name="framework_name"),
    path(f"{DESK}/remove/", removing.remove, name="framework_remove"),
    path(f"{SHARING}/", copies.sharing, name="framework_sharing"),
    path(f"{SHARING}/reminders/", copies.want_reminders, name="copy_reminders"),
    path(f"{SHARING}/wording/", copies.share_wording, name="copy_share_wording"),
    path(f"{SHARING}/stop/", copies.follow, {"again": False}, name="copy_stop_following"),
    path(f"{SHARING}/follow/", copies.follow, {"again": True}, name="copy_follow_again"),
    # Publishing, history and previews.
    path(f"{DESK}/publish/", publishing.publish, name="draft_publish"),
    path(f"{DESK}/publish/call-off/", publishing.unschedule, name="draft_unschedule"),
    path(f"{DESK}/publish/keep-date/", publishing.keep_date, name="draft_keep_date"),
    path(f"{DESK}/editions/<slug:label>/comments/", comments.of_edition, name="edition_comments"),
    path(f"{DESK}/editions/<slug:label>/withdraw/", publishing.withdraw, name="edition_withdraw"),
    path(f"{DESK}/tell-members/", member_mails.tell_members, name="tell_members"),
    path(f"{DESK}/poster.pdf", posters.poster, name="framework_poster"),
    path(f"{DESK}/history/", history.history, name="framework_history"),
    path(f"{DESK}/history.csv", history.history_csv, name="framework_history_csv"),
    path(f"{DESK}/preview/links/", previews.links, name="preview_links"),
    path(f"{DESK}/preview/links/<int:pk>/revoke/", previews.revoke, name="preview_revoke"),
    *(
        path(f"{DRAFT}/{end}", comments.at_desk(page), name=f"draft_{name}")
        for end, name, page in comments.PAGES
    ),
    *(
        path(f"preview/<str:token>/{end}", comments.by_link(page), name=f"preview_{name}")
        for end, name, page in comments.PAGES
    ),
    *(
        path(
            f"{DRAFT}/comments/<int:pk>/{do}/",
            comments.act,
            {"do": do},
            name=f"draft_comment_{do}",
        )
        for do in comments.DO
    ),
    *previews.pages(f"{DESK}/preview", "desk_preview", previews.at_desk),
    *previews.pages("preview/<str:token>", "preview", previews.by_link),
    # Updates.
    path(f"{UPDATE}/", updates.update, name="update"),
    path(f"{UPDATE}/questions/<slug:item>/", updates.choose, name="update_choose"),
    path(f"{UPDATE}/questions/<slug:item>/undo/", updates.take_back, name="update_take_back"),
    path(f"{UPDATE}/questions/<slug:item>/why/", updates.ask_why, name="update_ask_why"),
    path(f"{UPDATE}/all/<slug:kind>/", updates.choose_all, name="update_choose_all"),
    path(f"{UPDATE}/apply/", updates.apply, name="update_apply"),
    path(f"{UPDATE}/reports/<int:pk>/", updates.report, name="update_report"),
    *previews.pages(f"{UPDATE}/try", "update_try", updates.trial),
    # Suggestions.
    path(f"{DESK}/reasons/", reasons.listed, name="reasons"),
    path(f"{DESK}/reasons/<int:pk>/", reasons.answer, name="reason_answer"),
    path(f"{SUGGESTIONS}/", suggestions.listed, name="suggestions"),
    path(f"{LINE}/offer/", suggestions.offer, name="draft_line_offer"),
    path(f"{SUGGESTIONS}/offer/<uuid:key>/", suggestions.offer_published, name="copy_offer"),
    path(f"{ONE}/take-back/", suggestions.take_back, name="suggestion_take_back"),
    path(f"{ONE}/take/", suggestions.take, name="suggestion_take"),
    path(f"{ONE}/change/", suggestions.take_changed, name="suggestion_take_changed"),
    path(f"{ONE}/decline/", suggestions.decline, name="suggestion_decline"),
    # Followers.
    path(f"{FOLLOWERS}/", followers.follower_list, name="follower_list"),
    path(f"{FOLLOWERS}/remind/", followers.remind, name="follower_remind"),
    path(f"{FOLLOWERS}.csv", followers.follower_csv, name="follower_csv"),
    path(f"{FOLLOWERS}/lines/", followers.follower_lines, name="follower_lines"),
    path(f"{FOLLOWERS}/effect/", followers.publish_impact, name="publish_impact"),
    # Imports.
    path(f"{IMPORTS}/", imports.start, name="import_start"),
    path(f"{IMPORT}/", imports.found, name="import_found"),
    path(f"{IMPORT}/proof/", import_boxes.proof, name="import_proof"),
    path(f"{IMPORT}/proof/list/", import_boxes.things, name="import_things"),
    path(f"{IMPORT}/proof/tick/", import_boxes.tick, name="import_tick"),
    path(f"{IMPORT}/draft/", imports.draft, name="import_draft"),
    path(f"{IMPORT}/news/", next_editions.news, name="import_news"),
    path(f"{IMPORT}/news/compare/", next_editions.compare, name="import_compare"),
    path(f"{IMPORT}/news/draft/", next_editions.bring_in, name="import_bring_in"),
    path(f"{IMPORT}/delete/", imports.delete, name="import_delete"),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
