from django.urls import URLPattern, path

from notifications.calendar import views

app_name = "calendar"
urlpatterns: list[URLPattern] = [
    path("agenda/kalender.ics", views.everything, name="all"),
    path("agenda/van/<slug:slug>.ics", views.organisation, name="organisation"),
    path("agenda/<slug:slug>.ics", views.event, name="event"),
    path("kalender/<str:token>.ics", views.own, name="feed"),
    path("kalender/afspraak/<str:token>.ics", views.entry, name="entry"),
    path("kalender/leden/<str:token>.ics", views.members, name="members"),
    path("beheer/organisatie/<slug:slug>/agenda/", views.follow, name="follow"),
    path("beheer/organisatie/<slug:slug>/agenda/nieuwe-link/", views.renew, name="renew"),
]
