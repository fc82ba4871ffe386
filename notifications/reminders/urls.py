from django.urls import path

from notifications.reminders import views

app_name = "reminders"
urlpatterns = [
    path("beheer/<slug:slug>/herinneringen/", views.reminders, name="event"),
    path("beheer/<slug:slug>/herinneringen/weg/", views.drop, name="drop"),
]
