/** Reading and writing the log safely, once for all services. */
@NullMarked
package alo153.transport;

import org.jspecify.annotations.NullMarked;
