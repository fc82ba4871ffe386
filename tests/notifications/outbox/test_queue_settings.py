import os
import subprocess
import sys

import pytest
from django.conf import settings

PRINT = """
import json, django
django.setup()
from config.celery import app
conf = app.conf
names = [
    "broker_url", "broker_transport_options", "result_backend_transport_options", "visibility_timeout", "result_backend",
    "task_acks_late", "task_reject_on_worker_lost", "task_time_limit", "task_ignore_result", "task_publish_retry",
    "worker_prefetch_multiplier", "broker_connection_retry_on_startup", "broker_connection_max_retries", "db_reuse_max",
    "beat_schedule",
]
app.loader.import_default_modules()
print(json.dumps({name: conf.get(name) for name in names} | {"tasks": sorted(app.tasks)}))
"""


@pytest.fixture(scope="module")
def configured():
    """What Celery itself reads, in a process with Redis and in one without."""
    import json

    def read(redis_url):
        env = {
            **os.environ,
            "REDIS_URL": redis_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "x",
        }
        env["DATA_DIR"] = str(settings.DATA_DIR)
        done = subprocess.run(
            [sys.executable, "-c", PRINT], env=env, cwd=settings.BASE_DIR, capture_output=True, check=True
        )
        return json.loads(done.stdout)

    return {"redis": read("redis://127.0.0.1:6379/9"), "memory": read("")}


def test_the_visibility_timeout_is_the_same_in_all_three_places(configured):
    conf = configured["redis"]
    places = {
        conf["broker_transport_options"]["visibility_timeout"],
        conf["result_backend_transport_options"]["visibility_timeout"],
        conf["visibility_timeout"],
    }
    assert len(places) == 1
    assert conf["task_time_limit"] < places.pop()


def test_a_task_that_a_dead_worker_had_comes_back(configured):
    conf = configured["redis"]
    assert (conf["task_acks_late"], conf["task_reject_on_worker_lost"]) == (True, True)
    assert conf["worker_prefetch_multiplier"] == 1
    options = conf["broker_transport_options"]
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] <= 60


def test_nothing_is_kept_in_the_queue(configured):
    for conf in configured.values():
        assert (conf["result_backend"], conf["task_ignore_result"]) == (None, True)
        assert {"expires"} == set(conf["beat_schedule"]["sweep"]["options"])


def test_a_broker_that_is_away_makes_nobody_wait_and_no_worker_give_up(configured):
    conf = configured["redis"]
    assert conf["task_publish_retry"] is False
    assert conf["broker_transport_options"]["socket_connect_timeout"] <= 2
    assert (conf["broker_connection_retry_on_startup"], conf["broker_connection_max_retries"]) == (True, None)


def test_keys_in_a_shared_redis_are_recognisable_as_ours(configured):
    assert configured["redis"]["broker_transport_options"]["global_keyprefix"] == "dialoogtoer."


def test_without_redis_the_queue_is_in_memory(configured):
    assert configured["memory"]["broker_url"].startswith("memory://")
    assert configured["memory"]["broker_transport_options"] == {"polling_interval": 0.1}


def test_every_task_begins_with_a_line_to_the_database_that_is_alive(configured):
    """A number here keeps a dead one for as many tasks."""
    assert configured["redis"]["db_reuse_max"] is None


def test_the_workers_know_their_tasks(configured):
    assert {"notifications.sweep", "notifications.deliver_due", "materials.check"} <= set(
        configured["redis"]["tasks"]
    )
