package org.gpugdb.server.view;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gpugdb.backend.spi.AddressSpaceId;

/**
 * Which breakpoints the client wants, and which are planted.
 *
 * <p>GDB takes every breakpoint out at a stop and puts it back before it resumes. Planting and
 * taking out costs a write and a flush of the device each, so what is no longer wanted stays
 * planted until something is about to run that could meet it.
 */
final class BreakpointLedger {
  private final Map<Location, EnumSet<BreakpointKind>> wanted = new HashMap<>();
  private final Set<Location> planted =
      new TreeSet<>(
          (a, b) -> {
            int bySpace = a.space().compareTo(b.space());
            return bySpace != 0 ? bySpace : Long.compareUnsigned(a.address(), b.address());
          });

  /** Wants a breakpoint; planted at once, so that the client learns here if that is impossible. */
  List<Effect> insert(Location where, BreakpointKind kind) {
    wanted.computeIfAbsent(where, w -> EnumSet.noneOf(BreakpointKind.class)).add(kind);
    return planted.add(where) ? List.of(new Effect.Plant(where)) : List.of();
  }

  /** The {@link Effect.Plant} could not be carried out. */
  void plantFailed(Location where) {
    planted.remove(where);
    wanted.remove(where);
  }

  /** No longer wants a breakpoint; it goes at the next {@link #commit}. */
  void remove(Location where, BreakpointKind kind) {
    EnumSet<BreakpointKind> kinds = wanted.get(where);
    if (kinds != null && kinds.remove(kind) && kinds.isEmpty()) {
      wanted.remove(where);
    }
  }

  /** Takes out what is planted but not wanted. */
  List<Effect> commit() {
    List<Effect> effects = new ArrayList<>();
    for (Iterator<Location> all = planted.iterator(); all.hasNext(); ) {
      Location where = all.next();
      if (!wanted.containsKey(where)) {
        all.remove();
        effects.add(new Effect.Unplant(where));
      }
    }
    return effects;
  }

  boolean isPlanted(Location where) {
    return planted.contains(where);
  }

  /** Whether a breakpoint is still planted though it is no longer wanted. */
  boolean isPending(Location where) {
    return planted.contains(where) && !wanted.containsKey(where);
  }

  /** All that {@link #commit} would take out. */
  List<Location> pending() {
    return planted.stream().filter(this::isPending).toList();
  }

  boolean wants(Location where) {
    return wanted.containsKey(where);
  }

  /** For what the client wants a breakpoint; empty if it wants none. */
  Set<BreakpointKind> kinds(Location where) {
    EnumSet<BreakpointKind> kinds = wanted.get(where);
    return kinds == null ? Set.of() : Set.copyOf(kinds);
  }

  /** The space is gone, or no longer this client's. */
  void forget(AddressSpaceId space) {
    wanted.keySet().removeIf(where -> where.space().equals(space));
    planted.removeIf(where -> where.space().equals(space));
  }
}
