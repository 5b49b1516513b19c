"""What the office does, each a transaction of Django's with planflow inside."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from letters.models import Letter, Notice
from letters.planning import flow
from planflow import Actor, Outcome, PlanflowError, Report, announcement_text

T = TypeVar("T")
ATTEMPTS = 5


def in_transaction(work: Callable[[], T]) -> T:
    """Do ``work`` in a transaction, and all of it again where others came between.

    Inside ``atomic`` planflow tries nothing again by itself: what the office has read before may
    not hold any more either.
    """
    for left in reversed(range(ATTEMPTS)):
        try:
            with transaction.atomic():
                return work()
        except PlanflowError as error:
            if not (error.retryable and left):
                raise
    raise AssertionError


def send_report(
    task: str, figures: dict[str, int], letter: dict[str, str], *, by: Actor, at: datetime, key: str
) -> Outcome:
    """Give a report and note the letter that brought it: both, or neither, and once a key."""

    def work() -> Outcome:
        outcome = flow().do(Report(task, figures=figures), by=by, at=at, key=key)
        if not outcome.is_repeated:
            Letter.objects.create(**letter, task=task, sent_at=at)
        return outcome

    return in_transaction(work)


def sweep(now: datetime) -> int:
    """Announce what has fallen due, deliver what was announced, and return how much that was.

    The journal is read outside of ``atomic``: there PostgreSQL's entries get their numbers.
    """
    flow().tick(now)
    seen = Notice.objects.aggregate(seen=Max("position"))["seen"] or 0
    notices = [
        Notice(position=position, unit=each.recipient, text=announcement_text(each, flow(), "vi"))
        for position, each in flow().announcements(after=seen)
    ]
    before = Notice.objects.count()
    Notice.objects.bulk_create(notices, ignore_conflicts=True)  # another sweeper may be faster
    return Notice.objects.count() - before
