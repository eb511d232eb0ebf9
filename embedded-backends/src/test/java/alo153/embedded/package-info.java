/** The broker and the store as their users meet them: over sockets, restarted and killed. */
@NullMarked
package alo153.embedded;

import org.jspecify.annotations.NullMarked;
