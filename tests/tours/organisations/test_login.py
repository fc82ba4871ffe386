import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tests.builders import a_user, an_event

pytestmark = pytest.mark.django_db
ONE_PROCESS = settings.ONE_PROCESS


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()
    yield
    cache.clear()


def ask(browser, email, **more):
    return browser.post(reverse("account_request_login_code"), {"email": email} | more)


def code():
    return re.search(r"^([A-Z]{4}-[A-Z]{4})$", mail.outbox[-1].body, re.MULTILINE)[1]


def type_in(browser, typed, **more):
    return browser.post(reverse("account_confirm_login_code"), {"code": typed} | more)


def logged_in(browser):
    return "_auth_user_id" in browser.session


def test_a_mailed_code_lets_somebody_in():
    user, browser = a_user(), Client()
    ask(browser, user.email)
    assert mail.outbox[0].to == [user.email]
    assert mail.outbox[0].subject == "Uw code om in te loggen"
    assert type_in(browser, code()).url == "/beheer/"
    assert logged_in(browser)


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: f" {code}\r\n", lambda code: code.replace("-", "")]
)
def test_a_code_may_be_pasted_with_what_came_along(change):
    user, browser = a_user(), Client()
    ask(browser, user.email.upper())
    page = browser.get(reverse("account_confirm_login_code")).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert type_in(browser, change(code())).status_code == 302
    assert logged_in(browser)


def test_an_unknown_address_gets_the_same_answer_on_screen():
    user, answers = a_user(), []
    for email in (user.email, "niemand@x.example"):
        browser = Client()
        asked = ask(browser, email)
        page = browser.get(asked.url).content.decode()
        answers.append(
            (asked.status_code, asked.url, re.sub(r'value="\w{64}"', "", page.replace(email, "…")))
        )
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2
    assert "geen account" in mail.outbox[1].body


def test_somebody_whose_account_is_off_gets_no_code():
    user = a_user(is_active=False)
    ask(Client(), user.email)
    assert "geen account" in mail.outbox[0].body


def test_a_wrong_code_is_told_and_after_five_the_code_is_spent():
    user, browser = a_user(), Client()
    ask(browser, user.email)
    right = code()
    wrong = [type_in(browser, "BBBB-BBBB") for _ in range(5)]
    assert [response.status_code for response in wrong[:4]] == [200] * 4
    assert "form-field-error" in wrong[0].content.decode()
    type_in(browser, right)
    assert not logged_in(browser)


def test_a_code_is_good_once_and_in_one_browser():
    user, browser, other = a_user(), Client(), Client()
    ask(browser, user.email)
    type_in(other, code())
    assert not logged_in(other)
    type_in(browser, code())
    browser.post(reverse("account_logout"))
    type_in(browser, code())
    assert not logged_in(browser)


def test_a_code_is_too_old_after_a_quarter_of_an_hour():
    user, browser = a_user(), Client()
    ask(browser, user.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        type_in(browser, code())
    assert not logged_in(browser)


def test_nobody_can_ask_for_codes_without_end():
    user = a_user()
    answers = [ask(Client(), user.email) for _ in range(7)]
    assert len(mail.outbox) == 5
    assert answers[-1].status_code == 200
    assert "form-field-error" in answers[-1].content.decode()


def test_a_visitor_of_the_workspace_logs_in_first_and_comes_back():
    event, browser = an_event(), Client()
    user = a_user(organisation=event.organisation)
    wanted = reverse("signups:people", args=[event.slug]) + "?q=ans"
    login = browser.get(wanted)
    page = browser.get(login.url).content.decode()
    assert page.count(f'name="next" value="{wanted}"') >= 1
    asked = ask(browser, user.email, next=wanted)
    assert f'name="next" value="{wanted}"' in browser.get(asked.url).content.decode()
    assert type_in(browser, code(), next=wanted).url == wanted
    assert browser.get(wanted).status_code == 200


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_logging_in_leads_nowhere_else(back):
    user, browser = a_user(), Client()
    ask(browser, user.email, next=back)
    assert type_in(browser, code(), next=back).url == "/beheer/"


def test_logging_out_takes_a_button_and_ends_the_session():
    user, browser = a_user(), Client()
    browser.force_login(user)
    browser.get(reverse("account_logout"))
    assert logged_in(browser)
    browser.post(reverse("account_logout"))
    assert not logged_in(browser)


def test_a_visitor_cannot_make_an_account():
    page = Client().post(reverse("account_signup"), {"email": "a@x.example"})
    assert "geen account maken" in page.content.decode()
    assert not a_user().__class__.objects.filter(email="a@x.example").exists()


@pytest.mark.parametrize(
    "name", ["account_email", "account_confirm_email", "account_email_verification_sent"]
)
def test_pages_of_the_package_that_we_do_not_use_are_not_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_mail_server_that_is_down_is_told_and_crashes_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    user, browser = a_user(), Client()
    for email in (user.email, "niemand@x.example"):
        page = browser.get(ask(browser, email).url).content.decode()
        assert "geen mail versturen" in page


@pytest.mark.skipif(not ONE_PROCESS, reason="with a broker there are no passwords")
def test_in_one_process_a_password_lets_somebody_in_and_a_wrong_one_does_not():
    user, browser = a_user(password="vier losse woorden"), Client()
    login = reverse("account_login")
    assert browser.post(login, {"login": user.email, "password": "fout"}).status_code == 200
    assert browser.post(login, {"login": user.email, "password": "vier losse woorden"}).url == "/beheer/"


@pytest.mark.skipif(not ONE_PROCESS, reason="with a broker there are no passwords")
def test_a_wrong_password_is_limited_and_says_the_same_for_an_unknown_address():
    user = a_user(password="vier losse woorden")
    pages = []
    for email in (user.email, "niemand@x.example"):
        response = Client().post(reverse("account_login"), {"login": email, "password": "fout"})
        pages.append(str(response.context["form"].errors))
    assert pages[0] == pages[1]
    for _ in range(6):
        Client().post(reverse("account_login"), {"login": user.email, "password": "fout"})
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": "vier losse woorden"})
    assert not logged_in(browser)


@pytest.mark.skipif(ONE_PROCESS, reason="in one process there are passwords")
def test_with_a_broker_a_password_opens_nothing():
    user, browser = a_user(password="vier losse woorden"), Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": "vier losse woorden"})
    assert not logged_in(browser)
    with pytest.raises(NoReverseMatch):
        reverse("account_reset_password")


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites():
    user, browser = a_user(), Client()
    ask(browser, user.email)
    type_in(browser, code())
    cookie = browser.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 14 * 24 * 60 * 60)


def test_logging_in_begins_a_new_session():
    user, browser = a_user(), Client()
    ask(browser, user.email)
    before = browser.session.session_key
    type_in(browser, code())
    assert browser.session.session_key != before


def test_a_wrong_code_says_what_to_do():
    user, browser = a_user(), Client()
    ask(browser, user.email)
    page = type_in(browser, "AAAA-AAAA").content.decode()
    assert "Typ hem over uit de laatste mail, of vraag een nieuwe code aan." in page


def choose(browser, language):
    return browser.post("/taal/", {"language": language, "next": "/agenda/"})


def test_who_chooses_a_language_gets_mail_in_it():
    user, browser = a_user(), Client()
    browser.force_login(user)
    for typed, stored in (("en", "en"), ("xx", "en"), ("nl", "nl")):
        choose(browser, typed)
        user.refresh_from_db()
        assert user.language == stored


def test_who_chose_english_before_logging_in_gets_english_mail():
    user, browser = a_user(), Client()
    choose(browser, "en")
    ask(browser, user.email)
    type_in(browser, code())
    user.refresh_from_db()
    assert user.language == "en"


def test_a_visitor_who_chooses_a_language_changes_nobody():
    user = a_user()
    assert choose(Client(), "en").url == "/agenda/"
    user.refresh_from_db()
    assert user.language == "nl"
