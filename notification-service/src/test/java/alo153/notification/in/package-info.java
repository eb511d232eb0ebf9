/** Tests of this package. */
@NullMarked
package alo153.notification.in;

import org.jspecify.annotations.NullMarked;
