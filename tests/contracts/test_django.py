"""A Django project: planflow inside ``transaction.atomic``, and outside of it."""

import threading
from contextlib import contextmanager, suppress
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.test.utils import CaptureQueriesContext

from builders import clerk, issued, moment, the
from django_project import database, described
from own_table import CONG_VIEC, CREATE
from planflow.domain.task import command as c
from planflow.errors import (
    DefinitionError,
    NotAuthorisedError,
    StoreError,
    StoreUnavailableError,
    VersionConflictError,
)
from planflow.store import Batch, Query
from planflow.store.django import DjangoStore, create_tables, drop_tables
from planflow.testing import content, entry, moved, new
from storages import REFUSED

TASK = "p/1/sgd/once"


class Project:
    """A project with a table of its own, on one database."""

    def __init__(self, where, alias):
        self.where, self.alias = where, alias
        migrate(alias, create_tables)
        self.run("CREATE TABLE project (name TEXT UNIQUE)")
        self.own = DjangoStore(alias)

    @property
    def connection(self):
        return connections[self.alias]

    def atomic(self, **how):
        return transaction.atomic(using=self.alias, **how)

    def run(self, sql):
        with self.connection.cursor() as cursor:
            cursor.execute(sql)

    def names(self):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM project ORDER BY name")
            return [name for (name,) in cursor.fetchall()]

    def ids(self):
        return [each.id for each in self.own.find(Query())]


def migrate(alias, step):
    """Run one step of a migration as Django does."""
    with connections[alias].schema_editor(atomic=True) as editor:
        step(None, editor)


@pytest.fixture(params=["sqlite", "postgres"])
def where(request, tmp_path):
    return (
        tmp_path / "project.db"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_dsn")
    )


@pytest.fixture
def project(where):
    with database(where) as alias:
        yield Project(where, alias)


class MistakeError(Exception):
    """The project's own."""


@contextmanager
def taken_back(project):
    """Run something in an atomic block of the project's that comes to nothing."""
    with suppress(MistakeError), project.atomic():
        yield
        raise MistakeError


@pytest.mark.parametrize("is_kept", [True, False])
def test_s14_the_projects_end_is_ours(project, is_kept):
    """Commands, a sweep and the project's own row stay or go together."""
    flow = issued(project.own)
    with project.atomic() if is_kept else taken_back(project):
        project.run("INSERT INTO project VALUES ('một')")
        flow.do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1))
        flow.tick(moment(2, 2))
        assert "in_progress" == flow.task(TASK).state

    assert (["một"] if is_kept else [], "in_progress" if is_kept else "assigned") == (
        project.names(),
        flow.task(TASK).state,
    )
    assert flow.verify().is_sound


@pytest.mark.parametrize(
    ("batch", "error"),
    [
        *REFUSED.values(),
        (Batch(writes=(new("c"),), content=(content("a"), content("a"))), StoreError),
        (Batch(writes=(new("c", body="\x00"),)), StoreError),
    ],
    ids=[*REFUSED, "content", "nul"],
)
def test_s14_after_a_refused_commit_the_atomic_block_is_usable(project, batch, error):
    """Django is not told to roll back; what the project wrote before and after counts."""
    project.own.commit(Batch(writes=(new("a"),), entries=(entry("a", key="k"),)))
    with project.atomic():
        project.run("INSERT INTO project VALUES ('trước')")
        with pytest.raises(error):
            project.own.commit(batch)
        assert not project.connection.needs_rollback
        project.run("INSERT INTO project VALUES ('sau')")
        project.own.commit(Batch(writes=(new("d"),), entries=(entry("d"),)))

    assert (["sau", "trước"], ["a", "d"]) == (project.names(), project.ids())
    assert [1, 2] == [each.position for each in project.own.journal()]


def test_s14_a_refused_command_leaves_the_atomic_block_usable(project):
    """A refusal by role writes nothing, and the project goes on."""
    flow = issued(project.own)
    with project.atomic():
        with pytest.raises(NotAuthorisedError):
            flow.do(c.Start(TASK), by=clerk("stc"), at=moment(2, 1))
        flow.do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1))
        project.run("INSERT INTO project VALUES ('sau')")

    assert (["sau"], "in_progress") == (project.names(), flow.task(TASK).state)


def test_s14_an_inner_atomic_block_takes_ours_back_alone(project):
    """The project catches its own error outside of a savepoint of its own."""
    flow = issued(project.own)
    other = the(flow, "1", "van-lang").id
    with project.atomic():
        flow.do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1))
        with taken_back(project):
            flow.do(c.Start(other), by=clerk("van-lang"), at=moment(2, 1))

    assert ("in_progress", "assigned") == (flow.task(TASK).state, flow.task(other).state)
    assert flow.verify().is_sound


def test_s14_an_atomic_block_that_must_be_rolled_back_is_told_as_an_error_of_ours(project):
    """The project has caught an error inside of a block without a savepoint."""
    with project.atomic():
        project.run("INSERT INTO project VALUES ('một')")
        with pytest.raises(IntegrityError), project.atomic(savepoint=False):
            project.run("INSERT INTO project VALUES ('một')")
        batch = Batch(writes=(new("a"),), entries=(entry("a"),))
        for use in (lambda: project.own.find(Query()), lambda: project.own.commit(batch)):
            with pytest.raises(StoreError, match="atomic"):
                use()

    assert ([], []) == (project.names(), project.ids())


def test_s14_outside_of_atomic_each_commit_is_a_transaction_of_its_own(project):
    """Nothing is left open, and another connection sees it at once."""
    assert not project.own.is_lent
    project.own.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
    with pytest.raises(VersionConflictError):
        project.own.commit(Batch(writes=(new("b"), new("a")), entries=(entry("b"),)))
    states = (project.connection.in_atomic_block, project.connection.needs_rollback)

    assert ((False, False), ["a"]) == (states, in_thread(project, project.ids))


def test_s14_in_atomic_it_is_lent_and_nobody_else_sees_it(project):
    """Until the project's end."""
    with project.atomic():
        project.own.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
        inside = (project.own.is_lent, project.ids(), in_thread(project, project.ids))

    assert ((True, ["a"], []), ["a"]) == (inside, in_thread(project, project.ids))


def test_s14_a_project_without_autocommit_ends_its_transactions_itself(project):
    """There is no atomic block, and yet we are in the project's transaction."""
    project.connection.set_autocommit(False)
    project.own.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
    inside = (project.own.is_lent, project.ids())
    project.connection.rollback()
    after = project.ids()
    project.own.commit(Batch(writes=(new("b"),), entries=(entry("b"),)))
    project.connection.commit()
    project.connection.set_autocommit(True)

    assert ((True, ["a"]), [], ["b"]) == (inside, after, project.ids())


def test_s14_hooks_after_the_commit_run_after_ours_is_there(project):
    """They run once, when others can read it; those of a block taken back do not."""
    seen = []
    with project.atomic():
        project.own.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
        transaction.on_commit(lambda: seen.append(in_thread(project, project.ids)), project.alias)
        with pytest.raises(VersionConflictError):
            project.own.commit(Batch(writes=(new("a"),)))
    with taken_back(project):
        project.own.commit(Batch(writes=(new("b"),), entries=(entry("b"),)))
        transaction.on_commit(lambda: seen.append("never"), project.alias)

    assert [["a"]] == seen


def test_s14_where_the_project_logs_its_queries_ours_are_among_them(project):
    """With DEBUG Django writes out each statement with its values."""
    flow = issued(project.own)
    with CaptureQueriesContext(project.connection) as queries, project.atomic():
        flow.do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1))
        flow.tally(Query(), by=("timeliness",), at=moment(2, 2))
        project.own.due("9999", None, 5, (1, 2))

    logged = "\n".join(each["sql"] for each in queries)
    assert f"'{TASK}'" in logged or TASK in logged
    assert "planflow_journal" in logged


def test_s02_two_threads_each_on_a_connection_of_its_own(project):
    """Of two commits that replace the same version one is refused; none is lost."""
    project.own.commit(Batch(writes=(new("a", body="0"),), entries=(entry("a"),)))
    together = threading.Barrier(2)

    def count_up():
        together.wait()
        done = 0
        while done < 15:
            with_now = project.own.load(("a",)).rows["a"]
            batch = Batch(
                writes=(moved("a", with_now.version, body=str(int(with_now.body) + 1)),),
                entries=(entry("a", with_now.version + 1),),
            )
            try:
                with project.atomic():
                    project.own.commit(batch)
            except (VersionConflictError, StoreUnavailableError):
                continue
            done += 1

    threads = [threading.Thread(target=in_thread, args=(project, count_up)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = project.own.load(("a",)).rows["a"]
    assert ("30", 31) == (found.body, found.version)
    assert list(range(1, 32)) == [each.position for each in project.own.journal()]


def in_thread(project, work):
    """Return what work gives in another thread, on another connection."""
    found = []

    def run():
        try:
            found.append(work())
        finally:
            project.connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def test_s15_a_database_that_is_busy_is_unavailable_and_atomic_ends_clean(where):
    """Another connection writes and does not end: the project repeats its whole block."""
    options = {"timeout": 0.05} if "=" not in str(where) else {"options": "-c lock_timeout=50"}
    with database(where, OPTIONS=options) as alias, database(where) as other:
        project = Project(where, alias)
        project.own.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
        batch = Batch(writes=(moved("a", 1),), entries=(entry("a", 2),))
        with transaction.atomic(using=other):
            DjangoStore(other).commit(batch)
            with project.atomic():
                with pytest.raises(StoreUnavailableError):
                    project.own.commit(batch)
                usable = not project.connection.needs_rollback and project.ids()
        with pytest.raises(VersionConflictError), project.atomic():
            project.own.commit(batch)

    assert ["a"] == usable


def test_s18_a_migration_goes_forwards_backwards_and_forwards(where):
    """Backwards nothing of planflow is left; forwards again it begins anew."""
    for how in ({}, {"prefix": "kh_"}):
        with database(where) as alias:
            store = DjangoStore(alias, **how)
            for _ in range(2):
                migrate(alias, partial(create_tables, **how))
                migrate(alias, partial(create_tables, **how))
                issued(store)
                migrate(alias, partial(drop_tables, **how))
            left = connections[alias].introspection.table_names()

            assert [] == left


def test_s18_before_the_migration_an_error_of_ours_says_so(where):
    """The project opens the store when it starts, before there are tables."""
    with database(where) as alias:
        store = DjangoStore(alias)
        with pytest.raises(StoreError, match="no tables of planflow"):
            store.schema()
        with pytest.raises(StoreError, match="planflow_record"):
            store.find(Query())


def test_a_table_of_the_projects_own_is_kept_and_not_dropped(where):
    """A model of the project with columns of its own naming; its migrations make and drop it."""
    collated = "TEXT" if "=" not in str(where) else 'TEXT COLLATE "C"'
    with database(where) as alias:
        with connections[alias].cursor() as cursor:
            cursor.execute(CREATE.format(name="CongViec", text=collated))
        migrate(alias, partial(create_tables, records=CONG_VIEC))
        flow = issued(DjangoStore(alias, records=CONG_VIEC))
        with transaction.atomic(using=alias):
            flow.do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1))
        is_sound = flow.verify().is_sound
        migrate(alias, partial(drop_tables, records=CONG_VIEC))
        left = connections[alias].introspection.table_names()

    assert (True, ["CongViec"]) == (is_sound, left)


@pytest.mark.parametrize("alias", ["nowhere", None, object()])
def test_an_alias_that_the_project_does_not_have_is_refused(project, alias):
    """Both when the store is made and when it is moved to another database."""
    for use in (DjangoStore, project.own.on):
        with pytest.raises(DefinitionError):
            use(alias)


def test_another_database_of_the_project(project, tmp_path):
    """``on`` takes its alias."""
    with database(tmp_path / "second.db") as alias:
        migrate(alias, create_tables)
        second = project.own.on(alias)
        second.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
        found = [each.id for each in second.find(Query())]

    assert (["a"], []) == (found, project.ids())


def test_the_drivers_error_is_djangos_and_ours_is_ours(project):
    """A project that reads its own errors of the database is not misled by ours."""
    with pytest.raises(DatabaseError), project.atomic():
        project.run("SELECT nonsense FROM project")
    with pytest.raises(StoreError) as caught:
        DjangoStore(project.alias, prefix="kh_").find(Query())

    assert not isinstance(caught.value, DatabaseError)


def test_described_names_both_databases(postgres_dsn, tmp_path):
    """The tests run on what they say."""
    assert ("postgresql", "sqlite3") == tuple(
        described(each)["ENGINE"].rpartition(".")[2] for each in (postgres_dsn, tmp_path / "a.db")
    )
