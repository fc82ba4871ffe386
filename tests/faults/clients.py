"""Clients that sign up and cancel over HTTP, from a seed, and note what the service acknowledged."""

import http.cookiejar
import json
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from django.db import DatabaseError, connection

from notifications.links import cancel_page
from tours.models import Registration


class _NoFollow(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_request):
        return None


class Visitor:
    """A browser of few words."""

    def __init__(self, port):
        self.site = f"http://localhost:{port}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._open = urllib.request.build_opener(cookies).open
        self._open_only = urllib.request.build_opener(cookies, _NoFollow()).open
        self._token = ""

    def get(self, path):
        with self._open(self.site + path, timeout=120) as response:
            return response.read().decode()

    def post(self, path, **fields):
        """Fetch the form, send it, follow where it leads; the page."""
        self._token = self._token_at(path)
        with self._open(self._request(path, fields), timeout=120) as response:
            return response.read().decode()

    def acknowledged(self, path, **fields):
        """Send a form; True only when the service answered that it was done, with a redirect."""
        try:
            self._token = self._token or self._token_at(path)
            self._open_only(self._request(path, fields), timeout=120).close()
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code in {302, 303}
        except OSError:
            return False
        return False  # a page again: it was not taken

    def answers(self):
        try:
            return bool(self.get("/healthz"))
        except OSError:
            return False

    def ready(self):
        try:
            return json.loads(self.get("/readyz"))["ok"]
        except OSError:
            return False

    def _token_at(self, path):
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))[1]

    def _request(self, path, fields):
        data = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": self._token}).encode()
        return urllib.request.Request(self.site + path, data, {"Referer": self.site + path})


def sign_up(visitor, event, address):
    """Whether the service acknowledged it."""
    return visitor.acknowledged(
        f"/agenda/{event.slug}/aanmelden/",
        name=address.partition("@")[0],
        email=address,
        role="resident",
        attends_as="participant",
        consent="on",
    )


class Clients:
    """Some people at once, who go on until the block ends: they sign up, and now and then one cancels."""

    def __init__(self, event, *, port, story, dice, people=3):
        self.tried = []
        self._event, self._port, self._story = event, port, story
        self._over = threading.Event()
        seeds = [dice.random() for _ in range(people)]
        self._threads = [threading.Thread(target=self._live, args=(n, seed)) for n, seed in enumerate(seeds)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _live(self, name, seed):
        dice, visitor = random.Random(seed), Visitor(self._port)
        try:
            while not self._over.wait(dice.uniform(0.01, 0.1)):
                address = f"klant{name}-{len(self.tried)}@voorbeeld.example"
                self.tried.append(address)
                if not sign_up(visitor, self._event, address):
                    continue
                self._story.acknowledged.append(address)
                if dice.random() < 0.2:
                    self._cancel(visitor, address)
        finally:
            connection.close()

    def _cancel(self, visitor, address):
        try:
            registration = Registration.objects.get(email=address)
        except DatabaseError:  # away as well; then this one does not cancel
            connection.close()
            return
        path = urllib.parse.urlsplit(cancel_page(registration)).path
        if visitor.acknowledged(path):
            self._story.cancelled[address] = time.time()
