package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/** Writes down what a tracker reports, one line each. */
final class RecordingListener implements ResourceListener {
  final List<String> lines = new ArrayList<>();

  @Override
  public void vmCreated(VmKey vm) {
    lines.add("vm+ " + vm.vm());
  }

  @Override
  public void vmDestroyed(VmKey vm) {
    lines.add("vm- " + vm.vm());
  }

  @Override
  public void vmOpened(VmKey vm, VmFile file) {
    lines.add("open " + vm.vm());
  }

  @Override
  public void queueCreated(VmKey vm, long queue, List<ExecContext> contexts) {
    lines.add("queue+ " + queue + " " + contexts.stream().map(ExecContext::lrc).toList());
  }

  @Override
  public void queueDestroyed(VmKey vm, long queue) {
    lines.add("queue- " + queue);
  }

  @Override
  public void mapped(VmKey vm, long address, long length, RangeUse use) {
    lines.add(
        "map 0x"
            + Long.toHexString(address)
            + " "
            + use.kind()
            + (use.userAddress() == 0 ? "" : " 0x" + Long.toHexString(use.userAddress())));
  }

  @Override
  public void unmapped(VmKey vm, long address, long length) {
    lines.add("unmap 0x" + Long.toHexString(address));
  }

  @Override
  public void moduleLoaded(
      VmKey vm, int module, long lowestAddress, ByteBuffer elf, OptionalLong fence) {
    lines.add(
        "module+ "
            + module
            + " 0x"
            + Long.toHexString(lowestAddress)
            + " "
            + elf.remaining()
            + " bytes fence "
            + (fence.isPresent() ? fence.getAsLong() : "none"));
  }

  @Override
  public void moduleUnloaded(VmKey vm, int module) {
    lines.add("module- " + module);
  }

  @Override
  public void attention(ExecContext context, long seqno, BitSet slots) {
    lines.add("attention " + seqno + " " + slots);
  }

  @Override
  public void pageFault(ExecContext context, long address, BitSet faulted) {
    lines.add("fault 0x" + Long.toHexString(address) + " " + faulted);
  }

  @Override
  public void caughtUp() {
    lines.add("caught up");
  }

  @Override
  public void ended(String why) {
    lines.add("ended");
  }

  List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }
}
