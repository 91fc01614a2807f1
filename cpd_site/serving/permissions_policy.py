"""Deny browser features that no page of this site uses, so that no page can be made to."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

REFUSED = (
    "camera",
    "display-capture",
    "geolocation",
    "hid",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
OUR_OWN = ("publickey-credentials-create", "publickey-credentials-get")
"""Passkeys."""

POLICY = ", ".join(
    [*(f"{feature}=()" for feature in REFUSED), *(f"{feature}=(self)" for feature in OUR_OWN)]
)


class PermissionsPolicyMiddleware:
    """Sets the Permissions-Policy header of HTML pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response["Permissions-Policy"] = POLICY
        return response
