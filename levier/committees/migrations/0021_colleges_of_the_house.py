"""The colleges become rows of each house; their codes stay aside a moment."""

import django.db.models.deletion
from django.db import migrations, models

import levier.kernel.keys

HANGING = ("housemember", "collegeseats", "attendance")


def _college(model_name: str):
    return migrations.AddField(
        model_name,
        "college",
        models.ForeignKey(
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="members" if model_name == "housemember" else "+",
            to="committees.college",
            verbose_name="collège",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("committees", "0020_bodies_held"),
    ]
    operations = [
        migrations.CreateModel(
            name="College",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=levier.kernel.keys.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.SlugField(editable=False, max_length=20, verbose_name="code")),
                ("label", models.CharField(max_length=60, verbose_name="collège")),
                (
                    "last_day",
                    models.DateField(blank=True, null=True, verbose_name="dernier jour"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={"verbose_name": "collège", "ordering": ["id"]},
        ),
        migrations.AddConstraint(
            "college", models.UniqueConstraint("organisation", "code", name="college_one_per_code")
        ),
        migrations.AddConstraint(
            "college",
            models.UniqueConstraint(
                "organisation",
                "label",
                name="college_one_per_name",
                violation_error_message="Un collège porte déjà ce nom.",
            ),
        ),
        migrations.AlterModelOptions(
            "collegeseats", {"verbose_name": "sièges d’un collège", "ordering": ["id"]}
        ),
        migrations.RemoveConstraint("collegeseats", "college_seats_once"),
        *(migrations.RenameField(name, "college", "college_code") for name in HANGING),
        *(_college(name) for name in HANGING),
    ]
