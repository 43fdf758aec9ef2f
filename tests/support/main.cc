// SPDX-License-Identifier: GPL-2.0-or-later
// The main function of every test program. Tests are the same on a machine with dictionaries of
// inflections and without: those that need one name its folder.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>

int main(int argc, char** argv) {
  ::setenv("DICPATH", "", 1);
  return doctest::Context(argc, argv).run();
}
