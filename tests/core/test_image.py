"""What the Dockerfile and docker-compose.yml promise to whoever runs them."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
SERVICES = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
PORTS = [(name, port) for name, service in SERVICES.items() for port in service.get("ports", [])]


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)([sm])", text).groups()
    return int(number) * {"s": 1, "m": 60}[unit]


def as_nobody_changed_it(text):
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


@pytest.mark.parametrize(("name", "port"), PORTS)
def test_a_service_answers_its_own_machine_only(name, port):
    assert as_nobody_changed_it(port).startswith("127.0.0.1:"), name


def test_the_database_is_asked_where_it_answers_only_once_it_is_made():
    check = SERVICES["postgres"]["healthcheck"]["test"]
    assert check[check.index("--host") + 1] == "127.0.0.1"


def test_the_store_takes_no_room_before_there_are_files():
    assert "-master.volumePreallocate=false" in SERVICES["store"]["command"]


@pytest.mark.parametrize(("name", "needs"), [("web", 30), ("worker", 20), ("store", 20), ("postgres", 20)])
def test_a_service_gets_the_time_that_it_needs_to_stop(name, needs):
    assert seconds(SERVICES[name]["stop_grace_period"]) > needs


def test_the_program_does_not_run_as_root_and_cannot_become_it():
    assert re.search(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1] != "root"
    for name in ("migrate", "web", "worker", "beat"):
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


def test_every_service_keeps_a_bounded_log():
    assert {service["logging"]["driver"] for service in SERVICES.values()} == {"local"}


def test_what_an_operator_keeps_beside_the_code_stays_out_of_the_image():
    kept_out = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".env.*", "var", "*.dump", "*.backup", "*.tar"} <= set(kept_out)
