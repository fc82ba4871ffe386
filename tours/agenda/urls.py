from django.urls import URLPattern, path

from tours.agenda import views

app_name = "agenda"
urlpatterns: list[URLPattern] = [
    path("agenda/", views.index, name="index"),
    path("agenda/agenda.atom", views.atom, name="atom"),
    path("agenda/<slug:slug>/", views.event, name="event"),
    path("agenda/<slug:slug>/beeld.png", views.picture, name="picture"),
    path("agenda/<slug:slug>/draaiboek/", views.print_sheets, name="print"),
    path("over/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
