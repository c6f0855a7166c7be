"""Settings, all from the environment; `.env.example` lists every name. A missing secret stops the start."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from config.shell.desk import TAG_LIBRARIES, UNFOLD  # noqa: F401
from config.shell.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# What `make run` made up comes last, so that commands beside it need no settings of their own.
for file in filter(Path.exists, (BASE_DIR / ".env", BASE_DIR / "var" / "local.env")):
    env.read_env(file)
if not env.str("BLIZZARD_CLIENT_ID", default="") and (BASE_DIR / "var" / "running.env").exists():
    env.read_env(BASE_DIR / "var" / "running.env")

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Set it in the environment or in .env.")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=True)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)

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
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.battlenet",
    "allauth.socialaccount.providers.discord",
    "axes",
    "django_celery_beat",
    "django_celery_results",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "characters",
    "vault",
    "guild_identity",
    "lootlog",
    "sandbox",
    "config.shell",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.shell.security.ContentSecurityPolicy",
    "config.shell.refusals.RefusalPages",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                f"django.{where}.context_processors.{what}"
                for where, what in (("template", "request"), ("contrib.auth", "auth"), ("contrib.messages", "messages"))
            ],
            "libraries": TAG_LIBRARIES,
        },
    }
]

# ---- data ----
(BASE_DIR / "var").mkdir(mode=0o700, exist_ok=True)
SQLITE = f"sqlite:///{BASE_DIR / 'var' / 'vaultkeeper.sqlite3'}"
DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default="") or SQLITE)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing with "database is locked". Triggers see what a REPLACE deletes.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    # Who may see what makes long plans for few rows: compiling them takes seconds, running them milliseconds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
SHARED_CACHE = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "vk",
}  # fmt: skip
CACHES = {"default": SHARED_CACHE if REDIS_URL else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# ---- background work: choices that survived killed workers, brokers and databases ----
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_RESULT_BACKEND = "django-db"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_keepalive": True,
        "socket_connect_timeout": 5,
        "health_check_interval": 10,
        "global_keyprefix": "vk:",
    }
    if REDIS_URL
    else {}
)
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ROUTES = {
    "vault.tasks.work_raiderio": {"queue": "raiderio"},
    "vault.tasks.work_logs": {"queue": "warcraftlogs"},
    "vault.tasks.work_characters": {"queue": "blizzard"},
}

# ---- upstreams: origins only (scheme and host), so that the sandbox or a proxy can stand in ----
BLIZZARD_API_URL = env.str("BLIZZARD_API_URL", default="https://{region}.api.blizzard.com")
BLIZZARD_OAUTH_URL = env.str("BLIZZARD_OAUTH_URL", default="https://oauth.battle.net")
BLIZZARD_CLIENT_ID = env.str("BLIZZARD_CLIENT_ID", default="")
BLIZZARD_CLIENT_SECRET = env.str("BLIZZARD_CLIENT_SECRET", default="")
RAIDERIO_API_URL = env.str("RAIDERIO_API_URL", default="https://raider.io")
RAIDERIO_ACCESS_KEY = env.str("RAIDERIO_ACCESS_KEY", default="")
WARCRAFTLOGS_URL = env.str("WARCRAFTLOGS_URL", default="https://www.warcraftlogs.com")
WARCRAFTLOGS_CLIENT_ID = env.str("WARCRAFTLOGS_CLIENT_ID", default="")
WARCRAFTLOGS_CLIENT_SECRET = env.str("WARCRAFTLOGS_CLIENT_SECRET", default="")
DISCORD_API_URL = env.str("DISCORD_API_URL", default="https://discord.com")
DISCORD_BOT_TOKEN = env.str("DISCORD_BOT_TOKEN", default="")
# How long officers' exports are kept as they were sent: names and notes of people stand in them.
UPLOAD_DAYS = env.int("UPLOAD_DAYS", default=30)
UPSTREAM_TIMEOUT = env.float("UPSTREAM_TIMEOUT", default=10.0)
UPSTREAM_THREADS = env.int("UPSTREAM_THREADS", default=16)
CIRCUIT_SECONDS = env.float("CIRCUIT_SECONDS", default=60.0)
# Longer than the slowest batch: a worker that is silent for this long counts as dead.
CLAIM_SECONDS = env.float("CLAIM_SECONDS", default=180.0)
# (requests, seconds). Blizzard's own limits are 100 a second and 36,000 an hour; the second is a little longer here,
# because a request may take longer on its way than those behind it.
UPSTREAM_BUDGETS: dict[str, list[tuple[int, float]]] = {
    "blizzard": [(53, 0.5), (100, 1.04), (36_000, 3600.0)],
    "raiderio": [
        (env.int("RAIDERIO_PER_MINUTE", default=180), 60.0),
        (env.int("RAIDERIO_PER_FIVE_MINUTES", default=300), 300.0),
    ],
    "warcraftlogs": [(8, 1.0)],
    "discord": [(45, 1.0)],
}

# ---- accounts ----
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
SITE_ID = 1
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "config.shell.accounts.ClosedSignup"
SOCIALACCOUNT_ADAPTER = "config.shell.accounts.OpenSocialSignup"
SOCIALACCOUNT_PROVIDERS = {
    "battlenet": {
        "SCOPE": ["wow.profile", "openid"],
        "APPS": [{"client_id": BLIZZARD_CLIENT_ID, "secret": BLIZZARD_CLIENT_SECRET}] if BLIZZARD_CLIENT_ID else [],
    },
    "discord": {
        "SCOPE": ["identify"],
        "APPS": [
            {"client_id": client_id, "secret": env.str("DISCORD_CLIENT_SECRET")}
            for client_id in [env.str("DISCORD_CLIENT_ID", default="")]
            if client_id
        ],
    },
}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_VERBOSE = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"

# ---- API ----
REST_FRAMEWORK = {
    # Only a proxy of our own may say for whom it asks.
    "NUM_PROXIES": 1 if BEHIND_PROXY else 0,
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "characters.api.authentication.ScopedTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "characters.api.pagination.Pages",
    "PAGE_SIZE": 100,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [f"rest_framework.throttling.{who}RateThrottle" for who in ("Anon", "User", "Scoped")],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("THROTTLE_ANON", default="120/min"),
        "user": env.str("THROTTLE_USER", default="1200/min"),
        "sync": env.str("THROTTLE_SYNC", default="30/min"),
    },
    "EXCEPTION_HANDLER": "config.api.explain_error",
}
REST_KNOX = {"TOKEN_MODEL": "characters.ApiToken", "AUTO_REFRESH": False, "TOKEN_TTL": None}
KNOX_TOKEN_MODEL = "characters.ApiToken"
# Its migrations would make a second token table that nothing owns and that keeps PostgreSQL from flushing.
MIGRATION_MODULES = {"knox": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Vaultkeeper",
    "DESCRIPTION": "Great Vaults, rosters and loot points of World of Warcraft guilds.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "FreshnessEnum": ["fresh", "stale", "pending"],
        "RunStatusEnum": ["running", "done", "failed"],
        "RunKindEnum": ["guild", "character", "identity"],
        "UploadStatusEnum": ["pending", "done", "failed"],
        "ProposalStatusEnum": ["open", "accepted", "rejected", "outdated"],
        "MismatchKindEnum": ["rank_mismatch", "no_guild_role"],
        "EntryKindEnum": ["points", "void", "amend"],
        "LootUploadStateEnum": ["waiting", "preview", "applying", "applied", "undone", "failed", "dismissed"],
    },
}

# ---- pages ----
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["config.shell.formats"]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---- security ----
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

# ---- what operators see ----
LOGGING = logging_config(env.str("LOG_LEVEL", default="INFO"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
if env.str("SENTRY_DSN", default=""):
    from config.shell.error_reports import send_error_reports

    send_error_reports(env.str("SENTRY_DSN"))
