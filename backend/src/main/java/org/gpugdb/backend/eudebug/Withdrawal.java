package org.gpugdb.backend.eudebug;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gpugdb.backend.eu.ControlBits;
import org.gpugdb.backend.eu.RegisterField;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.spi.BackendException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a client as if no debugger had ever been there: what was planted is taken out, and every
 * thread in the system routine goes on, whether it was reported or not. A thread that were left
 * there would make the kernel reset the GPU. Confined to the device loop.
 */
final class Withdrawal {
  private static final Logger log = LoggerFactory.getLogger(Withdrawal.class);

  /** Looks without anybody in the system routine, after which nobody is expected to come. */
  private static final int QUIET_LOOKS = 50;

  /** Looks without anybody new, after which an interrupt has reached whom it could. */
  private static final int UNCHANGED_LOOKS = 1_000;

  /** Looks after which those who have come are let go in any case. */
  private static final int MOST_LOOKS = 4_000;

  private final EuControl control;
  private final List<Space> spaces;
  private final Map<Space, Entering> entering = new HashMap<>();
  private int quiet;

  /** Threads of a space on their way into the system routine. */
  private static final class Entering {
    private BitSet attention = new BitSet();
    private int looks;
    private int unchanged;

    boolean mayStillCome(BitSet now) {
      unchanged = now.equals(attention) ? unchanged + 1 : 0;
      attention = now;
      looks++;
      return unchanged < UNCHANGED_LOOKS && looks < MOST_LOOKS;
    }
  }

  Withdrawal(EuControl control, Collection<Space> spaces) {
    this.control = control;
    this.spaces = List.copyOf(spaces);
  }

  /** The first part: breakpoints out. */
  void begin() {
    for (Space space : spaces) {
      if (space.run.interrupter().isUnderWay()) {
        entering.put(space, new Entering());
      }
      space.run.close();
      space.takeEverythingOut();
    }
  }

  /**
   * The second part, again and again. An interrupt that was under way still brings threads into the
   * system routine: nobody is let go before all have come, for a thread that came after the
   * session's end would be taken for a hang, and its client be killed.
   *
   * @return whether it is finished
   */
  boolean step() {
    boolean found = false;
    for (Space space : spaces) {
      if (awaitsInterrupted(space)) {
        found = true;
        continue;
      }
      for (ExecContext context : space.contexts()) {
        found |= release(space, context);
      }
    }
    quiet = found ? 0 : quiet + 1;
    return quiet >= QUIET_LOOKS;
  }

  private boolean awaitsInterrupted(Space space) {
    Entering threads = entering.get(space);
    if (threads == null) {
      return false;
    }
    BitSet attention = new BitSet();
    boolean active = false;
    for (ExecContext context : space.contexts()) {
      BitSet slots = new BitSet();
      active |= control.stopped(context, slots) >= 0;
      attention.or(slots);
    }
    boolean awaits = active && !haveAllCome(space, attention) && threads.mayStillCome(attention);
    if (!awaits) {
      entering.remove(space);
    }
    return awaits;
  }

  /** Whether the device tells that every resident thread is inside. */
  private static boolean haveAllCome(Space space, BitSet attention) {
    try {
      Optional<OccupancyTable> occupancy = space.vm.occupancy();
      if (occupancy.isEmpty()) {
        return false;
      }
      space.vm.refreshForced();
      return occupancy.get().allStopped(attention);
    } catch (BackendException gone) {
      log.debug("leaving {}: {}", space.key, gone.getMessage());
      return true;
    }
  }

  private boolean release(Space space, ExecContext context) {
    BitSet slots = new BitSet();
    if (control.stopped(context, slots) < 0 || slots.isEmpty()) {
      return false;
    }
    try {
      var area = space.vm.saveArea();
      if (area.isPresent()) {
        space.vm.refreshForced();
        BitSet inside = new BitSet();
        area.get()
            .visit(slots, (slot, saved) -> letLeave(space.vm, area.get(), slot, saved, inside));
        space.vm.flush();
        control.resume(context, inside);
      }
    } catch (BackendException gone) {
      log.debug("leaving {}: {}", space.key, gone.getMessage());
      return false;
    }
    return true;
  }

  private static boolean letLeave(
      VmState vm, SaveArea area, int slot, SavedThread saved, BitSet inside) {
    boolean stopped = (saved.count().orElse(0) & 1) != 0;
    if (!stopped) {
      return false;
    }
    if (Resumer.isAtForeignBit(vm, saved)) {
      RegisterField control0 = vm.architecture.control0();
      saved.set(control0, saved.get(control0) | ControlBits.SUPPRESS);
    }
    RegisterField control1 = vm.architecture.control1();
    saved.set(control1, saved.get(control1) & ~vm.architecture.reasons());
    area.orderToLeave(saved);
    inside.set(slot);
    return true;
  }
}
