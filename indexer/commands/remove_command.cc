// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer remove: by ids, by a query, or by source.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "alerts/matching_articles.h"
#include "catalog/run_log.h"
#include "cli/program.h"
#include "commands.h"
#include "dates/dates.h"
#include "error.h"
#include "json_out.h"
#include "text/analyzer.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kShown = 10;  // articles of a sample

/// What is to be removed.
struct Chosen {
  std::string query;  // canonical; empty: chosen by ids
  std::vector<std::string> guesses;
  std::vector<Row> rows;
  std::vector<std::string> unknown;  // ids of no article
};

Chosen choose_by_ids(const std::vector<std::string>& ids, const Catalog& catalog) {
  Chosen chosen;
  for (const std::string& id : ids)
    if (const std::optional<KnownArticle> known = catalog.find(id))
      chosen.rows.push_back(known->row);
    else
      chosen.unknown.push_back(id);
  return chosen;
}

/// Articles of a source that it withholds or has cancelled. No search finds them.
void add_withheld(const std::string& source, const Catalog& catalog, std::vector<Row>& rows) {
  const std::string wanted = fold_value(source);
  catalog.for_each_superseded([&](Row row, const std::string& id) {
    const std::optional<KnownArticle> known = catalog.find(id);
    if (!known || known->row != row) return;
    const std::optional<StoredArticle> stored = catalog.article(row);
    if (stored && fold_value(stored->article.source) == wanted) rows.push_back(row);
  });
}

Chosen choose_by_query(const CommandLine& line, const Catalog& catalog) {
  const RemoveCommand& given = line.remove;
  const alerts::MatchingArticles matching =
      alerts::matching_articles(line.index, given.query, given.source, now());
  Chosen chosen;
  chosen.query = given.query.empty() ? "" : matching.canonical;
  if (!given.source.empty())
    chosen.query +=
        fmt::format("{}source \"{}\"", chosen.query.empty() ? "" : " of ", given.source);
  chosen.rows = matching.rows;
  for (const searching::Note& guess : matching.guesses) chosen.guesses.push_back(guess.message);
  if (given.query.empty()) add_withheld(given.source, catalog, chosen.rows);
  return chosen;
}

Chosen choose(const CommandLine& line, const Catalog& catalog) {
  return line.ids.empty() ? choose_by_query(line, catalog) : choose_by_ids(line.ids, catalog);
}

/// Nothing is removed on a guess.
void refuse_guesses(const Chosen& chosen) {
  if (chosen.guesses.empty()) return;
  throw Error(
      fmt::format("the query is not read as it is written: {}", chosen.guesses.front()),
      fmt::format("it is read as {}: write it so, or see what it finds: --dry-run", chosen.query));
}

/// The first of them, as they are shown.
std::vector<Article> sample_of(const Chosen& chosen, const Catalog& catalog) {
  std::vector<Article> sample;
  for (std::size_t i = 0; i < std::min(kShown, chosen.rows.size()); ++i)
    if (const auto inspected = catalog.inspect(chosen.rows[i]))
      sample.push_back(inspected->stored.article);
  return sample;
}

void print_sample(const Chosen& chosen, const std::vector<Article>& sample) {
  for (const std::string& guess : chosen.guesses)
    fmt::print(stderr, "note: {}\n", printable_text(guess));
  fmt::print("{} to be removed{}\n", counted(chosen.rows.size(), "article"),
             chosen.query.empty() ? "" : printable_text(": " + chosen.query));
  for (const Article& a : sample)
    fmt::print("  {}  {}  {}  {}\n", printable_text(a.id),
               a.published ? period_name(*a.published, Period::day) : "no date",
               a.source.empty() ? "(no source)" : printable_text(a.source),
               printable_text(a.title));
  if (chosen.rows.size() > sample.size())
    fmt::print("  and {} more\n", chosen.rows.size() - sample.size());
  fmt::print("nothing is removed: this is a dry run\n");
}

Json to_json(const Chosen& chosen, const std::vector<Article>& sample) {
  const auto text = [](const std::string& s) { return s.empty() ? Json() : Json(s); };
  Json articles = Json::array();
  for (const Article& a : sample)
    articles.push_back({{"id", a.id},
                        {"published", a.published ? Json(format_timestamp(*a.published)) : Json()},
                        {"source", text(a.source)},
                        {"title", text(a.title)}});
  return {{"query", text(chosen.query)},
          {"notes", chosen.guesses},
          {"matched", chosen.rows.size()},
          {"sample", articles}};
}

void print_report(const CommandLine& line, const Chosen& chosen,
                  const std::vector<Article>& sample) {
  const RemoveCommand& given = line.remove;
  const std::size_t removed = given.dry_run ? 0 : chosen.rows.size();
  if (line.json) {
    Json json{{"removed", removed}, {"unknown", chosen.unknown}};
    if (given.dry_run) json["dry_run"] = true;
    if (given.dry_run || line.ids.empty()) json.update(to_json(chosen, sample));
    return print_json(json);
  }
  if (given.dry_run && !line.quiet) print_sample(chosen, sample);
  fmt::print("removed {}  unknown {}\n", removed, chosen.unknown.size());
}

/// Among the runs, removed articles are counted as changed ones.
void keep_run(Catalog& catalog, Timestamp started, std::size_t removed) {
  RunRecord run;
  run.command = "remove";
  run.started = started;
  run.seconds = static_cast<double>(now() - started);
  run.updated = removed;
  catalog.begin();
  run.number = catalog.runs().begin_run(run.command, started);
  catalog.runs().end_run(run, /*stopped=*/false);
  catalog.commit();
}

void check(const CommandLine& line) {
  const bool by_query = !line.remove.query.empty() || !line.remove.source.empty();
  if (line.ids.empty() == by_query) return;
  throw Error(by_query ? "ids and --query or --source do not go together"
                       : "nothing is named that could be removed",
              "name ids, or a query (--query), or a source (--source)");
}

}  // namespace

int remove_articles(CommandLine& line) {
  check(line);
  require_archive(line);
  const Timestamp started = now();
  Chosen chosen;
  std::vector<Article> sample;
  if (line.remove.dry_run) {
    const Catalog catalog(line.index, Catalog::Mode::read);
    chosen = choose(line, catalog);
    sample = sample_of(chosen, catalog);
  } else {
    WritableArchive archive(line.index, line.resources());  // what is found now stays as it is
    chosen = choose(line, archive.catalog());
    refuse_guesses(chosen);
    sample = sample_of(chosen, archive.catalog());
    archive.remove(chosen.rows);
    if (!chosen.rows.empty()) keep_run(archive.catalog(), started, chosen.rows.size());
  }
  for (const std::string& id : chosen.unknown)
    fmt::print(stderr, "there is no article {}\n", printable_text(id));
  print_report(line, chosen, sample);
  return chosen.unknown.empty() && !chosen.rows.empty() ? kDone : kSomeRejected;
}

}  // namespace dateline::indexing
