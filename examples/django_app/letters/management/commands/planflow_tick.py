"""``python manage.py planflow_tick``: from cron, as often as the office likes, on any machines."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from letters.services import sweep


class Command(BaseCommand):
    help = "Announce what has fallen due and deliver it, each once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=datetime.fromisoformat, help="an instant, instead of now")

    def handle(self, *_args: str, **options: datetime | None) -> None:
        delivered = sweep(options["at"] or timezone.now())
        self.stdout.write(f"delivered: {delivered}")
