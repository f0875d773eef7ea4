package dev.fairlead.operator.check;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks an address once; ends with 0 if it answers 200, else with 1 and the reason. */
public final class HealthCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int OK = 200;

  private HealthCheck() {}

  /** The address is the only argument. */
  public static void main(String[] arguments) throws InterruptedException {
    System.exit(check(URI.create(arguments[0]), System.out));
  }

  static int check(URI address, PrintStream out) throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      out.println(address + " answers " + response.statusCode() + ": " + response.body());
      return response.statusCode() == OK ? 0 : 1;
    } catch (IOException e) {
      out.println(address + " does not answer: " + e);
      return 1;
    }
  }
}
