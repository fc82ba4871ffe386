from django.urls import URLPattern, path

from tours.personal.commitment import commitment

app_name = "personal"
urlpatterns: list[URLPattern] = [
    path("afspraak/<str:token>/", commitment, name="commitment"),
]
