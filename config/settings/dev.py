"""Development and the demo: everything works at once, with keys that are worth nothing."""

import os

from .base import *  # noqa: F403
from .base import BASE_DIR, VAR_DIR

DEBUG = os.environ.get("DEBUG", "1") == "1"
DEVELOPMENT_SECRET = "development-only-" + "0" * 50
SECRET_KEY = os.environ.get("SECRET_KEY", DEVELOPMENT_SECRET)
ALLOWED_HOSTS = ["*"]
PUBLIC_URL = os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
WAGTAILADMIN_BASE_URL = PUBLIC_URL

FIELD_KEYS = ["dev1:" + "ZGV2ZWxvcG1lbnQtb25seS1maWVsZC1rZXktMDAwMDA="]
BLIND_INDEX_KEY = "ZGV2ZWxvcG1lbnQtb25seS1pbmRleC1rZXktMDAwMDA="
SEAL_KEY_FILE = os.environ.get("SEAL_KEY_FILE") or str(VAR_DIR / "seal" / "key.pem")
SEAL_CERT_FILE = os.environ.get("SEAL_CERT_FILE") or str(VAR_DIR / "seal" / "cert.pem")
SEAL_MAKE_DEVELOPMENT_KEY = True

SMS_GATEWAY = "notices.gateways.InboxGateway"
# Nothing leaves this machine: e-mails to staff stand on /dev/inbox/ like text messages.
EMAIL_HOST = os.environ.get("EMAIL_HOST") or "localhost"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEV_INBOX = True
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
INTERNAL_IPS = ["127.0.0.1"]
STATIC_ROOT = BASE_DIR / "staticfiles"
