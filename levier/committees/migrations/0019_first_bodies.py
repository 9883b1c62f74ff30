"""Each house is given the five bodies that Levier knew, and what it wrote is hung from them."""

from django.db import migrations

FIRST = (
    ("director", "direction", "la direction", True),
    ("bureau", "bureau", "le bureau", False),
    ("local", "comité local", "le comité local", False),
    ("regional", "comité régional", "le comité régional", False),
    ("national", "comité national", "le comité national", False),
)
HANGING = ("Delegation", "Sitting", "HistoricalSitting")


def give_first_bodies(apps, schema_editor):
    """Create the bodies of each house, then point its delegations and acts at them."""
    Body = apps.get_model("committees", "Body")
    for house in apps.get_model("accounts", "Organisation").objects.all():
        rows = Body.objects.bulk_create(
            Body(
                organisation=house, code=code, label=label, said=said, noted_by_director=alone
            )
            for code, label, said, alone in FIRST
        )
        for row in rows:
            for name in HANGING:
                apps.get_model("committees", name).objects.filter(
                    organisation=house, body_code=row.code
                ).update(body=row)


def say_codes_again(apps, schema_editor):
    """Write the codes back beside the bodies."""
    for row in apps.get_model("committees", "Body").objects.all():
        for name in HANGING:
            apps.get_model("committees", name).objects.filter(body=row).update(body_code=row.code)


class Migration(migrations.Migration):
    dependencies = [("committees", "0018_bodies_of_the_house")]
    operations = [migrations.RunPython(give_first_bodies, say_codes_again)]
