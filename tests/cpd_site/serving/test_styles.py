"""Every class in a template has a style, or is what a script looks for."""

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
