"""server.py WORKLOAD FOLDER PORT: the model in that folder by infinity, with ONNX Runtime.

It batches by itself. The files that it wants beside the model are written here. The model's own tokenizer.json fills no text up to 128 tokens any more:
that is seen to where the folder is made (ModelFolders), for all servers.
"""
import json
import os
import sys
import tempfile
import types

WORKLOAD, FOLDER, PORT = sys.argv[1:4]
CONFIG = {
    "architectures": ["BertModel"],
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": 384,
    "intermediate_size": 1536,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "num_attention_heads": 12,
    "num_hidden_layers": 6,
    "pad_token_id": 0,
    "type_vocab_size": 2,
    "vocab_size": 30522,
}
TOKENIZER = {
    "tokenizer_class": "BertTokenizer",
    "do_lower_case": True,
    "model_max_length": 512,
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
    "pad_token": "[PAD]",
    "sep_token": "[SEP]",
    "unk_token": "[UNK]",
}
folder = tempfile.mkdtemp(dir=os.getcwd())
for name in ("model.onnx", "tokenizer.json"):
    os.symlink(os.path.join(FOLDER, name), os.path.join(folder, name))
for name, content in (("config.json", CONFIG), ("tokenizer_config.json", TOKENIZER)):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(content, file)
os.environ.update(HF_HOME=folder, HF_HUB_OFFLINE="1", INFINITY_ANONYMOUS_USAGE_STATS="0", DO_NOT_TRACK="1")
sys.argv = ["infinity_emb", "v2", "--model-id", folder, "--served-model-name", "m", "--engine", "optimum", "--device", "cpu"]
sys.argv += ["--pooling-method", "mean", "--batch-size", os.environ.get("PEER_BATCH", "32")]
sys.argv += ["--host", "127.0.0.1", "--port", PORT, "--log-level", "warning"]

import torch  # noqa: E402

# settings of PyTorch 2's compiler, which infinity looks for when it is imported, and ONNX Runtime has no use for: Debian's is a 1
for name in ("_dynamo", "_dynamo.config", "_inductor", "_inductor.config"):
    module = types.ModuleType("torch." + name)
    sys.modules[module.__name__] = module
    parent, _, child = module.__name__.rpartition(".")
    setattr(sys.modules[parent], child, module)

from infinity_emb.cli import cli  # noqa: E402

cli()
