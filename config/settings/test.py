"""Tests: fast hashing, tasks run where the test says, a clock and a phone code the test can set."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="chengxin-test-"))

from .dev import *  # noqa: F403
from .dev import VAR_DIR

DEBUG = False
DEV_INBOX = True
PUBLIC_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
SEAL_KEY_FILE = str(Path(VAR_DIR) / "seal" / "key.pem")
SEAL_CERT_FILE = str(Path(VAR_DIR) / "seal" / "cert.pem")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in use: in memory there is no WAL, and a live server's threads would share one connection.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(VAR_DIR) / "test.sqlite3")}  # noqa: F405
