from django.urls import path

from scheduling.groups import views

app_name = "groups"
_P = "beheer/<slug:slug>/groepen/"
urlpatterns = [
    path(_P, views.groups, name="groups"),
    path(f"{_P}zetten/", views.change, name="change"),
    path(f"{_P}overnemen/", views.accept, name="accept"),
    path(f"{_P}aantallen/", views.quotas, name="quotas"),
    path(f"{_P}los/", views.thaw, name="thaw"),
]
