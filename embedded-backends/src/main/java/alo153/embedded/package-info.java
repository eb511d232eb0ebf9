/** A real Kafka broker and a MongoDB stand-in that live inside a JVM, for one machine. */
@NullMarked
package alo153.embedded;

import org.jspecify.annotations.NullMarked;
