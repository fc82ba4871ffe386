"""Tests that were asked for on PostgreSQL and Redis run there, or it is a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Nothing answers on port 1.
NOWHERE = {
    "TEST_DATABASE_URL": "postgres://me:secret@127.0.0.1:1/x",
    "TEST_REDIS_URL": "redis://127.0.0.1:1/0",
}
NAMES = {"CI", *NOWHERE}


def on_servers(*, standard=True, **variables):
    """What `python -m tests.servers echo ran` gives; without `standard` no port of this machine is a standard one."""
    script = "import sys; from tests import servers\n"
    if not standard:
        script += (
            "servers.DATABASES, servers.REDIS = [NOWHERE['TEST_DATABASE_URL']], [NOWHERE['TEST_REDIS_URL']]\n"
        )
    return subprocess.run(
        [sys.executable, "-c", f"NOWHERE = {NOWHERE}; {script}sys.exit(servers.main(['echo', 'ran']))"],
        cwd=Path(__file__).resolve().parent.parent,
        env={name: value for name, value in os.environ.items() if name not in NAMES} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("named", [["TEST_DATABASE_URL"], ["TEST_REDIS_URL"], list(NOWHERE)])
def test_a_server_that_was_named_and_does_not_answer_is_a_failure(named):
    done = on_servers(**{name: NOWHERE[name] for name in named})
    assert done.returncode == 1
    assert all(f"({name})" in done.stdout for name in named)
    assert "ran" not in done.stdout
    assert "secret" not in done.stdout + done.stderr


def test_a_missing_server_is_a_failure_for_ci():
    assert on_servers(standard=False, CI="true").returncode == 1


def test_without_servers_it_is_said_that_nothing_ran():
    done = on_servers(standard=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "== The tests on PostgreSQL and Redis did NOT run.",
    )
