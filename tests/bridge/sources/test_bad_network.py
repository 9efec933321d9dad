"""What a bad network does to datagrams, by seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.bad_network import BadNetwork, NetworkFaults

faults = st.builds(NetworkFaults, st.floats(0.0, 0.9), st.booleans(), st.booleans(), st.floats(0.0, 50.0))


def travel(network: BadNetwork[int], count: int, pause_s: float = 0.001) -> list[int]:
    arrived = []
    for number in range(count):
        network.send(number * pause_s, number)
        arrived.extend(network.due(number * pause_s))
    return arrived + network.due(count * pause_s + 10.0)


@given(faults, st.integers(0, 1000))
def test_the_same_seed_does_the_same(some: NetworkFaults, seed: int) -> None:
    assert travel(BadNetwork(some, seed), 100) == travel(BadNetwork(some, seed), 100)


@given(faults, st.integers(0, 1000))
def test_every_datagram_arrives_is_lost_or_arrives_twice(some: NetworkFaults, seed: int) -> None:
    network: BadNetwork[int] = BadNetwork(some, seed)

    arrived = travel(network, 200)

    assert len(set(arrived)) == network.sent - network.lost
    assert len(arrived) == network.sent - network.lost + network.duplicated
    assert network.next_arrival() is None
    if not some.reorder:
        assert arrived == sorted(arrived)


def test_a_good_network_gives_everything_at_once() -> None:
    network: BadNetwork[int] = BadNetwork(NetworkFaults())
    network.send(1.0, 7)

    assert network.due(1.0) == [7]


def test_faults_happen_as_often_as_asked() -> None:
    network: BadNetwork[int] = BadNetwork(NetworkFaults(0.2, True, True, 10.0), 1)

    arrived = travel(network, 5000)

    assert network.lost / 5000 == pytest.approx(0.2, abs=0.02)
    assert network.duplicated / 4000 == pytest.approx(0.05, abs=0.01)
    assert arrived != sorted(arrived)


@pytest.mark.parametrize("wrong", [{"loss": 1.0}, {"loss": -0.1}, {"loss": float("nan")}, {"jitter_ms": -1.0}])
def test_impossible_faults_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be in"):
        NetworkFaults(**wrong)  # type: ignore[arg-type]  # damaged on purpose
