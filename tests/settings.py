"""The project's own settings, with the environment that tests need where none is given."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("HTTPS", "false")
os.environ.setdefault("BLIZZARD_CLIENT_ID", "test-client")
os.environ.setdefault("BLIZZARD_CLIENT_SECRET", "test-secret")
os.environ.setdefault("WARCRAFTLOGS_CLIENT_ID", "test-client")
os.environ.setdefault("WARCRAFTLOGS_CLIENT_SECRET", "test-secret")

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
