"""Members, seats and attendances name the row of their college, and no code any more."""

import django.db.models.deletion
from django.db import migrations, models

HANGING = ("housemember", "collegeseats", "attendance")


def _held(model_name: str):
    return migrations.AlterField(
        model_name,
        "college",
        models.ForeignKey(
            on_delete=django.db.models.deletion.PROTECT,
            related_name="members" if model_name == "housemember" else "+",
            to="committees.college",
            verbose_name="collège",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("committees", "0022_first_colleges")]
    operations = [
        # Without a value while it is taken away, so that the way back can write the codes again.
        *(
            migrations.AlterField(name, "college_code", models.CharField(max_length=12, null=True))
            for name in HANGING
        ),
        *(migrations.RemoveField(name, "college_code") for name in HANGING),
        *(_held(name) for name in HANGING),
        migrations.AlterModelOptions(
            "collegeseats", {"verbose_name": "sièges d’un collège", "ordering": ["college"]}
        ),
        migrations.AddConstraint(
            "collegeseats",
            models.UniqueConstraint("organisation", "rules", "college", name="college_seats_once"),
        ),
    ]
