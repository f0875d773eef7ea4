package dev.fairlead.operator.plan;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * Amounts of storage as the API server stores them. It writes {@code 1500000000} as {@code 1500M}:
 * sent in the user's form, an unchanged object would differ for ever.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">canonical
 *     form of a quantity</a>
 */
final class Bytes {
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final List<String> DECIMAL = List.of("", "k", "M", "G", "T", "P", "E");
  private static final List<String> EXPONENT = List.of("", "e3", "e6", "e9", "e12", "e15", "e18");
  private static final BigInteger KIBI = BigInteger.valueOf(1024);
  private static final BigInteger KILO = BigInteger.valueOf(1000);

  private Bytes() {}

  /** The same amount, rounded up to whole bytes, in its canonical form. */
  static Quantity canonical(Quantity amount) {
    BigDecimal exact = amount.getNumericalAmount();
    BigInteger bytes = exact.setScale(0, RoundingMode.CEILING).toBigInteger();
    String format = amount.getFormat() == null ? "" : amount.getFormat();
    if (format.endsWith("i") && bytes.compareTo(KIBI) >= 0) {
      return shortest(bytes, KIBI, BINARY);
    }
    return shortest(bytes, KILO, format.matches("[eE][+-]?\\d+") ? EXPONENT : DECIMAL);
  }

  private static Quantity shortest(BigInteger bytes, BigInteger base, List<String> suffixes) {
    BigInteger rest = bytes;
    int power = 0;
    while (rest.signum() != 0 && power < suffixes.size() - 1 && rest.mod(base).signum() == 0) {
      rest = rest.divide(base);
      power++;
    }
    return new Quantity(rest.toString(), suffixes.get(power));
  }
}
