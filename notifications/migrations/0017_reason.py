from django.db import migrations, models
from django.db.models import F

# What stood in `last_error` and was ours: the values of Refusal and Held.
OURS = [
    "late", "poll_over", "event_gone", "event_off", "event_on", "event_over", "person_gone", "overtaken", "other_address",
    "superseded", "unwanted", "taken_back", "suppressed", "held_address", "held_event", "held_hour", "held_restored",
]  # fmt: skip
DIED = "the worker died while sending"


def part(apps, _schema_editor):
    messages = apps.get_model("notifications", "Message").objects
    messages.filter(last_error__in=OURS).update(reason=F("last_error"), last_error="")
    messages.filter(last_error=DIED).update(reason="died", last_error="")
    apps.get_model("notifications", "Suppression").objects.filter(reason="complaint").update(complained=True)


def together(apps, _schema_editor):
    messages = apps.get_model("notifications", "Message").objects
    messages.filter(reason="died").update(last_error=DIED)
    messages.exclude(reason="").exclude(reason="died").update(last_error=F("reason"))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0016_hosts")]

    operations = [
        migrations.AddField("message", "reason", models.CharField(blank=True, default="", max_length=20), preserve_default=False),
        migrations.AddField("suppression", "complained", models.BooleanField(default=False)),
        migrations.RunPython(part, together),
    ]
