// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer alert.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "alerts/mail_address.h"
#include "alerts/new_hits.h"
#include "alerts/query_check.h"
#include "alerts_out.h"
#include "catalog/catalog.h"
#include "catalog/version_store.h"
#include "commands.h"
#include "dates/dates.h"
#include "error.h"
#include "json_out.h"
#include "saved/saved_stores.h"
#include "system/sha256.h"
#include "text/printable_text.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kSecretBytes = 20;

std::optional<unsigned> whole_number(std::string_view text, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

/// "20" or "20/day"; "none": any number.
std::uint32_t read_at_most(std::string text) {
  if (text == "none") return 0;
  if (text.ends_with("/day")) text.resize(text.size() - 4);
  const auto number = whole_number(text, 1'000'000);
  if (!number || *number == 0)
    throw Error(fmt::format("--at-most {} is no number of hits a day", text),
                "give one such as 20/day");
  return *number;
}

/// "22" or "22:30", in minutes.
std::optional<int> read_hour(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto hour = whole_number(text.substr(0, colon), 24);
  const auto minute = colon == std::string_view::npos ? std::optional(0U)
                                                      : whole_number(text.substr(colon + 1), 59);
  if (!hour || !minute) return std::nullopt;
  return static_cast<int>(*hour * 60 + *minute) % (24 * 60);
}

void read_quiet_hours(const std::string& text, Alert& alert) {
  if (text == "none") {
    alert.quiet_from = alert.quiet_to = 0;
    return;
  }
  const std::size_t dash = text.find('-');
  const auto from = read_hour(std::string_view(text).substr(0, dash));
  const auto to =
      dash == std::string::npos ? std::nullopt : read_hour(std::string_view(text).substr(dash + 1));
  if (!from || !to || *from == *to)
    throw Error(fmt::format("--quiet-hours {} are no hours", text),
                "give them as 22-7 or 22:30-6:45");
  alert.quiet_from = *from;
  alert.quiet_to = *to;
}

/// A way is set where it is given; "none" ends it.
void set_way(const std::string& given, std::string& way) {
  if (!given.empty()) way = given == "none" ? std::string() : given;
}

void check_ways(const Alert& alert) {
  if (!alert.mail.empty()) alerts::check_address(alert.mail);
  if (!alert.mail_from.empty()) alerts::check_address(alert.mail_from);
  const auto one_line = [](const std::string& text) {
    return std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != 0x7F; });
  };
  if (!alert.webhook.empty() && !(is_http_url(alert.webhook) && one_line(alert.webhook)))
    throw Error(fmt::format("--webhook {} is no address", printable_text(alert.webhook)),
                "give one such as https://desk.example.org/hook");
  if (!alert.smtp.empty() &&
      !((alert.smtp.starts_with("smtp://") || alert.smtp.starts_with("smtps://")) &&
        one_line(alert.smtp)))
    throw Error(
        "--smtp takes the address of a server of mail",
        "give one such as smtp://mail.example.org:587; the password: $DATELINE_SMTP_PASSWORD");
  if (alert.mail.empty() && alert.webhook.empty() && alert.command.empty() && !alert.feed)
    throw Error(fmt::format("the alert {} has no way to tell what it finds", alert.name),
                "give one: --feed, --mail ADDRESS, --webhook URL or --run COMMAND");
}

/// The alert as the options change it.
Alert changed(Alert alert, const AlertCommand& given) {
  if (given.every_version && (given.first_version || given.one_per == "story"))
    throw Error("--every-version tells each version of each article",
                "leave out --first-version and --one-per story");
  if (given.off && given.on) throw Error("--on and --off do not go together");
  if (!given.one_per.empty()) alert.per_story = given.one_per == "story";
  if (given.every_version) alert.every_version = true;
  if (given.first_version || given.one_per == "story") alert.every_version = false;
  if (!given.at_most.empty()) alert.at_most = read_at_most(given.at_most);
  if (!given.timezone.empty() && !known_zone(given.timezone))
    throw Error(fmt::format("there is no time zone \"{}\"", given.timezone),
                "give an IANA name such as Europe/Berlin, or an offset such as +02:00");
  if (!given.timezone.empty()) alert.timezone = given.timezone;
  if (!given.quiet_hours.empty()) read_quiet_hours(given.quiet_hours, alert);
  set_way(given.mail, alert.mail);
  set_way(given.webhook, alert.webhook);
  set_way(given.command, alert.command);
  set_way(given.smtp, alert.smtp);
  set_way(given.mail_from, alert.mail_from);
  alert.feed = alert.feed || given.feed;
  alert.off = given.off || (alert.off && !given.on);
  check_ways(alert);
  return alert;
}

bool changes(const AlertCommand& given) {
  const bool texts = std::ranges::any_of(
      std::initializer_list<const std::string*>{
          &given.query, &given.one_per, &given.at_most, &given.timezone, &given.quiet_hours,
          &given.mail, &given.webhook, &given.command, &given.smtp, &given.mail_from},
      [](const std::string* text) { return !text->empty(); });
  return texts || given.every_version || given.first_version || given.feed || given.off || given.on;
}

Error no_alert(const std::string& name) {
  return Error(fmt::format("there is no alert {}", name),
               fmt::format("make one: dateline-indexer alert {} --query TEXT --feed", name));
}

/// Saves the alert. What arrived until now was looked at by its old query, and is not by the new.
void save_alert(const CommandLine& line, const std::string& name) {
  const AlertCommand& given = line.alert;
  SavedStores stores(line.index);
  const std::optional<SavedQuery> saved = stores.queries().query(name);
  const std::string text = !given.query.empty() ? given.query : saved ? saved->text : "";
  if (text.empty())
    throw Error(fmt::format("there is no saved query {}", name),
                fmt::format("give one: dateline-indexer alert {} --query TEXT", name));
  std::optional<Alert> before = stores.alerts().find(name);
  Alert alert = before.value_or(Alert{});
  alert.name = name;
  alert = changed(std::move(alert), given);
  const alerts::QueryCheck check = alerts::check_query(line.index, text, now());
  if (before && !before->off)
    queue_hits(stores, alerts::find_new_hits(line.index, now(), line.jobs, name), now());
  AlertStore& store = stores.alerts();
  store.begin();
  before = store.find(name);
  const bool begins = !before || before->off;
  const Row last = Catalog(line.index, Catalog::Mode::read).versions().last_row();
  if (!before) {
    alert.secret = random_digits(kSecretBytes);
    alert.made = now();
  }
  const bool edited = !saved || saved->text != text;
  alert.last_row = begins ? last : before->last_row;
  alert.last_run = before ? before->last_run : 0;
  alert.problem.clear();
  store.save(alert);
  if (edited) stores.queries().save({name, text, now()});
  store.commit();
  print_check(name, check, line.quiet, line.json);
  print_alert(stores, alert, line.json, line.quiet);
}

void remove_alert(const CommandLine& line, const std::string& name) {
  SavedStores stores(line.index);
  if (!stores.alerts().remove(name)) throw no_alert(name);
  if (!line.quiet && !line.json) fmt::print("removed the alert {}; its query stays saved\n", name);
}

void run_backtest(const CommandLine& line, const std::string& name) {
  std::string text = line.alert.query;
  if (text.empty()) {
    const SavedStores stores(line.index);
    const std::optional<SavedQuery> saved = stores.queries().query(name);
    if (!saved)
      throw Error(fmt::format("there is no saved query {}", name), "give one: --query TEXT");
    text = saved->text;
  }
  print_check(name, alerts::check_query(line.index, text, now()), true, true);
  print_backtest(alerts::backtest(line.index, text, line.alert.backtest, now()), line.json);
}

}  // namespace

int alert_command(CommandLine& line) {
  require_archive(line);
  const AlertCommand& given = line.alert;
  if (given.name.empty()) {
    if (changes(given) || given.remove || given.dry_run || !given.backtest.empty())
      throw Error("the alert has no name", "dateline-indexer alert NAME --query TEXT --feed");
    print_alerts(SavedStores(line.index), line.json);
    return kDone;
  }
  const std::string name = normal_name(given.name);
  if (!given.backtest.empty()) {
    run_backtest(line, name);
  } else if (given.remove) {
    if (changes(given)) throw Error("--remove takes a name and nothing else");
    remove_alert(line, name);
  } else if (given.dry_run) {
    if (!SavedStores(line.index).alerts().find(name)) throw no_alert(name);
    print_new_hits(line.index, alerts::find_new_hits(line.index, now(), line.jobs, name),
                   line.json);
  } else if (changes(given)) {
    save_alert(line, name);
  } else {
    const SavedStores stores(line.index);
    const std::optional<Alert> alert = stores.alerts().find(name);
    if (!alert) throw no_alert(name);
    print_alert(stores, *alert, line.json, false);
  }
  return kDone;
}

}  // namespace dateline::indexing
