/**
 * Measures this server beside gdbserver and QEMU's gdbstub, in one run, with the same requests.
 *
 * <p>Machines are noisy: the figures to look at are the ratios, and the median rather than the
 * mean.
 */
@NullMarked
package org.gpugdb.server.bench;

import org.jspecify.annotations.NullMarked;
