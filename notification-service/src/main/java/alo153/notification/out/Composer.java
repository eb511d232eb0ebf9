package alo153.notification.out;

/** Joins a row with its address and words. */
@FunctionalInterface
interface Composer {
  /**
   * @param row what is to be sent
   * @param file what is known of its request
   */
  Prepared prepare(Row row, RequestFile file);
}
