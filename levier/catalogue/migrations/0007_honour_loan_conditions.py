from django.db import migrations
from django.utils import timezone

from levier.catalogue.corrections import renew_conditions

BEFORE = [
    {
        "code": "qpv_place_or_home",
        "label": "Vit ou s’installe dans un quartier prioritaire",
    }
]
AFTER = [
    *BEFORE,
    {
        "code": "not_in_ficp",
        "label": "Porteur non inscrit au FICP",
        "source": "Bpifrance, fiche du prêt d’honneur Création-Reprise, avril 2021 ; la fiche lue "
        "du prêt d’honneur Quartier est incomplète",
        "certainty": "in_use",
    },
    {
        "code": "designated_operator",
        "label": "Accompagné par un opérateur désigné par sa région",
        "source": "fonds-publics.fr, fiche 139780",
    },
    {
        "code": "company_age_unless_creation",
        "label": "Création, sinon âge de l’entreprise à vérifier",
        "source": "La fiche lue du prêt d’honneur Quartier est incomplète",
        "certainty": "in_use",
    },
]


def ask_what_was_a_note(apps, schema_editor):
    """The loans of honour that houses have already ask for what was only a note."""
    renew_conditions(
        apps.get_model("catalogue", "InstrumentVersion").objects,
        "pret_honneur_quartier",
        before=BEFORE,
        after=AFTER,
        on=timezone.localdate(),
        why="Mêmes termes : opérateur désigné, FICP et âge de l’entreprise sont des conditions",
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_difficulty_is_a_fact")]
    operations = [migrations.RunPython(ask_what_was_a_note, migrations.RunPython.noop)]
