package dev.fairlead.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Of the tests of this class only a {@link Sample} runs each day. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SampleCondition.class)
public @interface Sampled {
  /** In how many days each of them ran once; at most as many as there are tests. */
  int days();
}
