from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from scheduling.live.views import falls_out, guide, plan_b, today, worker

app_name = "live"
_GUIDE: list[URLPattern] = [
    path("gids/<str:token>/", guide.guide, name="guide"),
    path("gids/<str:token>/bereikt/", guide.guide_reached, name="guide_reached"),
    path("gids/<str:token>/aanwezig/", guide.guide_present, name="guide_present"),
    path("gids/<str:token>/erbij/", guide.guide_newcomer, name="guide_newcomer"),
    path("gids/<str:token>/later/", guide.guide_later, name="guide_later"),
]
# The key stands in the address, and these pages pass it on to nobody: see tours.personal.urls.
for _pattern in _GUIDE:
    _pattern.callback = csrf_exempt(_pattern.callback)

urlpatterns: list[URLPattern] = [
    *_GUIDE,
    path("dag.js", worker.worker, name="worker"),
    path("beheer/<slug:slug>/vandaag/", today.today, name="today"),
    path("beheer/<slug:slug>/vandaag/bereikt/", today.reached, name="reached"),
    path("beheer/<slug:slug>/vandaag/halte/<int:pk>/", falls_out.falls_out, name="falls_out"),
    path("beheer/<slug:slug>/vandaag/halte/<int:pk>/meten/", falls_out.measured, name="measured"),
    path("beheer/<slug:slug>/plan-b/", plan_b.plan_b, name="plan_b"),
    path("beheer/<slug:slug>/plan-b/publiceren/", plan_b.publish_plan_b, name="publish_plan_b"),
    path("beheer/<slug:slug>/plan-b/weg/", plan_b.delete_plan_b, name="delete_plan_b"),
    path("beheer/<slug:slug>/vandaag/later/", today.later, name="later"),
]
