/** The door of adapters that speak Kafka, and the part of the log the intake itself reads. */
@NullMarked
package alo153.intake.in.inbox;

import org.jspecify.annotations.NullMarked;
