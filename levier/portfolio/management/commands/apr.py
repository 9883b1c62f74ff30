"""`levier apr --json < flows.json`: the TAEG of any flows."""

from levier.portfolio.management.json_command import JsonCommand
from levier.rules.schedules.contract import apr_from_json


class Command(JsonCommand):
    """Pure: neither the database nor the house is read."""

    help = "Calcule le TAEG de flux datés\u00a0: négatifs vers l’emprunteur, positifs de lui."

    def answer(self, data):
        """Return the rate."""
        return apr_from_json(data)

    def show(self, answer):
        """Write the rate."""
        self.stdout.write(f"TAEG {answer['taeg_pct']}\u00a0%")
