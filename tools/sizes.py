"""The sizes of docs/developers.md: what is longer gets split before it lands."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {".py": 500, ".html": 120, ".js": 200, ".css": 300}
FUNCTION = 50
SKIP = {".venv", "node_modules", "migrations", "staticfiles", "var", ".git"}


def sources() -> Iterator[Path]:
    for path in ROOT.rglob("*"):
        if path.suffix in FILES and not SKIP & set(path.relative_to(ROOT).parts):
            yield path


def too_long(path: Path) -> Iterator[str]:
    text, name = path.read_text(), path.relative_to(ROOT)
    if (lines := text.count("\n")) > FILES[path.suffix]:
        yield f"{name}: {lines} lines (at most {FILES[path.suffix]})"
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > FUNCTION:
                    yield f"{name}:{node.lineno} {node.name}: {size} lines (at most {FUNCTION})"


if __name__ == "__main__":
    found = [line for path in sources() for line in too_long(path)]
    print("\n".join(found) or "sizes: fine")
    sys.exit(1 if found else 0)
