package alo153.intake.in.mail;

/**
 * A file that came with a mail.
 *
 * @param name as the sender called it
 * @param content its bytes
 */
record MailFile(String name, byte[] content) {
  @Override
  public String toString() {
    return "MailFile[" + content.length + " bytes]";
  }
}
