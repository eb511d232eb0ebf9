package alo153.intake.in.web;

import alo153.events.RequestId;
import alo153.events.TrackingCode;
import alo153.intake.out.Outcome;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a citizen gets in return for a request.
 *
 * @param requestId the request
 * @param trackingCode to ask for it
 * @param statusUrl the page that tells how it stands, below our address
 * @param answerBy the day an answer is owed by; null when nothing says so
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SubmittedAnswer(
    @Schema(type = "string", example = "5DQ8Z1KXM4T2N7S9K3B5M6W0YH") RequestId requestId,
    @Schema(type = "string", example = "5DQ8-Z1KX-M4T2N") TrackingCode trackingCode,
    @Schema(example = "/takip/5DQ8-Z1KX-M4T2N") String statusUrl,
    @Nullable LocalDate answerBy) {

  static SubmittedAnswer of(Outcome.Taken taken, ZoneId zone) {
    TrackingCode code = taken.requestId().trackingCode();
    return new SubmittedAnswer(
        taken.requestId(),
        code,
        "/takip/" + code,
        taken.answerBy() == null ? null : LocalDate.ofInstant(taken.answerBy(), zone));
  }
}
