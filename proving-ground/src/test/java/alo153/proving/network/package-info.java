/** Shows that the network's conditions are what they say, with real sockets and a real broker. */
@NullMarked
package alo153.proving.network;

import org.jspecify.annotations.NullMarked;
