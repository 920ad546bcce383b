package org.gpugdb.backend.emulated.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The names by which one session knows objects of one type: from 1 on, never used twice. */
final class HandleTable<T> {
  private final Map<T, Long> handles = new HashMap<>();
  private final Map<Long, T> objects = new HashMap<>();
  private long last;

  /** Names an object that has no name yet. */
  long add(T object) {
    last++;
    handles.put(object, last);
    objects.put(last, object);
    return last;
  }

  boolean contains(T object) {
    return handles.containsKey(object);
  }

  OptionalLong handle(T object) {
    Long handle = handles.get(object);
    return handle == null ? OptionalLong.empty() : OptionalLong.of(handle);
  }

  Optional<T> get(long handle) {
    return Optional.ofNullable(objects.get(handle));
  }

  /** Forgets an object; the answer is the name it had. */
  OptionalLong remove(T object) {
    Long handle = handles.remove(object);
    if (handle == null) {
      return OptionalLong.empty();
    }
    objects.remove(handle);
    return OptionalLong.of(handle);
  }

  void removeIf(Predicate<T> condition) {
    handles.keySet().removeIf(condition);
    objects.values().removeIf(condition);
  }
}
