// SPDX-License-Identifier: GPL-2.0-or-later
#include "certificate_problem.h"

#include <fmt/format.h>

namespace dateline::indexing {
namespace {

// X509_V_ERR_* of openssl/x509_vfy.h, which never change. libcurl hands them on as they are.
constexpr long kNotYetValid = 9, kExpired = 10, kSelfSigned = 18, kSelfSignedInChain = 19,
               kNoIssuerHere = 20, kNoIssuer = 2, kUnverifiedLeaf = 21, kRevoked = 23,
               kOtherHost = 62, kUnspecified = 1;

}  // namespace

CertificateProblem certificate_problem(const std::string& host, long result) {
  switch (result) {
    case kExpired:
      return {fmt::format("the certificate of {} has expired", host),
              "its operator must renew it; or the clock of this machine is wrong"};
    case kNotYetValid:
      return {fmt::format("the certificate of {} is not valid yet", host),
              "the clock of this machine may be wrong"};
    case kSelfSigned:
      return {fmt::format("the certificate of {} is signed by no authority, but by itself", host),
              "to trust it all the same, give it: --ca FILE"};
    case kSelfSignedInChain:
    case kNoIssuerHere:
    case kNoIssuer:
    case kUnverifiedLeaf:
      return {
          fmt::format("the certificate of {} is from an authority that is not known here", host),
          "to trust that, give its certificate: --ca FILE"};
    case kRevoked:
      return {fmt::format("the certificate of {} has been revoked", host), {}};
    case 0:
    case kUnspecified:  // OpenSSL found nothing wrong; libcurl did
    case kOtherHost:
      return {fmt::format("the certificate that {} sends is for another host", host),
              "give the host's name as the certificate has it"};
    default:
      return {fmt::format("the certificate of {} is not valid for it (OpenSSL's error {})", host,
                          result),
              {}};
  }
}

}  // namespace dateline::indexing
