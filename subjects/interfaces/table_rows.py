from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file, as text, with its number in the file and what is wrong with its shape."""

    number: int
    cells: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.problem and not any(cell.strip() for cell in self.cells)
