"""Which data sets are for what: training of weights that ship, training for comparison, validation."""

from __future__ import annotations

# data set: (weight, share of labelled objects where it has labels). Only images whose licence lets weights be shipped.
PERMISSIVE = {
    "synthetic": (9.0, 1.0),
    "sunnybrook": (2.0, 0.7),
    "open-acrin-ct": (1.5, 0.0),
    "open-lidc-ct": (1.5, 0.0),
    "open-nlst-ct": (1.0, 0.0),
    "open-sts-ct": (1.0, 0.2),
    "open-sts-mr": (1.5, 0.2),
    "open-prostatex-mr": (1.0, 0.0),
    "open-seg3d-cardiac-mr": (1.0, 0.0),
    "open-datalad-t1-mr": (0.5, 0.0),
}
# What may be trained on to be compared with, and never ships: `train propagation --also`.
COMPARISON = {
    "synapse-ct": (9.0, 1.0),
    "chaos-mr": (4.0, 1.0),
    "mscmr": (4.0, 1.0),
    "open-hippocampus-mr": (2.0, 0.7),
}
# data set: volumes that networks are judged by, and their organs.
VALIDATION = {
    "synapse-ct": (
        ["sabs_04", "sabs_09", "sabs_14", "sabs_19", "sabs_24", "sabs_29"],
        [6, 1, 2, 3, 4, 8, 11, 7],
    ),
    "chaos-mr": (["chaos_03", "chaos_13", "chaos_22", "chaos_36"], [1, 2, 3, 4]),
    "mscmr": (["mscmr_02", "mscmr_09", "mscmr_16", "mscmr_23", "mscmr_30"], [1, 2, 3]),
    "sunnybrook": (
        ["SC-HF-I-05_phase00", "SC-HF-NI-07_phase00", "SC-HYP-06_phase00", "SC-N-05_phase00"],
        [1],
    ),
}
# Beginnings of names that never enter training: all stacks of a validation patient.
HELD_OUT = {case.split("_phase")[0] for cases, _ in VALIDATION.values() for case in cases}
