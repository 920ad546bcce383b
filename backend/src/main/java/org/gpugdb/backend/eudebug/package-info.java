/**
 * The debugger of a GPU behind the kernel's debug interface: {@code spi} over {@link
 * org.gpugdb.backend.kernel.KernelInterface} and {@code uapi}.
 *
 * <p>Two threads. The <em>kernel-event thread</em>, one for each connection, owns {@link
 * org.gpugdb.backend.eudebug.ResourceTracker}: it reads events, acknowledges fences and hands what
 * it has learnt to the <em>device loop</em>, which owns everything else. Nothing here knows whether
 * the kernel is a real one.
 *
 * <p>Dialects come in two flavours. Sessions are with a process and all its files, and the kernel
 * tells every mapping and keeps the ELF files; or with one file, its only client, and the kernel
 * tells what the client says of ranges: areas, and paths of ELF files, which are read as the client
 * sees them. In the second, every file that a process has open is a {@link
 * org.gpugdb.backend.spi.Device.GpuClient} and a target of its own, also one without an address
 * space, which it may get later; a file that is opened later is a new client. What the client does
 * before somebody connects to that file is not held up.
 */
@NullMarked
package org.gpugdb.backend.eudebug;

import org.jspecify.annotations.NullMarked;
