from collections.abc import Iterator

import pytest

from tests.max_device.script import ScriptParts


@pytest.fixture(scope="session")
def parts() -> Iterator[ScriptParts]:
    """The pure parts of the device script."""
    found = ScriptParts()
    yield found
    found.close()
