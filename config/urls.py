"""Where every page hangs. Each room names its own paths, from the root."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from tours.organisations.views import language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="agenda:index"), name="home"),
    path("", include("notifications.calendar.urls")),
    path("", include("tours.agenda.urls")),
    path("", include("tours.signups.urls")),
    path("", include("tours.personal.urls")),
    path("", include("tours.materials.urls")),
    path("", include("notifications.held.urls")),
    path("", include("notifications.inbound.urls")),
    path("", include("notifications.outbox.urls")),
    path("", include("notifications.optional.urls")),
    path("", include("notifications.reminders.urls")),
    path("", include("notifications.trial.urls")),
    path("", include("notifications.writing.urls")),
    path("", include("notifications.batches.urls")),
    path("", include("notifications.calling.urls")),
    path("", include("notifications.desk.urls")),
    path("", include("tours.organisations.urls")),
    path("", include("tours.programme.urls")),
    path("", include("scheduling.board.urls")),
    path("", include("scheduling.polls.urls")),
    path("", include("scheduling.calendar.urls")),
    path("", include("scheduling.groups.urls")),
    path("", include("scheduling.live.urls")),
    path("", include("scheduling.planner.urls")),
    path("", include("tours.dialogue.urls")),
    path("", include("tours.lifecycle.urls")),
    path("api/v1/", include("tours.api.urls")),
    path("account/", include("tours.organisations.account_urls")),
    # Choosing a language is nobody's secret: without a CSRF key public pages need no cookie and can be kept.
    path("taal/", csrf_exempt(language), name="set_language"),
]

handler400 = "core.http.bad_request"
handler500 = "core.http.server_error"
