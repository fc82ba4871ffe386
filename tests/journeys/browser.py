"""A visitor without JavaScript: follows links, fills in the forms that pages really have."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
import uuid
from html.parser import HTMLParser


class Form:
    def __init__(self, attributes):
        self.id = attributes.get("id", "")
        self.action = attributes.get("action", "")
        self.method = attributes.get("method", "get").lower()
        self.fields = []  # (name, value), as a browser would send them
        self.buttons = []  # (name, value, words)
        self.names = set()


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.forms, self.links, self.words, self.loose = [], [], [], []
        self._select = self._area = self._button = None
        self.feed(text)
        for form_id, pressed in self.loose:
            next(form for form in self.forms if form.id == form_id).buttons.append(pressed)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        form = self.forms[-1] if self.forms else None
        if tag == "form":
            self.forms.append(Form(attributes))
        elif tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        elif tag == "button":
            self._button = (attributes, [])
        elif form is None:
            return
        elif tag == "input":
            self._input(form, attributes, checked=any(name == "checked" for name, _ in attrs))
        elif tag == "select":
            self._select = attributes.get("name")
            form.names.add(self._select)
            self._first = None
        elif tag == "option" and self._select:
            self._option(form, attributes, selected=any(name == "selected" for name, _ in attrs))
        elif tag == "textarea":
            self._area = (attributes.get("name"), [])
            form.names.add(attributes.get("name"))

    def _input(self, form, attributes, *, checked):
        name, kind = attributes.get("name"), attributes.get("type", "text")
        if not name:
            return
        form.names.add(name)
        if kind in {"radio", "checkbox"}:
            if checked:
                form.fields.append((name, attributes.get("value") or "on"))
        elif kind not in {"file", "submit"}:
            form.fields.append((name, attributes.get("value", "")))

    def _option(self, form, attributes, *, selected):
        if self._first is None:
            self._first = (self._select, attributes.get("value", ""))
        if selected:
            self._first = ()
            form.fields.append((self._select, attributes.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            if self._first:
                self.forms[-1].fields.append(self._first)
            self._select = None
        elif tag == "textarea" and self._area:
            self.forms[-1].fields.append((self._area[0], "".join(self._area[1]).removeprefix("\n")))
            self._area = None
        elif tag == "button" and self._button:
            attributes, words = self._button
            pressed = (
                attributes.get("name", ""),
                attributes.get("value", ""),
                " ".join("".join(words).split()),
            )
            if "form" in attributes:
                self.loose.append((attributes["form"], pressed))
            elif self.forms:
                self.forms[-1].buttons.append(pressed)
            self._button = None

    def handle_data(self, data):
        self.words.append(data)
        if self._area:
            self._area[1].append(data)
        if self._button:
            self._button[1].append(data)


class Page:
    def __init__(self, url, status, body, headers):
        self.url, self.status, self.body, self.headers = url, status, body, headers
        self.text = body.decode("utf-8", "replace")
        parsed = _Page(self.text) if "html" in headers.get("Content-Type", "") else None
        self.forms = parsed.forms if parsed else []
        self.links = parsed.links if parsed else []
        self.words = " ".join(" ".join(parsed.words).split()) if parsed else self.text

    def form(self, *, having="", action="", button=""):
        """The form that has such a field, address or button; when there are more they lead to the same place."""
        found = [
            form
            for form in self.forms
            if (not having or having in form.names)
            and (not action or action in form.action)
            and (not button or any(button in words for _, _, words in form.buttons))
        ]
        places = {form.action for form in found}
        wanted = having or action or button
        assert len(places) == 1, f"{len(found)} forms with {wanted!r} on {self.url}: {self.words[:1500]}"
        return found[0]

    def link(self, part):
        """The first link in whose address this stands."""
        return next(link for link in self.links if part in link)


class Browser:
    """One visitor with cookies of their own."""

    def __init__(self, base):
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar, urllib.request.ProxyHandler({}))

    def get(self, url):
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.base, url)))

    def send(self, page, form, *, button="", files=None, **fields):
        """Send a form of a page, with some fields filled in and a button pressed (found by its words)."""
        unknown = set(fields) - form.names
        assert not unknown, f"no such fields: {unknown}; there are {form.names}"
        data = [(name, value) for name, value in form.fields if name not in fields]
        data += [(name, str(value)) for name, value in fields.items() if value is not None]
        if button:
            pressed = next(each for each in form.buttons if button in each[2])
            data += [pressed[:2]] if pressed[0] else []
        url = urllib.parse.urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return self.get(f"{url.split('?')[0]}?{urllib.parse.urlencode(data)}")
        body, kind = (
            _multipart(data, files)
            if files
            else (urllib.parse.urlencode(data).encode(), "application/x-www-form-urlencoded")
        )
        headers = {"Content-Type": kind, "Referer": page.url, "Origin": self.base}
        return self._open(urllib.request.Request(url, body, headers))

    def _open(self, request):
        try:
            answer = self._opener.open(request, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Page(answer.url, answer.status, answer.read(), answer.headers)


def _multipart(data, files):
    border = uuid.uuid4().hex
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in data
    ]
    for name, (filename, content) in files.items():
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"
