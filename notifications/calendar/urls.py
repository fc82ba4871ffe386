from django.urls import URLPattern, path

from notifications.calendar import views

app_name = "calendar"
urlpatterns: list[URLPattern] = [
    path("agenda/kalender.ics", views.everything, name="all"),
    path("agenda/van/<slug:slug>.ics", views.organisation, name="organisation"),
    path("agenda/<slug:slug>.ics", views.event, name="event"),
    path("kalender/<str:token>.ics", views.own, name="feed"),
]
