#!/usr/bin/env python3
"""clients.py URL NAME FOLDER: clients that others have written, against what onnxruntime and tokenizers make of the same files.

Prints "CLIENT: equal" for each whose vectors agree to 1e-5; ends with an error at the first that does not.
"""
import asyncio
import sys

import kserve
import numpy
import onnxruntime
import openai
import tokenizers

url, name, folder = sys.argv[1:]
TEXTS = ["hello world", "How do I reset my password?", "Ein Satz mit Umlauten: äöü ß"]


def reference():
    tokenizer = tokenizers.Tokenizer.from_file(folder + "/tokenizer.json")
    tokenizer.no_padding()
    session = onnxruntime.InferenceSession(folder + "/model.onnx")
    for text in TEXTS:
        encoding = tokenizer.encode(text)
        mask = numpy.array([encoding.attention_mask])
        inputs = {"input_ids": [encoding.ids], "attention_mask": mask, "token_type_ids": [encoding.type_ids]}
        hidden = session.run(None, {key: numpy.array(value) for key, value in inputs.items()})[0]
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        yield (pooled / numpy.linalg.norm(pooled))[0]


def same(client, vectors):
    difference = numpy.abs(numpy.array(vectors) - EXPECTED).max()
    assert difference < 1e-5, f"{client}: the vectors differ by {difference}"
    print(f"{client}: equal")


async def by_kserve(client_name, rest):
    inputs = kserve.InferInput("text", [len(TEXTS)], "BYTES")
    inputs.set_data_from_numpy(numpy.array([text.encode() for text in TEXTS], dtype=numpy.object_), binary_data=False)
    request = kserve.InferRequest(model_name=name, infer_inputs=[inputs])
    response = await rest.infer(url, request, model_name=name)
    same(client_name, response.outputs[0].as_numpy().reshape(len(TEXTS), -1))


async def main():
    rest = kserve.InferenceRESTClient(kserve.RESTConfig(protocol="v2", timeout=60))
    assert await rest.is_server_ready(url) and await rest.is_model_ready(url, model_name=name)
    await by_kserve("kserve", rest)


EXPECTED = numpy.array(list(reference()))
client = openai.OpenAI(base_url=url + "/v1", api_key="none", timeout=60)
same("openai", [item.embedding for item in client.embeddings.create(model=name, input=TEXTS).data])
assert [model.id for model in client.models.list()] == [name]
asyncio.run(main())

import json  # noqa: E402  the plainest client last
import urllib.request  # noqa: E402

body = {"inputs": [{"name": "text", "datatype": "BYTES", "shape": [len(TEXTS)], "data": TEXTS}]}
answer = json.load(
    urllib.request.urlopen(
        urllib.request.Request(f"{url}/v2/models/{name}/infer", json.dumps(body).encode(), {"Content-Type": "application/json"}),
        timeout=60,
    )
)
same("oip", numpy.array(answer["outputs"][0]["data"]).reshape(answer["outputs"][0]["shape"]))
