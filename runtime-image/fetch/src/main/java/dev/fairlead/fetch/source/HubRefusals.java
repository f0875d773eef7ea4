package dev.fairlead.fetch.source;

import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.util.Optional;

/** What the Hub's refusals mean: it says more in {@code X-Error-Code} than by the status. */
final class HubRefusals {
  private final HubReference reference;
  private final CredentialFiles credentials;

  HubRefusals(HubReference reference, CredentialFiles credentials) {
    this.reference = reference;
    this.credentials = credentials;
  }

  /** The failure that an answer stands for. */
  IOException of(HttpReply reply) {
    String host = Optional.ofNullable(reply.uri().getHost()).orElse("the Hub");
    return switch (reply.header("X-Error-Code").orElse("")) {
      case "GatedRepo" ->
          denied(
              "%s is gated on %s: ask for access there with the account of the token. %s"
                  .formatted(reference.repository(), host, cure()));
      case "RepoNotFound" ->
          credentials.named()
              ? missing(
                  "%s has no repository %s that %s may read: correct model.uri, or the token."
                      .formatted(host, reference.repository(), credentials.who()))
              : denied(
                  "%s has no repository %s, or it is private: correct model.uri. %s"
                      .formatted(host, reference.repository(), cure()));
      case "RevisionNotFound" ->
          missing(
              "%s has no branch, tag or commit %s: correct model.uri."
                  .formatted(reference.repository(), reference.revision()));
      case "EntryNotFound" ->
          missing(
              "%s lacks a file that it lists: correct model.uri, or upload the model again."
                  .formatted(reference));
      default -> Statuses.failure(reply, reference.repository(), cure());
    };
  }

  private String cure() {
    return credentials.named()
        ? "Correct the token in %s, or its rights.".formatted(credentials.who())
        : "Name a Secret with the key token in model.credentials.secretRef.";
  }

  private static FetchException denied(String message) {
    return new FetchException(Reason.ACCESS_DENIED, message);
  }

  private static FetchException missing(String message) {
    return new FetchException(Reason.MODEL_NOT_FOUND, message);
  }
}
