// SPDX-License-Identifier: GPL-2.0-or-later
#include "http_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "error.h"

namespace dateline::searching {
namespace {

[[noreturn]] void fail() {
  const char* const reason = ::dlerror();
  throw Error(fmt::format("the library of the web server cannot be loaded: {}",
                          reason != nullptr ? reason : "unknown reason"),
              "install the package libmicrohttpd12");
}

class Symbols {
 public:
  Symbols() : library_(::dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL)) {
    if (library_ == nullptr) fail();
  }
  template <typename Function>
  void find(const char* name, Function& function) const {
    function = reinterpret_cast<Function>(::dlsym(library_, name));
    if (function == nullptr) fail();
  }

 private:
  void* library_;  // stays loaded
};

HttpLibrary load() {
  const Symbols symbols;
  HttpLibrary http;
  symbols.find("MHD_start_daemon", http.start_daemon);
  symbols.find("MHD_quiesce_daemon", http.quiesce_daemon);
  symbols.find("MHD_stop_daemon", http.stop_daemon);
  symbols.find("MHD_suspend_connection", http.suspend_connection);
  symbols.find("MHD_resume_connection", http.resume_connection);
  symbols.find("MHD_get_connection_info", http.get_connection_info);
  symbols.find("MHD_get_connection_values_n", http.get_connection_values_n);
  symbols.find("MHD_lookup_connection_value", http.lookup_connection_value);
  symbols.find("MHD_create_response_from_callback", http.create_response_from_callback);
  symbols.find("MHD_create_response_from_buffer", http.create_response_from_buffer);
  symbols.find("MHD_add_response_header", http.add_response_header);
  symbols.find("MHD_queue_response", http.queue_response);
  symbols.find("MHD_destroy_response", http.destroy_response);
  return http;
}

}  // namespace

const HttpLibrary& http_library() {
  static const HttpLibrary http = load();
  return http;
}

}  // namespace dateline::searching
