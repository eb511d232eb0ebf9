package alo153.city;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file must say everything that is not marked as optional; people forget lines. */
final class Complete {
  private Complete() {}

  static void check(String file, Object value) {
    check(file, "", value);
  }

  private static void check(String file, String path, Object value) {
    if (value instanceof Collection<?> all) {
      int number = 1;
      for (Object one : all) {
        checkOne(file, path + "[" + number++ + "]", one);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, one) -> checkOne(file, path + "/" + key, one));
    } else if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        Object inner = read(component, value);
        if (inner != null) {
          check(file, path + "/" + component.getName(), inner);
        } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          throw missing(file, path + "/" + component.getName());
        }
      }
    }
  }

  private static void checkOne(String file, String path, @Nullable Object one) {
    if (one == null) {
      throw missing(file, path);
    }
    check(file, path, one);
  }

  private static CityPackException missing(String file, String path) {
    return new CityPackException(file + ": " + path + " is missing; write it");
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
