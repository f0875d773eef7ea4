"""The model as MLServer runs it."""
import numpy
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceResponse
from raced_model import OnnxModel, is_text


class Runtime(MLModel):
    async def load(self):
        parameters = self.settings.parameters
        self.text = is_text(parameters.extra["workload"])
        self.onnx = OnnxModel(parameters.uri, parameters.extra["threads"])
        return True

    async def predict(self, payload):
        output = NumpyCodec.encode_output("y", self.run(payload.inputs[0]))
        return InferenceResponse(id=payload.id, model_name=self.name, outputs=[output])

    def run(self, tensor):
        if self.text:
            return self.onnx.embed(StringCodec.decode_input(tensor))
        if tensor.datatype == "BYTES":  # there are no bytes by REST but as text
            return self.onnx.rows(numpy.concatenate([self.onnx.floats(x) for x in StringCodec.decode_input(tensor)]))
        return self.onnx.rows(NumpyCodec.decode_input(tensor))
