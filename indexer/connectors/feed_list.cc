// SPDX-License-Identifier: GPL-2.0-or-later
#include "feed_list.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "error.h"
#include "http_url.h"
#include "opml.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

ListedFeed listed(const std::string& address, bool named) {
  const std::string url = http_url(address);
  ListedFeed feed;
  feed.url = url.empty() ? address : url;
  feed.named = named;
  feed.valid = !url.empty();
  return feed;
}

std::string content_of(const std::string& name) {
  if (name == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream file(name, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw Error(fmt::format("{} cannot be read", masked_url(name)));
  return content;
}

std::vector<ListedFeed> feeds_of_lines(std::string_view text, const std::string& name) {
  std::vector<ListedFeed> feeds;
  std::size_t number = 0;
  for (const std::string_view whole : split_lines(text)) {
    ++number;
    const std::string_view line = trim(whole);
    if (line.empty() || line.starts_with('#')) continue;
    feeds.push_back(listed(std::string(line.substr(0, line.find_first_of(" \t"))), false));
    ListedFeed& feed = feeds.back();
    if (feed.valid) continue;
    feed.url = line;
    feed.problem = fmt::format("not an address ({}, line {})", name, number);
  }
  return feeds;
}

std::vector<ListedFeed> feeds_of_file(const std::string& name) {
  const std::string content = content_of(name);
  if (looks_like_opml(content)) return feeds_of_opml(content, name);
  const std::string text = to_utf8(content);
  if (trim(text).starts_with('<') || looks_binary(content))
    throw Error(fmt::format("{} is no list of feeds", name),
                "give OPML, or a text file with an address a line; to read a feed from a file: "
                "dateline-indexer add");
  return feeds_of_lines(text, name);
}

bool names_url(const std::string& name) {
  return name.find("://") != std::string::npos || name.starts_with("feed:");
}

}  // namespace

std::vector<ListedFeed> feeds_of_opml(std::string_view opml, const std::string& name) {
  std::vector<ListedFeed> feeds;
  for (const std::string& address : opml_addresses(opml, name))
    feeds.push_back(listed(address, false));
  return feeds;
}

std::vector<ListedFeed> listed_feeds(const std::vector<std::string>& names) {
  std::vector<ListedFeed> all;
  std::map<std::string, std::size_t> places;
  const auto add = [&](ListedFeed feed) {
    const auto [place, is_new] = places.emplace(feed.url, all.size());
    if (!is_new)
      all[place->second].named |= feed.named;
    else
      all.push_back(std::move(feed));
  };
  for (const std::string& name : names) {
    if (names_url(name)) {
      add(listed(name, true));
    } else if (name == "-" || std::filesystem::is_regular_file(name)) {
      for (ListedFeed& feed : feeds_of_file(name)) add(std::move(feed));
    } else {
      throw Error(fmt::format("{} is neither an address nor a file", masked_url(name)),
                  "an address begins with http:// or https://");
    }
  }
  return all;
}

}  // namespace dateline::indexing
