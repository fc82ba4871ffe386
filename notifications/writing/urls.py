from django.urls import path

from notifications.writing import views

app_name = "writing"
urlpatterns = [path("beheer/<slug:slug>/mensen/schrijven/", views.write, name="write")]
