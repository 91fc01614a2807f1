"""Load the schools from the national register's CSV, or bring those that are here up to date.

FILE is “all establishment data” of Get Information About Schools, unpacked: edubasealldata….csv.
It can be run again at any time. Rows that cannot be used are listed; nothing is ever deleted.
"""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from cpd_site.accounts.actions import organisations, successors
from cpd_site.accounts.register import BadRow, ListedSchool, Register
from cpd_site.accounts.register_links import read_links
from cpd_site.accounts.register_text import NoRegister

EVERY = 500
"""Rows between two updates of the progress bar."""

WIDTH = 40


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--links",
            metavar="FILE",
            type=Path,
            help="which schools follow which: links_edubasealldata….csv",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        started = time.monotonic()
        try:
            with path.open("rb") as file:
                register = Register(file)
                for remark in register.remarks:
                    self.stdout.write(remark)
                rows = self._rows_with_progress(register, file, path.stat().st_size)
                counts = organisations.import_schools(rows=rows, source=path.name)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        except (NoRegister, organisations.ImportDisturbed) as refused:
            raise CommandError(str(refused)) from None
        for line in _lines(counts):
            self.stdout.write(line)
        if options["links"]:
            self._read_links(options["links"])
        self.stdout.write(f"That took {time.monotonic() - started:.0f} seconds.")

    def _read_links(self, path: Path) -> None:
        """Store which school succeeds which, and print what can be handed over."""
        try:
            with path.open("rb") as file:
                links = read_links(file)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        except NoRegister as refused:
            raise CommandError(str(refused)) from None
        for fault in links.faults:
            self.stdout.write(f"Line {fault.line} of the links is not used. {fault.reason}")
        changed = successors.propose(successors=links.successors, source=path.name)
        self.stdout.write(f"Schools whose successor is another than before: {changed:,}.")
        if waiting := successors.to_hand_over().count():
            self.stdout.write(
                f"Closed schools whose successor can take over what they have here: {waiting:,}. "
                "The administration lists them under “Organisations”, “Handing over”."
            )

    def _rows_with_progress(
        self, register: Register, file: BinaryIO, size: int
    ) -> Iterator[ListedSchool | BadRow]:
        """Yield the rows, and report bad ones and progress meanwhile."""
        for number, row in enumerate(register, 1):
            if isinstance(row, BadRow):
                self._say(f"Line {row.line} is not used. {row.reason}")
            elif row.remark:
                self._say(f"Line {row.line} is used. {row.remark}")
            if number % EVERY == 0:
                self._show_progress(number, file.tell() / size)
            yield row
        self._clear()

    def _say(self, line: str) -> None:
        self._clear()
        self.stdout.write(line)

    def _show_progress(self, rows: int, part: float) -> None:
        """Overwrite one line of progress, on a terminal only."""
        if self.stderr.isatty():
            done = round(WIDTH * part)
            bar = "█" * done + "░" * (WIDTH - done)
            self.stderr.write(f"\r{bar} {part:4.0%}, {rows:,} rows", ending="")
            self.stderr.flush()

    def _clear(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")


def _lines(counts: organisations.ImportCounts) -> Iterator[str]:
    if counts.wrote:
        new, changed, same = counts.new, counts.changed, counts.same
        yield f"Schools: {new:,} new, {changed:,} changed, {same:,} as they were."
        yield (
            f"Authorities: {counts.new_authorities:,} new. Trusts: {counts.new_trusts:,} new. "
            f"Of both, {counts.changed_organisations:,} changed."
        )
    else:
        yield f"Nothing is new: {counts.same:,} schools are as they were."
    if counts.refused:
        yield f"Rows that could not be used: {counts.refused:,}, listed above."
    if counts.remaining:
        yield (
            f"Schools that are here and that no usable row tells of: {counts.remaining:,}. They "
            "stay as they are. If they are many, the file may have been cut short."
        )
