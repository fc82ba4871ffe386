"""What an organiser has to do now: one small function per kind of task, each over one event."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from notifications.desk.event_now import EventNow
from notifications.desk.tasks_to_do import afterwards, mail, people, plan, speakers
from notifications.desk.tasks_to_do.task import Button, Task, Urgency
from notifications.desk.workspace import Workspace
from tours.organisations.access import May

__all__ = ["Button", "Task", "Urgency", "tasks"]

Check = Callable[[EventNow], Iterator[Task]]
Checks = tuple[tuple[May, Check], ...]
NO_DATE = 10_000  # comes after everything that has one

# Each with what somebody must be allowed to do for it to be theirs; of two that are as urgent the upper comes first.
_COMING: Checks = (
    (May.PLAN, plan.plan_does_not_fit),
    (May.PLAN, speakers.speaker_declined),
    (May.HANDLE_PEOPLE, mail.mails_failed),
    (May.HANDLE_PEOPLE, mail.notices_to_read),
    (May.HANDLE_PEOPLE, mail.mails_held),
    (May.PLAN, mail.people_not_told),
    (May.PLAN, plan.changed_since_publishing),
    (May.HANDLE_PEOPLE, people.lunch_to_pass_on),
    (May.HANDLE_PEOPLE, people.invited_do_not_answer),
    (May.HANDLE_PEOPLE, people.seats_about_to_lapse),
    (May.PLAN, speakers.speakers_not_asked),
    (May.HANDLE_PEOPLE, speakers.speakers_do_not_answer),
    (May.PLAN, speakers.speakers_need_a_hand),
    (May.PLAN, speakers.slides_are_missing),
    (May.PLAN, people.residents_wish_to_speak),
    (May.HANDLE_PEOPLE, people.line_stands_still),
    (May.PLAN, plan.date_to_choose),
    (May.PLAN, plan.not_published_yet),
    (May.PLAN, plan.plan_needs_a_look),
)
_PAST: Checks = (
    (May.HANDLE_PEOPLE, mail.mails_failed),
    (May.HANDLE_PEOPLE, mail.mails_held),
    (May.PLAN, afterwards.report_in_review),
    (May.PLAN, afterwards.event_to_close),
    (May.PLAN, afterwards.commitments_due),
    (May.PLAN, afterwards.report_to_write),
)


def tasks(workspace: Workspace) -> list[Task]:
    """Everything to do, the most urgent first; of what is as urgent the nearest event first."""
    found = [*_of(workspace.coming, _COMING), *_of(workspace.past, _PAST)]
    return [task for _rank, task in sorted(found, key=lambda each: each[0])]


def _of(events: list[EventNow], checks: Checks) -> Iterator[tuple[tuple[int, int], Task]]:
    """Tasks that are this user's, each with how urgent it is and how many days from the event."""
    for now in events:
        days = NO_DATE if now.days is None else abs(now.days)
        for ability, check in checks:
            if ability in now.may:
                yield from (((task.urgency, days), task) for task in check(now))
