// SPDX-License-Identifier: GPL-2.0-or-later
#include "topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <iterator>
#include <optional>
#include <set>

#include "results/presenter.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool is_word_byte(char c) {
  return is_ascii_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

/// Inside a word: Kennedy's, U.S, 3.5, AT&T.
bool joins(char c) { return c == '\'' || c == '.' || c == ',' || c == '&'; }

bool all_capitals(std::string_view text) {
  return text.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos &&
         text.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string_view::npos;
}

class TopicReader {
 public:
  TopicReader(const std::string& name, Complaints& complaints)
      : name_(name), complaints_(complaints) {}

  std::vector<Topic> read(const std::string& text) {
    lower_ascii(trimmed(text).substr(0, 4)) == "<top" ? read_trec(text) : read_tabbed(text);
    return std::move(topics_);
  }

 private:
  void read_tabbed(std::string_view text) {
    for (std::size_t at = 0, number = 1; at < text.size(); ++number) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view line = trimmed(text.substr(at, end - at));
      at = end + 1;
      if (line.empty()) continue;
      const std::size_t tab = line.find('\t');
      if (tab == std::string_view::npos) {
        complain(number, "has no tab between a topic's id and its query");
        continue;
      }
      const std::string_view query = trimmed(line.substr(tab));
      add(number, trimmed(line.substr(0, tab)),
          all_capitals(query) ? plain_words(query) : std::string(query));
    }
  }

  void read_trec(std::string_view text) {
    const std::string lower = lower_ascii(text);
    for (std::size_t at = lower.find("<top>"); at != std::string::npos;) {
      const std::size_t next = lower.find("<top>", at + 1);
      const std::size_t end = std::min({next, lower.find("</top>", at), lower.size()});
      read_top(text.substr(at, end - at), lower.substr(at, end - at), line_of(text, at));
      at = next;
    }
  }

  void read_top(std::string_view top, std::string_view lower, std::size_t line) {
    const std::optional<std::string_view> id = element(top, lower, "<num>", "number:");
    const std::optional<std::string_view> title = element(top, lower, "<title>", "topic:");
    if (!id || id->empty())
      complain(line, "a topic without <num>");
    else if (!title || title->empty())
      complain(line, fmt::format("topic {} without <title>", *id));
    else
      add(line, *id, plain_words(*title));
  }

  /// The text after `tag`, up to the next tag, without the label that the files of some years have.
  static std::optional<std::string_view> element(std::string_view top, std::string_view lower,
                                                 std::string_view tag, std::string_view label) {
    const std::size_t begin = lower.find(tag);
    if (begin == std::string_view::npos) return std::nullopt;
    const std::size_t from = begin + tag.size();
    const std::string_view inside = trimmed(top.substr(from, lower.find('<', from) - from));
    const bool labelled = lower_ascii(inside.substr(0, label.size())) == label;
    return labelled ? trimmed(inside.substr(label.size())) : inside;
  }

  void add(std::size_t line, std::string_view id, std::string query) {
    std::string safe = trec_id(std::string(id));
    if (id.empty())
      complain(line, "a topic without an id");
    else if (!ids_.insert(safe).second)
      complain(line, fmt::format("topic {} is there twice", id));
    else
      topics_.push_back({std::move(safe), std::move(query)});
  }

  void complain(std::size_t line, std::string_view reason) {
    complaints_.push_back(fmt::format("{}:{}: {}; left out", name_, line, reason));
  }

  static std::size_t line_of(std::string_view text, std::size_t at) {
    std::size_t line = 1;
    for (const char c : text.substr(0, at)) line += c == '\n';
    return line;
  }

  const std::string& name_;
  Complaints& complaints_;
  std::vector<Topic> topics_;
  std::set<std::string> ids_;
};

}  // namespace

std::string plain_words(std::string_view sentence) {
  std::string query;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    const char c = sentence[i];
    const bool inside = i > 0 && i + 1 < sentence.size() && is_word_byte(sentence[i - 1]) &&
                        is_word_byte(sentence[i + 1]);
    if (!is_word_byte(c) && !(joins(c) && inside)) {
      if (!query.empty() && query.back() != ' ') query += ' ';
      continue;
    }
    if (query.empty() || query.back() == ' ') query += '\\';
    query += c;
  }
  if (!query.empty() && query.back() == ' ') query.pop_back();
  return query;
}

std::vector<Topic> read_topics(std::istream& in, const std::string& name, Complaints& complaints) {
  return TopicReader(name, complaints).read({std::istreambuf_iterator<char>(in), {}});
}

}  // namespace dateline::searching
