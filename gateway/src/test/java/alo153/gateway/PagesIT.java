package alo153.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PagesIT {
  private static final Pattern ASSET =
      Pattern.compile("(?:src|href)=\"(/assets/([0-9a-f]+)/[^\"]+)\"");
  private static RunningGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = new RunningGateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/basvuru/ne", "/takip/K7MH-2QXR-94TZ3", "/aydinlatma", "/en", "/en/takip"})
  void everyPageAddressGivesTheShell(String path) throws Exception {
    HttpResponse<String> page = gateway.page(path);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(page.body())
        .contains(path.startsWith("/en") ? "<html lang=\"en\"" : "<html lang=\"tr\"");
  }

  @Test
  void everyFileTheShellNamesIsThereAndMayBeKept() throws Exception {
    Matcher assets = ASSET.matcher(gateway.page("/").body());
    int found = 0;
    while (assets.find()) {
      HttpResponse<String> asset = gateway.get(assets.group(1));
      assertThat(asset.statusCode()).as(assets.group(1)).isEqualTo(200);
      assertThat(asset.headers().firstValue("Cache-Control"))
          .contains("max-age=31536000, public, immutable");
      found++;
    }
    assertThat(found).isGreaterThan(5);
  }

  @Test
  void aFileWithoutOurBuildInItsAddressIsNotThere() throws Exception {
    String build = build();

    assertThat(gateway.get("/assets/" + build + "/base.css").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/assets/base.css").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/assets/0123456789ab/base.css").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/base.css").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "index.htm",
        "lib/leaflet.js.map",
        "../gateway.yml",
        "%2e%2e/gateway.yml",
        "js/../../gateway.yml"
      })
  void nothingButTheListedFilesIsPublic(String file) throws Exception {
    assertThat(gateway.get("/assets/" + build() + "/" + file).statusCode()).isBetween(400, 404);
    assertThat(gateway.get("/webjars/leaflet/1.9.4/package.json").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/gateway.yml").statusCode()).isEqualTo(404);
  }

  @Test
  void thePolicyStandsOnPagesFilesApiAnswersAndErrors() throws Exception {
    String policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
            + " font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
            + " form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types lit-html alo153 default";
    for (String path :
        new String[] {
          "/", "/assets/" + build() + "/base.css", "/api/intake/v1/city", "/api/none"
        }) {
      HttpResponse<String> answer = gateway.page(path);
      assertThat(answer.headers().allValues("Content-Security-Policy"))
          .as(path)
          .containsExactly(policy);
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Referrer-Policy")).contains("same-origin");
    }
  }

  @Test
  void whatAServiceSaysIsNotKeptUnlessTheServiceAllowsIt() throws Exception {
    assertThat(
            gateway
                .get("/api/tracking/v1/track/K7MH-2QXR-94TZ3")
                .headers()
                .firstValue("Cache-Control"))
        .contains("no-store");
  }

  @Test
  void anUnknownAddressIsAPageForPeopleAndAProblemForPrograms() throws Exception {
    HttpResponse<String> page = gateway.page("/yok");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("<div id=\"app\">");

    HttpResponse<String> problem = gateway.get("/yok", "Accept", "application/json");
    assertThat(problem.statusCode()).isEqualTo(404);
    assertThat(problem.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/takip/K7MH-2QXR-94TZ3", "/yok"})
  void whoAsksForNoKnownKindOfAnswerIsNoBrowser(String path) throws Exception {
    HttpResponse<String> answer = gateway.get(path, "Accept", "x");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void aPageIsOnlyRead() throws Exception {
    HttpResponse<String> answer =
        gateway.send(gateway.request("/basvuru/ne").POST(BodyPublishers.ofString("x")));

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void textGoesOutCompressed() throws Exception {
    HttpResponse<String> plain = gateway.get("/assets/" + build() + "/lib/leaflet.css");
    HttpResponse<String> packed =
        gateway.get("/assets/" + build() + "/lib/leaflet.css", "Accept-Encoding", "gzip");

    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
  }

  @Test
  void browsersFindAnIcon() throws Exception {
    assertThat(gateway.get("/favicon.ico").headers().firstValue("Content-Type"))
        .contains("image/svg+xml");
    assertThat(gateway.get("/favicon.svg").statusCode()).isEqualTo(200);
  }

  private static String build() throws Exception {
    Matcher asset = ASSET.matcher(gateway.page("/").body());
    assertThat(asset.find()).isTrue();
    return asset.group(2);
  }
}
