"""The product as in production; only its static files keep their names, so that none have to be collected."""

from config.settings.production import *  # noqa: F403
from config.settings.production import STORAGES, VAR_DIR

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = VAR_DIR
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
