"""Django's settings. Values come from the environment through `config/env.py`."""

import json
from pathlib import Path

from django.urls import reverse_lazy

from config.env import BASE_DIR, PRODUCTION, VAR_DIR, env, env_secret
from config.logs import logging_config
from config.unfold import UNFOLD  # noqa: F401  (a setting)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env_secret("SECRET_KEY", file_in_var="secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
TOKEN_ENCRYPTION_KEYS = env_secret("TOKEN_ENCRYPTION_KEYS", file_in_var="token_keys").split(",")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEFAULT_BASE_URL = "http://localhost:8000"
BASE_URL = env.str("BASE_URL", DEFAULT_BASE_URL)

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "django_q",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "rest_framework_api_key",
    "config",
    "teams",
    "media_assets",
    "ai",
    "platforms",
    "analysis",
    "scheduling",
    "publishing",
    "metrics",
    "briefs",
    "coaching",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "teams.middleware.CurrentTeamMiddleware",
    "config.request_log.RequestLog",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database: SQLite in var/ unless DATABASE_URL says otherwise (`reliability.md` §8 has the why).
DATABASE_URL = env.str("DATABASE_URL", "") or f"sqlite:///{VAR_DIR / 'reelay.sqlite3'}"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: NORMAL may take back a committed intent after a power loss
        # secure_delete: what is erased is written over (not every build of SQLite does by itself)
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
    )

CACHES: dict[str, dict] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # seen by every process: throttles, sign-in limits, django-q2's statistics
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    },
}
if cache_url := env.str("CACHE_URL", ""):
    CACHES["shared"] = env.cache_url_config(cache_url)

# People
AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Reelay: "
ACCOUNT_ADAPTER = "teams.accounts.AccountAdapter"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)  # seconds; a mail server that hangs holds a worker
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "reelay@localhost")

# The first team, made by `manage.py up` when there is nobody yet
FIRST_OWNER_EMAIL = env.str("FIRST_OWNER_EMAIL", "owner@reelay.local")
FIRST_TEAM_NAME = env.str("FIRST_TEAM_NAME", "My team")
FIRST_TEAM_TIMEZONE = env.str("FIRST_TEAM_TIMEZONE", "UTC")

# Browser
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# Unfold runs Alpine, which evaluates its attributes, and writes styles (`docs/decisions.md`).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'unsafe-eval'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", "") or VAR_DIR / "media")
MEDIA_OUTBOX = Path(env.str("MEDIA_OUTBOX", "") or BASE_DIR / "media_outbox")
STORAGES: dict[str, dict] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if bucket := env.str("S3_BUCKET", ""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("S3_ENDPOINT_URL", "") or None,
            "region_name": env.str("S3_REGION", "") or None,
            "access_key": env_secret("S3_ACCESS_KEY"),
            "secret_key": env_secret("S3_SECRET_KEY"),
            "addressing_style": env.str("S3_ADDRESSING_STYLE", "path"),
            "file_overwrite": False,
            "querystring_expire": 900,
        },
    }
MEDIA_MAX_BYTES = env.int("MEDIA_MAX_BYTES", 4 * 1024**3)
MEDIA_MAX_SECONDS = env.int("MEDIA_MAX_SECONDS", 4 * 3600)
MEDIA_MAX_PIXELS = env.int("MEDIA_MAX_PIXELS", 50_000_000)
FFMPEG_PATH = env.str("FFMPEG_PATH", "")
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a long transcript's form has three a line
WATCH_SETTLE_SECONDS = env.float("WATCH_SETTLE_SECONDS", 3.0)
WATCH_RESCAN_SECONDS = env.float("WATCH_RESCAN_SECONDS", 60.0)

# Time and language
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# AI (see ai/providers): local unless a key is set
OPENAI_API_KEY = env_secret("OPENAI_API_KEY")
OPENAI_BASE_URL = env.str("OPENAI_BASE_URL", "")
OPENAI_TEXT_MODEL = env.str("OPENAI_TEXT_MODEL", "gpt-6-luna")
OPENAI_VISION_MODEL = env.str("OPENAI_VISION_MODEL", "gpt-6-luna")
OPENAI_TRANSCRIBE_MODEL = env.str("OPENAI_TRANSCRIBE_MODEL", "gpt-transcribe")
OPENAI_TIMEOUT_SECONDS = env.float("OPENAI_TIMEOUT_SECONDS", 120.0)
AI_MAX_CALLS = env.int("AI_MAX_CALLS", 4)  # at once, of one server, by all processes
AI_CATALOGUE_FILE = env.str("AI_CATALOGUE_FILE", "")
SPEECH_MODELS_FILE = env.str("SPEECH_MODELS_FILE", "")
WHISPER_MODEL = env.str("WHISPER_MODEL", "")
WHISPER_FOLDER = VAR_DIR / "whisper"
WHISPER_DEVICE = env.str("WHISPER_DEVICE", "cpu")
WHISPER_COMPUTE_TYPE = env.str("WHISPER_COMPUTE_TYPE", "int8")
WHISPER_THREADS = env.int("WHISPER_THREADS", 2)

# Sandbox network
SANDBOX_URL = env.str("SANDBOX_URL", "http://127.0.0.1:8077")
SANDBOX_TIMEOUT_SECONDS = env.float("SANDBOX_TIMEOUT_SECONDS", 20.0)

# Networks: other addresses than their own, for tests and for a proxy of the operator's
PLATFORM_BASE_URLS: dict[str, str] = env.json("PLATFORM_BASE_URLS", {})
LINKEDIN_API_VERSION = env.str("LINKEDIN_API_VERSION", "202607")  # a month; each lives a year
# An address that a user gives (a WordPress site, a Mastodon server) must be public
PLATFORM_ALLOW_PRIVATE_ADDRESSES = env.bool("PLATFORM_ALLOW_PRIVATE_ADDRESSES", False)

# Sign-in at the networks: (client id, secret) of the apps that the operator registered there.
# Instagram Login and Threads have ids of their own inside an app of Meta.
_META = (env.str("META_APP_ID", ""), env_secret("META_APP_SECRET"))
OAUTH_CLIENTS = {
    "tiktok": (env.str("TIKTOK_CLIENT_KEY", ""), env_secret("TIKTOK_CLIENT_SECRET")),
    "google": (env.str("GOOGLE_CLIENT_ID", ""), env_secret("GOOGLE_CLIENT_SECRET")),
    "meta": _META,
    "instagram": (
        env.str("INSTAGRAM_APP_ID", _META[0]),
        env_secret("INSTAGRAM_APP_SECRET", default=_META[1]),
    ),
    "threads": (
        env.str("THREADS_APP_ID", _META[0]),
        env_secret("THREADS_APP_SECRET", default=_META[1]),
    ),
    "linkedin": (env.str("LINKEDIN_CLIENT_ID", ""), env_secret("LINKEDIN_CLIENT_SECRET")),
    "linkedin_page": (
        env.str("LINKEDIN_PAGE_CLIENT_ID", ""),
        env_secret("LINKEDIN_PAGE_CLIENT_SECRET"),
    ),
    "x": (env.str("TWITTER_CLIENT_ID", ""), env_secret("TWITTER_CLIENT_SECRET")),
    "pinterest": (env.str("PINTEREST_CLIENT_ID", ""), env_secret("PINTEREST_CLIENT_SECRET")),
}
META_GRAPH_VERSION = env.str("META_GRAPH_VERSION", "v26.0")
# For the `appsecret_proof` of each call to Meta; no proof is sent where there is no secret
META_APP_SECRETS = {
    "facebook": _META[1],
    "instagram": OAUTH_CLIENTS["instagram"][1],
    "threads": OAUTH_CLIENTS["threads"][1],
}
# What networks tell us (docs/webhooks.md): {"tiktok": "client secret", "x": ["new", "old"], …}
PLATFORM_WEBHOOK_SECRETS: dict[str, str | list[str]] = json.loads(
    env_secret("PLATFORM_WEBHOOK_SECRETS", default="{}")
)
PLATFORM_WEBHOOK_VERIFY_TOKEN = env_secret("PLATFORM_WEBHOOK_VERIFY_TOKEN")  # Meta asks with it

# Publishing
PUBLISH_LEASE_SECONDS = env.float("PUBLISH_LEASE_SECONDS", 120.0)
JOURNAL_DIR = VAR_DIR / "journal"  # beside the database, never restored together with it
INSTANCE_FILE = VAR_DIR / "instance"
ERASED_FILE = VAR_DIR / "erased.jsonl"  # likewise: what must not come back with a restored copy
CLOCK_TICK_SECONDS = env.float("CLOCK_TICK_SECONDS", 2.0)
PLAN_HORIZON_DAYS = env.int("PLAN_HORIZON_DAYS", 60)

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "teams.authentication.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["teams.permissions.TeamMemberPermission"],
    "DEFAULT_PAGINATION_CLASS": "config.pagination.PageNumbers",
    "PAGE_SIZE": 50,
    # no browsable API: it needs inline scripts, and Swagger is there
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "teams.throttling.SharedUserRateThrottle",
        "teams.throttling.SharedAnonRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.str("API_RATE_USER", "600/min"),
        "anon": env.str("API_RATE_ANON", "30/min"),
    },
    "EXCEPTION_HANDLER": "config.api_errors.handle_api_error",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Reelay",
    "DESCRIPTION": "Raw media in; analysed, scheduled, approved, posted once, measured.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "PlatformNameEnum": "platforms.models.PlatformName",
        "DataRequestKindEnum": "teams.models.DataRequest.Kind",
        "ExperimentKindEnum": "scheduling.models.Experiment.Kind",
        "ExperimentCheckpointEnum": "scheduling.models.Experiment.Checkpoint",
        "CheckpointNameEnum": "metrics.models.CheckpointName",
    },
}

# Workers (`reliability.md` §8 has what each value is for)
MEDIA_WORKERS = env.int("MEDIA_WORKERS", 1)
Q_CLUSTER = {
    "name": "reelay",
    "orm": "default",
    "workers": env.int("WORKERS", 2),
    "queue_limit": 2,
    "bulk": 1,
    "timeout": 90,
    "retry": 330,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": -1,
    "recycle": 200,
    "max_rss": 500_000,
    "guard_cycle": 0.5,
    "poll": 0.5,
    "cache": "shared",
    "label": "Tasks",
    "ALT_CLUSTERS": {
        "media": {
            "workers": MEDIA_WORKERS,
            "queue_limit": 1,
            "timeout": 3600,
            "retry": 11_200,
            "max_rss": 1_500_000,
        }
    },
}

LOGGING = logging_config(json=env.bool("LOG_JSON", PRODUCTION), level=env.str("LOG_LEVEL", "INFO"))
