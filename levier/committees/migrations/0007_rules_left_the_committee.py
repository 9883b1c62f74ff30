from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("committees", "0006_first_rules")]
    operations = [
        migrations.RemoveField("committee", "chair_has_casting_vote"),
        migrations.RemoveField("committee", "min_colleges"),
        migrations.RemoveField("committee", "min_members"),
        migrations.RemoveField("committee", "rules_source"),
        migrations.RemoveField("committee", "validity_months"),
    ]
