// A crowd that never ends by itself: every hardware thread goes round a loop, calls functions and
// counts, until it is told to leave. The first thread waits for all the others and ends the program.
//
// threads is how many there are. Whoever starts more than one says so, before the first instruction.

#define MAX_THREADS 1024

volatile int threads = 1;
volatile int finished;
volatile int stop;                // everybody leaves
volatile int leave[MAX_THREADS];  // one leaves
volatile long rounds[MAX_THREADS];
volatile long calls[MAX_THREADS];
volatile long looks;  // of the first thread, for the others

static unsigned long hart(void) {
  unsigned long id;
  __asm__ volatile("csrr %0, mhartid" : "=r"(id));
  return id;
}

long count(unsigned long id) {
  calls[id]++;
  return calls[id];
}

long advance(unsigned long id, long round) {
  long next = round + 1;
  count(id);
  return next;
}

void work(unsigned long id) {
  long round = 0;
  while (!stop && !leave[id]) {
    long next = advance(id, round);
    round = next;
    rounds[id] = round;
  }
}

void last(void) {
  int missing = 1;
  while (missing > 0) {
    looks++;
    missing = threads - finished;
  }
}

int main(void) {
  unsigned long id = hart();
  work(id);
  __atomic_fetch_add(&finished, 1, __ATOMIC_RELEASE);
  if (id != 0) {
    __asm__ volatile("csrw 0x8c0, zero");  // the thread ends, the program does not
  }
  last();
  return 0;
}
