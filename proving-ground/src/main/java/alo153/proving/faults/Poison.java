package alo153.proving.faults;

import alo153.events.wire.Service;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record no reader was made for.
 *
 * @param kind what is wrong with it, for people
 * @param topic where it goes
 * @param astray whether it goes into another partition than the one its key chooses
 * @param key its key; null for none
 * @param value its bytes; null for none
 * @param headers what it says about itself
 * @param boxes whose dead letters it has to end in; empty when every reader takes it or passes it
 *     over
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of the wire, never compared
record Poison(
    String kind,
    String topic,
    boolean astray,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Map<String, String> headers,
    Set<Service> boxes) {}
