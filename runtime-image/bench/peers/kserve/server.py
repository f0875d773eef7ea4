"""server.py WORKLOAD FOLDER PORT: the model in that folder by KServe's Python SDK.

One process for each core; the SDK does not batch. Its three log lines for each request are switched off.
"""
import os
import sys

WORKLOAD, FOLDER, PORT = sys.argv[1:4]
QUIET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "quiet.json")
# read by the SDK while it is imported, here and in each of its processes
sys.argv[4:] = ["--enable_latency_logging=false", "--enable_grpc=false", f"--log_config_file={QUIET}"]

from kserve import InferOutput, InferResponse, Model, ModelServer  # noqa: E402
from raced_model import OnnxModel, is_text, setting  # noqa: E402


class Runtime(Model):
    def __init__(self):
        super().__init__("m")
        self.onnx = OnnxModel(FOLDER, setting("THREADS", 1))
        self.ready = True

    async def predict(self, payload, headers=None, response_headers=None):
        tensor = payload.inputs[0]
        y = self.onnx.embed(tensor.data) if is_text(WORKLOAD) else self.onnx.rows(tensor.as_numpy())
        output = InferOutput(name="y", shape=list(y.shape), datatype="FP32")
        output.set_data_from_numpy(y, binary_data=False)
        return InferResponse(response_id=payload.id or "", model_name=self.name, infer_outputs=[output])


if __name__ == "__main__":
    ModelServer(http_port=int(PORT), workers=setting("WORKERS", os.cpu_count())).start([Runtime()])
