package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart grants what the tests run the operator with. */
class ChartRightsTest {
  private static final Path CHART = Path.of("../helm/fairlead/templates/rbac.yaml");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @ParameterizedTest
  @CsvSource({"ClusterRole, watched", "Role, own"})
  void theChartGrantsTheSame(String kind, String part) throws IOException {
    String role =
        Arrays.stream(Files.readString(CHART).split("(?m)^---$"))
            .filter(document -> document.contains("\nkind: " + kind + "\n"))
            .filter(
                document -> document.contains("  name: {{ include \"fairlead.fullname\" . }}\n"))
            .findFirst()
            .orElseThrow();
    List<PolicyRule> rules =
        YAML.readValue(
            role.substring(role.indexOf("\nrules:\n") + "\nrules:\n".length()),
            new TypeReference<>() {});
    assertThat(rules).isEqualTo(OperatorRights.rules(part));
  }
}
