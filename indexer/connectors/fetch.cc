// SPDX-License-Identifier: GPL-2.0-or-later
#include "fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "catalog/feed_store.h"
#include "dates/dates.h"
#include "error.h"
#include "feed_discovery.h"
#include "feed_list.h"
#include "opml.h"
#include "readers/format.h"
#include "text/plain_text.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

using Outcome = FeedReport::Outcome;

constexpr Timestamp kMinute = 60, kDay = 24 * 60 * 60, kLongestWait = 30 * kDay;
constexpr int kNotModified = 304, kGone = 410;

std::string status_problem(int status) {
  static const std::map<int, const char*> kMeanings = {
      {400, "bad request"},         {401, "it wants a password"}, {403, "forbidden"},
      {404, "not found"},           {410, "gone for good"},       {429, "too many requests"},
      {500, "internal error"},      {502, "bad gateway"},         {503, "unavailable for now"},
      {504, "a gateway's time-out"}};
  const auto meaning = kMeanings.find(status);
  return meaning == kMeanings.end()
             ? fmt::format("the server answers {}", status)
             : fmt::format("the server answers {}, {}", status, meaning->second);
}

/// Whether a feed is still to be left alone. A clock that was wrong when it failed may have put
/// that off for years: then it has "failed" in the future, or waits longer than any failure makes
/// it.
bool is_waiting(const FeedState& feed, Timestamp now) {
  return feed.not_before > now && feed.polled <= now && feed.not_before - now <= kLongestWait;
}

/// One run of fetch.
class Fetch {
 public:
  Fetch(const std::filesystem::path& folder, const Resources& resources,
        const FetchOptions& options)
      : folder_(folder), resources_(resources), options_(options), poll_(options.http) {}

  FetchReport run(const std::vector<std::string>& names);

 private:
  struct Feed {
    FeedState state;
    FeedReport report;
    bool named = false;       // by the user, not by a list
    bool is_list = false;     // OPML: its feeds are polled instead
    bool discovered = false;  // a page named it
    bool changed = false;     // state is to be saved
  };
  struct Answer {
    std::size_t feed;
    HttpResponse response;
  };

  void take(const ListedFeed& listed);
  void ask(std::size_t number);
  void answered(std::size_t number, HttpResponse&& response);
  void take_body(std::size_t number, HttpResponse&& response);
  void keep_access(FeedState& state, const HttpResponse& response) const;
  void follow_page(std::size_t number, const HttpResponse& response);
  void fail(Feed& feed, const std::string& problem, const std::string& hint = {},
            Timestamp wait = 0);
  void succeed(Feed& feed, const HttpResponse& response, Outcome outcome);
  void store();
  void read_answers(const ReadOptions& read, InputVisitor& visitor, const IngestReport& so_far);
  bool stopped() const { return options_.ingest.stop != nullptr && options_.ingest.stop->load(); }

  const std::filesystem::path folder_;
  Resources resources_;
  const FetchOptions& options_;
  HttpPoll poll_;
  const Timestamp now_ = now();
  std::map<std::string, FeedState> known_;
  std::set<std::string> taken_;  // urls
  std::vector<Feed> feeds_;
  std::vector<Answer> answers_;  // to be read
  std::uint64_t held_bytes_ = 0;
  std::optional<Rejection> rejection_;  // the first one of the answer being read
  IngestReport total_;
};

FetchReport Fetch::run(const std::vector<std::string>& names) {
  constexpr std::uint64_t kHeldBytes = 64 << 20;
  constexpr std::size_t kHeldAnswers = 500;
  std::vector<ListedFeed> listed = listed_feeds(names);
  {
    WritableArchive archive(folder_, resources_);
    for (FeedState& state : archive.catalog().feeds().all()) {
      if (names.empty()) listed.push_back({state.url, false, true});
      known_.emplace(state.url, std::move(state));
    }
  }
  // Waits for another writer, because a fetched answer must not be lost.
  resources_.wait = std::max(resources_.wait, std::chrono::milliseconds(std::chrono::minutes(10)));
  for (const ListedFeed& feed : listed) take(feed);
  do {
    poll_.run([this](std::size_t number, HttpResponse&& r) { answered(number, std::move(r)); },
              [&] { return held_bytes_ > kHeldBytes || answers_.size() >= kHeldAnswers; },
              [this] { return stopped(); });
    store();
  } while (!poll_.empty());
  FetchReport report;
  for (Feed& feed : feeds_)
    if (!feed.is_list) report.feeds.push_back(std::move(feed.report));
  report.articles = total_;
  report.articles.stopped = stopped();
  return report;
}

/// Notes a feed, and queues it if it may be polled now.
void Fetch::take(const ListedFeed& listed) {
  if (!taken_.insert(listed.url).second) return;
  Feed feed;
  feed.report.url = listed.url;
  feed.named = listed.named;
  if (!listed.valid) {
    feed.report.problem = "this is no http or https address";
    feeds_.push_back(std::move(feed));
    return;
  }
  if (const auto known = known_.find(listed.url); known != known_.end()) feed.state = known->second;
  feed.state.url = listed.url;
  if (feed.state.address.empty()) feed.state.address = listed.url;
  const FeedState& state = feed.state;
  if (state.gone && !listed.named && !options_.force) {
    feed.report.outcome = Outcome::gone;
    feed.report.problem = status_problem(kGone);
  } else if (is_waiting(state, now_) && !options_.force) {
    feed.report.outcome = Outcome::waiting;
    feed.report.problem = state.problem;
    feed.report.not_before = state.not_before;
  } else {
    feed.report.problem = "it was stopped before it was asked";
    feeds_.push_back(std::move(feed));
    return ask(feeds_.size() - 1);
  }
  feeds_.push_back(std::move(feed));
}

void Fetch::ask(std::size_t number) {
  const FeedState& state = feeds_[number].state;
  PollRequest request{state.address, state.etag, state.modified};
  request.ca = options_.ca.empty() ? state.ca : options_.ca;
  request.proxy = options_.proxy.empty() ? state.proxy : options_.proxy;
  request.allow_private = options_.allow_private || state.allow_private;
  if (options_.force) request.etag.clear(), request.modified.clear();
  poll_.add(number, std::move(request));
}

void Fetch::answered(std::size_t number, HttpResponse&& response) {
  Feed& feed = feeds_[number];
  feed.report.problem.clear();
  feed.report.status = feed.state.status = response.status;
  feed.state.polled = now_;
  if (response.status == 0) fail(feed, response.problem, response.hint);
  if (response.refused)
    feed.report.not_before = feed.state.not_before = 0;  // by us, not the server
  if (response.status == 0) return;
  keep_access(feed.state, response);
  if (response.status == kNotModified) return succeed(feed, response, Outcome::unmodified);
  if (response.status >= 200 && response.status < 300)
    return take_body(number, std::move(response));
  if (response.status != kGone)
    return fail(feed, status_problem(response.status), {}, response.retry_after.count());
  fail(feed, status_problem(kGone));
  feed.report.outcome = Outcome::gone;
  feed.report.not_before = feed.state.not_before = 0;
  feed.state.gone = true;
}

/// What made the feed answer is kept with it.
void Fetch::keep_access(FeedState& state, const HttpResponse& response) const {
  if (!options_.ca.empty() && state.address.starts_with("https:")) state.ca = options_.ca;
  if (!options_.proxy.empty()) state.proxy = options_.proxy;
  state.allow_private |= options_.allow_private && response.local;
}

void Fetch::take_body(std::size_t number, HttpResponse&& response) {
  Feed& feed = feeds_[number];
  if (trim(response.body).empty()) return fail(feed, "the answer is empty");
  constexpr std::size_t kHead = 64 << 10;
  const std::string format =
      detect_format(std::string_view(response.body).substr(0, kHead), response.url);
  if (feed.named && looks_like_opml(response.body)) {
    feed.is_list = true;
    try {
      for (const ListedFeed& listed : feeds_of_opml(response.body, masked_url(feed.state.url)))
        take(listed);
    } catch (const Error& error) {
      feeds_[number].is_list = false;
      fail(feeds_[number], error.what(), error.hint());
    }
  } else if (format == "html" || looks_like_page(response.body)) {
    follow_page(number, response);
  } else if (format == "text" || format == "markdown") {
    fail(feed, "it is a text, and no feed", "give the address of a feed");
  } else {
    held_bytes_ += response.body.size();
    answers_.push_back({number, std::move(response)});
  }
}

/// Polls the feed that a page names instead of the page, now and from now on.
void Fetch::follow_page(std::size_t number, const HttpResponse& response) {
  Feed& feed = feeds_[number];
  const std::string found = feed.discovered ? "" : feed_of_page(response.body, response.url);
  if (found.empty())
    return fail(feed, "it is a page, and names no feed", "give the address of a feed");
  feed.discovered = true;
  feed.report.problem = "it was stopped before it was asked";
  feed.report.moved_to = feed.state.address = found;
  feed.state.etag.clear();
  feed.state.modified.clear();
  ask(number);
}

void Fetch::fail(Feed& feed, const std::string& problem, const std::string& hint, Timestamp wait) {
  FeedState& state = feed.state;
  ++state.failures;
  state.problem = problem;
  state.not_before = now_ + (wait > 0 ? std::min(wait, kLongestWait) : back_off(state.failures));
  constexpr std::uint32_t kLost = 3;
  const bool refused = state.status >= 400 && state.status < 500;
  // The new address does not work.
  if (state.address != state.url && (refused || state.failures >= kLost)) {
    state.address = state.url;
    state.etag.clear();
    state.modified.clear();
  }
  feed.report.outcome = Outcome::failed;
  feed.report.problem = problem;
  feed.report.hint = hint;
  feed.report.moved_to.clear();
  feed.report.not_before = state.not_before;
  feed.changed = true;
}

void Fetch::succeed(Feed& feed, const HttpResponse& response, Outcome outcome) {
  FeedState& state = feed.state;
  state.succeeded = now_;
  state.failures = 0;
  state.not_before = 0;
  state.gone = false;
  state.problem = feed.report.problem;
  if (!response.moved_to.empty() && response.moved_to != state.address)
    feed.report.moved_to = state.address = response.moved_to;
  if (outcome == Outcome::read) {
    // An answer with rejected records is fetched again.
    const bool whole = feed.report.articles.rejected == 0;
    state.etag = whole ? response.etag : "";
    state.modified = whole ? response.modified : "";
  }
  feed.report.outcome = outcome;
  feed.changed = true;
}

void Fetch::read_answers(const ReadOptions& read, InputVisitor& visitor,
                         const IngestReport& so_far) {
  for (const auto& [number, response] : answers_) {
    // A copy, because reading changes so_far.
    const IngestReport before = so_far;  // NOLINT(performance-unnecessary-copy-initialization)
    rejection_.reset();
    Feed& feed = feeds_[number];
    feed.report.problem = "it was stopped before it was read";
    ReadOptions own = read;
    own.address = base_address(response.url);
    read_input(masked_url(feed.state.url), response.body, own, visitor);
    if (visitor.stop()) return;
    const IngestReport articles = so_far - before;
    feed.report.problem = rejection_ ? rejection_->reason : "";
    if (articles.articles() == 0 && rejection_) fail(feed, rejection_->reason, rejection_->hint);
    feed.report.articles = articles;
    if (articles.articles() != 0 || !rejection_) succeed(feed, response, Outcome::read);
  }
}

/// Adds the articles of the answers, then saves the states of the feeds. So a feed whose articles
/// were not added is fetched again.
void Fetch::store() {
  IngestOptions options = options_.ingest;
  options.command = "fetch";
  options.rejected = [this](const std::string& where, const Rejection& rejection) {
    if (!rejection_) rejection_ = rejection;
    if (options_.ingest.rejected) options_.ingest.rejected(where, rejection);
  };
  WritableArchive archive(folder_, resources_);
  if (!answers_.empty())
    total_ += ingest(
        archive,
        [this](const ReadOptions& read, InputVisitor& visitor, const IngestReport& so_far) {
          read_answers(read, visitor, so_far);
        },
        options);
  answers_.clear();
  held_bytes_ = 0;
  std::vector<FeedState> states;
  for (Feed& feed : feeds_)
    if (std::exchange(feed.changed, false)) states.push_back(feed.state);
  archive.catalog().feeds().save(states);
}

}  // namespace

Timestamp back_off(std::uint32_t failures) {
  if (failures == 0) return 0;
  const std::uint32_t doublings = std::min(failures - 1, 16U);
  return std::min((5 * kMinute) << doublings, kDay);
}

std::uint64_t FetchReport::count(FeedReport::Outcome outcome) const {
  return static_cast<std::uint64_t>(
      std::ranges::count(feeds, outcome, [](const FeedReport& feed) { return feed.outcome; }));
}

FetchReport fetch(const std::filesystem::path& folder, const Resources& resources,
                  const std::vector<std::string>& names, const FetchOptions& options) {
  return Fetch(folder, resources, options).run(names);
}

}  // namespace dateline::indexing
