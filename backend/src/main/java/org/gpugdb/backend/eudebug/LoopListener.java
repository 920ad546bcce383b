package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/** Carries what the kernel-event thread has learnt over to the device loop. Thread-safe. */
final class LoopListener implements ResourceListener {
  private final Executor loop;
  private final ResourceListener target;

  LoopListener(Executor loop, ResourceListener target) {
    this.loop = loop;
    this.target = target;
  }

  @Override
  public void vmCreated(VmKey vm) {
    loop.execute(() -> target.vmCreated(vm));
  }

  @Override
  public void vmDestroyed(VmKey vm) {
    loop.execute(() -> target.vmDestroyed(vm));
  }

  @Override
  public void vmOpened(VmKey vm, VmFile file) {
    loop.execute(() -> target.vmOpened(vm, file));
  }

  @Override
  public void queueCreated(VmKey vm, long queue, List<ExecContext> contexts) {
    loop.execute(() -> target.queueCreated(vm, queue, contexts));
  }

  @Override
  public void queueDestroyed(VmKey vm, long queue) {
    loop.execute(() -> target.queueDestroyed(vm, queue));
  }

  @Override
  public void mapped(VmKey vm, long address, long length, RangeUse use) {
    loop.execute(() -> target.mapped(vm, address, length, use));
  }

  @Override
  public void unmapped(VmKey vm, long address, long length) {
    loop.execute(() -> target.unmapped(vm, address, length));
  }

  @Override
  public void moduleLoaded(
      VmKey vm, int module, long lowestAddress, ByteBuffer elf, OptionalLong fence) {
    loop.execute(() -> target.moduleLoaded(vm, module, lowestAddress, elf, fence));
  }

  @Override
  public void moduleUnloaded(VmKey vm, int module) {
    loop.execute(() -> target.moduleUnloaded(vm, module));
  }

  @Override
  public void attention(ExecContext context, long seqno, BitSet slots) {
    loop.execute(() -> target.attention(context, seqno, slots));
  }

  @Override
  public void pageFault(ExecContext context, long address, BitSet faulted) {
    loop.execute(() -> target.pageFault(context, address, faulted));
  }

  @Override
  public void caughtUp() {
    loop.execute(target::caughtUp);
  }

  @Override
  public void ended(String why) {
    loop.execute(() -> target.ended(why));
  }
}
