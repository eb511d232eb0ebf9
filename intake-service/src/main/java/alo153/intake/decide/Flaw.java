package alo153.intake.decide;

/**
 * One thing that is wrong with a submission. Never repeats what was submitted.
 *
 * @param pointer where, as a JSON pointer in a URI fragment, such as {@code #/contact/phone}
 * @param code a fixed word for programs, such as {@code PHONE_FORMAT}
 * @param tr what to do about it, Turkish
 * @param en the same in English
 */
public record Flaw(String pointer, String code, String tr, String en) {}
