import pytest

from frameworks.models import Edition


@pytest.mark.parametrize(
    ("label", "name", "inside", "heading"),
    [
        ("2019", "2019 edition", "2019 edition", "2019 edition"),
        ("undated", "Undated edition", "undated edition", "no year printed"),
        ("Autumn 2025", "Autumn 2025 edition", "Autumn 2025 edition", "Autumn 2025 edition"),
        (
            "undated, with links",
            "Undated edition, with links",
            *2 * ["undated edition, with links"],
        ),
        ("", "Draft", "draft", "draft"),
    ],
)
def test_an_edition_keeps_its_capitals_inside_a_sentence(label, name, inside, heading):
    edition = Edition(label=label)

    assert edition.name == name
    assert edition.name_inside == inside
    assert edition.heading_inside == heading
