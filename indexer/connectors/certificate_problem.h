// SPDX-License-Identifier: GPL-2.0-or-later
// What is wrong with a server's certificate, as a sentence and what to do about it. Used by
// http_poll. The checking is libcurl's and OpenSSL's.
#pragma once

#include <string>

namespace dateline::indexing {

struct CertificateProblem {
  std::string problem, hint;
};

/// `result`: what OpenSSL found (CURLINFO_SSL_VERIFYRESULT). Where that is nothing, libcurl has
/// found that the certificate is for another host.
CertificateProblem certificate_problem(const std::string& host, long result);

}  // namespace dateline::indexing
