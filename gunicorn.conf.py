"""Read by gunicorn in its first process: what the settings miss is said here once, not by each worker again and again."""

import config.settings  # noqa: F401
