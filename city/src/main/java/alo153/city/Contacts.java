package alo153.city;

import org.jspecify.annotations.Nullable;

/**
 * How citizens reach the desk.
 *
 * @param phone the short code
 * @param mail the desk's address
 * @param whatsapp the number as it is shown; null when there is none
 */
public record Contacts(String phone, String mail, @Nullable String whatsapp) {}
