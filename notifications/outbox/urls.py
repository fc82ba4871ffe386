from django.urls import path

from notifications.outbox import log_views, views

app_name = "outbox"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("beheer/berichten/", log_views.log, name="log"),
    path("beheer/berichten/vrijgeven/", log_views.let_all_go, name="release_all"),
    path("beheer/berichten/<int:pk>/", log_views.message, name="message"),
    path("beheer/berichten/<int:pk>/html/", log_views.message_html, name="message_html"),
    path("beheer/berichten/<int:pk>/opnieuw/", log_views.again, name="again"),
    path("beheer/berichten/<int:pk>/vrijgeven/", log_views.let_go, name="release"),
    path("beheer/berichten/<int:pk>/intrekken/", log_views.withdraw, name="withdraw"),
    path("beheer/berichten/<int:pk>/adres/", log_views.allow, name="allow"),
    path("beheer/<slug:slug>/berichten/", log_views.event_log, name="event_log"),
]
