package alo153.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The language we write to the citizen in. */
public enum Language {
  @JsonProperty("tr")
  TR,
  @JsonProperty("en")
  EN
}
