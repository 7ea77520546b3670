"""Episodes one after another, made by other processes ahead of the training where that pays."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import torch.utils.data

from lms_net.benchmarks.episodes import Episode, EpisodeSource

AHEAD = 8  # episodes that each process holds ready


class _Numbered(torch.utils.data.Dataset):
    def __init__(self, source: EpisodeSource):
        self.source = source

    def __getitem__(self, number: int) -> Episode:
        return self.source.episode(number)


def episodes(source: EpisodeSource, first: int, last: int, workers: int) -> Iterator[Episode]:
    """Episodes first … last - 1 in their order; they do not depend on the number of workers (0: made here, when asked)."""
    if not workers:
        return (source.episode(number) for number in range(first, last))
    loader = torch.utils.data.DataLoader(
        _Numbered(source),
        batch_size=None,
        sampler=range(first, last),
        num_workers=workers,
        prefetch_factor=AHEAD,
        collate_fn=_unchanged,
        worker_init_fn=_end_with_parent,
        generator=torch.Generator(),  # or the loader would draw from the one that dropout draws from
    )
    return iter(loader)


def _end_with_parent(_worker: int) -> None:
    """A worker that waits for a training that was killed would wait for ever, with the volumes and the GPU's handles."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _unchanged(episode: Episode) -> Episode:
    return episode
