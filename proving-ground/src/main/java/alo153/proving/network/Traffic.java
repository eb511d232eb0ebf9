package alo153.proving.network;

import java.util.concurrent.atomic.LongAdder;

/** What a proxy counts; written by its thread, read by anyone. */
final class Traffic {
  final LongAdder connections = new LongAdder();
  final LongAdder bytesToTarget = new LongAdder();
  final LongAdder bytesFromTarget = new LongAdder();
  final LongAdder bytesLost = new LongAdder();
  final LongAdder resets = new LongAdder();
  final LongAdder refused = new LongAdder();
}
