"""Paths of a speaker's page; tours/personal/urls.py takes them into its own list."""

from django.urls import URLPattern, path

from tours.personal import speaker

_P = "spreker/<str:token>/"
patterns: list[URLPattern] = [
    path(_P, speaker.speaker, name="speaker"),
    path(f"{_P}antwoord/", speaker.answer, name="speaker_answer"),
    path(f"{_P}bestand/", speaker.upload, name="speaker_upload"),
    path(f"{_P}presentatie/", speaker.slides, name="speaker_slides"),
    path(f"{_P}openbaar/<int:pk>/", speaker.public, name="speaker_public"),
    path(f"{_P}bestand/<int:pk>/weg/", speaker.remove, name="speaker_remove"),
    path(f"{_P}verslag/", speaker.review, name="speaker_review"),
    path(f"{_P}wissen/", speaker.forget, name="speaker_erase"),
]
