package alo153.gateway.pages;

import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import alo153.gateway.pages.PageFiles.PageFile;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The addresses of the pages and of their files. */
@Configuration(proxyBeanMethods = false)
class PageRoutes {
  private static final List<String> PAGES =
      List.of(
          "/",
          "/basvuru",
          "/basvuru/**",
          "/takip",
          "/takip/**",
          "/aydinlatma",
          "/erisilebilirlik",
          "/en",
          "/en/**");
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final PageFiles files;
  private final PageShell shell;

  PageRoutes(PageFiles files, PageShell shell) {
    this.files = files;
    this.shell = shell;
  }

  @Bean
  RouterFunction<ServerResponse> pages() {
    RouterFunctions.Builder routes = RouterFunctions.route();
    for (String page : PAGES) {
      routes.route(
          read(page).and(request -> shell.isForPeople(request.exchange().getRequest())),
          request ->
              ServerResponse.ok()
                  .build((exchange, context) -> shell.write(exchange, HttpStatus.OK)));
    }
    return routes
        .route(read("/assets/{build}/{*file}"), this::asset)
        .route(read("/favicon.ico"), request -> rootFile("favicon.svg"))
        .route(read("/favicon.svg"), request -> rootFile("favicon.svg"))
        .route(read("/robots.txt"), request -> rootFile("robots.txt"))
        .build();
  }

  /** A file under a build that is not ours is not there: an old page then asks for itself anew. */
  private Mono<ServerResponse> asset(ServerRequest request) {
    PageFile file = files.at(request.pathVariable("file").replaceFirst("^/", ""));
    boolean ours = request.pathVariable("build").equals(files.build());
    return ours ? answer(file, FOR_EVER) : ServerResponse.notFound().build();
  }

  private Mono<ServerResponse> rootFile(String name) {
    return answer(files.at(name), CacheControl.maxAge(Duration.ofDays(1)));
  }

  private static Mono<ServerResponse> answer(@Nullable PageFile file, CacheControl caching) {
    return file == null
        ? ServerResponse.notFound().build()
        : ServerResponse.ok()
            .contentType(file.type())
            .cacheControl(caching)
            .bodyValue(file.content());
  }

  private static RequestPredicate read(String pattern) {
    return methods(HttpMethod.GET, HttpMethod.HEAD).and(path(pattern));
  }
}
