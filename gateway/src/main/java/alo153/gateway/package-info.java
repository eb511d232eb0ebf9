/**
 * The one public port: it starts the routes to the services and the web pages, and knows nobody.
 */
@NullMarked
package alo153.gateway;

import org.jspecify.annotations.NullMarked;
