import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0011_cases_of_withdrawals")]
    operations = [
        migrations.AlterField(
            model_name="withdrawal",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="cases.case",
            ),
        ),
    ]
