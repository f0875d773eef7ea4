package dev.fairlead.api.crd;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * After a rollback the operator reads resources that carry fields of a newer version. One field
 * that it cannot read would stop its watch, and so every model of the cluster.
 */
class NewerVersionTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Set<Class<?>> types() {
    var types = new LinkedHashSet<Class<?>>();
    add(JSON.constructType(ModelDeploymentSpec.class), types);
    add(JSON.constructType(ModelDeploymentStatus.class), types);
    return types;
  }

  private static void add(JavaType type, Set<Class<?>> types) {
    if (type.isContainerType()) {
      add(type.getContentType(), types);
    } else if (type.getRawClass().getPackage().equals(ModelDeployment.class.getPackage())
        && type.isRecordType()
        && types.add(type.getRawClass())) {
      Stream.of(type.getRawClass().getRecordComponents())
          .map(RecordComponent::getGenericType)
          .forEach(component -> add(JSON.constructType(component), types));
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void aFieldOfANewerVersionIsPassedOver(Class<?> type) {
    assertThatCode(() -> JSON.readValue("{\"later\": {\"a\": [1]}}", type))
        .doesNotThrowAnyException();
  }
}
