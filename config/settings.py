"""All settings, read from the environment. Every name read here stands in .env.example."""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import django_stubs_ext
import environ

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

environ.Env.read_env(BASE_DIR / ".env")
env = environ.Env()
# A name without a value counts as one that is not there, so that .env.example can be copied as it stands.
env.ENVIRON = {name: value for name, value in os.environ.items() if value}

DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


def _secret_key() -> str:
    """From the environment, else what `make run` wrote once into DATA_DIR. There is no default."""
    kept = DATA_DIR / "secret-key"
    secret = env.str("SECRET_KEY", default="only-for-debugging" if DEBUG else "")
    if "SECRET_KEY" not in env.ENVIRON and kept.is_file():
        secret = kept.read_text().strip()
    if not secret:
        raise SystemExit(
            "SECRET_KEY is not set: put a long random string in the environment or in .env, and keep it."
        )
    return str(secret)


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PORT = env.int("PORT", default=8000)  # of the one-process mode
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
HTTPS = SITE_URL.startswith("https://")
# The health check of the container asks at 127.0.0.1.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[SITE_HOST, "localhost"]), "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

REDIS_URL = env.str("REDIS_URL", default="")
ONE_PROCESS = not REDIS_URL

INSTALLED_APPS = [
    "notifications",
    "scheduling",
    "tours",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "anymail",
    "storages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.http.unavailable",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.http.language",
    "core.http.storable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.http.site",
            ],
            "builtins": ["core.templatetags.dialoogtoer"],
        },
    }
]
FORM_RENDERER = "core.forms.Renderer"

# A typed address without a scheme is https; the default from Django 6.0 on.
FORMS_URLFIELD_ASSUME_HTTPS = True

# --- the database --------------------------------------------------------------------------------

LOCK_WAIT_S = 20  # for who writes at the same time; core.apps tells PostgreSQL
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'dialoogtoer.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE takes the write lock when a transaction begins: Django's default upgrades a read lock
    # halfway and fails at once under load, whatever the timeout says.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_WAIT_S,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
    # When the service was last alive, kept where a backup of the database does not reach.
    "pulse": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA_DIR / "pulse"),
    },
}

# --- people and logging in -----------------------------------------------------------------------

AUTH_USER_MODEL = "tours.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/beheer/"
LOGOUT_REDIRECT_URL = "/agenda/"
ACCOUNT_ADAPTER = "tours.organisations.accounts.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Whether logging in asks for a password too follows from these fields: in the one-process mode only.
ACCOUNT_SIGNUP_FIELDS = ["email*", *(["password1*", "password2*"] if ONE_PROCESS else [])]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,5/m/key"}
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"

# --- files ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / env.str("STATIC_ROOT", default="staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]


def _materials_storage(url: str) -> dict[str, object]:
    """A STORAGES entry from `s3://bucket?endpoint=…&region=…` or a folder."""
    if not url.startswith("s3://"):
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": url, "base_url": None},
        }
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.hostname,
            "endpoint_url": query.get("endpoint"),
            "region_name": query.get("region"),
            "file_overwrite": False,
            "default_acl": None,
        },
    }


STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files")},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    "materials": _materials_storage(env.str("MATERIALS_URL", default=str(DATA_DIR / "materials"))),
}
MATERIAL_MAX_BYTES = env.int("MATERIAL_MAX_MB", default=100) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "tours.materials.uploads.BoundedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
CLAMD_URL = env.str("CLAMD_URL", default="")

# --- mail ----------------------------------------------------------------------------------------

MAIL_FROM = env.str("MAIL_FROM", default=f"dialoogtoer@{SITE_HOST}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
EMAIL_URL = env.str("EMAIL_URL", default="")
if not EMAIL_URL:
    EMAIL_BACKEND = "notifications.outbox.eml.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
elif "://" in EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_URL}.EmailBackend"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # seconds; Django's own default is to wait for ever
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): value for name, value in env.ENVIRON.items() if name.startswith("ANYMAIL_")
}
INBOUND_SECRET = env.str("INBOUND_SECRET", default="")
if INBOUND_SECRET:  # the one secret of all webhooks, for who sets no other
    ANYMAIL.setdefault("WEBHOOK_SECRET", f"inbound:{INBOUND_SECRET}")
INBOUND_TRUSTED_AUTHSERV = env.str("INBOUND_TRUSTED_AUTHSERV", default="")
INBOUND_MAILBOX_URL = env.str("INBOUND_MAILBOX_URL", default="")
MAIL_PER_HOUR = env.int("MAIL_PER_HOUR", default=20_000)  # more asks for somebody's yes
OUTBOX_HOLD = env.bool("OUTBOX_HOLD", default=False)

# --- the queue -----------------------------------------------------------------------------------

# Nothing is remembered in the queue: it only wakes workers, the database knows what is due. A task that runs longer
# than the visibility timeout would be handed out again, so the hard limit is below it. Celery wants that timeout in
# three places, and restores what a dead worker left only at every `throttle`-th look.
_VISIBILITY_SECONDS = 600
REDIS_OPTIONS = {
    "visibility_timeout": _VISIBILITY_SECONDS,
    "unacked_restore_interval": 60,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "dialoogtoer.",
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "max_retries": 1,
}
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_OPTIONS if REDIS_URL else {"polling_interval": 0.1}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": _VISIBILITY_SECONDS}
CELERY_VISIBILITY_TIMEOUT = _VISIBILITY_SECONDS
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = _VISIBILITY_SECONDS - 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_RESULT_BACKEND = None
CELERY_TIMEZONE = TIME_ZONE
SWEEP_SECONDS = 15
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "notifications.sweep",
        "schedule": float(SWEEP_SECONDS),
        "options": {"expires": SWEEP_SECONDS},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# --- what is asked elsewhere ---------------------------------------------------------------------

ROUTING_URL = env.str("ROUTING_URL", default="")
ADDRESSES_URL = env.str("ADDRESSES_URL", default="https://api.pdok.nl/bzk/locatieserver/search/v3_1")
if ADDRESSES_URL == "off":
    ADDRESSES_URL = ""

# --- what the browser may do ---------------------------------------------------------------------

TILES_URL = env.str(
    "TILES_URL",
    default="https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png",
)
_tiles = urlsplit(TILES_URL)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'", "data:", *([f"{_tiles.scheme}://{_tiles.netloc}"] if _tiles.netloc else [])],
        "manifest-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "worker-src": ["'self'"],
    }
}
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# Only who trusts its proxy can tell http from https; who does not would be sent round and round.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = HTTPS and TRUSTED_PROXIES > 0
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
CSRF_FAILURE_VIEW = "core.http.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "core.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
# HSTS for subdomains, and in the lists of browsers: whether other hosts under our name have https is not ours to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
