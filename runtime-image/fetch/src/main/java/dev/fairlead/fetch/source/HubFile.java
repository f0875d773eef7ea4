package dev.fairlead.fetch.source;

import java.util.Optional;

/**
 * A file of a repository on the Hub.
 *
 * @param path from the repository's top
 * @param size bytes
 * @param oid of the git blob, 40 hexadecimal digits; that of a pointer for a file in LFS
 * @param sha256 64 hexadecimal digits; of files in LFS only
 */
record HubFile(String path, long size, String oid, Optional<String> sha256) {
  FileList.Entry entry() {
    return new FileList.Entry(
        path, size, sha256.map(hex -> "sha256:" + hex).orElseGet(() -> "git:" + oid));
  }
}
