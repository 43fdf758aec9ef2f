// SPDX-License-Identifier: GPL-2.0-or-later
#include "ways.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "error.h"
#include "mail.h"
#include "mail_address.h"
#include "system/filter_program.h"
#include "system/sha256.h"
#include "text/url.h"
#include "version.h"

namespace dateline::alerts {
namespace {

constexpr long kConnectSeconds = 15, kSeconds = 60;  // that an attempt may take
constexpr std::size_t kMostAnswer = 1 << 20;         // bytes of an answer that are read

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// How long an attempt may take; tests shorten it.
long seconds() {
  const std::string given = variable("DATELINE_DELIVERY_TIMEOUT");
  return given.empty() ? kSeconds : std::max(1L, std::atol(given.c_str()));
}

struct Session {
  explicit Session(const std::atomic<bool>* stop) : curl(curl_easy_init()) {
    if (curl == nullptr) throw Error("libcurl cannot be used");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, std::min(kConnectSeconds, seconds()));
    set(CURLOPT_TIMEOUT, seconds());
    set(CURLOPT_ERRORBUFFER, error);
    set(CURLOPT_WRITEFUNCTION, &take_answer);
    set(CURLOPT_WRITEDATA, &answer_bytes);
    for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"})
      if (const std::string ca = variable(name); !ca.empty()) {
        set(CURLOPT_CAINFO, ca.c_str());
        break;
      }
    if (stop == nullptr) return;
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &stopped);
    set(CURLOPT_XFERINFODATA, stop);
  }
  ~Session() {
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(curl, option, value);
  }
  void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }

  /// Empty where it went well.
  std::string perform() {
    const CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_OK) return {};
    return error[0] != '\0' ? error : curl_easy_strerror(code);
  }
  long status() {
    long code = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    return code;
  }

  CURL* curl;
  curl_slist* list = nullptr;
  char error[CURL_ERROR_SIZE] = "";
  std::size_t answer_bytes = 0;

 private:
  static std::size_t take_answer(char*, std::size_t size, std::size_t count, void* bytes) {
    auto& all = *static_cast<std::size_t*>(bytes);
    all += size * count;
    return all > kMostAnswer ? 0 : size * count;
  }
  static int stopped(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
  }
};

struct Upload {
  const std::string& bytes;
  std::size_t at = 0;
};

std::size_t read_upload(char* to, std::size_t size, std::size_t count, void* upload) {
  auto& from = *static_cast<Upload*>(upload);
  const std::size_t n = std::min(size * count, from.bytes.size() - from.at);
  std::copy_n(from.bytes.data() + from.at, n, to);
  from.at += n;
  return n;
}

Attempt failed(std::string problem) { return {false, false, std::move(problem), {}}; }

Attempt run(const std::string& command, const std::string& input, const char* name) {
  FilterLimits limits;
  limits.output = kMostAnswer;
  limits.wall_seconds = static_cast<unsigned>(seconds());
  limits.network = true;
  limits.name = name;
  try {
    run_filter(command, input, limits);
    return {true, false, {}, {}};
  } catch (const Error& e) {
    return failed(e.what());
  }
}

/// By SMTP, with TLS where the server has it; with a password, only with TLS.
Attempt send_by_smtp(const std::string& url, const Message& message, const std::string& mail,
                     const std::string& from, const std::atomic<bool>* stop) {
  Session session(stop);
  const std::string password = variable("DATELINE_SMTP_PASSWORD");
  const bool secret = !password.empty() || base_address(url) != url;
  session.set(CURLOPT_URL, url.c_str());
  session.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  session.set(CURLOPT_USE_SSL, static_cast<long>(secret ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (!password.empty()) session.set(CURLOPT_PASSWORD, password.c_str());
  const std::string sender = "<" + from + ">";
  session.set(CURLOPT_MAIL_FROM, sender.c_str());
  session.add("<" + message.alert.mail + ">");
  session.set(CURLOPT_MAIL_RCPT, session.list);
  Upload upload{mail};
  session.set(CURLOPT_UPLOAD, 1L);
  session.set(CURLOPT_READFUNCTION, &read_upload);
  session.set(CURLOPT_READDATA, &upload);
  const std::string problem = session.perform();
  if (problem.empty()) return {true, false, {}, {}};
  const long status = session.status();
  return failed(status >= 400 ? fmt::format("{} (the server answered {})", problem, status)
                              : problem);
}

Attempt send_mail(const Message& message, Timestamp now, const std::atomic<bool>* stop) {
  const std::string from = sender_of(message.alert);
  const std::string mail = mail_of(message, from, now);
  const std::string smtp =
      message.alert.smtp.empty() ? variable("DATELINE_SMTP") : message.alert.smtp;
  if (!smtp.empty()) return send_by_smtp(smtp, message, mail, from, stop);
  const std::string sendmail = variable("DATELINE_SENDMAIL");
  std::string unix_lines;  // what sendmail expects
  for (const char c : mail)
    if (c != '\r') unix_lines += c;
  return run(sendmail.empty() ? "/usr/sbin/sendmail -t -i" : sendmail, unix_lines, "sendmail");
}

Attempt post(const Message& message, Timestamp now, const std::atomic<bool>* stop) {
  Session session(stop);
  const std::string body = json_object(message);
  session.set(CURLOPT_URL, message.alert.webhook.c_str());
  session.set(CURLOPT_PROTOCOLS_STR, "http,https");
  session.set(CURLOPT_FOLLOWLOCATION, 0L);
  session.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  session.set(CURLOPT_POSTFIELDS, body.c_str());
  session.add("Content-Type: application/json");
  session.add("Expect:");
  session.add("Idempotency-Key: " + message.id);
  session.add(fmt::format("User-Agent: Dateline/{}", kVersion));
  session.add(fmt::format("X-Dateline-Signature: t={},v1={}", now,
                          signature(message.alert.secret, fmt::format("{}.{}", now, body))));
  session.set(CURLOPT_HTTPHEADER, session.list);
  if (const std::string problem = session.perform(); !problem.empty()) return failed(problem);
  const long status = session.status();
  constexpr long kGone = 410;
  if (status >= 200 && status < 300) return {true, false, {}, {}};
  curl_off_t wait = 0;
  curl_easy_getinfo(session.curl, CURLINFO_RETRY_AFTER, &wait);
  return {false, status == kGone, fmt::format("the server answered {}", status),
          std::chrono::seconds(wait)};
}

}  // namespace

std::string sender_of(const Alert& alert) {
  if (!alert.mail_from.empty()) return alert.mail_from;
  if (std::string from = variable("DATELINE_MAIL_FROM"); !from.empty()) {
    check_address(from);
    return from;
  }
  char host[256] = "localhost";
  ::gethostname(host, sizeof host - 1);
  return std::string("dateline@") + host;
}

Attempt send(const Message& message, AlertDelivery::Channel channel, Timestamp now,
             const std::atomic<bool>* stop) {
  try {
    switch (channel) {
      case AlertDelivery::Channel::mail:
        return send_mail(message, now, stop);
      case AlertDelivery::Channel::webhook:
        return post(message, now, stop);
      case AlertDelivery::Channel::command:
        return run(message.alert.command, json_lines(message), "the command");
    }
  } catch (const Error& e) {
    return failed(e.what());
  }
  return failed("there is no such way");
}

}  // namespace dateline::alerts
