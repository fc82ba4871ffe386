"""A message as the mail that leaves: `render` writes its words, `compose` puts them in an envelope."""

from notifications.letters.envelope import compose
from notifications.letters.rendering import Rendered, render

__all__ = ["Rendered", "compose", "render"]
