package org.gpugdb.backend.spi;

/**
 * What an opened device can do; everything the server advertises is derived from it.
 *
 * @param watchpoints number of data watchpoints, 0 for none
 * @param occupancy whether names, workgroup and barrier state of running threads are known
 * @param launch whether {@link Device#launcher()} can start the program again
 */
public record Capabilities(int watchpoints, boolean occupancy, boolean launch) {}
