"""Wordings in and out: what plans say about time, read and written."""

from planflow.domain.deadline.wording.describe import describe, description
from planflow.domain.deadline.wording.parse import parse
from planflow.domain.deadline.wording.text import fold

__all__ = ["describe", "description", "fold", "parse"]
