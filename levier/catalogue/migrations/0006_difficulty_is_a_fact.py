from django.db import migrations
from django.utils import timezone

from levier.catalogue.corrections import renew_conditions

BEFORE = [
    {
        "code": "ess_in_difficulty",
        "label": "Structure de l’ESS en difficulté, avec un plan d’action",
    }
]
AFTER = [
    {
        "code": "ess_employer",
        "label": "Structure de l’ESS de plus d’un an, avec un salarié au moins",
    },
    {
        "code": "difficulty_shown",
        "label": "Difficulté établie, avec un plan d’action",
        "source": "DASESS, fiche du dispositif : une perte en trois exercices, et/ou des fonds "
        "propres nettement dégradés, et/ou un financement ou un marché stratégique perdu",
    },
]


def ask_for_the_difficulty(apps, schema_editor):
    """The advances that houses have already ask for the difficulty in a line of its own."""
    renew_conditions(
        apps.get_model("catalogue", "InstrumentVersion").objects,
        "avance_dasess",
        before=BEFORE,
        after=AFTER,
        on=timezone.localdate(),
        why="Mêmes termes, mêmes sources : la difficulté est une condition à part",
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_durations_and_closing_papers")]
    operations = [migrations.RunPython(ask_for_the_difficulty, migrations.RunPython.noop)]
