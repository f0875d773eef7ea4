package dev.fairlead.operator.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The operator's settings; each is an environment variable {@code FAIRLEAD_…}, set by the chart.
 */
@ConfigMapping(prefix = "fairlead")
public interface OperatorConfig {
  /** Images of model pods. */
  Images images();

  /** What the fetch container may reach. */
  Fetch fetch();

  /** Where models are that name no endpoint. */
  Endpoints endpoints();

  /** What the fetch container asks through; the operator's own requests go straight. */
  Proxy proxy();

  /**
   * A PEM file with certificate authorities that fetch, model servers and, of the site's
   * Prometheus, the operator trust beside the public ones.
   */
  Optional<String> trustedCas();

  /** What a site asks of the Jobs that find out what references stand for. */
  Resolve resolve();

  /** The request through a model's own Service. */
  Probe probe();

  /** What evictions have to leave of a model's pods. */
  Budgets budgets();

  /** What candidates are judged by beside their own metrics. */
  Analysis analysis();

  /** Which of several operators works. */
  LeaderElection leaderElection();

  /**
   * The only namespaces that are served; without them all are. {@code application.properties} hands
   * them to the operator SDK.
   */
  Optional<List<String>> watchNamespaces();

  /** Images of model pods. */
  interface Images {
    /** The model server with the ONNX engine: the default of {@code spec.runtime.image}. */
    String runtimeOnnx();

    /** The model server with the XGBoost engine: that of {@code spec.model.format: XGBoost}. */
    String runtimeXgboost();

    /** The model server with the PyTorch engine: that of {@code spec.model.format: TorchScript}. */
    String runtimePytorch();

    /** The model server with the ONNX engine for NVIDIA GPUs; without it no model gets one. */
    Optional<String> runtimeOnnxCuda();

    /** The init container that brings model files. */
    String fetch();

    /** Names of Secrets for pulling them, in the model's namespace. */
    Optional<List<String>> pullSecrets();
  }

  /** What the fetch container may reach. */
  interface Fetch {
    /** {@code host} or {@code host:port} that may be asked without TLS. */
    Optional<List<String>> plainHttpHosts();

    /** Hosts with private addresses that a redirect may lead to. */
    Optional<List<String>> allowedHosts();
  }

  /** Where models are that name no endpoint. */
  interface Endpoints {
    /** A mirror of the Hugging Face Hub. */
    Optional<String> hub();

    /** A store that speaks the API of S3. */
    Optional<String> s3();

    /** A repository in the form of DJL's model zoo. */
    Optional<String> djl();
  }

  /** What the fetch container asks through. */
  interface Proxy {
    /** {@code http://HOST:PORT} for requests without TLS. */
    Optional<String> http();

    /** The same for all others. */
    Optional<String> https();

    /** Hosts, with those below them, and networks that are asked without it. */
    Optional<List<String>> noProxy();

    /** Name of the Secret with its username and password, in the model's namespace. */
    Optional<String> secretName();
  }

  /** What a site asks of the Jobs that find out what references stand for. */
  interface Resolve {
    /** An object of JSON with the fields of the chart's {@code resolve}. */
    Optional<String> pods();
  }

  /** The request through a model's own Service. */
  interface Probe {
    /**
     * How long a Service that does not answer the operator is waited for before its endpoints alone
     * are trusted.
     */
    @WithDefault("10s")
    Duration grace();
  }

  /** What evictions have to leave of a model's pods. */
  interface Budgets {
    /** Whether each model has a PodDisruptionBudget, and drains are helped on. */
    @WithDefault("true")
    boolean enabled();
  }

  /** What candidates are judged by beside their own metrics. */
  interface Analysis {
    /** The site's Prometheus, {@code http://HOST:PORT/PATH}; without it no queries are taken. */
    Optional<String> prometheusUrl();
  }

  /** Which of several operators works. */
  interface LeaderElection {
    /** Off only where one operator runs for sure, such as in a test. */
    @WithDefault("true")
    boolean enabled();

    /** The lease in the operator's namespace; each installation has its own. */
    @WithDefault("fairlead-operator")
    String lease();
  }
}
