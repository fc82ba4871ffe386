from django.urls import URLPattern, path

from tours.dialogue import views

app_name = "dialogue"
urlpatterns: list[URLPattern] = [
    path("beheer/<slug:slug>/vervolg/", views.event, name="event"),
    path("beheer/<slug:slug>/vervolg/gezegd/", views.add_statement, name="add_statement"),
    path("beheer/<slug:slug>/vervolg/gezegd/<int:pk>/", views.statement, name="statement"),
    path("beheer/<slug:slug>/vervolg/afspraken/", views.add_commitment, name="add_commitment"),
    path("beheer/<slug:slug>/vervolg/afspraken/<int:pk>/", views.commitment, name="commitment"),
    path("beheer/<slug:slug>/vervolg/afspraken/<int:pk>/stand/", views.settle, name="settle"),
    path("beheer/<slug:slug>/vervolg/verslag/", views.write_report, name="write_report"),
    path("beheer/<slug:slug>/vervolg/verslag/stap/", views.move_report, name="move_report"),
]
