#!/usr/bin/env python3
"""quantise.py FOLDER OUT: the BERT model of FOLDER as OUT: its graph fused, in int8 with scales that stay the same.

FOLDER has model.onnx and tokenizer.json. Texts come on standard input, one a line: what the layers see for them is
the range of the scales. The model is first quantised dynamically, which gives each layer's input a scale of its own
run; then each of these scales becomes a constant. So the fused attention is in int8 too, for which ONNX Runtime's
quantize_static has no operator.

Prints how near the vectors of other texts are to those of FOLDER's model, and fails where they are too far from them.
"""
import os
import sys
import tempfile

import numpy
import onnx
import onnxruntime
import tokenizers
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer

MODEL = "model.onnx"
OUTPUT = "last_hidden_state"
LEVELS = 255
LEAST_COSINE = 0.98
# None of them is in the calibration: of the bench's texts, which are made of a few words, no model knows much.
SENTENCES = [
    "How do I reset my password?",
    "The quick brown fox jumps over the lazy dog.",
    "Paris is the capital of France.",
    "In 1969, NASA's Apollo 11 mission landed the first two humans on the Moon.",
    "I want to cancel my order #12345 and get a refund, please!!",
    "Kubernetes rolls out new versions pod by pod, and takes them back when they are worse.",
    "def f(x): return x + 1",
    "Ein Satz mit Umlauten: äöü ß",
    "a",
]


class Model:
    def __init__(self, file, tokenizer):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        self.tokenizer = tokenizer

    def run(self, outputs, text):
        ids = numpy.array([self.tokenizer.encode(text).ids], dtype=numpy.int64)
        feed = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
        return self.session.run(outputs, feed)

    def embed(self, text):
        """The mean over the tokens, of length 1."""
        vector = self.run([OUTPUT], text)[0][0].mean(0)
        return vector / numpy.linalg.norm(vector)


def ranges(fused, names, texts, tokenizer, work):
    """The least and the most of each tensor; 0 is always between them."""
    for name in names:
        fused.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    probe = os.path.join(work, "probe.onnx")
    onnx.save(fused, probe)
    model = Model(probe, tokenizer)
    least, most = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    for text in texts:
        for name, values in zip(names, model.run(names, text)):
            least[name] = min(least[name], float(values.min()))
            most[name] = max(most[name], float(values.max()))
    return {name: (least[name], most[name]) for name in names}


def fix(graph, bounds):
    """Each scale that a run would find for itself becomes a constant."""
    for at, node in enumerate(graph.node):
        if node.op_type != "DynamicQuantizeLinear":
            continue
        x, (quantised, scale, zero) = node.input[0], node.output
        least, most = bounds[x]
        step = (most - least) / LEVELS
        graph.initializer.append(numpy_helper.from_array(numpy.array(step, numpy.float32), scale))
        graph.initializer.append(numpy_helper.from_array(numpy.array(round(-least / step), numpy.uint8), zero))
        graph.node.remove(node)
        graph.node.insert(at, helper.make_node("QuantizeLinear", [x, scale, zero], [quantised], node.name))


def quantise(folder, out, texts, tokenizer):
    with tempfile.TemporaryDirectory() as work:
        fused, dynamic = os.path.join(work, "fused.onnx"), os.path.join(work, "dynamic.onnx")
        optimizer.optimize_model(os.path.join(folder, MODEL), model_type="bert", opt_level=0).save_model_to_file(fused)
        quantize_dynamic(
            fused,
            dynamic,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Attention"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
        )
        model = onnx.load(dynamic)
        names = sorted({n.input[0] for n in model.graph.node if n.op_type == "DynamicQuantizeLinear"})
        fix(model.graph, ranges(onnx.load(fused), names, texts, tokenizer, work))
        onnx.save(model, out)


def main(folder, out):
    tokenizer = tokenizers.Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    tokenizer.no_padding()
    quantise(folder, out, [line.strip() for line in sys.stdin if line.strip()], tokenizer)
    before, after = Model(os.path.join(folder, MODEL), tokenizer), Model(out, tokenizer)
    cosines = [float(before.embed(text) @ after.embed(text)) for text in SENTENCES]
    print(f"static int8: cosine to FP32 {min(cosines):.4f} at least, {sum(cosines) / len(cosines):.4f} on average")
    if min(cosines) < LEAST_COSINE:
        sys.exit(f"quantise.py: that is below {LEAST_COSINE}")


main(*sys.argv[1:])
