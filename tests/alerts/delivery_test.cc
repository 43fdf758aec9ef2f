// SPDX-License-Identifier: GPL-2.0-or-later
// What alerts send, against receivers that fail, stall and answer twice: every hit is queued once
// and sent at least once, always with the same id. Nothing of an article gets into a header. Feeds
// have a secret address, pages, and times that move with edits.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nettle/base64.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <set>

#include "support/desk.h"
#include "support/http_server.h"
#include "support/mail_server.h"
#include "support/served.h"
#include "system/sha256.h"

using namespace dateline;
using nlohmann::json;

namespace {

std::string article(const std::string& id, const std::string& title) {
  return json{{"id", id},
              {"title", title},
              {"body", "The harbour, as " + id + " saw it."},
              {"date", "2024-12-30"},
              {"source", "Quay Post"},
              {"url", "https://quay.example/" + id}}
             .dump() +
         "\n";
}

struct SendingDesk : Desk {
  SendingDesk() { add("first.jsonl", article("start", "Nothing yet")); }
  void alert(const std::string& name, const std::string& ways) const {
    const Finished made =
        run(fmt::format("$I --quiet alert {} --query harbour --one-per article {}", name, ways));
    REQUIRE_MESSAGE(made.exit_code == 0, made.err);
  }
  Finished deliver(const std::string& clock, const std::string& more = {}) const {
    return run(
        fmt::format("DATELINE_DELIVERY_TIMEOUT=2 DATELINE_NOW={} $I deliver {}", clock, more));
  }
};

std::string decoded(std::string_view encoded) {
  base64_decode_ctx context{};
  base64_decode_init(&context);
  std::string bytes(BASE64_DECODE_LENGTH(encoded.size()), '\0');
  std::size_t size = bytes.size();
  base64_decode_update(&context, &size, reinterpret_cast<std::uint8_t*>(bytes.data()),
                       encoded.size(), encoded.data());
  bytes.resize(size);
  return bytes;
}

/// The parts of a mail, decoded.
std::vector<std::string> parts_of(const std::string& mail) {
  std::vector<std::string> parts;
  const std::string mark = "Content-Transfer-Encoding: base64\r\n\r\n";
  for (std::size_t at = mail.find(mark); at != std::string::npos; at = mail.find(mark, at)) {
    at += mark.size();
    parts.push_back(decoded(mail.substr(at, mail.find("\r\n\r\n", at) - at)));
  }
  return parts;
}

std::string header_of(const std::string& mail, const std::string& name) {
  const std::size_t at = mail.find("\r\n" + name + ": ");
  if (at == std::string::npos || at > mail.find("\r\n\r\n")) return {};
  const std::size_t begin = at + name.size() + 4;
  return mail.substr(begin, mail.find("\r\n", begin) - begin);
}

}  // namespace

TEST_CASE(
    "mail has text and HTML, the same id at each attempt, and no bytes of an article in a header") {
  const SendingDesk desk;
  MailServer server;
  desk.alert("порт", fmt::format("--mail desk@paper.example --mail-from dateline@paper.example "
                                 "--smtp {}",
                                 server.url()));
  desk.add("b.jsonl", article("a1", "Löschen <b>& \r\nBcc: victim@x.example\r\n\r\n.\r\nevil") +
                          article("a2", "Second"));
  server.set(MailServer::Mood::refuses);
  CHECK(desk.deliver("2024-12-31T12:00:00Z").exit_code == 1);
  server.set(MailServer::Mood::stalls);
  CHECK(desk.deliver("2024-12-31T12:00:30Z").out.find("waiting 1") != std::string::npos);
  const Finished stalled = desk.deliver("2024-12-31T12:05:00Z");
  CHECK(stalled.exit_code == 1);
  CHECK(stalled.err.find("tried again after") != std::string::npos);
  server.set(MailServer::Mood::drops_after);  // it has the mail, and we do not know
  CHECK(desk.deliver("2024-12-31T13:00:00Z").exit_code == 1);
  server.set(MailServer::Mood::takes);
  CHECK(desk.deliver("2024-12-31T15:00:00Z").exit_code == 0);
  CHECK(desk.deliver("2024-12-31T16:00:00Z").out.find("sent 0") != std::string::npos);
  const std::vector<MailServer::Mail> mails = server.mails();
  REQUIRE(mails.size() == 2);
  CHECK(header_of(mails[0].text, "Message-ID") == header_of(mails[1].text, "Message-ID"));
  CHECK(header_of(mails[0].text, "Message-ID").ends_with("@paper.example>"));
  const std::string& mail = mails[1].text;
  CHECK(mails[1].to == "<desk@paper.example>");
  const std::string head = mail.substr(0, mail.find("\r\n\r\n"));
  CHECK(head.find("victim") == std::string::npos);
  CHECK(head.find("evil") == std::string::npos);
  CHECK(std::ranges::all_of(mail, [](unsigned char c) { return c < 0x80; }));
  CHECK(header_of(mail, "List-Id").ends_with(".alerts.paper.example>"));
  const std::string subject = header_of(mail, "Subject");
  REQUIRE(subject.starts_with("=?UTF-8?B?"));
  CHECK(decoded(subject.substr(10, subject.size() - 12)) == "порт: 2 new articles");
  const std::vector<std::string> parts = parts_of(mail);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].find("1. Löschen <b>& Bcc: victim@x.example . evil\r\n   Quay Post, 2024-12-30") !=
        std::string::npos);
  CHECK(parts[0].find("https://quay.example/a2") != std::string::npos);
  CHECK(parts[1].find("<a href=\"https://quay.example/a1\">Löschen &lt;b&gt;&amp; Bcc:") !=
        std::string::npos);
  CHECK(parts[1].find("<mark>harbour</mark>") != std::string::npos);
}

TEST_CASE("mail goes to the command sendmail where no server is named") {
  const SendingDesk desk;
  desk.alert("desk", "--mail desk@paper.example");
  desk.add("b.jsonl", article("a1", "One"));
  CHECK(
      desk.run("DATELINE_SENDMAIL='cat > mail.eml' DATELINE_MAIL_FROM=me@paper.example $I deliver")
          .exit_code == 0);
  const std::string mail = file_text(desk.folder / "mail.eml");
  CHECK(mail.find("To: <desk@paper.example>\n") != std::string::npos);
  CHECK(mail.find("From: Dateline <me@paper.example>\n") == 0);
  CHECK(mail.find('\r') == std::string::npos);
}

TEST_CASE("a webhook that fails, stalls and answers twice gets each hit with one key, signed") {
  const SendingDesk desk;
  std::atomic<int> mood{0};
  HttpServer hook([&](const HttpServer::Request&, HttpServer::Client& client) {
    switch (mood) {
      case 0:
        client.answer(503, "", "Retry-After: 7200\r\n");
        break;
      case 1:
        for (int i = 0; i < 200 && mood == 1; ++i)
          std::this_thread::sleep_for(std::chrono::milliseconds(20));
        break;
      case 2:
        client.send("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nok");  // half of an answer
        break;
      default:
        client.answer(200, "ok");
    }
  });
  desk.alert("hook", "--webhook " + hook.url("/x?token=1"));
  desk.add("b.jsonl", article("a1", "One") + article("a2", "Two"));
  CHECK(desk.deliver("2024-12-31T12:00:00Z").exit_code == 1);
  CHECK(desk.deliver("2024-12-31T13:59:00Z").out.find("waiting 1") != std::string::npos);
  mood = 1;
  CHECK(desk.deliver("2024-12-31T14:00:01Z").exit_code == 1);
  mood = 2;
  CHECK(desk.deliver("2024-12-31T15:00:00Z").exit_code == 1);
  CHECK(desk.out("$I status").find("1 failing") != std::string::npos);
  CHECK(json::parse(desk.out("$I --json alert"))[0]["retrying"] == 1);
  mood = 3;
  CHECK(desk.deliver("2024-12-31T20:00:00Z").exit_code == 0);
  CHECK(desk.deliver("2024-12-31T23:00:00Z").exit_code == 0);
  const std::vector<HttpServer::Request> requests = hook.requests();
  CHECK(requests.size() == 4);
  std::set<std::string> keys;
  for (const HttpServer::Request& request : requests)
    keys.insert(request.header("idempotency-key"));
  CHECK(keys.size() == 1);
  CHECK(json::parse(desk.out("$I --json alert"))[0]["failed"] == 0);
}

TEST_CASE("the signature of a webhook is an HMAC that everyone can compute") {
  // RFC 4231, case 2.
  CHECK(signature("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("a command gets a line of JSON for each article, and is run again until it exits 0") {
  const SendingDesk desk;
  desk.alert("run", "--run 'cat > seen; test -e ready'");
  desk.add("b.jsonl", article("$(touch pwned)", "One; `touch pwned`") + article("a2", "Two"));
  CHECK(desk.deliver("2024-12-31T12:00:00Z").exit_code == 1);
  const std::string first = file_text(desk.folder / "seen");
  CHECK(lines_of(first).size() == 2);
  CHECK(lines_of(first)[0]["id"] == "$(touch pwned)");
  CHECK(desk.run("touch ready").exit_code == 0);
  CHECK(desk.deliver("2024-12-31T12:10:00Z").exit_code == 0);
  CHECK(lines_of(file_text(desk.folder / "seen"))[0]["delivery"] == lines_of(first)[0]["delivery"]);
  CHECK_FALSE(std::filesystem::exists(desk.folder / "pwned"));
}

TEST_CASE("what has failed too often is told, and tried again with --retry") {
  const SendingDesk desk;
  desk.alert("run", "--run false");
  desk.add("b.jsonl", article("a1", "One"));
  for (int day = 1; day <= 20; ++day) desk.deliver(fmt::format("2025-01-{:02}T12:00:00Z", day));
  const json alert = json::parse(desk.out("$I --json alert"))[0];
  CHECK(alert["failed"] == 1);
  CHECK(alert["problem"].get<std::string>().find("exit code 1") != std::string::npos);
  CHECK(desk.run("$I --quiet alert run --run true").exit_code == 0);
  CHECK(desk.deliver("2025-02-01T12:00:00Z").out.find("sent 0") != std::string::npos);
  CHECK(desk.deliver("2025-02-01T12:00:00Z", "--retry").out.find("sent 1") != std::string::npos);
}

TEST_CASE("the feed of an alert has a secret address, pages, and times that edits move") {
  const SendingDesk desk;
  desk.alert("ports", "--feed");
  std::string many;
  for (int i = 0; i < 60; ++i) many += article(fmt::format("p{}", i), fmt::format("Port {}", i));
  desk.add("b.jsonl", many);
  CHECK(desk.run("$I deliver").exit_code == 0);
  ::setenv("DATELINE_NOW", "2025-01-02T00:00:00Z", 1);
  ServiceOptions options;
  options.token = "token";
  const Served served(desk.folder / "archive", options);
  const std::string secret = json::parse(desk.out("$I --json alert ports"))["secret"];
  CHECK(secret.size() == 40);
  CHECK(served.get("/api/alerts/ports.json").status == 404);
  CHECK(served.get("/api/alerts/ports.json?key=" + std::string(40, '0')).status == 404);
  CHECK(served.get("/api/alerts/other.json?key=" + secret).status == 404);
  const std::string address = "/api/alerts/ports.json?key=" + secret;
  const HttpReply reply = served.get(address);
  REQUIRE(reply.status == 200);
  const json page = json::parse(reply.body);
  CHECK(page["items"].size() == 50);
  CHECK(page["items"][0]["title"] == "Port 59");
  const std::string next = page["next_url"];
  const json second = json::parse(served.get(next.substr(next.find("/api/"))).body);
  CHECK(second["items"].size() == 10);
  CHECK_FALSE(second.contains("next_url"));
  CHECK(served.get("/api/alerts/ports.atom?key=" + secret).body.find("<link rel=\"next\"") !=
        std::string::npos);
  CHECK(served.get(address, "If-None-Match: " + reply.header("etag") + "\r\n").status == 304);
  const std::string before = page["items"][0]["date_modified"];
  CHECK(desk.run("DATELINE_NOW=2025-01-01T10:00:00Z $I --quiet add edited.jsonl").exit_code == 2);
  desk.folder.write("edited.jsonl", article("p59", "Port 59, corrected"));
  CHECK(desk.run("DATELINE_NOW=2025-01-01T10:00:00Z $I --quiet add edited.jsonl").exit_code == 0);
  const json edited = json::parse(served.get(address).body);
  CHECK(edited["items"][0]["id"] == page["items"][0]["id"]);
  CHECK(edited["items"][0]["title"] == "Port 59, corrected");
  CHECK(edited["items"][0]["date_modified"] != before);
  CHECK(desk.run("$I --quiet remove p58").exit_code == 0);
  CHECK(served.get(address).body.find("Port 58") == std::string::npos);
}

TEST_CASE("the feed of a search has what arrives late, and tells edits") {
  const SendingDesk desk;
  std::string many;
  for (int i = 0; i < 60; ++i) many += article(fmt::format("p{}", i), fmt::format("Port {}", i));
  desk.add("b.jsonl", many);
  const Served served(desk.folder / "archive");
  const auto items = [&](const std::string& more) {
    return json::parse(served.get("/api/feed.json?q=harbour" + more).body)["items"];
  };
  desk.folder.write("late.jsonl",
                    R"({"id":"late","title":"Late","body":"harbour","date":"1999-01-01"})"
                    "\n");
  CHECK(desk.run("$I --quiet add late.jsonl").exit_code == 0);
  CHECK(items("")[0]["title"] == "Late");
  CHECK(items("&order=published")[0]["title"] != "Late");
  const std::string atom = served.get("/api/feed.atom?q=harbour").body;
  CHECK(atom.find("<title>Late</title>") != std::string::npos);
  desk.folder.write("p3.jsonl", article("p3", "Port 3 anew"));
  CHECK(desk.run("DATELINE_NOW=2025-01-01T10:00:00Z $I --quiet add p3.jsonl").exit_code == 0);
  CHECK(items("")[0]["title"] == "Port 3 anew");
  CHECK(items("")[0]["date_modified"] == "2025-01-01T10:00:00Z");
  CHECK(items("")[0]["date_published"] == "2024-12-30T00:00:00Z");
}
