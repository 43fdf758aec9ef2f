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
#include "full_pages.h"
#include "http_url.h"
#include "opml.h"
#include "readers/field_map.h"
#include "readers/format.h"
#include "sitemap.h"
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

/// Passes everything on but the articles that `take` takes.
class ArticleHolder : public InputVisitor {
 public:
  using Take = std::function<bool(const Article& article, std::uint64_t line)>;
  ArticleHolder(InputVisitor& next, Take take) : next_(next), take_(std::move(take)) {}

  void begin_input(const Input& input) override { next_.begin_input(input); }
  void origin(TextOrigin origin) override { next_.origin(origin); }
  void article(Article&& article, std::uint64_t line) override {
    if (!take_(article, line)) next_.article(std::move(article), line);
  }
  void rejected(const Rejection& rejection) override { next_.rejected(rejection); }
  void skipped(std::uint64_t records) override { next_.skipped(records); }
  void passed_over(const std::string& name, const std::string& kind) override {
    next_.passed_over(name, kind);
  }
  void yielded_nothing(const std::string& name) override { next_.yielded_nothing(name); }
  void shortened(std::string_view field) override { next_.shortened(field); }
  void unread(const UnreadKey& key) override { next_.unread(key); }
  void end_input() override { next_.end_input(); }
  void progress(std::uint64_t bytes) override { next_.progress(bytes); }
  bool stop() override { return next_.stop(); }

 private:
  InputVisitor& next_;
  const Take take_;
};

/// One run of fetch.
class Fetch {
 public:
  Fetch(const std::filesystem::path& folder, const Resources& resources,
        const FetchOptions& options)
      : folder_(folder),
        resources_(resources),
        options_(options),
        poll_(options.http),
        pages_(poll_) {}

  FetchReport run(const std::vector<std::string>& names);

 private:
  struct Feed {
    FeedState state;
    FeedReport report;
    bool named = false;       // by the user, not by a list
    bool is_list = false;     // OPML: its feeds are polled instead
    bool discovered = false;  // a page named it
    bool changed = false;     // state is to be saved
    bool is_page = false;     // an article's own page; its state is no feed's
    std::size_t pages = 0;    // that it names and that are not read yet
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
  PollRequest way_of(const Feed& feed) const;
  bool take_page(std::size_t number, const HttpResponse& response);
  void take_sitemap(std::size_t number, HttpResponse&& response);
  bool hold(std::size_t number, const Article& article, std::uint64_t line);
  void read_sitemap_of(std::size_t number, const HttpResponse& response, const ReadOptions& read,
                       InputVisitor& visitor);
  void read_pages(InputVisitor& visitor, const IngestReport& so_far);
  void read_answers(const ReadOptions& read, InputVisitor& visitor, const IngestReport& so_far);
  bool stopped() const { return options_.ingest.stop != nullptr && options_.ingest.stop->load(); }

  const std::filesystem::path folder_;
  Resources resources_;
  const FetchOptions& options_;
  HttpPoll poll_;
  FullPages pages_;
  std::vector<FullPage> held_;                    // to be asked when what was read is stored
  std::vector<FullPage> ready_;                   // pages that were named themselves
  std::vector<PageState> read_pages_;             // to be saved
  std::map<std::string, PageState> known_pages_;  // of those that are named
  std::set<std::string> held_urls_;
  Catalog* catalog_ = nullptr;  // while answers are stored
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
    if (options_.full && !options_.force)
      for (const ListedFeed& feed : listed)
        if (auto page = archive.catalog().feeds().page(feed.url))
          known_pages_.emplace(feed.url, std::move(*page));
  }
  // Waits for another writer, because a fetched answer must not be lost.
  resources_.wait = std::max(resources_.wait, std::chrono::milliseconds(std::chrono::minutes(10)));
  for (const ListedFeed& feed : listed) take(feed);
  do {
    poll_.run([this](std::size_t number, HttpResponse&& r) { answered(number, std::move(r)); },
              [&] {
                return held_bytes_ > kHeldBytes ||
                       answers_.size() + pages_.answered_pages() >= kHeldAnswers;
              },
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
    feed.report.problem = listed.problem;
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
  PollRequest request = way_of(feeds_[number]);
  request.url = state.address;
  request.etag = state.etag;
  request.modified = state.modified;
  if (const auto page = known_pages_.find(state.url); page != known_pages_.end()) {
    request.etag = page->second.etag;
    request.modified = page->second.modified;
  }
  if (options_.force) request.etag.clear(), request.modified.clear();
  poll_.add(number, std::move(request));
}

/// Whom a feed is asked through, and whom it trusts.
PollRequest Fetch::way_of(const Feed& feed) const {
  PollRequest request;
  request.ca = options_.ca.empty() ? feed.state.ca : options_.ca;
  request.proxy = options_.proxy.empty() ? feed.state.proxy : options_.proxy;
  request.allow_private = options_.allow_private || feed.state.allow_private;
  return request;
}

void Fetch::answered(std::size_t number, HttpResponse&& response) {
  if (FullPages::is_own(number))
    return pages_.answered(number, std::move(response), options_.ingest.read);
  Feed& feed = feeds_[number];
  feed.report.problem.clear();
  feed.report.status = feed.state.status = response.status;
  feed.state.polled = now_;
  if (response.status == 0) fail(feed, response.problem, response.hint);
  if (response.refused)
    feed.report.not_before = feed.state.not_before = 0;  // by us, not the server
  if (response.status == 0) return;
  keep_access(feed.state, response);
  feed.is_page = response.status == kNotModified && known_pages_.contains(feed.state.url);
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
  unpack_sitemap(response.body);
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
  } else if (looks_like_sitemap(response.body)) {
    take_sitemap(number, std::move(response));
  } else if (format == "html" || looks_like_page(response.body)) {
    if (!take_page(number, response)) follow_page(number, response);
  } else if (format == "text" || format == "markdown") {
    fail(feed, "it is a text, and no feed", "give the address of a feed");
  } else {
    held_bytes_ += response.body.size();
    answers_.push_back({number, std::move(response)});
  }
}

/// With --full the page that the user named is read, if it is an article's.
bool Fetch::take_page(std::size_t number, const HttpResponse& response) {
  Feed& feed = feeds_[number];
  if (!options_.full || !feed.named || feed.discovered) return false;
  FullPage page;
  page.feed = number;
  try {
    ReadOptions own = options_.ingest.read;
    own.address = base_address(response.url);
    page.article = article_of_page(response, {}, own);
  } catch (const Error&) {
    return false;  // it may name a feed
  }
  page.state = {feed.state.url, response.etag, response.modified, {}};
  page.read = true;
  feed.is_page = true;
  ++feed.pages;
  ready_.push_back(std::move(page));
  succeed(feed, response, Outcome::read);
  return true;
}

void Fetch::take_sitemap(std::size_t number, HttpResponse&& response) {
  Feed& feed = feeds_[number];
  if (!options_.full && feed.state.succeeded == 0)
    return fail(feed, "it is a sitemap, and no feed", "fetch --full reads the pages of sitemaps");
  const Sitemap sitemap = read_sitemap(response.body, options_.ingest.read);
  if (!sitemap.maps.empty()) {
    feed.is_list = true;
    for (const std::string& map : sitemap.maps) take({map, false, true});
  } else if (sitemap.articles.empty()) {
    fail(feed, "the sitemap lists no pages", "give the address of another sitemap, or of a feed");
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

/// Keeps an article until its page is read; false where it is to be added as it is. A page that
/// was read, and of which the feed says what it said then, is not asked again. Without --full only
/// pages that were read before are, so that no teaser replaces a text.
bool Fetch::hold(std::size_t number, const Article& article, std::uint64_t line) {
  Feed& feed = feeds_[number];
  const std::string url = http_url(article.url);
  if (url.empty()) return false;
  std::optional<PageState> known = catalog_->feeds().page(url);
  if ((!options_.full && !known) || !held_urls_.insert(url).second) return false;
  FullPage page;
  page.feed = number;
  page.item = article;
  page.line = line;
  page.request = way_of(feed);
  page.request.allow_private =
      options_.allow_private ||
      (feed.state.allow_private && host_of(url) == host_of(feed.state.address));
  page.known = known && !options_.force;
  if (page.known) page.state = std::move(*known);
  const ContentHash item = content_hash(article);
  if (page.known && page.state.item == item) {
    ++feed.report.articles.unchanged;
    ++total_.unchanged;
    return true;
  }
  page.state.url = url;
  page.state.item = item;
  ++feed.pages;
  held_.push_back(std::move(page));
  return true;
}

void Fetch::read_sitemap_of(std::size_t number, const HttpResponse& response,
                            const ReadOptions& read, InputVisitor& visitor) {
  visitor.begin_input({masked_url(feeds_[number].state.url), "html", response.body.size(), 0});
  for (Article& article : read_sitemap(response.body, read).articles)
    if (!hold(number, article, 0) && has_text(article)) visitor.article(std::move(article), 0);
  visitor.end_input();
}

/// Adds what the pages hold; where one was not read, what its feed says.
void Fetch::read_pages(InputVisitor& visitor, const IngestReport& so_far) {
  std::vector<FullPage> pages = pages_.take_answered();
  std::ranges::move(std::exchange(ready_, {}), std::back_inserter(pages));
  for (FullPage& page : pages) {
    if (visitor.stop()) return;
    Feed& feed = feeds_[page.feed];
    --feed.pages;
    page.read ? ++feed.report.pages_read : feed.report.pages_unread += page.same ? 0 : 1;
    if (feed.report.page_problem.empty()) feed.report.page_problem = page.problem;
    if (page.read || page.same || (page.no_article && !has_text(page.item)))
      read_pages_.push_back(page.state);
    if (page.same || (page.known && !page.read)) {
      ++feed.report.articles.unchanged;
      ++total_.unchanged;
      continue;
    }
    if (!has_text(page.article)) continue;
    if (!page.article.source.empty()) feed.state.new_sources.insert(page.article.source);
    const IngestReport before = so_far;  // NOLINT(performance-unnecessary-copy-initialization)
    visitor.begin_input({masked_url(page.state.url), "html", 0, 0});
    visitor.article(std::move(page.article), page.line);
    visitor.end_input();
    feed.report.articles += so_far - before;
  }
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
    ArticleHolder holder(visitor, [this, number = number](const Article& a, std::uint64_t line) {
      if (!a.source.empty()) feeds_[number].state.new_sources.insert(a.source);
      return hold(number, a, line);
    });
    if (looks_like_sitemap(response.body))
      read_sitemap_of(number, response, own, visitor);
    else
      read_input(masked_url(feed.state.url), response.body, own, holder);
    if (visitor.stop()) return;
    const IngestReport articles = so_far - before;
    feed.report.problem = rejection_ ? rejection_->reason : "";
    if (articles.articles() == 0 && rejection_) fail(feed, rejection_->reason, rejection_->hint);
    feed.report.articles += articles;
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
  catalog_ = &archive.catalog();
  if (!answers_.empty() || pages_.answered_pages() != 0 || !ready_.empty())
    total_ += ingest(
        archive,
        [this](const ReadOptions& read, InputVisitor& visitor, const IngestReport& so_far) {
          read_answers(read, visitor, so_far);
          read_pages(visitor, so_far);
        },
        options);
  answers_.clear();
  held_bytes_ = 0;
  std::vector<FeedState> states;
  for (Feed& feed : feeds_)
    if (feed.pages == 0 && !feed.is_page && std::exchange(feed.changed, false))
      states.push_back(feed.state);
  archive.catalog().feeds().save(states);
  archive.catalog().feeds().save(std::exchange(read_pages_, {}));
  catalog_ = nullptr;
  for (FullPage& page : std::exchange(held_, {})) pages_.add(std::move(page));
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
