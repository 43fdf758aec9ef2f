// SPDX-License-Identifier: GPL-2.0-or-later
// libmicrohttpd, loaded when the server starts. Linked in the usual way it would bring the ten
// libraries of its TLS, which we do not use, into every search: a third of what a quick one takes.
// Used by server.
#pragma once

#include <microhttpd.h>

namespace dateline::searching {

struct HttpLibrary {
  decltype(&MHD_start_daemon) start_daemon = nullptr;
  decltype(&MHD_quiesce_daemon) quiesce_daemon = nullptr;
  decltype(&MHD_stop_daemon) stop_daemon = nullptr;
  decltype(&MHD_suspend_connection) suspend_connection = nullptr;
  decltype(&MHD_resume_connection) resume_connection = nullptr;
  decltype(&MHD_get_connection_info) get_connection_info = nullptr;
  decltype(&MHD_get_connection_values_n) get_connection_values_n = nullptr;
  decltype(&MHD_lookup_connection_value) lookup_connection_value = nullptr;
  decltype(&MHD_create_response_from_callback) create_response_from_callback = nullptr;
  decltype(&MHD_create_response_from_buffer) create_response_from_buffer = nullptr;
  decltype(&MHD_add_response_header) add_response_header = nullptr;
  decltype(&MHD_queue_response) queue_response = nullptr;
  decltype(&MHD_destroy_response) destroy_response = nullptr;
};

/// Throws Error where it is not installed.
const HttpLibrary& http_library();

}  // namespace dateline::searching
