// SPDX-License-Identifier: GPL-2.0-or-later
// Load on a served archive: a mixed log of requests, as a page sends them, over 1 to 64 connections
// that are kept. Prints requests a second, latencies, errors and the server's memory.
//
//   load --make-log ARCHIVE N > log          requests made of the archive's own headlines
//   load --serve PORT LOG [CONNECTIONS...]   the log against a server on this machine
//   load --command PROGRAM ARCHIVE LOG N     the first N searches of it, a process each
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "../support/http_client.h"
#include "catalog/catalog.h"
#include "text/url.h"
#include "web/http_message.h"

extern char** environ;

namespace dateline {

using namespace searching;
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Requests that could come from people: words that stand together in a headline.
class LogMaker {
 public:
  LogMaker(const std::string& archive, std::uint64_t seed)
      : catalog_(archive, Catalog::Mode::read), random_(seed) {
    catalog_.for_each_current(
        [&](Row row, const std::string& id) { articles_.emplace_back(row, id); });
  }

  std::string next() {
    const auto& [row, id] = articles_[below(articles_.size())];
    const std::vector<std::string> words = words_of(catalog_.title(row));
    if (words.empty()) return "/api/search?facet=source,year&timeline=month";
    const std::size_t first = below(words.size()), kind = below(100);
    const std::string& word = words[first];
    if (kind < 20)
      return "/api/complete?limit=8&q=" + percent_encoded(word.substr(0, 2 + below(4)));
    if (kind < 30)
      return fmt::format("/api/article/{}?q={}", percent_encoded(id), percent_encoded(word));
    std::string query = word;
    const std::size_t count = 1 + below(3);
    for (std::size_t i = first + 1; i < std::min(first + count, words.size()); ++i)
      query += " " + words[i];
    if (kind < 40) query = '"' + query + '"';
    std::string target = "/api/search?q=" + percent_encoded(query);
    if (kind < 70) target += "&facet=source:10,section:10,year:20&timeline=month";
    if (kind >= 70 && kind < 80) target += "&sort=newest";
    if (kind >= 80 && kind < 90) target += "&offset=10";
    if (kind >= 90) target += "&after=2018&before=2021&facet=source:10";
    return target;
  }

 private:
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }

  static std::vector<std::string> words_of(const std::string& title) {
    std::vector<std::string> words;
    std::istringstream in(title);
    for (std::string word; in >> word;)
      if (word.size() > 2 && std::ranges::all_of(word, [](unsigned char c) {
            return std::isalpha(c) != 0 || c >= 128;
          }))
        words.push_back(word);
    return words;
  }

  Catalog catalog_;
  std::mt19937_64 random_;
  std::vector<std::pair<Row, std::string>> articles_;
};

std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  if (lines.empty()) throw std::runtime_error(file + " is empty");
  return lines;
}

void print(const std::string& what, std::vector<double> took, double milliseconds,
           std::size_t errors) {
  std::ranges::sort(took);
  const auto at = [&](double share) {
    return took.empty()
               ? 0
               : took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))];
  };
  fmt::print(
      "{:<16} {:>7} requests  {:>8.1f}/s  p50 {:>7.1f}  p95 {:>7.1f}  p99 {:>7.1f}  max {:>7.1f} ms"
      "  errors {}\n",
      what, took.size(), static_cast<double>(took.size()) / milliseconds * 1000, at(0.5), at(0.95),
      at(0.99), at(1), errors);
  std::cout.flush();
}

void serve(int port, const std::vector<std::string>& log, std::size_t connections) {
  std::atomic<std::size_t> next{0}, errors{0};
  std::mutex mutex;
  std::vector<double> all;
  std::vector<std::thread> threads;
  const Clock::time_point start = Clock::now();
  for (std::size_t i = 0; i < connections; ++i)
    threads.emplace_back([&] {
      HttpClient client(port);
      std::vector<double> took;
      for (std::size_t n = 0; (n = next++) < log.size();) {
        const Clock::time_point begin = Clock::now();
        const HttpReply reply = client.get(log[n], "Accept-Encoding: gzip\r\n");
        took.push_back(milliseconds_since(begin));
        if (reply.status == 200 && reply.whole) continue;
        if (++errors < 5) fmt::print(stderr, "{} {}\n", reply.status, log[n]);
      }
      const std::lock_guard lock(mutex);
      all.insert(all.end(), took.begin(), took.end());
    });
  for (std::thread& thread : threads) thread.join();
  const double milliseconds = milliseconds_since(start);
  print(fmt::format("{} connections", connections), std::move(all), milliseconds, errors);
}

void print_memory(int port) {
  std::istringstream metrics(HttpClient(port).get("/metrics").body);
  for (std::string line; std::getline(metrics, line);)
    if (line.starts_with("process_resident_memory_bytes"))
      fmt::print("memory of the server: {:.0f} MB\n", std::stod(line.substr(line.find(' '))) / 1e6);
}

/// The same search on the command line; nothing for other requests.
std::vector<std::string> command_of(const std::string& target) {
  HttpRequest request;
  request.target = target;
  read_target(request);
  std::vector<std::string> words{"--format", "json"};
  if (request.path != "/api/search" && request.path != "/api/complete") return {};
  for (const auto& [name, value] : request.parameters) {
    if (name == "q" && request.path == "/api/search")
      words.push_back(value);
    else
      words.insert(words.end(), {name == "q" ? "--complete" : "--" + name, value});
  }
  return words;
}

void run_commands(const std::string& program, const std::string& archive,
                  const std::vector<std::string>& log, std::size_t most) {
  posix_spawn_file_actions_t quiet;
  ::posix_spawn_file_actions_init(&quiet);
  for (const int output : {1, 2})
    ::posix_spawn_file_actions_addopen(&quiet, output, "/dev/null", O_WRONLY, 0);
  std::vector<double> took;
  std::size_t errors = 0;
  const Clock::time_point start = Clock::now();
  for (const std::string& target : log) {
    std::vector<std::string> words = command_of(target);
    if (words.empty()) continue;
    if (took.size() == most) break;
    words.insert(words.begin(), {program, "--index", archive});
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    pid_t child = 0;
    int status = 0;
    const Clock::time_point begin = Clock::now();
    if (::posix_spawn(&child, program.c_str(), &quiet, nullptr, pointers.data(), environ) != 0)
      throw std::runtime_error("cannot run " + program);
    ::waitpid(child, &status, 0);
    took.push_back(milliseconds_since(begin));
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) ++errors;
  }
  print("command line", std::move(took), milliseconds_since(start), errors);
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "--make-log") {
    LogMaker maker(words[1], 1);
    for (int n = std::stoi(words[2]); n > 0; --n) std::cout << maker.next() << '\n';
    return 0;
  }
  if (words.size() == 5 && words[0] == "--command") {
    run_commands(words[1], words[2], lines_of(words[3]), std::stoul(words[4]));
    return 0;
  }
  if (words.size() < 3 || words[0] != "--serve") {
    fmt::print(stderr, "see the head of tests/bench/load.cc\n");
    return 2;
  }
  const int port = std::stoi(words[1]);
  const std::vector<std::string> log = lines_of(words[2]);
  if (words.size() == 3)
    for (const std::size_t connections : {1, 2, 4, 8, 16, 32, 64}) serve(port, log, connections);
  for (std::size_t i = 3; i < words.size(); ++i) serve(port, log, std::stoul(words[i]));
  print_memory(port);
  return 0;
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  try {
    return dateline::run({argv + 1, argv + argc});
  } catch (const std::exception& e) {
    fmt::print(stderr, "error: {}\n", e.what());
    return 2;
  }
}
