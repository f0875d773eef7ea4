package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.fetch.net.ProxyAddress;
import dev.fairlead.fetch.source.Format;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @Test
  void readsWhatTheOperatorWrites() throws Exception {
    Options options =
        CommandLine.parse(
            "--uri=oci://r.test:5000/m:1",
            "--destination=/mnt/models",
            "--endpoint=https://s3.test:9000/",
            "--region=eu-central-1",
            "--format=XGBoost",
            "--identity=sha256:" + "b".repeat(64),
            "--digest=sha256:" + "a".repeat(64),
            "--max-bytes=21474836480",
            "--credentials=/var/run/fairlead/credentials",
            "--credentials-name=login",
            "--plain-http-hosts=r.test:5000,other.test",
            "--allowed-hosts=store.test",
            "--trusted-cas=/etc/fairlead/trusted-cas/ca.crt",
            "--port=8081",
            "--https-proxy=http://proxy.test:3128",
            "--http-proxy=http://[fd00::1]:3129/",
            "--no-proxy=.svc,10.0.0.0/8",
            "--proxy-credentials=/var/run/fairlead/proxy",
            "--proxy-credentials-name=corp");

    assertThat(options.uri()).isEqualTo("oci://r.test:5000/m:1");
    assertThat(options.destination()).contains(Path.of("/mnt/models"));
    assertThat(options.origin().endpoint()).contains(URI.create("https://s3.test:9000"));
    assertThat(options.origin().region()).contains("eu-central-1");
    assertThat(options.origin().format()).isEqualTo(Format.XGBOOST);
    assertThat(options.identity()).contains("sha256:" + "b".repeat(64));
    assertThat(options.digest()).contains("sha256:" + "a".repeat(64));
    assertThat(options.maxBytes()).hasValue(21_474_836_480L);
    assertThat(options.credentials()).contains(Path.of("/var/run/fairlead/credentials"));
    assertThat(options.credentialsName()).contains("login");
    assertThat(options.plainHttpHosts().contains(URI.create("http://r.test:5000/"))).isTrue();
    assertThat(options.allowedHosts().contains(URI.create("https://store.test/"))).isTrue();
    assertThat(options.trustedCas()).contains(Path.of("/etc/fairlead/trusted-cas/ca.crt"));
    assertThat(options.port()).hasValue(8081);
    assertThat(options.proxy().https()).contains(new ProxyAddress("proxy.test", 3128));
    assertThat(options.proxy().http()).contains(new ProxyAddress("fd00::1", 3129));
    assertThat(options.proxy().credentials()).contains(Path.of("/var/run/fairlead/proxy"));
    assertThat(options.proxy().credentialsName()).contains("corp");
  }

  @Test
  void needsNoMoreThanWhatAndWhere() throws Exception {
    Options options = CommandLine.parse("--uri=https://h/m", "--destination=/m");

    assertThat(options.digest()).isEmpty();
    assertThat(options.identity()).isEmpty();
    assertThat(options.origin().endpoint()).isEmpty();
    assertThat(options.origin().region()).isEmpty();
    assertThat(options.origin().format()).isEqualTo(Format.ONNX);
    assertThat(options.maxBytes()).isEmpty();
    assertThat(options.port()).isEmpty();
    assertThat(options.credentialsName()).isEmpty();
    assertThat(options.proxy().https()).isEmpty();
  }

  @Test
  void resolvesWithoutADestination() throws Exception {
    assertThat(CommandLine.parse("--uri=hf://o/r", "--resolve").destination()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--destination=/m, --uri is missing",
    "--uri=u, --destination is missing",
    "--uri=u --destination=/m --resolve, --resolve fetches nothing: leave --destination out",
    "--uri=u --destination=/m --identity=1, --identity is not sha256: and 64 hexadecimal digits in lower case",
    "--uri=u --destination=/m --endpoint=s3.test, --endpoint is not https://HOST",
    "--uri=u --destination=/m --endpoint=https://s3.test?a=b, --endpoint is not https://HOST",
    "--uri=u --destination=/m --region=EU, '--region is not the name of a region, such as eu-central-1'",
    "--uri=u --destination=/m --format=GGUF, --format=GGUF is not a format",
    "--uri=u --destination=/m --dest=/x, Unrecognized option: --dest=/x",
    "--uri=u --destination=/m -x, Unrecognized option: -x",
    "--uri=u --destination=/m more, 'more' is not an option",
    "--uri=u --uri=v --destination=/m, --uri is there twice",
    "--uri=u --destination=/m --digest=md5:1, '--digest is not sha256: and 64 hexadecimal digits in lower case'",
    "--uri=u --destination=/m --max-bytes=0, --max-bytes=0 is not a number of 1 or more",
    "--uri=u --destination=/m --max-bytes=20Gi, --max-bytes=20Gi is not a number of 1 or more",
    "--uri=u --destination=/m --port=70000, '--port=70000 is not a number of 0 or more, 65535 at most'",
    "--uri=u --destination=/m --allowed-hosts=http://h, --allowed-hosts: 'http://h' is neither HOST nor HOST:PORT",
    "--uri=u --destination=/m --https-proxy=http://u:p@h:1, --https-proxy: it is not http://HOST:PORT; a username and password belong into a Secret",
    "--uri=u --destination=/m --https-proxy=http://h, --https-proxy: it is not http://HOST:PORT; a username and password belong into a Secret",
    "--uri=u --destination=/m --http-proxy=https://h:1, --http-proxy: it is not http://HOST:PORT; a username and password belong into a Secret",
    "--uri=u --destination=/m --no-proxy=http://h, --no-proxy: 'http://h' is not a network",
    "--uri=u --destination=/m --no-proxy=a_b:c, --no-proxy: 'a_b:c' is neither HOST nor HOST:PORT nor a network such as 10.0.0.0/8",
  })
  void namesTheOptionThatIsWrong(String arguments, String message) {
    assertThatThrownBy(() -> CommandLine.parse(arguments.split(" ", -1)))
        .isInstanceOf(CommandLine.UsageException.class)
        .hasMessage(message);
  }

  @Test
  void theHelpNamesEveryOption() {
    assertThat(CommandLine.help())
        .startsWith("usage: fetch --uri=URI (--destination=DIR | --resolve)")
        .contains(
            "--uri=URI",
            "--destination=DIR",
            "--resolve  ",
            "--identity=sha256:HEX",
            "--endpoint=URL",
            "--region=NAME",
            "--format=FORMAT",
            "--credentials=DIR",
            "--credentials-name=NAME",
            "--digest=sha256:HEX",
            "--max-bytes=N",
            "--port=N",
            "--plain-http-hosts=H1,H2:PORT",
            "--allowed-hosts=H1,H2:PORT",
            "--trusted-cas=FILE",
            "--https-proxy=http://H:PORT",
            "--http-proxy=http://H:PORT",
            "--no-proxy=H1,NET",
            "--proxy-credentials=DIR",
            "--proxy-credentials-name=NAME");
  }
}
