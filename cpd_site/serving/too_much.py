"""More was sent at once than is taken: which limit it was, in a sentence, and the words come back.

Django refuses it before any form is filled in, so that no form can say it beside its box.
"""

from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from cpd_site.serving import resubmit

MOST_BYTES = 10 * 1024 * 1024
"""So much is read to give it back, and so many fields of it."""
MOST_FIELDS = 50_000


def limit_passed(request: HttpRequest, exception: Exception) -> str:
    """Which limit was passed, in a sentence; empty where none was."""
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
    """What somebody wrote into a form of ours; none of a form that holds files, or of a stranger's.

    It is read to its end also because some servers lose the answer to what was not read.
    """
    if not resubmit.comes_from_here(request) or "urlencoded" not in (request.content_type or ""):
        return []
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        return []
    try:
        sent = request.body
    except RequestDataTooBig:
        sent = request.read(MOST_BYTES)
    try:
        pairs = parse_qsl(sent.decode(), errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:  # more fields than that, or no text
        return []
    return resubmit.words_among(pairs)
