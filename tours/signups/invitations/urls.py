"""Paths about who is invited; tours/signups/urls.py takes them into its own list."""

from django.urls import URLPattern, path

from tours.signups.invitations.views import inviting, standing

_P = "beheer/<slug:slug>/mensen/"
patterns: list[URLPattern] = [
    path(f"{_P}uitnodigen/", inviting.choose, name="invite"),
    path(f"{_P}uitnodigen/iemand/", inviting.invite_one, name="invite_one"),
    path(f"{_P}<int:pk>/opnieuw-uitnodigen/", inviting.again, name="invite_again"),
    path(f"{_P}<int:pk>/gebeld/", standing.called, name="called"),
]
