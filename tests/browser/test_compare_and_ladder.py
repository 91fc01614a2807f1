"""The comparison and the ladder in a browser: what stands where, and what paper shows."""

from playwright.sync_api import expect


def test_steps_rise_from_the_first_stage_to_the_last(page, site):
    page.goto(f"{site}/frameworks/lancashire/ladder/")
    treads = page.locator(".cpd-ladder--rise .cpd-ladder__tread")
    boxes = [tread.bounding_box() for tread in treads.all()]

    assert len(boxes) == 9
    assert [box["x"] for box in boxes] == sorted(box["x"] for box in boxes)
    tops = [round(box["y"]) for box in boxes]
    assert tops == sorted(tops, reverse=True)
    assert len(set(tops)) == 7  # two families hold two stages each, on one level
    page.get_by_role("link", name="Newly Qualified Teachers").click()
    expect(page).to_have_title("Newly Qualified Teachers, Lancashire – CPD Frameworks")


def test_on_a_phone_the_steps_are_a_list(page, site):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/frameworks/lancashire/ladder/")
    names = page.locator(".cpd-ladder--rise .cpd-ladder__name").all()

    assert len({round(name.bounding_box()["x"]) for name in names}) == 1


def test_what_search_engines_read_is_no_breach_of_the_policy(page, site):
    page.goto(f"{site}/frameworks/torbay/stages/nqt/")  # the page's console is watched

    assert page.locator('script[type="application/ld+json"]').count() == 2


def test_authorities_are_chosen_side_by_side(page, site):
    page.goto(f"{site}/stages/early-career/")
    page.locator("summary", has_text="Authorities").click()
    page.get_by_role("checkbox", name="Torbay").check()
    page.get_by_role("checkbox", name="Wigan").check()
    page.get_by_role("button", name="Compare").click()

    expect(page.get_by_role("columnheader")).to_have_text(["Provider", "Torbay", "Wigan"])
    page.get_by_role("link", name="Show all five").click()
    expect(page.get_by_role("columnheader")).to_have_count(6)


def test_paper_opens_what_plus_carries_on_from_stages_that_are_not_on_it(page, site):
    page.goto(f"{site}/stages/lead-practitioner/?framework=torbay")
    page.emulate_media(media="print")

    assert page.locator(".cpd-more--carried li").first.bounding_box()["height"] > 0
    expect(page.locator("form")).to_be_hidden()
    expect(page.locator(".cpd-printfoot")).to_contain_text("Torbay")
