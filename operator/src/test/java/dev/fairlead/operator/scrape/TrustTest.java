package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Authorities;
import org.junit.jupiter.api.Test;

class TrustTest {
  private final Trust trust = new Trust();

  @Test
  void itIsMadeAnewOnlyForOtherAuthorities() {
    var one = trust.sockets(Authorities.ONE);
    assertThat(trust.sockets(Authorities.ONE)).isSameAs(one);
    assertThat(trust.sockets(Authorities.TWO)).isNotSameAs(one);
    assertThat(trust.sockets(null)).isNotSameAs(one);
  }
}
