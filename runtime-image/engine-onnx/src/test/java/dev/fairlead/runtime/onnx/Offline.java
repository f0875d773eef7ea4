package dev.fairlead.runtime.onnx;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;

/**
 * Starts the server and asks it for an embedding, where it is run: prints {@code outside: REASON},
 * why nothing else can be reached, and {@code answer: STATUS BODY}.
 */
final class Offline {
  /** An address that nobody has: RFC 5737. */
  private static final byte[] OUTSIDE = {(byte) 192, 0, 2, 1};

  private static final int PATIENCE_MILLIS = 5_000;

  private Offline() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("outside: " + outside());
    try (var server =
        new ServerProcess(Path.of(arguments[0]), Path.of(arguments[1]), Map.of()).awaitReady()) {
      var answer = server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"hello world\"}");
      System.out.println("answer: " + answer.statusCode() + " " + answer.body());
    }
  }

  private static String outside() {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(OUTSIDE), 443), PATIENCE_MILLIS);
      return "reached";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
