from django.urls import path

from notifications.batches import views, wish_views

app_name = "batches"
urlpatterns = [
    path("beheer/<slug:slug>/publiceren/wie/", wish_views.people, name="people"),
    path("beheer/<slug:slug>/publiceren/regel/", wish_views.lines, name="lines"),
    path("beheer/<slug:slug>/publiceren/mail/", wish_views.letter, name="letter"),
    path("beheer/<slug:slug>/publiceren/mail/html/", wish_views.letter_html, name="letter_html"),
    path("beheer/<slug:slug>/publiceren/mails/<int:pk>/stilzetten/", views.hold, name="hold"),
    path("beheer/<slug:slug>/publiceren/mails/<int:pk>/verder/", views.go_on, name="go_on"),
    path("beheer/<slug:slug>/publiceren/mails/<int:pk>/intrekken/", views.withdraw, name="withdraw"),
    path("beheer/<slug:slug>/publiceren/niet-verteld/", views.tell, name="tell"),
]
