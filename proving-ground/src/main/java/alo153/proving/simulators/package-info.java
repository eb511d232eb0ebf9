/**
 * Stand-ins for what a municipality does not own: providers, departments, institutions; each keeps
 * a ledger.
 */
@NullMarked
package alo153.proving.simulators;

import org.jspecify.annotations.NullMarked;
