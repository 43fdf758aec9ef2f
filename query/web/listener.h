// SPDX-License-Identifier: GPL-2.0-or-later
// Listener: a socket that listens at an address of this machine. The server accepts its
// connections. Used by serve and by tests.
#pragma once

#include <string>

namespace dateline::searching {

struct Listener {
  int descriptor = -1;
  int port = 0;
  bool loopback = false;  // only this machine can connect
};

/// Listens at HOST:PORT; port 0 is any free one. Throws Error.
Listener listen_at(const std::string& address);

}  // namespace dateline::searching
