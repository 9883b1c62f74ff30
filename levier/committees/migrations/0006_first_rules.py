"""The rules that a committee had become its first dated row: nothing changes for its sittings."""

from datetime import date

from django.db import migrations

KEPT = ("min_members", "min_colleges", "chair_has_casting_vote", "validity_months")


def give_first_rules(apps, schema_editor):
    """Write each committee's rules from the year 2000 on, in use and to be confirmed."""
    Rules = apps.get_model("committees", "CommitteeRules")
    Rules.objects.bulk_create(
        Rules(
            organisation_id=row.organisation_id,
            committee=row,
            first_day=date(2000, 1, 1),
            source=row.rules_source,
            certainty="in_use",
            **{name: getattr(row, name) for name in KEPT},
        )
        for row in apps.get_model("committees", "Committee").objects.all()
    )


class Migration(migrations.Migration):
    dependencies = [("committees", "0005_dated_rules")]
    operations = [migrations.RunPython(give_first_rules, migrations.RunPython.noop)]
