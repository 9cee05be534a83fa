"""Loads and saves the core: the rows of one event become a floor, and a changed floor rows."""

from humanshelf.records.floors.changes import Change, changing
from humanshelf.records.floors.hashed import hashed
from humanshelf.records.floors.loading import STEPS
from humanshelf.records.floors.scenes import (
    Scene,
    let_go,
    scene,
    scene_by_id,
    scene_of_card,
    taps,
)

__all__ = [
    "STEPS",
    "Change",
    "Scene",
    "changing",
    "hashed",
    "let_go",
    "scene",
    "scene_by_id",
    "scene_of_card",
    "taps",
]
