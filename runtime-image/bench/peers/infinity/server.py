"""server.py WORKLOAD FOLDER PORT: the model in that folder by infinity, with ONNX Runtime.

It batches by itself. The files that it wants beside the model are written here. The model's own tokenizer.json fills no text up to 128 tokens any more:
that is seen to where the folder is made (ModelFolders), for all servers.
"""
import json
import os
import sys
import tempfile

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
command = os.path.join(os.path.dirname(sys.executable), "infinity_emb")
os.execv(
    command,
    [command, "v2", "--model-id", folder, "--served-model-name", "m", "--engine", "optimum", "--device", "cpu"]
    + ["--pooling-method", "mean", "--batch-size", os.environ.get("PEER_BATCH", "32")]
    + ["--host", "127.0.0.1", "--port", PORT, "--log-level", "warning"],
)
