package org.gpugdb.backend.emulated.kernel;

import java.util.List;
import java.util.TreeMap;

/**
 * Objects of one client under the small numbers by which it names them; the lowest free one, from
 * 1.
 */
final class IdTable<T> {
  private final TreeMap<Integer, T> objects = new TreeMap<>();

  int add(T object) {
    int id = 1;
    while (objects.containsKey(id)) {
      id++;
    }
    objects.put(id, object);
    return id;
  }

  T get(int id, int errno) throws ErrnoException {
    T object = objects.get(id);
    if (object == null) {
      throw new ErrnoException(errno);
    }
    return object;
  }

  T remove(int id, int errno) throws ErrnoException {
    T object = get(id, errno);
    objects.remove(id);
    return object;
  }

  /** The objects in the order of their numbers, as of now. */
  List<T> values() {
    return List.copyOf(objects.values());
  }
}
