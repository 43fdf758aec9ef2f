// SPDX-License-Identifier: GPL-2.0-or-later
// The names that scripts and other programs rely on, read from the programs themselves: commands
// and options with their choices, formats, fields of queries, keys of JSON, columns of CSV, routes
// and parameters of the API, metrics. contract/names lists those that were ever there, one a line.
// None may vanish. A new name needs nothing; UPDATE_GOLDEN=1 adds it to the list, and removes no
// line.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "support/http_client.h"
#include "support/process.h"
#include "support/temporary_folder.h"

using namespace dateline;
using Json = nlohmann::json;

namespace {

/// Both programs on an archive of the sample articles, and the names they show.
class Programs {
 public:
  std::set<std::string> names() {
    read_help("dateline-query");
    read_help("dateline-indexer");
    read_lists();
    index();
    search();
    serve();
    maintain();
    return std::move(names_);
  }

 private:
  Environment environment() const {
    return {{"DATELINE_INDEX", folder_ / "archive"},
            {"PATH", std::string(DATELINE_PROGRAMS) + ":/usr/bin:/bin"},
            {"INPUT", folder_ / "input"},
            {"COPY", folder_ / "copy"},
            {"LC_ALL", "C.UTF-8"},
            {"COLUMNS", "1000"}};
  }

  Finished run(const std::string& command) const {
    CAPTURE(command);
    const Finished finished =
        Process({"/bin/sh", "-c", command}, environment(), folder_.path(), DATELINE_ROOT).wait();
    CHECK_MESSAGE(finished.exit_code <= 1, finished.err);
    return finished;
  }

  void add(const std::string& name) { names_.insert(name); }

  /// "--sort", "--sort newest" from "  --sort TEXT:{relevance,newest}=relevance"; a command, and
  /// its own help, from "  add        reads articles".
  void read_help(const std::string& command) {
    std::istringstream help(run(command + " --help").out);
    const std::regex option("^  (-[^ ]+)(.*)$"), name("^  ([a-z]+)  .*$"),
        list("\\{([a-z0-9,]+)\\}");
    bool commands = false;
    for (std::string line; std::getline(help, line);) {
      std::smatch found;
      if (line == "Subcommands:")
        commands = true;
      else if (commands && std::regex_match(line, found, name)) {
        add(command + " " + found.str(1));
        read_help(command + " " + found.str(1));
      } else if (std::regex_match(line, found, option)) {
        const std::vector<std::string> options = split(found.str(1), ',');
        for (const std::string& one : options) add(command + " " + one);
        const std::string rest = found.str(2);
        if (std::smatch choices; std::regex_search(rest, choices, list))
          for (const std::string& choice : split(choices.str(1), ','))
            add(command + " " + options.front() + " " + choice);
      }
    }
  }

  void read_lists() {
    for (const std::string& format : first_words(run("dateline-indexer formats --quiet").out))
      add("dateline-indexer add --format " + format);
    const std::set<std::string> kinds{"text", "exact", "number"};
    std::istringstream fields(run("dateline-query --fields").out);
    std::string line;
    std::getline(fields, line);  // the head
    while (std::getline(fields, line)) {
      std::istringstream words(line);
      std::string field, other;
      words >> field >> other;
      add("field " + field);
      if (!kinds.contains(other)) add("field " + other);
    }
  }

  void index() {
    folder_.write("input/broken.jsonl", "{\"id\":\"a\",\"title\":\"Ferry late\"}\n{\"id\":\n");
    folder_.write("input/report.docx", "no document");
    keys("dateline-indexer add", "dateline-indexer add --json --list-skipped corpus $INPUT");
    keys("dateline-indexer add --dry-run", "dateline-indexer add --dry-run corpus");
    run("dateline-indexer --quiet --index $COPY-other add seeds");
  }

  void search() {
    for (const char* const options :
         {"bank --facet source,section,author,language,year,month --timeline month --explain",
          "'bank near river (' --expand --group --sort fresh --explain", "eartquake",
          "'eartquake morocco'", "eartquake --correct", "'\"central bank\"' --explain",
          "'econom*' --explain", "--similar \"$(dateline-query bank --format ids --limit 1)\""})
      keys("dateline-query --format json", "dateline-query --format json " + std::string(options));
    keys("dateline-query --terms --format json",
         "dateline-query --format json --terms 3 --against harbour --pairs bank");
    keys("dateline-query --story --format json",
         "dateline-query --format json --story \"$(dateline-query bank --format ids --limit 1)\"");
    keys("dateline-query --format json",
         "dateline-query --format json --index $DATELINE_INDEX --index $COPY-other bank");
    keys("dateline-query --format jsonl", "dateline-query --format jsonl bank");
    for (const char* const format : {"json", "jsonl"})
      keys(std::string("dateline-query --complete --format ") + format,
           std::string("dateline-query --complete 'interest ra' --format ") + format);
    columns("dateline-query --format csv", "dateline-query bank --format csv");
    columns("dateline-query --complete --format csv",
            "dateline-query --complete bank --format csv");
  }

  /// The API, and what fetch says of its feed.
  void serve() {
    const TemporaryFolder outputs;
    Process server({program("dateline-query"), "--serve", "localhost:0"}, environment(),
                   outputs.path());
    const std::string address = awaited(outputs / "err", std::regex("http://[a-z]+:([0-9]+)"));
    const int port = std::stoi(address.substr(address.rfind(':') + 1));
    const auto get = [&](const std::string& target) { return HttpClient(port).get(target).body; };
    read_api(Json::parse(get("/api/openapi.json")));
    const std::string hits = get("/api/search?q=bank&limit=1");
    const std::string id = Json::parse(hits)["hits"][0]["id"];
    keys_of("/api/search", hits);
    keys_of("/api/article/{id}", get("/api/article/" + id + "?q=bank"));
    keys_of("/api/complete", get("/api/complete?q=ba"));
    keys_of("/api/suggest", get("/api/suggest?q=eartquake+moroco"));
    keys_of("/api/facets", get("/api/facets?q=bank&facet=source&timeline=year"));
    keys_of("/api/feed.json", get("/api/feed.json?q=bank"));
    keys_of("/api/status", get("/api/status"));
    keys_of("problem", get("/api/search?limit=some"));
    keys_of("problem", get("/api/search?q=bank+%28&strict=1"));
    std::istringstream metrics(get("/metrics"));
    for (std::string line; std::getline(metrics, line);)
      if (line.starts_with("# TYPE ")) add("metric " + split(line, ' ')[2]);
    keys("dateline-indexer fetch",
         "dateline-indexer fetch --json --allow-private " + address + "/api/feed.atom?q=bank");
  }

  void maintain() {
    watch();
    run("dateline-indexer query oil 'oil OR gas' && dateline-indexer group wires Reuters");
    for (const std::string command :
         {"status", "formats", "verify", "optimize", "rebuild", "snapshot $COPY", "repair", "query",
          "group", "remove a nosuchid"})
      keys("dateline-indexer " + command.substr(0, command.find(' ')),
           "dateline-indexer " + command + " --json");
  }

  void watch() {
    const TemporaryFolder outputs;
    Process watching(
        {program("dateline-indexer"), "watch", folder_ / "input", "--json", "--every", "0.1"},
        environment(), outputs.path());
    folder_.write("input/later.jsonl", "{\"id\":\"b\",\"title\":\"Bridge open\"}\n");
    awaited(outputs / "out", std::regex("\\{.*\\}\n"));
    ::kill(watching.number(), SIGTERM);
    keys_of("dateline-indexer watch", watching.wait().out);
  }

  /// Waits until a file has what is looked for, and returns it.
  static std::string awaited(const std::filesystem::path& file, const std::regex& pattern) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < end) {
      const std::string text = file_text(file);
      if (std::smatch found; std::regex_search(text, found, pattern)) return found.str();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw std::runtime_error(file.string() + " stays without what it should have");
  }

  void read_api(const Json& api) {
    for (const auto& [path, methods] : api["paths"].items())
      for (const auto& [method, route] : methods.items()) {
        add(method + " " + path);
        for (const Json& parameter : route["parameters"]) {
          const std::string name = method + " " + path + " " + parameter["name"].get<std::string>();
          add(name);
          for (const Json& choice : parameter["schema"].value("enum", Json::array()))
            if (choice.is_string()) add(name + " " + choice.get<std::string>());
        }
      }
  }

  void columns(const std::string& label, const std::string& command) {
    const std::string out = run(command).out;
    for (const std::string& column : split(out.substr(0, out.find('\n')), ','))
      add(label + ": " + column);
  }

  void keys(const std::string& label, const std::string& command) {
    CAPTURE(command);
    keys_of(label, run(command).out);
  }

  /// The keys of the JSON values in `text`, one after another.
  void keys_of(const std::string& label, const std::string& text) {
    std::istringstream in(text);
    int values = 0;
    while (in >> std::ws && in.peek() != EOF) {
      Json value;
      in >> value;
      add_keys(label + ": ", value);
      ++values;
    }
    CHECK_MESSAGE(values > 0, label);
  }

  /// "hits[].rank"
  void add_keys(const std::string& before, const Json& value) {
    if (value.is_array())
      for (const Json& element : value) add_keys(before + "[]", element);
    if (!value.is_object()) return;
    for (const auto& [key, member] : value.items()) {
      const std::string name = before + (before.ends_with(' ') ? "" : ".") + key;
      add(name);
      add_keys(name, member);
    }
  }

  static std::vector<std::string> split(const std::string& text, char by) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, by);) parts.push_back(part);
    return parts;
  }

  static std::set<std::string> first_words(const std::string& text) {
    std::set<std::string> first;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) first.insert(line.substr(0, line.find(' ')));
    return first;
  }

  const TemporaryFolder folder_;
  std::set<std::string> names_;
};

}  // namespace

TEST_CASE("contract: no name that scripts rely on has vanished") {
  const std::filesystem::path list = std::filesystem::path(TEST_DATA_DIR) / "contract/names";
  std::set<std::string> kept;
  std::ifstream in(list);
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) kept.insert(line);
  CHECK(kept.size() > 300);

  const std::set<std::string> names = Programs().names();
  for (const std::string& name : kept) CHECK_MESSAGE(names.contains(name), "vanished: ", name);

  std::size_t added = 0;
  for (const std::string& name : names) added += kept.insert(name).second;
  if (added == 0) return;
  if (std::getenv("UPDATE_GOLDEN") == nullptr) {
    MESSAGE(added << " names are not in tests/contract/names; UPDATE_GOLDEN=1 adds them");
    return;
  }
  std::ofstream out(list);
  for (const std::string& name : kept) out << name << '\n';
}
