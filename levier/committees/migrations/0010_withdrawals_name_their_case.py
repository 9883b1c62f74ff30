import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_first_versions"), ("committees", "0009_consultations")]
    operations = [
        migrations.AddField(
            model_name="withdrawal",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="withdrawal",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="committees.agendaitem",
            ),
        ),
    ]
