from django.urls import path

from notifications.optional import views

app_name = "optional"
urlpatterns = [path("geen-mail/<str:token>/", views.stop, name="stop")]
