#!/usr/bin/env python3
"""reference.py MODEL.onnx TOKENIZER.json OUT.json: what PyPI's onnxruntime, tokenizers and numpy make of some texts.

No code is shared with the server. Run with onnxruntime 1.32, tokenizers 0.23; the result is committed.
"""
import json
import sys

import numpy
import onnxruntime
import tokenizers

TEXTS = [
    "hello world",
    "The quick brown fox jumps over the lazy dog.",
    "Ein Satz mit Umlauten: äöü ß",
    "word " * 300,
    "a",
    "日本語の文章",
]

model, tokenizer_file, out = sys.argv[1:]
tokenizer = tokenizers.Tokenizer.from_file(tokenizer_file)
tokenizer.no_padding()
session = onnxruntime.InferenceSession(model)
vectors = []
for text in TEXTS:
    encoding = tokenizer.encode(text)
    mask = numpy.array([encoding.attention_mask])
    hidden = session.run(
        None,
        {
            "input_ids": numpy.array([encoding.ids]),
            "attention_mask": mask,
            "token_type_ids": numpy.array([encoding.type_ids]),
        },
    )[0]
    pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    vectors.append((pooled / numpy.linalg.norm(pooled))[0])
with open(out, "w", encoding="utf-8") as file:
    json.dump(
        [{"text": t, "vector": [round(float(x), 8) for x in v]} for t, v in zip(TEXTS, vectors)],
        file,
        ensure_ascii=False,
        indent=0,
    )
