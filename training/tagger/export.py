"""Write the learned encoder as two int8 ONNX graphs."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from .encoder import Tagger

OPSET = 17


def write_onnx(model: Tagger, folder: Path) -> None:
    """Write the two halves, weights in eight bits, into the folder."""
    model = model.float().eval()
    ids = torch.tensor([[2, 5, 3, 6, 3], [2, 7, 3, 3, 0]])
    segments = torch.tensor([[0, 0, 0, 1, 1], [0, 0, 0, 1, 0]])
    _, state = model.lower(ids, segments)
    lower = {"ids": ids, "segments": segments}
    write_half(model.lower, lower, ["guess", "state"], folder / "tagger-lower.onnx")
    write_half(model.upper, lower | {"x": state}, ["score", "kinds", "spans"], folder / "tagger-upper.onnx")
    write_probe(folder / "tagger-probe.onnx")


def write_half(half: nn.Module, given: dict[str, Tensor], names: list[str], path: Path) -> None:
    """Write one half; rows and length may vary."""
    axes = {
        name: {0: "rows"} if name in ("guess", "score", "kinds") else {0: "rows", 1: "length"}
        for name in (*given, *names)
    }
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            half,
            tuple(given.values()),
            str(whole),
            dynamo=False,
            opset_version=OPSET,
            input_names=list(given),
            output_names=names,
            dynamic_axes=axes,
        )
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)


def write_probe(path: Path) -> None:
    """Write the product with a matrix of ones: 64 for a row of ones, less where sums of bytes overflow."""
    ones = numpy_helper.from_array(np.ones((64, 16), np.float32), "ones")
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["rows", ones.name], ["sums"])],
        "probe",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["count", 64])],
        [helper.make_tensor_value_info("sums", TensorProto.FLOAT, ["count", 16])],
        [ones],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        onnx.save(model, whole)
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)
