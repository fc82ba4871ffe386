from django.urls import URLPattern, path

from scheduling.calendar import views

app_name = "calendar_days"
_P = "beheer/organisatie/<slug:slug>/kalender/"
urlpatterns: list[URLPattern] = [
    path(_P, views.closed_days, name="closed"),
    path(f"{_P}dag/", views.add, name="add"),
    path(f"{_P}bestand/", views.import_file, name="import"),
    path(f"{_P}bestand/weg/", views.forget, name="forget"),
    path(f"{_P}regio/", views.region, name="region"),
    path(f"{_P}vrij/<int:pk>/verwijderen/", views.delete, name="delete"),
]
