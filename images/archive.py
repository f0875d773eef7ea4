#!/usr/bin/env python3
"""archive.py OUT NAME CONFIG.json FOLDER[:PREFIX]...  One layer for each folder, as a docker-archive.

Only names, modes and contents go in: no times, no owners, sorted. The same folders give the same bytes.
"""
import datetime
import hashlib
import io
import json
import os
import stat
import sys
import tarfile

EPOCH = 1767225600  # 2026-01-01, as project.build.outputTimestamp in pom.xml


def entry(name, kind, mode):
    info = tarfile.TarInfo(name)
    info.mtime, info.type, info.mode = EPOCH, kind, mode
    return info


def add(tar, path, name):
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        info = entry(name, tarfile.SYMTYPE, 0o777)
        info.linkname = os.readlink(path)
        tar.addfile(info)
    elif stat.S_ISDIR(status.st_mode):
        tar.addfile(entry(name, tarfile.DIRTYPE, stat.S_IMODE(status.st_mode)))
    elif stat.S_ISREG(status.st_mode):
        info = entry(name, tarfile.REGTYPE, 0o755 if status.st_mode & 0o111 else 0o644)
        info.size = status.st_size
        with open(path, "rb") as file:
            tar.addfile(info, file)


def layer(spec):
    folder, _, prefix = spec.partition(":")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as tar:
        parts = [part for part in prefix.split("/") if part]
        for depth in range(len(parts)):
            tar.addfile(entry("/".join(parts[: depth + 1]), tarfile.DIRTYPE, 0o755))
        paths = []
        for root, folders, files in os.walk(folder):
            paths += [os.path.relpath(os.path.join(root, name), folder) for name in folders + files]
        for path in sorted(paths):
            add(tar, os.path.join(folder, path), "/".join(parts + [path]))
    return buffer.getvalue()


def main():
    out, name, config, *folders = sys.argv[1:]
    layers = [layer(folder) for folder in folders]
    digests = [hashlib.sha256(data).hexdigest() for data in layers]
    created = datetime.datetime.fromtimestamp(EPOCH, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    with open(config, encoding="utf-8") as file:
        settings = json.load(file)
    image = json.dumps(
        {
            "created": created,
            "architecture": "amd64",
            "os": "linux",
            "config": settings,
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest for digest in digests]},
            "history": [{"created": created, "created_by": "images/base"} for _ in folders],
        },
        sort_keys=True,
    ).encode()
    image_name = hashlib.sha256(image).hexdigest() + ".json"
    manifest = json.dumps(
        [{"Config": image_name, "RepoTags": [name + ":latest"], "Layers": [digest + ".tar" for digest in digests]}]
    ).encode()
    with tarfile.open(out, "w", format=tarfile.GNU_FORMAT) as tar:
        files = [(digest + ".tar", data) for digest, data in zip(digests, layers)]
        for path, data in files + [(image_name, image), ("manifest.json", manifest)]:
            info = entry(path, tarfile.REGTYPE, 0o644)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    print("layers of", ", ".join(f"{len(data) >> 20} MiB" for data in layers))


main()
