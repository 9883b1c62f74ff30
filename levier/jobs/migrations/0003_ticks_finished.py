from django.db import migrations, models
from django.db.models.functions import Now


def finish_the_older(apps, schema_editor):
    """A tick was kept only once its work was over, or while it ran: the older ones are over."""
    apps.get_model("jobs", "Tick").objects.update(finished_at=Now())


class Migration(migrations.Migration):

    dependencies = [
        ("jobs", "0002_night_checks"),
    ]

    operations = [
        migrations.AddField(
            model_name="tick",
            name="finished_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(finish_the_older, migrations.RunPython.noop, elidable=True),
    ]
