/*
 * A node that knows no request. It keeps the number and the bytes of each as they came, and puts
 * other bytes in their place.
 */
#include "machine.h"

#include <errno.h>
#include <string.h>

enum { MAX_ARGUMENT = 1 << 14 };

static u8 answer[MAX_ARGUMENT], seen[MAX_ARGUMENT];
static u64 answer_size, last_request;
static int answer_result, answer_error;

void mirror_answer(const u8 *bytes, u64 size, int result, int error) {
  memcpy(answer, bytes, size);
  answer_size = size;
  answer_result = result;
  answer_error = error;
}

u64 mirror_request(u8 *bytes, u64 size) {
  memcpy(bytes, seen, size);
  return last_request;
}

/* A request that has no size in its number is an event's, which begins with it. */
static size_t size_of(unsigned long request, const struct event *event) {
  return request == READ_EVENT ? event->len : _IOC_SIZE(request);
}

int mirror_ioctl(unsigned long request, void *argument) {
  size_t size = size_of(request, argument);
  if (size > MAX_ARGUMENT || answer_size > size) {
    return failure(EFAULT);
  }
  last_request = request;
  memset(seen, 0, sizeof seen);
  memcpy(seen, argument, size);
  memcpy(argument, answer, answer_size);
  return answer_error ? failure(answer_error) : answer_result;
}
