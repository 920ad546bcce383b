// Output and failure reports. C, not OpenCL C: there, only the built-in printf may be variadic.

#include <stdarg.h>

// What the printf doorbell points to. Each argument takes one 8-byte slot, an argument that is a
// vector takes as many as it fills. The record lives on the thread's stack and is only read while
// the thread is at the doorbell.
struct printf_record {
  const char *format;
  const void *arguments;
};

int printf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  struct printf_record record = {format, arguments};
  __asm__ volatile("csrw 0x8c3, %0" : : "r"(&record) : "memory");
  va_end(arguments);
  return 0;
}

// The thread cannot go on from here: resuming it reports the failure again.
void __assert_fail(const char *message) {
  for (;;) {
    __asm__ volatile("csrw 0x8c4, %0" : : "r"(message) : "memory");
  }
}
