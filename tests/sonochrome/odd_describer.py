"""Stands in for the description of a file: does what the file's name says."""

import os
import time
from pathlib import Path


def describe_odd_file(path: Path, models: str) -> str:
    if path.stem.startswith("hang"):
        time.sleep(600)
    if path.stem.startswith("crash"):
        os._exit(3)
    if path.stem.startswith("fault"):
        raise ZeroDivisionError("by zero")
    if path.stem.startswith("slow"):
        time.sleep(0.3)
    return f"{path.name} {models}"


def blas_threads(path: Path, models: str) -> str:
    return os.environ.get("OPENBLAS_NUM_THREADS", "unset")
