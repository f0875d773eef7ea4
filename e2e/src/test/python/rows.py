#!/usr/bin/env python3
"""rows.py URL NAME GRPC INPUT OUTPUT ROWS ANSWERS: clients that others have written ask a model of FP32 tensors for some rows.

GRPC is host:port; ROWS and ANSWERS are JSON. Prints "CLIENT: equal" for each that gets the answers; ends with an error at the
first that does not.
"""
import asyncio
import json
import multiprocessing
import sys

import numpy

url, name, grpc, input_name, output_name, rows, answers = sys.argv[1:]
ROWS = numpy.array(json.loads(rows), numpy.float32)
ANSWERS = numpy.array(json.loads(answers), numpy.float32)


def same(client, found):
    numpy.testing.assert_array_equal(found, ANSWERS, client, strict=True)
    print(f"{client}: equal", flush=True)


async def by_kserve():
    import kserve

    def request(binary):
        tensor = kserve.InferInput(input_name, list(ROWS.shape), "FP32")
        tensor.set_data_from_numpy(ROWS, binary_data=binary)
        return kserve.InferRequest(model_name=name, infer_inputs=[tensor], parameters={"binary_data_output": binary})

    rest = kserve.InferenceRESTClient(kserve.RESTConfig(protocol="v2", timeout=60))
    assert await rest.is_server_live(url) and await rest.is_server_ready(url)
    assert await rest.is_model_ready(url, model_name=name)
    for client, binary in (("kserve", False), ("kserve, bytes", True)):
        same(client, (await rest.infer(url, request(binary), model_name=name)).outputs[0].as_numpy())
    client = kserve.InferenceGRPCClient(url=grpc, timeout=60)
    assert await client.is_server_live() and await client.is_server_ready() and await client.is_model_ready(name)
    for title, binary in (("kserve by gRPC", False), ("kserve by gRPC, bytes", True)):
        same(title, (await client.infer(request(binary))).outputs[0].as_numpy())
    await client.close()


def by_triton(title, module, client, **binary):
    from tritonclient.utils import InferenceServerException

    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(name)
    client.get_server_metadata()
    client.get_model_metadata(name)
    tensor = module.InferInput(input_name, list(ROWS.shape), "FP32")
    tensor.set_data_from_numpy(ROWS, **binary)
    output = module.InferRequestedOutput(output_name, **binary)
    for outputs in (None, [output]):
        same(title, client.infer(name, [tensor], outputs=outputs, request_id="7").as_numpy(output_name))
    wrong = module.InferInput(input_name, list(ROWS.shape), "INT64")
    wrong.set_data_from_numpy(ROWS.astype(numpy.int64), **binary)
    for model, message in ((name, f"the input '{input_name}' is INT64, the model takes FP32"), ("other", "there is no model 'other' here")):
        try:
            client.infer(model, [wrong])
            raise AssertionError(f"{title}: {model} was not refused")
        except InferenceServerException as e:
            assert message in e.message(), e.message()


def by_tritons():
    import tritonclient.grpc
    import tritonclient.http

    with tritonclient.http.InferenceServerClient(url.removeprefix("http://")) as http:
        by_triton("tritonclient", tritonclient.http, http, binary_data=False)
        by_triton("tritonclient, bytes", tritonclient.http, http, binary_data=True)
    with tritonclient.grpc.InferenceServerClient(grpc) as channel:
        by_triton("tritonclient by gRPC", tritonclient.grpc, channel)


# each in a process of its own: they register different messages under the same names
for clients in (lambda: asyncio.run(by_kserve()), by_tritons):
    process = multiprocessing.get_context("fork").Process(target=clients)
    process.start()
    process.join()
    assert process.exitcode == 0
