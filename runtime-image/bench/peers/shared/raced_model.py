"""What the peers serve: the model of a folder by ONNX Runtime, with the tokenizer that lies beside it."""
import base64
import os

import numpy
import onnxruntime
import tokenizers


def setting(name, otherwise):
    """A number that PEER_NAME in the environment may change, to try other settings of a peer."""
    return int(os.environ.get(f"PEER_{name}", otherwise))


def is_text(workload):
    return workload in ("minilm", "int8", "static", "mixed")


class OnnxModel:
    """A session is no data: what goes to another process is where it came from, and it is loaded there."""

    def __init__(self, folder, threads):
        self.folder, self.threads = folder, threads
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            os.path.join(folder, "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = os.path.join(folder, "tokenizer.json")
        if os.path.exists(tokenizer):
            self.tokenizer = tokenizers.Tokenizer.from_file(tokenizer)
            self.tokenizer.enable_padding()

    def __getstate__(self):
        return self.folder, self.threads

    def __setstate__(self, state):
        self.__init__(*state)

    def embed(self, texts):
        """A vector of length 1 for each text: the mean over its tokens."""
        encodings = self.tokenizer.encode_batch(texts)
        mask = numpy.array([e.attention_mask for e in encodings], dtype=numpy.int64)
        hidden = self.session.run(
            None,
            {
                "input_ids": numpy.array([e.ids for e in encodings], dtype=numpy.int64),
                "attention_mask": mask,
                "token_type_ids": numpy.zeros_like(mask),
            },
        )[0]
        weights = mask[..., None].astype(numpy.float32)
        pooled = (hidden * weights).sum(1) / weights.sum(1)
        return pooled / numpy.linalg.norm(pooled, axis=1, keepdims=True)

    def rows(self, x):
        return self.session.run(None, {"x": x})[0]

    def floats(self, encoded):
        """Base64 of little-endian floats, as one row of the model's input."""
        shape = self.session.get_inputs()[0].shape[1:]
        return numpy.frombuffer(base64.b64decode(encoded), dtype="<f4").reshape(1, *shape)
