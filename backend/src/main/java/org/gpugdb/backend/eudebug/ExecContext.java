package org.gpugdb.backend.eudebug;

/** One context (LRC) of an exec queue, by the session's handles: what EU_CONTROL acts on. */
record ExecContext(long client, long queue, long lrc) {}
