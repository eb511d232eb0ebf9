package alo153.events;

/**
 * Somebody else who might own it.
 *
 * @param owner who
 * @param ruleId the rule that says so
 * @param why in words, from a closed vocabulary
 */
public record Alternate(Owner owner, String ruleId, BilingualText why) {}
