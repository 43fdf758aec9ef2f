// SPDX-License-Identifier: GPL-2.0-or-later
// A server of mail for tests (SMTP), on a port of 127.0.0.1 of its own. It takes mail, refuses it,
// or stops in the middle of it, as the test says. One client at a time.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "local_listener.h"

namespace dateline {

class MailServer {
 public:
  enum class Mood { takes, refuses, stalls, drops_after };  // drops_after: takes it, says nothing

  struct Mail {
    std::string from, to, text;
  };

  MailServer() {
    thread_ = std::thread([this] { serve_all(); });
  }
  ~MailServer() {
    stopping_ = true;
    thread_.join();
  }
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(listener_.port()); }
  void set(Mood mood) { mood_ = mood; }
  std::vector<Mail> mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
  }

 private:
  void serve_all() {
    while (!stopping_) {
      pollfd ready{listener_.socket(), POLLIN, 0};
      if (::poll(&ready, 1, 20) <= 0) continue;
      const int socket = ::accept4(listener_.socket(), nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      serve(socket);
      ::close(socket);
    }
  }

  static void say(int socket, std::string_view line) {
    ::send(socket, line.data(), line.size(), MSG_NOSIGNAL);
  }

  /// A line without its end; false when the client has gone.
  bool read_line(int socket, std::string& buffer, std::string& line) {
    std::size_t end;
    while ((end = buffer.find("\r\n")) == std::string::npos) {
      pollfd ready{socket, POLLIN, 0};
      if (stopping_) return false;
      if (::poll(&ready, 1, 50) <= 0) continue;
      char bytes[4096];
      const ssize_t got = ::recv(socket, bytes, sizeof bytes, 0);
      if (got <= 0) return false;
      buffer.append(bytes, static_cast<std::size_t>(got));
    }
    line = buffer.substr(0, end);
    buffer.erase(0, end + 2);
    return true;
  }

  void serve(int socket) {
    std::string buffer, line;
    Mail mail;
    say(socket, "220 mail.test ESMTP\r\n");
    while (read_line(socket, buffer, line)) {
      if (line.starts_with("MAIL FROM:"))
        mail.from = line.substr(10);
      else if (line.starts_with("RCPT TO:"))
        mail.to = line.substr(8);
      if (line.starts_with("DATA")) {
        if (!take_mail(socket, buffer, mail)) return;
      } else if (line.starts_with("QUIT")) {
        return say(socket, "221 bye\r\n");
      } else if (mood_ == Mood::refuses && line.starts_with("RCPT")) {
        say(socket, "451 the mailbox is busy\r\n");
      } else {
        say(socket, "250 mail.test\r\n");
      }
    }
  }

  bool take_mail(int socket, std::string& buffer, Mail& mail) {
    say(socket, "354 go on\r\n");
    for (std::string line; read_line(socket, buffer, line) && line != ".";)
      mail.text += line + "\r\n";
    if (mood_ == Mood::stalls) {
      while (!stopping_ && mood_ == Mood::stalls) {
        pollfd ready{socket, POLLIN, 0};
        char byte = 0;
        if (::poll(&ready, 1, 50) > 0 && ::recv(socket, &byte, 1, 0) <= 0) return false;
      }
      return false;
    }
    {
      const std::lock_guard lock(mutex_);
      mails_.push_back(mail);
    }
    if (mood_ == Mood::drops_after) return false;
    say(socket, "250 taken\r\n");
    return true;
  }

  const LocalListener listener_{8};
  std::atomic<bool> stopping_{false};
  std::atomic<Mood> mood_{Mood::takes};
  mutable std::mutex mutex_;
  std::vector<Mail> mails_;
  std::thread thread_;
};

}  // namespace dateline
