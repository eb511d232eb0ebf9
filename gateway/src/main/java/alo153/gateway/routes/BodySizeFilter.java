package alo153.gateway.routes;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses bodies over the limit: at once when the length is announced, else while it is read; and
 * bodies of which nobody can tell what they are.
 */
@Component
class BodySizeFilter implements GlobalFilter, Ordered {
  private final BodyLimits limits;

  BodySizeFilter(BodyLimits limits) {
    this.limits = limits;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    MediaType type;
    try {
      type = request.getHeaders().getContentType();
    } catch (InvalidMediaTypeException e) {
      return Mono.error(new ResponseStatusException(HttpStatus.UNSUPPORTED_MEDIA_TYPE));
    }
    long limit = limit(type);
    if (request.getHeaders().getContentLength() > limit) {
      return Mono.error(tooLarge());
    }
    return chain.filter(exchange.mutate().request(new Counted(request, limit)).build());
  }

  private long limit(@Nullable MediaType type) {
    boolean document =
        type != null
            && (type.isCompatibleWith(MediaType.APPLICATION_JSON)
                || type.getSubtype().endsWith("+json")
                || type.isCompatibleWith(MediaType.APPLICATION_FORM_URLENCODED));
    return (document ? limits.document() : limits.upload()).toBytes();
  }

  private static ResponseStatusException tooLarge() {
    return new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE);
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  private static final class Counted extends ServerHttpRequestDecorator {
    private final long limit;

    private Counted(ServerHttpRequest request, long limit) {
      super(request);
      this.limit = limit;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      var bytes = new AtomicLong();
      return super.getBody()
          .handle(
              (buffer, next) -> {
                if (bytes.addAndGet(buffer.readableByteCount()) > limit) {
                  DataBufferUtils.release(buffer);
                  next.error(tooLarge());
                } else {
                  next.next(buffer);
                }
              });
    }
  }
}
