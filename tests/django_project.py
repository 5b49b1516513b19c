"""Django's settings for the tests, and a database of its own for each test."""

from collections import defaultdict
from contextlib import contextmanager
from itertools import count

import django
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg.conninfo import conninfo_to_dict

settings.configure(DATABASES={}, USE_TZ=True, LOGGING_CONFIG=None)
django.setup()
_NUMBERS = count()
_OPENED = defaultdict(list)


def described(where):
    """Return how Django names a database: a path, or a connection string of PostgreSQL."""
    if "=" not in str(where):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(where)}
    parts = conninfo_to_dict(where)
    named = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    facts = {theirs: parts.get(ours, "") for theirs, ours in named.items()}
    return {"ENGINE": "django.db.backends.postgresql", **facts}


def add(alias, facts):
    """Put a database into the project."""
    known = connections.configure_settings({"default": {}, alias: facts})
    connections.databases[alias] = known[alias]


@receiver(connection_created)
def _note(connection, **_):
    _OPENED[connection.alias].append(connection.connection)


def close_all(alias):
    """Close the connections of all threads, those that have ended too."""
    for each in _OPENED.pop(alias, ()):
        each.close()


@contextmanager
def database(where, **options):
    """Give the alias of a database, and close it at the end."""
    alias = f"other{next(_NUMBERS)}"
    add(alias, described(where) | options)
    try:
        yield alias
    finally:
        close_all(alias)
        del connections[alias]
        del connections.databases[alias]
