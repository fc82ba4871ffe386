"""Personal links: their form, what they open, and keys of the service that were replaced."""

import re

import pytest

from core.tokens import Token, UnknownToken, make_token, masked, read_token


def test_a_token_says_which_row_and_version_and_is_signed():
    token = make_token("mijn", 12, 3)
    assert re.fullmatch(r"12\.3\.[0-9a-f]{40}", token)
    assert read_token("mijn", token) == Token(id=12, version=3)
    assert make_token("mijn", 12, 3) == token


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token.replace("12.", "13.", 1),
        lambda token: token.replace(".3.", ".4.", 1),
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        str.upper,
        lambda token: f"0{token}",
        lambda token: f"{token} ",
        lambda token: f"{token}\n",
        lambda token: token.replace("1", "١", 1),
        lambda token: token.rpartition(".")[0] + ".",
        lambda _token: "",
    ],
)
def test_a_token_that_was_changed_is_unknown(change):
    token = make_token("mijn", 12, 3)
    changed = change(token)
    assert changed != token
    with pytest.raises(UnknownToken):
        read_token("mijn", changed)


def test_a_token_opens_one_kind_of_page():
    for purpose in ("route", "kalender", "spreker"):
        with pytest.raises(UnknownToken):
            read_token(purpose, make_token("mijn", 12, 3))


def test_links_of_before_a_new_secret_work_as_long_as_the_old_one_is_named(settings):
    old = make_token("mijn", 12, 3)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-key"
    settings.SECRET_KEY_FALLBACKS = [before]
    assert read_token("mijn", old) == Token(12, 3)
    assert make_token("mijn", 12, 3) != old
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(UnknownToken):
        read_token("mijn", old)


def test_a_text_is_shown_without_the_keys_in_it():
    text = f"https://toer.example/mijn/{make_token('mijn', 12, 3)}/ en verder"
    assert masked(text) == "https://toer.example/mijn/…/ en verder"
