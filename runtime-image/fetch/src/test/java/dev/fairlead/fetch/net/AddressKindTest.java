package dev.fairlead.fetch.net;

import static dev.fairlead.fetch.net.AddressKind.FORBIDDEN;
import static dev.fairlead.fetch.net.AddressKind.PRIVATE;
import static dev.fairlead.fetch.net.AddressKind.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKindTest {
  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, PUBLIC",
    "2a00:1450:4001::1, PUBLIC",
    "172.15.255.255, PUBLIC",
    "172.32.0.0, PUBLIC",
    "100.63.255.255, PUBLIC",
    "10.0.0.1, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.168.1.1, PRIVATE",
    "100.64.0.1, PRIVATE",
    "fd12:3456::1, PRIVATE",
    "127.0.0.1, FORBIDDEN",
    "127.255.255.254, FORBIDDEN",
    "0.0.0.0, FORBIDDEN",
    "169.254.169.254, FORBIDDEN",
    "169.254.170.2, FORBIDDEN",
    "224.0.0.1, FORBIDDEN",
    "255.255.255.255, FORBIDDEN",
    "100.100.100.200, FORBIDDEN",
    "168.63.129.16, FORBIDDEN",
    "::1, FORBIDDEN",
    "::, FORBIDDEN",
    "fe80::1, FORBIDDEN",
    "ff02::1, FORBIDDEN",
    "fd00:ec2::254, FORBIDDEN",
    "fd20:ce::254, FORBIDDEN",
    "::ffff:169.254.169.254, FORBIDDEN",
    "::ffff:10.0.0.1, PRIVATE",
    "::169.254.169.254, FORBIDDEN",
    "64:ff9b::a9fe:a9fe, FORBIDDEN",
    "64:ff9b::808:808, PUBLIC",
    "64:ff9b::a00:1, PRIVATE",
    "64:ff9b:1::7f00:1, FORBIDDEN",
    "2002:a9fe:a9fe::1, FORBIDDEN",
    "2002:808:808::1, PUBLIC",
    "2001:0:0:0:0:0:5601:5601, FORBIDDEN",
  })
  void tellsTheKindOfAnAddress(String address, AddressKind kind) throws UnknownHostException {
    assertThat(AddressKind.of(InetAddress.getAllByName(address)[0])).isEqualTo(kind);
  }

  /** The JDK's own predicates know part of it; nothing that they know may get through. */
  @Property(tries = 20_000)
  void whatTheJdkCallsLocalIsNeverPublic(@ForAll @Size(4) byte[] bytes)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);
    AddressKind kind = AddressKind.of(address);
    if (address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()) {
      assertThat(kind).isEqualTo(FORBIDDEN);
    } else if (address.isSiteLocalAddress()) {
      assertThat(kind).isEqualTo(PRIVATE);
    }
  }

  @Property(tries = 20_000)
  void anEmbeddedAddressIsNeverBetterThanItself(@ForAll @Size(4) byte[] ipv4)
      throws UnknownHostException {
    byte[] nat64 = new byte[16];
    System.arraycopy(new byte[] {0, 0x64, (byte) 0xff, (byte) 0x9b}, 0, nat64, 0, 4);
    System.arraycopy(ipv4, 0, nat64, 12, 4);
    byte[] sixToFour = new byte[16];
    System.arraycopy(new byte[] {0x20, 0x02}, 0, sixToFour, 0, 2);
    System.arraycopy(ipv4, 0, sixToFour, 2, 4);

    AddressKind alone = AddressKind.of(InetAddress.getByAddress(ipv4));

    assertThat(AddressKind.of(InetAddress.getByAddress(nat64))).isEqualTo(alone);
    assertThat(AddressKind.of(InetAddress.getByAddress(sixToFour))).isEqualTo(alone);
    assertThat(alone).isBetween(PUBLIC, FORBIDDEN);
  }
}
