"""The contents of mails."""

import re

from django.core.mail import EmailMessage


def code_in(message: EmailMessage) -> str:
    """Return the code or the link in a mail: the line that is indented."""
    (code,) = re.findall(r"^ {4}(\S+)$", str(message.body), re.MULTILINE)
    return code
