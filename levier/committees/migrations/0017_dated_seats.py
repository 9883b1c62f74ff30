"""A seat has its own days. Those already held began with the term, or with the house's rules."""

from datetime import date

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

FIRST_DAY = date(2000, 1, 1)


def date_the_seats(apps, schema_editor):
    """Give each seat its first day: that of its holder's term, else that of the first rules.

    A term renewed since began after days they came: the first of them, then.
    """
    Representative = apps.get_model("committees", "Representative")
    Attendance = apps.get_model("committees", "Attendance")
    Seat = apps.get_model("committees", "Seat")
    terms = Representative.objects.filter(pk=OuterRef("representative")).values("term_starts_on")
    Seat.objects.update(
        first_day=Coalesce(Subquery(terms), models.Value(FIRST_DAY, models.DateField()))
    )
    for seat in Seat.objects.filter(first_day__gt=FIRST_DAY):
        came = Attendance.objects.filter(
            sitting__committee=seat.committee_id, representative=seat.representative_id,
            is_present=True, sitting__held_on__lt=seat.first_day,
        )  # fmt: skip
        if first := came.order_by("sitting__held_on").first():
            Seat.objects.filter(pk=seat.pk).update(first_day=first.sitting.held_on)


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
