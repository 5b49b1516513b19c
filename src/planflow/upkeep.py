"""Commands that keep a database: prove, rebuild, archive, migrate.

A database is a SQLite file or a URL; see ``docs/operations.md``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from planflow.document import read_units, vietnam
from planflow.domain.organisation import Directory
from planflow.engine import Flow
from planflow.engine.archive_file import read_archive
from planflow.errors import StoreUnavailableError
from planflow.instant import end_of_day
from planflow.message import phrase
from planflow.store import Store
from planflow.store.place import opened

OK: Final = 0
NO: Final = 1


def flow_of(store: Store, units: Sequence[Path] | None = None) -> Flow:
    """Return a flow; one that proves, rebuilds, archives or tells a history needs no units."""
    directory = read_units(*units) if units else Directory(())
    return Flow(store, directory=directory, workdays=vietnam())


def write_file(path: Path, data: bytes) -> None:
    """Write what a command gives, into a folder that is made if there is none.

    Raises:
        StoreUnavailableError: If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise StoreUnavailableError(str(error)) from error


def run_verify(options: argparse.Namespace) -> int:
    """Prove chain, state and totals, and that files are the archives that the journal names."""
    with opened(options.database) as store:
        flow = flow_of(store)
        found = flow.verify()
        strangers = [file for file in options.archive if not _is_archived(flow, file)]
    for flaw in found.flaws:
        what = flaw.what.text(options.lang)
        _complain("cli.flaw", options, position=flaw.position, what=what)
    for file in strangers:
        _complain("cli.not_archived", options, file=str(file))
    if not found.is_sound or strangers:
        return NO
    print(phrase("cli.sound", options.lang, entries=found.entries, head=found.head))
    print(phrase("cli.proved", options.lang))
    for file in options.archive:
        print(phrase("cli.archive_proved", options.lang, file=str(file)))
    return OK


def run_rebuild(options: argparse.Namespace) -> int:
    """Mend records, feeds and wakes from the journal, and say which."""
    with opened(options.database) as store:
        found = flow_of(store).rebuild()
    kinds = {
        "records": found.records,
        "unknown": found.unknown,
        "feeds": found.feeds,
        "wakes": found.wakes,
    }
    for name, ids in kinds.items():
        for one in ids:
            print(phrase(f"cli.rebuilt_{name}", options.lang, record=one))
    print(phrase("cli.rebuilt", options.lang, count=sum(map(len, kinds.values()))))
    return OK


def run_archive(options: argparse.Namespace) -> int:
    """Write a dead plan to a file, and drop what is stored of it."""
    with opened(options.database) as store:
        flow = flow_of(store)
        done = flow.archive(options.plan, options.file, at=end_of_day(options.at))
    print(
        phrase(
            "cli.archived",
            options.lang,
            plans=done.plans,
            file=str(done.file),
            entries=done.entries,
            sha256=done.sha256,
        )
    )
    return OK


def run_migrate(options: argparse.Namespace) -> int:
    """Bring the schema of a database up to date."""
    if "://" not in options.database and not Path(options.database).is_file():
        raise StoreUnavailableError(f"no such file: {options.database}")
    with opened(options.database, create=True) as store:
        print(phrase("cli.migrated", options.lang, version=store.schema()))
    return OK


def _is_archived(flow: Flow, file: Path) -> bool:
    """Tell whether the journal names this file as the archive of its plans."""
    with read_archive(file) as archive:
        told = flow.archived(archive.plans[0])
        return told is not None and told.sha256 == archive.sha256


def _complain(key: str, options: argparse.Namespace, **facts: str | int) -> None:
    print(f"planflow: {phrase(key, options.lang, **facts)}", file=sys.stderr)
