// SPDX-License-Identifier: GPL-2.0-or-later
#include "full_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "error.h"
#include "http_url.h"
#include "readers/html_page.h"
#include "text/plain_text.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

constexpr std::string_view kAgent = "dateline";
constexpr int kNotModified = 304;

/// The address of the robots.txt of a page's server.
std::string robots_address(const std::string& url) { return resolved_http_url(url, "/robots.txt"); }

/// Whether a page says that its text has to be paid for: schema.org's isAccessibleForFree, and the
/// content tier of Facebook's articles.
bool says_paid(const std::string& html) {
  const std::string page = lower_ascii(html);
  const auto says = [&](std::string_view name, std::initializer_list<std::string_view> values) {
    constexpr std::size_t kNear = 60;
    for (std::size_t at = page.find(name); at != std::string::npos; at = page.find(name, at + 1)) {
      const std::string_view after = std::string_view(page).substr(at + name.size(), kNear);
      const std::string_view value = after.substr(0, after.find_first_of(",}>"));
      if (std::ranges::any_of(
              values, [&](std::string_view v) { return value.find(v) != std::string_view::npos; }))
        return true;
    }
    return false;
  };
  return says("isaccessibleforfree", {"false"}) || says("content_tier", {"locked", "metered"});
}

void fill(std::string& own, const std::string& other) {
  if (own.empty()) own = other;
}

}  // namespace

Article article_of_page(const HttpResponse& response, const Article& item,
                        const ReadOptions& options) {
  TextOrigin origin = TextOrigin::utf8;
  const std::string html = page_text(response.body, {}, origin);
  Record record = read_page(html, response.url, options);
  if (const auto* rejection = std::get_if<Rejection>(&record))
    throw Error(rejection->reason, rejection->hint);
  Article page = std::move(std::get<Article>(record));
  constexpr std::size_t kTeaser = 2000;  // bytes; a paid text has more
  const bool paid = page.body.size() < kTeaser && says_paid(html);
  if (page.body.size() < item.body.size()) page.body = item.body;
  // The feed knows its article; the page has more of it.
  page.id = item.id;
  if (!item.title.empty()) page.title = item.title;
  if (!item.source.empty()) page.source = item.source;
  if (!item.url.empty()) page.url = item.url;
  if (item.published) {
    page.published = item.published;
    page.utc_offset = item.utc_offset;
    page.date_text = item.date_text;
  }
  fill(page.author, item.author);
  fill(page.section, item.section);
  fill(page.language, item.language);
  fill(page.type, paid ? "summary" : item.type);
  if (paid && page.type == "article") page.type = "summary";
  for (const std::string& topic : item.topics)
    if (std::ranges::find(page.topics, topic) == page.topics.end()) page.topics.push_back(topic);
  return page;
}

void FullPages::add(FullPage page) {
  const std::string address = robots_address(page.state.url);
  const auto [found, fresh] = numbers_.emplace(address, servers_.size());
  if (fresh) servers_.push_back({address, false, {}, {}});
  Server& server = servers_[found->second];
  const std::size_t number = pages_.size();
  if (fresh) {
    PollRequest request = page.request;
    request.url = address;
    request.etag.clear();
    request.modified.clear();
    poll_.add(kFirstRobots + found->second, std::move(request));
  }
  pages_.push_back(std::move(page));
  server.known ? ask(number) : server.waiting.push_back(number);
}

void FullPages::ask(std::size_t number) {
  FullPage& page = pages_[number];
  const Server& server = servers_[numbers_.at(robots_address(page.state.url))];
  if (!server.robots.allows(page.state.url)) {
    page.problem = "its robots.txt does not allow it";
    return finish(number);
  }
  PollRequest request = page.request;
  request.url = page.state.url;
  request.etag = page.state.etag;
  request.modified = page.state.modified;
  poll_.add(kFirstPage + number, std::move(request));
}

/// A server that has no rules allows everything, one that fails nothing (RFC 9309).
void FullPages::take_rules(Server& server, const HttpResponse& response) {
  const bool given = response.status >= 200 && response.status < 300;
  const bool none = response.status >= 400 && response.status < 500;
  if (given) server.robots = Robots(response.body, kAgent);
  if (!given && !none) server.robots = Robots::nothing_allowed();
  server.known = true;
}

void FullPages::answered(std::size_t number, HttpResponse&& response, const ReadOptions& options) {
  if (number >= kFirstRobots) {
    Server& server = servers_[number - kFirstRobots];
    take_rules(server, response);
    for (const std::size_t page : std::exchange(server.waiting, {})) {
      if (response.status == 0) pages_[page].problem = response.problem;
      response.status == 0 ? finish(page) : ask(page);
    }
    return;
  }
  FullPage& page = pages_[number - kFirstPage];
  if (response.status == kNotModified) {
    page.same = true;
  } else if (response.status < 200 || response.status >= 300) {
    page.problem = response.status == 0 ? response.problem
                                        : fmt::format("the server answers {}", response.status);
  } else {
    try {
      ReadOptions own = options;
      own.address = base_address(response.url);
      page.article = article_of_page(response, page.item, own);
      page.state.etag = response.etag;
      page.state.modified = response.modified;
      page.read = true;
    } catch (const Error& error) {
      page.problem = error.what();
      page.no_article = true;
    }
  }
  finish(number - kFirstPage);
}

void FullPages::finish(std::size_t number) {
  FullPage& page = pages_[number];
  if (!page.read) page.article = page.item;
  done_.push_back(number);
}

std::vector<FullPage> FullPages::take_answered() {
  std::vector<FullPage> taken;
  for (const std::size_t number : std::exchange(done_, {}))
    taken.push_back(std::move(pages_[number]));
  return taken;
}

}  // namespace dateline::indexing
