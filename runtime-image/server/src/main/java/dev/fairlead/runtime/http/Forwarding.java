package dev.fairlead.runtime.http;

import dev.fairlead.runtime.live.Forward;
import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.live.Outcome;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lets a candidate answer its share of the requests. If it cannot, the request is answered here,
 * and its client sees nothing of that but the time.
 */
final class Forwarding {
  private static final Logger LOG = Logger.getLogger(Forwarding.class.getName());

  private final Forwards forwards;
  private final Peers peers;
  private final Inference inference;
  private final Mirroring mirroring;

  Forwarding(Forwards forwards, Peers peers, Inference inference, Mirroring mirroring) {
    this.forwards = forwards;
    this.peers = peers;
    this.inference = inference;
    this.mirroring = mirroring;
  }

  /** Sends the request on, or runs {@code here} to answer it. */
  void answer(Exchange exchange, Observation observation, byte[] body, Runnable here) {
    Forward forward = forwards.ofHttp(exchange.request()::getHeader);
    Duration time = forward == null ? null : inference.timeout(exchange);
    if (forward != null && time != null) {
      new Sent(exchange, observation, forward, here).begin(body, time);
      return;
    }
    if (forward != null) {
      forward.end(Outcome.REFUSED);
    }
    mirroring.watch(exchange, body);
    here.run();
  }

  private final class Sent {
    private final Exchange exchange;
    private final Observation observation;
    private final Forward forward;
    private final Runnable here;
    private final PeerCall call;
    private final long start = System.nanoTime();

    Sent(Exchange exchange, Observation observation, Forward forward, Runnable here) {
      this.exchange = exchange;
      this.observation = observation;
      this.forward = forward;
      this.here = here;
      this.call = peers.call(this::relay, this::answerHere);
    }

    void begin(byte[] body, Duration time) {
      HttpServerRequest request = exchange.request();
      observation.handOver();
      exchange.atEnd(this::gone);
      // it is told half of the time: by what is usual here its queue is to refuse nobody
      call.begin(
          forward.target(),
          request.uri(),
          Peers.headers(request, Forward.half(time)),
          body,
          forward.send(time));
    }

    private void relay(PeerCall.Received answer) {
      forward.end(Outcome.ANSWERED);
      exchange.relay(answer.headers(), answer.body());
    }

    private void answerHere(Outcome outcome) {
      LOG.log(Level.FINE, "the candidate did not answer: {0}", outcome);
      forward.end(outcome);
      observation.takeBack();
      exchange.spent(Duration.ofNanos(System.nanoTime() - start));
      try {
        here.run();
      } catch (RuntimeException e) {
        // a mistake of ours, but the client is to get an answer
        LOG.log(Level.SEVERE, "a request cannot be read", e);
        exchange.fail(500, "the server failed: its log says why");
      }
    }

    private void gone() {
      if (forward.gone()) {
        call.cancel();
      }
    }
  }
}
