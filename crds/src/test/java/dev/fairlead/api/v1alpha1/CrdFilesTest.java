package dev.fairlead.api.v1alpha1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Writes crds/*.yaml from the classes; fails when the committed file differs (-Dcrd.update=true
 * rewrites it).
 */
class CrdFilesTest {
  static final CRDPostProcessor LIST_MAPS =
      new CRDPostProcessor() {
        @Override
        public HasMetadata process(HasMetadata r, String version) {
          var crd = (CustomResourceDefinition) r;
          crd.getSpec()
              .getVersions()
              .forEach(
                  v -> {
                    var c =
                        v.getSchema()
                            .getOpenAPIV3Schema()
                            .getProperties()
                            .get("status")
                            .getProperties()
                            .get("conditions");
                    c.setXKubernetesListType("map");
                    c.setXKubernetesListMapKeys(List.of("type"));
                    c.getItems().getSchema().setRequired(List.of("type", "status"));
                  });
          return crd;
        }
      };

  @Test
  void committedFilesAreCurrent() throws Exception {
    File out = new File("target/crds");
    out.mkdirs();
    new CRDGenerator()
        .inOutputDir(out)
        .forCRDVersions("v1")
        .withMinQuotes(true)
        .withPostProcessor(LIST_MAPS)
        .customResourceClasses(ModelDeployment.class)
        .generate();
    Path generated = out.toPath().resolve("modeldeployments.serving.fairlead.dev-v1.yml");
    Path committed = Path.of("modeldeployments.serving.fairlead.dev.yaml");
    String now = Files.readString(generated);
    if (Boolean.getBoolean("crd.update") || !Files.exists(committed))
      Files.writeString(committed, now);
    assertEquals(now, Files.readString(committed), "run: ./mvnw -pl crds test -Dcrd.update=true");
  }
}
