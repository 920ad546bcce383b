/**
 * The emulated kernel: processes, file descriptors, the GPU driver's requests and the debug
 * interface, byte for byte as {@link org.gpugdb.backend.kernel.KernelInterface} promises.
 *
 * <p>One {@link org.gpugdb.backend.emulated.kernel.EmulatedKernel} is one machine with one {@link
 * org.gpugdb.backend.emulated.gpu.GpuDevice}. Processes are told apart by pid; one that lives in
 * this program ({@code LocalProcess}) is a {@code KernelInterface}, the calls of others are passed
 * on by address. What a process opens is an {@code OpenFile}: a DRM node ({@code DrmFile}, the
 * client's face), a debug session ({@code SessionFile}), an address space seen by the debugger
 * ({@code VmFile}), a pidfd or a text file.
 *
 * <p><b>Locks.</b> There is one, {@code KernelLock}. It guards every mutable object of this package
 * unless the class says otherwise; methods that are not syscalls expect it held. Whoever waits
 * (READ_EVENT, poll, a full event queue, discovery, user fences) waits on a condition of it and so
 * lets it go. Let go are also pread and pwrite while they copy, and EU_CONTROL while the device
 * resolves a page fault. Under the lock the device may be called, for it never waits for its
 * threads; it calls back without a lock that it takes in those calls, so the order is always kernel
 * lock first. Only the end of the device is awaited, without the lock.
 *
 * <p><b>Threads.</b> Callers bring their own; a page fault is told on the device's thread that has
 * resolved it. The kernel has one worker per machine for attention and one short-lived thread per
 * connected session for discovery, all daemons.
 *
 * <p>Depends on {@code emulated.gpu}, {@code uapi} and {@code kernel}.
 */
@NullMarked
package org.gpugdb.backend.emulated.kernel;

import org.jspecify.annotations.NullMarked;
