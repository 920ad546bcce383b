// Several hardware threads in one memory. Each counts rounds of its own and all of them add to one
// sum. The first thread waits for the others and ends the program; the others go to sleep.
//
// threads is how many there are. Whoever starts more than one says so, before the first instruction.

#define MAX_THREADS 1024
#define ROUNDS 1000

volatile int threads = 1;
volatile int finished;
volatile long sum;
volatile int rounds[MAX_THREADS];

static unsigned long hart(void) {
  unsigned long id;
  __asm__ volatile("csrr %0, mhartid" : "=r"(id));
  return id;
}

void work(unsigned long id) {
  for (int round = 0; round < ROUNDS; round++) {
    rounds[id]++;
    __atomic_fetch_add(&sum, id, __ATOMIC_RELAXED);
  }
}

int main(void) {
  unsigned long id = hart();
  work(id);
  __atomic_fetch_add(&finished, 1, __ATOMIC_RELEASE);
  while (id != 0) {
    __asm__ volatile("wfi");
  }
  while (finished < threads) {
  }
  return 0;
}
