import numpy as np
import pytest

from analysis.stacked_network import network_inputs, softmax, stack_logits

torch = pytest.importorskip("torch")

from training.stacked_training import Recipe, expected_calibration_error, fit_temperature, train_stack  # noqa: E402  (needs torch)

TINY = Recipe(members=2, units=4, epochs=250.0)


def two_clouds(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    classes = np.arange(200) % 2
    rows = random.normal(size=(200, 3)) + 3 * classes[:, None] * np.array([1.0, 0.0, -1.0])
    return rows.astype(np.float32), classes


def test_equal_seeds_give_equal_weights_and_others_do_not() -> None:
    rows, classes = two_clouds()

    first, again, other = (train_stack(rows, np.eye(2)[classes], np.ones(200), seed, TINY) for seed in (1, 1, 2))

    assert all(first[name].tobytes() == again[name].tobytes() for name in first)
    assert first["hidden"].tobytes() != other["hidden"].tobytes()


def test_numpy_answers_as_torch_does() -> None:
    rows, classes = two_clouds()
    weights = train_stack(rows, np.eye(2)[classes], np.ones(200), 1, TINY)

    inputs = torch.tensor(
        np.clip((network_inputs(rows.astype(np.float64)) - weights["middle"]) / weights["spread"], -3, 3).astype(np.float32)
    )
    hidden = torch.relu(inputs @ torch.tensor(weights["hidden"]) + torch.tensor(weights["hidden_bias"]))
    logits = (hidden @ torch.tensor(weights["output"]) + torch.tensor(weights["output_bias"])).mean(0)

    assert np.allclose(stack_logits(weights, rows.astype(np.float64)), logits.numpy(), atol=1e-5)
    assert np.allclose(stack_logits(weights, rows[7].astype(np.float64)), logits[7].numpy(), atol=1e-5)


def test_two_clouds_are_told_apart_and_rows_without_weight_say_nothing() -> None:
    rows, classes = two_clouds()
    wrong = np.arange(200) >= 100
    targets = np.eye(2)[np.where(wrong, 1 - classes, classes)]

    weights = train_stack(rows, targets, np.where(wrong, 0.0, 1.0), 1, TINY)

    assert (stack_logits(weights, two_clouds(5)[0].astype(np.float64)).argmax(axis=1) == classes).mean() > 0.95


def test_the_temperature_undoes_what_was_multiplied() -> None:
    random = np.random.default_rng(0)
    logits = random.normal(size=(4000, 3))
    classes = np.array([random.choice(3, p=row) for row in softmax(logits)])

    found = fit_temperature(2.5 * logits, classes, np.ones(4000))

    assert found == pytest.approx(2.5, rel=0.15)
    sure = softmax(2.5 * logits / found)
    assert expected_calibration_error(sure.max(axis=1), sure.argmax(axis=1) == classes) < 0.04


def test_what_is_always_sure_and_half_right_is_half_wrongly_calibrated() -> None:
    assert expected_calibration_error(np.ones(100), np.arange(100) % 2 == 0) == pytest.approx(0.5)
