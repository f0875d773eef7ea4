package dev.fairlead.operator.plan;

import dev.fairlead.operator.Scene;
import java.util.List;

/** The operator's settings where a platform team has made use of all of them. */
final class Sites {
  private Sites() {}

  /** With a mirror of each source, hosts of its own, and that proxy. */
  static Site with(ForwardProxy proxy) {
    return with(proxy, ResolvePods.NONE);
  }

  /** With that for the pods of Jobs. */
  static Site with(ResolvePods resolve) {
    return with(ForwardProxy.NONE, resolve);
  }

  private static Site with(ForwardProxy proxy, ResolvePods resolve) {
    var pods =
        new PodSettings(
            new RuntimeImages(
                Scene.IMAGE, Scene.XGBOOST_IMAGE, Scene.PYTORCH_IMAGE, Scene.CUDA_IMAGE),
            "registry.test/fairlead/fetch:1",
            List.of("site"),
            List.of("plain.test:5000"),
            List.of("mirror.test"),
            new SourceEndpoints("https://hub.test", "https://s3.test:9000", "https://zoo.test"),
            proxy,
            resolve);
    return new Site(pods, null, true, null);
  }
}
