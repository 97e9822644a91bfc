"""Settings, read from the environment.

With nothing set the program runs embedded: SQLite in ``var/``, a local broker and
a key file made at first start. A server sets ``DATABASE_URL``, ``REDIS_URL``,
``SECRET_KEY``, ``FIELD_KEYS``, ``ALLOWED_HOSTS`` and ``HTTPS=1``; see
``docs/operations.md``.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from .keys import local_secret

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret(VAR / "secret_key")
# Newest first. The first key encrypts, all of them decrypt.
FIELD_KEYS = env.list("FIELD_KEYS", default=[]) or [local_secret(VAR / "field_key")]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "axes",
    "csp",
    "congress_poverty.apps.CongressPovertyConfig",
    "deputies.apps.DeputiesConfig",
    "pairing.apps.PairingConfig",
    "visits.apps.VisitsConfig",
    "suggestions.apps.SuggestionsConfig",
    "assessment.apps.AssessmentConfig",
]

MIDDLEWARE = [
    "congress_poverty.proxy.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "congress_poverty.content_policy.ContentPolicyMiddleware",
    "congress_poverty.text.CleanQueryMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "congress_poverty.pages.SessionClockMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "deputies.phones.PhoneMiddleware",
    "deputies.middleware.PostMiddleware",
    "congress_poverty.pages.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "congress_poverty.urls"
WSGI_APPLICATION = "congress_poverty.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "congress_poverty.pages.shell",
            ],
            "builtins": ["congress_poverty.templatetags.page_kit"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    if "postgresql" in DATABASES["default"]["ENGINE"]:
        DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "db.sqlite3",
            "OPTIONS": {
                # IMMEDIATE makes the busy timeout work for read-then-write
                # transactions; FULL survives a power cut.
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-65536;"
                ),
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # empty until collectstatic; WhiteNoise wants it to exist
STATICFILES_DIRS = [BASE_DIR / "static"]
DOCUMENT_TEMPLATES = VAR / "documents"  # Word templates of a county's own, before those of the program
MEDIA_ROOT = VAR / "media"  # never served directly: each file goes through a view that checks reach
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "deputies.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "deputies.identity.IdentityBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "congress_poverty.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "congress_poverty.passwords.LocallyWeakPassword"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

SESSION_ENGINE = "congress_poverty.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # the page scripts send it back in a header
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A server behind TLS sets HTTPS=1; the embedded program speaks plain http to 127.0.0.1 only.
HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes on the machine itself speak plain http
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

REVEALS_PER_DAY = env.int("REVEALS_PER_DAY", default=30)  # looks at ID numbers, phones … per account
# bank_account, illness_note: a congress office seldom has a ground to hold them: forms ask if told to.
HOUSEHOLD_EXTRA_FIELDS = env.list("HOUSEHOLD_EXTRA_FIELDS", default=[])
# Parts of pages that rooms above contribute: (label, function of the subject); see pairing/sections.py.
HOUSEHOLD_SECTIONS = [
    ("走访", "visits.sections.visits_of_household"),
    ("内生动力", "visits.sections.motivation_of_household"),
    ("计划修订", "visits.sections.plans_of_household"),
    ("帮扶", "pairing.help_sections.help_of_household"),
    ("脱贫后回访", "pairing.help_sections.checks_of_household"),
    ("建议", "suggestions.sections.from_household"),
]
# The tabs of a station's page, and what rooms above say on its first one.
STATION_TABS = [
    ("检查表", "visits:station_checks", "stations.read"),
    ("簿册", "visits:station_books", "stations.read"),
    ("轮值", "visits:station_roster", "roster.read"),
    ("接待", "visits:station_receptions", "receptions.read"),
    ("微心愿", "visits:station_wishes", "wishes.read"),
]
STATION_FACTS = "visits.sections.facts_of_station"
VISIT_SECTIONS = [("群众意见", "suggestions.sections.from_visit")]
RECEPTION_SECTIONS = [("群众意见", "suggestions.sections.from_reception")]
# Entries of the opinions' book of a station, which belongs to a room above.
BOOK_ROWS = {"opinions": "suggestions.sections.opinions_at_station"}
ACTIVITY_SECTIONS = [("群众意见", "suggestions.sections.from_activity")]
PERFORMANCE_FILE_SECTIONS = [
    ("帮扶记录", "pairing.help_sections.help_by_deputy"),
    ("建议意见", "suggestions.sections.raised_by"),
]
# What the phone hands in, by kind, and what it is given to work with: see visits/phone/.
PHONE_ITEMS = {
    "visit": "visits.phone.items.take_visit",
    "visit_edit": "visits.phone.items.take_edit",
    "size": "visits.phone.items.take_size",
    "wish": "visits.phone.items.take_wish",
    "suggestion": "suggestions.phone.items.take_suggestion",
    "rating": "suggestions.phone.items.take_rating",
    "cosign": "suggestions.phone.items.take_cosign",
    "opinion": "suggestions.phone.items.take_opinion",
}
# Where the photos of an item go that may have some.
PHONE_PHOTOS = {
    "visit": "visits.phone.photos.put_photo",
    "suggestion": "suggestions.phone.items.put_photo",
}
PHONE_BUNDLE = ["visits.phone.bundle.households_and_words", "suggestions.phone.bundle.to_do"]
# While this file is there, phones keep what they have and ask again; its text is shown.
MAINTENANCE_FILE = VAR / "maintenance"
MAX_SHEET_BYTES = 20 * 1024 * 1024
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_PAPER_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# Ways out of the building (congress_poverty/channels.py); without a gateway both write files.
CHANNELS = {
    "sms": env.str("SMS_GATEWAY", default="congress_poverty.channels.FileGateway"),
    "email": "congress_poverty.channels.Email",
}
SITE_URL = env.str("SITE_URL", default="").rstrip("/")  # in front of a link in an e-mail
EMAIL_DOMAIN = (urlsplit(SITE_URL).hostname if SITE_URL else None) or "localhost"
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"noreply@{EMAIL_DOMAIN}")
if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "outbox" / "email"

REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or env.str("EMBEDDED_BROKER_URL", default="memory://")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# Without a broker (a command run by hand, the tests) a task runs where it is asked for.
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_EAGER", default=CELERY_BROKER_URL == "memory://")
if CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
elif CELERY_BROKER_URL.startswith("filesystem"):
    for folder in ("messages", "control"):
        (VAR / "broker" / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "broker" / "messages"),
        "data_folder_out": str(VAR / "broker" / "messages"),
        "control_folder": str(VAR / "broker" / "control"),
        "polling_interval": 0.2,
    }
# Each entry asks "what should exist by now and does not?"; firing twice is harmless.
CELERY_BEAT_SCHEDULE = {
    "duties": {"task": "assessment.tasks.run_duties", "schedule": 3600.0},
    "unrated": {"task": "suggestions.tasks.lapse_unrated", "schedule": 3600.0},
    "reminders": {"task": "suggestions.tasks.remind", "schedule": 1800.0},
    "clocks": {"task": "suggestions.tasks.recompute_clocks", "schedule": 24 * 3600.0},
    "ledgers": {"task": "congress_poverty.imports.tasks.expire", "schedule": 24 * 3600.0},
    "phones": {"task": "visits.tasks.forget_refused", "schedule": 24 * 3600.0},
    "outbox": {"task": "congress_poverty.tasks.send_outbox", "schedule": 60.0},
    "exit-checks": {"task": "pairing.tasks.plan_exit_checks", "schedule": 24 * 3600.0},
    "stations": {"task": "visits.tasks.tend_stations", "schedule": 24 * 3600.0},
    "phone_warnings": {"task": "visits.tasks.warn_phones", "schedule": 6 * 3600.0},
    "sessions": {"task": "congress_poverty.tasks.clear_sessions", "schedule": 24 * 3600.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # The address of a link is a key: what is refused is logged without it.
    "filters": {"tokens": {"()": "suggestions.tokens.HideTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
