/*
 * A file layer between the program and the system (LD_PRELOAD), for disks that fail, power cuts and clocks that jump.
 *
 * It knows the files below DISK_ROOT, an absolute path without symbolic links, and leaves all others alone.
 *
 *   DISK_LOG=FILE     every change to those files is appended here, in one total order: a header line
 *                     "OP INODE OFFSET LENGTH PATH[ TAB PATH]", and behind a W so many octets
 *   DISK_FAIL=CLASS NUMBER ERRNO MODE
 *                     from the NUMBERth operation of a CLASS on, "once" or "on" (until the end), the operation fails with
 *                     ERRNO (28 no space, 5 I/O error, 30 read-only); MODE "short" lets one write write half.
 *                     Classes: write, sync, rename, open, any; space (writes and new names: a full disk); change (all but
 *                     syncs: a read-only disk)
 *   DISK_FAILED=FILE  each failure is noted here
 *   DISK_CLOCK=FILE   its first eight octets are added to the real-time clock, as nanoseconds; they may change at any time
 *   DISK_BOOT=FILE    stands for /proc/sys/kernel/random/boot_id
 *
 * Operations are done and logged under one lock, so the log's order is the order in which they took effect.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The system's own, behind us. */
#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *root;
static size_t root_length;
static int log_fd = -1, failed_fd = -1;
static const char *boot;
static const int64_t *clock_offset;
static char fail_class[16], fail_mode[16];
static long fail_number;
static int fail_errno;
static long passed;
static int is_failing;

static int own_fd(const char *path) {
    int fd = REAL(open)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    /* Out of the way of the program's own numbers. */
    int high = fcntl(fd, F_DUPFD_CLOEXEC, 900);
    if (high < 0) return fd;
    REAL(close)(fd);
    return high;
}

static void begin(void) {
    const char *value;
    root = getenv("DISK_ROOT");
    root_length = root ? strlen(root) : 0;
    boot = getenv("DISK_BOOT");
    if ((value = getenv("DISK_LOG"))) log_fd = own_fd(value);
    if ((value = getenv("DISK_FAILED"))) failed_fd = own_fd(value);
    if ((value = getenv("DISK_FAIL")))
        sscanf(value, "%15s %ld %d %15s", fail_class, &fail_number, &fail_errno, fail_mode);
    if ((value = getenv("DISK_CLOCK"))) {
        int fd = REAL(open)(value, O_RDONLY | O_CLOEXEC);
        void *page = fd < 0 ? MAP_FAILED : mmap(NULL, 8, PROT_READ, MAP_SHARED, fd, 0);
        if (page != MAP_FAILED) clock_offset = page;
        if (fd >= 0) REAL(close)(fd);
    }
}
static void ready(void) { pthread_once(&once, begin); }

/* Whether a path is the root or below it. */
static int is_ours(const char *path) {
    return root && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || !path[root_length]);
}

/* The absolute path of a name seen from a folder. */
static void absolute(int folder, const char *name, char *path) {
    char base[PATH_MAX] = "";
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return;
    }
    if (folder == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) base[0] = 0;
    } else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, base, sizeof base - 1);
        base[length < 0 ? 0 : length] = 0;
    }
    while (name[0] == '.' && name[1] == '/') name += 2;
    if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) path[0] = 0;
}

/* The path behind a descriptor, if it is one of ours. */
static int behind(int fd, char *path) {
    char link[64];
    if (!root || fd == log_fd || fd == failed_fd) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    return is_ours(path);
}

/* Whether this operation is to fail. Called with the lock. */
static int fails(const char *class, int takes_space, const char *path) {
    int counts = !strcmp(fail_class, "any") || !strcmp(fail_class, class) ||
                 (!strcmp(fail_class, "space") && takes_space) ||
                 (!strcmp(fail_class, "change") && strcmp(class, "sync") != 0);
    if (!fail_class[0] || !counts) return 0;
    passed++;
    if (passed == fail_number || (is_failing && strcmp(fail_mode, "on") == 0)) {
        is_failing = 1;
        if (failed_fd >= 0) {
            char line[PATH_MAX + 64];
            int length = snprintf(line, sizeof line, "%s %ld %s\n", class, passed, path);
            (void)!REAL(write)(failed_fd, line, (size_t)length);
        }
        return 1;
    }
    return 0;
}
static int is_short(void) { return strcmp(fail_mode, "short") == 0; }

/* Appends to the log. Called with the lock. */
static void note(char op, ino_t inode, off_t offset, const char *path, const char *second,
                 const struct iovec *parts, int count, size_t length) {
    char head[2 * PATH_MAX + 128];
    struct iovec all[64];
    if (log_fd < 0) return;
    int size = snprintf(head, sizeof head, "%c %lu %ld %zu %s%s%s\n", op, (unsigned long)inode, (long)offset, length,
                        path, second ? "\t" : "", second ? second : "");
    all[0].iov_base = head;
    all[0].iov_len = (size_t)size;
    int used = 1;
    size_t left = length;
    for (int at = 0; at < count && left > 0 && used < 64; at++) {
        size_t part = parts[at].iov_len < left ? parts[at].iov_len : left;
        all[used].iov_base = parts[at].iov_base;
        all[used++].iov_len = part;
        left -= part;
    }
    (void)!REAL(writev)(log_fd, all, used);
}

static ino_t inode_of(int fd) {
    struct stat found;
    return fstat(fd, &found) == 0 ? found.st_ino : 0;
}
static off_t size_of(int fd) {
    struct stat found;
    return fstat(fd, &found) == 0 ? found.st_size : 0;
}

/* ---- opening ---- */

static int opened(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    ready();
    if (boot && !strcmp(name, "/proc/sys/kernel/random/boot_id")) name = boot;
    absolute(folder, name, path);
    if (!is_ours(path)) return REAL(openat)(folder, name, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat before;
    int was_there = fstatat(folder, name, &before, 0) == 0;
    int makes = (flags & O_CREAT) && !was_there;
    int fd = -1;
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    if ((writes || makes || strcmp(fail_class, "open") == 0) && fails("open", makes, path)) {
        errno = fail_errno;
    } else {
        fd = REAL(openat)(folder, name, flags, mode);
        if (fd >= 0 && makes) note('C', inode_of(fd), 0, path, NULL, NULL, 0, 0);
        if (fd >= 0 && was_there && (flags & O_TRUNC) && before.st_size > 0)
            note('T', inode_of(fd), 0, path, NULL, NULL, 0, 0);
    }
    int why = errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return fd;
}
#define MODE(flags)                                                                                                    \
    mode_t mode = 0;                                                                                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                             \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode = va_arg(more, mode_t);                                                                                   \
        va_end(more);                                                                                                  \
    }
int open(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *name, int flags, ...) {
    ready();
    MODE(flags)
    char path[PATH_MAX];
    absolute(folder, name, path);
    /* What is neither ours nor the boot's goes straight through, and so does our own call from opened(). */
    if (!is_ours(path) && !boot) return REAL(openat)(folder, name, flags, mode);
    return opened(folder, name, flags, mode);
}
int openat64(int folder, const char *name, int flags, ...) {
    MODE(flags) return opened(folder, name, flags | O_LARGEFILE, mode);
}
int creat(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return creat(name, mode); }

/* ---- writing ---- */

/* offset < 0: where the descriptor stands. */
static ssize_t written(int fd, const struct iovec *parts, int count, off_t offset) {
    char path[PATH_MAX];
    ready();
    if (!behind(fd, path)) {
        return offset < 0 ? REAL(writev)(fd, parts, count) : REAL(pwritev)(fd, parts, count, offset);
    }
    pthread_mutex_lock(&lock);
    ssize_t done = -1;
    off_t at = offset;
    struct iovec half;
    if (at < 0) at = fcntl(fd, F_GETFL) & O_APPEND ? size_of(fd) : lseek(fd, 0, SEEK_CUR);
    int hit = fails("write", 1, path);
    if (hit && !is_short()) {
        errno = fail_errno;
    } else {
        if (hit && count > 0 && parts[0].iov_len > 1) {
            half.iov_base = parts[0].iov_base;
            half.iov_len = parts[0].iov_len / 2;
            parts = &half;
            count = 1;
        }
        done = offset < 0 ? REAL(writev)(fd, parts, count) : REAL(pwritev)(fd, parts, count, offset);
        if (done > 0) note('W', inode_of(fd), at, path, NULL, parts, count, (size_t)done);
    }
    int why = errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
ssize_t write(int fd, const void *octets, size_t length) {
    struct iovec part = {(void *)octets, length};
    return written(fd, &part, 1, -1);
}
ssize_t pwrite(int fd, const void *octets, size_t length, off_t offset) {
    struct iovec part = {(void *)octets, length};
    return written(fd, &part, 1, offset);
}
ssize_t pwrite64(int fd, const void *octets, size_t length, off64_t offset) { return pwrite(fd, octets, length, offset); }
ssize_t writev(int fd, const struct iovec *parts, int count) { return written(fd, parts, count, -1); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return written(fd, parts, count, offset); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
    return written(fd, parts, count, offset);
}
/* Copies inside the kernel would pass us by; everybody falls back to reading and writing. */
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t length, unsigned flags) {
    (void)in, (void)in_at, (void)out, (void)out_at, (void)length, (void)flags;
    errno = ENOSYS;
    return -1;
}
ssize_t sendfile(int out, int in, off_t *at, size_t length) {
    (void)out, (void)in, (void)at, (void)length;
    errno = EINVAL;
    return -1;
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t length) { return sendfile(out, in, at, length); }

int ftruncate(int fd, off_t length) {
    char path[PATH_MAX];
    ready();
    if (!behind(fd, path)) return REAL(ftruncate)(fd, length);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (fails("write", 1, path)) {
        errno = fail_errno;
    } else if ((done = REAL(ftruncate)(fd, length)) == 0) {
        note('T', inode_of(fd), length, path, NULL, NULL, 0, 0);
    }
    int why = errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

/* ---- syncing ---- */

static int synced(int fd, int (*sync)(int)) {
    char path[PATH_MAX];
    ready();
    if (!behind(fd, path)) return sync(fd);
    pthread_mutex_lock(&lock);
    int done = -1;
    struct stat found;
    if (fails("sync", 0, path)) {
        errno = fail_errno;
    } else if (log_fd >= 0) {
        /* The log's order is all that counts; to wait for the real disk would only cost time. */
        done = 0;
        int is_folder = fstat(fd, &found) == 0 && S_ISDIR(found.st_mode);
        note(is_folder ? 'D' : 'S', found.st_ino, 0, path, NULL, NULL, 0, 0);
    } else {
        done = sync(fd);
    }
    int why = errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }
int sync_file_range(int fd, off64_t at, off64_t length, unsigned flags) {
    char path[PATH_MAX];
    ready();
    if (!behind(fd, path)) return REAL(sync_file_range)(fd, at, length, flags);
    pthread_mutex_lock(&lock);
    int hit = fails("sync", 0, path);
    pthread_mutex_unlock(&lock);
    if (hit) {
        errno = fail_errno;
        return -1;
    }
    /* It promises nothing after a power cut, so nothing is noted. */
    return 0;
}

/* ---- names ---- */

static int renamed(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    char old[PATH_MAX], new[PATH_MAX];
    ready();
    absolute(from_folder, from, old);
    absolute(to_folder, to, new);
    if (!is_ours(old) && !is_ours(new)) return REAL(renameat2)(from_folder, from, to_folder, to, flags);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (fails("rename", 1, old)) {
        errno = fail_errno;
    } else if ((done = REAL(renameat2)(from_folder, from, to_folder, to, flags)) == 0) {
        note('R', 0, 0, old, new, NULL, 0, 0);
    }
    int why = errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return renamed(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return renamed(a, from, b, to, flags); }

static int removed(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    ready();
    absolute(folder, name, path);
    if (!is_ours(path)) return REAL(unlinkat)(folder, name, flags);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (fails("unlink", 0, path)) {
        errno = fail_errno;
    } else if ((done = REAL(unlinkat)(folder, name, flags)) == 0) {
        note(flags & AT_REMOVEDIR ? 'X' : 'U', 0, 0, path, NULL, NULL, 0, 0);
    }
    int why = errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return removed(folder, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }
int remove(const char *name) {
    struct stat found;
    int is_folder = lstat(name, &found) == 0 && S_ISDIR(found.st_mode);
    return removed(AT_FDCWD, name, is_folder ? AT_REMOVEDIR : 0);
}

static int made(int folder, const char *name, mode_t mode) {
    char path[PATH_MAX];
    ready();
    absolute(folder, name, path);
    if (!is_ours(path)) return REAL(mkdirat)(folder, name, mode);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (fails("open", 1, path)) {
        errno = fail_errno;
    } else if ((done = REAL(mkdirat)(folder, name, mode)) == 0) {
        note('M', 0, 0, path, NULL, NULL, 0, 0);
    }
    int why = errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
int mkdir(const char *name, mode_t mode) { return made(AT_FDCWD, name, mode); }
int mkdirat(int folder, const char *name, mode_t mode) { return made(folder, name, mode); }

static int linked(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    char old[PATH_MAX], new[PATH_MAX];
    ready();
    absolute(from_folder, from, old);
    absolute(to_folder, to, new);
    if (!is_ours(new)) return REAL(linkat)(from_folder, from, to_folder, to, flags);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (fails("rename", 1, old)) {
        errno = fail_errno;
    } else if ((done = REAL(linkat)(from_folder, from, to_folder, to, flags)) == 0) {
        note('L', 0, 0, old, new, NULL, 0, 0);
    }
    int why = errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
int link(const char *from, const char *to) { return linked(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return linked(a, from, b, to, flags); }

/* ---- the clock ---- */

int clock_gettime(clockid_t which, struct timespec *now) {
    ready();
    int done = REAL(clock_gettime)(which, now);
    if (done == 0 && clock_offset && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) {
        int64_t offset = *(volatile const int64_t *)clock_offset;
        int64_t nanos = now->tv_nsec + offset % 1000000000;
        now->tv_sec += offset / 1000000000;
        if (nanos < 0) nanos += 1000000000, now->tv_sec--;
        if (nanos >= 1000000000) nanos -= 1000000000, now->tv_sec++;
        now->tv_nsec = nanos;
    }
    return done;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    int done = clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return done;
}
time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
