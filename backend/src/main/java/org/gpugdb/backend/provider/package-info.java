/**
 * The back ends that users can name, each put together from its parts. The only place that knows
 * both the debugger's side and what it debugs on: the emulated machine, or the system calls.
 */
@NullMarked
package org.gpugdb.backend.provider;

import org.jspecify.annotations.NullMarked;
