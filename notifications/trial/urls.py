from django.urls import path

from notifications.trial import views

app_name = "trial"
urlpatterns = [path("beheer/organisatie/<slug:slug>/mail/", views.trial, name="trial")]
