import os

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("SECRET_KEY", "for-tests-only")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")

import pytest


@pytest.fixture(autouse=True)
def _quick_and_quiet(settings, tmp_path):
    """No network, no files outside the test's own folder, quick password hashes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CELERY_BROKER_URL = "memory://"
    settings.STORAGES = {
        **settings.STORAGES,
        "materials": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "materials"), "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
