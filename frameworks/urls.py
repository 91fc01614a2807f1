"""The addresses of everything that has to do with frameworks."""

from django.urls import include, path, register_converter

from cpd_site.accounts.views import invitations, people, schools
from frameworks.views import (
    changes,
    crawlers,
    desk,
    downloads,
    families,
    frameworks,
    glossary,
    home,
    matrix,
    opportunities,
    stages,
)


class FormatConverter:
    """The ending of a download."""

    regex = "|".join(downloads.WRITERS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "format")

FRAMEWORK = "frameworks/<slug:slug>"
EDITION = f"{FRAMEWORK}/editions/<slug:label>"
CHANGES = f"{FRAMEWORK}/changes/<slug:before>..<slug:after>"
PEOPLE = "desk/organisations/<slug:slug>/people"

# A view of a framework serves each of its editions too: without a label it is the current one.
urlpatterns = [
    path("", home.home, name="home"),
    path("frameworks/", frameworks.framework_list, name="framework_list"),
    path(f"{FRAMEWORK}.<format:form>", downloads.download, name="framework_download"),
    path(f"{FRAMEWORK}/", matrix.matrix, name="framework_detail"),
    path(f"{FRAMEWORK}/about/", frameworks.about, name="framework_about"),
    path(f"{FRAMEWORK}/ladder/", frameworks.ladder, name="framework_ladder"),
    path(f"{FRAMEWORK}/stages/<slug:address>/", stages.stage_detail, name="framework_stage"),
    path(f"{FRAMEWORK}/differs/", changes.differs, name="framework_differs"),
    path(f"{EDITION}/differs/", changes.differs, name="edition_differs"),
    path(f"{FRAMEWORK}/editions/", frameworks.edition_list, name="edition_list"),
    path(f"{EDITION}.<format:form>", downloads.download, name="edition_download"),
    path(f"{EDITION}/", matrix.matrix, name="edition_detail"),
    path(f"{EDITION}/about/", frameworks.about, name="edition_about"),
    path(f"{EDITION}/ladder/", frameworks.ladder, name="edition_ladder"),
    path(f"{EDITION}/stages/<slug:address>/", stages.stage_detail, name="edition_stage"),
    path(f"{CHANGES}.csv", changes.edition_changes_download, name="edition_changes_download"),
    path(f"{CHANGES}/", changes.edition_changes, name="edition_changes"),
    path("opportunities.json", opportunities.opportunity_data, name="opportunity_data"),
    path("opportunities/<uuid:key>/", opportunities.opportunity_detail, name="opportunity_detail"),
    path("opportunities/", opportunities.opportunity_list, name="opportunity_list"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("stages/<slug:family>/", families.family_detail, name="family_detail"),
    path("desk/", desk.desk, name="desk"),
    path("desk/schools/", schools.school_list, name="school_list"),
    path("", include("frameworks.desk_urls")),
    path("", include("frameworks.copy_urls")),
    path(f"{PEOPLE}/", people.people, name="people"),
    path(f"{PEOPLE}/invite/", people.invite, name="invite"),
    path(f"{PEOPLE}/<int:pk>/role/", people.change_role, name="change_role"),
    path(f"{PEOPLE}/<int:pk>/remove/", people.remove, name="remove_member"),
    path(f"{PEOPLE}/invitations/<int:pk>/send/", people.send_again, name="send_again"),
    path(f"{PEOPLE}/invitations/<int:pk>/revoke/", people.revoke, name="revoke"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("", include("frameworks.publish_urls")),
    path("", include("frameworks.update_urls")),
    path("", include("frameworks.suggestion_urls")),
    path("", include("frameworks.follower_urls")),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", crawlers.sitemap_part, name="sitemap_part"),
    path("robots.txt", crawlers.robots, name="robots"),
]
