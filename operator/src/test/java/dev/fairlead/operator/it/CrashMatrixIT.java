package dev.fairlead.operator.it;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Sample;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever goes wrong at whichever write: it ends the same, and nothing is made or lost twice. */
class CrashMatrixIT {
  /** Until it was killed before and after each of its writes. */
  private static final int DAYS_OF_KILLS = 20;

  /** Until each of its writes was answered in each bad way. */
  private static final int DAYS_OF_ANSWERS = 80;

  /** Until its watches failed in each way at each of its writes. */
  private static final int DAYS_OF_WATCHES = 40;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG.dedicated());

  private static Matrix matrix;

  @BeforeAll
  static void tellEachStoryUndisturbed(ControlPlane kube) throws Exception {
    matrix = Matrix.of(kube);
  }

  private static Stream<DynamicTest> tests(List<Fault> faults, int days) throws Exception {
    return matrix.tests(Sample.today().of(matrix.trials(faults), days));
  }

  @TestFactory
  Stream<DynamicTest> anOperatorThatIsKilledIsFollowedByOneThatEndsItTheSame() throws Exception {
    return tests(Fault.OF_THE_OPERATOR, DAYS_OF_KILLS);
  }

  @TestFactory
  Stream<DynamicTest> aWriteThatIsAnsweredBadlyEndsTheSame() throws Exception {
    return tests(Fault.OF_ANSWERS, DAYS_OF_ANSWERS);
  }

  @TestFactory
  Stream<DynamicTest> changesThatAreHeardOfLateEndTheSame() throws Exception {
    return tests(Fault.OF_WATCHES, DAYS_OF_WATCHES);
  }
}
