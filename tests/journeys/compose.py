"""docker-compose.yml and the Dockerfile as processes of this machine: what each service runs, with what around it."""

import json
import re
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent.parent


class Compose:
    """`dotenv`: what stands in .env; `here`: for each place that the files name, where that is on this machine."""

    def __init__(self, *, dotenv, here):
        self._dotenv = dotenv
        self._here = here
        self._services = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
        self._image = (ROOT / "Dockerfile").read_text()
        self.found = set()

    def command(self, service):
        command = self._services[service].get("command") or self._of_image(r"^CMD (\[.*\])$")
        return [self._filled_in(part) for part in command]

    def health_check(self, service):
        """A command that ends with 0 while the service is well."""
        asked = self._services[service].get("healthcheck")
        kind, *check = (
            asked["test"] if asked else ["CMD", *self._of_image(r"^HEALTHCHECK .*\\\n +CMD (\[.*\])$")]
        )
        check = [self._filled_in(part) for part in check]
        return check if kind == "CMD" else ["sh", "-c", *check]

    def environment(self, service):
        asked = self._services[service]
        assert asked["env_file"] == [".env"]
        return self._dotenv | {name: self._filled_in(value) for name, value in asked["environment"].items()}

    def in_the_image(self, verb):
        """What the Dockerfile runs of manage.py when the image is made."""
        return re.search(rf"python manage\.py {verb}[^&\\]*", self._image)[0].split()

    def _of_image(self, pattern):
        return json.loads(re.search(pattern, self._image, re.MULTILINE)[1])

    def _filled_in(self, text):
        """As compose does it: from .env, else what stands behind `:-`; then at home."""
        text = re.sub(
            r"\$\{(\w+):-([^}]*)\}", lambda found: self._dotenv.get(found[1]) or found[2], text
        ).replace("$$", "$")
        for there, here in self._here.items():
            if there in text:
                text = text.replace(there, here)
                self.found.add(there)
        return text
