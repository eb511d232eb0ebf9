package alo153.events.personal;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

/**
 * What a department, institution or clerk wrote. Holds personal data as soon as somebody writes a
 * name.
 *
 * @param answer the answer the citizen gets; null when none
 * @param question what the citizen is asked; null when nothing
 * @param note for the desk and the departments, never for the citizen; null when none
 */
@JsonTypeName("owner.words.v1")
public record OwnerWords(@Nullable String answer, @Nullable String question, @Nullable String note)
    implements PersonalPart {}
