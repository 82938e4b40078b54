/* A wall clock that a test sets: so many seconds ahead as the file $WALL_OFFSET says, which may change at any time. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *offset(void) {
    static const volatile int64_t *known;
    if (!known) {
        const char *path = getenv("WALL_OFFSET");
        int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        void *page = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *known, PROT_READ, MAP_SHARED, file, 0);
        if (file >= 0) close(file);
        if (page == MAP_FAILED) return NULL;
        known = page;
    }
    return known;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    const volatile int64_t *ahead = clock == CLOCK_REALTIME ? offset() : NULL;
    if (result == 0 && ahead) now->tv_sec += *ahead;
    return result;
}
