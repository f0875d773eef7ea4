package dev.fairlead.operator;

/** Certificates of authorities, as a site gives them; nobody has their keys. */
public final class Authorities {
  /** One. */
  public static final String ONE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBhzCCAS2gAwIBAgIUYmNsB2FvE8cmQuApfb9MDFvaEIUwCgYIKoZIzj0EAwIw
      GDEWMBQGA1UEAwwNYXV0aG9yaXR5IG9uZTAgFw0yNjExMjkxMTM1MDhaGA8yMTI2
      MTEwNTExMzUwOFowGDEWMBQGA1UEAwwNYXV0aG9yaXR5IG9uZTBZMBMGByqGSM49
      AgEGCCqGSM49AwEHA0IABHd3htIB4aq1mHH0+vq5YG/LqVRqZS0z+dC9gpYnxyVY
      f1uZlk+MZ6R/olxwz9Kjh3JOKuaP+/9Ft/2D6sNkTP+jUzBRMB0GA1UdDgQWBBSD
      d2VCaV2wxNYiLo6n7TSwKU4qLDAfBgNVHSMEGDAWgBSDd2VCaV2wxNYiLo6n7TSw
      KU4qLDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQD831yviAuC
      Wshiyk11I3aygwlp3ezAYwjW6YGzooHLnQIgLPgzymqw7hXKYppjOjqOcKqIII1i
      GEXB/IB8a+mcqfk=
      -----END CERTIFICATE-----
      """;

  /** The one that comes after it. */
  public static final String TWO =
      """
      -----BEGIN CERTIFICATE-----
      MIIBhjCCAS2gAwIBAgIUNht1wOC6AnoDcR36NagxQZNUq7QwCgYIKoZIzj0EAwIw
      GDEWMBQGA1UEAwwNYXV0aG9yaXR5IHR3bzAgFw0yNjExMjkxMTM1MDhaGA8yMTI2
      MTEwNTExMzUwOFowGDEWMBQGA1UEAwwNYXV0aG9yaXR5IHR3bzBZMBMGByqGSM49
      AgEGCCqGSM49AwEHA0IABHWanH0ly/ShM4IP6pqHitL4YBzZY0ZL3ZYkrMvZsd3H
      l02ZNd7IWihXhuS01pi7qV/z/b21lWIQG+gWpm3V8YqjUzBRMB0GA1UdDgQWBBRq
      SUDbI6m/L6vBqLB/Mr8LEQO+PTAfBgNVHSMEGDAWgBRqSUDbI6m/L6vBqLB/Mr8L
      EQO+PTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIEY3CJd1/b1T
      unyW9S4ZWe0ek3qgl6oiriaweUfaN1FtAiAM5LV017sUuXWfWEmBQ+4QWcS8sd12
      a2uFiBEgHGf0hQ==
      -----END CERTIFICATE-----
      """;

  private Authorities() {}
}
