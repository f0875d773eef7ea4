package dev.fairlead.e2e.tools;

import java.security.Security;

/**
 * {@code load}, {@code witness}, {@code stopwatch}, {@code files} or {@code proxy}, with {@code
 * --name=value} options. Each prints a line of JSON every second: all that it has seen so far,
 * numbered, the last one when it ends.
 */
public final class Main {
  private Main() {}

  /** Runs one of them to its end. */
  public static void main(String[] arguments) throws Exception {
    // a Service that is made anew has another address, and a name that was not there may come
    Security.setProperty("networkaddress.cache.ttl", "1");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    Options options = Options.of(arguments);
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case "load" -> new Load(options).run();
      case "witness" -> new Witness(options).run();
      case "stopwatch" -> new Stopwatch(options).run();
      case "files" -> new FileServer(options).run();
      case "proxy" -> new Proxy(options).run();
      default -> {
        System.err.println(
            "usage: load --url= --body= [--keep=1] [--fresh=1] [--rate=40] [--seconds=60]"
                + " [--timeoutMillis=10000] [--most=256] [--grpc=0 --target= --model= --text=]"
                + " [--each=false] [--header= --users=1]"
                + " | witness --url= --namespace= --name= [--seconds=60]"
                + " | stopwatch --objects= --condition= --url= --body= --namespace= --pods="
                + " [--rounds=1] [--seconds=60]"
                + " | files --folder= --certificate= --password= [--port=8443] [--bytesPerSecond=]"
                + " [--bucket=] [--seconds=60]"
                + " | proxy --to= --login= [--port=3128] [--seconds=60]");
        System.exit(2);
      }
    }
  }
}
