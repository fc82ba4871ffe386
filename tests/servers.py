"""Run a command on PostgreSQL and Redis: `python -m tests.servers pytest …`.

Takes TEST_DATABASE_URL and TEST_REDIS_URL, else what answers on the standard local ports. Without servers the command
is left out with a word of it; with CI=true that is a failure.
"""

import os
import subprocess
import sys

import psycopg
import redis

DATABASES = [
    "postgres://postgres@127.0.0.1:5432/dialoogtoer",
    "postgres://postgres:postgres@127.0.0.1:5432/dialoogtoer",
]
REDIS = ["redis://127.0.0.1:6379/9"]


def answering_database():
    """The URL of a PostgreSQL server that lets us in, or None."""
    for url in filter(None, [os.environ.get("TEST_DATABASE_URL"), *DATABASES]):
        try:
            psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return url
    return None


def answering_redis():
    """The URL of a Redis server that answers, or None."""
    for url in filter(None, [os.environ.get("TEST_REDIS_URL"), *REDIS]):
        try:
            redis.Redis.from_url(url, socket_connect_timeout=3).ping()
        except redis.RedisError:
            continue
        return url
    return None


def main(command):
    database, broker = answering_database(), answering_redis()
    if not (database and broker):
        missing = " and ".join(name for name, url in [("PostgreSQL", database), ("Redis", broker)] if not url)
        print(
            f"== {missing} not found: set TEST_DATABASE_URL and TEST_REDIS_URL, or start it on its standard port."
        )
        if os.environ.get("CI") == "true":
            return 1
        print("== The tests on PostgreSQL and Redis did NOT run.")
        return 0
    print(f"== PostgreSQL and Redis: {database.rsplit('@', 1)[-1]}, {broker}", flush=True)
    return subprocess.call(
        command, env={**os.environ, "DATABASE_URL": database, "REDIS_URL": broker, "TEST_REDIS_URL": broker}
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
