from celery import shared_task

from tours.materials import actions


@shared_task(name="materials.check")
def check(pk: int) -> None:
    actions.check(pk)
