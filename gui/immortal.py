"""Keep Python's singletons alive under PySide6 6.12.0, which drops a reference to None with each call on Python 3.11.

Its wheels take for granted that None, True, False and NotImplemented are immortal, as they are from Python 3.12 on (PEP 683). On 3.11 the
interpreter aborts after some ten thousand calls ("none_dealloc"). Measured: -0.98 references a call with 6.12.0, none lost with 6.11.3.
"""

import ctypes
import sys

IMMORTAL = 1 << 60
"""More references than any process drops; far below the largest 64-bit count."""


def keep_singletons_alive() -> None:
    """Give the four singletons so many references that losing some does no harm; does nothing from Python 3.12 on."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython" or sys.maxsize < IMMORTAL:
        return
    for singleton in (None, True, False, NotImplemented):
        count = ctypes.c_ssize_t.from_address(id(singleton))  # ob_refcnt is the first field of every object (PyObject, CPython 3.11)
        if count.value < IMMORTAL // 2:
            count.value += IMMORTAL
