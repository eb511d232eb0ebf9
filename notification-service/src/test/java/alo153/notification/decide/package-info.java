/** Tests of this package. */
@NullMarked
package alo153.notification.decide;

import org.jspecify.annotations.NullMarked;
