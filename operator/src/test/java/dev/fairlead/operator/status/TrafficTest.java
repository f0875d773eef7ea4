package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.operator.rollout.RevisionPods;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TrafficTest {
  @Property
  void sharesSumToAHundredAndTheStableRevisionIsFirst(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 1000) Integer> serving,
      @ForAll @IntRange(max = 4) int stable) {
    var live = new ArrayList<RevisionPods>();
    for (int i = 0; i < serving.size(); i++) {
      int pods = serving.get(i);
      live.add(new RevisionPods("r" + i, i, pods, pods, pods, pods, 0));
    }
    int all = serving.stream().mapToInt(n -> n).sum();

    List<TrafficStatus> shares = Traffic.of(live, "r" + stable);

    assertThat(shares.stream().mapToInt(TrafficStatus::weight).sum()).isEqualTo(all == 0 ? 0 : 100);
    if (all > 0 && stable < live.size()) {
      assertThat(shares.getFirst().revision()).isEqualTo("r" + stable);
    }
    assertThat(shares)
        .allSatisfy(
            share -> {
              int pods = serving.get(Integer.parseInt(share.revision().substring(1)));
              assertThat((double) share.weight()).isCloseTo(100.0 * pods / all, within(1.0));
            });
  }
}
