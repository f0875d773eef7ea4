package dev.fairlead.fetch;

import dev.fairlead.fetch.net.HostList;
import dev.fairlead.fetch.net.NoProxy;
import dev.fairlead.fetch.net.ProxyAddress;
import dev.fairlead.fetch.source.Format;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.jspecify.annotations.Nullable;

/** Reads the options; every one but --resolve is {@code --name=value}, and each at most once. */
final class CommandLine {
  private enum Name {
    URI(
        "URI",
        "https://HOST/PATH, oci://HOST/REPOSITORY(:TAG|@DIGEST), hf://ORG/REPO, s3://BUCKET, djl://GROUP/ARTIFACT/VERSION"),
    DESTINATION("DIR", "where the files are put; empty, or from an earlier fetch"),
    RESOLVE("", "in place of a destination: say which version the uri means now"),
    IDENTITY("sha256:HEX", "what --resolve said; anything else is refused"),
    CREDENTIALS("DIR", "a Secret's keys as files: token, username, AWS_ACCESS_KEY_ID and so on"),
    CREDENTIALS_NAME("NAME", "the Secret that they come from; it must then exist"),
    DIGEST("sha256:HEX", "of the file or archive (https), the manifest (oci), the list (others)"),
    ENDPOINT("URL", "another S3 store (s3), mirror of the Hub (hf) or repository (djl)"),
    REGION("NAME", "of the bucket (s3)"),
    FORMAT("FORMAT", "ONNX, XGBoost or TorchScript: chooses the files of a repository (hf)"),
    MAX_BYTES("N", "room for the files; an archive needs it beside its content for a while"),
    PORT("N", "serve GET /progress here"),
    PLAIN_HTTP_HOSTS("H1,H2:PORT", "hosts that may be spoken to without TLS"),
    ALLOWED_HOSTS("H1,H2:PORT", "hosts that redirects may lead to though their address is private"),
    TRUSTED_CAS("FILE", "PEM certificates to trust besides the usual ones; may be missing"),
    HTTPS_PROXY("http://H:PORT", "proxy for requests with TLS; the environment is not asked"),
    HTTP_PROXY("http://H:PORT", "the same for requests without TLS"),
    NO_PROXY("H1,NET", "hosts, with those below them, and networks that are asked without a proxy"),
    PROXY_CREDENTIALS("DIR", "files username and password, for a proxy that wants them"),
    PROXY_CREDENTIALS_NAME("NAME", "the Secret that they come from");

    final String value;
    final String description;

    Name(String value, String description) {
      this.value = value;
      this.description = description;
    }

    String option() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isFlag() {
      return value.isEmpty();
    }

    String usage() {
      return "--" + option() + (isFlag() ? "" : "=" + value);
    }
  }

  /** The options are wrong; the message names the one. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  private final org.apache.commons.cli.CommandLine line;

  private CommandLine(org.apache.commons.cli.CommandLine line) {
    this.line = line;
  }

  /** For {@code --help}. */
  static String help() {
    return "usage: fetch --uri=URI (--destination=DIR | --resolve) [option...]\n"
        + Arrays.stream(Name.values())
            .map(name -> "  %-29s %s\n".formatted(name.usage(), name.description))
            .collect(Collectors.joining());
  }

  static Options parse(String... args) throws UsageException {
    var known = new org.apache.commons.cli.Options();
    for (Name name : Name.values()) {
      known.addOption(Option.builder().longOpt(name.option()).hasArg(!name.isFlag()).get());
    }
    try {
      var line = DefaultParser.builder().setAllowPartialMatching(false).get().parse(known, args);
      return new CommandLine(line).options();
    } catch (ParseException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Options options() throws UsageException {
    if (!line.getArgList().isEmpty()) {
      throw new UsageException("'" + line.getArgList().get(0) + "' is not an option");
    }
    return new Options(
        required(Name.URI),
        origin(),
        destination(),
        optional(Name.CREDENTIALS).map(Path::of),
        optional(Name.CREDENTIALS_NAME),
        digest(Name.DIGEST),
        digest(Name.IDENTITY),
        maxBytes(),
        port(),
        hosts(Name.PLAIN_HTTP_HOSTS),
        hosts(Name.ALLOWED_HOSTS),
        optional(Name.TRUSTED_CAS).map(Path::of),
        proxy());
  }

  private Optional<Path> destination() throws UsageException {
    if (!line.hasOption(Name.RESOLVE.option())) {
      return Optional.of(Path.of(required(Name.DESTINATION)));
    }
    if (optional(Name.DESTINATION).isPresent()) {
      throw new UsageException("--resolve fetches nothing: leave --destination out");
    }
    return Optional.empty();
  }

  private OriginOptions origin() throws UsageException {
    return new OriginOptions(endpoint(), region(), format());
  }

  private Optional<URI> endpoint() throws UsageException {
    Optional<String> text = optional(Name.ENDPOINT).map(it -> it.replaceFirst("/+$", ""));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text.get());
      if (text.get().matches("https?://[^?#]+") && uri.getHost() != null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new UsageException("--endpoint is not https://HOST");
  }

  private Optional<String> region() throws UsageException {
    Optional<String> region = optional(Name.REGION);
    if (region.isPresent() && !region.get().matches("[a-z0-9-]{1,63}")) {
      throw new UsageException("--region is not the name of a region, such as eu-central-1");
    }
    return region;
  }

  private Format format() throws UsageException {
    String name = optional(Name.FORMAT).orElse(Format.ONNX.value());
    return Format.of(name)
        .orElseThrow(() -> new UsageException("--format=" + name + " is not a format"));
  }

  private ProxyOptions proxy() throws UsageException {
    return new ProxyOptions(
        proxy(Name.HTTP_PROXY),
        proxy(Name.HTTPS_PROXY),
        noProxy(),
        optional(Name.PROXY_CREDENTIALS).map(Path::of),
        optional(Name.PROXY_CREDENTIALS_NAME));
  }

  private Optional<ProxyAddress> proxy(Name name) throws UsageException {
    try {
      return optional(name).map(ProxyAddress::parse);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--%s: %s".formatted(name.option(), e.getMessage()));
    }
  }

  private NoProxy noProxy() throws UsageException {
    try {
      return NoProxy.parse(optional(Name.NO_PROXY).orElse(null));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--%s: %s".formatted(Name.NO_PROXY.option(), e.getMessage()));
    }
  }

  private Optional<String> optional(Name name) throws UsageException {
    String @Nullable [] values = line.getOptionValues(name.option());
    if (values != null && values.length > 1) {
      throw new UsageException("--%s is there twice".formatted(name.option()));
    }
    return values == null ? Optional.empty() : Optional.of(values[0]).filter(it -> !it.isBlank());
  }

  private String required(Name name) throws UsageException {
    return optional(name)
        .orElseThrow(() -> new UsageException("--%s is missing".formatted(name.option())));
  }

  private Optional<String> digest(Name name) throws UsageException {
    Optional<String> digest = optional(name);
    if (digest.isPresent() && !digest.get().matches("sha256:[0-9a-f]{64}")) {
      throw new UsageException(
          "--%s is not sha256: and 64 hexadecimal digits in lower case".formatted(name.option()));
    }
    return digest;
  }

  private OptionalLong maxBytes() throws UsageException {
    Optional<String> text = optional(Name.MAX_BYTES);
    return text.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(number(Name.MAX_BYTES, text.get(), 1, Long.MAX_VALUE));
  }

  private OptionalInt port() throws UsageException {
    Optional<String> text = optional(Name.PORT);
    return text.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of((int) number(Name.PORT, text.get(), 0, 65_535));
  }

  private static long number(Name name, String text, long least, long most) throws UsageException {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException(
        "--%s=%s is not a number of %d or more%s"
            .formatted(
                name.option(),
                text,
                least,
                most == Long.MAX_VALUE ? "" : ", " + most + " at most"));
  }

  private HostList hosts(Name name) throws UsageException {
    try {
      return HostList.parse(optional(name).orElse(null));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--%s: %s".formatted(name.option(), e.getMessage()));
    }
  }
}
