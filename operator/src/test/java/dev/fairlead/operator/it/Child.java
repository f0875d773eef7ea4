package dev.fairlead.operator.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

/** What of a child is the operator's, in a form that can be compared. */
final class Child {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Child() {}

  /** Its labels and owner, and all that it says; not what others count and number. */
  static String of(HasMetadata object) {
    ObjectNode tree = JSON.valueToTree(withoutAddresses(object));
    tree.remove("status");
    ObjectNode metadata = (ObjectNode) tree.get("metadata");
    metadata.retain("name", "labels", "ownerReferences");
    metadata.withObjectProperty("labels").remove(Labels.SWITCH);
    return Serialization.asYaml(tree);
  }

  private static HasMetadata withoutAddresses(HasMetadata object) {
    return object instanceof Service service
        ? new ServiceBuilder(service)
            .editSpec()
            .withClusterIP(null)
            .withClusterIPs()
            .endSpec()
            .build()
        : object;
  }
}
