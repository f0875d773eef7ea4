package dev.fairlead.e2e;

/**
 * Devices that a node says it has, and has not: enough for the scheduler.
 *
 * @param node the node
 * @param resource their name, such as {@code nvidia.com/gpu}
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/administer-cluster/extended-resource-node/">Advertise
 *     Extended Resources for a Node</a>
 */
record Devices(String node, String resource) implements AutoCloseable {
  /** That many, until this is closed. */
  static Devices on(String node, String resource, int count) {
    var devices = new Devices(node, resource);
    devices.say("\"" + count + "\"");
    return devices;
  }

  @Override
  public void close() {
    say("null");
  }

  private void say(String count) {
    String amounts = "{\"%s\":%s}".formatted(resource, count);
    Shell.run(
        "kubectl",
        "patch",
        "node",
        node,
        "--subresource=status",
        "--type=merge",
        "--patch",
        "{\"status\":{\"capacity\":%1$s,\"allocatable\":%1$s}}".formatted(amounts));
  }
}
