package org.gpugdb.backend.eudebug;

/** A GPU address space, by the session's handles. */
record VmKey(long client, long vm) {}
