"""How long a datagram takes: `python -m tests.benchmarks.bench_osc`. One core, median of runs, python-osc's Dispatcher in the same run.

Budget: a note packet of 1200 bytes decoded and applied 40 us and at least twice as fast as python-osc's Dispatcher; a transport
packet 10 us.
"""

import statistics
import sys
import time
from collections.abc import Callable

from pythonosc.dispatcher import Dispatcher

from bridge.clock import SongClock
from bridge.osc.chunks import Assembler, cut_document, make_document
from bridge.osc.document_sync import DocumentSync
from bridge.osc.message_values import NOTES, DocumentPart, TransportReport
from bridge.osc.messages import decode, encode
from bridge.osc.notes_wire import pack_notes, unpack_notes
from vocabulary.notes import Note
from vocabulary.units import Ticks

RUNS, CALLS = 15, 400


def median_us(act: Callable[[int], object]) -> float:
    """Median over runs of the mean over calls, in time of this process; `act` gets the number of the call, counted over all runs."""
    means, number = [], 0
    for _ in range(RUNS):
        began = time.process_time()
        for _ in range(CALLS):
            act(number)
            number += 1
        means.append((time.process_time() - began) / CALLS * 1e6)
    return statistics.median(means)


def note_packets() -> list[bytes]:
    """Full datagrams of clips that are two parts each, so that applying includes putting parts together."""
    notes = [Note(Ticks(index * 640), 36 + index % 60, Ticks(480)) for index in range(114)]
    return [
        encode(part) for clip in range(RUNS * CALLS // 2) for part in cut_document(make_document(NOTES, clip, clip + 1, pack_notes(notes)))
    ]


def main() -> None:
    packets = note_packets()
    sync = DocumentSync(1)

    def apply(number: int) -> None:
        part = decode(packets[number])
        assert isinstance(part, DocumentPart)
        sync.take_part(part, 0.0)

    theirs: dict[tuple[int, int], list[tuple[int, ...]]] = {}

    def store(_: str, *values: int) -> None:
        theirs.setdefault((values[0], values[1]), []).append(values[5:])

    dispatcher = Dispatcher()
    dispatcher.map("/sonochrome/doc", store)
    dispatcher.map("/sonochrome/transport", lambda *_: None)
    ours_us = median_us(apply)
    decode_us = median_us(lambda number: decode(packets[number]))
    theirs_us = median_us(lambda number: dispatcher.call_handlers_for_packet(packets[number % 100], ("127.0.0.1", 1)))
    assert len(sync.assembler.whole) == RUNS * CALLS // 2

    reports = [TransportReport(n + 1, n * 40, 1, n * 1228, 1_200_000, 4, 4, 0, 0, 0) for n in range(RUNS * CALLS)]
    transports = [encode(report) for report in reports]
    clock = SongClock()
    transport_us = median_us(lambda number: decode(transports[number]))
    clock_us = median_us(lambda number: clock.take(reports[number], number * 0.04))
    their_transport_us = median_us(lambda number: dispatcher.call_handlers_for_packet(transports[number], ("127.0.0.1", 1)))

    clip = pack_notes(Note(Ticks(index * 640), 36 + index % 60, Ticks(480)) for index in range(2000))
    parts = cut_document(make_document(NOTES, 1, 1, clip))
    began = time.process_time()
    assembler = Assembler()
    for part in parts:
        assembler.add(part, 0.0)
    unpack_notes(clip)
    clip_ms = (time.process_time() - began) * 1000
    sys.stdout.write(
        f"note packet of {len(packets[0])} bytes: decoded {decode_us:.1f} us, decoded and applied {ours_us:.1f} us; "
        f"python-osc's Dispatcher {theirs_us:.1f} us; ratio {theirs_us / ours_us:.1f}\n"
        f"transport packet: decoded {transport_us:.1f} us; python-osc's Dispatcher {their_transport_us:.1f} us; "
        f"ratio {their_transport_us / transport_us:.1f}; song clock {clock_us:.1f} us\n"
        f"clip of 2000 notes put together and made notes of: {clip_ms:.1f} ms\n"
    )


if __name__ == "__main__":
    main()
