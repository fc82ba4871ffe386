from django.urls import path

from tours.signups import views
from tours.signups.desk.urls import patterns as desk
from tours.signups.invitations.urls import patterns as invitations

app_name = "signups"
urlpatterns = [
    path("agenda/<slug:slug>/aanmelden/", views.sign_up, name="form"),
    path("agenda/<slug:slug>/aanmelden/gelukt/<str:token>/", views.done, name="done"),
    path("agenda/<slug:slug>/aanmelden/gelukt/<str:token>/opnieuw/", views.send_again, name="send_again"),
    path("agenda/<slug:slug>/aanmelden/gelukt/<str:token>/adres/", views.other_address, name="other_address"),
    *desk,
    *invitations,
]
