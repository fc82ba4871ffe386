"""A message as the mail that leaves: `render` writes its words, `compose` puts them in an envelope, a Series writes many."""

from notifications.letters.envelope import bare_address, compose
from notifications.letters.merging import Series, words_of
from notifications.letters.rendering import Rendered, render

__all__ = ["Rendered", "Series", "bare_address", "compose", "render", "words_of"]
