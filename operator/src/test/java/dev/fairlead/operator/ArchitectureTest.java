package dev.fairlead.operator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;

/** The packages and what each of them may know. */
@AnalyzeClasses(packages = "dev.fairlead.operator", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String HERE = "dev.fairlead.operator.";
  private static final String[] PURE = {
    HERE + "validate..", HERE + "revision..", HERE + "rollout..", HERE + "plan.."
  };

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.fairlead.operator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingKnowsTheReconciler =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE + "reconciler..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(HERE + "reconciler..");

  /** What an address is made of, which asks nobody. */
  private static final DescribedPredicate<JavaClass> ADDRESSES =
      belongToAnyOf(URI.class, URISyntaxException.class);

  @ArchTest
  static final ArchRule decisionsKnowDataOnly =
      classes()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      HERE + "validate..",
                      HERE + "revision..",
                      HERE + "rollout..",
                      HERE + "plan..",
                      HERE + "observe..",
                      "dev.fairlead.api..",
                      "io.fabric8.kubernetes.api..",
                      "com.fasterxml.jackson..",
                      "org.jspecify..",
                      "java.lang..",
                      "java.util..",
                      "java.time..",
                      "java.math..",
                      "java.nio.charset..",
                      "java.security..")
                  .or(ADDRESSES));

  @ArchTest
  static final ArchRule revisionsAndRolloutsKnowNoObservation =
      noClasses()
          .that()
          .resideInAnyPackage(HERE + "revision..", HERE + "rollout..", HERE + "validate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HERE + "observe..", HERE + "plan..");

  @ArchTest
  static final ArchRule onlyTheEdgesTalkToTheApiServer =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              HERE + "apply..",
              HERE + "status..",
              HERE + "event..",
              HERE + "namespace..",
              HERE + "gateway..",
              HERE + "golden..",
              HERE + "config..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(KubernetesClient.class);

  @ArchTest
  static final ArchRule oneClassWritesStatuses =
      noClasses()
          .that()
          .resideInAPackage(HERE + "status..")
          .and()
          .doNotHaveSimpleName("StatusWriter")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabric8.kubernetes.client..");

  @ArchTest
  static final ArchRule onlyScrapeTalksToPods =
      noClasses()
          .that()
          .resideOutsideOfPackages(HERE + "scrape..", HERE + "check..")
          .should()
          .dependOnClassesThat(resideInAPackage("java.net..").and(not(ADDRESSES)));

  @ArchTest
  static final ArchRule timeComesIn =
      noClasses()
          .that()
          .doNotHaveSimpleName("Beans")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("decisions take the time as data");

  @ArchTest
  static final ArchRule nothingStaticChanges = fields().that().areStatic().should().beFinal();
}
