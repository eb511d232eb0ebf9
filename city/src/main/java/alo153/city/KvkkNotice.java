package alo153.city;

import alo153.events.BilingualText;

/**
 * What people are told where personal data is asked for (law 6698, art. 10).
 *
 * @param version stored with what was collected under it
 * @param text three sentences: who, why and on what ground, which rights
 */
public record KvkkNotice(String version, BilingualText text) {}
