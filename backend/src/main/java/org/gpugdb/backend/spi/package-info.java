/**
 * What a GPU back end offers to the server: devices, address spaces, run control, memory.
 *
 * <p>Everything in a {@link org.gpugdb.backend.spi.DebugTarget} is confined to the device loop
 * ({@link org.gpugdb.backend.spi.DeviceLoop}): it is called there and its events arrive there.
 * Stops are asynchronous: no call waits for one.
 */
@NullMarked
package org.gpugdb.backend.spi;

import org.jspecify.annotations.NullMarked;
