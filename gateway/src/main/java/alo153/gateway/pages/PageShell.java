package alo153.gateway.pages;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The one HTML document behind all pages; it differs only by language. */
@Component
public class PageShell {
  private static final List<String> NOT_FOR_PEOPLE =
      List.of("/api/", "/open311/", "/assets/", "/actuator");

  private final byte[] turkish;
  private final byte[] english;

  PageShell(PageFiles files) {
    String template =
        new String(
            Objects.requireNonNull(files.at("index.html")).content(), StandardCharsets.UTF_8);
    String preloads =
        StreamSupport.stream(files.paths().spliterator(), false)
            .filter(PageShell::neededAtOnce)
            .map(
                path ->
                    "<link rel=\"modulepreload\" href=\"/assets/%s/%s\">"
                        .formatted(files.build(), path))
            .collect(Collectors.joining("\n  "));
    String shell = template.replace("{{preloads}}", preloads).replace("{{build}}", files.build());
    turkish = shell.replace("{{lang}}", "tr").getBytes(StandardCharsets.UTF_8);
    english = shell.replace("{{lang}}", "en").getBytes(StandardCharsets.UTF_8);
  }

  /** Everything but the map, which most never open. */
  private static boolean neededAtOnce(String path) {
    return path.endsWith(".js") && !path.equals("lib/leaflet.js") && !path.startsWith("js/map/");
  }

  /** Whether somebody reads the answer in a browser, rather than a program or an asset loader. */
  public boolean isForPeople(ServerHttpRequest request) {
    String path = request.getPath().value();
    boolean reads = request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
    return reads
        && !path.substring(path.lastIndexOf('/') + 1).contains(".")
        && NOT_FOR_PEOPLE.stream().noneMatch(path::startsWith)
        && asksForHtml(request.getHeaders());
  }

  private static boolean asksForHtml(HttpHeaders headers) {
    try {
      return headers.getAccept().stream()
          .anyMatch(type -> type.equalsTypeAndSubtype(MediaType.TEXT_HTML));
    } catch (InvalidMediaTypeException e) {
      return false; // no browser writes that
    }
  }

  /** Writes the document in the language of the address. */
  public Mono<Void> write(ServerWebExchange exchange, HttpStatus status) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(status);
    response
        .getHeaders()
        .setContentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8));
    response.getHeaders().setCacheControl("no-cache");
    byte[] document = isEnglish(exchange.getRequest().getPath().value()) ? english : turkish;
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(document)));
  }

  private static boolean isEnglish(String path) {
    return path.equals("/en") || path.startsWith("/en/");
  }
}
