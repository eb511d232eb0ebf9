package alo153.city;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a file leaves out is empty. */
final class Lists {
  private Lists() {}

  static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
