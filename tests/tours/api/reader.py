"""A program that reads the API."""

from django.test import Client

BASE = "/api/v1/"
TYPE = "application/problem+json"


def read(path, *, key="", **headers):
    """The answer to `read("events/", key=…, if_none_match=…)`."""
    given = {"Authorization": f"Bearer {key}"} if key else {}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(headers=given).get(BASE + path)
