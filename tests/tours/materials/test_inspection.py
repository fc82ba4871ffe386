"""The process that reads strangers' files: whatever happens to it, the answer is no unless it clearly said yes."""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.processes import eventually
from tests.tours.materials import files
from tours.materials.checks.limits import BOUNDS
from tours.materials.inspection import inspect

ROOT = Path(__file__).resolve().parents[3]
YES = json.dumps({"verdict": "accepted", "rewritten": False})


@pytest.fixture
def instead(tmp_path, monkeypatch):
    """instead(script) -> the verdict when this shell script runs in place of the check."""

    def run(script, *, seconds=20):
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))
        source = tmp_path / "source"
        source.write_bytes(b"x")
        return inspect(source, "pdf", tmp_path / "out", seconds=seconds)

    return run


def test_a_clear_yes_is_a_yes(instead):
    assert instead(f"echo '{YES}'").accepted


@pytest.mark.parametrize(
    "script",
    [
        "kill -9 $$",
        "exit 1",
        f"echo '{YES}'; exit 3",
        f"echo '{YES}'; kill -11 $$",
        "true",
        "echo ja",
        "echo '[]'",
        f"echo '{YES} {YES}'",
        'echo \'{"verdict": "accepted", "rewritten": true}\'',
        'echo \'{"verdict": "refused", "refusal": {"code": "verzonnen"}}\'',
        'echo \'{"verdict": "refused", "refusal": {"code": "linked_media", "name": ["x"], "y": 1}}\'; exit 2',
        "head -c 100000000 /dev/zero",
    ],
)
def test_anything_else_is_a_no_that_may_be_tried_again(instead, script):
    verdict = instead(script)
    assert not verdict.accepted
    assert verdict.again
    assert verdict.refusal == {"code": "not_checked"}


def at_home_in(folder):
    """The processes that run with this folder as their home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            if f"HOME={folder}\0".encode() in (process / "environ").read_bytes():
                found.append(process.name)
    return found


def test_a_check_that_hangs_is_stopped_with_all_it_started(instead, tmp_path):
    verdict = instead("sleep 600 & sleep 600", seconds=2)
    assert verdict.refusal == {"code": "not_checked"}
    eventually(lambda: not at_home_in(tmp_path))


def test_a_check_that_uses_too_much_time_is_a_plain_no(instead):
    verdict = instead("kill -XCPU $$")
    assert verdict.refusal == {"code": "too_hard"}
    assert not verdict.again


def test_the_process_gets_none_of_our_environment(instead, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://geheim")
    instead(f"env > {tmp_path}/environment")
    told = (tmp_path / "environment").read_text()
    assert "geheim" not in told
    assert "SECRET_KEY" not in told


def run_here(code):
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_process_may_not_take_more_memory_than_its_share():
    ran = run_here(
        f"from core.bounded import bind; from tours.materials.checks.limits import BOUNDS; bind(BOUNDS);"
        f"bytearray({BOUNDS.memory_bytes})"
    )
    assert "MemoryError" in ran.stderr


def test_the_process_may_not_run_write_or_open_without_end():
    ran = run_here(
        "import resource as r; from core.bounded import bind; from tours.materials.checks.limits import BOUNDS; bind(BOUNDS);"
        "print(*[r.getrlimit(x)[0] for x in (r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_NOFILE, r.RLIMIT_CORE)])"
    )
    assert ran.stdout.split() == [
        str(each) for each in (BOUNDS.cpu_s, BOUNDS.file_bytes, BOUNDS.open_files, 0)
    ]


def test_a_bomb_of_a_gigabyte_costs_hardly_any_time(tmp_path):
    source = tmp_path / "source"
    source.write_bytes(files.a_zip_bomb(files.pptx_members(), megabytes=300))
    began = time.process_time()
    verdict = inspect(source, "pptx", tmp_path / "out")
    assert verdict.refusal["code"] == "too_much_inside"
    assert time.process_time() - began < 1


def test_each_kind_is_checked_by_the_process_itself(tmp_path):
    honest = {
        "pdf": files.a_pdf(),
        "pptx": files.a_pptx(),
        "odp": files.an_odp(),
        "png": files.an_image(),
        "txt": b"Dag",
    }
    for extension, data in honest.items():
        source = tmp_path / f"source.{extension}"
        source.write_bytes(data)
        verdict = inspect(source, extension, tmp_path / f"out.{extension}")
        assert verdict.accepted, extension
        assert verdict.rewritten == (tmp_path / f"out.{extension}").is_file()


def test_a_locked_check_starts_in_a_quarter_of_a_second(tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"Dag")

    def seconds():
        before = os.times()
        inspect(source, "txt", tmp_path / "out")
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(seconds() for _ in range(5)) < 0.25
