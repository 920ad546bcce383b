package org.gpugdb.server.view;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.ThreadId;
import org.jspecify.annotations.Nullable;

/**
 * Threads that are being stopped on purpose. One request for each space is under way; what is
 * wanted meanwhile goes into the next, so that it is clear whom an answer is for.
 */
final class HaltRequests {
  /** What one request asks for. */
  static final class Request {
    private final Set<ThreadId> wanted = new HashSet<>();
    private final Set<ThreadId> spared = new HashSet<>();
    private boolean all;

    /** Threads that were asked for by name. */
    Set<ThreadId> wanted() {
      return wanted;
    }

    boolean isForAll() {
      return all;
    }

    /** Whether a thread that was caught has to stay. */
    boolean wants(ThreadId thread) {
      return wanted.contains(thread) || (all && !spared.contains(thread));
    }
  }

  private final Map<AddressSpaceId, Request> underWay = new HashMap<>();
  private final Map<AddressSpaceId, Request> next = new HashMap<>();
  private final Map<ThreadId, Resume> steps = new HashMap<>();

  List<Effect> want(ThreadId thread) {
    return isWanted(thread)
        ? List.of()
        : ask(thread.space(), request -> request.wanted.add(thread));
  }

  /** Wants a thread that is to step once it has stopped. */
  List<Effect> wantForStep(ThreadId thread, Resume step) {
    steps.put(thread, step);
    return want(thread);
  }

  /** The step for which a thread was wanted. */
  Optional<Resume> takeStep(ThreadId thread) {
    return Optional.ofNullable(steps.remove(thread));
  }

  /**
   * Wants every thread of a space.
   *
   * @param spared those that go on nevertheless
   */
  List<Effect> wantAll(AddressSpaceId space, Set<ThreadId> spared) {
    return ask(
        space,
        request -> {
          request.all = true;
          request.spared.addAll(spared);
        });
  }

  private List<Effect> ask(AddressSpaceId space, Consumer<? super Request> addition) {
    boolean busy = underWay.containsKey(space);
    Request request = (busy ? next : underWay).computeIfAbsent(space, s -> new Request());
    addition.accept(request);
    return busy ? List.of() : List.of(effect(space, request));
  }

  private static Effect effect(AddressSpaceId space, Request request) {
    return request.all ? new Effect.Halt(space) : new Effect.Halt(space, request.wanted);
  }

  boolean isWanted(ThreadId thread) {
    return wants(underWay.get(thread.space()), thread) || wants(next.get(thread.space()), thread);
  }

  private static boolean wants(@Nullable Request request, ThreadId thread) {
    return request != null && request.wants(thread);
  }

  /** The request that has been answered. */
  Optional<Request> answered(AddressSpaceId space) {
    return Optional.ofNullable(underWay.remove(space));
  }

  /** Asks for what has been wanted meanwhile. */
  List<Effect> goOn(AddressSpaceId space) {
    Request following = underWay.containsKey(space) ? null : next.remove(space);
    if (following == null) {
      return List.of();
    }
    underWay.put(space, following);
    return List.of(effect(space, following));
  }

  void forget(AddressSpaceId space) {
    underWay.remove(space);
    next.remove(space);
    steps.keySet().removeIf(thread -> thread.space().equals(space));
  }
}
