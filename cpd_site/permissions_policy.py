"""Tells browsers what no page of this site asks for, so that no page can be made to ask."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

REFUSED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
OUR_OWN = ("publickey-credentials-create", "publickey-credentials-get")
"""Passkeys."""

POLICY = ", ".join(
    [*(f"{feature}=()" for feature in REFUSED), *(f"{feature}=(self)" for feature in OUR_OWN)]
)


class PermissionsPolicyMiddleware:
    """Sets the Permissions-Policy header of every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = POLICY
        return response
