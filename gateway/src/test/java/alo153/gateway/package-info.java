/** The real gateway before small real HTTP servers. */
@NullMarked
package alo153.gateway;

import org.jspecify.annotations.NullMarked;
