package org.gpugdb.backend.emulated.kernel;

import org.gpugdb.backend.uapi.Bitmask;

/**
 * A page fault that the device has resolved, see {@link org.gpugdb.backend.uapi.Event.Pagefault}.
 */
record PageFault(long address, Bitmask before, Bitmask after, Bitmask resolved) {}
