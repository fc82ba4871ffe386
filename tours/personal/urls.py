from django.urls import URLPattern, path

from tours.personal.commitment import commitment
from tours.personal.mine.urls import patterns as mine
from tours.personal.route import route
from tours.personal.speaker_urls import patterns as speaker

app_name = "personal"
urlpatterns: list[URLPattern] = [
    *mine,
    *speaker,
    path("route/<str:token>/", route, name="route"),
    path("afspraak/<str:token>/", commitment, name="commitment"),
]
