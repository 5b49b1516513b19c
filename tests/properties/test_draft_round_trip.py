"""Random plans, written as documents of every kind, are read back as they were."""

import pytest
from hypothesis import HealthCheck, given, settings

from plan_documents import as_paragraphs, as_table, as_text, plans
from planflow.document.draft.read import read_draft

IS_SOAK = settings.default.max_examples > 1000
shared = settings(
    derandomize=not IS_SOAK,  # what the soak finds new becomes a document of tests/data/plans
    max_examples=settings.default.max_examples // 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def read(path):
    """Return code, title, lead, partners, time and quantities of every item."""
    return [
        (
            item.code,
            item.title,
            item.lead.words if item.lead else "",
            tuple(party.words for party in item.partners),
            item.time or "",
            tuple(product.quantity for product in item.products),
        )
        for item in read_draft(path).items
    ]


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("page", [0, 25])
@shared
@given(plan=plans())
def test_a_plan_comes_back_from_text(tmp_path, gap, page, plan):
    path = tmp_path / "plan.txt"
    path.write_text(as_text(plan, gap=gap, page=page), encoding="utf-8")

    assert list(plan.expected()) == read(path)


@pytest.mark.parametrize("automatic", [False, True])
@shared
@given(plan=plans())
def test_a_plan_comes_back_from_word_paragraphs(tmp_path, automatic, plan):
    path = as_paragraphs(plan, tmp_path / "plan.docx", automatic=automatic)

    assert list(plan.expected()) == read(path)


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("merged", [False, True])
@shared
@given(plan=plans())
def test_a_plan_comes_back_from_word_tables(tmp_path, numbered, merged, plan):
    path = as_table(plan, tmp_path / "plan.docx", numbered=numbered, merged=merged)

    assert list(plan.expected()) == read(path)
