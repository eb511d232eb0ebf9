/** What routing remembers and says: decisions, kept words, rule sets, events. */
@NullMarked
package alo153.routing.out;

import org.jspecify.annotations.NullMarked;
