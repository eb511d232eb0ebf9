package alo153.events;

/** The door a request came through; the citizen is answered by the same one. */
public enum Channel {
  PHONE,
  WEB,
  MAIL,
  WHATSAPP,
  MOBILE,
  /** The presidency's communication centre; its answers are entered there by an officer. */
  CIMER
}
