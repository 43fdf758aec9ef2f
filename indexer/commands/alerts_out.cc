// SPDX-License-Identifier: GPL-2.0-or-later
#include "alerts_out.h"

#include <fmt/format.h>

#include "catalog/catalog.h"
#include "dates/dates.h"
#include "json_out.h"
#include "text/counted.h"
#include "text/printable_text.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(Timestamp t) { return t == 0 ? Json() : Json(format_timestamp(t)); }

std::string hours(const Alert& a) {
  if (a.quiet_from == a.quiet_to) return {};
  return fmt::format("{:02}:{:02}-{:02}:{:02}", a.quiet_from / 60, a.quiet_from % 60,
                     a.quiet_to / 60, a.quiet_to % 60);
}

std::string text_of(const SavedStores& saved, const std::string& name) {
  const std::optional<SavedQuery> query = saved.queries().query(name);
  return query ? query->text : std::string();
}

/// "mail, feed"
std::string ways_of(const Alert& alert) {
  std::string ways;
  for (const auto& [there, name] : {std::pair(!alert.mail.empty(), "mail"),
                                    {!alert.webhook.empty(), "webhook"},
                                    {!alert.command.empty(), "command"},
                                    {alert.feed, "feed"}})
    if (there) ways += (ways.empty() ? "" : ", ") + std::string(name);
  return ways;
}

Json to_json(const SavedStores& saved, const Alert& a, const AlertCounts& counts) {
  const auto text = [](const std::string& s) { return s.empty() ? Json() : Json(s); };
  return {{"name", a.name},
          {"query", text_of(saved, a.name)},
          {"off", a.off},
          {"one_per", a.per_story && !a.every_version ? "story" : "article"},
          {"every_version", a.every_version},
          {"at_most", a.at_most == 0 ? Json() : Json(a.at_most)},
          {"timezone", text(a.timezone)},
          {"quiet_hours", text(hours(a))},
          {"mail", text(a.mail)},
          {"webhook", text(masked_url(a.webhook))},
          {"run", text(a.command)},
          {"feed", a.feed},
          {"made", time_or_null(a.made)},
          {"last_run", time_or_null(a.last_run)},
          {"hits", counts.hits},
          {"waiting", counts.waiting},
          {"held", counts.held},
          {"sent", counts.sent},
          {"retrying", counts.retrying},
          {"failed", counts.failed},
          {"problem", text(a.problem.empty() ? counts.problem : a.problem)}};
}

std::string line_of(const Alert& a, const AlertCounts& counts) {
  const std::string& problem = a.problem.empty() ? counts.problem : a.problem;
  return fmt::format("{}{}  {}  last run {}  hits {}  sent {}  waiting {}  failing {}{}", a.name,
                     a.off ? " (off)" : "", ways_of(a),
                     a.last_run == 0 ? "never" : format_timestamp(a.last_run), counts.hits,
                     counts.sent, counts.waiting, counts.retrying + counts.failed,
                     problem.empty() ? "" : "  (" + printable_text(problem) + ")");
}

}  // namespace

void print_check(const std::string& name, const alerts::QueryCheck& check, bool quiet, bool json) {
  for (const searching::Note& note : check.notes)
    fmt::print(stderr, "note: {}\n", printable_text(note.message));
  if (!check.notes.empty())
    fmt::print(stderr, "it is read as: {}\n", printable_text(check.canonical));
  if (!quiet && !json) fmt::print("saved {}: {} now\n", name, counted(check.articles, "article"));
}

Json alerts_json(const SavedStores& saved) {
  Json all = Json::array();
  const std::map<std::string, AlertCounts> counts = saved.alerts().counts();
  for (const Alert& alert : saved.alerts().all()) {
    const auto found = counts.find(alert.name);
    all.push_back(to_json(saved, alert, found == counts.end() ? AlertCounts{} : found->second));
  }
  return all;
}

std::string alerts_line(const SavedStores& saved) {
  const std::vector<Alert> all = saved.alerts().all();
  if (all.empty()) return {};
  AlertCounts sum;
  std::uint64_t failing = 0;
  const std::map<std::string, AlertCounts> counts = saved.alerts().counts();
  for (const Alert& alert : all) {
    const auto found = counts.find(alert.name);
    if (found != counts.end()) {
      sum.hits += found->second.hits;
      sum.waiting += found->second.waiting;
    }
    failing += !alert.problem.empty() ||
               (found != counts.end() && found->second.retrying + found->second.failed != 0);
  }
  return fmt::format("{}: {}, {} waiting; {} failing", counted(all.size(), "alert"),
                     counted(sum.hits, "hit"), sum.waiting, failing);
}

void print_alerts(const SavedStores& saved, bool json) {
  if (json) return print_json(alerts_json(saved), 2);
  const std::map<std::string, AlertCounts> counts = saved.alerts().counts();
  for (const Alert& alert : saved.alerts().all()) {
    const auto found = counts.find(alert.name);
    fmt::print("{}\n", line_of(alert, found == counts.end() ? AlertCounts{} : found->second));
  }
}

void print_alert(const SavedStores& saved, const Alert& alert, bool json, bool quiet) {
  const std::map<std::string, AlertCounts> counts = saved.alerts().counts();
  const auto found = counts.find(alert.name);
  const AlertCounts own = found == counts.end() ? AlertCounts{} : found->second;
  const std::string address =
      fmt::format("/api/alerts/{}.atom?key={}", percent_encoded(alert.name), alert.secret);
  if (json) {
    Json all = to_json(saved, alert, own);
    all["secret"] = alert.secret;
    all["feed_address"] = alert.feed ? Json(address) : Json();
    return print_json(all, 2);
  }
  if (quiet) return;
  fmt::print("{}\n", line_of(alert, own));
  fmt::print("query: {}\n", printable_text(text_of(saved, alert.name)));
  fmt::print("one of each {}{}\n",
             alert.every_version ? "version"
             : alert.per_story   ? "story"
                                 : "article",
             alert.at_most == 0 ? "" : fmt::format(", at most {} a day", alert.at_most));
  if (const std::string quiet_hours = hours(alert); !quiet_hours.empty())
    fmt::print("quiet hours: {} {}\n", quiet_hours,
               alert.timezone.empty() ? "UTC" : printable_text(alert.timezone));
  if (alert.feed) fmt::print("feed: {}\n", address);
  if (!alert.webhook.empty()) fmt::print("webhooks are signed with: {}\n", alert.secret);
}

void print_new_hits(const std::filesystem::path& folder, const alerts::NewHits& found, bool json) {
  constexpr std::size_t kShown = 10;
  const Catalog catalog(folder, Catalog::Mode::read);
  Json all = Json::array();
  for (const alerts::AlertSearch& search : found.searches) {
    Json hits = Json::array();
    if (!json && !(search.hits.empty() && search.problem.empty()))
      fmt::print("{}: {} new{}\n", search.alert.name, search.hits.size(),
                 search.problem.empty() ? "" : ": " + printable_text(search.problem));
    for (const AlertHit& hit : search.hits) {
      const std::string title = catalog.title(hit.row);
      if (json)
        hits.push_back({{"id", hit.article}, {"row", hit.row}, {"title", title}});
      else if (&hit - search.hits.data() < static_cast<std::ptrdiff_t>(kShown))
        fmt::print("  {}  {}\n", printable_text(hit.article), printable_text(title));
    }
    if (!json && search.hits.size() > kShown)
      fmt::print("  and {} more\n", search.hits.size() - kShown);
    if (json)
      all.push_back({{"alert", search.alert.name},
                     {"hits", hits},
                     {"problem", search.problem.empty() ? Json() : Json(search.problem)}});
  }
  if (json)
    print_json({{"dry_run", true}, {"articles", found.articles}, {"alerts", all}});
  else
    fmt::print("{} would be queued; this is a dry run\n", counted(found.count(), "hit"));
}

void print_backtest(const alerts::Backtest& b, bool json) {
  if (json) {
    Json weeks = Json::array();
    for (const auto& week : b.weeks)
      weeks.push_back(
          {{"week", week.name}, {"articles", week.articles}, {"stories", week.stories}});
    const auto pairs = [](const alerts::Backtest::Counted& some) {
      Json list = Json::array();
      for (const auto& [value, count] : some) list.push_back({{"value", value}, {"count", count}});
      return list;
    };
    return print_json({{"from", format_timestamp(b.from)},
                       {"to", format_timestamp(b.to)},
                       {"articles", b.articles},
                       {"stories", b.stories},
                       {"weeks", weeks},
                       {"outlets", pairs(b.outlets)},
                       {"loudest_days", pairs(b.loudest)}});
  }
  fmt::print("{:<10} {:>9} {:>9}\n", "week", "articles", "stories");
  for (const auto& week : b.weeks)
    fmt::print("{:<10} {:>9} {:>9}\n", week.name, week.articles, week.stories);
  for (const auto& [outlet, count] : b.outlets)
    fmt::print("{:>10}  {}\n", count, outlet.empty() ? "(no source)" : printable_text(outlet));
  for (const auto& [day, count] : b.loudest) fmt::print("{:>10}  {}\n", count, day);
  fmt::print("{} from {} to {}, in {}; one per story saves {}\n", counted(b.articles, "article"),
             period_name(b.from, Period::day), period_name(b.to, Period::day),
             b.stories == 1 ? "1 story" : fmt::format("{} stories", b.stories),
             b.articles - b.stories);
}

Json to_json(const alerts::DeliveryReport& r) {
  Json problems = Json::array();
  for (const auto& p : r.problems)
    problems.push_back({{"alert", p.alert},
                        {"way", p.way},
                        {"problem", p.problem},
                        {"next_attempt", time_or_null(p.next)}});
  return {{"alerts", r.alerts},   {"articles", r.articles},
          {"hits", r.hits},       {"sent", r.sent},
          {"failed", r.failed},   {"waiting", r.waiting},
          {"problems", problems}, {"sending_elsewhere", r.sending_elsewhere}};
}

void print_problems(const alerts::DeliveryReport& r) {
  for (const auto& p : r.problems)
    fmt::print(stderr, "{}\n",
               printable_text(fmt::format(
                   "alert {}: {}: {}{}", p.alert, p.way, p.problem,
                   p.next == 0 ? "" : "; tried again after " + format_timestamp(p.next))));
  if (r.sending_elsewhere) fmt::print(stderr, "another process sends what is queued\n");
}

std::string delivery_line(const alerts::DeliveryReport& r) {
  return fmt::format("{}, {}: hits {}  sent {}  failed {}  waiting {}", counted(r.alerts, "alert"),
                     counted(r.articles, "new article"), r.hits, r.sent, r.failed, r.waiting);
}

}  // namespace dateline::indexing
