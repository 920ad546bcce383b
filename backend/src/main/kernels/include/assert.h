// assert() for kernels: the work-item that finds the condition false stops with SIGABRT and says
// which condition it was. Compiled out with NDEBUG, as in C.

#define GPU_ASSERT_TEXT(x) #x
#define GPU_ASSERT_LINE(line) GPU_ASSERT_TEXT(line)

#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition)                                                                          \
  ((condition) ? (void)0                                                                           \
               : __assert_fail(__FILE_NAME__ ":" GPU_ASSERT_LINE(__LINE__)                         \
                               ": assertion '" #condition "' failed"))
#endif

__attribute__((noreturn)) void __assert_fail(constant const char *message);
