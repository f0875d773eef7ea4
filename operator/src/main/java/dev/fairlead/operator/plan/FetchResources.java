package dev.fairlead.operator.plan;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the container that fetches asks of its node: what the model server does. It runs before that
 * one, and a pod is given the larger of both, so this costs nothing; and a LimitRange or
 * ResourceQuota, which look at each container, take the one where they take the other.
 */
final class FetchResources {
  private static final String CPU = "cpu";
  private static final String MEMORY = "memory";
  private static final String STORAGE = "ephemeral-storage";

  private static final Quantity LEAST_CPU = new Quantity("50m");
  private static final Quantity LEAST_MEMORY = new Quantity("96Mi");

  /** What it may need; files do not go through its memory. */
  private static final Quantity ENOUGH_MEMORY = new Quantity("192Mi");

  /** More would only make its heap larger. */
  private static final Quantity MOST_MEMORY = new Quantity("1Gi");

  /** Where it is in a pod of its own, which writes nothing. */
  private static final Quantity LITTLE_STORAGE = new Quantity("16Mi");

  private static final Quantity ONE_CPU = new Quantity("1");

  /** What it asks for in a pod of its own is between these, in CPUs. */
  private static final BigDecimal LITTLE = new BigDecimal("0.05");

  private static final BigDecimal SOME = new BigDecimal("0.25");

  /** Decimals of an amount of CPU. */
  private static final int MILLIS = 3;

  private FetchResources() {}

  /**
   * In a pod of its own, which only asks: little, but a request and a limit of each kind that the
   * server states, as a ResourceQuota may want them, and no further apart than the server's, as a
   * LimitRange may want them.
   */
  static ResourceRequirements alone(ResourceRequirements server) {
    var requests = new TreeMap<String, Quantity>();
    var limits = new TreeMap<String, Quantity>();
    requests.put(CPU, LEAST_CPU);
    requests.put(MEMORY, ENOUGH_MEMORY);
    limits.put(MEMORY, ENOUGH_MEMORY);
    Quantity cpuLimit = amount(server.getLimits(), CPU);
    if (cpuLimit != null) {
      BigDecimal share = share(requested(server, CPU), cpuLimit);
      BigDecimal request = share.min(SOME).max(LITTLE).setScale(MILLIS, RoundingMode.UP);
      requests.put(CPU, cpus(request));
      limits.put(CPU, smaller(ONE_CPU, cpus(request.divide(share, MILLIS, RoundingMode.DOWN))));
    }
    if (amount(server.getRequests(), STORAGE) != null) {
      requests.put(STORAGE, LITTLE_STORAGE);
    }
    if (amount(server.getLimits(), STORAGE) != null) {
      limits.put(STORAGE, LITTLE_STORAGE);
    }
    return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  /** What the server requests of its limit: above 0, at most 1, and rounded up. */
  private static BigDecimal share(@Nullable Quantity request, Quantity limit) {
    if (request == null || compare(request, limit) >= 0) {
      return BigDecimal.ONE;
    }
    BigDecimal requested = request.getNumericalAmount();
    return requested.signum() == 0
        ? LITTLE
        : requested.divide(limit.getNumericalAmount(), 2 * MILLIS, RoundingMode.UP);
  }

  private static Quantity cpus(BigDecimal amount) {
    return new Quantity(amount.movePointRight(MILLIS).toBigInteger() + "m");
  }

  /** Beside a server with these. */
  static ResourceRequirements beside(ResourceRequirements server) {
    var requests = new TreeMap<String, Quantity>();
    var limits = new TreeMap<String, Quantity>();
    Quantity cpu = larger(LEAST_CPU, requested(server, CPU));
    requests.put(CPU, cpu);
    Quantity cpuLimit = amount(server.getLimits(), CPU);
    if (cpuLimit != null) {
      limits.put(CPU, larger(cpu, cpuLimit));
    }
    Quantity memory = smaller(MOST_MEMORY, larger(LEAST_MEMORY, requested(server, MEMORY)));
    requests.put(MEMORY, memory);
    limits.put(MEMORY, larger(ENOUGH_MEMORY, memory));
    copy(server.getRequests(), requests);
    copy(server.getLimits(), limits);
    return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  private static void copy(@Nullable Map<String, Quantity> from, Map<String, Quantity> to) {
    Quantity storage = amount(from, STORAGE);
    if (storage != null) {
      to.put(STORAGE, storage);
    }
  }

  /** Kubernetes takes a limit for the request where none is stated. */
  private static @Nullable Quantity requested(ResourceRequirements server, String name) {
    Quantity request = amount(server.getRequests(), name);
    return request == null ? amount(server.getLimits(), name) : request;
  }

  private static @Nullable Quantity amount(@Nullable Map<String, Quantity> amounts, String name) {
    return amounts == null ? null : amounts.get(name);
  }

  private static Quantity larger(Quantity one, @Nullable Quantity other) {
    return other == null || compare(one, other) >= 0 ? one : other;
  }

  private static Quantity smaller(Quantity one, Quantity other) {
    return compare(one, other) <= 0 ? one : other;
  }

  private static int compare(Quantity one, Quantity other) {
    return one.getNumericalAmount().compareTo(other.getNumericalAmount());
  }
}
