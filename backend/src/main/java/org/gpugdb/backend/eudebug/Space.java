package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.ExecQueue;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address space of the client. It has a number, and users hear of it, from its first exec queue
 * or held module on until its last queue is gone. Confined to the device loop.
 */
final class Space {
  private static final Logger log = LoggerFactory.getLogger(Space.class);

  final VmKey key;
  final VmState vm;
  final RunEngine run;
  final OwnMemory ownMemory;

  private final Consumer<TargetEvent> events;
  private final Map<Long, List<ExecContext>> queues = new LinkedHashMap<>();
  private final Map<Integer, LoadedElf> modules = new LinkedHashMap<>();
  private @Nullable AddressSpaceId id;

  /**
   * @param events delivered on the loop, never from within a call
   */
  Space(VmKey key, DeviceLoop loop, EuControl control, VmState vm, Consumer<TargetEvent> events) {
    this.key = key;
    this.vm = vm;
    this.events = events;
    this.run =
        new RunEngine(loop, control, vm, this::contexts, slot -> new ThreadId(id(), slot), events);
    this.ownMemory = new OwnMemory(loop, control, vm);
  }

  boolean isAnnounced() {
    return id != null;
  }

  /** The number of an announced space. */
  AddressSpaceId id() {
    if (id == null) {
      throw new IllegalStateException("address space " + key + " has no number");
    }
    return id;
  }

  void announce(AddressSpaceId number) {
    id = number;
    events.accept(new TargetEvent.SpaceCreated(number));
  }

  // ---- exec queues ----

  void addQueue(long queue, List<ExecContext> contexts) {
    queues.put(queue, new ArrayList<>(contexts));
  }

  boolean hasQueue() {
    return !queues.isEmpty();
  }

  /** Whether that was the last one. */
  boolean removeQueue(long queue) {
    List<ExecContext> gone = queues.remove(queue);
    if (gone == null) {
      return false;
    }
    run.forget(gone);
    return queues.isEmpty();
  }

  /** Every context of every queue. */
  Collection<ExecContext> contexts() {
    return queues.values().stream().flatMap(Collection::stream).toList();
  }

  /** Every queue as a user sees it. */
  List<ExecQueue> queues() {
    List<ExecQueue> all = new ArrayList<>();
    queues.forEach(
        (queue, contexts) ->
            all.add(
                new ExecQueue(
                    queue,
                    contexts.stream().map(ExecContext::lrc).toList(),
                    contexts.stream().anyMatch(run::isActive))));
    return all;
  }

  /**
   * Whether a context is of one of the space's queues. Its handle may be news: there are kernels
   * that tell only the first bytes of the handles when they tell of a queue.
   */
  boolean adopts(ExecContext context) {
    List<ExecContext> contexts = queues.get(context.queue());
    if (contexts != null && !contexts.contains(context)) {
      contexts.add(context);
    }
    return contexts != null;
  }

  // ---- modules ----

  void addModule(LoadedElf module) {
    modules.put(module.id(), module);
  }

  @Nullable LoadedElf removeModule(int module) {
    return modules.remove(module);
  }

  /** Loaded modules, the main program first, then in load order. */
  List<LoadedModule> modules() {
    List<LoadedElf> sorted = new ArrayList<>(modules.values());
    sorted.sort(Comparator.comparing(module -> !module.isProgram()));
    return sorted.stream().map(module -> module.describe(id())).toList();
  }

  /** Ranges that programs use for shared local memory. */
  List<AddressMap.Range> slmWindows() {
    return modules.values().stream().flatMap(m -> m.slmWindows().stream()).toList();
  }

  OptionalLong symbol(String name) {
    return modules.values().stream()
        .map(module -> module.symbol(name))
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  // ---- output and end ----

  /** Hands out what the program has printed. */
  void drainConsole() {
    if (!isAnnounced()) {
      return;
    }
    try {
      var area = vm.debugArea();
      if (area.isPresent()) {
        vm.refresh();
        String text = area.get().takeText();
        if (!text.isEmpty()) {
          events.accept(new TargetEvent.ConsoleText(id(), text));
        }
      }
    } catch (BackendException unreadable) {
      log.debug("console of {}: {}", key, unreadable.getMessage());
    }
  }

  /** The space ends for its users; it may come back with another queue. */
  void retire() {
    if (!isAnnounced()) {
      return;
    }
    drainConsole();
    takeEverythingOut();
    events.accept(new TargetEvent.SpaceGone(id(), exitStatus()));
    id = null;
  }

  private int exitStatus() {
    try {
      var area = vm.debugArea();
      return area.isPresent() ? area.get().exitStatus() : 0;
    } catch (BackendException gone) {
      log.debug("exit status of {}: {}", key, gone.getMessage());
      return 0;
    }
  }

  /** Breakpoints and watchpoints out, for good. */
  void takeEverythingOut() {
    try {
      new SpaceBreakpoints(vm).clear();
      vm.flush();
    } catch (BackendException gone) {
      log.debug("breakpoints of {}: {}", key, gone.getMessage());
    }
  }

  void close() {
    run.close();
    vm.close();
  }
}
