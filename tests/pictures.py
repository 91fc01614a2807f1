"""`make pictures`: regenerate the pictures of the docs and of the README from the running site.

A CPD leader makes Lancashire's framework the school's own and takes in an edition, by the story
that the journeys share; Chromium takes pictures, cropped to the subject of the page. Printed sheets
are rendered from the site's PDFs.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pdfplumber

from tests.png import smaller

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDTH, HEIGHT, MARGIN = 900, 2400, 16
LOW = 700
"""Pixels, for a panel that is as high as the window."""

LARGEST = 80_000
"""Bytes. People read the docs on slow connections too."""

COPY = "How we grow at Thornbeck"


@dataclass(frozen=True)
class Camera:
    page: "Page"
    site: str

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def take(self, name: str, first: "Locator", last: "Locator", *, margin: int = MARGIN) -> None:
        """Take a picture from the top of the first element to the bottom of the last, at full
        width.
        """
        top, bottom = first.bounding_box(), last.bounding_box()
        assert top, f"{name}: where it begins is not on the page"
        assert bottom, f"{name}: where it ends is not on the page"
        above = max(0, top["y"] - margin)
        below = bottom["y"] + bottom["height"] + MARGIN
        clip = {"x": 0, "y": above, "width": WIDTH, "height": below - above}
        keep(name, smaller(self.page.screenshot(clip=clip, animations="disabled")))  # type: ignore[arg-type]


def keep(name: str, picture: bytes) -> None:
    assert len(picture) <= LARGEST, f"{name} has {len(picture):,} bytes"
    (FOLDER / f"{name}.png").write_bytes(picture)
    sys.stdout.write(f"{name}.png: {len(picture) / 1000:.0f} KB\n")


SHEETS = {
    "sheet-framework": ("/frameworks/lancashire.pdf", 2),
    "sheet-stage": ("/frameworks/lancashire/stages/newly-qualified-teachers.pdf", 1),
}
"""The PDFs to render, with a page number each."""

HOST = "cpd.example"
"""The host name of the site on paper."""

PIXELS_AN_INCH = 78


def sheets_printed(site: str) -> None:
    for name, (path, number) in SHEETS.items():
        file = urlopen(Request(site + path, headers={"Host": HOST})).read()
        keep(name, page_of(file, number, resolution=PIXELS_AN_INCH))


def page_of(file: bytes, number: int, *, resolution: int) -> bytes:
    """Render a page of a PDF, in pixels per inch."""
    with pdfplumber.open(io.BytesIO(file)) as printed:
        page = printed.pages[number - 1].to_image(resolution=resolution, antialias=True)
    picture = io.BytesIO()
    page.original.save(picture, "PNG")
    return smaller(picture.getvalue())


def story_told(camera: Camera) -> None:
    """Tell the story from the authority's framework to a tried update, with pictures."""
    from frameworks.models import Edition, Framework
    from tests import story
    from tests.browser.signing_in import sign_in

    people = story.people()
    page, main = camera.page, camera.page.locator("main")
    sign_in(page.context, camera.site, people["leader"])

    camera.go("/frameworks/lancashire/use/thornbeck/")
    page.get_by_label("Name of your copy").fill(COPY)
    camera.take("copy-make", main.locator("h1"), main.get_by_role("button"))
    page.get_by_role("button", name="Make our copy").click()
    page.locator("h1", has_text="Draft").wait_for()

    draft = Edition.objects.select_related("framework", "grid").get(framework__slug="thornbeck")
    story.work(
        draft,
        people["leader"],
        story.hide_stage(story.PREMISES),
        story.reword(story.EVENTS, "Attend events of your association; the office books"),
        story.reword_here(story.VISIT, "Visit Hillside Primary", story.NQT),
        story.add(story.NQT, story.NETWORK, "Shadow the SENDCo for a day"),
    )
    camera.go(f"/desk/thornbeck/draft/?stage={story.NQT}")
    page.get_by_role("link", name=story.SAFEGUARDING).click()
    note = page.get_by_label("Our note beside it")
    note.fill("In the first week; ask Jo in the office")
    page.set_viewport_size({"width": WIDTH, "height": LOW})
    stage = main.locator(f"#{story.NQT}")
    stage.evaluate("stage => stage.scrollIntoView({behavior: 'instant'})")
    note.evaluate("note => note.scrollIntoView({behavior: 'instant', block: 'center'})")
    camera.take("copy-draft", stage, page.locator(".cpd-editor"), margin=0)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved: ").first.wait_for()
    camera.go("/desk/thornbeck/draft/replace/?find=Teaching+Schools&put=Teaching+School+Hubs")
    camera.take("draft-replace", main.locator("h1"), main.locator(".cpd-stays"))
    camera.go("/desk/thornbeck/publish/")
    camera.take("copy-publish", main.locator("h1"), main.locator("section", has_text="Checks"))
    story.publish(draft, people["leader"], "2026")
    poster = page.request.get(f"{camera.site}/desk/thornbeck/poster.pdf", headers={"Host": HOST})
    keep("copy-poster", page_of(poster.body(), 1, resolution=48))

    lancashire = Framework.objects.get(slug="lancashire")
    story.next_edition(lancashire, people["admin"], "2027", *story.NEXT_EDITION)
    camera.go("/desk/")
    camera.take("update-waits", main.locator(".cpd-place__head"), main.locator(".cpd-rows"))
    page.get_by_role("link", name="An update is waiting").click()
    asked = page.get_by_role("article", name="Newly Qualified Teachers", exact=True)
    asked.locator("summary", has_text="Write our own words").click()
    asked.get_by_label("Our words").fill("Visit Hillside Primary and one other school")
    camera.take("update-choose", asked, asked, margin=0)
    asked.get_by_role("button", name="Save our words").click()
    asked.get_by_text("Decided", exact=True).wait_for()
    for article, button in (
        ("9 stages, Established Headteachers to Newly", "Keep it as our own line"),
        ("Mentors", "Yes: show it"),
    ):
        answered = page.get_by_role("article", name=article)
        answered.get_by_role("button", name=button).click()
        answered.get_by_text("Decided", exact=True).wait_for()
    page.locator("#apply-why", has_text="Everything is decided.").wait_for()
    page.get_by_role("button", name="Apply the update").click()
    camera.take("update-report", main.locator("h1"), main.locator("section").last)

    page.get_by_role("link", name="publish it").wait_for()
    story.publish(
        Edition.objects.get(framework=draft.framework, status="draft"), people["leader"], "2027"
    )
    sign_in(page.context, camera.site, people["teacher"])
    camera.go(f"/frameworks/thornbeck/?stage={story.NQT}")
    page.locator("li", has_text="Visit Hillside").locator("summary").click()
    last = main.locator("li", has_text="Shadow the SENDCo").first
    camera.take("copy-read", main.locator("table"), last, margin=0)


def matrix_seen(camera: Camera) -> None:
    """Show what a reader finds first."""
    camera.page.set_viewport_size({"width": 1280, "height": 860})
    camera.go("/frameworks/lancashire/")
    keep("matrix", smaller(camera.page.screenshot(animations="disabled")))


def publishing_told(camera: Camera) -> None:
    """The authority writes its next edition, somebody with a link asks, and it is about to be
    published.
    """
    from cpd_site.models import User
    from frameworks.actions import comments, drafts, previews
    from frameworks.models import Framework
    from opportunities import store
    from tests import story
    from tests.browser.signing_in import sign_in

    admin = User.objects.get(email="admin@people.example")
    draft = drafts.start(framework=Framework.objects.get(slug="lancashire"), by=admin)
    story.work(
        draft,
        admin,
        story.reword(story.SAFEGUARDING, "Complete safeguarding training every year"),
        story.add(story.NQT, story.NETWORK, "Meet other new teachers once a term"),
    )
    grid = store.read(draft.grid)
    line = story.placement(grid, story.texts(grid, story.NQT, story.SCHOOL)[1], story.NQT)
    preview = previews.share(edition=draft, by=admin, note="Heads", allows_comments=True)
    comments.add_by_link(
        preview=preview,
        name="Jo Hill, Beckside",
        text="Two years now, since induction takes two?",
        place="here",
        about=comments.about_line(grid, line.key) or comments.WHOLE,
    )
    page, main = camera.page, camera.page.locator("main")
    sign_in(page.context, camera.site, admin)
    camera.go(f"/desk/lancashire/draft/?stage={story.NQT}")
    page.set_viewport_size({"width": WIDTH, "height": LOW})
    page.get_by_role("link", name="Meet other new teachers").click()
    stage = main.locator(f"#{story.NQT}")
    stage.evaluate("stage => stage.scrollIntoView({behavior: 'instant'})")
    camera.take("draft", stage, page.locator(".cpd-editor"), margin=0)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="1 comment").click()
    page.get_by_label("Your comment").fill("Yes. We will say so in the line.")
    camera.take("draft-comments", stage, page.locator(".cpd-editor"), margin=0)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    camera.go("/desk/lancashire/publish/")
    main.locator("section", has_text="Checks").locator("summary").last.click()
    camera.take("publish", main.locator("h1"), main.locator("section", has_text="Checks"))


def importing_told(camera: Camera) -> None:
    """Import Lancashire's Word file: what was found, and one of its boxes."""
    from cpd_site.models import Membership
    from tests.browser.signing_in import sign_in
    from tests.factories import OrganisationFactory, member
    from tests.frameworks.imports.lancashire import GRID, word_file

    place = OrganisationFactory.create(
        slug="fellbridge", name="Fellbridge Council", short_name="Fellbridge"
    )
    page, main = camera.page, camera.page.locator("main")
    sign_in(page.context, camera.site, member(place, Membership.Role.EDITOR))
    camera.go("/desk/organisations/fellbridge/imports/")
    file: FilePayload = {
        "name": "2019 CPD framework.docx",
        "mimeType": "text/plain",
        "buffer": word_file(),
    }
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="See what we find").click()
    page.get_by_role("heading", name="What we found").wait_for()
    page.get_by_role("button", name="Fill in what we think").click()
    camera.take("import-found", main.locator("h1"), main.locator(".cpd-confirm tr").nth(5))
    for stage in GRID.stages:
        page.get_by_label(f"Kind of staff of {stage.name}", exact=True).select_option(stage.group)
        page.get_by_label(f"Career stage of {stage.name}", exact=True).select_option(stage.family)
    page.get_by_role("button", name="Go on to proof-reading").click()
    page.locator(".cpd-map td:nth-child(4) a").last.click()
    page.get_by_role("link", name="Change line 2").click()
    page.locator("#line-2").wait_for()
    camera.take("import-proof", main.locator("h1"), page.locator(".cpd-read"))


def inviting_told(camera: Camera) -> None:
    """A head pastes addresses, and sees the result for each."""
    from cpd_site.models import Membership
    from tests.browser.signing_in import sign_in
    from tests.factories import OrganisationFactory, member

    school = OrganisationFactory.create(
        kind="school", slug="fernside", name="Fernside School", short_name="Fernside"
    )
    member(school, email="mia.moss@fernside.example")
    page, main = camera.page, camera.page.locator("main")
    sign_in(page.context, camera.site, member(school, Membership.Role.MANAGER))
    camera.go("/desk/organisations/fernside/people/")
    page.get_by_label("E-mail addresses").fill(
        "Ann Ant <ann.ant@fernside.example>; bea.birch@fernside.example, cal.cole@fernside\n"
        "Mia Moss\tmia.moss@fernside.example\ndan.dale.fernside.example"
    )
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("heading", name="2 people are invited").wait_for()
    camera.take("people-invited", main.locator("h1"), page.locator(".cpd-invite"))


@contextmanager
def chromium(site: str) -> Iterator[Camera]:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, found

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        yield Camera(page, site)
        browser.close()


def main() -> None:
    with TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/pictures.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "cpd_site.settings"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Django beside Playwright
        from tests.benchmarks.server import running  # sets Django up

        with running(ALLOWED_HOSTS=f"127.0.0.1,{HOST}") as server:
            sheets_printed(server.address)
            with chromium(server.address) as camera:
                matrix_seen(camera)
            with chromium(server.address) as camera:
                story_told(camera)
            with chromium(server.address) as camera:
                publishing_told(camera)
            with chromium(server.address) as camera:
                importing_told(camera)
            with chromium(server.address) as camera:
                inviting_told(camera)


if __name__ == "__main__":
    main()
