package dev.fairlead.fetch.report;

/** Why a fetch failed: the reasons of a ModelDeployment's conditions that fetch can find. */
public enum Reason {
  CREDENTIALS_NOT_FOUND("CredentialsNotFound"),
  ACCESS_DENIED("AccessDenied"),
  MODEL_NOT_FOUND("ModelNotFound"),
  FETCH_FAILED("FetchFailed"),
  DIGEST_MISMATCH("DigestMismatch"),
  SOURCE_MOVED("SourceMoved"),
  ARCHIVE_REFUSED("ArchiveRefused"),
  STORAGE_FULL("StorageFull");

  private final String value;

  Reason(String value) {
    this.value = value;
  }

  /** As it stands in a condition: CamelCase. */
  public String value() {
    return value;
  }
}
