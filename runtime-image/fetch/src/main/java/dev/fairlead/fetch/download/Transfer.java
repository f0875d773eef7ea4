package dev.fairlead.fetch.download;

import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.Bytes;
import dev.fairlead.fetch.report.Progress;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The requests for one blob, each for what the ones before it did not bring. */
final class Transfer {
  private static final int BUFFER = 1 << 16;

  private final Blob blob;
  private final PartFile part;
  private final RetryPolicy policy;
  private final Room room;
  private final Progress progress;
  private long total;

  Transfer(Blob blob, PartFile part, RetryPolicy policy, Room room, Progress progress) {
    this.blob = blob;
    this.part = part;
    this.policy = policy;
    this.room = room;
    this.progress = progress;
    this.total = blob.size();
  }

  /** The size of the whole in bytes, -1 while unknown. */
  long total() {
    return total;
  }

  /** Asks for what is missing; returns when nothing is. */
  void attempt() throws IOException {
    if (part.size() == total && total > 0) {
      return;
    }
    boolean sameVersion = blob.sha256().isPresent() || part.validator().isPresent();
    if (part.size() > 0 && (!sameVersion || (total >= 0 && part.size() > total))) {
      part.restart();
    }
    try (HttpReply reply = blob.opener().open(headers())) {
      var answer =
          RangeAnswer.of(
              reply.status(), reply.header("Content-Range"), reply.length(), part.size());
      switch (answer) {
        case RangeAnswer.Complete complete -> {}
        case RangeAnswer.Unusable unusable -> {
          part.restart();
          throw again("the server sent " + unusable.why());
        }
        case RangeAnswer.Append append -> copy(reply.body(), append.total());
        case RangeAnswer.FromStart all -> {
          part.restart();
          part.validator(validator(reply));
          total = blob.size();
          copy(reply.body(), all.total());
        }
      }
    }
  }

  private void copy(InputStream body, long stated) throws IOException {
    expect(stated);
    byte[] buffer = new byte[BUFFER];
    var pace = new Pace(policy.window(), policy.windowBytes());
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      if (total >= 0 && part.size() + read > total) {
        part.restart();
        throw again("the server sent more than it announced");
      }
      part.append(buffer, read);
      pace.check(read);
    }
    if (part.size() < total) {
      throw new EOFException("the answer ended too early");
    }
  }

  private void expect(long stated) throws IOException {
    if (stated >= 0 && total >= 0 && stated != total) {
      throw again(
          "the server has %s where %s were expected"
              .formatted(Bytes.text(stated), Bytes.text(total)));
    }
    if (total < 0 && stated >= 0) {
      total = stated;
      progress.total(total);
    }
    if (total >= 0) {
      room.require(total - part.size());
    }
  }

  private Map<String, String> headers() throws IOException {
    var headers = new HashMap<String, String>();
    headers.put("Accept-Encoding", "identity");
    if (part.size() > 0) {
      headers.put("Range", "bytes=" + part.size() + "-");
      part.validator().ifPresent(validator -> headers.put("If-Range", validator));
    }
    return headers;
  }

  /** Weak ETags do not promise the same bytes (RFC 9110, 8.8.1). */
  private static Optional<String> validator(HttpReply reply) {
    return reply
        .header("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> reply.header("Last-Modified"));
  }

  private static TransientException again(String why) {
    return new TransientException(why, Duration.ZERO);
  }
}
