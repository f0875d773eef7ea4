package dev.fairlead.e2e;

/**
 * The API server's priority and fairness leaves no seat to the operator's account: what it asks is
 * refused with 429, its leases too.
 */
final class Throttle implements AutoCloseable {
  private static final String NAME = "fairlead-e2e-throttle";

  /** Before that of leases of everybody, which has a level of its own. */
  private static final String LEVEL =
      """
      apiVersion: flowcontrol.apiserver.k8s.io/v1
      kind: PriorityLevelConfiguration
      metadata: {name: %1$s}
      spec:
        type: Limited
        limited: {nominalConcurrencyShares: 0, lendablePercent: 0, borrowingLimitPercent: 0, limitResponse: {type: Reject}}
      ---
      apiVersion: flowcontrol.apiserver.k8s.io/v1
      kind: FlowSchema
      metadata: {name: %1$s}
      spec:
        priorityLevelConfiguration: {name: %1$s}
        matchingPrecedence: 50
        rules:
        - subjects: [{kind: ServiceAccount, serviceAccount: {name: %2$s, namespace: %3$s}}]
          resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"]}]
          nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]
      """
          .formatted(NAME, Operator.SERVICE_ACCOUNT, Operator.NAMESPACE);

  private final Thread occupant = Thread.ofPlatform().daemon().unstarted(this::occupy);
  private final long before = count();

  private Throttle() {}

  /** From now until it is closed. */
  static Throttle ofOperator() {
    Shell.feed(LEVEL, "kubectl", "apply", "-f", "-");
    var throttle = new Throttle();
    throttle.occupant.start();
    return throttle;
  }

  /** It is as it was, whoever left it otherwise. */
  static void lift() {
    Shell.run(
        "kubectl",
        "delete",
        "flowschemas,prioritylevelconfigurations",
        "--field-selector=metadata.name=" + NAME);
  }

  /** How many requests were refused since. */
  long refusals() {
    return count() - before;
  }

  /**
   * A level without seats still takes one request at a time. So there is always one, in the
   * operator's name, whose body does not come; the API server ends it after a minute.
   */
  private void occupy() {
    try {
      while (true) {
        Process request =
            Shell.start(
                "kubectl",
                "--as=system:serviceaccount:" + Operator.NAMESPACE + ":" + Operator.SERVICE_ACCOUNT,
                "create",
                "--raw=/api/v1/namespaces/" + Operator.NAMESPACE + "/events",
                "-f",
                "-");
        try {
          request.waitFor();
        } finally {
          request.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      // it is over
    }
  }

  private static long count() {
    return Shell.run("kubectl", "get", "--raw", "/metrics")
        .lines()
        .filter(line -> line.startsWith("apiserver_flowcontrol_rejected_requests_total{"))
        .filter(line -> line.contains("priority_level=\"" + NAME + "\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    occupant.interrupt();
    lift();
  }
}
