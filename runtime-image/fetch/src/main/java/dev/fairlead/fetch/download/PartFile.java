package dev.fairlead.fetch.download;

import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The bytes that are here, and their digest so far. Any prefix is a valid state, so it may be left
 * at any moment; who opens it again reads it once.
 */
final class PartFile implements Closeable {
  private final Path file;
  private final Path validatorFile;
  private final Room room;
  private final Progress progress;
  private final FileChannel channel;
  private MessageDigest digest = Sha256.start();
  private long size;

  private PartFile(Path file, Room room, Progress progress, FileChannel channel) {
    this.file = file;
    this.validatorFile = file.resolveSibling(file.getFileName() + ".validator");
    this.room = room;
    this.progress = progress;
    this.channel = channel;
  }

  /** Opens what an earlier start left, or an empty one. */
  static PartFile open(Path file, Room room, Progress progress) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    var part = new PartFile(file, room, progress, channel);
    try {
      part.size = channel.size();
      channel.position(part.size);
      room.take(part.size);
      Sha256.update(part.digest, file, progress::add);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return part;
  }

  long size() {
    return size;
  }

  /** What the server called the version that these bytes are of: an If-Range value. */
  Optional<String> validator() throws IOException {
    if (!Files.exists(validatorFile)) {
      return Optional.empty();
    }
    return Optional.of(Files.readString(validatorFile)).filter(text -> !text.isBlank());
  }

  void validator(Optional<String> value) throws IOException {
    if (value.isPresent()) {
      Files.writeString(validatorFile, value.get());
    } else {
      Files.deleteIfExists(validatorFile);
    }
  }

  void append(byte[] bytes, int length) throws IOException {
    room.take(length);
    digest.update(bytes, 0, length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw room.explain(e) instanceof FetchException full ? full : broken(e);
    }
    size += length;
    progress.add(length);
  }

  /** Forgets all bytes. */
  void restart() throws IOException {
    channel.truncate(0);
    channel.position(0);
    validator(Optional.empty());
    room.give(size);
    progress.add(-size);
    size = 0;
    digest = Sha256.start();
  }

  /** The digest of all bytes; nothing can be appended after it. */
  String sha256() {
    return Sha256.hex(digest);
  }

  /** Forgets the bytes and the file. */
  void delete() throws IOException {
    restart();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static FetchException broken(IOException e) {
    return new FetchException(
        Reason.FETCH_FAILED, "The volume of the model's files cannot be written to.", e);
  }
}
