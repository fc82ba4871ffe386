"""What a person wrote, without what they answered to. Only text: nothing of a mail's HTML is ever shown."""

from __future__ import annotations

import re
from email.message import Message
from html.parser import HTMLParser
from unicodedata import category

from notifications.inbound.parsing.mail import charset_of, octets, parts, text_of

MOST_CHARS = 2000
_READ_BYTES = 100_000
_LINES = 3
_ODD = frozenset({"Cc", "Co", "Cs"})
# Where the answered mail begins, as clients write it in Dutch and English.
_QUOTE = re.compile(
    r"""^(
        >                                                        # any client
      | -{2,}\s*(oorspronkelijk|original|doorgestuurd|forwarded)   # Outlook on Windows
      | _{10,}\s*$                                               # Outlook on the web
      | (van|from|afzender):\s.*?(\S+@\S+|\s(verzonden|sent|datum|date):)  # Outlook, Apple
      | (op|on)\s(?=.*\d).{4,200}?\b(schreef|wrote|geschreven)\b.{0,80}:  # Gmail, Apple, Thunderbird
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LINE_CHARS = 400  # of a line, to see whether a quote begins there
_UNSEEN = frozenset({"style", "script", "head", "title", "blockquote", "template"})
_ENDS_A_LINE = frozenset({"br", "p", "div", "tr", "li"})
_HOLES = re.compile(r"\n{3,}")


def own_words(tree: Message) -> str:
    """The text of the mail above what it answers; of HTML the words alone."""
    plain = html = ""
    for part in parts(tree):
        if part.get_content_disposition() == "attachment":
            continue
        text = text_of(octets(part)[:_READ_BYTES], charset_of(part))
        if part.get_content_type() == "text/plain" and not plain:
            plain = text
        elif part.get_content_type() == "text/html" and not html:
            html = text
    return _above_the_quote(plain if plain.strip() else _words_of(html))[:MOST_CHARS]


def _words_of(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    return "".join(reader.words)


class _Words(HTMLParser):
    """The words that a reader would see, outside quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "br":
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()
        elif tag in _ENDS_A_LINE:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)


def _above_the_quote(text: str) -> str:
    kept: list[str] = []
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = "".join(char for char in plain if char in "\n\t" or category(char) not in _ODD).split("\n")
    for number, line in enumerate(lines):
        broken = " ".join(each[:_LINE_CHARS] for each in lines[number : number + _LINES])  # it may be folded
        if _QUOTE.match(line.strip()[:_LINE_CHARS]) or _QUOTE.match(broken.strip()[:_LINE_CHARS]):
            break
        kept.append(line.rstrip().replace("\xa0", " "))
    return _HOLES.sub("\n\n", "\n".join(kept)).strip()
