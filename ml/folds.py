"""Which pictures train a network and which ones judge it. Whole groups stay together."""

from dataclasses import dataclass

import numpy as np

from ml.dataset import Row

_SEED = 7


@dataclass(frozen=True)
class Fold:
    """`judged` are pictures that no weight of the fold's network was trained on."""

    trained: list[Row]
    judged: list[Row]


def fold_of(rows: list[Row], count: int) -> np.ndarray:
    """A number from 0 below `count` for each row, the same for a whole group, each class spread evenly."""
    members: dict[str, list[Row]] = {}
    for row in rows:
        members.setdefault(row.group, []).append(row)
    names = sorted(members)
    np.random.default_rng(_SEED).shuffle(names)
    # By class, the largest groups first: each goes to the fold that has the fewest pictures of the class.
    names.sort(key=lambda name: (members[name][0].shares, -len(members[name])))
    sizes: dict[tuple[float, ...], np.ndarray] = {}
    fold: dict[str, int] = {}
    for name in names:
        counts = sizes.setdefault(members[name][0].shares, np.zeros(count, int))
        fold[name] = int(counts.argmin())
        counts[fold[name]] += len(members[name])
    return np.array([fold[row.group] for row in rows])


def divide(rows: list[Row], count: int) -> list[Fold]:
    """One fold: the manifest's `train` and `val`. More: every picture is judged once, by a network that never saw it."""
    known = [row for row in rows if row.labels]
    if count == 1:
        inside = [row for row in known if row.split.endswith("train")]
        outside = [row for row in known if row.split.endswith("val")]
        return [Fold(inside, outside)]
    numbers = fold_of(known, count)
    return [
        Fold(
            [row for row, number in zip(known, numbers) if number != fold],
            [row for row, number in zip(known, numbers) if number == fold],
        )
        for fold in range(count)
    ]


def all_rows(folds: list[Fold]) -> list[Row]:
    """Every picture that teaches or judges, once, in an order that does not depend on the folds."""
    rows = {row.image: row for fold in folds for row in [*fold.trained, *fold.judged]}
    return [rows[image] for image in sorted(rows)]


def networks(folds: list[Fold]) -> dict[str, list[Row]]:
    """What each network of a run learns from, by the name of its folder. The last one ships."""
    parts = {f"fold-{number}": fold.trained for number, fold in enumerate(folds)}
    if len(folds) == 1:
        return parts
    return parts | {"whole": [row for fold in folds for row in fold.judged]}
