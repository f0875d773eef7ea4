package dev.fairlead.runtime.config;

import dev.fairlead.runtime.engine.Device;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings.
 *
 * @param modelDir folder of the model's files
 * @param modelVolume folder around it that links in it may lead to; null: none, they stay in it
 * @param modelDigest {@code sha256:HEX} of the list of the files; null where any are served
 * @param modelName by which clients ask for it
 * @param modelVersion the owner's name for this version, sent back in answers
 * @param format of the model file; Auto: found from the files
 * @param task done around the model; Auto: found from the files
 * @param allowCode whether formats that carry code may be loaded
 * @param device where the model runs
 * @param batching which requests run together
 * @param warmup path in the model's folder of a request that is run before any; null: none
 * @param revision sent back in the header Fairlead-Revision
 * @param httpPort of the protocols and of health
 * @param grpcPort of the Open Inference Protocol by gRPC
 * @param metricsPort of Prometheus metrics
 * @param gracePeriod from SIGTERM until the process is killed
 * @param drainDelay after SIGTERM, the time in which requests are still taken
 * @param requestTimeout of requests that name none
 * @param maxBodyBytes of a request
 * @param maxTexts in one request to a model of text
 * @param trustedCas PEM file of authorities beside the JDK's; may be missing
 * @param accessLog whether each request gets a line on standard output
 * @param liveDir folder of the settings that change while the server runs; may not be there
 */
public record RuntimeConfig(
    Path modelDir,
    @Nullable Path modelVolume,
    @Nullable String modelDigest,
    String modelName,
    @Nullable String modelVersion,
    String format,
    String task,
    boolean allowCode,
    Device device,
    Batching batching,
    @Nullable String warmup,
    @Nullable String revision,
    int httpPort,
    int grpcPort,
    int metricsPort,
    Duration gracePeriod,
    Duration drainDelay,
    Duration requestTimeout,
    int maxBodyBytes,
    int maxTexts,
    Path trustedCas,
    boolean accessLog,
    Path liveDir) {}
