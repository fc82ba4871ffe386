from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from scheduling.polls.views import invitees, inviting, personal, poll

app_name = "polls"
_P = "beheer/<slug:slug>/datum/"
urlpatterns: list[URLPattern] = [
    # The key stands in the address, not in a cookie; and these pages send `Origin: null` (see tours/personal/urls.py).
    path("peiling/<str:token>/", csrf_exempt(personal.answer), name="answer"),
    path(_P, poll.poll, name="poll"),
    path(f"{_P}beginnen/", poll.start, name="start"),
    path(f"{_P}gegevens/", poll.settings, name="settings"),
    path(f"{_P}dag/", poll.option_new, name="option_new"),
    path(f"{_P}dag/<int:pk>/verwijderen/", poll.option_delete, name="option_delete"),
    path(f"{_P}dag/<int:pk>/kiezen/", poll.choose, name="choose"),
    path(f"{_P}aantallen/", poll.quorum, name="quorum"),
    path(f"{_P}vragen/", poll.open_poll, name="open"),
    path(f"{_P}uitnodigen/", inviting.invite_asked_people, name="invite"),
    path(f"{_P}stoppen/", poll.withdraw, name="withdraw"),
    path(f"{_P}genodigde/", invitees.add, name="invitee_new"),
    path(f"{_P}genodigden/plakken/", invitees.paste, name="invitees_paste"),
    path(f"{_P}genodigden/contacten/", invitees.pick, name="invitees_pick"),
    path(f"{_P}genodigde/<int:pk>/", invitees.invitee, name="invitee"),
    path(f"{_P}genodigde/<int:pk>/wijzigen/", invitees.change, name="invitee_change"),
    path(f"{_P}genodigde/<int:pk>/verwijderen/", invitees.remove, name="invitee_remove"),
]
