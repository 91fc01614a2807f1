"""Mail on a laptop: to the terminal, so that codes and links can be read and copied."""

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend


class TerminalBackend(EmailBackend):
    """Writes the words of a mail. Django's own writes its encoded form, which breaks links."""

    def write_message(self, message: EmailMessage) -> None:
        heads = f"To: {', '.join(message.to)}\nSubject: {message.subject}"
        self.stream.write(f"\n{'-' * 72}\n{heads}\n\n{message.body.strip()}\n{'-' * 72}\n\n")
