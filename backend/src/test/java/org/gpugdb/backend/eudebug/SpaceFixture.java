package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.ManualLoop;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Version;

/** One announced address space with code, a save area and one context, on a scripted kernel. */
final class SpaceFixture {
  static final long CODE = 0x10_0000;
  static final int NOP = 0x13;
  static final int END_OF_THREAD = 0x8c001073;
  static final int EBREAK = 0x00100073;
  static final AddressSpaceId ID = new AddressSpaceId(1);
  static final ExecContext CONTEXT = new ExecContext(1, 5, 6);

  final ScriptedKernel kernel = new ScriptedKernel();
  final ScriptedEu eu;
  final ManualLoop loop = new ManualLoop();
  final List<TargetEvent> events = new ArrayList<>();
  final ByteBuffer code;
  final EuControl control;
  final Space space;

  SpaceFixture() throws Exception {
    this(new Version(3, 0, 0));
  }

  /**
   * @param version of the system routine
   */
  SpaceFixture(Version version) throws Exception {
    eu = new ScriptedEu(kernel.memory, version);
    kernel.eu = eu;
    code = kernel.memory.map(CODE, 0x1000).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 0x1000; i += 4) {
      code.putInt(i, NOP);
    }
    control = new EuControl(kernel, kernel.session(), ScriptedEu.TOPOLOGY);
    VmState vm = new VmState(loop, new RiscvEu(), ScriptedEu.TOPOLOGY, true);
    space =
        new Space(
            new VmKey(1, 2), loop, control, vm, event -> loop.execute(() -> events.add(event)));
    vm.opened(new VmFile(kernel, ScriptedKernel.VM_FD, 48));
    vm.mapped(CODE, 0x1000, RangeUse.CODE);
    vm.mapped(ScriptedEu.SAVE_AREA, 0x3000, RangeUse.SAVE_AREA);
    space.addQueue(5, List.of(CONTEXT));
    space.announce(ID);
    loop.runAll();
    events.clear();
  }

  static ThreadId thread(int slot) {
    return new ThreadId(ID, slot);
  }

  /** The kernel tells of attention. */
  void attention() {
    space.run.attention(CONTEXT, ++kernel.seqno, eu.attention());
    loop.runAll();
  }

  /** A thread stops and the kernel tells. */
  void stop(int slot, long pc, int control1) {
    eu.stop(slot, pc, control1);
    attention();
  }

  List<TargetEvent> take() {
    loop.runAll();
    List<TargetEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }
}
