"""The project's own settings, with the environment that tests need where none is given."""

import os
import re

# What is named here is not taken from a developer's .env.
for name, value in {
    "SECRET_KEY": "only-for-tests-" + "x" * 40,
    "DEBUG": "false",
    "HTTPS": "false",
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "SENTRY_DSN": "",
    "DISCORD_BOT_TOKEN": "",
    "BLIZZARD_CLIENT_ID": "test-client",
    "BLIZZARD_CLIENT_SECRET": "test-secret",
    "WARCRAFTLOGS_CLIENT_ID": "test-client",
    "WARCRAFTLOGS_CLIENT_SECRET": "test-secret",
}.items():
    os.environ.setdefault(name, value)

# Parallel test processes must not see each other's budgets: each takes the next of Redis' databases.
worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["REDIS_URL"] = re.sub(r"(\d+)$", lambda db: str(int(db[1]) + worker), os.environ["REDIS_URL"])

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files as they stand in the tree, without collecting them first.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
