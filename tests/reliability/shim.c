/* Loaded before the C library: counts the calls that change what is on the disk below one folder, and breaks one of them.

   fault_arm(k, kind, folder) chooses what befalls the k-th such call (counted from 1) of all threads together:
   0 nothing, 1 the process dies before it, 2 half of a write is done and the process dies, 3 it fails once with ENOSPC,
   4 once with EIO, 5 and 6 the same for it and every later one. fault_count() tells how many calls there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { NOTHING, DIE, TEAR, FULL_ONCE, BROKEN_ONCE, FULL, BROKEN };
enum verdict { GO_ON, FAIL, HALF };

static atomic_long counted;
static long chosen = -1;
static enum kind what = NOTHING;
static char folder[1024];
static size_t folder_length;

void fault_arm(long k, int kind, const char *below) {
    atomic_store(&counted, 0);
    chosen = k;
    what = (enum kind)kind;
    snprintf(folder, sizeof folder, "%s/", below);
    folder_length = below[0] ? strlen(folder) : 0;
}

long fault_count(void) { return atomic_load(&counted); }

static int named(const char *path) { return folder_length && !strncmp(path, folder, folder_length); }

static int below(int fd) {
    char link[64], path[1024];
    if (!folder_length) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return named(path);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static enum verdict verdict(int is_write, int is_sync) {
    long now = atomic_fetch_add(&counted, 1) + 1;
    if (what == NOTHING || now < chosen) return GO_ON;
    if (now > chosen && what != FULL && what != BROKEN) return GO_ON;
    if (what == DIE) die();
    if (what == TEAR) {
        if (is_write) return HALF;
        die();
    }
    errno = (what == FULL_ONCE || what == FULL) && !is_sync ? ENOSPC : EIO;
    return FAIL;
}

#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name)

#define POSITIONED_WRITE(name) \
    ssize_t name(int fd, const void *bytes, size_t size, off64_t at) { \
        REAL(ssize_t, name, int, const void *, size_t, off64_t); \
        if (below(fd)) switch (verdict(1, 0)) { \
            case FAIL: return -1; \
            case HALF: real(fd, bytes, size / 2, at); die(); \
            case GO_ON: break; \
        } \
        return real(fd, bytes, size, at); \
    }
POSITIONED_WRITE(pwrite)
POSITIONED_WRITE(pwrite64)

ssize_t write(int fd, const void *bytes, size_t size) {
    REAL(ssize_t, write, int, const void *, size_t);
    if (below(fd)) switch (verdict(1, 0)) {
        case FAIL: return -1;
        case HALF: real(fd, bytes, size / 2); die();
        case GO_ON: break;
    }
    return real(fd, bytes, size);
}

#define FROM_FILE(name, offset_type) \
    ssize_t name(int out, int in, offset_type *at, size_t size) { \
        REAL(ssize_t, name, int, int, offset_type *, size_t); \
        if (below(out) && verdict(0, 0) == FAIL) return -1; \
        return real(out, in, at, size); \
    }
FROM_FILE(sendfile, off_t)
FROM_FILE(sendfile64, off64_t)

#define SYNC(name) \
    int name(int fd) { \
        REAL(int, name, int); \
        if (below(fd) && verdict(0, 1) == FAIL) return -1; \
        return real(fd); \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, length_type) \
    int name(int fd, length_type length) { \
        REAL(int, name, int, length_type); \
        if (below(fd) && verdict(0, 0) == FAIL) return -1; \
        return real(fd, length); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    if (named(path) && verdict(0, 0) == FAIL) return -1;
    return real(path);
}

int unlinkat(int at, const char *path, int flags) {
    REAL(int, unlinkat, int, const char *, int);
    if (named(path) && verdict(0, 0) == FAIL) return -1;
    return real(at, path, flags);
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    if ((named(from) || named(to)) && verdict(0, 0) == FAIL) return -1;
    return real(from, to);
}

int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    if ((named(from) || named(to)) && verdict(0, 0) == FAIL) return -1;
    return real(from, to);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    REAL(int, linkat, int, const char *, int, const char *, int);
    if ((named(from) || named(to)) && verdict(0, 0) == FAIL) return -1;
    return real(from_at, from, to_at, to, flags);
}
