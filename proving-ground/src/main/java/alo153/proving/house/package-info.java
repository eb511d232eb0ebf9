/**
 * The house as a city runs it, made of processes that can be killed, stopped and cut off: several
 * instances of each service, a broker, a store.
 */
@NullMarked
package alo153.proving.house;

import org.jspecify.annotations.NullMarked;
