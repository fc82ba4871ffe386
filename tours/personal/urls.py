from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from tours.personal import commitment
from tours.personal.invitation import invitation
from tours.personal.mine.asking import erased_contributor
from tours.personal.mine.urls import patterns as mine
from tours.personal.route import route
from tours.personal.speaker_urls import patterns as speaker

app_name = "personal"
urlpatterns: list[URLPattern] = [
    *mine,
    *speaker,
    path("uitnodiging/<str:token>/", invitation, name="invitation"),
    path("route/<str:token>/", route, name="route"),
    path("afspraak/<str:token>/", commitment.commitment, name="commitment"),
    path("afspraak/<str:token>/wissen/", commitment.forget, name="commitment_erase"),
    path("vergeten/", erased_contributor, name="erased_contributor"),
]

# The key stands in the address here, not in a cookie: who cannot know the address cannot forge a request. And as these
# pages pass their address on to nobody (Referrer-Policy: no-referrer), browsers send `Origin: null` with their forms,
# which Django's check refuses.
for _pattern in urlpatterns:
    _pattern.callback = csrf_exempt(_pattern.callback)
