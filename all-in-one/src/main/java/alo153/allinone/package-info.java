/**
 * All of it in one JVM: broker, store, the four services and the gateway, and the command that runs
 * them.
 */
@NullMarked
package alo153.allinone;

import org.jspecify.annotations.NullMarked;
