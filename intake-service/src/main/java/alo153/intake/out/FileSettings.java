package alo153.intake.out;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What the intake takes as a file.
 *
 * @param maxSize of one file; larger ones are refused
 * @param orphansAfter how long a file may wait for the message it belongs to; then it is deleted
 * @param mediaTypes what the bytes may be, whatever the sender calls them
 */
@ConfigurationProperties("alo153.intake.files")
@Validated
public record FileSettings(
    @DefaultValue("10MB") @NotNull DataSize maxSize,
    @DefaultValue("24h") @NotNull Duration orphansAfter,
    @DefaultValue({
          "image/jpeg",
          "image/png",
          "image/webp",
          "image/gif",
          "image/heic",
          "image/heif",
          "application/pdf",
          "video/mp4",
          "video/quicktime",
          "video/3gpp",
          "video/webm",
          "audio/mpeg",
          "audio/mp4",
          "audio/ogg",
          "audio/opus",
          "audio/vorbis",
          "audio/amr",
          "audio/aac",
          "audio/x-aac",
          "audio/vnd.wave",
          "text/plain"
        })
        @NotEmpty
        List<String> mediaTypes) {}
