from django.urls import URLPattern, path

from tours.materials import downloads, views

app_name = "materials"
_DESK = "beheer/<slug:slug>/materiaal"
urlpatterns: list[URLPattern] = [
    path("materiaal/<int:pk>/<str:name>", downloads.download, name="download"),
    path("agenda/<slug:slug>/materiaal.zip", downloads.everything, name="zip"),
    path(f"{_DESK}/", views.event, name="event"),
    path(f"{_DESK}/bestand/", views.add_file, name="add_file"),
    path(f"{_DESK}/link/", views.add_link, name="add_link"),
    path(f"{_DESK}/grenzen/", views.limits, name="limits"),
    path(f"{_DESK}/<int:pk>/", views.material, name="material"),
    path(f"{_DESK}/<int:pk>/versie/", views.add_version, name="add_version"),
    path(f"{_DESK}/<int:pk>/<slug:verb>/", views.act, name="act"),
    path(f"{_DESK}/versie/<int:pk>/", views.version, name="version"),
    path(f"{_DESK}/versie/<int:pk>/<slug:verb>/", views.act_on_version, name="act_on_version"),
]
