"""Each withdrawal names the dossier of its point."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_the_case(apps, schema_editor):
    """Copy the dossier of the point on each withdrawal."""
    points = apps.get_model("committees", "AgendaItem").objects.filter(pk=OuterRef("item"))
    rows = apps.get_model("committees", "Withdrawal").objects.filter(case=None)
    rows.update(case=Subquery(points.values("case")[:1]))


class Migration(migrations.Migration):
    dependencies = [("committees", "0010_withdrawals_name_their_case")]
    operations = [migrations.RunPython(name_the_case, migrations.RunPython.noop)]
