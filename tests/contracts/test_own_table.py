"""A host that keeps tasks in a table of its own: its names, its other columns, its other rows."""

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa

from builders import CHAIR, ISSUED_AT, clerk, flow_on, issued, moment, small_plan, the
from own_table import COLUMNS, CONG_VIEC, CREATE
from planflow.domain.task import command as c
from planflow.errors import (
    DefinitionError,
    DuplicateError,
    NotFoundError,
    StoreError,
    VersionConflictError,
)
from planflow.store import Query
from planflow.store.host_table import RECORD, HostTable
from planflow.store.postgres import PostgresStore
from planflow.store.sqlalchemy import SqlAlchemyStore, make_tables
from planflow.store.sqlite import SqliteStore
from postgres import url_of

TASK = "p/1/sgd/once"


class Agency:
    """A database with the agency's table, the store on it, and the agency's own connection."""

    def __init__(self, where, kind, connection):
        self.where, self.kind, self.connection = where, kind, connection
        self.store = self.again(CONG_VIEC)

    def again(self, records):
        return self.kind(self.where, records=records)

    def run(self, sql):
        found = self.connection.execute(sql)
        rows = found.fetchall() if found.description else []
        self.connection.commit()
        return [tuple(row) for row in rows]

    def close(self):
        self.connection.close()
        self.store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def agency(request, tmp_path):
    if request.param == "sqlite":
        path = tmp_path / "agency.db"
        connection = sqlite3.connect(path)
        connection.execute(CREATE.format(name="CongViec", text="TEXT"))
        found = Agency(path, SqliteStore, connection)
    else:
        dsn = request.getfixturevalue("postgres_dsn")
        connection = psycopg.connect(dsn)
        connection.execute(CREATE.format(name="CongViec", text='TEXT COLLATE "C"'))
        connection.commit()
        found = Agency(dsn, PostgresStore, connection)
    yield found
    found.close()


def test_the_agencys_own_sql_always_sees_the_truth(agency):
    """Its report counts its own table, by its own names, right after each command."""
    flow = issued(agency.store)
    count = (
        'SELECT "TrangThai", count(*) FROM "CongViec" '
        "WHERE ma_ke_hoach = 'p' AND loai <> 'plan' GROUP BY 1 ORDER BY 1"
    )
    before = agency.run(count)
    flow.do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1))

    (all_,) = [n for state, n in before if state == "assigned"]
    assert [("assigned", all_ - 1), ("in_progress", 1)] == agency.run(count)
    assert flow.verify().is_sound


def test_columns_that_planflow_knows_nothing_of_survive_its_writing(agency):
    """A note, and a default of the agency's own."""
    flow = issued(agency.store)
    agency.run("UPDATE \"CongViec\" SET ghi_chu = 'gọi lại thứ Hai' WHERE ma = 'p/1/sgd/once'")
    flow.do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1))
    flow.do(c.Report(TASK, figures={"classes": 3}), by=clerk("sgd"), at=moment(3, 1))
    flow.tick(moment(11, 1))

    assert [("gọi lại thứ Hai", 3, "reported")] == agency.run(
        'SELECT ghi_chu, uu_tien, "TrangThai" FROM "CongViec" WHERE ma = \'p/1/sgd/once\''
    )


def test_rows_that_are_the_agencys_alone_are_never_seen(agency):
    """Work that it noted before planflow came, without a version."""
    agency.run("INSERT INTO \"CongViec\" (ma, ghi_chu) VALUES ('cũ-1', 'việc cũ')")
    flow = issued(agency.store)

    assert "cũ-1" not in {task.id for task in flow.find(Query())}
    assert {"p"} == {one for (one,) in flow.tally(Query(), by=("plan",), at=moment(2, 1))}
    assert flow.tick(moment(11, 1))
    assert flow.verify().is_sound
    with pytest.raises(NotFoundError):
        flow.task("cũ-1")
    assert [("việc cũ",)] == agency.run("SELECT ghi_chu FROM \"CongViec\" WHERE ma = 'cũ-1'")


def test_a_row_of_the_agencys_is_never_overwritten(agency):
    """Its id happens to be a task's: the plan is refused whole, and the row is named."""
    agency.run("INSERT INTO \"CongViec\" (ma, ghi_chu) VALUES ('p/1/sgd/once', 'việc cũ')")
    with pytest.raises(VersionConflictError) as caught:
        issued(agency.store)

    assert (TASK,) == caught.value.ids
    assert [("việc cũ", None)] == agency.run('SELECT ghi_chu, phien_ban FROM "CongViec"')
    assert 0 == agency.store.head()[0]


def test_what_is_changed_behind_planflows_back_is_found_and_put_right(agency):
    """Somebody sets the end of a task by hand; the journal knows better, and notes stay."""
    flow = issued(agency.store)
    agency.run("UPDATE \"CongViec\" SET ghi_chu = 'gọi lại' WHERE ma = 'p/1/sgd/once'")
    agency.run("UPDATE \"CongViec\" SET \"TrangThai\" = 'reported' WHERE ma = 'p/1/sgd/once'")

    assert not flow.verify().is_sound
    assert (TASK,) == flow.rebuild().records
    assert flow.verify().is_sound
    assert [("assigned", "gọi lại")] == agency.run(
        'SELECT "TrangThai", ghi_chu FROM "CongViec" WHERE ma = \'p/1/sgd/once\''
    )


def test_the_agencys_rollback_takes_ours_along(agency):
    """Its own table, in its own transaction."""
    flow = issued(agency.store)
    agency.connection.execute("INSERT INTO \"CongViec\" (ma) VALUES ('mới')")
    flow.on(agency.connection).do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1))
    agency.connection.rollback()

    assert [("assigned",)] == agency.run(
        "SELECT \"TrangThai\" FROM \"CongViec\" WHERE ma IN ('p/1/sgd/once', 'mới')"
    )


def test_a_key_is_repeated_and_used_once(agency):
    """What a host repeats after a failure is one event in its own table, too."""
    flow = issued(agency.store)
    for _ in range(2):
        flow.do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1), key="yêu cầu 1")
    with pytest.raises(DuplicateError):
        flow.do(c.Report(TASK), by=clerk("sgd"), at=moment(2, 1), key="yêu cầu 1")

    assert [(2,)] == agency.run("SELECT phien_ban FROM \"CongViec\" WHERE ma = 'p/1/sgd/once'")


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_through_sqlalchemy_in_the_agencys_metadata(request, tmp_path, database):
    """The agency describes its table, planflow the others; none of ours is made for records."""
    dsn = request.getfixturevalue("postgres_dsn") if database == "postgres" else None
    url = url_of(dsn) if dsn else f"sqlite:///{tmp_path / 'agency.db'}"
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            CREATE.format(name="CongViec", text='TEXT COLLATE "C"' if dsn else "TEXT")
        )
    metadata = sa.MetaData()
    make_tables(metadata, records=CONG_VIEC)
    metadata.create_all(engine)
    flow = issued(SqlAlchemyStore(engine, records=CONG_VIEC))
    with engine.connect() as connection:
        flow.on(connection.begin().connection).do(c.Start(TASK), by=clerk("sgd"), at=moment(2, 1))
        inside = the(flow.on(connection), "1", "sgd").state

    assert ("in_progress", "assigned") == (inside, flow.task(TASK).state)
    assert "planflow_record" not in sa.inspect(engine).get_table_names()


def test_a_table_in_a_schema_of_its_own(postgres_dsn):
    """PostgreSQL's schemas are named with a point."""
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("CREATE SCHEMA nghiep_vu")
        connection.execute("SET search_path TO nghiep_vu")
        connection.execute(CREATE.format(name="CongViec", text='TEXT COLLATE "C"'))
    store = PostgresStore(postgres_dsn, records=HostTable("nghiep_vu.CongViec", COLUMNS))

    assert flow_on(store).issue(small_plan(), by=CHAIR, at=ISSUED_AT).id == "p"
    store.close()


@pytest.mark.parametrize(("wrong", "missing"), [({"id": "mã"}, "mã"), ({}, "ma")])
def test_a_column_that_is_missing_is_told_when_the_store_is_opened(agency, wrong, missing):
    """Not at the first report of the year; SQLite would take the name for a text."""
    columns = COLUMNS | wrong
    if not wrong:
        agency.run('ALTER TABLE "CongViec" RENAME COLUMN ma TO so')
    with pytest.raises(StoreError, match=missing):
        agency.again(HostTable("CongViec", columns))


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("cong viec", {}),
        ("", {}),
        ('x"; DROP TABLE x; --', {}),
        ("cong_viec", {"ma": "id"}),
        ("cong_viec", {"id": "ma?"}),
        ("cong_viec", {"id": "ma", "plan": "ma"}),
        ("cong_viec", {"id": "version"}),
    ],
    ids=["space", "nothing", "quotes", "unknown", "mark", "twice", "taken"],
)
def test_names_that_are_none_are_refused(name, columns):
    """They stand in statements as they are."""
    with pytest.raises(DefinitionError):
        HostTable(name, columns)


def test_every_column_of_a_record_may_be_named():
    """None is forgotten."""
    assert RECORD == tuple(COLUMNS)
