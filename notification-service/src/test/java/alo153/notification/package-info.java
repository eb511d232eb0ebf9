/** The whole service against a real broker, store, mail server and provider stand-ins. */
@NullMarked
package alo153.notification;

import org.jspecify.annotations.NullMarked;
