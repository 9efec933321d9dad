from pathlib import Path

from training.glossary import glossary

PAGE = Path(__file__).parents[2] / "docs" / "names.md"


def test_the_page_of_names_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == glossary(), "renew it: python -m training.glossary > docs/names.md"


def test_measured_values_are_left_open() -> None:
    assert "{" not in glossary()
