"""Encoding on whatever machine there is, and a store of what the frozen part of the trunk computes for a slice."""

from __future__ import annotations

from collections import OrderedDict

import torch

from lms_net.networks.lms import Encoded, LmsNet


class FeatureStore:
    """Least-recently-used store of `encode_lower` by key, at most `limit_mb` megabytes."""

    def __init__(self, limit_mb: float):
        self.limit, self.used = limit_mb * 1e6, 0
        self.maps: OrderedDict[object, torch.Tensor] = OrderedDict()

    def get(self, key: object) -> torch.Tensor | None:
        if key in self.maps:
            self.maps.move_to_end(key)
        return self.maps.get(key)

    def put(self, key: object, value: torch.Tensor) -> None:
        size = value.numel() * value.element_size()
        if size > self.limit:
            return
        self.maps[key] = value
        self.used += size
        while self.used > self.limit:
            _, old = self.maps.popitem(last=False)
            self.used -= old.numel() * old.element_size()


class Compute:
    """Device and precision in one place: bfloat16 convolutions with channels last where that is fast (GPUs, and CPUs
    with AMX or AVX512-BF16 instructions), TF32 for what stays float32; with "fp32" neither."""

    def __init__(self, device: str = "auto", precision: str = "auto"):
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        self.device = torch.device(device)
        if precision == "auto":
            fast = self.device.type == "cuda" or _cpu_has_bfloat16()
            precision = "bf16" if fast else "fp32"
        self.precision = precision
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision != "fp32"

    def prepare(self, net: LmsNet) -> LmsNet:
        return net.to(self.device, memory_format=torch.channels_last)

    def tensor(self, array) -> torch.Tensor:
        """A plane [S, S] → float32 [1, 1, S, S] on the device."""
        return torch.as_tensor(array).to(self.device, torch.float32)[None, None]

    def autocast(self):
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bf16")

    def encode(
        self, net: LmsNet, planes: list[torch.Tensor], keys: list[object | None], store: FeatureStore | None
    ) -> Encoded:
        """Slices [1, 1, S, S] → F of all of them in one batch, frozen parts from the store where it has them."""
        with self.autocast():
            if store is None or not net.trunk.frozen:
                return net.encode(torch.cat(planes))
            lower = []
            for plane, key in zip(planes, keys, strict=True):
                low = store.get(key) if key is not None else None
                if low is None:  # slice by slice: the same numbers whatever is in the store
                    low = net.encode_lower(plane).to(torch.bfloat16 if self.precision == "bf16" else torch.float32)
                    if key is not None:
                        store.put(key, low)
                lower.append(low)
            return net.encode_upper(torch.cat(lower).contiguous(memory_format=torch.channels_last))


def _cpu_has_bfloat16() -> bool:
    capabilities = getattr(torch.cpu, "get_capabilities", dict)()  # older releases cannot tell
    return bool(capabilities.get("amx_bf16") or capabilities.get("avx512_bf16"))
