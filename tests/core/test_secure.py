"""What a browser is told on servers: all of it follows from SITE_URL and TRUSTED_PROXIES. Asked of the real settings."""

import json
import os
import subprocess
import sys
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# No server answers there: none of this needs one.
SERVERS = {
    "SECRET_KEY": "a-long-and-random-string-of-more-than-fifty-characters-0123456789",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "tours.example",
}
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
if settings.SECURE_SSL_REDIRECT:
    call_command("check", deploy=True, fail_level="WARNING")
def ask(path, method="get", host="tours.example", **headers):
    answer = getattr(Client(headers={"Host": host} | headers), method)(path, {"language": "en"})
    return {"status": answer.status_code, "headers": dict(answer.headers), "cookies": answer.cookies.output(header="").splitlines()}
print(json.dumps({
    "plain": ask("/account/login/"),
    "secure": ask("/account/login/", **{"X-Forwarded-Proto": "https"}),
    "language": ask("/taal/", "post", **{"X-Forwarded-Proto": "https"}),
    "health": ask("/healthz", host="127.0.0.1:8000"),
    "stranger": ask("/healthz", host="elsewhere.example"),
    "session_secure": settings.SESSION_COOKIE_SECURE,
}))
"""


def run(script, folder, **variables):
    paths = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        env=paths | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(folder)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def answers(folder, **variables):
    done = run(ASK, folder, **SERVERS, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def on_https(tmp_path_factory):
    """Django's own `check --deploy` has nothing to say here: a warning would end it."""
    folder = tmp_path_factory.mktemp("https")
    return answers(folder, SITE_URL="https://tours.example", TRUSTED_PROXIES="1")


def flags(answer, name):
    (cookie,) = (SimpleCookie(line)[name] for line in answer["cookies"] if line.strip().startswith(name))
    return {key for key in ("secure", "httponly") if cookie[key]}


def test_who_comes_over_http_is_sent_to_https(on_https):
    assert on_https["plain"]["status"] == 301
    assert on_https["plain"]["headers"]["Location"] == "https://tours.example/account/login/?language=en"


def test_the_health_check_of_the_container_is_answered_over_http(on_https):
    assert on_https["health"]["status"] == 200
    assert on_https["stranger"]["status"] == 400


def test_browsers_keep_to_https_for_a_year(on_https):
    assert on_https["secure"]["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in on_https["plain"]["headers"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_a_page_says_what_a_browser_may_not(on_https, header, value):
    assert on_https["secure"]["headers"][header] == value


def test_nothing_from_elsewhere_runs_on_a_page(on_https):
    policy = on_https["secure"]["headers"]["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)


def test_cookies_travel_over_https_only(on_https):
    assert "secure" in flags(on_https["secure"], "csrftoken")
    assert "secure" in flags(on_https["language"], "django_language")
    assert on_https["session_secure"]


def test_without_https_there_is_nothing_to_be_sent_to(tmp_path):
    plain = answers(tmp_path, SITE_URL="http://tours.example", TRUSTED_PROXIES="1")
    assert plain["plain"]["status"] == 200
    assert plain["secure"]["headers"].get("Strict-Transport-Security") is None
    assert flags(plain["plain"], "csrftoken") == set()


def test_behind_a_proxy_that_is_not_trusted_nobody_is_sent_round(tmp_path):
    untold = answers(tmp_path, SITE_URL="https://tours.example")
    assert untold["plain"]["status"] == 200
    assert "secure" in flags(untold["plain"], "csrftoken")


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:0"],
    ],
)
def test_without_a_secret_key_one_sentence_says_so(tmp_path, command):
    paths = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=paths | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 1
    assert (done.stderr.count("\n"), done.stderr.partition(":")[0]) == (1, "SECRET_KEY is not set")
