"""Paths of the desk; tours/signups/urls.py takes them into its own list, so that names are `signups:…`."""

from django.urls import URLPattern, path

from tours.signups.desk.views import adding, lists, notices, person, pools

_P = "beheer/<slug:slug>/mensen/"
patterns: list[URLPattern] = [
    path(_P, lists.index, name="people"),
    path(f"{_P}tellingen/", lists.counts, name="counts"),
    path(f"{_P}groep/", lists.move, name="move"),
    path(f"{_P}lijst.csv", lists.csv_file, name="people_csv"),
    path(f"{_P}lijst.xlsx", lists.xlsx_file, name="people_xlsx"),
    path(f"{_P}presentielijst/", lists.attendance, name="attendance"),
    path(f"{_P}nieuw/", adding.add, name="add"),
    path(f"{_P}aan-de-deur/", adding.walk_in, name="walk_in"),
    path(f"{_P}plakken/", adding.paste, name="paste"),
    path(f"{_P}plaatsen/", pools.pools, name="pools"),
    path(f"{_P}plaatsen/nieuw/", pools.pool_add, name="pool_add"),
    path(f"{_P}plaatsen/apart/", pools.keep, name="keep"),
    path(f"{_P}plaatsen/apart/<int:pk>/vrij/", pools.release, name="release"),
    path(f"{_P}plaatsen/<int:pk>/", pools.pool, name="pool"),
    path(f"{_P}plaatsen/<int:pk>/weg/", pools.pool_remove, name="pool_remove"),
    path(f"{_P}doorschuiven/", notices.move_up, name="move_up"),
    path(f"{_P}bericht/<int:pk>/gezien/", notices.seen, name="notice_seen"),
    path(f"{_P}<int:pk>/", person.person, name="person"),
    path(f"{_P}<int:pk>/regel/", person.person_row, name="person_row"),
    path(f"{_P}<int:pk>/afmelden/", person.person_cancel, name="person_cancel"),
    path(f"{_P}<int:pk>/toch/", person.person_back, name="person_back"),
    path(f"{_P}<int:pk>/link/", person.person_link, name="person_link"),
    path(f"{_P}<int:pk>/aanwezig/", person.person_present, name="person_present"),
]
