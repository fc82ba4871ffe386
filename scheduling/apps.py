from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        from scheduling.groups.in_file import PART as QUOTAS
        from scheduling.live.in_file import PART as PLAN_B
        from scheduling.planner.in_file import PART as WISHES
        from scheduling.polls.asked import to_invite, who_was_asked
        from scheduling.travel import checks as _checks  # noqa: F401 (registers itself)
        from tours.lifecycle.importing import add_part
        from tours.lifecycle.knowing import add_knowing
        from tours.signups.invitations.sources import add_source

        for part in (WISHES, QUOTAS, PLAN_B):
            add_part(part)
        add_knowing(who_was_asked)
        add_source(to_invite)
