package dev.fairlead.fetch;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.fairlead.fetch.files.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The reading half of the Hugging Face Hub on a {@link TestServer}, as its documentation and its
 * own client have it: a repository whose files in LFS are served by another host.
 */
final class TestHub {
  private static final int PAGE = 3;

  private static final class HubFile {
    private final byte[] bytes;
    private final boolean isLfs;

    HubFile(byte[] bytes, boolean isLfs) {
      this.bytes = bytes;
      this.isLfs = isLfs;
    }

    byte[] bytes() {
      return bytes;
    }

    boolean isLfs() {
      return isLfs;
    }
  }

  private final TestServer server;
  private final TestServer store;
  private final String repository;
  private final Map<String, HubFile> files = new TreeMap<>();
  private Function<TestServer.Request, Optional<TestServer.Reply>> gate =
      request -> Optional.empty();

  /**
   * @param store of the files in LFS, under the name {@code 127.0.0.1}
   */
  TestHub(TestServer server, TestServer store, String repository) {
    this.server = server;
    this.store = store;
    this.repository = repository;
  }

  /** Looks at each request to the Hub first, and may answer in its place. */
  TestHub gate(Function<TestServer.Request, Optional<TestServer.Reply>> other) {
    gate = other;
    return this;
  }

  /** A refusal as the Hub says it. */
  static TestServer.Reply refusal(int status, String code) {
    return TestServer.status(status, "X-Error-Code: " + code, "X-Error-Message: no");
  }

  String endpoint() {
    return server.url("");
  }

  /** Adds or changes a small file. */
  TestHub file(String path, String content) {
    files.put(path, new HubFile(content.getBytes(StandardCharsets.UTF_8), false));
    return this;
  }

  /** Adds or changes a large file. */
  TestHub lfs(String path, byte[] content) {
    files.put(path, new HubFile(content, true));
    return this;
  }

  TestHub lfs(String path, String content) {
    return lfs(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Where the store has a file of this content. */
  static String storePath(byte[] content) {
    return "/lfs/" + Sha256.of(content);
  }

  /** The files as they are now are what the branch stands for; its commit. */
  String push(String branch) {
    Map<String, HubFile> pushed = new TreeMap<>(files);
    var list = new JsonArray();
    pushed.forEach((path, file) -> list.add(entry(path, file)));
    String commit = sha1(list.toString().getBytes(StandardCharsets.UTF_8));
    for (String revision : List.of(branch.replace("/", "%2F"), commit)) {
      on("/api/models/%s/revision/%s", revision, request -> info(commit, pushed));
    }
    on("/api/models/%s/tree/%s", commit, request -> page(list, commit, request));
    pushed.forEach(
        (path, file) -> {
          on("/%s/resolve/%s", commit + "/" + path, request -> content(commit, file));
          if (file.isLfs()) {
            store.on(storePath(file.bytes()), Content.of(file.bytes()));
          }
        });
    return commit;
  }

  /** Redirects from the name that the repository had, as the Hub does: to a path of its own. */
  TestHub renamedFrom(String old) {
    server.otherwise(
        request ->
            request.path().contains("/" + old + "/")
                ? TestServer.status(307, "Location: " + request.path().replace(old, repository))
                : TestServer.status(404));
    return this;
  }

  private void on(String form, String what, Function<TestServer.Request, TestServer.Reply> page) {
    server.on(
        form.formatted(repository, what),
        request -> gate.apply(request).orElseGet(() -> page.apply(request)));
  }

  private TestServer.Reply info(String commit, Map<String, HubFile> pushed) {
    var siblings = new JsonArray();
    for (String path : pushed.keySet()) {
      var sibling = new JsonObject();
      sibling.addProperty("rfilename", path);
      siblings.add(sibling);
    }
    var info = new JsonObject();
    info.addProperty("_id", "1");
    info.addProperty("id", repository);
    info.addProperty("private", false);
    info.add("siblings", siblings);
    info.addProperty("sha", commit);
    return TestServer.text("application/json", info.toString());
  }

  private TestServer.Reply page(JsonArray all, String commit, TestServer.Request request) {
    int from =
        request.path().contains("cursor=")
            ? Integer.parseInt(request.path().replaceFirst(".*cursor=(\\d+).*", "$1"))
            : 0;
    int to = Math.min(all.size(), from + PAGE);
    var page = new JsonArray();
    for (int i = from; i < to; i++) {
      page.add(all.get(i));
    }
    String next =
        url(
            request,
            "/api/models/%s/tree/%s?recursive=true&cursor=%d".formatted(repository, commit, to));
    return to < all.size()
        ? TestServer.text(
            "application/json", page.toString(), "Link: <%s>; rel=\"next\"".formatted(next))
        : TestServer.text("application/json", page.toString());
  }

  /** As who asks calls this server: a relay may stand before it. */
  private String url(TestServer.Request request, String path) {
    String own = server.url("").replaceFirst(":.*", "");
    String scheme = request.header("x-forwarded-proto").orElse(own);
    return scheme + "://" + request.header("host").orElseThrow() + path;
  }

  private TestServer.Reply content(String commit, HubFile file) {
    if (!file.isLfs()) {
      String oid = oid(file.bytes());
      return out -> {
        TestServer.head(out, 200, "X-Repo-Commit: " + commit, "ETag: \"%s\"".formatted(oid));
        TestServer.line(out, "Content-Length: " + file.bytes().length);
        TestServer.line(out, "");
        out.write(file.bytes());
      };
    }
    return TestServer.status(
        302,
        "X-Repo-Commit: " + commit,
        "X-Linked-Etag: \"%s\"".formatted(Sha256.of(file.bytes())),
        "X-Linked-Size: " + file.bytes().length,
        "Location: " + store.url("127.0.0.1", storePath(file.bytes()) + "?X-Signature=abc"));
  }

  private static JsonObject entry(String path, HubFile file) {
    var entry = new JsonObject();
    entry.addProperty("type", "file");
    entry.addProperty("path", path);
    entry.addProperty("size", file.bytes().length);
    entry.addProperty("oid", oid(file.bytes()));
    if (file.isLfs()) {
      var lfs = new JsonObject();
      lfs.addProperty("oid", Sha256.of(file.bytes()));
      lfs.addProperty("size", file.bytes().length);
      lfs.addProperty("pointerSize", 134);
      entry.add("lfs", lfs);
    }
    return entry;
  }

  private static String oid(byte[] content) {
    byte[] header = "blob %d\0".formatted(content.length).getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[header.length + content.length];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(content, 0, all, header.length, content.length);
    return sha1(all);
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
