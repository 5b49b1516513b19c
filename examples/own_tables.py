"""An office that keeps tasks in its own table: planflow writes it, its own screens read it.

The table is the office's: its names, columns of its own beside planflow's, its indexes and views.
planflow keeps its journal beside it, so that the table can always be proved.
"""

import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

from planflow import (
    Actor,
    Flow,
    HostTable,
    Query,
    Report,
    SqliteStore,
    example_folder,
    read_plan,
    read_units,
    vietnam,
)

VIETNAM = timezone(timedelta(hours=7))

CONG_VIEC = HostTable(
    "cong_viec",
    {
        "id": "ma",
        "version": "phien_ban",
        "head": "dau_vet",
        "fixed": "phan_giao",
        "body": "phan_thuc_hien",
        "plan": "ke_hoach",
        "kind": "loai",
        "part": "vai_tro",
        "holder": "don_vi",
        "source": "muc",
        "occurrence": "ky",
        "authority": "hinh_thuc",
        "state": "trang_thai",
        "dating": "cach_tinh_han",
        "opens_at": "tu_luc",
        "due_at": "han_cuoi",
        "done_at": "xong_luc",
        "wake": "xem_lai_luc",
        "shard": "phan",
    },
)

SCHEMA = """
CREATE TABLE cong_viec (
    ma TEXT PRIMARY KEY, ghi_chu TEXT, uu_tien INTEGER NOT NULL DEFAULT 3,
    ke_hoach TEXT, muc TEXT, ky TEXT, loai TEXT, vai_tro TEXT, hinh_thuc TEXT, don_vi TEXT,
    trang_thai TEXT, cach_tinh_han TEXT, tu_luc TEXT, han_cuoi TEXT, xong_luc TEXT,
    -- the last day in time: planflow keeps the instant at which it is over, in UTC
    ngay_han TEXT GENERATED ALWAYS AS (date(han_cuoi, '-1 second', '+7 hours')) VIRTUAL,
    phien_ban INTEGER, dau_vet TEXT, phan_giao TEXT, phan_thuc_hien TEXT, xem_lai_luc TEXT,
    phan INTEGER
);
CREATE INDEX cong_viec_ke_hoach ON cong_viec (ke_hoach, don_vi);
CREATE INDEX cong_viec_xem_lai ON cong_viec (xem_lai_luc, ma) WHERE xem_lai_luc IS NOT NULL;
CREATE INDEX cong_viec_dang_giao ON cong_viec (ke_hoach) WHERE loai = 'issuing';

CREATE TABLE trang_thai (ma TEXT PRIMARY KEY, ten TEXT NOT NULL);
INSERT INTO trang_thai VALUES
    ('assigned', 'chưa thực hiện'), ('in_progress', 'đang thực hiện'),
    ('reported', 'đã báo cáo'), ('consolidated', 'đã tổng hợp');
INSERT INTO cong_viec (ma, ghi_chu) VALUES ('VP-2020-17', 'việc cũ, trước khi có planflow');
"""

SCREEN = """
SELECT don_vi, ngay_han, ten, coalesce(ghi_chu, '')
FROM cong_viec JOIN trang_thai ON trang_thai.ma = trang_thai
WHERE muc = 'IV.2' ORDER BY ghi_chu IS NULL, don_vi LIMIT 3
"""


def main() -> None:
    """Set the office's database up, then work in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.db"
        with closing(sqlite3.connect(path)) as office:
            office.executescript(SCHEMA)
            with closing(SqliteStore(path, records=CONG_VIEC)) as store:
                run(store, office)


def run(store: SqliteStore, office: sqlite3.Connection) -> None:
    """Issue a plan into the table, note something there, report, and look at the screen."""
    units = read_units(example_folder() / "units-2021.csv")
    flow = Flow(store, directory=units, workdays=vietnam())
    chair = Actor(id="person-1", unit="scheme-board")
    plan = read_plan(example_folder() / "plan-a.toml")
    issued = flow.issue(plan, by=chair, at=datetime(2021, 1, 11, 8, tzinfo=VIETNAM))
    task = flow.find(Query(plan=issued.id, holder="trang-dinh", source="IV.2")).one()

    with office:  # the office's transaction: its own column, and planflow's part of the row
        office.execute("UPDATE cong_viec SET ghi_chu = 'gọi thứ Hai' WHERE ma = ?", (task.id,))
        clerk = Actor(id="person-2", unit="trang-dinh")
        report = Report(task.id, figures={"sessions": 12})
        flow.on(office).do(report, by=clerk, at=datetime(2021, 11, 12, 9, tzinfo=VIETNAM))

    for row in office.execute(SCREEN):
        print(*row, sep=" | ")
    print("proved by the journal:", flow.verify().is_sound)

    with office:
        office.execute("UPDATE cong_viec SET trang_thai = 'assigned' WHERE ma = ?", (task.id,))
    print("after a change by hand:", flow.verify().is_sound)
    flow.rebuild()
    print("after it was rebuilt:", *office.execute(SCREEN).fetchone(), sep=" | ")


if __name__ == "__main__":
    main()
