from django.urls import path

from tours.lifecycle import views

app_name = "lifecycle"
urlpatterns = [
    path("beheer/nieuw/", views.new, name="new"),
    path("beheer/<slug:slug>/", views.event, name="event"),
    path("beheer/<slug:slug>/gegevens/", views.settings, name="settings"),
    path("beheer/<slug:slug>/kopieren/", views.copy, name="copy"),
    path("beheer/<slug:slug>/samen/", views.cohosts, name="cohosts"),
    path("beheer/<slug:slug>/samen/antwoord/", views.cohosting, name="cohosting"),
    path("beheer/<slug:slug>/afsluiten/", views.close, name="close"),
    path("beheer/<slug:slug>/heropenen/", views.reopen, name="reopen"),
    path("beheer/<slug:slug>/verwijderen/", views.delete, name="delete"),
    path("beheer/<slug:slug>/bestand/", views.export, name="export"),
]
