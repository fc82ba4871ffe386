"""Run a command on PostgreSQL and Redis: `python -m tests.servers pytest …`.

Takes TEST_DATABASE_URL and TEST_REDIS_URL; where one is not set, what answers on the standard local port. What was
named and does not answer is a failure. Where nothing was named and nothing answers the command is left out with a word
of it; with CI=true that is a failure too.
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
    """The URL of the PostgreSQL server to use, or None: one that lets us in."""
    return _first(_candidates("TEST_DATABASE_URL", DATABASES), _connect, psycopg.Error)


def answering_redis():
    """The URL of the Redis server to use, or None."""
    return _first(_candidates("TEST_REDIS_URL", REDIS), _ping, redis.RedisError)


def main(command):
    servers = {"TEST_DATABASE_URL": answering_database(), "TEST_REDIS_URL": answering_redis()}
    missing = [name for name, url in servers.items() if not url]
    if missing:
        return _without(missing)
    database, broker = servers.values()
    print(f"== PostgreSQL and Redis: {_public(database)}, {_public(broker)}", flush=True)
    return subprocess.call(
        command, env=os.environ | servers | {"DATABASE_URL": database, "REDIS_URL": broker}
    )


def _without(missing):
    """Say what is not there; the exit code."""
    for name in missing:
        named = os.environ.get(name)
        where = f"at {_public(named)}" if named else "on its standard port, and none is named"
        print(f"== No {'PostgreSQL' if 'DATABASE' in name else 'Redis'} answers {where} ({name}).")
    if os.environ.get("CI") == "true" or any(os.environ.get(name) for name in missing):
        return 1
    print("== The tests on PostgreSQL and Redis did NOT run.")
    return 0


def _candidates(name, standard):
    named = os.environ.get(name)
    return [named] if named else standard


def _first(urls, ask, error):
    for url in urls:
        try:
            ask(url)
        except (error, ValueError):
            continue
        return url
    return None


def _connect(url):
    psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", connect_timeout=30).close()


def _ping(url):
    with redis.Redis.from_url(url, socket_connect_timeout=30) as server:
        server.ping()


def _public(url):
    """Without its password."""
    return url.rsplit("@", 1)[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
