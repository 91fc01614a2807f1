"""A mail server on loopback that stores mails, and can pause when a test says so."""

import re
import socketserver
import threading


class MailServer(socketserver.ThreadingTCPServer):
    """Accepts mails, or `refuses` every recipient. While `goes_on` is cleared it pauses in the
    middle of one and sets `waits`.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.said: list[str] = []
        self.taken: list[str] = []
        self.goes_on, self.waits = threading.Event(), threading.Event()
        self.goes_on.set()
        self.refuses = False
        threading.Thread(target=self.serve_forever, args=[0.01], daemon=True).start()

    @property
    def url(self) -> str:
        """The server as MAIL_URL names it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def taken_for(self) -> list[str]:
        """The recipients of the accepted mails, in order."""
        return sorted(re.findall(r"^To: (\S+)", "".join(self.taken), re.MULTILINE))


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._answer(b"220 here")
        for line in self.rfile:
            said = line.decode(errors="replace")
            self.server.said.append(said)
            if said.upper().startswith("DATA"):
                self.server.waits.set()
                self.server.goes_on.wait()
                self._answer(b"354 go on")
                if not self._take():
                    return
            elif said.upper().startswith("RCPT") and self.server.refuses:
                self._answer(b"550 nobody of that name")
            else:
                self._answer(b"250 well")
                if said.upper().startswith("QUIT"):
                    return

    def _take(self) -> bool:
        """Read a mail; return whether it was complete."""
        mail = []
        for line in self.rfile:
            if line == b".\r\n":
                self.server.taken.append("".join(mail))
                self._answer(b"250 taken")
                return True
            mail.append(line.decode(errors="replace"))
            self.server.said.append(mail[-1])
        return False

    def _answer(self, line: bytes) -> None:
        try:
            self.wfile.write(line + b"\r\n")
        except OSError:  # the client has gone
            self.rfile.close()
