"""Settings shared by every environment. Everything that differs between offices comes from environment variables."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))


def env_list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")

# Lower apps first: the same order as the import contracts in pyproject.toml, read from the bottom.
LOCAL_APPS = [
    "common",
    "accounts",
    "notices",
    "reviews",
    "subjects",
    "outreach",
    "issuance",
    "exams",
    "pledges",
    "courses",
    "campaigns",
    "portal",
    "home",
]

INSTALLED_APPS = [
    *reversed(LOCAL_APPS),
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "django.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.OfficeUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "django_q",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.middleware.CompressionMiddleware",
    "common.middleware.ContentSecurityPolicyMiddleware",
    "common.middleware.PublicPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "reviews.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["common.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "accounts.context_processors.site_state",
            ],
        },
    }
]

# Database: SQLite in WAL mode unless DATABASE_URL names a PostgreSQL.
VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'chengxin.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and queue: Redis when REDIS_URL is set, else the database. Never per-process memory: limits are shared.
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    redis_cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    CACHES = {"default": redis_cache, "pages": {**redis_cache, "KEY_PREFIX": "pages"}}
else:
    database_cache = {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}
    # Pages have a table of their own: however many there are, they push no counter of tries out.
    CACHES = {
        "default": {**database_cache, "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 20_000}},
        "pages": {**database_cache, "LOCATION": "cache_pages", "OPTIONS": {"MAX_ENTRIES": 2_000}},
    }
# Wagtail would write every thumbnail it has just read from the database back into the cache: four queries each.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

# Anonymous public pages are kept in the cache "pages" for a minute at most (docs/adr/0013).
PAGE_CACHE = os.environ.get("PAGE_CACHE", "1") == "1"

Q_CLUSTER = {
    "name": "chengxin",
    "label": "Background work",
    "workers": int(os.environ.get("WORKERS", "2")),
    "timeout": 120,
    "retry": 180,  # must exceed timeout: an unfinished task is handed out again
    "max_attempts": 5,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 1000,
    "poll": 0.5,
    **({"redis": REDIS_URL} if REDIS_URL else {"orm": "default"}),
}

# Files: what everyone may see, and what leaves only through a view that checks who asks.
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "media", "base_url": "/media/"},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# Library files come from npm (package.json) and are served under their package's name.
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *[(f"lib/{name}", NODE_MODULES / name / "dist") for name in ("signature_pad",) if (NODE_MODULES / name).is_dir()],
]

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
LOGIN_URL = "accounts:phone-sign-in"
LOGIN_REDIRECT_URL = "portal:home"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "common.views.csrf_failure"

# Keys, each with its own job. Empty means: the features that need it are blocked and /healthz says so.
# FIELD_KEYS: "id:base64 of 32 bytes", comma-separated, newest first; older ones only decrypt.
FIELD_KEYS = env_list("FIELD_KEYS")
BLIND_INDEX_KEY = os.environ.get("BLIND_INDEX_KEY", "")
# SEAL_KEY_FILE / SEAL_CERT_FILE: the office's PEM key (P-256) and certificate chain for the tamper-proofing seal.
SEAL_KEY_FILE = os.environ.get("SEAL_KEY_FILE", "")
SEAL_CERT_FILE = os.environ.get("SEAL_CERT_FILE", "")
SEAL_MAKE_DEVELOPMENT_KEY = False  # development only: a self-signed key that is worth nothing
# A folder with further fonts for papers: characters that Noto SC lacks block a paper until a font here has them.
PAPER_FONTS_DIR = os.environ.get("PAPER_FONTS_DIR", "")

# Seams that tests and offices replace, by dotted path.
CLOCK = "common.clock.system_now"
SMS_GATEWAY = os.environ.get("SMS_GATEWAY", "notices.gateways.NoGateway")
# E-mail to staff: off until EMAIL_HOST names the office's mail server.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "465"))
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "") or EMAIL_HOST_USER
PHONE_CODE_SENDER = "notices.domain.messages.send_phone_code"
PHONE_CODE_SOURCE = "accounts.domain.phone_codes.random_code"
SEARCH_SYNONYMS = "outreach.domain.synonyms.load_synonyms"
DEV_INBOX = False  # the page that shows outgoing messages; development only

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
# Ours first: it wins over locale_vendor/, which wins over the catalogues that the packages bring.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_vendor"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Wagtail
WAGTAIL_SITE_NAME = os.environ.get("SITE_NAME", "诚信宣教")
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILADMIN_USER_LOGIN_FORM = "accounts.interfaces.admin_login.StaffLoginForm"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILIMAGES_IMAGE_MODEL = "outreach.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "outreach.SiteDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "outreach.interfaces.forms.SiteImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "outreach.interfaces.forms.SiteDocumentForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx", "zip", "mp3", "mp4", "vtt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # every file is saved first
# A telephone's picture fits; decoded, 50 million pixels take 150 MB. nginx lets a little more through (docs/operators.md).
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 2
WAGTAIL_FINISH_WORKFLOW_ACTION = "reviews.workflow_end.finish"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILEMBEDS_FINDERS: list[dict] = []  # no third-party requests
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "common.search.backend"}}

# Security headers. /admin/ gets the relaxed policy in common.middleware, everything else this one.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # the admin's preview shows our own pages in a frame
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django_tasks": {"level": "WARNING"}},
}
