"""What the Hub's own client brings of a repository. usage: hub_snapshot.py REPOSITORY REVISION FOLDER PATTERN..."""

import sys

from huggingface_hub import snapshot_download

repository, revision, folder, *patterns = sys.argv[1:]
print(
    snapshot_download(
        repository,
        revision=revision,
        local_dir=folder,
        cache_dir=folder + ".cache",
        allow_patterns=patterns,
    )
)
