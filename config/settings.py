"""Settings, read from the environment and nowhere else. Unsafe production settings do not start.

LEVIER_ENV is `demo` (default: one machine, SQLite under var/), `test` or `production`.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from config.storage import file_storage

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

ENVIRONMENT = env("LEVIER_ENV", default="demo")
if ENVIRONMENT not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"LEVIER_ENV must be demo, test or production, not {ENVIRONMENT!r}.")
PRODUCTION = ENVIRONMENT == "production"

DEBUG = env.bool("DEBUG", default=False)
DEMO_KEY = "demo-only-key-never-used-in-production"
LOCAL_HOSTS = ["localhost", "127.0.0.1", "testserver"]
SECRET_KEY = env("SECRET_KEY", default="" if PRODUCTION else DEMO_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else LOCAL_HOSTS)
if PRODUCTION:
    for fault, message in (
        (len(SECRET_KEY) < 50, "SECRET_KEY must be set and hold at least 50 characters."),
        (DEBUG, "DEBUG must be off."),
        (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS, "ALLOWED_HOSTS must name the hosts."),
        (not env("DATABASE_URL", default=""), "DATABASE_URL must be set."),
    ):
        if fault:
            raise ImproperlyConfigured(f"Production refuses to start: {message}")
elif SECRET_KEY == DEMO_KEY and not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS):
    raise ImproperlyConfigured(
        "The demo's key is public: it serves this machine only. Set LEVIER_ENV=production, "
        "or a SECRET_KEY of your own."
    )

APPS = (
    "accounts", "journal", "documents", "jobs", "signatures", "territories", "people", "banking",
    "catalogue", "ledger", "funds", "state_aid", "cases", "correspondence", "forecasts",
    "committees", "portfolio", "servicing", "claims", "followup", "support", "crowdfunding",
    "mixes", "reporting", "exchange", "web",
)  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "simple_history",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    *(f"levier.{name}" for name in APPS),
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
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "levier.web.access.SignedInMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "levier" / "web" / "templates"],  # ours win over those of allauth
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "levier.web.navigation.menu",
            ],
            "builtins": ["levier.web.templatetags.levier"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'levier.sqlite3'}")}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASE["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # WAL and IMMEDIATE: writers wait for each other instead of failing « database is locked ».
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        ),
    }
elif env.bool("PGBOUNCER", default=False):
    DATABASE.update(CONN_MAX_AGE=60, DISABLE_SERVER_SIDE_CURSORS=True)
elif ENVIRONMENT != "test":
    DATABASE["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)}}

# Sign-in attempts are counted in the cache: several processes or servers must share one.
CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://"),
    # Read by every process of the one machine that serves a SQLite base: levier/jobs/progress.py.
    "progress": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(VAR_DIR / "progress"),
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["levier.web.sign_in.HouseBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "levier.web.sign_in.ClosedSignupAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Levier"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": file_storage(env, PRODUCTION),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = Path(
    env("MEDIA_ROOT", default=str(VAR_DIR / "files"))
)  # private: served by views only
CLAMAV_ADDRESS = env("CLAMAV_ADDRESS", default="")  # host:port, or the path of a local socket
CLAMAV_TIMEOUT = env.float("CLAMAV_TIMEOUT", default=10.0)
ANTIVIRUS_UNREACHABLE = env("ANTIVIRUS_UNREACHABLE", default="refuse")
if ANTIVIRUS_UNREACHABLE not in {"refuse", "accept"}:
    raise ImproperlyConfigured("ANTIVIRUS_UNREACHABLE must be refuse or accept.")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],  # charts and gauges carry their width and colour inline
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
    }
}
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 12 * 3600

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="levier@example.org")
# The address of the site, as messages give it.
SITE_URL = env(
    "SITE_URL",
    default=f"https://{ALLOWED_HOSTS[0]}"
    if PRODUCTION
    else f"http://127.0.0.1:{env('PORT', default='8000')}",
)
MAIL_ADDRESS = env("MAIL_ADDRESS", default="")  # where people write to the house: see receive_mail
SIGNATURE_BACKEND = env("SIGNATURE_BACKEND", default="levier.signatures.local.LocalBackend")
IMAP_HOST = env("IMAP_HOST", default="")
IMAP_PORT = env.int("IMAP_PORT", default=993)
IMAP_USER = env("IMAP_USER", default="")
IMAP_PASSWORD = env("IMAP_PASSWORD", default="")
IMAP_FOLDER = env("IMAP_FOLDER", default="INBOX")

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if ENVIRONMENT == "test"
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}
GEOCODING_URL = env("GEOCODING_URL", default="https://data.geopf.fr/geocodage")
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = False
