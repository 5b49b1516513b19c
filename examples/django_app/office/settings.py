"""The project's settings: planflow wants none of its own.

``OFFICE_DATABASE`` names the database: a file, or a connection string of PostgreSQL.
"""

import os
from pathlib import Path
from typing import Any

SECRET_KEY = "only for the example"  # noqa: S105 - a real office takes it from its environment
ALLOWED_HOSTS = ["localhost", "testserver"]
INSTALLED_APPS = ["letters"]
ROOT_URLCONF = "office.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
LANGUAGE_CODE = "vi"


def database(named: str) -> dict[str, Any]:
    """Return what Django wants to know of a database."""
    if "=" not in named:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": named,
            # A block that reads first and writes then would fail at once beside another writer.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(named)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "OPTIONS": parts,
    }


HERE = Path(__file__).parents[1]
DATABASES = {"default": database(os.environ.get("OFFICE_DATABASE", str(HERE / "office.sqlite3")))}
