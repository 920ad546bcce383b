package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.ConfigLayout;
import org.gpugdb.backend.uapi.DeviceQueryLayout;
import org.gpugdb.backend.uapi.DeviceQueryLayout.DeviceQuery;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.EngineLayout;
import org.gpugdb.backend.uapi.GemCloseLayout;
import org.gpugdb.backend.uapi.GemCloseLayout.GemClose;
import org.gpugdb.backend.uapi.GemCreateLayout;
import org.gpugdb.backend.uapi.GemCreateLayout.GemCreate;
import org.gpugdb.backend.uapi.GtLayout;
import org.gpugdb.backend.uapi.HwconfigLayout;
import org.gpugdb.backend.uapi.MemRegionLayout;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.TopologyMaskLayout;
import org.gpugdb.backend.uapi.TopologyMaskLayout.TopologyMask;
import org.gpugdb.backend.uapi.XeRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the device says of itself, buffer objects, and the files around it. */
class DeviceTest {
  private final EmulatedKernel kernel =
      EmulatedKernel.open(KernelConfig.of(GpuConfig.deterministic(Topology.DEMO, 1)));
  private final LocalProcess app = kernel.process(100, 1000, "app");
  private final Client client = Client.open(app);

  @AfterEach
  void stop() {
    kernel.close();
  }

  private int query(int what, UserBlock data, int size) {
    UserBlock block = client.block(DeviceQueryLayout.SIZE);
    DeviceQueryLayout.encode(block.bytes(), new DeviceQuery(0, what, size, data.address()));
    int result = client.ioctl(XeRequest.DEVICE_QUERY, block);
    return result < 0 ? result : DeviceQueryLayout.decode(block.bytes()).size();
  }

  private ByteBuffer query(int what) {
    int size = query(what, client.block(1), 0);
    UserBlock data = client.block(size);
    assertThat(query(what, data, size)).isEqualTo(size);
    return data.bytes();
  }

  @Test
  void aQueryWantsTheExactSize() {
    UserBlock data = client.block(4096);
    int size = query(DeviceQueryLayout.CONFIG, data, 0);

    assertThat(query(DeviceQueryLayout.CONFIG, data, size - 1)).isEqualTo(-Errno.EINVAL);
    assertThat(query(DeviceQueryLayout.CONFIG, data, size + 1)).isEqualTo(-Errno.EINVAL);
    assertThat(query(99, data, 0)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void saysWhatItIs() {
    List<Long> config = ConfigLayout.decode(query(DeviceQueryLayout.CONFIG));
    assertThat(config.get(ConfigLayout.REV_AND_DEVICE_ID)).isEqualTo(RiscvEuLayout.DEVICE_ID);
    assertThat(config.get(ConfigLayout.VA_BITS)).isEqualTo(48);

    ByteBuffer gts = query(DeviceQueryLayout.GT_LIST);
    assertThat(gts.getInt(0)).isEqualTo(1);
    assertThat(GtLayout.decode(gts.position(GtLayout.ARRAY_OFFSET)).type())
        .isEqualTo(GtLayout.MAIN);

    ByteBuffer engines = query(DeviceQueryLayout.ENGINES);
    assertThat(engines.getInt(0)).isEqualTo(2);
    assertThat(EngineLayout.decode(engines.position(EngineLayout.ARRAY_OFFSET)).engineClass())
        .isEqualTo(EngineClassInstanceLayout.COMPUTE);

    ByteBuffer regions = query(DeviceQueryLayout.MEM_REGIONS);
    assertThat(regions.getInt(0)).isEqualTo(2);
    int second = MemRegionLayout.ARRAY_OFFSET + MemRegionLayout.SIZE;
    assertThat(MemRegionLayout.decode(regions.position(second)).memClass())
        .isEqualTo(MemRegionLayout.VRAM);
  }

  @Test
  void itsShapeFollowsFromMasksAndHardwareTable() {
    ByteBuffer masks = query(DeviceQueryLayout.GT_TOPOLOGY);
    List<String> found = new ArrayList<>();
    while (masks.hasRemaining()) {
      TopologyMask head = TopologyMaskLayout.decode(masks);
      byte[] mask = new byte[head.numBytes()];
      masks.get(masks.position() + TopologyMaskLayout.SIZE, mask);
      masks.position(masks.position() + TopologyMaskLayout.SIZE + head.numBytes());
      found.add(head.type() + ":" + Bitmask.of(mask).bits().boxed().toList());
    }
    assertThat(found).containsExactly("1:[]", "2:[0, 1, 2, 3]", "4:[0, 1, 2, 3, 4, 5, 6, 7]");

    assertThat(HwconfigLayout.decode(query(DeviceQueryLayout.HWCONFIG)))
        .containsEntry(HwconfigLayout.MAX_SLICES, 2)
        .containsEntry(HwconfigLayout.MAX_SUBSLICES, 4)
        .containsEntry(HwconfigLayout.MAX_EU_PER_SUBSLICE, 8)
        .containsEntry(HwconfigLayout.THREADS_PER_EU, 8)
        .containsEntry(HwconfigLayout.SLM_PER_SUBSLICE, 128);
  }

  private int create(GemCreate arguments) {
    UserBlock block = client.block(GemCreateLayout.SIZE);
    GemCreateLayout.encode(block.bytes(), arguments);
    return client.ioctl(XeRequest.GEM_CREATE, block);
  }

  @Test
  void buffersMustBeWellFormed() {
    int wb = GemCreateLayout.CACHING_WB;
    int wc = GemCreateLayout.CACHING_WC;

    assertThat(create(new GemCreate(0, 4096, 1, 0, 0, 0, wb))).isZero();
    assertThat(create(new GemCreate(0, 4096, 3, 0, 0, 0, wc))).isZero();
    assertThat(create(new GemCreate(0, 4096, 2, 0, 0, 0, wb))).isEqualTo(-Errno.EINVAL);
    assertThat(create(new GemCreate(0, 4096, 4, 0, 0, 0, wc))).isEqualTo(-Errno.EINVAL);
    assertThat(create(new GemCreate(0, 4096, 0, 0, 0, 0, wc))).isEqualTo(-Errno.EINVAL);
    assertThat(create(new GemCreate(0, 4095, 1, 0, 0, 0, wb))).isEqualTo(-Errno.EINVAL);
    assertThat(create(new GemCreate(0, 0, 1, 0, 0, 0, wb))).isEqualTo(-Errno.EINVAL);
    assertThat(create(new GemCreate(0, 4096, 1, 8, 0, 0, wb))).isEqualTo(-Errno.EINVAL);
    assertThat(create(new GemCreate(0, 4096, 1, 0, 5, 0, wb))).isEqualTo(-Errno.ENOENT);
    assertThat(create(new GemCreate(0, 4096, 1, 0, 0, 0, 0))).isEqualTo(-Errno.EINVAL);
    assertThat(create(new GemCreate(1, 4096, 1, 0, 0, 0, wb))).isEqualTo(-Errno.EINVAL);
    assertThat(create(new GemCreate(0, 1L << 40, 1, 0, 0, 0, wb))).isEqualTo(-Errno.ENOMEM);
  }

  @Test
  void aMappingOutlivesTheHandle() {
    int object = client.createObject(4096);
    UserBlock view = client.map(object, 4096);
    view.bytes().putInt(0, 42);
    UserBlock close = client.block(GemCloseLayout.SIZE);
    GemCloseLayout.encode(close.bytes(), new GemClose(object));

    assertThat(client.ioctl(XeRequest.GEM_CLOSE, close)).isZero();

    assertThat(client.ioctl(XeRequest.GEM_CLOSE, close)).isEqualTo(-Errno.EINVAL);
    assertThat(view.bytes().getInt(0)).isEqualTo(42);
    assertThat(app.mmap(client.fd(), 1L << 32, 4096)).isEmpty();
  }

  @Test
  void aBufferOfOneAddressSpaceIsNotBoundInAnother() {
    int vm = client.createVm();
    UserBlock block = client.block(GemCreateLayout.SIZE);
    GemCreateLayout.encode(
        block.bytes(), new GemCreate(0, 4096, 1, 0, vm, 0, GemCreateLayout.CACHING_WB));
    assertThat(client.ioctl(XeRequest.GEM_CREATE, block)).isZero();
    int object = GemCreateLayout.decode(block.bytes()).handle();

    assertThat(client.bind(client.createVm(), List.of(Client.map(object, 0, 4096, 4096, 0))))
        .isEqualTo(-Errno.EINVAL);
    assertThat(client.bind(vm, List.of(Client.map(object, 0, 4096, 4096, 0)))).isZero();
  }

  @Test
  void theNodeLooksAtTheNumberOnlyAndToleratesOtherSizes() {
    UserBlock block = client.block(64);
    block.bytes().putInt(8, DeviceQueryLayout.CONFIG);

    assertThat(client.ioctl(0xc0406440L, block)).isZero();
    assertThat(block.bytes().getInt(12)).isEqualTo(ConfigLayout.size(5));
    assertThat(client.ioctl(0xc0286488L, block)).isEqualTo(-Errno.EINVAL);
    block.close();
    assertThat(client.ioctl(XeRequest.DEVICE_QUERY, block)).isEqualTo(-Errno.EFAULT);
  }

  @Test
  void otherProcessesDescriptorsAreSeenAndTakenWithPermission() {
    LocalProcess root = kernel.process(1, 0, "root");
    LocalProcess stranger = kernel.process(2, 2000, "stranger");

    assertThat(root.list("/proc")).contains("1", "2", "100");
    assertThat(root.list("/proc/100/fd")).containsExactly("3");
    assertThat(root.readlink("/proc/100/fd/3")).contains("/dev/dri/renderD128");
    assertThat(stranger.list("/proc/100/fd")).isEmpty();
    assertThat(stranger.readlink("/proc/100/fd/3")).isEmpty();

    int strangersPidfd = stranger.pidfdOpen(100, 0);
    assertThat(stranger.pidfdGetfd(strangersPidfd, 3, 0)).isEqualTo(-Errno.EPERM);
    int pidfd = root.pidfdOpen(100, 0);
    assertThat(root.pidfdGetfd(pidfd, 9, 0)).isEqualTo(-Errno.EBADF);
    int taken = root.pidfdGetfd(pidfd, 3, 0);
    assertThat(root.readlink("/proc/1/fd/" + taken)).contains("/dev/dri/renderD128");
    assertThat(root.fcntl(taken, KernelInterface.F_GETFD, 0)).isEqualTo(KernelInterface.FD_CLOEXEC);
    assertThat(root.pidfdOpen(3, 0)).isEqualTo(-Errno.ESRCH);

    assertThat(root.poll(pidfd, KernelInterface.POLLIN, 0)).isZero();
    app.close();
    assertThat(root.poll(pidfd, KernelInterface.POLLIN, 0)).isEqualTo(KernelInterface.POLLIN);
    assertThat(root.pidfdGetfd(pidfd, 3, 0)).isEqualTo(-Errno.ESRCH);
    assertThat(app.fsync(3)).isEqualTo(-Errno.ESRCH);
  }

  @Test
  void everyOpenNodeHasANumberOfItsOwn() {
    LocalProcess stranger = kernel.process(4, 2000, "stranger");
    int card = app.open("/dev/dri/card0", KernelInterface.O_RDWR);
    String info = text("/proc/100/fdinfo/3");

    assertThat(info).contains("\ndrm-driver:\txe\n").containsPattern("\ndrm-client-id:\t1\n");
    assertThat(text("/proc/self/fdinfo/" + card)).contains("\ndrm-client-id:\t2\n");
    assertThat(text("/proc/100/fdinfo/" + app.pidfdOpen(100, 0))).doesNotContain("drm-");
    int copy = app.pidfdGetfd(app.pidfdOpen(100, 0), 3, 0);
    assertThat(text("/proc/100/fdinfo/" + copy)).isEqualTo(info);
    assertThat(app.close(card)).isZero();
    card = app.open("/dev/dri/card0", KernelInterface.O_RDWR);
    assertThat(text("/proc/self/fdinfo/" + card)).contains("\ndrm-client-id:\t3\n");
    assertThat(stranger.open("/proc/100/fdinfo/3", KernelInterface.O_RDONLY)).isNegative();
  }

  @Test
  void namesTheDevicesFiles() {
    assertThat(app.list("/dev/dri")).containsExactly("card0", "renderD128");
    assertThat(app.list("/sys/class/drm/card0/device"))
        .containsExactly("device", "drm", "prelim_enable_eudebug");
    assertThat(app.list("/sys/class/drm/renderD128/device/drm"))
        .containsExactly("card0", "renderD128");
    assertThat(text("/sys/class/drm/card0/device/drm/renderD128/dev")).isEqualTo("226:128\n");
    assertThat(app.open("/dev/dri/card1", KernelInterface.O_RDWR)).isEqualTo(-Errno.ENOENT);
    assertThat(text("/sys/class/drm/renderD128/device/device")).isEqualTo("0x5256\n");
    assertThat(text("/proc/100/comm")).isEqualTo("app\n");
  }

  private String text(String path) {
    int fd = app.open(path, KernelInterface.O_RDONLY);
    UserBlock block = client.block(128);
    int count = (int) app.pread(fd, block, 0);
    assertThat(app.pread(fd, block, count)).isZero();
    assertThat(app.pwrite(fd, block, 0)).isEqualTo(-Errno.EBADF);
    byte[] bytes = new byte[count];
    block.bytes().order(ByteOrder.LITTLE_ENDIAN).get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
