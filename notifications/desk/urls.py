from django.urls import path

from notifications.batches import views as batch_views
from notifications.desk import views
from notifications.outbox import log_views

app_name = "desk"
urlpatterns = [
    path("beheer/", views.home, name="home"),
    path("beheer/bijeenkomsten/", views.events, name="events"),
    # The log is the outbox's: these are the names under which the frames of the workspace know it.
    path("beheer/berichten/", log_views.log, name="messages"),
    path("beheer/<slug:slug>/berichten/", log_views.event_log, name="event_messages"),
    path("beheer/<slug:slug>/mensen/<int:pk>/adres-klopt/", views.address_works, name="address_works"),
    path("beheer/<slug:slug>/publiceren/", views.publish, name="publish"),
    path("beheer/<slug:slug>/publiceren/programma/", views.completeness, name="completeness"),
    path("beheer/<slug:slug>/publiceren/mails/", batch_views.mailing, name="mailing"),
    path("beheer/<slug:slug>/afgelasten/", views.cancel, name="cancel"),
    path("beheer/<slug:slug>/lunch/", views.lunch, name="lunch"),
]
