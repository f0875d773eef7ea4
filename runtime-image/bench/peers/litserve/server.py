"""server.py WORKLOAD FOLDER PORT: the model in that folder by LitServe.

A worker for each core, its quicker queue. Batches for texts of one length, where nothing has to be padded.
"""
import os
import sys

import litserve
import numpy
from raced_model import OnnxModel, is_text, setting

WORKLOAD, FOLDER, PORT = sys.argv[1:4]


class Runtime(litserve.LitAPI):
    def setup(self, device):
        self.onnx = OnnxModel(FOLDER, setting("THREADS", 1))

    def decode_request(self, request):
        if is_text(WORKLOAD):
            return request["text"]
        if "base64" in request:
            return self.onnx.floats(request["base64"])
        return numpy.array([request["x"]], dtype=numpy.float32)

    def batch(self, inputs):
        return inputs if is_text(WORKLOAD) else numpy.concatenate(inputs)

    def predict(self, x):
        # without batches it comes as one, not as a list
        return self.onnx.embed([x] if isinstance(x, str) else x) if is_text(WORKLOAD) else self.onnx.rows(x)

    def unbatch(self, output):
        return list(output)

    def encode_response(self, output):
        return {"y": numpy.ravel(output).tolist()}


if __name__ == "__main__":
    batch = setting("BATCH", 8 if WORKLOAD == "minilm" else 1)
    api = Runtime(max_batch_size=batch, batch_timeout=0.002 if batch > 1 else 0.0)
    workers = setting("WORKERS", os.cpu_count())
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=workers, fast_queue=True)
    server.run(host="127.0.0.1", port=int(PORT), generate_client_file=False, log_level="warning")
