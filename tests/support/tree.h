// SPDX-License-Identifier: GPL-2.0-or-later
// Trees of queries for tests, written as nested lists, so that tests of what comes after the parser
// do not depend on it: (near 5 oil (or gas =coal)).
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "language/query.h"

namespace dateline {

using namespace searching;

/// (near N a b) (pre N a b) (not-near N a b) (not-pre N a b), with s, p or f for N: (near s a b);
/// (atleast N x) (first N x) (phrase a * b) (and a b) (or a b) (not x) (maybe x). Words: stemmed
/// +oil, as written oil, exact =oil, capitals ^Oil, all capitals ^^US, none _oil, wildcards oi*,
/// fuzzy oil~1, each with a field: title:oil.
class TreeReader {
 public:
  explicit TreeReader(std::string_view text) : text_(text) {}

  Query read() {
    skip_blanks();
    if (!take('(')) return read_word();
    Query query;
    const std::string name(read_name());
    const std::string_view plain =
        name.starts_with("not-") ? std::string_view(name).substr(4) : name;
    if (plain == "near" || plain == "pre") {
      query.kind = name == plain ? Query::Kind::near : Query::Kind::not_near;
      query.ordered = plain == "pre";
      const std::string_view distance = read_name();
      if (distance == "s" || distance == "p" || distance == "f")
        query.unit = distance == "s"   ? Query::Unit::sentence
                     : distance == "p" ? Query::Unit::paragraph
                                       : Query::Unit::field;
      else
        query.number = static_cast<std::uint32_t>(std::stoul(std::string(distance)));
    } else if (name == "atleast" || name == "first") {
      query.kind = name == "first" ? Query::Kind::first : Query::Kind::at_least;
      query.number = static_cast<std::uint32_t>(std::stoul(std::string(read_name())));
    } else {
      query.kind = name == "phrase"  ? Query::Kind::phrase
                   : name == "and"   ? Query::Kind::conjunction
                   : name == "or"    ? Query::Kind::disjunction
                   : name == "not"   ? Query::Kind::negation
                   : name == "maybe" ? Query::Kind::optional
                                     : throw std::invalid_argument("no such list: " + name);
    }
    for (skip_blanks(); !take(')'); skip_blanks()) query.children.push_back(read());
    if (query.kind == Query::Kind::phrase) query.field = query.children.front().field;
    return query;
  }

 private:
  Query read_word() {
    std::string_view name = read_name();
    Query word;
    if (name == "*") return word;
    word.kind = Query::Kind::word;
    word.form = Query::Form::folded;
    if (const auto colon = name.find(':'); colon != name.npos) {
      word.field = schema::find_field(name.substr(0, colon))->id;
      name.remove_prefix(colon + 1);
    }
    const auto mark = [&](std::string_view sign, Query::Form form) {
      if (word.form != Query::Form::folded || !name.starts_with(sign)) return;
      name.remove_prefix(sign.size());
      word.form = form;
    };
    mark("^^", Query::Form::all_caps);
    mark("^", Query::Form::caps);
    mark("_", Query::Form::no_caps);
    mark("=", Query::Form::exact);
    mark("+", Query::Form::stem);
    if (name.find_first_of("*?") != name.npos) word.form = Query::Form::wildcard;
    if (const auto tilde = name.find('~'); tilde != name.npos) {
      word.form = Query::Form::fuzzy;
      word.number = static_cast<std::uint32_t>(name[tilde + 1] - '0');
      name = name.substr(0, tilde);
    }
    word.text = name;
    return word;
  }

  std::string_view read_name() {
    skip_blanks();
    const std::size_t size = std::min(text_.find_first_of(" ()"), text_.size());
    const std::string_view name = text_.substr(0, size);
    text_.remove_prefix(size);
    return name;
  }
  void skip_blanks() {
    while (text_.starts_with(' ')) text_.remove_prefix(1);
  }
  bool take(char c) {
    if (text_.empty()) throw std::invalid_argument("the list does not end");
    if (text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::string_view text_;
};

inline Query read_tree(std::string_view text) { return TreeReader(text).read(); }

}  // namespace dateline
