/** The citizens' web pages as files, and the headers under which browsers run them. */
@NullMarked
package alo153.gateway.pages;

import org.jspecify.annotations.NullMarked;
