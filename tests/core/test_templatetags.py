import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation


def page(request, **parts):
    return HttpResponse()


desk = ([path("", page, name="home"), path("<slug>/mensen/", page, name="people")], "beheer")
urlpatterns = [path("werk/", include(desk))]


def render(template, address="/", **context):
    request = RequestFactory().get(address)
    with translation.override("nl"):
        return Template(template).render(Context(context | {"request": request}))


@pytest.mark.urls(__name__)
def test_a_navigation_marks_the_page_one_is_on():
    link = '{% nav_link "beheer:people" "Mensen" "toer" %}'
    assert render(link, "/werk/") == '<li><a href="/werk/toer/mensen/">Mensen</a></li>'
    assert 'aria-current="page"' in render(link, "/werk/toer/mensen/")


@pytest.mark.urls(__name__)
def test_a_navigation_marks_what_the_page_belongs_to():
    assert 'aria-current="true"' in render(
        '{% nav_link "beheer:home" "Werk" also=event %}', "/x/", event="toer"
    )


@pytest.mark.urls(__name__)
def test_two_views_of_one_page_are_two_places():
    coming, past = (
        '{% nav_link "/a/" "Agenda" but_not="past" %}',
        '{% nav_link "/a/" "Terug" query="past=1" %}',
    )
    assert "aria-current" in render(coming, "/a/?q=oost")
    assert "aria-current" not in render(past, "/a/?q=oost")
    assert "aria-current" not in render(coming, "/a/?past=1")
    assert "aria-current" in render(past, "/a/?past=1&q=oost")


@pytest.mark.urls(__name__)
def test_a_page_that_does_not_exist_has_no_link():
    assert render('{% nav_link "beheer:nothing" "Niets" %}') == ""


def test_a_name_in_a_navigation_is_escaped():
    assert "<b>" not in render('{% nav_link "/a/" name %}', name="<b>")


def test_numbers_are_words_up_to_twelve():
    assert render("{{ 1|in_words }} {{ 12|in_words }} {{ 13|in_words }}") == "één twaalf 13"


def test_a_tint_goes_round_after_six():
    assert render("{{ 1|tint }}{{ 6|tint }}{{ 7|tint }}") == "161"


def test_an_icon_comes_from_the_sprite_and_says_nothing():
    html = render('{% icon "bike" %}')
    assert "icons.svg#i-bike" in html
    assert 'aria-hidden="true"' in html
