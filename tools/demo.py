"""`make demo`: prepare a base, load the year 2024 and a house at work, serve it.

Everything lies under var/ (or where DATABASE_URL and MEDIA_ROOT say). Ctrl+C stops it.
`--prepare-only` prepares and does not serve.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LEVIER_ENV", "demo")


def prepare() -> None:
    """Migrate, import the workbook (a second time changes nothing), set the scene once."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from demo.scene import set_the_scene

    print("Levier : préparation de la base…", flush=True)
    call_command("migrate", verbosity=0)
    workbook = ROOT / "demo" / "annee_2024.xlsx"
    print("Levier : lecture de l'année 2024…", flush=True)
    call_command("import_year", str(workbook), year=2024)
    set_the_scene(on=timezone.localdate())


def announce(port: str) -> None:
    """Print where to go and one account a role."""
    from demo.accounts import ACCOUNTS, PASSWORD
    from levier.accounts.models import Role

    print(f"\nLevier est prêt : http://127.0.0.1:{port}")
    print(f"Mot de passe de tous les comptes de démonstration : {PASSWORD}\n")
    for role, (address, first_name, last_name) in ACCOUNTS.items():
        print(f"  {Role(role).label:30} {address:36} {first_name} {last_name}")
    print("\nCtrl+C pour arrêter.", flush=True)


def serve(port: str) -> int:
    """Serve the pages and run the background work until a signal; return the exit code."""
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", port, "--workers", "1", "--blocking-threads", "4", "--log-level", "warning",
        "config.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "manage.py", "db_worker", "--no-startup-delay"]
    children = [subprocess.Popen(command, cwd=ROOT) for command in (server, worker)]

    def stop(*_):
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = children[0].wait()
    stop()
    children[1].wait()
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else code


def main() -> int:
    """Prepare, announce, serve."""
    port = os.environ.get("PORT", "8000")
    prepare()
    if "--prepare-only" in sys.argv:
        return 0
    announce(port)
    return serve(port)


if __name__ == "__main__":
    sys.exit(main())
