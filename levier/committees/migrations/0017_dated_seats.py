"""A seat has its own days. Those already held began with the term, or with the house's rules."""

from datetime import date

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

FIRST_DAY = date(2000, 1, 1)


def date_the_seats(apps, schema_editor):
    """Give each seat its first day: that of its holder's term, else that of the first rules."""
    Representative = apps.get_model("committees", "Representative")
    terms = Representative.objects.filter(pk=OuterRef("representative")).values("term_starts_on")
    apps.get_model("committees", "Seat").objects.update(
        first_day=Coalesce(Subquery(terms), models.Value(FIRST_DAY, models.DateField()))
    )


class Migration(migrations.Migration):
    dependencies = [("committees", "0016_acts_of_delegations")]
    operations = [
        migrations.AddField("seat", "first_day", models.DateField("premier jour", null=True)),
        migrations.AddField(
            "seat", "last_day", models.DateField("dernier jour", null=True, blank=True)
        ),
        migrations.RunPython(date_the_seats, migrations.RunPython.noop, elidable=False),
        migrations.AlterField("seat", "first_day", models.DateField("premier jour")),
        migrations.AlterModelOptions(
            "seat", {"verbose_name": "siège", "ordering": ["first_day", "id"]}
        ),
        migrations.RemoveConstraint("seat", "seat_once"),
        migrations.AddConstraint(
            "seat",
            models.UniqueConstraint(
                "organisation", "committee", "representative", "first_day", name="seat_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            "seat",
            models.CheckConstraint(
                name="seat_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Un siège ne peut pas finir avant d’avoir commencé.",
            ),
        ),
    ]
