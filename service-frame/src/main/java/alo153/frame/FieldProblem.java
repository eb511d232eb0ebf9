package alo153.frame;

/**
 * One thing wrong with one field.
 *
 * @param pointer JSON pointer as a URI fragment, such as {@code #/contact/phone}; {@code #} for the
 *     whole document
 * @param code in capitals, such as {@code TOO_LONG}
 * @param detail Turkish, for who filled it in
 * @param detail_en the same in English
 */
public record FieldProblem(String pointer, String code, String detail, String detail_en) {}
