package dev.fairlead.api.v1alpha1;

/** Every reason that a condition of a ModelDeployment can carry: a closed list. */
public enum Reason {
  SERVING("Serving", "The declared version serves all its traffic."),
  SCALED_TO_ZERO("ScaledToZero", "No pod runs, as asked for by replicas: 0."),
  PROGRESSING("Progressing", "A version is on its way; the message says how far."),
  RESOLVING(
      "Resolving",
      "What the model's uri stands for now is found out by a Job, before anything starts."),
  STARTING(
      "Starting",
      "The version has no ready pod yet: pods are placed, files fetched, the model loaded."),
  STOPPING("Stopping", "The old version's pods end before new ones start, as Recreate asks for."),
  SHIFTING("Shifting", "The version takes over pod by pod."),
  SWITCHING(
      "Switching", "The version's pods are ready; the Service goes over to it, and has to answer."),
  AWAITING_APPROVAL(
      "AwaitingApproval",
      "The version's pods are ready and wait for rollout.approve to name it; it gets no more"
          + " requests before."),
  VERIFYING(
      "Verifying",
      "The version is asked the golden requests of rollout.verification; it gets no other request"
          + " before it has answered them as expected."),
  VERIFICATION_FAILED(
      "VerificationFailed",
      "The version answered a golden request of rollout.verification otherwise than expected and"
          + " gets no request; with onFailure: Pause its pods stay. The message has the first"
          + " difference, in numbers."),
  VERIFICATION_NOT_POSSIBLE(
      "VerificationNotPossible",
      "The golden requests of rollout.verification cannot be read; the version waits without"
          + " requests, and the message names the cure."),
  MIRRORING(
      "Mirroring",
      "Requests are sent to the version too, as rollout.mirror asks for, and its answers compared;"
          + " the message has how they compare, and how many are missing."),
  MIRROR_FAILED(
      "MirrorFailed",
      "The version's answers to mirrored requests differ by more than rollout.mirror allows, and it"
          + " gets no request; with onFailure: Pause its pods stay. The message has the numbers."),
  MIRROR_NOT_POSSIBLE(
      "MirrorNotPossible",
      "What serves cannot send its requests to another version too; it goes on, and the message"
          + " names the cure."),
  ANALYZING(
      "Analyzing",
      "The version has a share of the requests; the message has what became of them, and what is"
          + " missing before it gets more."),
  ANALYSIS_FAILED(
      "AnalysisFailed",
      "The version did worse than rollout.canary.analysis allows and gets no request; with"
          + " onFailure: Pause its pods stay. The message has what was measured, and the limit."),
  CANARY_NOT_POSSIBLE(
      "CanaryNotPossible",
      "What serves cannot hand a share of its requests on; it goes on, and the message names the"
          + " cure."),
  GATEWAY_API_MISSING(
      "GatewayApiMissing",
      "spec.route is set, and the cluster has no HTTPRoute of Gateway API. The model is reached"
          + " within the cluster; a canary waits."),
  ROUTE_NOT_ACCEPTED(
      "RouteNotAccepted",
      "A gateway of spec.route.parentRefs refuses the HTTPRoute, or has not answered, or the API"
          + " server refuses it; the message is their own. The model is reached within the cluster;"
          + " a canary waits."),
  ROLLED_BACK(
      "RolledBack",
      "The version failed and was taken back: an earlier one has all the requests. The message has"
          + " what was measured, and the limit."),
  ABORTED("Aborted", "rollout.abort names the version: an earlier one has all the requests."),
  REVISION_NOT_FOUND(
      "RevisionNotFound",
      "rollout.pinnedRevision names no recorded revision; what serves goes on."),
  REPLICAS_NOT_READY("ReplicasNotReady", "The version serves with fewer ready pods than wanted."),
  MOVING(
      "Moving",
      "The only pod is on a node that is cordoned, or that an autoscaler removes: one more starts, so"
          + " that the node can be drained."),
  BUDGET_RELAXED(
      "BudgetRelaxed",
      "A pod is on a node that is cordoned, or that an autoscaler removes, and no other got ready"
          + " for 5 minutes: it may be evicted all the same."),
  IMAGE_NOT_PINNED(
      "ImageNotPinned",
      "Nodes report no digest of the image's repository, as of images that were loaded into them:"
          + " another pod may run something else under the same tag."),
  IMAGES_DIFFER(
      "ImagesDiffer",
      "Pods of one revision run different images under one tag; the message names them. Where it is"
          + " known which one is meant, the others are replaced."),
  PAUSED("Paused", "paused is true: no revision is changed."),
  INVALID_SPEC(
      "InvalidSpec",
      "The spec asks for something that cannot be; the message names the field and the cure."),
  NAME_CONFLICT(
      "NameConflict",
      "An object of a wanted name exists and does not belong to this ModelDeployment; it is left"
          + " alone."),
  UNSCHEDULABLE(
      "Unschedulable", "No node takes the pod; the message is the scheduler's, with its numbers."),
  SCHEDULING_GATED(
      "SchedulingGated",
      "Somebody else, such as a queue of jobs, holds the pod back by scheduling gates, which the"
          + " message names, or suspends the Job that asks what the model's uri stands for. It is"
          + " waited for, without a deadline."),
  QUOTA_EXCEEDED(
      "QuotaExceeded",
      "A ResourceQuota of the namespace refuses the pod; the message is the refusal's, with its"
          + " numbers."),
  LIMIT_RANGE_VIOLATED(
      "LimitRangeViolated",
      "A LimitRange of the namespace refuses the pod; the message is the refusal's, with its"
          + " numbers."),
  POD_SECURITY_VIOLATED(
      "PodSecurityViolated",
      "The Pod Security level of the namespace refuses the pod; the message is the refusal's."),
  POD_REFUSED(
      "PodRefused",
      "An admission webhook or policy, or the API server itself, refuses the pod, or another object"
          + " that the model needs; the message is the refusal's, and names the object."),
  CLAIM_NOT_FOUND(
      "ClaimNotFound",
      "The PersistentVolumeClaim of the model's uri does not exist in this namespace."),
  CLAIM_NOT_BOUND(
      "ClaimNotBound",
      "The PersistentVolumeClaim of the model's uri has no volume yet, or lost it."),
  IMAGE_NOT_FOUND("ImageNotFound", "The image does not exist in its registry."),
  IMAGE_PULL_FAILED("ImagePullFailed", "The image cannot be pulled: access or network."),
  CREDENTIALS_NOT_FOUND(
      "CredentialsNotFound",
      "The Secret of the credentials, or the key that this kind of source needs, does not exist."),
  ACCESS_DENIED("AccessDenied", "The source refuses the credentials, or wants some."),
  MODEL_NOT_FOUND("ModelNotFound", "Nothing is at the model's uri."),
  FETCH_FAILED("FetchFailed", "The files could not be copied; the message says where it stopped."),
  DIGEST_MISMATCH("DigestMismatch", "The files are not those of the declared digest."),
  SOURCE_MOVED(
      "SourceMoved",
      "The source no longer has what the uri stood for when the revision was made. Pods that run go"
          + " on; new ones of this revision cannot start."),
  ARCHIVE_REFUSED("ArchiveRefused", "The archive holds what must not be unpacked."),
  STORAGE_FULL("StorageFull", "The files need more room than model.storage or the node gives."),
  FORMAT_NOT_SUPPORTED(
      "FormatNotSupported", "The server does not carry an engine for this format."),
  MODEL_INVALID("ModelInvalid", "The files do not form a model that the engine can load."),
  OUT_OF_MEMORY(
      "OutOfMemory",
      "The container was killed at its memory limit, or the model cannot fit into it."),
  DEVICE_UNAVAILABLE(
      "DeviceUnavailable",
      "The server cannot use the GPU that it was asked to use; it does not serve on the CPU"
          + " instead."),
  CRASHED("Crashed", "The server ended by itself."),
  SERVER_NOT_READY(
      "ServerNotReady",
      "A server of runtime.custom listens and is not ready; the message is its answer at"
          + " readinessPath."),
  CONTAINER_CONFIG_INVALID(
      "ContainerConfigInvalid", "The node cannot create the container; the message is the node's."),
  PROGRESS_DEADLINE_EXCEEDED(
      "ProgressDeadlineExceeded", "Nothing moved for rollout.progressDeadline."),
  API_ERROR("ApiError", "The API server did not take a request; it is tried again."),
  INTERNAL_ERROR(
      "InternalError",
      "The operator itself fails at this resource; it tries again, and its log says more.");

  private final String value;
  private final String description;

  Reason(String value, String description) {
    this.value = value;
    this.description = description;
  }

  /** As it stands in a condition: CamelCase. */
  public String value() {
    return value;
  }

  /** One sentence for the reference page. */
  public String description() {
    return description;
  }
}
