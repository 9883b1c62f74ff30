from django.db import migrations, models


def say_the_year(apps, schema_editor):
    """Put each beneficiary in the first year whose register holds its engagement."""
    Beneficiary = apps.get_model("support", "Beneficiary")
    JourneyYear = apps.get_model("support", "JourneyYear")
    first = {}
    for journey, year in JourneyYear.objects.order_by("-year").values_list("journey", "year"):
        first[journey] = year
    for row in Beneficiary.objects.iterator():
        row.year = first.get(row.journey_id, 0)
        row.save(update_fields=["year"])


class Migration(migrations.Migration):
    dependencies = [("support", "0003_advisor_may_be_blank")]
    operations = [
        migrations.RemoveConstraint("beneficiary", "beneficiary_once"),
        migrations.AddField(
            "beneficiary",
            "year",
            models.PositiveSmallIntegerField("année", default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            "historicalbeneficiary",
            "year",
            models.PositiveSmallIntegerField("année", default=0),
            preserve_default=False,
        ),
        migrations.RunPython(say_the_year, migrations.RunPython.noop),
        migrations.AddConstraint(
            "beneficiary",
            models.UniqueConstraint(
                models.F("organisation"),
                models.F("journey"),
                models.F("structure"),
                models.F("year"),
                name="beneficiary_once",
            ),
        ),
    ]
