#!/usr/bin/env python3
"""clients.py URL NAME FOLDER [GRPC]: clients that others have written, against what onnxruntime and tokenizers make of the same files.

GRPC is host:port; without it only REST is tried. Prints "CLIENT: equal" for each whose vectors agree to 1e-5; ends with an error
at the first that does not.
"""
import asyncio
import base64
import json
import multiprocessing
import sys
import urllib.request

import numpy
import onnxruntime
import openai
import tokenizers

url, name, folder, *grpc = sys.argv[1:]
TEXTS = ["hello world", "How do I reset my password?", "Ein Satz mit Umlauten: äöü ß"]
BYTES = numpy.array([text.encode() for text in TEXTS], dtype=numpy.object_)
TOKENIZER = tokenizers.Tokenizer.from_file(folder + "/tokenizer.json")
TOKENIZER.no_padding()


def reference():
    session = onnxruntime.InferenceSession(folder + "/model.onnx")
    for text in TEXTS:
        encoding = TOKENIZER.encode(text)
        mask = numpy.array([encoding.attention_mask])
        inputs = {"input_ids": [encoding.ids], "attention_mask": mask, "token_type_ids": [encoding.type_ids]}
        hidden = session.run(None, {key: numpy.array(value) for key, value in inputs.items()})[0]
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        yield (pooled / numpy.linalg.norm(pooled))[0]


def same(client, vectors):
    vectors = numpy.array(vectors)
    assert vectors.shape == EXPECTED.shape, f"{client}: {vectors.shape}"
    difference = numpy.abs(vectors - EXPECTED).max()
    assert difference < 1e-5, f"{client}: the vectors differ by {difference}"
    print(f"{client}: equal")


def by_openai():
    client = openai.OpenAI(base_url=url + "/v1", api_key="none", timeout=60)
    assert [model.id for model in client.models.list()] == [name]
    assert client.models.retrieve(name).owned_by == "fairlead"
    answer = client.embeddings.create(model=name, input=TEXTS)
    same("openai", [item.embedding for item in answer.data])
    tokens = [TOKENIZER.encode(text).ids for text in TEXTS]
    assert answer.usage.prompt_tokens == answer.usage.total_tokens == sum(map(len, tokens))

    def vectors(**arguments):
        return [item.embedding for item in client.embeddings.create(model=name, **arguments).data]

    same("openai, numbers", vectors(input=TEXTS, encoding_format="float"))
    same("openai, tokens", vectors(input=tokens))
    same("openai, one by one", [vectors(input=one)[0] for one in (TEXTS[0], tokens[1], [TEXTS[2]])])
    encoded = vectors(input=TEXTS, encoding_format="base64", dimensions=EXPECTED.shape[1], user="u")
    same("openai, base64", [numpy.frombuffer(base64.b64decode(item), "<f4") for item in encoded])
    azure = openai.OpenAI(base_url=url + "/openai/v1", api_key="none", timeout=60)
    same("openai, by prefix", [item.embedding for item in azure.embeddings.create(model=name, input=TEXTS).data])

    for arguments, error, param in (
        ({"model": "other", "input": "a"}, openai.NotFoundError, "model"),
        ({"model": name, "input": ""}, openai.BadRequestError, "input"),
        ({"model": name, "input": "a", "dimensions": 7}, openai.BadRequestError, "dimensions"),
    ):
        try:
            client.embeddings.create(**arguments)
            raise AssertionError(f"{arguments} was not refused")
        except error as e:
            assert e.param == param and e.type == "invalid_request_error", e.body


async def by_kserve():
    import kserve

    def request(binary):
        tensor = kserve.InferInput("text", [len(TEXTS)], "BYTES")
        tensor.set_data_from_numpy(BYTES, binary_data=binary)
        return kserve.InferRequest(model_name=name, infer_inputs=[tensor], parameters={"binary_data_output": binary})

    rest = kserve.InferenceRESTClient(kserve.RESTConfig(protocol="v2", timeout=60))
    assert await rest.is_server_live(url) and await rest.is_server_ready(url)
    assert await rest.is_model_ready(url, model_name=name)
    for client, binary in (("kserve", False), ("kserve, bytes", True)):
        response = await rest.infer(url, request(binary), model_name=name)
        same(client, response.outputs[0].as_numpy())
    if grpc:
        client = kserve.InferenceGRPCClient(url=grpc[0], timeout=60)
        assert await client.is_server_live() and await client.is_server_ready()
        assert await client.is_model_ready(name)
        for title, binary in (("kserve by gRPC", False), ("kserve by gRPC, bytes", True)):
            response = await client.infer(request(binary))
            same(title, response.outputs[0].as_numpy())
        await client.close()


def by_triton(title, module, client, **binary):
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(name)
    tensor = module.InferInput("text", [len(TEXTS)], "BYTES")
    tensor.set_data_from_numpy(BYTES, **binary)
    output = module.InferRequestedOutput("embedding", **binary)
    for outputs in (None, [output]):
        result = client.infer(name, [tensor], outputs=outputs, request_id="7")
        same(title, result.as_numpy("embedding"))


def by_nothing_but_json():
    body = {"inputs": [{"name": "text", "datatype": "BYTES", "shape": [len(TEXTS)], "data": TEXTS}]}
    request = urllib.request.Request(
        f"{url}/v2/models/{name}/infer", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        output = json.load(response)["outputs"][0]
    same("oip", numpy.array(output["data"]).reshape(output["shape"]))


def by_tritons():
    import tritonclient.grpc
    import tritonclient.http

    with tritonclient.http.InferenceServerClient(url.removeprefix("http://")) as http:
        by_triton("tritonclient", tritonclient.http, http, binary_data=False)
        by_triton("tritonclient, bytes", tritonclient.http, http, binary_data=True)
    if grpc:
        with tritonclient.grpc.InferenceServerClient(grpc[0]) as channel:
            by_triton("tritonclient by gRPC", tritonclient.grpc, channel)


EXPECTED = numpy.array(list(reference()))
by_nothing_but_json()
by_openai()
# each in a process of its own: they register different messages under the same names
for clients in (lambda: asyncio.run(by_kserve()), by_tritons):
    process = multiprocessing.get_context("fork").Process(target=clients)
    process.start()
    process.join()
    assert process.exitcode == 0
