/* Loaded before the C library: counts the calls that change what is on the disk below one folder, and breaks one of them.

   fault_arm(k, kind, folder) chooses what befalls the k-th such call (counted from 1) of all threads together:
   0 nothing, 1 the process dies before it, 2 half of a write is done and the process dies, 3 it fails once with ENOSPC,
   4 once with EIO, 5 and 6 the same for it and every later one. 7 and 8 count the reads instead: the k-th fails with EIO,
   or it and every later one. fault_count() and fault_reads() tell how many calls there were.

   fault_record(file) writes down every such call with its bytes instead, in the order the calls were made; fault_said()
   puts a mark among them; an empty name ends it. A record is: letter, length of the path, number of the bytes, offset;
   then the path and the bytes. W write, T truncate, S sync, R rename, L link (the bytes are the other path), U unlink,
   A said. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { NOTHING, DIE, TEAR, FULL_ONCE, BROKEN_ONCE, FULL, BROKEN, READ_ONCE, READ };
enum verdict { GO_ON, FAIL, HALF };

static atomic_long counted, counted_reads;
static long chosen = -1;
static enum kind what = NOTHING;
static char folder[1024];
static size_t folder_length;

void fault_arm(long k, int kind, const char *below) {
    atomic_store(&counted, 0);
    atomic_store(&counted_reads, 0);
    chosen = k;
    what = (enum kind)kind;
    snprintf(folder, sizeof folder, "%s/", below);
    folder_length = below[0] ? strlen(folder) : 0;
}

long fault_count(void) { return atomic_load(&counted); }
long fault_reads(void) { return atomic_load(&counted_reads); }

static int record_fd = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void note(char letter, const char *path, const void *bytes, long size, long at) {
    static ssize_t (*put)(int, const void *, size_t);
    if (!put) *(void **)&put = dlsym(RTLD_NEXT, "write");
    struct { long letter, path, size, at; } head = {letter, (long)strlen(path), size, at};
    if (put(record_fd, &head, sizeof head) < 0 || put(record_fd, path, head.path) < 0) return;
    for (long done = 0; done < size;) {
        ssize_t step = put(record_fd, (const char *)bytes + done, size - done);
        if (step <= 0) return;
        done += step;
    }
}

void fault_record(const char *file) {
    if (record_fd >= 0) close(record_fd);
    record_fd = file[0] ? open(file, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
}

void fault_said(void) {
    pthread_mutex_lock(&one_at_a_time);
    if (record_fd >= 0) note('A', "", "", 0, 0);
    pthread_mutex_unlock(&one_at_a_time);
}

static int path_of(int fd, char *path, size_t room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, room - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return 1;
}

static void note_fd(char letter, int fd, const void *bytes, long size, long at) {
    char path[1024];
    if (path_of(fd, path, sizeof path)) note(letter, path, bytes, size, at);
}

static void note_copied(int out, long size) {
    static char bytes[1 << 16];
    char path[1024];
    long end = lseek(out, 0, SEEK_CUR), from = end - size;
    int again = path_of(out, path, sizeof path) ? open(path, O_RDONLY) : -1;
    while (again >= 0 && from < end) {
        long left = end - from;
        ssize_t got = pread(again, bytes, left < (long)sizeof bytes ? left : (long)sizeof bytes, from);
        if (got <= 0) break;
        note('W', path, bytes, got, from);
        from += got;
    }
    if (again >= 0) close(again);
}

#define RECORDED(type, is_ours, call, worked, noting) \
    if (record_fd >= 0 && (is_ours)) { \
        pthread_mutex_lock(&one_at_a_time); \
        type result = (call); \
        int kept = errno; \
        if (worked) { noting; } \
        errno = kept; \
        pthread_mutex_unlock(&one_at_a_time); \
        return result; \
    }

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

static int is_ours(int fd) {
    char path[1024];
    return folder_length && path_of(fd, path, sizeof path) && !strncmp(path, folder, folder_length - 1);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static enum verdict verdict(int is_write, int is_sync) {
    long now = atomic_fetch_add(&counted, 1) + 1;
    if (what == NOTHING || what >= READ_ONCE || now < chosen) return GO_ON;
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
        RECORDED(ssize_t, is_ours(fd), real(fd, bytes, size, at), result > 0, note_fd('W', fd, bytes, result, at)) \
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
    RECORDED(ssize_t, is_ours(fd), real(fd, bytes, size), result > 0,
             note_fd('W', fd, bytes, result, lseek(fd, 0, SEEK_CUR) - result))
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
        RECORDED(ssize_t, is_ours(out), real(out, in, at, size), result > 0, note_copied(out, result)) \
        if (below(out) && verdict(0, 0) == FAIL) return -1; \
        return real(out, in, at, size); \
    }
FROM_FILE(sendfile, off_t)
FROM_FILE(sendfile64, off64_t)

#define SYNC(name) \
    int name(int fd) { \
        REAL(int, name, int); \
        RECORDED(int, is_ours(fd), real(fd), result == 0, note_fd('S', fd, "", 0, 0)) \
        if (below(fd) && verdict(0, 1) == FAIL) return -1; \
        return real(fd); \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, length_type) \
    int name(int fd, length_type length) { \
        REAL(int, name, int, length_type); \
        RECORDED(int, is_ours(fd), real(fd, length), result == 0, note_fd('T', fd, "", 0, length)) \
        if (below(fd) && verdict(0, 0) == FAIL) return -1; \
        return real(fd, length); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

static int read_fails(int fd) {
    int kept = errno;
    if (!below(fd)) {
        errno = kept;
        return 0;
    }
    long now = atomic_fetch_add(&counted_reads, 1) + 1;
    errno = kept;
    if (what < READ_ONCE || now < chosen || (now > chosen && what == READ_ONCE)) return 0;
    errno = EIO;
    return 1;
}

#define POSITIONED_READ(name) \
    ssize_t name(int fd, void *bytes, size_t size, off64_t at) { \
        REAL(ssize_t, name, int, void *, size_t, off64_t); \
        return read_fails(fd) ? -1 : real(fd, bytes, size, at); \
    }
POSITIONED_READ(pread)
POSITIONED_READ(pread64)

ssize_t read(int fd, void *bytes, size_t size) {
    REAL(ssize_t, read, int, void *, size_t);
    return read_fails(fd) ? -1 : real(fd, bytes, size);
}

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    RECORDED(int, named(path), real(path), result == 0, note('U', path, "", 0, 0))
    if (named(path) && verdict(0, 0) == FAIL) return -1;
    return real(path);
}

int unlinkat(int at, const char *path, int flags) {
    REAL(int, unlinkat, int, const char *, int);
    RECORDED(int, named(path), real(at, path, flags), result == 0, note('U', path, "", 0, 0))
    if (named(path) && verdict(0, 0) == FAIL) return -1;
    return real(at, path, flags);
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    RECORDED(int, named(from) || named(to), real(from, to), result == 0, note('R', from, to, strlen(to), 0))
    if ((named(from) || named(to)) && verdict(0, 0) == FAIL) return -1;
    return real(from, to);
}

int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    RECORDED(int, named(from) || named(to), real(from, to), result == 0, note('L', from, to, strlen(to), 0))
    if ((named(from) || named(to)) && verdict(0, 0) == FAIL) return -1;
    return real(from, to);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    REAL(int, linkat, int, const char *, int, const char *, int);
    RECORDED(int, named(from) || named(to), real(from_at, from, to_at, to, flags), result == 0,
             note('L', from, to, strlen(to), 0))
    if ((named(from) || named(to)) && verdict(0, 0) == FAIL) return -1;
    return real(from_at, from, to_at, to, flags);
}
