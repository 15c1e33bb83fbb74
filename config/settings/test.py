"""Tests: fast hashing, tasks run where the test says, a clock and a phone code the test can set."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="chengxin-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from .dev import *  # noqa: F403
from .dev import VAR_DIR

DEBUG = False
DEV_INBOX = True
PUBLIC_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
# Most tests look twice inside one transaction that never ends; those of the page cache switch it on.
PAGE_CACHE = False
SEAL_KEY_FILE = str(Path(VAR_DIR) / "seal" / "key.pem")
SEAL_CERT_FILE = str(Path(VAR_DIR) / "seal" / "cert.pem")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in use: in memory there is no WAL, and a live server's threads would share one connection.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(VAR_DIR) / "test.sqlite3")}  # noqa: F405
