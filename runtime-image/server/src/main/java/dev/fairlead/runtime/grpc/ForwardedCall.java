package dev.fairlead.runtime.grpc;

import dev.fairlead.runtime.live.Forward;
import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.live.Outcome;
import dev.fairlead.runtime.protocol.Problem;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A call that the candidate is to answer. Its answer is passed on only when it is whole; if there
 * is none, the call is answered here.
 */
final class ForwardedCall<Q, A> extends ServerCall.Listener<Q> {
  private static final Logger LOG = Logger.getLogger(ForwardedCall.class.getName());
  private static final Metadata.Key<String> FORWARDED = Headers.key(Forwards.HEADER);

  private final ServerCall<Q, A> call;
  private final Metadata headers;
  private final ServerCallHandler<Q, A> here;
  private final CandidateChannel channel;
  private final Forward forward;
  private final CallMetrics.Call observed;
  private final Duration time;

  /** In which the call came, with its deadline: what is answered later knows nothing of it. */
  private final Context context = Context.current();

  private @Nullable Q message;

  /** Who answers here, once somebody does. */
  private ServerCall.@Nullable Listener<Q> answering;

  private boolean cancelled;

  /** {@code time}: that the call has. */
  ForwardedCall(
      ServerCall<Q, A> call,
      Metadata headers,
      ServerCallHandler<Q, A> here,
      CandidateChannel channel,
      Forward forward,
      CallMetrics.Call observed,
      Duration time) {
    this.call = call;
    this.headers = headers;
    this.here = here;
    this.channel = channel;
    this.forward = forward;
    this.observed = observed;
    this.time = time;
  }

  @Override
  public void onMessage(Q request) {
    message = request;
  }

  @Override
  public void onHalfClose() {
    Q request = message;
    if (request == null) {
      answerHere(Outcome.REFUSED);
      return;
    }
    var sentOn = new Metadata();
    sentOn.merge(headers);
    sentOn.put(FORWARDED, "1");
    ClientCall<Q, A> sent =
        channel
            .to(forward.target())
            .newCall(
                call.getMethodDescriptor(),
                CallOptions.DEFAULT.withDeadlineAfter(
                    Forward.half(time).toMillis(), TimeUnit.MILLISECONDS));
    Duration part = forward.send(time);
    var answer = new Answer();
    // ends with its context, which ends when the client goes
    sent.start(answer, sentOn);
    sent.request(2);
    sent.sendMessage(request);
    sent.halfClose();
    answer.limit(channel.after(part, () -> answer.late(sent)));
  }

  @Override
  public void onCancel() {
    forward.gone();
    ServerCall.Listener<Q> told = cancel();
    if (told != null) {
      told.onCancel();
    }
  }

  private synchronized ServerCall.@Nullable Listener<Q> cancel() {
    cancelled = true;
    return answering;
  }

  @Override
  public void onComplete() {
    if (forward.end(Outcome.FULL)) {
      // there was no room for its message, which never came here
      observed.takeBack();
    }
    ServerCall.Listener<Q> told = answering();
    if (told != null) {
      told.onComplete();
    }
  }

  private synchronized ServerCall.@Nullable Listener<Q> answering() {
    return answering;
  }

  private void answerHere(Outcome outcome) {
    if (outcome == Outcome.UNAVAILABLE) {
      channel.failed();
    }
    boolean isGone = context.isCancelled();
    boolean isFirst = isGone ? forward.gone() : forward.end(outcome);
    if (!isFirst || isGone) {
      return;
    }
    observed.takeBack();
    try {
      context.run(this::startHere);
    } catch (RuntimeException e) {
      // a mistake of ours, but the client is to get an answer
      LOG.log(Level.SEVERE, "a call cannot be answered", e);
      call.close(
          Codes.of(Problem.FAILED, "the server failed: its log says why").getStatus(),
          new Metadata());
    }
  }

  private void startHere() {
    ServerCall.Listener<Q> listener = here.startCall(call, headers);
    Q request = message;
    if (request != null) {
      listener.onMessage(request);
    }
    listener.onHalfClose();
    if (isCancelledBefore(listener)) {
      listener.onCancel();
    }
  }

  private synchronized boolean isCancelledBefore(ServerCall.Listener<Q> listener) {
    answering = listener;
    return cancelled;
  }

  /** Told by one thread after the other. */
  private final class Answer extends ClientCall.Listener<A> {
    private Metadata head = new Metadata();
    private @Nullable A body;
    private @Nullable Future<?> limit;
    private boolean over;
    private volatile boolean late;

    /** Ends the call unless it has ended before. */
    synchronized void limit(Future<?> alarm) {
      limit = alarm;
      if (over) {
        alarm.cancel(false);
      }
    }

    private synchronized void unlimit() {
      over = true;
      if (limit != null) {
        limit.cancel(false);
      }
    }

    void late(ClientCall<Q, A> sent) {
      late = true;
      sent.cancel("it takes longer than is usual", null);
    }

    @Override
    public void onHeaders(Metadata received) {
      head = received;
    }

    @Override
    public void onMessage(A received) {
      body = received;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      unlimit();
      A answer = body;
      if (!status.isOk() || answer == null) {
        answerHere(late ? Outcome.LATE : Codes.outcome(status.getCode()));
      } else if (forward.end(Outcome.ANSWERED)) {
        call.sendHeaders(head);
        call.sendMessage(answer);
        call.close(status, trailers);
      }
    }
  }
}
