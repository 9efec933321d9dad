"""Options and switches that all tests share."""

import os
import signal
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Time is measured by the benchmarks; on a busy machine any example may take long.
settings.register_profile("sonochrome", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sonochrome")
if threading.current_thread() is threading.main_thread():
    # Shells start background jobs with Ctrl-C ignored, and children inherit that: the tests that send it would fail.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--data", type=Path, default=None, help="folder with real music, for soak tests that need it")
    parser.addoption("--soak", action="store_true", help="run the soak tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    skip = pytest.mark.skip(reason="soak test; run `make soak`")
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def data(pytestconfig: pytest.Config) -> Path:
    """The folder with real music given by --data."""
    folder: Path | None = pytestconfig.getoption("--data")
    if folder is None:
        pytest.skip("needs --data DIR")
    return folder
