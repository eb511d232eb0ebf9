package alo153.intake.in.whatsapp;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fetches a file from Meta: first its address, then its bytes, both with our token. Only from hosts
 * we know, only as large as we keep, only if the bytes are the promised ones.
 */
final class MediaFetcher {
  private static final int AT_ONCE = 8;
  private static final int MAX_HOPS = 3;
  private static final int MAX_LOOKUP = 64 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final WebClient client;
  private final WhatsAppSettings settings;
  private final long maxBytes;

  MediaFetcher(WhatsAppSettings settings, long maxBytes, ReactorResourceFactory resources) {
    var http =
        HttpClient.create(ConnectionProvider.create("whatsapp-media", AT_ONCE))
            .runOn(resources.getLoopResources())
            .responseTimeout(settings.mediaTimeout())
            .followRedirect(false);
    this.client = WebClient.builder().clientConnector(new ReactorClientHttpConnector(http)).build();
    this.settings = settings;
    this.maxBytes = maxBytes;
  }

  /** A file that will not come, however often we ask. */
  static final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GoneException(String reason) {
      super(reason);
    }
  }

  /**
   * The bytes; fails with {@link GoneException} when asking again is no use, with anything else
   * when it may be.
   */
  Mono<byte[]> fetch(String mediaId, @Nullable String promised) {
    return Mono.defer(() -> lookUp(mediaId))
        .flatMap(
            found -> {
              String url = found.path("url").asString("");
              if (url.isEmpty()) {
                return Mono.<byte[]>error(new GoneException("NO_ADDRESS"));
              }
              if (found.path("file_size").asLong(0) > maxBytes) {
                return Mono.<byte[]>error(new GoneException("TOO_LARGE"));
              }
              return download(URI.create(url), MAX_HOPS)
                  .doOnNext(
                      bytes ->
                          check(
                              bytes,
                              promised == null ? found.path("sha256").asString("") : promised));
            })
        .timeout(settings.mediaTimeout())
        .onErrorMap(IllegalArgumentException.class, e -> new GoneException("ADDRESS_MALFORMED"))
        .onErrorMap(DataBufferLimitException.class, e -> new GoneException("TOO_LARGE"))
        .onErrorMap(JacksonException.class, e -> new GoneException("NO_ADDRESS"));
  }

  private Mono<JsonNode> lookUp(String mediaId) {
    if (!mediaId.matches("[A-Za-z0-9_.-]{1,128}")) {
      return Mono.error(new GoneException("ID_MALFORMED"));
    }
    String base = settings.graph().toString().replaceAll("/+$", "");
    return get(
            URI.create(base + "/" + settings.version() + "/" + mediaId),
            response ->
                response.statusCode().is2xxSuccessful()
                    ? body(response, MAX_LOOKUP)
                    : failure(response))
        .map(JSON::readTree);
  }

  private Mono<byte[]> download(URI address, int hops) {
    if (!isAllowed(address)) {
      return Mono.error(new GoneException("HOST_NOT_ALLOWED"));
    }
    return get(
        address,
        response -> {
          if (response.statusCode().is3xxRedirection()) {
            String to = response.headers().asHttpHeaders().getFirst(HttpHeaders.LOCATION);
            return response
                .releaseBody()
                .then(
                    to == null || hops == 0
                        ? Mono.error(new GoneException("REDIRECTED_TOO_OFTEN"))
                        : Mono.defer(() -> download(address.resolve(to), hops - 1)));
          }
          return response.statusCode().is2xxSuccessful()
              ? body(response, (int) Math.min(maxBytes, Integer.MAX_VALUE - 8))
              : failure(response);
        });
  }

  private Mono<byte[]> get(
      URI address, java.util.function.Function<ClientResponse, Mono<byte[]>> read) {
    return client
        .get()
        .uri(address)
        .header(HttpHeaders.AUTHORIZATION, "Bearer " + settings.accessToken())
        .header(HttpHeaders.USER_AGENT, "alo153-intake")
        .exchangeToMono(read::apply);
  }

  private static Mono<byte[]> body(ClientResponse response, int max) {
    return DataBufferUtils.join(response.bodyToFlux(DataBuffer.class), max)
        .map(
            buffer -> {
              byte[] bytes = new byte[buffer.readableByteCount()];
              buffer.read(bytes);
              DataBufferUtils.release(buffer);
              return bytes;
            })
        .defaultIfEmpty(new byte[0]);
  }

  /** The address lives five minutes and the id a week: what is not there any more never comes. */
  private static Mono<byte[]> failure(ClientResponse response) {
    HttpStatusCode status = response.statusCode();
    boolean forGood =
        status.is4xxClientError()
            && status.value() != 401
            && status.value() != 408
            && status.value() != 429;
    return response
        .releaseBody()
        .then(
            Mono.error(
                () ->
                    forGood
                        ? new GoneException("HTTP_" + status.value())
                        : new IllegalStateException("Meta answered " + status.value())));
  }

  private boolean isAllowed(URI address) {
    String host = address.getHost();
    String scheme = address.getScheme();
    if (host == null || scheme == null || address.getUserInfo() != null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equalsIgnoreCase(settings.graph().getHost())
        && scheme.equalsIgnoreCase(settings.graph().getScheme())
        && address.getPort() == settings.graph().getPort()) {
      return true;
    }
    return scheme.equalsIgnoreCase("https")
        && (address.getPort() == -1 || address.getPort() == 443)
        && settings.mediaHosts().stream().anyMatch(allowed -> matches(name, allowed));
  }

  private static boolean matches(String host, String allowed) {
    String name = allowed.strip().toLowerCase(Locale.ROOT);
    return name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name);
  }

  private static void check(byte[] bytes, String promised) {
    if (bytes.length == 0) {
      throw new GoneException("EMPTY");
    }
    byte[] expected = hash(promised.strip());
    if (expected.length == 32 && !MessageDigest.isEqual(expected, sha256(bytes))) {
      throw new GoneException("HASH_DIFFERS");
    }
  }

  /** Base 64 in a notification, hexadecimal in a lookup. */
  static byte[] hash(String promised) {
    try {
      return promised.length() == 64
          ? HexFormat.of().parseHex(promised)
          : Base64.getDecoder().decode(promised);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
