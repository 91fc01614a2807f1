"""What stands in mails."""

import re

from django.core.mail import EmailMessage


def code_in(message: EmailMessage) -> str:
    """The code or the link in a mail: what stands alone and indented."""
    (code,) = re.findall(r"^ {4}(\S+)$", str(message.body), re.MULTILINE)
    return code
