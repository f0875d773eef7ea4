package dev.fairlead.runtime;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * The signals that ask a process to end, taken before the JVM does: its shutdown hooks run all at
 * once, and ONNX Runtime's own frees what runs still use, those that a drain waits for. Hooks run
 * only once somebody exits.
 *
 * <p>By reflection, since the compiler warns of {@code sun.misc.Signal} and knows no way to say
 * that it is meant; it is of the module {@code jdk.unsupported}, which is there to be used.
 */
final class EndSignals {
  private static final int INTERRUPT = 2;
  private static final int TERMINATE = 15;

  /** What an exit code has beside a signal's number. */
  private static final int BY_SIGNAL = 128;

  private EndSignals() {}

  /**
   * Whoever sends the first of them has {@code end} run, in a thread of its own; later ones are
   * left to it.
   *
   * @param end with the exit code of a process that the signal has ended
   */
  static void take(IntConsumer end) {
    var isAsked = new AtomicBoolean();
    IntConsumer once =
        code -> {
          if (isAsked.compareAndSet(false, true)) {
            end.accept(code);
          }
        };
    try {
      take("INT", () -> once.accept(BY_SIGNAL + INTERRUPT));
      take("TERM", () -> once.accept(BY_SIGNAL + TERMINATE));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a JVM without the module jdk.unsupported", e);
    }
  }

  private static void take(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Constructor<?> named = signal.getConstructor(String.class);
    Method handle = signal.getMethod("handle", signal, handler);
    Object runs =
        Proxy.newProxyInstance(
            EndSignals.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              action.run();
              return null;
            });
    handle.invoke(null, named.newInstance(name), runs);
  }
}
