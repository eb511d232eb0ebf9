package alo153.events;

/** How a message leaves the house. */
public enum MessageChannel {
  EMAIL,
  SMS,
  WHATSAPP,
  PUSH,
  /** A file from which an officer enters the answer in CİMER. */
  CIMER_EXPORT,
  WEBHOOK,
  /** Nobody to write to: the citizen looks with the code. */
  NONE
}
