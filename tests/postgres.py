"""A PostgreSQL server for the tests: one that is there, or one started from what is installed.

``PLANFLOW_TEST_DSN`` names a server on which databases may be created. Without it the binaries of
the system are used, by another user where the tests run as root. Where there is neither, the tests
are skipped and say so; under ``CI=true`` they fail.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from glob import glob
from itertools import count
from pathlib import Path
from time import sleep

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

MISSING = (
    "NO POSTGRESQL: set PLANFLOW_TEST_DSN to a server on which databases may be created, "
    "or install PostgreSQL's binaries (initdb, postgres)"
)
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


class Server:
    """A running server; each database it gives out is new and empty."""

    def __init__(self, dsn):
        """Keep where it is; processes share a server, so names bear the process's number."""
        self.dsn = dsn
        self._numbers = count()

    def _run(self, statement):
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def database(self):
        """Give the connection string of a fresh database, dropped afterwards."""
        name = f"planflow_{os.getpid()}_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} STRATEGY file_copy")
        try:
            yield make_conninfo(self.dsn, dbname=name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(dsn):
    """Return the same database as SQLAlchemy names it."""
    parts = psycopg.conninfo.conninfo_to_dict(dsn)
    query = "&".join(f"{name}={parts[name]}" for name in ("host", "port") if name in parts)
    password = f":{parts['password']}" if "password" in parts else ""
    return f"postgresql+psycopg://{parts['user']}{password}@/{parts['dbname']}?{query}"


def _binaries():
    """Return the folder of initdb and postgres, or nothing."""
    on_path = shutil.which("initdb")
    found = [str(Path(os.path.realpath(on_path)).parent)] if on_path else []
    found += sorted(glob("/usr/lib/postgresql/*/bin"), reverse=True)  # noqa: PTH207
    return next((Path(each) for each in found if (Path(each) / "postgres").exists()), None)


def _other_user():
    """Return how to run as somebody else where the tests are root: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None, {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return user, {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return None, {}


class Own:
    """A server of our own in a folder of its own, on a socket only, in a session of its own."""

    def __init__(self, binaries, options):
        """Lay down its data; it does not run yet."""
        user, self._as_user = _other_user()
        self.root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        if user is not None:
            os.chown(self.root, user.pw_uid, user.pw_gid)
        self.dsn = f"host={self.root} user=pf dbname=postgres"
        self._process = None
        how = ("-U", "pf", "-A", "trust", "-N", "-E", "UTF8", "--locale=C.UTF-8")
        subprocess.run([binaries / "initdb", "-D", self._data, *how], check=True, **self._quiet)
        settings = [part for option in options for part in ("-c", option)]
        where = ("-D", self._data, "-k", self.root, "-h", "")
        self._command = [binaries / "postgres", *where, *settings]

    @property
    def _data(self):
        return self.root / "data"

    @property
    def _quiet(self):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return {**quiet, "cwd": self.root, **self._as_user}

    def start(self):
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, start_new_session=True, **self._quiet)
        _wait(self.dsn)

    def kill(self):
        """Kill it with all its processes, as if the machine had lost its power."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def remove(self):
        """Stop it, and take its data away."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
        shutil.rmtree(self.root, ignore_errors=True)


@contextmanager
def _started(binaries, options=_FAST):
    """Start a server of our own, and remove it afterwards."""
    own = Own(binaries, options)
    try:
        own.start()
        yield own
    finally:
        own.remove()


def _wait(dsn):
    for left in range(400, 0, -1):
        try:
            psycopg.connect(dsn).close()
        except psycopg.OperationalError:
            if left == 1:
                raise
            sleep(0.02)
        else:
            return


@contextmanager
def server(options=_FAST):
    """Give a server: the one that is named, or one of our own; nothing where there is none."""
    named, binaries = os.environ.get("PLANFLOW_TEST_DSN"), _binaries()
    if named:
        yield Server(named)
    elif binaries is not None:
        with _started(binaries, options) as own:
            yield Server(own.dsn)
    else:
        yield None


def _refuse_missing():
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)


@pytest.fixture(scope="session")
def postgres_server():
    """One server for all tests of this process."""
    with server() as found:
        if found is None:
            _refuse_missing()
        yield found


@pytest.fixture
def own_postgres():
    """A server that may be killed: it waits for the disk."""
    binaries = _binaries()
    if binaries is None:
        _refuse_missing()
    with _started(binaries, ("max_connections=20",)) as own:
        yield own


@pytest.fixture
def postgres_dsn(postgres_server):
    """A fresh, empty database."""
    with postgres_server.database() as dsn:
        yield dsn
