"""Reading a CSV that other people wrote: one broken row must not swallow the rows after it."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from .table_rows import Row

MAX_LINE = 1 << 20  # characters
MAX_CONTINUED_LINES = 50
OPEN_QUOTE = "unexpected end of data"


class CsvRecords:
    """Iterates over the rows of a text stream; the number of a row is the line it begins on.

    Up to the header each line is read with the delimiter it uses most (titles use others), from there on with the header's.
    """

    def __init__(self, stream: TextIO, *, is_header: Callable[[list[str]], bool]) -> None:
        self.stream = stream
        self.is_header = is_header
        self.header_found = False
        self.delimiter = ","
        self.waiting: deque[tuple[int, str]] = deque()
        self.line_number = 0

    def __iter__(self) -> Iterator[Row]:
        while (line := self._next_line()) is not None:
            number, text = line
            if not self.header_found:
                self.delimiter = max(",\t;", key=text.count)
            row = self._too_long(number, text) if len(text) >= MAX_LINE else self._record(number, text)
            self.header_found = self.header_found or self.is_header(row.cells)
            yield row

    def _next_line(self) -> tuple[int, str] | None:
        if self.waiting:
            return self.waiting.popleft()
        text = self.stream.readline(MAX_LINE)
        if not text:
            return None
        self.line_number += 1
        return self.line_number, text

    def _record(self, number: int, text: str) -> Row:
        """One row, with the lines a quoted cell continues on. Where no line closes the quote, only this line is lost."""
        taken: list[tuple[int, str]] = []
        problem = _("The quotation mark is never closed.")
        joined = text
        while len(taken) <= MAX_CONTINUED_LINES and len(joined) < MAX_LINE:
            cells, error = self._parse(joined)
            if cells is not None:
                return Row(number, cells)
            if error != OPEN_QUOTE:
                problem = _("The quotation marks are not in the right places.")
                break
            line = self._next_line()
            if line is None:
                break
            taken.append(line)
            joined += line[1]
        self.waiting.extendleft(reversed(taken))
        return Row(number, self._loose_cells(text), problem)

    def _parse(self, text: str) -> tuple[list[str] | None, str]:
        try:
            return next(csv.reader([text], delimiter=self.delimiter, strict=True), []), ""
        except csv.Error as error:
            return None, str(error)

    def _loose_cells(self, text: str) -> list[str]:
        return re.split(re.escape(self.delimiter), text.rstrip("\r\n"))

    def _too_long(self, number: int, text: str) -> Row:
        while text and not text.endswith(("\n", "\r")):
            text = self.stream.readline(MAX_LINE)
        return Row(number, [], _("The row is too long."))
