"""Production: refuses to start half-configured. Needs SECRET_KEY, ALLOWED_HOSTS, PUBLIC_URL and DATABASE_URL."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, PUBLIC_URL, SECRET_KEY, env_list

DEBUG = False
if os.environ.get("DEBUG", "0") not in ("", "0"):
    raise ImproperlyConfigured("DEBUG can't be switched on with production settings.")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("development-only", "django-insecure")):
    raise ImproperlyConfigured("SECRET_KEY must be a secret of its own, at least 50 characters long.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts this site answers for.")
if not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("PUBLIC_URL must be the https:// address people use.")
if not os.environ.get("DATABASE_URL"):
    raise ImproperlyConfigured("DATABASE_URL must name the database.")

CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, *env_list("CSRF_TRUSTED_ORIGINS")]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
