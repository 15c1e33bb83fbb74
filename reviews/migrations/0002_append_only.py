from django.db import migrations

from common.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]

    operations = [append_only("reviews_signature"), append_only("reviews_publication")]
