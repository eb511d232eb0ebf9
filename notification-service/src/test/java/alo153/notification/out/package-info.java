/** Tests of this package. */
@NullMarked
package alo153.notification.out;

import org.jspecify.annotations.NullMarked;
