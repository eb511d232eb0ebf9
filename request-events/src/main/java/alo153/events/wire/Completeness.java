package alo153.events.wire;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A record read from bytes must hold everything its declaration promises: each component not marked
 * {@link Nullable} is there, in the records, lists and maps inside it too.
 */
final class Completeness {
  private static final ConcurrentMap<Class<?>, List<Component>> COMPONENTS =
      new ConcurrentHashMap<>();

  private Completeness() {}

  private record Component(RecordComponent component, boolean nullable) {}

  static void check(Object value) {
    if (value instanceof Map<?, ?> map) {
      check(map.values());
    } else if (value instanceof Collection<?> all) {
      for (Object one : all) {
        if (one == null) {
          throw new UnreadableRecordException("a list or map with an empty place", null);
        }
        check(one);
      }
    } else if (value instanceof Record) {
      for (Component part :
          COMPONENTS.computeIfAbsent(value.getClass(), Completeness::componentsOf)) {
        Object inner = read(part.component(), value);
        if (inner != null) {
          check(inner);
        } else if (!part.nullable()) {
          throw new UnreadableRecordException(
              value.getClass().getSimpleName() + " without " + part.component().getName(), null);
        }
      }
    }
  }

  private static List<Component> componentsOf(Class<?> type) {
    var components = new ArrayList<Component>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (!component.getType().isPrimitive()) {
        component.getAccessor().setAccessible(true);
        components.add(
            new Component(
                component, component.getAnnotatedType().isAnnotationPresent(Nullable.class)));
      }
    }
    return components;
  }

  private static @Nullable Object read(RecordComponent component, Object value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's accessor can be called", e);
    }
  }
}
