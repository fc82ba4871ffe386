"""Several at once, in threads, on a database that really commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import IntegrityError, connections

from core.errors import RuleBroken


def all_at_once(*jobs):
    """Run them at the same moment; what each returned, or the rule or constraint that said no."""
    return prepared_at_once(*((lambda: None, lambda _, job=job: job()) for job in jobs))


def prepared_at_once(*runners):
    """Each runner is (prepare, act): prepare, wait for the others, act on what was prepared. What each gave or met."""
    start = Barrier(len(runners))

    def run(runner):
        prepare, act = runner
        try:
            prepared = prepare()
            start.wait(timeout=120)
            return act(prepared)
        except (RuleBroken, IntegrityError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(runners)) as pool:
        return list(pool.map(run, runners))
