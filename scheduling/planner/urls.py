from django.urls import path

from scheduling.planner.views import buttons, moves, show, wishes

app_name = "planner"
_P = "beheer/<slug:slug>/planning/"
urlpatterns = [
    path(_P, show.planning, name="planning"),
    path(f"{_P}wensen/", wishes.wishes, name="wishes"),
    path(f"{_P}zoeken/", buttons.ask, name="ask"),
    path(f"{_P}stoppen/", buttons.stop, name="stop"),
    path(f"{_P}kiezen/", buttons.choose, name="choose"),
    path(f"{_P}verzetten/", moves.move, name="move"),
    path(f"{_P}tijden/", moves.fill, name="fill"),
    path(f"{_P}terug/", moves.undo, name="undo"),
    path(f"{_P}toegeven/", buttons.grant, name="grant"),
    path(f"{_P}wens-vervalt/", buttons.drop, name="drop"),
]
