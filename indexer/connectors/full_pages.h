// SPDX-License-Identifier: GPL-2.0-or-later
// FullPages: asks for the pages that feeds name and makes articles of them, for fetch --full. The
// robots.txt of each server is asked first, once a run. What a feed says stands where its page
// cannot be had. Used by fetch, which keeps the states and adds the articles.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "catalog/feed_store.h"
#include "http_poll.h"
#include "readers/article_reader.h"
#include "robots.h"

namespace dateline::indexing {

/// What a feed says of an article, and the page it names.
struct FullPage {
  std::size_t feed = 0;  // its number
  Article item;          // as the feed has it, without a text where it was a sitemap
  std::uint64_t line = 0;
  PageState state;          // of the page when it was read before; from its answer on, that
  PollRequest request;      // the page's, without its address
  Article article;          // what is to be added, where `read` or the item has a text
  bool known = false;       // it was read by an earlier run
  bool read = false;        // the page was read
  bool same = false;        // it has not changed
  bool no_article = false;  // it was answered, and holds none
  std::string problem;      // why it was not read
};

class FullPages {
 public:
  explicit FullPages(HttpPoll& poll) : poll_(poll) {}

  /// Asks for a page, or for the rules of its server first.
  void add(FullPage page);
  /// Whether a response is one of these.
  static bool is_own(std::size_t number) { return number >= kFirstPage; }
  void answered(std::size_t number, HttpResponse&& response, const ReadOptions& options);
  /// The pages that are answered and not taken yet.
  std::vector<FullPage> take_answered();
  std::size_t answered_pages() const { return done_.size(); }

 private:
  static constexpr std::size_t kFirstPage = std::size_t{1} << 40;
  static constexpr std::size_t kFirstRobots = std::size_t{1} << 41;

  struct Server {
    std::string address;  // of its robots.txt
    bool known = false;
    Robots robots;
    std::vector<std::size_t> waiting;  // pages
  };

  void ask(std::size_t page);
  void take_rules(Server& server, const HttpResponse& response);
  void finish(std::size_t page);

  HttpPoll& poll_;
  std::deque<FullPage> pages_;  // by number
  std::vector<std::size_t> done_;
  std::deque<Server> servers_;
  std::map<std::string, std::size_t> numbers_;  // of servers, by address
};

/// The article of a page, completed by what its feed says of it. What stands there instead of a
/// text that has to be paid for has the type "summary". Throws Error where there is no article.
Article article_of_page(const HttpResponse& response, const Article& item,
                        const ReadOptions& options);

}  // namespace dateline::indexing
