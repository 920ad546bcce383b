package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.VmBindOpLayout;
import org.gpugdb.backend.uapi.VmCreateLayout;
import org.gpugdb.backend.uapi.VmOpenLayout.VmOpen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A debugger's access to an address space. */
class VmAccessTest {
  private static final int PID = 100;
  private static final long VA = 0x1a_0000L;
  private static final int LENGTH = 0x4000;
  private static final long TIMEOUT = 5_000_000_000L;

  private final EmulatedKernel kernel =
      EmulatedKernel.open(KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1)));
  private final LocalProcess app = kernel.process(PID, 1000, "app");
  private final LocalProcess process = kernel.process(7, 0, "debugger");
  private Debugger debugger;
  private Client client;
  private int vm;

  @BeforeEach
  void attach() {
    debugger = Debugger.attach(process, PID);
    client = Client.open(app);
    debugger.drain();
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  /** What is behind the mapping under test, and in which kind of address space it is. */
  enum Backing {
    OBJECT(VmCreateLayout.FLAG_LR_MODE),
    USERPTR(VmCreateLayout.FLAG_LR_MODE),
    OBJECT_FAULTABLE(VmCreateLayout.FLAG_LR_MODE | VmCreateLayout.FLAG_FAULT_MODE),
    USERPTR_FAULTABLE(VmCreateLayout.FLAG_LR_MODE | VmCreateLayout.FLAG_FAULT_MODE);

    private final int vmFlags;

    Backing(int vmFlags) {
      this.vmFlags = vmFlags;
    }

    private boolean isUserMemory() {
      return this == USERPTR || this == USERPTR_FAULTABLE;
    }
  }

  private void createVm() {
    vm = client.createVm();
    debugger.drain();
  }

  /** Maps {@link #LENGTH} bytes at {@link #VA}; the answer is the client's view of them. */
  private UserBlock bind(Backing backing) {
    vm = client.createVm(backing.vmFlags);
    UserBlock view;
    if (backing.isUserMemory()) {
      view = client.block(LENGTH);
      assertThat(client.bind(vm, List.of(Client.mapUser(view, VA, 0)))).isZero();
    } else {
      int object = client.createObject(LENGTH);
      view = client.map(object, LENGTH);
      assertThat(client.bind(vm, List.of(Client.map(object, 0, LENGTH, VA, 0)))).isZero();
    }
    debugger.drain();
    return view;
  }

  private long pread(int fd, long address, int size) {
    return process.pread(fd, process.allocate(size), address);
  }

  @KernelContract("basic-vm-access-parameters")
  void basicVmAccessParameters() {
    checkParameters(Backing.OBJECT);
  }

  @KernelContract("basic-vm-access-parameters-userptr")
  void basicVmAccessParametersUserptr() {
    checkParameters(Backing.USERPTR);
  }

  @KernelContract("basic-vm-access-parameters-faultable")
  void basicVmAccessParametersFaultable() {
    checkParameters(Backing.OBJECT_FAULTABLE);
  }

  @KernelContract("basic-vm-access-parameters-userptr-faultable")
  void basicVmAccessParametersUserptrFaultable() {
    checkParameters(Backing.USERPTR_FAULTABLE);
  }

  private void checkParameters(Backing backing) {
    bind(backing);
    assertThat(debugger.openVm(new VmOpen(0, 2, 1, 0, TIMEOUT))).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.openVm(new VmOpen(0, 1, 2, 0, TIMEOUT))).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.openVm(new VmOpen(0, 1, 1, 1, TIMEOUT))).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.openVm(new VmOpen(0, 1, 1, 0, 10_000_000_001L))).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.openVm(new VmOpen(0, 1, 1, 0, -1))).isEqualTo(-Errno.EINVAL);
    int fd = debugger.openVm(new VmOpen(7, 1, 1, 0, 0));
    assertThat(process.fcntl(fd, KernelInterface.F_GETFD, 0)).isEqualTo(KernelInterface.FD_CLOEXEC);

    assertThat(pread(fd, 0, 1)).isEqualTo(-Errno.EINVAL);
    assertThat(pread(fd, VA - 1, 2)).isEqualTo(-Errno.EINVAL);
    assertThat(pread(fd, VA + LENGTH, 1)).isEqualTo(-Errno.EINVAL);
    assertThat(pread(fd, -1, 1)).isEqualTo(-Errno.EINVAL);
    assertThat(pread(fd, VA, 0)).isZero();
    assertThat(pread(fd, 0, 0)).isZero();
    assertThat(pread(fd, VA, LENGTH + 1)).isEqualTo(LENGTH);
    assertThat(pread(fd, VA + LENGTH - 1, 2)).isEqualTo(1);
    assertThat(process.pwrite(fd, process.allocate(LENGTH + 1), VA)).isEqualTo(LENGTH);
    assertThat(process.pwrite(fd, process.allocate(1), VA - 1)).isEqualTo(-Errno.EINVAL);
    assertThat(process.fsync(fd)).isZero();
    assertThat(process.close(fd)).isZero();
    assertThat(pread(fd, VA, 1)).isEqualTo(-Errno.EBADF);
    assertThat(process.fsync(fd)).isEqualTo(-Errno.EBADF);
  }

  @KernelContract("basic-vm-access")
  void basicVmAccess() {
    checkAccess(Backing.OBJECT);
  }

  @KernelContract("basic-vm-access-userptr")
  void basicVmAccessUserptr() {
    checkAccess(Backing.USERPTR);
  }

  @KernelContract("basic-vm-access-faultable")
  void basicVmAccessFaultable() {
    checkAccess(Backing.OBJECT_FAULTABLE);
  }

  @KernelContract("basic-vm-access-userptr-faultable")
  void basicVmAccessUserptrFaultable() {
    checkAccess(Backing.USERPTR_FAULTABLE);
  }

  /** Many offsets and sizes, seed 42: what one side writes the other reads. */
  private void checkAccess(Backing backing) {
    UserBlock view = bind(backing);
    int fd = debugger.openVm(1, 1);
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      int offset = random.nextInt(LENGTH);
      byte[] bytes = new byte[random.nextInt(LENGTH - offset)];
      random.nextBytes(bytes);
      byte[] seen = new byte[bytes.length];
      if (random.nextBoolean()) {
        debugger.poke(fd, VA + offset, bytes);
        assertThat(process.fsync(fd)).isZero();
        view.bytes().get(offset, seen);
      } else {
        view.bytes().put(offset, bytes);
        assertThat(process.fsync(fd)).isZero();
        seen = debugger.peek(fd, VA + offset, bytes.length);
      }
      assertThat(seen).isEqualTo(bytes);
    }
  }

  @Test
  void anAccessRunsFromOneMappingIntoTheNext() {
    createVm();
    int object = client.createObject(LENGTH);
    UserBlock memory = client.block(LENGTH);
    client.bind(
        vm, List.of(Client.map(object, 0, LENGTH, VA, 0), Client.mapUser(memory, VA + LENGTH, 0)));
    debugger.drain();
    int fd = debugger.openVm(1, 1);

    debugger.poke(fd, VA + LENGTH - 2, new byte[] {1, 2, 3, 4});

    assertThat(memory.bytes().getShort(0)).isEqualTo((short) 0x0403);
    assertThat(debugger.peek(fd, VA + LENGTH - 2, 4)).containsExactly(1, 2, 3, 4);
  }

  @KernelContract("vm-bind-clear")
  void vmBindClear() {
    checkClear(Backing.OBJECT);
  }

  @KernelContract("vm-bind-clear-faultable")
  void vmBindClearFaultable() {
    checkClear(Backing.OBJECT_FAULTABLE);
  }

  /** Also where somebody has written before. */
  private void checkClear(Backing backing) {
    for (int round = 1; round <= 4; round++) {
      UserBlock view = bind(backing);
      int fd = debugger.openVm(1, round);
      assertThat(debugger.peek(fd, VA, LENGTH)).containsOnly(0);
      view.bytes().putLong(0, -1).putLong(LENGTH - 8, -1);
      debugger.poke(fd, VA + 8, new byte[] {1, 2, 3});
      assertThat(process.close(fd)).isZero();
      assertThat(client.destroyVm(vm)).isZero();
    }
  }

  @Test
  void aMappingThatIsGoneIsNotReached() {
    bind(Backing.OBJECT);
    int fd = debugger.openVm(1, 1);
    client.bind(vm, List.of(Client.unmap(VA + 0x1000, 0x1000)));

    assertThat(pread(fd, VA, LENGTH)).isEqualTo(0x1000);
    assertThat(client.destroyVm(vm)).isZero();
    assertThat(pread(fd, VA, 1)).isEqualTo(-Errno.EINVAL);
    assertThat(debugger.openVm(1, 1)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void userMemoryThatIsGoneIsAFault() {
    UserBlock memory = bind(Backing.USERPTR);
    int fd = debugger.openVm(1, 1);

    memory.close();

    assertThat(pread(fd, VA, 8)).isEqualTo(-Errno.EFAULT);
  }

  @Test
  void readOnlyForTheDeviceIsNotReadOnlyForTheDebugger() {
    createVm();
    int object = client.createObject(LENGTH);
    client.bind(
        vm,
        List.of(
            new VmBindOpLayout.VmBindOp(
                0,
                object,
                0,
                0,
                LENGTH,
                VA,
                VmBindOpLayout.OP_MAP,
                VmBindOpLayout.FLAG_READONLY,
                0)));
    debugger.drain();
    int fd = debugger.openVm(1, 1);

    debugger.pokeInt(fd, VA, 0x1234);

    assertThat(client.map(object, LENGTH).bytes().getInt(0)).isEqualTo(0x1234);
  }

  @KernelContract("vma-ufence")
  void vmaUfence() {
    checkFence(VmCreateLayout.FLAG_LR_MODE);
  }

  @KernelContract("vma-ufence-faultable")
  void vmaUfenceFaultable() {
    checkFence(VmCreateLayout.FLAG_LR_MODE | VmCreateLayout.FLAG_FAULT_MODE);
  }

  /** What is written before the acknowledgement is seen after it. */
  private void checkFence(int vmFlags) {
    vm = client.createVm(vmFlags);
    int object = client.createObject(LENGTH);
    UserBlock fence = client.block(8);
    client.bind(vm, List.of(Client.map(object, 0, LENGTH, VA, 0)), fence);
    Event.VmBindUfence ufence = debugger.skipTo(Event.VmBindUfence.class);
    int fd = debugger.openVm(1, 1);
    debugger.pokeInt(fd, VA + 8, 0x600d);
    assertThat(process.fsync(fd)).isZero();
    assertThat(client.await(fence, 0, 0)).isEqualTo(-Errno.ETIME);

    assertThat(debugger.acknowledge(ufence.seqno())).isZero();

    assertThat(client.await(fence, 0, 0)).isZero();
    assertThat(client.map(object, LENGTH).bytes().getInt(8)).isEqualTo(0x600d);
  }

  @Test
  void theDescriptorOutlivesTheSession() {
    bind(Backing.OBJECT);
    int fd = debugger.openVm(1, 1);

    debugger.close();

    assertThat(pread(fd, VA, 4)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void manyRandomBindsEndInWhatAReferenceSays(long seed) {
    createVm();
    Random random = new Random(seed);
    int pages = 16;
    int object = client.createObject((long) pages << 12);
    UserBlock view = client.map(object, pages << 12);
    for (int page = 0; page < pages; page++) {
      view.bytes().putInt(page << 12, page + 1);
    }
    int[] expected = new int[pages];
    for (int round = 0; round < 60; round++) {
      int start = random.nextInt(pages);
      int count = 1 + random.nextInt(pages - start);
      int source = random.nextInt(pages - count + 1);
      boolean map = random.nextInt(3) > 0;
      long address = VA + ((long) start << 12);
      client.bind(
          vm,
          List.of(
              map
                  ? Client.map(object, (long) source << 12, (long) count << 12, address, 0)
                  : Client.unmap(address, (long) count << 12)));
      for (int i = 0; i < count; i++) {
        expected[start + i] = map ? source + i + 1 : 0;
      }
      debugger.drain();
    }
    int fd = debugger.openVm(1, 1);
    List<Integer> seen = new ArrayList<>();
    for (int page = 0; page < pages; page++) {
      long address = VA + ((long) page << 12);
      seen.add(pread(fd, address, 4) < 0 ? 0 : debugger.peekInt(fd, address));
    }
    assertThat(seen).containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
    debugger.close();
    long mapped =
        Debugger.attach(process, PID).drain().stream()
            .filter(Event.VmBindOp.class::isInstance)
            .mapToLong(e -> ((Event.VmBindOp) e).range())
            .sum();
    assertThat(mapped).isEqualTo(Arrays.stream(expected).filter(e -> e != 0).count() << 12);
  }
}
