from django.urls import URLPattern, path

from tours.organisations import contact_views, key_views, views

app_name = "organisations"
urlpatterns: list[URLPattern] = [
    path("beheer/organisatie/<slug:slug>/", views.settings, name="settings"),
    path("beheer/organisatie/<slug:slug>/leden/", views.new_member, name="new_member"),
    path("beheer/organisatie/<slug:slug>/leden/<int:pk>/", views.member, name="member"),
    path(
        "beheer/organisatie/<slug:slug>/leden/<int:pk>/verwijderen/",
        views.member_remove,
        name="member_remove",
    ),
    path("beheer/sleutels/", key_views.keys, name="keys"),
    path("beheer/sleutels/intrekken/", key_views.revoke, name="key_revoke"),
    path("beheer/contacten/", contact_views.contacts, name="contacts"),
    path("beheer/contacten/nieuw/", contact_views.new_contact, name="new_contact"),
    path("beheer/contacten/plakken/", contact_views.contacts_paste, name="contacts_paste"),
    path("beheer/contacten/<int:pk>/", contact_views.contact, name="contact"),
    path("beheer/contacten/<int:pk>/verwijderen/", contact_views.contact_delete, name="contact_delete"),
]
