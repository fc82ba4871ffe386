from django.urls import path

from scheduling.board.views import buttons, groups, pasting, show, stops, talks

app_name = "board"
_P = "beheer/<slug:slug>/programma/"
urlpatterns = [
    path(_P, show.programme, name="programme"),
    path(f"{_P}tijden/", buttons.fill, name="fill"),
    path(f"{_P}schatten/", buttons.estimate, name="estimate"),
    path(f"{_P}dag/", buttons.day, name="day"),
    path(f"{_P}einde/", buttons.end, name="end"),
    path(f"{_P}volgorde/", buttons.order, name="order"),
    path(f"{_P}schuiven/", buttons.shift, name="shift"),
    path(f"{_P}etappe/", buttons.leg, name="leg"),
    path(f"{_P}plakken/", pasting.paste, name="paste"),
    path(f"{_P}halte/nieuw/", stops.stop_new, name="stop_new"),
    path(f"{_P}halte/<int:pk>/", stops.stop, name="stop"),
    path(f"{_P}halte/<int:pk>/verwijderen/", stops.stop_delete, name="stop_delete"),
    path(f"{_P}halte/<int:pk>/volgorde/", stops.talk_order, name="talk_order"),
    path(f"{_P}halte/<int:pk>/onderdeel/", talks.talk_new, name="talk_new"),
    path(f"{_P}onderdeel/<int:pk>/", talks.talk, name="talk"),
    path(f"{_P}onderdeel/<int:pk>/verwijderen/", talks.talk_delete, name="talk_delete"),
    path(f"{_P}groep/", groups.group_new, name="group_new"),
    path(f"{_P}groep/<int:pk>/", groups.group, name="group"),
    path(f"{_P}groep/<int:pk>/verwijderen/", groups.group_delete, name="group_delete"),
]
