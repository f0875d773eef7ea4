package dev.fairlead.operator.it;

import dev.fairlead.operator.config.OperatorConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The operator's settings as a test wants them: images of no registry, and endpoints that are
 * trusted at once, since fake pods answer nobody.
 *
 * @param runtimeOnnx the default image
 * @param trustedCas a file
 * @param hasBudgets whether models have PodDisruptionBudgets
 * @param watchNamespaces the only ones, if there are any
 * @param prometheusUrl of the site, if it has one
 * @param resolvePods what its Jobs have beside, as JSON
 */
record TestConfig(
    String runtimeOnnx,
    Optional<String> trustedCas,
    boolean hasBudgets,
    Optional<List<String>> watchNamespaces,
    Optional<String> prometheusUrl,
    Optional<String> resolvePods)
    implements OperatorConfig {
  static final String RUNTIME_IMAGE = "registry.test/fairlead/runtime-onnx:1";
  static final TestConfig DEFAULT =
      new TestConfig(
          RUNTIME_IMAGE,
          Optional.empty(),
          true,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** The same, with a file of certificate authorities. */
  TestConfig withTrustedCas(Path file) {
    return new TestConfig(
        runtimeOnnx,
        Optional.of(file.toString()),
        hasBudgets,
        watchNamespaces,
        prometheusUrl,
        resolvePods);
  }

  /** The same, with another default image. */
  TestConfig withRuntimeImage(String image) {
    return new TestConfig(
        image, trustedCas, hasBudgets, watchNamespaces, prometheusUrl, resolvePods);
  }

  /** The same, where models have no PodDisruptionBudgets. */
  TestConfig withoutBudgets() {
    return new TestConfig(
        runtimeOnnx, trustedCas, false, watchNamespaces, prometheusUrl, resolvePods);
  }

  /** The same, for these namespaces only. */
  TestConfig watching(String... namespaces) {
    return new TestConfig(
        runtimeOnnx,
        trustedCas,
        hasBudgets,
        Optional.of(List.of(namespaces)),
        prometheusUrl,
        resolvePods);
  }

  /** The same, where the site has a Prometheus. */
  TestConfig withPrometheus(String url) {
    return new TestConfig(
        runtimeOnnx, trustedCas, hasBudgets, watchNamespaces, Optional.of(url), resolvePods);
  }

  /** The same, where the site says that of the pods of Jobs. */
  TestConfig withResolvePods(String json) {
    return new TestConfig(
        runtimeOnnx, trustedCas, hasBudgets, watchNamespaces, prometheusUrl, Optional.of(json));
  }

  private record TestElection() implements LeaderElection {
    @Override
    public boolean enabled() {
      return false;
    }

    @Override
    public String lease() {
      return "fairlead-operator";
    }
  }

  private record TestImages(
      String runtimeOnnx,
      String runtimeXgboost,
      String runtimePytorch,
      Optional<String> runtimeOnnxCuda,
      String fetch)
      implements Images {
    @Override
    public Optional<List<String>> pullSecrets() {
      return Optional.empty();
    }
  }

  private record TestProxy() implements Proxy {
    @Override
    public Optional<String> http() {
      return Optional.empty();
    }

    @Override
    public Optional<String> https() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> noProxy() {
      return Optional.empty();
    }

    @Override
    public Optional<String> secretName() {
      return Optional.empty();
    }
  }

  private record TestEndpoints() implements Endpoints {
    @Override
    public Optional<String> hub() {
      return Optional.empty();
    }

    @Override
    public Optional<String> s3() {
      return Optional.empty();
    }

    @Override
    public Optional<String> djl() {
      return Optional.empty();
    }
  }

  private record TestFetch() implements Fetch {
    @Override
    public Optional<List<String>> plainHttpHosts() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> allowedHosts() {
      return Optional.empty();
    }
  }

  @Override
  public Images images() {
    return new TestImages(
        runtimeOnnx,
        "registry.test/fairlead/runtime-xgboost:1",
        "registry.test/fairlead/runtime-pytorch:1",
        Optional.of("registry.test/fairlead/runtime-onnx-cuda:1"),
        "registry.test/fairlead/fetch:1");
  }

  @Override
  public Fetch fetch() {
    return new TestFetch();
  }

  @Override
  public Endpoints endpoints() {
    return new TestEndpoints();
  }

  @Override
  public Proxy proxy() {
    return new TestProxy();
  }

  @Override
  public Resolve resolve() {
    return () -> resolvePods;
  }

  @Override
  public Probe probe() {
    return () -> Duration.ZERO;
  }

  @Override
  public Budgets budgets() {
    return () -> hasBudgets;
  }

  @Override
  public Analysis analysis() {
    return () -> prometheusUrl;
  }

  @Override
  public LeaderElection leaderElection() {
    return new TestElection();
  }
}
