"""Handle requests that exceed a limit: say which one, and return the words.

Django refuses them before any form is bound, so that no form can say it beside its field.
"""

from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from cpd_site.serving import resubmit

MOST_BYTES = 10 * 1024 * 1024
"""The most bytes to read in order to return them."""
MOST_FIELDS = 50_000

TOO_LARGE = (
    "What you sent has more than the 10 MB that are taken at once. In a file it is nearly always "
    "the pictures: in Word choose File, Save as, Tools, Compress pictures, or take them out."
)
"""For requests that a proxy refuses by its own limit, which never reach us."""


def limit_passed(request: HttpRequest, exception: Exception) -> str:
    """Return which limit was exceeded, in a sentence; empty if none was."""
    fields = f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,}"
    text = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    files = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    match exception:
        case TooManyFieldsSent() if request.method == "POST":
            return f"That form holds more than {fields} fields, the most that are taken at once."
        case TooManyFieldsSent():
            return f"That address says more than {fields} things, the most that are read at once."
        case RequestDataTooBig():
            return f"That is more text than the {text} that are taken at once."
        case TooManyFilesSent():
            return f"Those are more than {files} files, the most that are taken at once."
    return ""


def words(request: HttpRequest) -> list[str]:
    """Return what somebody typed into a form of ours; empty for forms with files, and strangers'
    forms.

    Reads the body to its end also because some servers lose the response otherwise.
    """
    if not resubmit.is_own_form(request) or "urlencoded" not in (request.content_type or ""):
        return []
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        return []
    try:
        sent = request.body
    except RequestDataTooBig:
        sent = request.read(MOST_BYTES)
    try:
        pairs = parse_qsl(sent.decode(), errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:  # too many fields, or not text
        return []
    return resubmit.words_among(pairs)
