from django.urls import URLPattern, path

from notifications.held import views

app_name = "held"
urlpatterns: list[URLPattern] = [
    path("mijn/<str:token>/gegevens.json", views.registration, name="registration"),
    path("spreker/<str:token>/gegevens.json", views.speaker, name="speaker"),
    path("afspraak/<str:token>/gegevens.json", views.owner, name="owner"),
]
