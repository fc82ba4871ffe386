"""Where every page hangs. Each room names its own paths, from the root."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="agenda:index"), name="home"),
    path("", include("notifications.calendar.urls")),
    path("", include("tours.agenda.urls")),
    path("", include("tours.signups.urls")),
    path("", include("tours.personal.urls")),
    path("", include("tours.materials.urls")),
    path("", include("notifications.outbox.urls")),
    path("", include("notifications.desk.urls")),
    path("", include("tours.organisations.urls")),
    path("", include("tours.programme.urls")),
    path("", include("scheduling.board.urls")),
    path("", include("tours.dialogue.urls")),
    path("", include("tours.lifecycle.urls")),
    path("account/", include("tours.organisations.account_urls")),
    path("taal/", include("django.conf.urls.i18n")),
]
