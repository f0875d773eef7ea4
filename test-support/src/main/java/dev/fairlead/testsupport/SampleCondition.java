package dev.fairlead.testsupport;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** Lets those tests of a {@link Sampled} class run whose day it is, and says which it does not. */
final class SampleCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (context.getTestMethod().isEmpty()) {
      return ConditionEvaluationResult.enabled("its tests are asked one by one");
    }
    Class<?> test = context.getRequiredTestClass();
    int days = test.getAnnotation(Sampled.class).days();
    List<Method> tests =
        Stream.of(test.getDeclaredMethods())
            .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    if (days > tests.size()) {
      throw new IllegalStateException(
          test.getSimpleName() + " has fewer tests than days, so that on some none would run");
    }
    if (Sample.today().has(tests.indexOf(context.getRequiredTestMethod()), days)) {
      return ConditionEvaluationResult.enabled("it is its day");
    }
    String left = "sample: on another day, or with -Dcampaign=true, ";
    System.out.println(
        left + test.getSimpleName() + "." + context.getRequiredTestMethod().getName());
    return ConditionEvaluationResult.disabled(left + "it runs");
  }
}
