package alo153.events.personal;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Data that points to a person. Lies sealed on the personal topic under {@code <requestId>/<part
 * name>}; a tombstone there means forgotten.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface PersonalPart permits CitizenWords, CitizenContact, OwnerWords {}
