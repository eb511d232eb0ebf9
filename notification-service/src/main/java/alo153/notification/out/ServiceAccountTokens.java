package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Bearer tokens of a Google service account by the JWT grant (RFC 7523), kept until a minute before
 * they end.
 */
final class ServiceAccountTokens implements TokenSource {
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
  private static final Duration VALID = Duration.ofHours(1);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String account;
  private final PrivateKey key;
  private final URI tokenUri;
  private final HttpCalls http;
  private final Clock clock;
  private volatile @Nullable Held held;

  private record Held(String token, Instant until) {}

  private ServiceAccountTokens(
      String account, PrivateKey key, URI tokenUri, HttpCalls http, Clock clock) {
    this.account = account;
    this.key = key;
    this.tokenUri = tokenUri;
    this.http = http;
    this.clock = clock;
  }

  /**
   * @throws IllegalStateException when the file is not a service account's key
   */
  static ServiceAccountTokens of(Path file, HttpCalls http, Clock clock) {
    try {
      JsonNode document = Codec.json().readTree(Files.readString(file));
      String pem =
          document
              .path("private_key")
              .asString("")
              .replaceAll("-----[A-Z ]+-----", "")
              .replaceAll("\\s", "");
      PrivateKey key =
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
      return new ServiceAccountTokens(
          document.path("client_email").asString(""),
          key,
          URI.create(document.path("token_uri").asString("")),
          http,
          clock);
    } catch (IOException
        | JacksonException
        | GeneralSecurityException
        | IllegalArgumentException e) {
      throw new IllegalStateException(file + " is not the key file of a Google service account", e);
    }
  }

  @Override
  public Mono<String> token() {
    Held now = held;
    if (now != null && clock.instant().isBefore(now.until())) {
      return Mono.just(now.token());
    }
    return Mono.defer(this::fetch);
  }

  private Mono<String> fetch() {
    Instant at = clock.instant();
    String form =
        "grant_type="
            + URLEncoder.encode("urn:ietf:params:oauth:grant-type:jwt-bearer", UTF_8)
            + "&assertion="
            + assertion(at);
    return http.exchange(
            HttpMethod.POST,
            tokenUri,
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            form.getBytes(UTF_8))
        .map(
            answer -> {
              if (!answer.ok()) {
                throw new IllegalStateException("no token: HTTP " + answer.status());
              }
              JsonNode document = Codec.json().readTree(answer.body());
              String token = document.path("access_token").asString("");
              if (token.isEmpty()) {
                throw new IllegalStateException("no token in the answer");
              }
              long seconds = document.path("expires_in").asLong(VALID.toSeconds());
              held = new Held(token, at.plusSeconds(Math.max(seconds - 60, 1)));
              return token;
            });
  }

  private String assertion(Instant at) {
    String header = encode(Map.of("alg", "RS256", "typ", "JWT"));
    String claims =
        encode(
            Map.of(
                "iss", account,
                "scope", SCOPE,
                "aud", tokenUri.toString(),
                "iat", at.getEpochSecond(),
                "exp", at.plus(VALID).getEpochSecond()));
    String signed = header + "." + claims;
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the service account's key can not sign", e);
    }
  }

  private static String encode(Map<String, ?> document) {
    return BASE64.encodeToString(Codec.json().writeValueAsBytes(document));
  }
}
