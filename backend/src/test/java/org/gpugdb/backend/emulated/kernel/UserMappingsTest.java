package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.VmBindLayout;
import org.gpugdb.backend.uapi.VmBindLayout.VmBind;
import org.gpugdb.backend.uapi.VmBindOpLayout;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;
import org.gpugdb.backend.uapi.VmCreateLayout;
import org.gpugdb.backend.uapi.VmCreateLayout.VmCreate;
import org.gpugdb.backend.uapi.XeRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A debugger's access to memory of a process that changes its mappings meanwhile. */
class UserMappingsTest {
  private static final int PID = 100;
  private static final int PAGE = 4096;
  private static final long ARGUMENTS = 0x10_0000;
  private static final long SHARED = ARGUMENTS + PAGE;
  private static final long GPU_ADDRESS = 0x2000_0000_0000L;

  private final EmulatedKernel kernel =
      EmulatedKernel.open(KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 0)));
  private final ChangingPages pages = new ChangingPages();

  @AfterEach
  void stop() {
    kernel.close();
  }

  @Test
  void anAccessIsBegunAgainWhenTheMappingsHaveChanged() {
    Debugger debugger = debuggerOfSharedPages();
    int vm = debugger.openVm(1, 1);
    pages.state = look -> Math.min(look, 2); // changes between the first looks, then stays

    byte[] bytes = debugger.peek(vm, GPU_ADDRESS, 2 * PAGE);

    assertThat(bytes).containsOnly(pages.fill);
    assertThat(pages.reads).isGreaterThan(2);
    debugger.poke(vm, GPU_ADDRESS, new byte[] {42});
    assertThat(pages.memory.get(PAGE)).isEqualTo((byte) 42);
  }

  @Test
  void anAccessGivesUpWhenTheMappingsNeverStay() {
    Debugger debugger = debuggerOfSharedPages();
    int vm = debugger.openVm(1, 1);
    pages.state = look -> look;

    long result = debugger.process().pread(vm, debugger.process().allocate(PAGE), GPU_ADDRESS);

    assertThat(result).isEqualTo(-Errno.EAGAIN);
  }

  @Test
  void onlyRangesWithUserMemoryAreLookedAt() {
    Debugger debugger = debuggerOfSharedPages();
    int vm = debugger.openVm(1, 1);
    int before = pages.looks;

    long result =
        debugger.process().pread(vm, debugger.process().allocate(8), GPU_ADDRESS + 2 * PAGE);

    assertThat(result).isEqualTo(-Errno.EINVAL);
    assertThat(pages.looks).isEqualTo(before);
  }

  private Debugger debuggerOfSharedPages() {
    EmulatedProcess app = kernel.process(PID, 1000, "app", pages);
    int node = app.open("/dev/dri/renderD128", KernelInterface.O_RDWR);
    VmCreateLayout.encode(pages.arguments(), new VmCreate(0, VmCreateLayout.FLAG_LR_MODE, 0));
    assertThat(app.ioctl(node, XeRequest.VM_CREATE, ARGUMENTS)).isZero();
    int vm = VmCreateLayout.decode(pages.arguments()).vmId();
    ByteBuffer bind = pages.arguments();
    VmBindLayout.encode(bind, new VmBind(0, vm, 0, 1, 0, 0, 0));
    VmBindOpLayout.encode(
        bind.position(VmBindLayout.BIND_OFFSET),
        new VmBindOp(0, 0, 0, SHARED, 2 * PAGE, GPU_ADDRESS, VmBindOpLayout.OP_MAP_USERPTR, 0, 0));
    assertThat(app.ioctl(node, XeRequest.VM_BIND, ARGUMENTS)).isZero();
    Debugger debugger = Debugger.attach(kernel.process(7, 0, "debugger"), PID);
    debugger.skipTo(Event.Vm.class);
    debugger.drain();
    return debugger;
  }

  /** A page for arguments and two that are shared; each read of these changes what is in them. */
  private static final class ChangingPages implements ProcessPages {
    final ByteBuffer memory = ByteBuffer.allocate(3 * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    IntUnaryOperator state = look -> 0;
    int looks;
    int reads;
    byte fill;

    ByteBuffer arguments() {
      return memory.slice(0, PAGE).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int read(long address, ByteBuffer to) {
      if (address == SHARED) {
        reads++;
        fill++;
        for (int i = PAGE; i < 3 * PAGE; i++) {
          memory.put(i, fill);
        }
      }
      int length = to.remaining();
      to.put(memory.slice((int) (address - ARGUMENTS), length));
      return length;
    }

    @Override
    public int write(long address, ByteBuffer from) {
      int length = from.remaining();
      memory.slice((int) (address - ARGUMENTS), length).put(from);
      return length;
    }

    @Override
    public boolean isAccessible(long address, long length, boolean write) {
      return true;
    }

    @Override
    public Object mappings(long address, long length) {
      return state.applyAsInt(looks++);
    }
  }
}
