"""`levier schedule --json < terms.json`: the schedule of a loan, and its rates."""

from levier.portfolio.management.json_command import JsonCommand
from levier.rules.schedules.contract import schedule_from_json

WIDTH = 14


class Command(JsonCommand):
    """Pure: neither the database nor the house is read."""

    help = "Calcule l’échéancier d’un prêt, son TEG et son TAEG."

    def answer(self, data):
        """Return the lines, the totals and both rates."""
        return schedule_from_json(data)

    def show(self, answer):
        """Write a table."""
        heads = ("capital", "intérêts", "échéance", "reste dû")
        self.stdout.write(f"{'n':>4}  {'date':<10}" + "".join(f"{h:>{WIDTH}}" for h in heads))
        for line in answer["instalments"]:
            amounts = (line["principal"], line["interest"], line["total"], line["balance_after"])
            cells = "".join(f"{amount:>{WIDTH}}" for amount in amounts)
            self.stdout.write(f"{line['n']:>4}  {line['due_on']:<10}{cells}")
        totals = answer["totals"]
        self.stdout.write(
            f"Capital {totals['principal']}, intérêts {totals['interest']}, "
            f"TEG {answer['teg_pct']}\u00a0%, TAEG {answer['taeg_pct']}\u00a0%"
        )
