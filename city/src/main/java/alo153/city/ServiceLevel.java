package alo153.city;

/**
 * What the municipality promises by itself where no law sets the clock.
 *
 * @param acceptWithin until a department has said it will do it
 * @param answerWithin until the citizen is answered
 */
public record ServiceLevel(WorkingTime acceptWithin, WorkingTime answerWithin) {
  /** Somebody works on it at night too. */
  public boolean roundTheClock() {
    return answerWithin.roundTheClock();
  }
}
