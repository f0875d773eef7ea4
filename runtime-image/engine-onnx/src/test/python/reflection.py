#!/usr/bin/env python3
"""reflection.py GRPC: a client that knows of the protocol only what the server tells, and one of grpc.health.v1.

Calls the six methods of a model "m" that gives each input back. Prints "reflection: N methods" and "health: serving".
"""
import sys

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

SERVICE = "inference.GRPCInferenceService"
BYTES = {"BOOL": 1, "UINT8": 1, "INT8": 1, "INT16": 2, "FP16": 2, "BF16": 2, "INT32": 4, "FP32": 4, "INT64": 8, "FP64": 8}
TWO_TEXTS = b"\x01\x00\x00\x00a\x02\x00\x00\x00bc"


def refused(code, call):
    try:
        call()
    except grpc.RpcError as e:
        assert e.code() == code, e
    else:
        raise AssertionError(f"{code} was expected")


def methods(channel):
    database = ProtoReflectionDescriptorDatabase(channel)
    assert {SERVICE, "grpc.health.v1.Health"} <= set(database.get_services())
    service = DescriptorPool(database).FindServiceByName(SERVICE)
    called = set()

    def call(name, /, **fields):
        method = service.methods_by_name[name]
        request = message_factory.GetMessageClass(method.input_type)(**fields)
        answer = message_factory.GetMessageClass(method.output_type)
        called.add(name)
        return channel.unary_unary(
            f"/{SERVICE}/{name}", request_serializer=lambda m: m.SerializeToString(), response_deserializer=answer.FromString
        )(request, timeout=60)

    assert call("ServerLive").live and call("ServerReady").ready and call("ModelReady", name="m").ready
    assert "binary_tensor_data" in call("ServerMetadata").extensions
    model = call("ModelMetadata", name="m")
    raw = [TWO_TEXTS if spec.datatype == "BYTES" else b"\x01" * BYTES[spec.datatype] * 2 for spec in model.inputs]
    inputs = [{"name": spec.name, "datatype": spec.datatype, "shape": [1, 2]} for spec in model.inputs]
    answer = call("ModelInfer", model_name="m", id="7", inputs=inputs, raw_input_contents=raw)
    assert answer.id == "7" and list(answer.raw_output_contents) == raw
    refused(grpc.StatusCode.NOT_FOUND, lambda: call("ModelReady", name="other"))
    refused(grpc.StatusCode.INVALID_ARGUMENT, lambda: call("ModelInfer", model_name="m", inputs=inputs[:1], raw_input_contents=raw[:1]))
    assert called == set(service.methods_by_name), called
    print(f"reflection: {len(called)} methods")


def health(channel):
    stub = health_pb2_grpc.HealthStub(channel)
    for name in ("", SERVICE):
        request = health_pb2.HealthCheckRequest(service=name)
        assert stub.Check(request, timeout=60).status == health_pb2.HealthCheckResponse.SERVING
        watch = stub.Watch(request, timeout=60)
        assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
        watch.cancel()
    refused(grpc.StatusCode.NOT_FOUND, lambda: stub.Check(health_pb2.HealthCheckRequest(service="other"), timeout=60))
    print("health: serving")


with grpc.insecure_channel(sys.argv[1]) as server:
    methods(server)
    health(server)
