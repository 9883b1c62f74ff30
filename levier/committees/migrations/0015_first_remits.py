"""What each committee decided until now becomes the first lines of its remit: nothing changes."""

from datetime import date

from django.db import migrations

FIRST_DAY = date(2000, 1, 1)
IN_USE = "en usage, à confirmer par la maison"
ANYWHERE = ("brsa", "crowdfunding")
OF_ORGANISATIONS = ("ess", "dla", "fidess", "dasess")
TRACKS = {
    "creation": ("creation", "acces_plus", *ANYWHERE),
    "engaged": ("engaged", *ANYWHERE),
    "ess": (*OF_ORGANISATIONS, *ANYWHERE),
    "dasess": (*OF_ORGANISATIONS, *ANYWHERE),
}


def give_first_remits(apps, schema_editor):
    """Write the tracks of each committee; a dossier laid elsewhere had been confirmed."""
    Remit = apps.get_model("committees", "Remit")
    committees = apps.get_model("committees", "Committee").objects.all()
    Remit.objects.bulk_create(
        Remit(
            organisation_id=row.organisation_id, committee=row, track=track, first_day=FIRST_DAY,
            source=IN_USE, certainty="in_use",
        )
        for row in committees
        for track in TRACKS.get(row.code, ())
    )  # fmt: skip
    points = apps.get_model("committees", "AgendaItem").objects
    for code, tracks in TRACKS.items():
        elsewhere = points.filter(sitting__committee__code=code).exclude(case__track__in=tracks)
        elsewhere.update(is_outside_remit=True)


def mark_substitutes(apps, schema_editor):
    """Say on each attendance whether its holder sits as a substitute."""
    Seat = apps.get_model("committees", "Seat")
    Attendance = apps.get_model("committees", "Attendance")
    for seat in Seat.objects.filter(is_substitute=True):
        Attendance.objects.filter(
            sitting__committee_id=seat.committee_id, representative_id=seat.representative_id
        ).update(is_substitute=True)


def take_remits_away(apps, schema_editor):
    """Forget the lines, so that the committees find their kinds again."""
    apps.get_model("committees", "Remit").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("committees", "0014_committees_of_the_house")]
    operations = [
        migrations.RunPython(give_first_remits, take_remits_away),
        migrations.RunPython(mark_substitutes, migrations.RunPython.noop),
    ]
