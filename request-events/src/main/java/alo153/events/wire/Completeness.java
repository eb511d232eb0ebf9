package alo153.events.wire;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
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

  /**
   * One component of a record.
   *
   * @param nullable whether it may be missing
   * @param gaps whether the list or map in it may hold null
   */
  private record Component(RecordComponent component, boolean nullable, boolean gaps) {}

  static void check(Object value) {
    check(value, false);
  }

  private static void check(Object value, boolean gaps) {
    if (value instanceof Map<?, ?> map) {
      check(map.values(), gaps);
    } else if (value instanceof Collection<?> all) {
      for (Object one : all) {
        if (one != null) {
          check(one);
        } else if (!gaps) {
          throw new UnreadableRecordException("a list or map that holds null", null);
        }
      }
    } else if (value instanceof Record) {
      for (Component part :
          COMPONENTS.computeIfAbsent(value.getClass(), Completeness::componentsOf)) {
        Object inner = read(part.component(), value);
        if (inner != null) {
          check(inner, part.gaps());
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
        AnnotatedType declared = component.getAnnotatedType();
        components.add(
            new Component(
                component, declared.isAnnotationPresent(Nullable.class), mayHoldNull(declared)));
      }
    }
    return components;
  }

  /** Of a map it is the last argument, the value, that says so. */
  private static boolean mayHoldNull(AnnotatedType declared) {
    if (!(declared instanceof AnnotatedParameterizedType generic)) {
      return false;
    }
    AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
    return arguments[arguments.length - 1].isAnnotationPresent(Nullable.class);
  }

  private static @Nullable Object read(RecordComponent component, Object value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's accessor can be called", e);
    }
  }
}
