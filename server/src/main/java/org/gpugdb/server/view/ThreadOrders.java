package org.gpugdb.server.view;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.ThreadId;

/**
 * What each thread shall do, in non-stop mode. The leftmost order whose scope contains a thread
 * holds; a thread that none contains keeps its state.
 */
public record ThreadOrders(List<Order> orders) {
  public ThreadOrders {
    orders = List.copyOf(orders);
  }

  /**
   * One order and the threads it is for.
   *
   * @param how how they go on; empty if they stop
   */
  public record Order(ThreadScope threads, Optional<Resume> how) {
    boolean stops() {
      return how.isEmpty();
    }
  }

  /** The order that holds for {@code thread}; empty if it keeps its state. */
  Optional<Order> orderFor(ThreadId thread) {
    return orders.stream().filter(order -> order.threads().contains(thread)).findFirst();
  }

  /** Threads that are named by themselves. */
  Set<ThreadId> named() {
    Set<ThreadId> named = new HashSet<>();
    for (Order order : orders) {
      if (order.threads() instanceof ThreadScope.Single single) {
        named.add(single.thread());
      }
    }
    return named;
  }

  /** Whether threads of {@code space} that nobody named stop. */
  boolean stopsAll(AddressSpaceId space) {
    return wildcard(space).map(Order::stops).orElse(false);
  }

  /** Whether threads of {@code space} that nobody named run freely. */
  boolean continuesAll(AddressSpaceId space) {
    return wildcard(space).flatMap(Order::how).map(Resume.Continue.class::isInstance).orElse(false);
  }

  private Optional<Order> wildcard(AddressSpaceId space) {
    return orders.stream().filter(order -> order.threads().coversAll(space)).findFirst();
  }

  /** Whether any thread shall go on. */
  boolean resume() {
    return orders.stream().anyMatch(order -> !order.stops());
  }

  /** The only thread of the only order, if that is to step. */
  Optional<ThreadId> loneStep() {
    if (orders.size() == 1
        && orders.get(0).threads() instanceof ThreadScope.Single single
        && orders.get(0).how().filter(how -> !(how instanceof Resume.Continue)).isPresent()) {
      return Optional.of(single.thread());
    }
    return Optional.empty();
  }

  /** Whether threads that are named stop, and nothing else happens. */
  boolean onlyStopsSingles() {
    return orders.stream()
        .allMatch(order -> order.stops() && order.threads() instanceof ThreadScope.Single);
  }
}
