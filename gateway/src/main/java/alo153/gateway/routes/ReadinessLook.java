package alo153.gateway.routes;

import alo153.gateway.routes.Instances.Instance;
import alo153.gateway.routes.Instances.State;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Asks every instance each second whether it is ready, so that one that is stopping gets no more
 * requests while another can take them, and one that came back is found. Where a service has one
 * instance there is nothing to choose and nobody is asked.
 */
@Component
class ReadinessLook implements SmartLifecycle {
  private static final String READINESS = "/actuator/health/readiness";
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ServiceInstances services;
  private final HttpClient client;
  private Disposable.Composite looks = Disposables.composite();

  ReadinessLook(ServiceInstances services, ReactorResourceFactory resources) {
    this.services = services;
    // a connection each time: one that stands says nothing about whether the next can be made
    this.client =
        HttpClient.create(ConnectionProvider.newConnection())
            .runOn(resources.getLoopResources())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(PATIENCE.toMillis()))
            .responseTimeout(PATIENCE);
  }

  @Override
  public synchronized void start() {
    looks = Disposables.composite();
    services
        .all()
        .filter(service -> service.all().size() > 1)
        .flatMap(service -> service.all().stream())
        .forEach(
            instance -> looks.add(look(instance).then(Mono.delay(EVERY)).repeat().subscribe()));
  }

  private Mono<Void> look(Instance instance) {
    return client
        .get()
        .uri(instance.address().resolve(READINESS))
        .response()
        .map(answer -> answer.status().code() == 200 ? State.READY : State.NOT_READY)
        .onErrorResume(
            failure ->
                Mono.just(Failed.of(failure) == Failed.TO_CONNECT ? State.AWAY : State.NOT_READY))
        .doOnNext(instance::seen)
        .then();
  }

  @Override
  public synchronized void stop() {
    looks.dispose();
  }

  @Override
  public synchronized boolean isRunning() {
    return looks.size() > 0 && !looks.isDisposed();
  }
}
