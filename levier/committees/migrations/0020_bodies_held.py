"""What a body decided names its row, and no code any more."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ONCE = "Une délégation commence déjà ce jour-là."


def _once(name: str, key: str, condition: Q):
    return migrations.AddConstraint(
        "delegation",
        models.UniqueConstraint(
            "organisation", "body", "act", key, "first_day", condition=condition, name=name,
            violation_error_message=ONCE,
        ),
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("committees", "0019_first_bodies")]
    operations = [
        # Without a value while it is taken away, so that the way back can write the codes again.
        *(
            migrations.AlterField(name, "body_code", models.CharField(max_length=10, null=True))
            for name in ("delegation", "sitting", "historicalsitting")
        ),
        migrations.RemoveField("delegation", "body_code"),
        migrations.RemoveField("sitting", "body_code"),
        migrations.RemoveField("historicalsitting", "body_code"),
        migrations.AlterField(
            "delegation",
            "body",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="delegations",
                to="committees.body",
                verbose_name="instance",
            ),
        ),
        _once("delegation_of_product_once", "instrument", Q(kind="")),
        _once("delegation_of_kind_once", "kind", ~Q(kind="")),
        migrations.AddConstraint(
            "sitting",
            models.CheckConstraint(
                name="sitting_body_of_a_delegation",
                condition=Q(mode="delegation", body__isnull=False)
                | ~Q(mode="delegation") & Q(body=None),
                violation_error_message="Seule une décision par délégation a une instance.",
            ),
        ),
        migrations.AddConstraint(
            "sitting",
            models.UniqueConstraint(
                "organisation",
                "body",
                "held_on",
                name="sitting_one_delegation_a_day",
                condition=Q(mode="delegation") & ~Q(state="minuted"),
            ),
        ),
    ]
