// SPDX-License-Identifier: GPL-2.0-or-later
// Preloaded into a program by crash_test.cc. It counts the program's durable steps below one folder
// (writes, flushes, renames, removals, new files and folders), and makes one of them fail.
//
//   DATELINE_FAULT_FOLDER  the folder
//   DATELINE_FAULT_STEP    the step that goes wrong, from 1; 0 = none
//   DATELINE_FAULT         how:
//     die-before  the process is killed before the step
//     die-after   ... after the step
//     torn        ... when half of the bytes are written
//     error-once  the step fails with EIO, later ones do not
//     error       it and every later one fail with EIO: a broken disk
//     full        a write ends half way, and nothing that takes room succeeds any more: ENOSPC
//     power-cut   like die-before; and DATELINE_FAULT_DISK, a folder, has what a disk would then
//                 hold that wrote nothing but what it had to: each file and folder as last flushed
//   DATELINE_FAULT_TRACE   the file that gets a letter for each step of a program that ended by
//                          itself:
//     w write  s flush to disk  r rename  u remove  t truncate  c new file  d new folder  l link
//
// For all but the power cut, what the kernel was given stays. So nothing is really flushed.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum fault { none, die_before, die_after, torn, error_once, error_always, full, power_cut };
static const char* const fault_names[] = {"",           "die-before", "die-after", "torn",
                                          "error-once", "error",      "full",      "power-cut"};

static const char* folder;
static const char* disk;
static long fault_step;
static enum fault fault;
static atomic_long steps;
static char trace[1 << 20];

__attribute__((constructor)) static void begin(void) {
  const char* const step = getenv("DATELINE_FAULT_STEP");
  const char* const name = getenv("DATELINE_FAULT");
  folder = getenv("DATELINE_FAULT_FOLDER");
  disk = getenv("DATELINE_FAULT_DISK");
  if (disk != NULL && *disk == '\0') disk = NULL;
  fault_step = step == NULL ? 0 : atol(step);
  for (int f = die_before; name != NULL && f <= power_cut; ++f)
    if (strcmp(name, fault_names[f]) == 0) fault = f;
}

/// The C library's own function of that name.
#define NEXT(name)               \
  static __typeof__(&name) next; \
  if (next == NULL) *(void**)&next = dlsym(RTLD_NEXT, #name)

static FILE* open_trace(const char* path) {
  NEXT(fopen);
  return next(path, "w");
}

__attribute__((destructor)) static void end(void) {
  const char* const name = getenv("DATELINE_FAULT_TRACE");
  FILE* const file = name == NULL ? NULL : open_trace(name);
  if (file == NULL) return;
  fputs(trace, file);
  fclose(file);
}

static int within(const char* path) {
  const size_t length = folder == NULL ? 0 : strlen(folder);
  return length != 0 && strncmp(path, folder, length) == 0 &&
         (path[length] == '/' || path[length] == '\0');
}

/// The path of a descriptor; "" when it has none.
static void path_of(int descriptor, char* path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = readlink(link, path, PATH_MAX - 1);
  path[size < 0 ? 0 : size] = '\0';
}

static int path_counts(int directory, const char* path) {
  char start[PATH_MAX];
  if (path[0] != '/' && directory != AT_FDCWD) {
    path_of(directory, start);
    path = start;
  }
  return within(path);
}

static int descriptor_counts(int descriptor) {
  char path[PATH_MAX];
  struct stat status;
  const int before = errno;
  int counts = 0;
  if (fstat(descriptor, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) {
    path_of(descriptor, path);
    counts = within(path);
  }
  errno = before;
  return counts;
}

/// What a power cut would leave lies in the folder `disk`, one record for each that was flushed:
/// "fNUMBER", the bytes of the file of that number, and "dNUMBER", a line for each entry of that
/// folder: "d NUMBER NAME" for a folder in it and "f NUMBER NAME" for others.
static pthread_mutex_t disk_mutex = PTHREAD_MUTEX_INITIALIZER;

static int open_record(char kind, unsigned long number) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/%c%lu", disk, kind, number);
  return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static void keep_file(int from, int to) {
  char bytes[1 << 16];
  ssize_t size;
  for (off_t at = 0; (size = pread(from, bytes, sizeof bytes, at)) > 0; at += size)
    if (write(to, bytes, (size_t)size) != size) abort();
}

static void keep_folder(const char* path, int to) {
  DIR* const entries = opendir(path);
  for (struct dirent* e; entries != NULL && (e = readdir(entries)) != NULL;)
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
      dprintf(to, "%c %lu %s\n", e->d_type == DT_DIR ? 'd' : 'f', (unsigned long)e->d_ino,
              e->d_name);
  if (entries != NULL) closedir(entries);
}

/// A flush: what the disk now has of a file or folder.
static void keep(int descriptor) {
  char path[64];
  struct stat status;
  if (disk == NULL || fstat(descriptor, &status) != 0) return;
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  const int folder_kept = S_ISDIR(status.st_mode);
  pthread_mutex_lock(&disk_mutex);
  const int to = open_record(folder_kept ? 'd' : 'f', status.st_ino);
  const int from = open(path, O_RDONLY | O_CLOEXEC);
  if (to < 0 || from < 0) abort();
  if (folder_kept)
    keep_folder(path, to);
  else
    keep_file(from, to);
  close(to);
  close(from);
  pthread_mutex_unlock(&disk_mutex);
}

/// Takes the entries of that number out of the record of a folder.
static void drop_entries(const char* record, unsigned long number) {
  char path[PATH_MAX], line[PATH_MAX];
  char* kept = NULL;
  size_t size = 0;
  snprintf(path, sizeof path, "%s/%s", disk, record);
  FILE* const from = fopen(path, "r");
  FILE* const to = open_memstream(&kept, &size);
  if (from == NULL || to == NULL) abort();
  while (fgets(line, sizeof line, from) != NULL)
    if (strtoul(line + 2, NULL, 10) != number) fputs(line, to);
  fclose(from);
  fclose(to);
  const int again = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (again < 0 || write(again, kept, size) != (ssize_t)size) abort();
  close(again);
  free(kept);
}

/// A new file or folder may have the number of one that is gone. A disk on which a number is given
/// again has no entry left of the one that had it.
static void forget_number(unsigned long number) {
  if (disk == NULL) return;
  pthread_mutex_lock(&disk_mutex);
  DIR* const records = opendir(disk);
  if (records == NULL) abort();
  for (struct dirent* e; (e = readdir(records)) != NULL;)
    if (e->d_name[0] == 'd') drop_entries(e->d_name, number);
  closedir(records);
  close(open_record('f', number));
  close(open_record('d', number));
  pthread_mutex_unlock(&disk_mutex);
}

static void forget(const char* path) {
  struct stat status;
  if (stat(path, &status) == 0) forget_number(status.st_ino);
}

static void forget_descriptor(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) == 0) forget_number(status.st_ino);
}

/// No record is left half written by another thread.
static void die(void) {
  pthread_mutex_lock(&disk_mutex);
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/// What is to become of a step.
enum outcome { goes_on, fails, ends_half_way };

/// Counts a step. `last` is set where the process dies when the step is done.
static enum outcome step(char kind, int* last) {
  const long number = atomic_fetch_add(&steps, 1) + 1;
  if (number < (long)sizeof trace) trace[number - 1] = kind;
  *last = 0;
  if (fault_step == 0 || number < fault_step) return goes_on;
  if (fault == full) {
    if (number == fault_step && kind == 'w') return ends_half_way;
    errno = ENOSPC;
    return strchr("wcdl", kind) != NULL ? fails : goes_on;
  }
  if (fault == error_always || (fault == error_once && number == fault_step)) {
    errno = EIO;
    return fails;
  }
  if (number > fault_step) return goes_on;
  if (fault == die_before || fault == power_cut) die();
  *last = fault == die_after || fault == torn;
  return fault == torn && kind == 'w' ? ends_half_way : goes_on;
}

// A function that counts where `counts`; then the C library's.
#define WRAP(result, name, parameters, arguments, kind, counts, failed) \
  result name parameters {                                              \
    NEXT(name);                                                         \
    int last = 0;                                                       \
    if ((counts) && step(kind, &last) == fails) return failed;          \
    result done = next arguments;                                       \
    if (last) die();                                                    \
    return done;                                                        \
  }

// One that writes `size` bytes.
#define WRAP_WRITE(name, parameters, arguments, descriptor) \
  ssize_t name parameters {                                 \
    NEXT(name);                                             \
    int last = 0;                                           \
    if (descriptor_counts(descriptor)) {                    \
      const enum outcome outcome = step('w', &last);        \
      if (outcome == ends_half_way) size /= 2;              \
      if (outcome == ends_half_way && size == 0 && !last) { \
        errno = ENOSPC;                                     \
        return -1;                                          \
      }                                                     \
      if (outcome == fails) return -1;                      \
    }                                                       \
    const ssize_t done = next arguments;                    \
    if (last) die();                                        \
    return done;                                            \
  }

WRAP_WRITE(write, (int fd, const void* bytes, size_t size), (fd, bytes, size), fd)
WRAP_WRITE(pwrite, (int fd, const void* bytes, size_t size, off_t at), (fd, bytes, size, at), fd)
WRAP_WRITE(pwrite64, (int fd, const void* bytes, size_t size, off64_t at), (fd, bytes, size, at),
           fd)
WRAP_WRITE(sendfile, (int to, int from, off_t* at, size_t size), (to, from, at, size), to)
WRAP_WRITE(copy_file_range,
           (int from, off64_t* from_at, int to, off64_t* to_at, size_t size, unsigned flags),
           (from, from_at, to, to_at, size, flags), to)

/// Piece by piece: what comes is a buffer and what did not fit into it.
ssize_t writev(int fd, const struct iovec* parts, int count) {
  ssize_t done = 0;
  for (int i = 0; i < count; ++i) {
    if (parts[i].iov_len == 0) continue;
    const ssize_t n = write(fd, parts[i].iov_base, parts[i].iov_len);
    if (n < 0) return done == 0 ? n : done;
    done += n;
    if ((size_t)n < parts[i].iov_len) break;
  }
  return done;
}

static int flush(int fd) {
  int last = 0;
  if (!descriptor_counts(fd)) return 0;
  if (step('s', &last) == fails) return -1;
  keep(fd);
  if (last) die();
  return 0;
}
int fsync(int fd) { return flush(fd); }
int fdatasync(int fd) { return flush(fd); }

WRAP(int, ftruncate, (int fd, off_t size), (fd, size), 't', descriptor_counts(fd), -1)
WRAP(int, ftruncate64, (int fd, off64_t size), (fd, size), 't', descriptor_counts(fd), -1)
WRAP(int, truncate, (const char* path, off_t size), (path, size), 't', path_counts(AT_FDCWD, path),
     -1)
WRAP(int, rename, (const char* from, const char* to), (from, to), 'r', path_counts(AT_FDCWD, to),
     -1)
WRAP(int, renameat, (int from_in, const char* from, int to_in, const char* to),
     (from_in, from, to_in, to), 'r', path_counts(to_in, to), -1)
WRAP(int, renameat2, (int from_in, const char* from, int to_in, const char* to, unsigned int flags),
     (from_in, from, to_in, to, flags), 'r', path_counts(to_in, to), -1)
WRAP(int, link, (const char* from, const char* to), (from, to), 'l', path_counts(AT_FDCWD, to), -1)
WRAP(int, linkat, (int from_in, const char* from, int to_in, const char* to, int flags),
     (from_in, from, to_in, to, flags), 'l', path_counts(to_in, to), -1)
int mkdir(const char* path, mode_t mode) {
  NEXT(mkdir);
  int last = 0;
  const int makes = path_counts(AT_FDCWD, path) && access(path, F_OK) != 0;
  if (makes && step('d', &last) == fails) return -1;
  const int made = next(path, mode);
  if (makes && made == 0) forget(path);
  if (last) die();
  return made;
}

// Only what is there is removed: a step that changes nothing is none.
WRAP(int, unlink, (const char* path), (path), 'u',
     path_counts(AT_FDCWD, path) && access(path, F_OK) == 0, -1)
WRAP(int, remove, (const char* path), (path), 'u',
     path_counts(AT_FDCWD, path) && access(path, F_OK) == 0, -1)
WRAP(int, rmdir, (const char* path), (path), 'u',
     path_counts(AT_FDCWD, path) && access(path, F_OK) == 0, -1)
WRAP(int, unlinkat, (int in, const char* path, int flags), (in, path, flags), 'u',
     path_counts(in, path) && faccessat(in, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0, -1)

static int makes_file(int directory, const char* path, int flags) {
  return (flags & O_CREAT) != 0 && path_counts(directory, path) &&
         faccessat(directory, path, F_OK, 0) != 0;
}

// Those that open a file count where they make one. The mode is there only with O_CREAT.
#define WRAP_OPEN(name, parameters, arguments, directory) \
  int name parameters {                                   \
    NEXT(name);                                           \
    mode_t mode = 0;                                      \
    if ((flags & O_CREAT) != 0) {                         \
      va_list rest;                                       \
      va_start(rest, flags);                              \
      mode = va_arg(rest, mode_t);                        \
      va_end(rest);                                       \
    }                                                     \
    int last = 0;                                         \
    const int makes = makes_file(directory, path, flags); \
    if (makes && step('c', &last) == fails) return -1;    \
    const int fd = next arguments;                        \
    if (makes && fd >= 0) forget_descriptor(fd);          \
    if (last) die();                                      \
    return fd;                                            \
  }
WRAP_OPEN(open, (const char* path, int flags, ...), (path, flags, mode), AT_FDCWD)
WRAP_OPEN(open64, (const char* path, int flags, ...), (path, flags, mode), AT_FDCWD)
WRAP_OPEN(openat, (int in, const char* path, int flags, ...), (in, path, flags, mode), in)
WRAP_OPEN(openat64, (int in, const char* path, int flags, ...), (in, path, flags, mode), in)

#define WRAP_FOPEN(name)                                                        \
  FILE* name(const char* path, const char* mode) {                              \
    NEXT(name);                                                                 \
    int last = 0;                                                               \
    const int makes = makes_file(AT_FDCWD, path, mode[0] == 'r' ? 0 : O_CREAT); \
    if (makes && step('c', &last) == fails) return NULL;                        \
    FILE* const file = next(path, mode);                                        \
    if (makes && file != NULL) forget(path);                                    \
    if (last) die();                                                            \
    return file;                                                                \
  }
WRAP_FOPEN(fopen)
WRAP_FOPEN(fopen64)
