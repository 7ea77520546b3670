"""Reference values for the TypeScript engine's own arithmetic: crops, their inverse, evidence, edge term, a whole run.

    python -m lms_net.reference --checkpoint RUN/checkpoint.pt --rules rules.json engine/test-support/reference.json

Written with the model, read by engine/src/reference.test.ts. The volume is synthetic.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from lms_net.data.synthetic import make_volume
from lms_net.evaluate import load_network
from lms_net.inference.course import add_course
from lms_net.inference.crops import crop, frame_around, paste
from lms_net.inference.edge import EdgeConfig, edge_term, grey_gate
from lms_net.inference.evidence import likelihood_table, look_up
from lms_net.inference.propagate import PropagationConfig, plan, run_chain
from lms_net.json_text import base64_text

SEED = 990002


def pack(array: np.ndarray) -> dict:
    """float32 or uint8 array as base64, little endian."""
    kind = "uint8" if array.dtype in (np.uint8, bool) else "float32"
    data = np.ascontiguousarray(array, np.uint8 if kind == "uint8" else "<f4")
    return dict(type=kind, shape=list(array.shape), data=base64_text(data))


def reference(checkpoint: Path, stop: dict) -> dict:
    image, label, spacing = make_volume(SEED)
    image, label = image[:12, 40:136, 30:142], label[:12, 40:136, 30:142]
    spacing = (spacing[0], spacing[1] * 1.25, spacing[2])  # pixels that are not square
    areas = np.stack([np.bincount(s.ravel(), minlength=256) for s in label])[:, 1:]
    start = 5
    k = int(np.argmax(areas[start - 2 : start + 3].min(0))) + 1
    mask = label[start] == k
    window = (0.0, 255.0)
    unit = (image.astype(np.float32) / np.float32(255)).astype(np.float32)
    frame = frame_around(mask, spacing[1:])
    net = load_network(checkpoint)
    size = net.config.size
    patch = crop(unit[start + 1], frame, size)
    prior = crop(mask.astype(np.float32), frame, size, outside_zero=True)
    table = likelihood_table(patch, prior)
    gate = grey_gate(unit[start], mask)
    chain = []
    for support, run in plan(len(image), [start]):
        steps = list(run_chain(net, image, spacing, window, support, {start: mask}, run, PropagationConfig()))
        add_course(stop.get("course"), [step.figures for step in steps])
        for step in steps:
            chain.append(dict(slice=step.slice, mask=pack((step.soft > 0.5).astype(np.uint8)), figures=step.figures))
    return dict(
        columns=image.shape[2],
        rows=image.shape[1],
        slices=len(image),
        spacing=[spacing[2], spacing[1], spacing[0]],
        start=start,
        image=pack(image),
        mask=pack(mask),
        frame=[frame.cx, frame.cy, frame.side_x, frame.side_y],
        crop=pack(patch[::4, ::4]),
        paste=pack(paste(patch, frame, *mask.shape)),
        table=pack(table),
        lookUp=pack(look_up(table, patch)[::4, ::4]),
        gate=[gate.mean, gate.deviation],
        edge=pack(edge_term(unit[start + 1], mask, gate, EdgeConfig())),
        chain=chain,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--rules", type=Path, required=True, help="file of lms_net.calibrate")
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.write_text(json.dumps(reference(args.checkpoint, json.loads(args.rules.read_text())["stop"])))


if __name__ == "__main__":
    main()
