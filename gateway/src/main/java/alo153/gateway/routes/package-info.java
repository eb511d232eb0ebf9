/**
 * What passes through to the services, in which shape, and what is said when one of them is down.
 */
@NullMarked
package alo153.gateway.routes;

import org.jspecify.annotations.NullMarked;
