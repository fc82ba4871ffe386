"""Paths of one's own page; tours/personal/urls.py takes them into its own list."""

from django.urls import URLPattern, path

from tours.personal.mine import views
from tours.personal.mine.asking import erased, link_sent, new_link

_P = "mijn/<str:token>/"
patterns: list[URLPattern] = [
    path("mijn/nieuwe-link/", new_link, name="new_link"),
    path("mijn/onderweg/", link_sent, name="link_sent"),
    path("mijn/gewist/", erased, name="erased"),
    path(_P, views.mine, name="mine"),
    path(f"{_P}ja/", views.say_yes, name="mine_yes"),
    path(f"{_P}wijzigen/", views.edit, name="mine_edit"),
    path(f"{_P}afmelden/", views.give_up, name="mine_cancel"),
    path(f"{_P}links/", views.renew, name="mine_renew"),
    path(f"{_P}wissen/", views.forget, name="mine_erase"),
]
