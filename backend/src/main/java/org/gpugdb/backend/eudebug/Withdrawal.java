package org.gpugdb.backend.eudebug;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.gpugdb.backend.eu.ControlBits;
import org.gpugdb.backend.eu.RegisterField;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
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
  private static final int QUIET_LOOKS = 3;

  private final EuControl control;
  private final List<Space> spaces;
  private int quiet;

  Withdrawal(EuControl control, Collection<Space> spaces) {
    this.control = control;
    this.spaces = List.copyOf(spaces);
  }

  /** The first part: breakpoints out. */
  void begin() {
    for (Space space : spaces) {
      space.run.close();
      space.takeEverythingOut();
    }
  }

  /**
   * The second part, again and again: an interrupt that was under way can still bring threads into
   * the system routine.
   *
   * @return whether it is finished
   */
  boolean step() {
    boolean found = false;
    for (Space space : spaces) {
      for (ExecContext context : space.contexts()) {
        found |= release(space, context);
      }
    }
    quiet = found ? 0 : quiet + 1;
    return quiet >= QUIET_LOOKS;
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
        area.get().update(slots, (slot, saved) -> edit(space.vm, area.get(), slot, saved, inside));
        space.vm.flush();
        control.resume(context, inside);
      }
    } catch (BackendException gone) {
      log.debug("leaving {}: {}", space.key, gone.getMessage());
      return false;
    }
    return true;
  }

  private static void edit(VmState vm, SaveArea area, int slot, SavedThread saved, BitSet inside) {
    boolean stopped = (saved.count().orElse(0) & 1) != 0;
    if (!stopped) {
      return;
    }
    RegisterField control1 = vm.architecture.control1();
    saved.set(control1, saved.get(control1) & ~ControlBits.REASONS);
    saved
        .bytes(area.commandOffset(), Integer.BYTES)
        .putInt(StateSaveAreaLayout.CMD_COMMAND_OFFSET, StateSaveAreaLayout.CMD_RESUME);
    inside.set(slot);
  }
}
