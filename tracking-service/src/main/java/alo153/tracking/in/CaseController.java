package alo153.tracking.in;

import alo153.city.TurkishText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.DistrictCode;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.frame.AccessRules.Role;
import alo153.frame.Caller;
import alo153.frame.ProblemException;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.out.CaseDocument;
import alo153.tracking.out.MongoCases;
import alo153.tracking.out.MongoCases.Search;
import io.swagger.v3.oas.annotations.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Staff look for requests. */
@RestController
@RequestMapping("/api/tracking/v1")
final class CaseController {
  private static final int MOST = 200;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final MongoCases cases;
  private final CityNames names;

  CaseController(MongoCases cases, CityNames names) {
    this.cases = cases;
    this.names = names;
  }

  /**
   * What to look for; null means any.
   *
   * @param channel a door
   * @param status a status
   * @param department an owner's code, inside or outside the house
   * @param category a topic's code
   * @param district a district's code
   * @param q beginnings of words, in any case, with or without Turkish letters
   * @param from received at or after
   * @param to received before
   * @param phone the citizen's number in any spelling; only in a body, never in an address
   * @param email the citizen's address; likewise
   * @param cursor where the page begins; null for the first one
   * @param limit how many; 50 when null, 200 at most
   */
  record Query(
      @Nullable Channel channel,
      @Nullable Status status,
      @Nullable String department,
      @Nullable String category,
      @Nullable String district,
      @Nullable String q,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String phone,
      @Nullable String email,
      @Nullable String cursor,
      @Nullable Integer limit) {}

  @GetMapping("/requests")
  @Operation(summary = "Searches requests, newest first")
  Mono<StaffViews.Page<StaffViews.Line>> search(
      @RequestParam(required = false) @Nullable Channel channel,
      @RequestParam(required = false) @Nullable Status status,
      @RequestParam(required = false) @Nullable String department,
      @RequestParam(required = false) @Nullable String category,
      @RequestParam(required = false) @Nullable String district,
      @RequestParam(required = false) @Nullable String q,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    return find(
        new Query(
            channel,
            status,
            department,
            category,
            district,
            q,
            from,
            to,
            null,
            null,
            cursor,
            limit));
  }

  @PostMapping("/requests/search")
  @Operation(summary = "The same with what must not stand in an address: phone and e-mail")
  Mono<StaffViews.Page<StaffViews.Line>> find(@RequestBody Query query) {
    int limit = Math.min(Math.max(query.limit() == null ? 50 : query.limit(), 1), MOST);
    return cases
        .search(search(query), limit + 1)
        .collectList()
        .map(
            found -> {
              boolean more = found.size() > limit;
              List<CaseFile> page = more ? found.subList(0, limit) : found;
              return new StaffViews.Page<>(
                  page.stream().map(file -> StaffViews.line(file, names)).toList(),
                  more ? cursor(page.get(limit - 1)) : null);
            });
  }

  private Search search(Query query) {
    return new Search(
        query.channel() == null ? null : query.channel().name(),
        query.status() == null ? null : query.status().name(),
        query.department() == null ? null : owner(query.department()).value(),
        query.category() == null ? null : code(query.category(), CategoryCode::new).value(),
        query.district() == null ? null : code(query.district(), DistrictCode::new).value(),
        query.q() == null
            ? List.of()
            : TurkishText.words(TurkishText.fold(query.q())).stream().distinct().limit(8).toList(),
        moment(query.from()),
        moment(query.to()),
        query.phone() == null
            ? null
            : Phones.normalise(query.phone())
                .orElseThrow(() -> ProblemException.malformed("not a telephone number")),
        query.email() == null ? null : CaseDocument.normalisedEmail(query.email()),
        query.cursor() == null ? null : before(query.cursor()));
  }

  private static <C> C code(String text, java.util.function.Function<String, C> type) {
    try {
      return type.apply(text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.malformed("a code is made of a-z, 0-9, dot and dash");
    }
  }

  private OwnerCode owner(String text) {
    OwnerCode owner = code(text, OwnerCode::new);
    if (!names.knows(owner)) {
      throw ProblemException.malformed("no department or institution has this code");
    }
    return owner;
  }

  /** What a calendar of four digits holds; the store counts no further than some of our clocks. */
  private static @Nullable Instant moment(@Nullable Instant at) {
    if (at != null && (at.isBefore(EARLIEST) || at.isAfter(LATEST))) {
      throw ProblemException.malformed("a moment lies between the years 1 and 9999");
    }
    return at;
  }

  private static String cursor(CaseFile last) {
    String place =
        Objects.requireNonNull(last.now().receivedAt()).toEpochMilli() + ":" + last.requestId();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }

  private static Search.Before before(String cursor) {
    try {
      String[] place =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(":", 2);
      return new Search.Before(
          Instant.ofEpochMilli(Long.parseLong(place[0])), new RequestId(place[1]).value());
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw ProblemException.malformed("this is no cursor of ours");
    }
  }

  @GetMapping("/requests/{id}")
  @Operation(summary = "A request with its timeline; the ETag is for If-Match of updates")
  Mono<ResponseEntity<StaffViews.CaseView>> show(@PathVariable String id) {
    return Mono.justOrEmpty(Ids.request(id))
        .flatMap(cases::byId)
        .map(
            file ->
                ResponseEntity.ok()
                    .cacheControl(CacheControl.noStore())
                    .eTag(Versions.etag(file))
                    .body(StaffViews.view(file, names)))
        .switchIfEmpty(Mono.error(ProblemException::notFound));
  }

  @GetMapping("/departments/{code}/queue")
  @Operation(summary = "A department's open work, the most urgent first")
  Mono<StaffViews.Page<StaffViews.WorkItem>> queue(
      @PathVariable String code,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    OwnerCode department = code(code, OwnerCode::new);
    if (!names.knowsDepartment(department)) {
      throw ProblemException.notFound();
    }
    int most = Math.min(Math.max(limit, 1), MOST);
    int skip = skip(cursor);
    return Caller.current()
        .filter(
            caller ->
                caller.is(Role.DESK) || caller.department().filter(department::equals).isPresent())
        .switchIfEmpty(
            Mono.error(
                () ->
                    ProblemException.of(
                        HttpStatus.FORBIDDEN,
                        "forbidden",
                        "Bu iş başka bir birimin",
                        "This is another department's work")))
        .flatMap(caller -> cases.queue(department, skip, most + 1).collectList())
        .map(
            found -> {
              boolean more = found.size() > most;
              return new StaffViews.Page<>(
                  found.stream().limit(most).map(file -> StaffViews.work(file, names)).toList(),
                  more ? Integer.toString(skip + most) : null);
            });
  }

  private static int skip(@Nullable String cursor) {
    try {
      return cursor == null ? 0 : Math.max(0, Integer.parseInt(cursor));
    } catch (NumberFormatException e) {
      throw ProblemException.malformed("this is no cursor of ours");
    }
  }
}
