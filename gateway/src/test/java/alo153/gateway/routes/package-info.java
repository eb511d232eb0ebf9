/** What passes through, decided from values alone. */
@NullMarked
package alo153.gateway.routes;

import org.jspecify.annotations.NullMarked;
