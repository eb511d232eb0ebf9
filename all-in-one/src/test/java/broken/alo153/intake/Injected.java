package broken.alo153.intake;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

/** Breaks: hides what it needs. */
public final class Injected {
  @Autowired @Nullable String hidden;
}
