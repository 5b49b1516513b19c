"""The office's tests, as Django's: each is rolled back, and planflow's part with it."""

import json
from datetime import datetime
from io import StringIO
from unittest import mock

from django.core.management import call_command
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase
from django.utils import timezone

from letters.models import Letter, Notice
from letters.planning import flow
from letters.services import send_report
from planflow import (
    Actor,
    NotAuthorisedError,
    Query,
    VersionConflictError,
    example_folder,
    read_plan,
)
from planflow.store.django import create_tables, drop_tables

CLERK = Actor(id="person-2", unit="trang-dinh")
LETTER = {"number": "31/BC-UBND", "subject": "Báo cáo kết quả năm 2021"}
FIGURES = {"sessions": 12}


def moment(month: int, day: int) -> datetime:
    return datetime(2021, month, day, 8, tzinfo=timezone.get_default_timezone())


def issue() -> str:
    """Issue the plan and return the id of a task under it."""
    chair = Actor(id="person-1", unit="scheme-board", capacity="leader")
    plan = read_plan(example_folder() / "plan-a.toml")
    issued = flow().issue(plan, by=chair, at=moment(1, 11), key="ban hành")
    return flow().find(Query(plan=issued.id, holder="trang-dinh", source="IV.2")).one().id


class ServiceTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.task = issue()

    def send(self, **more: object) -> None:
        facts = {"by": CLERK, "at": moment(11, 12), "key": "yêu cầu 1"} | more
        send_report(self.task, FIGURES, LETTER, **facts)

    def stands(self) -> tuple[str, int]:
        return flow().task(self.task).state, Letter.objects.count()

    def test_letter_and_report_stand_together(self) -> None:
        self.send()

        self.assertEqual(("reported", 1), self.stands())

    def test_each_test_begins_where_the_last_one_did_not_end(self) -> None:
        self.assertEqual(("assigned", 0), self.stands())

    def test_what_is_sent_twice_is_done_once(self) -> None:
        self.send()
        self.send()

        self.assertEqual(("reported", 1), self.stands())

    def test_a_report_that_is_refused_leaves_no_letter(self) -> None:
        stranger = Actor(id="person-9", unit="stc")
        with self.assertRaises(NotAuthorisedError):
            self.send(by=stranger)

        self.assertEqual(("assigned", 0), self.stands())

    def test_a_letter_that_cannot_be_noted_takes_the_report_along(self) -> None:
        with (
            self.assertRaises(ZeroDivisionError),
            mock.patch.object(Letter.objects, "create", side_effect=ZeroDivisionError),
        ):
            self.send()

        self.assertEqual(("assigned", 0), self.stands())

    def test_where_others_came_between_all_of_it_is_done_again(self) -> None:
        do, others = flow().do, iter([VersionConflictError(self.task)] * 2)

        def interrupted(*what: object, **how: object) -> object:
            outcome = do(*what, **how)
            for error in others:
                raise error
            return outcome

        with mock.patch.object(flow(), "do", interrupted):
            self.send()

        self.assertEqual(("reported", 1), self.stands())

    def test_a_hook_after_the_commit_is_asked_for_once(self) -> None:
        with self.captureOnCommitCallbacks() as hooks, transaction.atomic():
            self.send()
            transaction.on_commit(lambda: None)

        self.assertEqual(1, len(hooks))


class ViewTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.task = issue()

    def post(self, task: str | None = None, **headers: str) -> tuple[int, dict[str, object]]:
        known = {"X-Person": "person-2", "X-Unit": "trang-dinh", "Idempotency-Key": "yêu cầu 1"}
        response = self.client.post(
            f"/tasks/{task or self.task}/report",
            json.dumps({**LETTER, "figures": FIGURES}),
            content_type="application/json",
            headers=known | headers,
        )
        return response.status_code, response.json()

    def test_a_report_is_taken_once(self) -> None:
        self.assertEqual((200, {"state": "reported", "repeated": False}), self.post())
        self.assertEqual((200, {"state": "reported", "repeated": True}), self.post())

    def test_who_may_not_is_told_so_in_vietnamese(self) -> None:
        status, told = self.post(**{"X-Unit": "stc"})

        self.assertEqual(403, status)
        self.assertIn("không có quyền", str(told["error"]))

    def test_what_is_not_there_is_not_found(self) -> None:
        self.assertEqual(404, self.post("nothing")[0])

    def test_a_second_report_is_a_conflict_with_the_tasks_state(self) -> None:
        self.post()

        self.assertEqual(409, self.post(**{"Idempotency-Key": "yêu cầu 2"})[0])

    def test_what_is_busy_may_be_asked_again(self) -> None:
        busy = VersionConflictError(self.task)
        with mock.patch.object(flow(), "do", side_effect=busy):
            self.assertEqual(503, self.post()[0])

        self.assertEqual(200, self.post()[0])


class SweepTest(TransactionTestCase):
    """Outside of ``atomic``, as cron runs it: only there PostgreSQL's journal is numbered.

    Django empties its own models' tables after each such test; planflow's are made anew here.
    """

    def setUp(self) -> None:
        with connection.schema_editor() as editor:
            drop_tables(None, editor)
            create_tables(None, editor)

    def tick(self) -> str:
        told = StringIO()
        call_command("planflow_tick", at=moment(11, 15), stdout=told)
        return told.getvalue().strip()

    def test_each_announcement_is_delivered_once(self) -> None:
        issue()
        first, second = self.tick(), self.tick()

        self.assertEqual((f"delivered: {Notice.objects.count()}", "delivered: 0"), (first, second))
        self.assertIn("Công an tỉnh", Notice.objects.filter(unit="police")[0].text)

    def test_what_was_announced_before_a_failure_is_delivered_by_the_next_sweep(self) -> None:
        issue()
        with (
            self.assertRaises(ConnectionError),
            mock.patch.object(Notice.objects, "bulk_create", side_effect=ConnectionError),
        ):
            self.tick()
        lost = Notice.objects.count()

        self.assertEqual((0, "delivered: 154"), (lost, self.tick()))
        self.assertTrue(flow().verify().is_sound)
