"""A model server made with KServe's Python SDK: y = x · weights + bias, as model.json in the model's folder has them."""
import json
import os

import numpy
from kserve import InferOutput, InferResponse, Model, ModelServer


class Linear(Model):
    def __init__(self):
        super().__init__(os.environ["FAIRLEAD_MODEL_NAME"])
        with open(os.path.join(os.environ["FAIRLEAD_MODEL_DIR"], "model.json"), encoding="utf-8") as file:
            model = json.load(file)
        self.weights = numpy.array(model["weights"], numpy.float32)
        self.bias = numpy.float32(model["bias"])
        self.ready = True

    async def predict(self, payload, headers=None, response_headers=None):
        y = payload.inputs[0].as_numpy() @ self.weights + self.bias
        output = InferOutput(name="y", shape=list(y.shape), datatype="FP32")
        output.set_data_from_numpy(y.astype(numpy.float32), binary_data=False)
        return InferResponse(response_id=payload.id or "", model_name=self.name, infer_outputs=[output])


if __name__ == "__main__":
    ModelServer().start([Linear()])
