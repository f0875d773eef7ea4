package dev.fairlead.fetch;

/** The program as it is but for one thing: it may connect to this machine. For child processes. */
final class LoopbackMain {
  private LoopbackMain() {}

  public static void main(String[] args) {
    Settings standard = Settings.standard();
    Main.start(
        new Settings(
            Program.LOOPBACK_IS_PRIVATE,
            standard.timeouts(),
            standard.retries(),
            standard.limits(),
            standard.environment()),
        args);
  }
}
