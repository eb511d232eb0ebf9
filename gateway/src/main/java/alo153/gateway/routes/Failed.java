package alo153.gateway.routes;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;

/** How far a request to an instance had come when it failed. */
enum Failed {
  /** No connection was made, so nothing was sent. */
  TO_CONNECT,
  /** The instance had closed a connection that lay idle, before anything was written to it. */
  BEFORE_IT_WAS_SENT,
  /** The connection ended; nobody knows what the instance did with the request. */
  AFTER_IT_WAS_SENT;

  /** Null when the failure says nothing about the connection. */
  static @Nullable Failed of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof UnknownHostException) {
        return TO_CONNECT;
      }
      if (cause instanceof AbortedException) {
        return BEFORE_IT_WAS_SENT;
      }
      if (cause instanceof IOException) {
        return AFTER_IT_WAS_SENT;
      }
    }
    return null;
  }
}
