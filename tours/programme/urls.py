from django.urls import path

from tours.programme.views import speakers, venues

app_name = "programme"
_S = "beheer/<slug:slug>/sprekers/"
urlpatterns = [
    path("beheer/locaties/", venues.venues, name="venues"),
    path("beheer/locaties/nieuw/", venues.venue_new, name="venue_new"),
    path("beheer/locaties/<int:pk>/", venues.venue, name="venue"),
    path("beheer/locaties/<int:pk>/verwijderen/", venues.venue_delete, name="venue_delete"),
    path(_S, speakers.speakers, name="speakers"),
    path(f"{_S}nieuw/", speakers.speaker_new, name="speaker_new"),
    path(f"{_S}plakken/", speakers.speakers_paste, name="speakers_paste"),
    path(f"{_S}uitnodigen/", speakers.speakers_invite, name="speakers_invite"),
    path(f"{_S}<int:pk>/", speakers.speaker, name="speaker"),
    path(f"{_S}<int:pk>/verwijderen/", speakers.speaker_delete, name="speaker_delete"),
    path(f"{_S}<int:pk>/uitnodigen/", speakers.speaker_invite, name="speaker_invite"),
    path(f"{_S}<int:pk>/antwoord/", speakers.speaker_answer, name="speaker_answer"),
]
