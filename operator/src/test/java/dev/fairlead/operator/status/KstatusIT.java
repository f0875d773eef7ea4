package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.KubeBinaries;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Flux and Helm 4 read in every situation, by the library that they read it with. */
class KstatusIT {
  @Test
  void theLibraryReadsWhatTheConditionsMean() throws Exception {
    List<Shown> all = Situations.all();
    assertThat(kstatus(all))
        .as("of these, in this order: %s", all)
        .isEqualTo(all.stream().map(shown -> shown.meaning().kstatus).toList());
  }

  private static List<String> kstatus(List<Shown> all) throws IOException, InterruptedException {
    String objects =
        all.stream()
            .map(shown -> Serialization.asJson(shown.md()))
            .collect(Collectors.joining("\n"));
    Process process =
        new ProcessBuilder(KubeBinaries.ofThisMachine().path("kstatus").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().write(objects.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }
}
