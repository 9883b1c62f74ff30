"""Each house is given the six colleges that Levier knew, and what it wrote is hung from them."""

from django.db import migrations

FIRST = (
    ("volunteer", "bénévole"),
    ("bank", "banque"),
    ("authority", "collectivité"),
    ("ess", "acteur ESS"),
    ("accountant", "expert-comptable"),
    ("other", "autre"),
)
HANGING = ("HouseMember", "CollegeSeats", "Attendance")


def give_first_colleges(apps, schema_editor):
    """Create the colleges of each house, then point its members, seats and attendances at them."""
    College = apps.get_model("committees", "College")
    for house in apps.get_model("accounts", "Organisation").objects.all():
        rows = College.objects.bulk_create(
            College(organisation=house, code=code, label=label) for code, label in FIRST
        )
        for row in rows:
            for name in HANGING:
                apps.get_model("committees", name).objects.filter(
                    organisation=house, college_code=row.code
                ).update(college=row)


def say_codes_again(apps, schema_editor):
    """Write the codes back beside the colleges."""
    for row in apps.get_model("committees", "College").objects.all():
        for name in HANGING:
            rows = apps.get_model("committees", name).objects.filter(college=row)
            rows.update(college_code=row.code)


class Migration(migrations.Migration):
    dependencies = [("committees", "0021_colleges_of_the_house")]
    operations = [migrations.RunPython(give_first_colleges, say_codes_again)]
