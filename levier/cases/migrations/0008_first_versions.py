"""The file that a piece had becomes its first version: nothing is lost, nothing is checked again."""

from django.db import migrations


def number_what_was_received(apps, schema_editor):
    """Write version 1 of every piece that has a file."""
    Version = apps.get_model("cases", "PieceVersion")
    pieces = apps.get_model("cases", "Piece").objects.exclude(stored_file=None)
    batch = []
    for row in pieces.select_related("stored_file").iterator(chunk_size=1000):
        batch.append(
            Version(
                organisation_id=row.organisation_id,
                piece=row,
                number=1,
                stored_file_id=row.stored_file_id,
                received_on=row.received_on or row.stored_file.stored_at.date(),
                received_by_id=row.stored_file.stored_by_id,
                status="received" if row.status == "required" else row.status,
                judged_on=row.checked_on,
                judged_by_id=row.checked_by_id,
                comment=row.comment,
            )
        )
        if len(batch) == 1000:
            Version.objects.bulk_create(batch)
            batch = []
    Version.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_versions_of_a_piece"), ("documents", "0002_antivirus")]
    operations = [migrations.RunPython(number_what_was_received, migrations.RunPython.noop)]
