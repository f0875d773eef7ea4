package dev.fairlead.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The packages and what each of them may know. */
@AnalyzeClasses(packages = "dev.fairlead.runtime", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String HERE = "dev.fairlead.runtime.";

  /** What stands for OpenTelemetry, and is loaded only with it. */
  private static final String OTEL = "dev\\.fairlead\\.runtime\\.trace\\.Otel.*";

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.fairlead.runtime.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingKnowsKubernetes =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "dev.fairlead.api..", "dev.fairlead.operator..");

  @ArchTest
  static final ArchRule tensorsKnowTheJdkOnly =
      classes()
          .that()
          .resideInAPackage(HERE + "tensor..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(HERE + "tensor..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule enginesKnowTensorsOnly =
      classes()
          .that()
          .resideInAPackage(HERE + "engine..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(HERE + "engine..", HERE + "tensor..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule codecsKnowNoTransport =
      noClasses()
          .that()
          .resideInAPackage(HERE + "protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              HERE + "http..",
              HERE + "grpc..",
              HERE + "execution..",
              HERE + "lifecycle..",
              HERE + "metrics..",
              HERE + "config..",
              "io.grpc..",
              "io.vertx..",
              "java.net..");

  @ArchTest
  static final ArchRule protocolsDoNotKnowEachOther =
      slices().matching("dev.fairlead.runtime.protocol.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule onlyHttpAndTheProgramKnowVertx =
      noClasses()
          .that()
          .resideOutsideOfPackages(HERE + "http..", "dev.fairlead.runtime")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  @ArchTest
  static final ArchRule onlyItsOwnPackageKnowsGrpc =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE + "grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..");

  @ArchTest
  static final ArchRule onlyPipelinesKnowTokenizers =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE + "pipeline..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule onlyItsOwnPackageDecodesPictures =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE + "image..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.awt..", "javax.imageio..");

  @ArchTest
  static final ArchRule textInPicturesKnowsPicturesOnly =
      classes()
          .that()
          .resideInAPackage(HERE + "ocr..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              HERE + "ocr..",
              HERE + "image..",
              "java..",
              "org.jspecify..",
              "org.locationtech.jts..");

  @ArchTest
  static final ArchRule onlyTextInPicturesKnowsGeometry =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE + "ocr..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.locationtech.jts..");

  @ArchTest
  static final ArchRule onlyMetricsKnowPrometheus =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE + "metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.prometheus..");

  @ArchTest
  static final ArchRule tracesKnowNothingOfWhatIsTraced =
      noClasses()
          .that()
          .resideInAPackage(HERE + "trace..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              HERE + "http..",
              HERE + "grpc..",
              HERE + "protocol..",
              HERE + "pipeline..",
              HERE + "execution..");

  @ArchTest
  static final ArchRule onlyTracesKnowOpenTelemetry =
      noClasses()
          .that()
          .haveNameNotMatching(OTEL)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule onlyTheSwitchKnowsWhichTracesThereAre =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(HERE + "trace.Tracing")
          .and()
          .haveNameNotMatching(OTEL)
          .should()
          .dependOnClassesThat()
          .haveNameMatching(OTEL);

  @ArchTest
  static final ArchRule onlySettingsKnowYaml =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(HERE + "config.ModelYamlReader")
          .and()
          .doNotHaveFullyQualifiedName(HERE + "live.LiveReader")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.snakeyaml..");

  @ArchTest
  static final ArchRule settingsComeInAtOnePlace =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class);

  @ArchTest
  static final ArchRule nothingStaticChanges = fields().that().areStatic().should().beFinal();
}
