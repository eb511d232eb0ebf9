package alo153.city;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whoever writes must say everything that is not marked as optional; people forget lines. */
public final class Complete {
  private Complete() {}

  /**
   * What is missing in a record that was read.
   *
   * @return where, as JSON pointers such as {@code /explanation/en}; empty when it is complete
   */
  public static List<String> missing(Object value) {
    var missing = new ArrayList<String>();
    look("", value, missing);
    return List.copyOf(missing);
  }

  static void check(String file, Object value) {
    for (String where : missing(value)) {
      throw new CityPackException(file + ": " + where + " is missing; write it");
    }
  }

  private static void look(String path, Object value, List<String> missing) {
    if (value instanceof Collection<?> all) {
      int number = 0;
      for (Object one : all) {
        lookAtOne(path + "/" + number++, one, missing);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, one) -> lookAtOne(path + "/" + key, one, missing));
    } else if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        Object inner = read(component, value);
        if (inner != null || !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          lookAtOne(path + "/" + component.getName(), inner, missing);
        }
      }
    }
  }

  private static void lookAtOne(String path, @Nullable Object one, List<String> missing) {
    if (one == null) {
      missing.add(path);
    } else {
      look(path, one, missing);
    }
  }

  private static @Nullable Object read(RecordComponent component, Object value) {
    if (component.getType().isPrimitive()) {
      return Boolean.TRUE;
    }
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's accessor can be called", e);
    }
  }
}
