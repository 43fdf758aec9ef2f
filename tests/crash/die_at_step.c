// SPDX-License-Identifier: GPL-2.0-or-later
// Preloaded into a program by kill_test.cc: counts what the program does to the files below one folder that
// outlives it (writes, flushes, renames, removals) and kills it before one of these steps.
//
//   DATELINE_STEP_FOLDER  the folder
//   DATELINE_STEP         die before this step, from 1; 0 = never
//   DATELINE_STEP_COUNT   the file that gets the number of steps of a program that ended by itself
//
// What the kernel was given stays: this is the death of a process, not of a machine.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char* folder;
static long fatal_step;
static atomic_long steps;

__attribute__((constructor)) static void begin(void) {
  const char* const step = getenv("DATELINE_STEP");
  folder = getenv("DATELINE_STEP_FOLDER");
  fatal_step = step == NULL ? 0 : atol(step);
}

__attribute__((destructor)) static void end(void) {
  const char* const name = getenv("DATELINE_STEP_COUNT");
  FILE* const file = name == NULL ? NULL : fopen(name, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", atomic_load(&steps));
  fclose(file);
}

static void step(void) {
  if (atomic_fetch_add(&steps, 1) + 1 == fatal_step) kill(getpid(), SIGKILL);
}

static int within(const char* path) {
  const size_t length = folder == NULL ? 0 : strlen(folder);
  return length != 0 && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/// The path of a descriptor; "" when it has none.
static void path_of(int descriptor, char* path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = readlink(link, path, PATH_MAX - 1);
  path[size < 0 ? 0 : size] = '\0';
}

static void step_on_path(int directory, const char* path) {
  char start[PATH_MAX];
  if (path[0] != '/' && directory != AT_FDCWD) {
    path_of(directory, start);
    path = start;
  }
  if (within(path)) step();
}

static void step_on_descriptor(int descriptor) {
  char path[PATH_MAX];
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) return;
  path_of(descriptor, path);
  if (within(path)) step();
}

// Each of the functions that count: the step, then the function of the C library.
#define WRAP(result, name, parameters, arguments, count)                 \
  result name parameters {                                              \
    static result(*next) parameters;                                    \
    if (next == NULL) *(void**)&next = dlsym(RTLD_NEXT, #name);         \
    count;                                                              \
    return next arguments;                                              \
  }

WRAP(int, fsync, (int fd), (fd), step_on_descriptor(fd))
WRAP(int, fdatasync, (int fd), (fd), step_on_descriptor(fd))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size), step_on_descriptor(fd))
WRAP(int, ftruncate64, (int fd, off64_t size), (fd, size), step_on_descriptor(fd))
WRAP(ssize_t, write, (int fd, const void* bytes, size_t size), (fd, bytes, size), step_on_descriptor(fd))
WRAP(ssize_t, writev, (int fd, const struct iovec* parts, int n), (fd, parts, n), step_on_descriptor(fd))
WRAP(ssize_t, pwrite, (int fd, const void* bytes, size_t size, off_t at), (fd, bytes, size, at),
     step_on_descriptor(fd))
WRAP(ssize_t, pwrite64, (int fd, const void* bytes, size_t size, off64_t at), (fd, bytes, size, at),
     step_on_descriptor(fd))
WRAP(int, rename, (const char* from, const char* to), (from, to), step_on_path(AT_FDCWD, to))
WRAP(int, renameat, (int from_in, const char* from, int to_in, const char* to), (from_in, from, to_in, to),
     step_on_path(to_in, to))
WRAP(int, renameat2, (int from_in, const char* from, int to_in, const char* to, unsigned int flags),
     (from_in, from, to_in, to, flags), step_on_path(to_in, to))
WRAP(int, unlink, (const char* path), (path), step_on_path(AT_FDCWD, path))
WRAP(int, unlinkat, (int in, const char* path, int flags), (in, path, flags), step_on_path(in, path))
WRAP(int, rmdir, (const char* path), (path), step_on_path(AT_FDCWD, path))
