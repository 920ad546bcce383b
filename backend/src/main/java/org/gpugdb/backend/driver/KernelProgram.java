package org.gpugdb.backend.driver;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.gpugdb.backend.driver.KernelTable.Argument;
import org.gpugdb.backend.driver.KernelTable.ArgumentClass;
import org.gpugdb.backend.driver.KernelTable.Kernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one of the shipped OpenCL kernels and checks every result against its own computation. */
final class KernelProgram implements Program {
  private static final Logger log = LoggerFactory.getLogger(KernelProgram.class);

  private final String kernelName;
  private final ProgramFile firmware;
  private final ProgramFile module;
  private final int workItems;
  private final long dispatches;
  private final Tally tally;

  private KernelProgram(
      String kernelName,
      ProgramFile firmware,
      ProgramFile module,
      int workItems,
      long dispatches,
      Tally tally) {
    this.kernelName = kernelName;
    this.firmware = firmware;
    this.module = module;
    this.workItems = workItems;
    this.dispatches = dispatches;
    this.tally = tally;
  }

  /**
   * @param optimization {@code O0} or {@code O2}
   * @param dispatches how many grids to run, one after the other
   * @param tally counts the results, over all runs of the program
   */
  static KernelProgram create(
      String kernel, String optimization, int workItems, long dispatches, Tally tally)
      throws DriverException {
    Sample.of(kernel, workItems);
    return new KernelProgram(
        kernel,
        ProgramFile.shipped("firmware.elf"),
        ProgramFile.shipped(kernel + "-" + optimization + ".elf"),
        workItems,
        dispatches,
        tally);
  }

  @Override
  public String name() {
    return kernelName;
  }

  @Override
  public void run(GpuClient client) throws DriverException {
    firmware.load(client);
    client.bindPrivateMemory();
    client.createQueue();
    module.load(client);
    Sample sample = Sample.of(kernelName, workItems);
    Launch launch = launch(sample, sample.arguments(client));
    for (long i = 0; i < dispatches; i++) {
      client.run(launch);
      tally.add(sample.results(), sample.wrong());
    }
    client.destroyQueue();
    log.info(
        "{}: {} dispatches, {} results checked, {} wrong",
        kernelName,
        dispatches,
        tally.checked(),
        tally.wrong());
  }

  private Launch launch(Sample sample, List<Long> values) throws DriverException {
    Kernel kernel = module.kernel(kernelName);
    long slmEnd = module.slmBase() + module.slmBytes();
    List<Long> words = new ArrayList<>();
    long floats = 0;
    Iterator<Long> value = values.iterator();
    Iterator<Integer> localBytes = sample.localArguments().iterator();
    for (Argument argument : kernel.arguments()) {
      if (argument.kind() == ArgumentClass.LOCAL) {
        slmEnd = (slmEnd + 15) & ~15L;
        words.add(slmEnd);
        slmEnd += localBytes.next();
      } else {
        floats |= argument.kind().isFloat() ? 1L << words.size() : 0;
        words.add(value.next());
      }
    }
    return new Launch(
        firmware.entry(),
        module.symbol(kernelName),
        sample.global(),
        kernel.localSize().orElse(sample.local()),
        0,
        module.slmBase(),
        (int) (slmEnd - module.slmBase()),
        words,
        floats,
        false);
  }
}
