package dev.fairlead.runtime.grpc;

import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.protocol.Problem;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;

/** Counts inferences as the HTTP side does: under the HTTP status of what their clients got. */
final class CallMetrics {
  static final String PROTOCOL = "oip-grpc";

  /** A client's deadline ends before ours, by the time that its call took to get here. */
  private static final long ON_THE_WAY_MILLIS = 250;

  private final ServerMetrics metrics;

  CallMetrics(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  /** How a call ended: the HTTP status that the metrics have for it, and its own code. */
  record End(int http, Status.Code grpc) {}

  /** A call of a method; only inferences are counted. */
  Call begin(String method) {
    return new Call("ModelInfer".equals(method));
  }

  /** One call. */
  final class Call {
    private final boolean counts;
    private volatile long start = System.nanoTime();
    private volatile boolean elsewhere;
    private final Deadline deadline = Context.current().getDeadline();
    private volatile Status status = Status.UNKNOWN;

    Call(boolean counts) {
      this.counts = counts;
      if (counts) {
        metrics.began();
      }
    }

    /** Whether it is one. */
    boolean isInference() {
      return counts;
    }

    /** Another server is to answer it, and counts it. */
    void handOver() {
      elsewhere = true;
      metrics.handedOver();
    }

    /** It is answered here after all, and begins anew. */
    void takeBack() {
      elsewhere = false;
      start = System.nanoTime();
      metrics.began();
    }

    void closed(Status status) {
      this.status = status;
    }

    /** What the client got. */
    End end(boolean cancelled) {
      End end = cancelled ? cancelled() : new End(Codes.http(status.getCode()), status.getCode());
      if (counts && !elsewhere) {
        metrics.answered(PROTOCOL, end.http(), System.nanoTime() - start);
      }
      return end;
    }

    private End cancelled() {
      return deadline != null && deadline.timeRemaining(TimeUnit.MILLISECONDS) < ON_THE_WAY_MILLIS
          ? new End(Problem.DEADLINE.http(), Status.Code.DEADLINE_EXCEEDED)
          : new End(Problem.CLIENT_GONE.http(), Status.Code.CANCELLED);
    }
  }
}
