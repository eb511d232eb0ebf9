package alo153.intake.in.mail;

import alo153.events.OwnerCode;
import java.util.Optional;

/** Who among the institutions writes from which address. */
@FunctionalInterface
interface Institutions {
  /** The institution; empty when it is somebody else's address. */
  Optional<OwnerCode> writingFrom(String address);
}
