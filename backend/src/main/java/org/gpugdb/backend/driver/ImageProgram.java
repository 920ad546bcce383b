package org.gpugdb.backend.driver;

/** Runs a bare-metal program on a number of hardware threads that all start at its entry. */
final class ImageProgram implements Program {
  private final ProgramFile image;
  private final int threads;
  private final long ramBase;
  private final long ramSize;
  private final boolean halt;

  /**
   * @param ramBase GPU address of the program's memory, a multiple of 4096
   * @param ramSize its bytes, a multiple of 4096
   * @param halt whether every thread stops before its first instruction
   * @throws DriverException with a sentence for the user when the file cannot run there
   */
  ImageProgram(ProgramFile image, int threads, long ramBase, long ramSize, boolean halt)
      throws DriverException {
    image.requireWithin(ramBase, ramSize);
    this.image = image;
    this.threads = threads;
    this.ramBase = ramBase;
    this.ramSize = ramSize;
    this.halt = halt;
  }

  @Override
  public String name() {
    return image.name();
  }

  @Override
  public void run(GpuClient client) throws DriverException {
    Buffer ram = client.createBuffer(ramSize);
    image.write(ram, ramBase);
    long start = image.start();
    long end = image.end();
    bind(client, ram, ramBase, start);
    client.bindModule(ram, start - ramBase, end - start, start, image.file());
    bind(client, ram, end, ramBase + ramSize);
    client.createQueue();
    client.run(Launch.threads(image.entry(), threads, halt));
    client.destroyQueue();
  }

  private void bind(GpuClient client, Buffer ram, long from, long to) throws DriverException {
    if (from != to) {
      client.bind(ram, from - ramBase, to - from, from);
    }
  }
}
