/**
 * A city as typed data: where it lies, who does what in it, until when, and in which words it
 * answers.
 */
@NullMarked
package alo153.city;

import org.jspecify.annotations.NullMarked;
