"""Django's settings for the tests, and a database of its own for each test."""

from contextlib import contextmanager
from itertools import count

import django
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from psycopg.conninfo import conninfo_to_dict

settings.configure(DATABASES={}, USE_TZ=True, LOGGING_CONFIG=None)
django.setup()
_NUMBERS = count()


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


@contextmanager
def database(where, **options):
    """Give the alias of a database; the connections of all threads are closed at the end."""
    alias, opened = f"other{next(_NUMBERS)}", []

    def note(connection, **_):
        if connection.alias == alias:
            opened.append(connection.connection)

    connection_created.connect(note)
    known = connections.configure_settings({"default": {}, alias: described(where) | options})
    connections.databases[alias] = known[alias]
    try:
        yield alias
    finally:
        connection_created.disconnect(note)
        for each in opened:
            each.close()
        del connections[alias]
        del connections.databases[alias]
