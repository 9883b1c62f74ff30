from uuid import UUID

from django.db import migrations, models


def mark_the_posted(apps, schema_editor):
    """A receipt whose entry the ledger keeps was posted: those of before are told from it."""
    entries = apps.get_model("ledger", "LedgerEntry").objects.filter(key__startswith="clawback:")
    receipts = apps.get_model("portfolio", "ClawbackReceipt").objects
    for organisation, key in entries.values_list("organisation", "key"):
        pk = UUID(key.removeprefix("clawback:"))
        receipts.filter(organisation=organisation, pk=pk).update(is_posted=True)


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0001_initial"),
        ("portfolio", "0005_loan_proposals"),
    ]

    operations = [
        migrations.AddField(
            model_name="clawbackreceipt",
            name="is_posted",
            field=models.BooleanField(default=False, verbose_name="écrit dans le livre"),
        ),
        migrations.RunPython(mark_the_posted, migrations.RunPython.noop),
    ]
