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
 * What the container that fetches asks of its node: what the model server does. A LimitRange or
 * ResourceQuota, which look at each container, then take the one where they take the other. It runs
 * before the server, and a pod is given the larger of both, so there this costs nothing.
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

  /** Where it is in a pod of its own, which is given room beside all others. */
  private static final Quantity MOST_CPU = new Quantity("1");

  /** There it writes nothing but its log. */
  private static final Quantity LEAST_STORAGE = new Quantity("16Mi");

  private static final Quantity MOST_STORAGE = new Quantity("1Gi");

  /** Decimals of an amount of CPU. */
  private static final int MILLIS = 3;

  private FetchResources() {}

  /**
   * In a pod of its own, which only asks: the same within bounds, since a second server's room may
   * be nowhere. A request and a limit of each kind that the server states, as a ResourceQuota may
   * want them, and no further apart than the server's, as a LimitRange may.
   */
  static ResourceRequirements alone(ResourceRequirements server) {
    var requests = new TreeMap<String, Quantity>();
    var limits = new TreeMap<String, Quantity>();
    Quantity cpu = larger(LEAST_CPU, requested(server, CPU));
    requests.put(CPU, smaller(MOST_CPU, cpu));
    Quantity cpuLimit = amount(server.getLimits(), CPU);
    if (cpuLimit != null) {
      limits.put(CPU, compare(cpu, MOST_CPU) <= 0 ? larger(cpu, cpuLimit) : ratio(cpuLimit, cpu));
    }
    Quantity memory = smaller(MOST_MEMORY, larger(ENOUGH_MEMORY, requested(server, MEMORY)));
    requests.put(MEMORY, memory);
    limits.put(MEMORY, memory);
    Quantity storage = smaller(MOST_STORAGE, larger(LEAST_STORAGE, requested(server, STORAGE)));
    if (amount(server.getRequests(), STORAGE) != null) {
      requests.put(STORAGE, storage);
    }
    if (amount(server.getLimits(), STORAGE) != null) {
      limits.put(STORAGE, storage);
    }
    return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  /** The limit that is as far from one CPU as that limit is from that request; rounded down. */
  private static Quantity ratio(Quantity limit, Quantity request) {
    BigDecimal cpus =
        limit
            .getNumericalAmount()
            .divide(request.getNumericalAmount(), MILLIS, RoundingMode.DOWN)
            .max(BigDecimal.ONE);
    return new Quantity(cpus.movePointRight(MILLIS).toBigInteger() + "m");
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
