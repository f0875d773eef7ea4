"""server.py WORKLOAD FOLDER PORT: the model in that folder by MLServer.

Texts: batched, run by a process for each core. Tensors: in the server's own process, since sending them on costs more than the model.
"""
import json
import os
import socket
import sys
import tempfile

from raced_model import is_text, setting

WORKLOAD, FOLDER, PORT = sys.argv[1:4]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


text = is_text(WORKLOAD)
batch = setting("BATCH", 16 if WORKLOAD == "minilm" else 0)
settings = {
    "debug": False,
    "host": "127.0.0.1",
    "http_port": int(PORT),
    "grpc_port": free_port(),
    "metrics_port": free_port(),
    "parallel_workers": setting("WORKERS", os.cpu_count() if text else 0),
}
model = {
    "name": "m",
    "implementation": "onnx_runtime.Runtime",
    "max_batch_size": batch,
    "max_batch_time": 0.002 if batch else 0,
    "parameters": {"uri": FOLDER, "extra": {"workload": WORKLOAD, "threads": setting("THREADS", 1)}},
}
folder = tempfile.mkdtemp(dir=os.getcwd())
for name, content in (("settings.json", settings), ("model-settings.json", model)):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(content, file)
os.environ["PYTHONPATH"] += os.pathsep + os.path.dirname(os.path.abspath(__file__))
command = os.path.join(os.path.dirname(sys.executable), "mlserver")
os.execv(command, [command, "start", folder])
