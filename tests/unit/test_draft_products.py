"""What the words of a plan count; tests/data/product-wordings.tsv has what each must give."""

import csv
from pathlib import Path

import pytest

from planflow.document.draft.draft import DraftProduct
from planflow.document.draft.product import LONGEST, read_products

DATA = Path(__file__).parents[1] / "data" / "product-wordings.tsv"
with DATA.open(encoding="utf-8") as lines:
    WORDINGS = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def count(product):
    """Return what the table says of a product: number, unit, and what limits it."""
    number = "" if product.quantity is None else str(product.quantity)
    unit = f"[{product.unit}]" if product.unit else ""
    least = "least" if product.at_least else ""
    return " ".join(filter(None, (number, unit, least, product.doubt))) or "-"


@pytest.mark.parametrize("row", WORDINGS, ids=[row["id"] for row in WORDINGS])
def test_words_name_these_products(row):
    products = read_products(row["words"])

    assert " | ".join(product.text for product in products) == row["products"]
    assert " | ".join(map(count, products)) == row["counts"]


@pytest.mark.parametrize("words", ["", " ", ";", "-.", "\n"])
def test_no_words_are_no_product(words):
    assert read_products(words) == ()


def test_lines_are_products_of_their_own():
    assert [each.quantity for each in read_products("- 03 lớp\n- 02 hội nghị;\nBáo cáo")] == [
        3,
        2,
        None,
    ]


def test_words_too_long_for_a_product_are_kept_whole():
    words = "03 lớp, " * LONGEST

    assert read_products(words) == (DraftProduct(text=words.strip(" ,")),)
