"""The three ways in which a journey is tested."""

WITH_JAVASCRIPT = "with JavaScript"
WAYS = (WITH_JAVASCRIPT, "without JavaScript", "on a phone")


def in_one_way(new_context, way):
    """Return a browser for that way."""
    return new_context(
        viewport={"width": 390 if way == "on a phone" else 1280, "height": 900},
        java_script_enabled=way != "without JavaScript",
    )
