from django.urls import path

from notifications.calling import views

app_name = "calling"
urlpatterns = [path("beheer/<slug:slug>/mensen/genodigden/", views.invited, name="invited")]
