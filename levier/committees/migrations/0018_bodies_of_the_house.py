"""The bodies that decide by delegation become rows of each house; their codes stay aside a moment."""

import django.db.models.deletion
from django.db import migrations, models

import levier.kernel.keys


def _body(model_name: str, **options):
    return migrations.AddField(
        model_name,
        "body",
        models.ForeignKey(
            blank=True,
            null=True,
            on_delete=options.pop("on_delete", django.db.models.deletion.PROTECT),
            to="committees.body",
            verbose_name="instance délégataire",
            **options,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("committees", "0017_dated_seats"),
    ]
    operations = [
        migrations.CreateModel(
            name="Body",
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
                ("label", models.CharField(max_length=60, verbose_name="instance")),
                ("said", models.CharField(max_length=80, verbose_name="dans une lettre")),
                (
                    "noted_by_director",
                    models.BooleanField(default=False, verbose_name="notée par la direction seule"),
                ),
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
            options={"verbose_name": "instance délégataire", "ordering": ["id"]},
        ),
        migrations.AddConstraint(
            "body", models.UniqueConstraint("organisation", "code", name="body_one_per_code")
        ),
        migrations.AddConstraint(
            "body",
            models.UniqueConstraint(
                "organisation",
                "label",
                name="body_one_per_name",
                violation_error_message="Une instance porte déjà ce nom.",
            ),
        ),
        migrations.RemoveConstraint("delegation", "delegation_of_product_once"),
        migrations.RemoveConstraint("delegation", "delegation_of_kind_once"),
        migrations.RemoveConstraint("sitting", "sitting_body_of_a_delegation"),
        migrations.RemoveConstraint("sitting", "sitting_one_delegation_a_day"),
        migrations.RenameField("delegation", "body", "body_code"),
        migrations.RenameField("sitting", "body", "body_code"),
        migrations.RenameField("historicalsitting", "body", "body_code"),
        _body("delegation", related_name="delegations"),
        _body("sitting", related_name="acts"),
        _body(
            "historicalsitting",
            related_name="+",
            db_constraint=False,
            on_delete=django.db.models.deletion.DO_NOTHING,
        ),
    ]
