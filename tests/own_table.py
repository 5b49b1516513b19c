"""An agency's own table of tasks: its own names, and columns that planflow does not know."""

from planflow.store.host_table import HostTable

COLUMNS = {
    "id": "ma",
    "version": "phien_ban",
    "head": "dau_vet",
    "fixed": "noi_dung_giao",
    "body": "dien_bien",
    "plan": "ma_ke_hoach",
    "kind": "loai",
    "part": "vai_tro",
    "holder": "don_vi",
    "source": "muc",
    "occurrence": "ky",
    "authority": "hinh_thuc",
    "state": "TrangThai",
    "dating": "order",
    "opens_at": "tu_luc",
    "due_at": "han_cuoi",
    "done_at": "xong_luc",
    "wake": "ngày_nhắc",
    "shard": "child",
}
"""Some in capitals, a word of SQL, in Vietnamese, or known to planflow elsewhere."""

CONG_VIEC = HostTable("CongViec", COLUMNS)

_TYPES = {"id": "{text} PRIMARY KEY", "version": "BIGINT", "shard": "BIGINT"}
_OURS = (f'"{theirs}" ' + _TYPES.get(ours, "{text}") for ours, theirs in COLUMNS.items())
CREATE = (
    f'CREATE TABLE "{{name}}" (stt BIGINT, {", ".join(_OURS)}, '
    "ghi_chu TEXT, uu_tien BIGINT NOT NULL DEFAULT 3)"
)
