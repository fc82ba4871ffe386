from django.db import migrations


def onto_the_event(apps, schema_editor):
    """Where all groups end is published, so it is of the event."""
    Event = apps.get_model("tours", "Event")
    wishes = apps.get_model("scheduling", "DayWish").objects.filter(end_venue__isnull=False)
    for event, venue in wishes.values_list("event", "end_venue"):
        Event.objects.filter(pk=event).update(end_point=venue)


def back_to_the_wishes(apps, schema_editor):
    Event = apps.get_model("tours", "Event")
    wishes = apps.get_model("scheduling", "DayWish").objects
    for event, venue in Event.objects.filter(end_point__isnull=False).values_list("pk", "end_point"):
        wishes.update_or_create(event_id=event, defaults={"end_venue_id": venue})
    schema_editor.connection.check_constraints()  # now: PostgreSQL makes no index while foreign keys wait for that


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0011_whole_days_first'),
        ('tours', '0015_end_point'),
    ]

    operations = [
        migrations.RunPython(onto_the_event, back_to_the_wishes),
        migrations.RemoveField(
            model_name='daywish',
            name='end_venue',
        ),
    ]
