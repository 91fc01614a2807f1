"""Mail on a laptop: print it to the terminal, so that codes and links can be copied."""

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend


class TerminalBackend(EmailBackend):
    """Prints the text of a mail. Django's backend prints its encoded form, which breaks links."""

    def write_message(self, message: EmailMessage) -> None:
        heads = f"To: {', '.join(message.to)}\nSubject: {message.subject}"
        self.stream.write(f"\n{'-' * 72}\n{heads}\n\n{message.body.strip()}\n{'-' * 72}\n\n")
