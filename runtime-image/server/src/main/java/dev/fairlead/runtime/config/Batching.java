package dev.fairlead.runtime.config;

/**
 * Which requests share runs of the model, and how much of them fits into one.
 *
 * @param mode whether they may
 * @param maxTokens of text in one run, padding included
 * @param maxRows of tensors in one run
 */
public record Batching(Mode mode, int maxTokens, int maxRows) {
  /** Whether requests may share runs. */
  public enum Mode {
    /**
     * If the trial at load shows that each gets what it gets alone: to the last bit on a CPU, but
     * for rounding on a GPU.
     */
    Auto,
    /** The model's owner takes answers that depend on who else asks. */
    Always,
    /** Each runs alone. */
    Never
  }
}
