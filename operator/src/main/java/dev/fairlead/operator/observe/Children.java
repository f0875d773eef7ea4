package dev.fairlead.operator.observe;

import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.RevisionRecord;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects that belong to one ModelDeployment, as the caches have them.
 *
 * @param records of revisions
 * @param deployments one for each live revision
 * @param pods ending ones included
 * @param service that clients call, if it is there
 * @param slices of that Service
 * @param configMaps ours only
 */
public record Children(
    List<ControllerRevision> records,
    List<Deployment> deployments,
    List<ModelPod> pods,
    @Nullable Service service,
    List<EndpointSlice> slices,
    List<ConfigMap> configMaps) {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,15}");

  public Children {
    records = List.copyOf(records);
    deployments = List.copyOf(deployments);
    pods = List.copyOf(pods);
    slices = List.copyOf(slices);
    configMaps = List.copyOf(configMaps);
  }

  /** The {@link Labels#SWITCH} numbers: the Service's, if there is one, then its slices'. */
  List<Long> switches() {
    return Stream.concat(Stream.ofNullable(service), slices.stream())
        .map(object -> Labels.get(object, Labels.SWITCH))
        .map(label -> label != null && NUMBER.matcher(label).matches() ? Long.parseLong(label) : 0L)
        .toList();
  }

  History history() {
    return new History(
        records.stream().map(RevisionRecord::read).flatMap(Optional::stream).toList());
  }
}
