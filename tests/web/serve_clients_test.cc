// SPDX-License-Identifier: GPL-2.0-or-later
// Clients that are slow, leave, or are too many, and the program that serves them.
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <future>
#include <thread>

#include "request/deadline.h"
#include "support/served_sample.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
using namespace std::chrono_literals;

namespace {

/// Whether `condition` comes true within some seconds.
bool soon(const std::function<bool()>& condition) {
  for (int i = 0; i < 500; ++i, std::this_thread::sleep_for(10ms))
    if (condition()) return true;
  return false;
}

}  // namespace

TEST_CASE("serve: more than the queue holds is refused") {
  ServiceOptions options;
  options.most_waiting = 0;
  const Served full(sample_archive(), options);
  const HttpReply reply = full.get("/api/search?q=bank");
  CHECK(reply.status == 503);
  CHECK(reply.header("retry-after") == "1");
  CHECK(full.get("/").status == 200);
  CHECK(gauge(full.get("/metrics").body, "dateline_rejected_total") == 1);

  Workers workers(sample_archive(), 1, 2);
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  std::atomic<int> done{0};
  const auto work = [&](const auto&) {
    gone.wait();
    ++done;
  };
  CHECK(workers.add(work));
  REQUIRE(soon([&] { return workers.busy() == 1; }));
  CHECK(workers.add(work));
  CHECK(workers.add(work));
  CHECK(!workers.add(work));
  go.set_value();
  workers.stop();
  CHECK(done == 3);
}

TEST_CASE("serve: a search ends when its client disconnects") {
  std::atomic<bool> cancelled{true};
  SearchRequest request;
  request.query.text = "the AND NOT (a* OR b*)";
  request.cancelled = &cancelled;
  CHECK_THROWS_AS(
      {
        for (int i = 0; i < 1000; ++i) Searcher(sample_archive()).search(request);
      },
      SearchCancelled);

  std::shared_ptr<Exchange> held;
  std::atomic<bool> over{false};
  const Listener listener = listen_at("localhost:0");
  Server server(
      listener, {},
      [&](const std::shared_ptr<Exchange>& exchange) {
        held = exchange;
        over = true;
        return std::optional<HttpAnswer>();
      },
      [](const Exchange&) {});
  {
    HttpClient client(listener.port);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REQUIRE(soon([&] { return over.load(); }));
    CHECK(!held->disconnected());
  }
  CHECK(soon([&] { return held->disconnected().load(); }));
  held->answer({200, "text/plain", "too late", {}});
  server.stop();
}

TEST_CASE("serve: who is slow to ask is cut off") {
  ServerLimits limits;
  limits.request_seconds = 0.5;
  limits.idle_seconds = 60;
  const Served server(sample_archive(), {}, limits);
  HttpClient idle(server.port()), dripping(server.port()), body(server.port());
  idle.connect();
  CHECK(body.send("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx"));
  CHECK(body.read().status == 413);
  CHECK(dripping.send("GET / HTTP/1.1\r\n"));
  bool open = true;
  for (int i = 0; open && i < 100; ++i) {
    open = dripping.send("X: y\r\n");
    std::this_thread::sleep_for(50ms);
  }
  CHECK(!open);
  CHECK(idle.closes_within(3000));
  CHECK(server.get("/api/search?q=bank").status == 200);
}

TEST_CASE("serve: who has said all and asked nothing is let go") {
  for (const std::string nothing : {"\r\n\r\n", "GET", "GARBAGE\r\n\r\n", ""}) {
    CAPTURE(nothing);
    HttpClient client(served().port());
    client.send(nothing);
    client.end();
    CHECK(client.closes_within(5000));
  }
}

TEST_CASE("serve: who is slow to take an answer is cut off, and holds up nothing") {
  ServerLimits limits;
  limits.slow_seconds = 0.5;
  limits.slowest_answer = 1 << 20;
  const Listener listener = listen_at("localhost:0");
  std::thread writer;
  std::atomic<bool> cancelled{false};
  std::atomic<std::size_t> written{0};
  Server server(
      listener, limits,
      [&](const std::shared_ptr<Exchange>& exchange) {
        writer = std::thread([&, exchange] {
          try {
            exchange->begin_stream({200, "text/plain", "", {}});
            for (; written < 1u << 30; written += 10'000) exchange->write(std::string(10'000, 'x'));
          } catch (const SearchCancelled&) {
            cancelled = true;
          }
          exchange->end_stream(false);
        });
        return std::optional<HttpAnswer>();
      },
      [](const Exchange&) {});
  HttpClient client(listener.port);
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(soon([&] { return cancelled.load(); }));
  CHECK(written < 64u << 20);  // what sockets hold, and no more
  writer.join();
  server.stop();
}

TEST_CASE("serve: many connections are kept beside few searches") {
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 100; ++i) clients.push_back(std::make_unique<HttpClient>(served().port()));
  for (int round = 0; round < 3; ++round) {
    for (const auto& client : clients)
      client->send("GET /api/search?q=bank HTTP/1.1\r\nHost: localhost\r\n\r\n");
    for (const auto& client : clients) CHECK(client->read().status == 200);
  }
}

TEST_CASE("serve: the program") {
  const auto started_in = [](const TemporaryFolder& folder, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {program("dateline-query").string(), "--index", sample_archive().string()});
    return Process(arguments, {}, folder.path());
  };
  for (const int signal : {SIGTERM, SIGHUP}) {
    struct sigaction inherited {};
    ::sigaction(signal, nullptr, &inherited);
    if (inherited.sa_handler == SIG_IGN) continue;  // the tests run under nohup
    const TemporaryFolder outputs;
    Process server = started_in(outputs, {"--serve", "localhost:0"});
    REQUIRE(soon([&] { return file_text(outputs / "err").ends_with("\n"); }));
    const std::string line = file_text(outputs / "err");
    const std::string expected = "serving " + sample_archive().string() + " on http://localhost:";
    REQUIRE(line.starts_with(expected));
    CHECK(HttpClient(std::stoi(line.substr(expected.size()))).get("/api/search").status == 200);
    HttpClient waiting(std::stoi(line.substr(expected.size())));
    waiting.get("/");  // its connection stays open
    ::kill(server.number(), signal);
    CHECK(server.wait().exit_code == 0);
  }
  const TemporaryFolder outputs;
  for (const auto& [arguments, message] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--serve", "8080"}, "is not HOST:PORT"},
           {{"--serve", "localhost:http"}, "is not HOST:PORT"},
           {{"--serve", "nowhere.invalid:0"}, "is no address of this machine"},
           {{"--serve", "0.0.0.0:0"}, "can be reached from other machines"},
           {{"--serve", "0.0.0.0:0", "--token", "short"}, "a token has at least 16 characters"},
           {{"--serve", "localhost:" + std::to_string(served().port())}, "another program does"},
           {{"--index", "/nonexistent", "--serve", "localhost:0"}, ""}}) {
    CAPTURE(arguments.back());
    const Finished finished = started_in(outputs, arguments).wait();
    CHECK(finished.exit_code == 2);
    CHECK(finished.err.find(message) != std::string::npos);
  }
}
