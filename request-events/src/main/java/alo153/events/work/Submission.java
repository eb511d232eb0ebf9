package alo153.events.work;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A submission as adapters, pages and apps hand it in, over HTTP or on {@code alo153.inbox}. Only
 * the text is mandatory; everything is as the outside says it and is checked and normalised by the
 * intake.
 *
 * @param id the adapter's own message id: the same id is the same request. Mandatory on the inbox;
 *     over HTTP the Idempotency-Key takes its place
 * @param account the adapter's name or the account it came in by; null for the only one
 * @param channel a name of {@link alo153.events.Channel}; null means WEB
 * @param kind a name of {@link alo153.events.Kind}; null lets the intake choose
 * @param text the citizen's words
 * @param subject a headline, if the door has one
 * @param category a topic code of the city pack; null when nobody chose
 * @param language {@code tr} or {@code en}; null means tr
 * @param regime a name of {@link alo153.events.Regime}; null means the channel's usual one
 * @param location where it is; null when not said
 * @param contact how to answer; null when not said
 * @param identityHidden whether the citizen's identity is to be kept from the departments; null
 *     means no
 * @param kvkkVersion which privacy notice was shown; null when the door shows none
 * @param attachments references given by the attachment endpoint; null means none. One that is null
 *     is the intake's to refuse
 * @param submittedAt when the citizen sent it; null means now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Submission(
    @Nullable String id,
    @Nullable String account,
    @Nullable String channel,
    @Nullable String kind,
    @Nullable String text,
    @Nullable String subject,
    @Nullable String category,
    @Nullable String language,
    @Nullable String regime,
    @Nullable Location location,
    @Nullable Contact contact,
    @Nullable Boolean identityHidden,
    @Nullable String kvkkVersion,
    @Nullable List<@Nullable String> attachments,
    @Nullable Instant submittedAt) {

  /**
   * Where it is, as the outside says it.
   *
   * @param lat WGS 84 degrees; null together with {@code lon}
   * @param lon WGS 84 degrees
   * @param address street, number or landmark
   * @param district name or code of a district
   * @param neighbourhood mahalle
   * @param roadClass a name of {@link alo153.events.RoadClass}; null when unknown
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Location(
      @Nullable Double lat,
      @Nullable Double lon,
      @Nullable String address,
      @Nullable String district,
      @Nullable String neighbourhood,
      @Nullable String roadClass) {}

  /**
   * Who wrote, as the outside says it.
   *
   * @param name as given
   * @param phone in any spelling
   * @param email an address
   * @param whatsapp a WhatsApp user id
   * @param pushToken the mobile app's registration
   * @param cimerNumber the case's number in CİMER
   * @param nationalId T.C. kimlik no, where the regime needs it
   * @param preferred a name of {@link alo153.events.personal.CitizenContact.Preferred}; null means
   *     the same door
   * @param replyTo the message an answer quotes
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Contact(
      @Nullable String name,
      @Nullable String phone,
      @Nullable String email,
      @Nullable String whatsapp,
      @Nullable String pushToken,
      @Nullable String cimerNumber,
      @Nullable String nationalId,
      @Nullable String preferred,
      @Nullable String replyTo) {}
}
