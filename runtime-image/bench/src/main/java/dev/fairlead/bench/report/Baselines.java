package dev.fairlead.bench.report;

/** Names of what is measured without a server. */
public final class Baselines {
  /** One inference after the other. */
  public static final String RAW_ONE = "ONNX Runtime, 1 caller, batch 1";

  /** As much as two cores can do. */
  public static final String RAW_BATCH = "ONNX Runtime, 2 callers, batch 16";

  /** The bytes alone. */
  public static final String ECHO = "loopback echo";

  private Baselines() {}
}
