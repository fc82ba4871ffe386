"""Told points to what was said; and fewer indexes, for thousands of rows are written while an organiser waits."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_saying")]

    operations = [
        migrations.RemoveIndex(model_name="told", name="notificatio_event_i_3483a7_idx"),
        migrations.RemoveField(model_name="told", name="digest"),
        migrations.RemoveField(model_name="told", name="itinerary"),
        migrations.RemoveConstraint(
            model_name="told",
            name="told_live_registration",
        ),
        migrations.RemoveConstraint(
            model_name="told",
            name="told_live_speaker",
        ),
        migrations.AlterField(
            model_name="message",
            name="event",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="messages",
                to="tours.event",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="message_id",
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name="message",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="messages",
                to="tours.speaker",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="user",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="told",
            name="saying",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="told",
                to="notifications.saying",
            ),
        ),
        migrations.AlterField(
            model_name="told",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="told",
                to="tours.speaker",
            ),
        ),
        migrations.AlterField(
            model_name="told",
            name="uid",
            field=models.CharField(max_length=160),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("speaker__isnull", False)), fields=["speaker"], name="message_speaker"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("user__isnull", False)), fields=["user"], name="message_user"
            ),
        ),
        migrations.AddIndex(
            model_name="told",
            index=models.Index(
                condition=models.Q(("speaker__isnull", False)), fields=["speaker"], name="told_speaker"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("message_id",), name="message_id_once"),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(fields=("uid",), name="told_uid"),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(
                models.F("registration"),
                condition=models.Q(("ended_at", None), ("registration__isnull", False)),
                name="told_live_registration",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(
                models.F("speaker"),
                condition=models.Q(("ended_at", None), ("speaker__isnull", False)),
                name="told_live_speaker",
            ),
        ),
    ]
