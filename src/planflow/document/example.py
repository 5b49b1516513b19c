"""Where the example's files are: in an installed package, or in the tree it is worked on in."""

from __future__ import annotations

from pathlib import Path

from planflow.errors import Fault, FormatError


def example_folder() -> Path:
    """Return the folder of the Lạng Sơn example: plans A and B, their units, a scenario.

    Raises:
        FormatError: If the files were not installed.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "_examples", package.parents[1] / "examples"):
        if (folder / "lang_son" / "plan-a.toml").is_file():
            return folder / "lang_son"
    raise FormatError(Fault("the example", "no files", "the files of examples/lang_son"))
