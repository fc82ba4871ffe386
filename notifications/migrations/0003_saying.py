"""What many people were told is kept once, not in each of their rows."""

import django.db.models.deletion
from django.db import migrations, models


def keep_once(apps, _schema_editor):
    from notifications.calendar.itinerary import digest

    Told, Saying = apps.get_model("notifications", "Told"), apps.get_model("notifications", "Saying")
    kept = {}
    for told in Told.objects.order_by("pk").iterator(chunk_size=500):
        key = told.event_id, digest(told.itinerary)
        if key not in kept:
            kept[key] = Saying.objects.create(event_id=key[0], digest=key[1], itinerary=told.itinerary)
        Told.objects.filter(pk=told.pk).update(saying=kept[key])


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_initial"), ("tours", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Saying",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=32)),
                ("itinerary", models.JSONField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sayings", to="tours.event"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("event", "digest"), name="saying_once")],
            },
        ),
        migrations.AddField(
            model_name="told",
            name="saying",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="told",
                to="notifications.saying",
            ),
        ),
        migrations.RunPython(keep_once, migrations.RunPython.noop),
    ]
