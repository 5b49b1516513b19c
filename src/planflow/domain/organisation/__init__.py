"""WHO: units, the dated directory, selectors of units."""

from planflow.domain.organisation.directory import Directory
from planflow.domain.organisation.selector import (
    AnyOf,
    Except,
    Members,
    Named,
    Open,
    Selector,
    Where,
    open_sets,
    resolve,
)
from planflow.domain.organisation.succession import (
    ABOLISH,
    MERGE,
    RENAME,
    SPLIT,
    SUCCESSIONS,
    Succession,
    heirs_on,
    receivers_on,
    succession_faults,
    with_successions,
)
from planflow.domain.organisation.unit import (
    OUTSIDE_TAG,
    PEOPLES_COMMITTEE,
    ROLES,
    Actor,
    Tag,
    Unit,
)

__all__ = [
    "ABOLISH",
    "MERGE",
    "OUTSIDE_TAG",
    "PEOPLES_COMMITTEE",
    "RENAME",
    "ROLES",
    "SPLIT",
    "SUCCESSIONS",
    "Actor",
    "AnyOf",
    "Directory",
    "Except",
    "Members",
    "Named",
    "Open",
    "Selector",
    "Succession",
    "Tag",
    "Unit",
    "Where",
    "heirs_on",
    "open_sets",
    "receivers_on",
    "resolve",
    "succession_faults",
    "with_successions",
]
