"""Every class in a template has a style, or is what a script looks for; and the other way round."""

import re
from pathlib import Path

from django.conf import settings

CLASSES = re.compile(r'class="([^"]*)"')
OURS = re.compile(r"(?<![\w{-])cpd-[\w-]+(?![\w{-])")


def test_a_class_in_a_template_is_in_a_style_sheet_or_a_script():
    base = Path(settings.BASE_DIR)
    texts = [path.read_text("utf-8") for path in base.glob("templates/**/*.html")]
    known = "\n".join(
        path.read_text("utf-8") for kind in ("css", "js") for path in base.glob(f"static/{kind}/*")
    )

    used = {name for text in texts for part in CLASSES.findall(text) for name in OURS.findall(part)}
    assert used - set(OURS.findall(known)) == set()


def test_a_style_is_for_a_class_that_is_written_somewhere():
    base = Path(settings.BASE_DIR)
    folders = ("templates", "static/js", "cpd_site", "opportunities", "frameworks")
    texts = "\n".join(
        path.read_text("utf-8")
        for folder in folders
        for path in (base / folder).rglob("*")
        if path.suffix in {".html", ".js", ".py"}
    )
    sheets = "\n".join(path.read_text("utf-8") for path in base.glob("static/css/*.css"))
    rules = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
    begun = tuple(set(re.findall(r"cpd-[\w-]+--(?=\{\{)", texts)))  # a tag writes the rest

    written = set(re.findall(r"cpd-[\w-]*\w", texts))
    styled = set(re.findall(r"(?<=\.)cpd-[\w-]*\w", rules))
    assert {name for name in styled - written if not name.startswith(begun)} == set()
