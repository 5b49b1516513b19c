"""``python manage.py demo``: a report that comes to nothing, one that stays, and a sweep."""

from datetime import datetime

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from letters.models import Letter
from letters.planning import flow
from letters.services import send_report
from planflow import Actor, Query, example_folder, read_plan

FIGURES = {"sessions": 12, "attendances": 640}


class Command(BaseCommand):
    help = "Show that the office's rows and planflow's stand and fall together."

    def handle(self, *_args: str, **_options: object) -> None:
        call_command("migrate", verbosity=0)
        chair = Actor(id="person-1", unit="scheme-board", capacity="leader")
        plan = read_plan(example_folder() / "plan-a.toml")
        issued = flow().issue(plan, by=chair, at=moment(1, 11), key="ban hành")
        task = flow().find(Query(plan=issued.id, holder="trang-dinh", source="IV.2")).one()

        self.give(task.id, "31/BC-UBND", is_kept=False)
        self.tell("after the rollback", task.id)
        self.give(task.id, "31/BC-UBND", is_kept=True)
        self.give(task.id, "31/BC-UBND", is_kept=True)
        self.tell("after the report, sent twice", task.id)

        call_command("planflow_tick", at=moment(11, 15), stdout=self.stdout)
        call_command("planflow_tick", at=moment(11, 15), stdout=self.stdout)
        self.stdout.write(f"the proof: {flow().verify().is_sound}")

    def give(self, task: str, number: str, *, is_kept: bool) -> None:
        """Send a report within a larger piece of the office's own work."""
        clerk = Actor(id="person-2", unit="trang-dinh")
        letter = {"number": number, "subject": "Báo cáo kết quả năm 2021"}
        with transaction.atomic():
            send_report(task, FIGURES, letter, by=clerk, at=moment(11, 12), key=number)
            transaction.set_rollback(not is_kept)

    def tell(self, when: str, task: str) -> None:
        """Print what the office has and what planflow has."""
        letters = Letter.objects.filter(task=task).count()
        self.stdout.write(f"{when}: {flow().task(task).state}, {letters} letter(s)")


def moment(month: int, day: int) -> datetime:
    """Return a morning of 2021 in the office."""
    return datetime(2021, month, day, 8, tzinfo=timezone.get_default_timezone())
