"""The settings under which tests run: ours, without the world outside."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "for-tests-only")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="dialoogtoer-tests-"))
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")
os.environ["EMAIL_URL"] = ""

from config.settings import *
from config.settings import CACHES, DATA_DIR, DATABASES, STORAGES

DEBUG = False
ROUTING_URL = ADDRESSES_URL = ""
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name} for name in CACHES
}
CELERY_BROKER_URL = "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
DATABASES["default"].pop("CONN_MAX_AGE", None)
if "postgresql" in DATABASES["default"]["ENGINE"]:
    # What others see of a commit stays the same; only a crash of the server could lose it.
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off -c jit=off"

# WhiteNoise warns when nothing was collected yet; the tests need not collect.
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
