package alo153.intake.decide;

import alo153.events.Attachment;
import alo153.events.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * A file that was stored before the message it belongs to.
 *
 * @param attachment what the log says about it
 * @param fileName the name the citizen gave it
 * @param requestId the request it already belongs to; null while it belongs to none
 */
public record StoredFile(Attachment attachment, String fileName, @Nullable RequestId requestId) {}
