package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.OwnJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server in a network namespace of its own, in which there is nothing but the loopback. */
class OfflineIT {
  private static final List<String> AS_ROOT = List.of("unshare", "--net");
  private static final List<String> AS_USER =
      List.of("unshare", "--user", "--map-root-user", "--net");
  private static final List<String> WITH_LOOPBACK =
      List.of("sh", "-c", "ip link set lo up && exec \"$@\"", "sh");

  @TempDir Path folder;

  @Test
  void withoutANetworkAModelIsLoadedAndAnswers() throws Exception {
    List<String> around = noNetwork();
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.FP32);

    OwnJvm.End end =
        OwnJvm.run(around, List.of(), Offline.class, folder, model.toString(), folder.toString());

    assertThat(end.exitCode()).as(end.said()).isZero();
    assertThat(end.said())
        .contains("outside: Network is unreachable", "answer: 200 {\"object\":\"list\"");
  }

  /** The command around one that is to have no network. */
  private static List<String> noNetwork() throws Exception {
    for (List<String> unshare : List.of(AS_ROOT, AS_USER)) {
      var around = new ArrayList<>(unshare);
      around.addAll(WITH_LOOPBACK);
      if (succeeds(around)) {
        return around;
      }
    }
    String cure = "NOT SHOWN: that the server works without a network: run as root, with iproute2";
    System.out.println(cure);
    return Assumptions.abort(cure);
  }

  private static boolean succeeds(List<String> around) throws Exception {
    var command = new ArrayList<>(around);
    command.add("true");
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
