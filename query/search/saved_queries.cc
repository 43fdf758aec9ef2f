// SPDX-License-Identifier: GPL-2.0-or-later
#include "saved_queries.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "advice/spelling.h"
#include "catalog/query_store.h"
#include "error.h"
#include "language/query_escape.h"
#include "language/query_tree.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

void set_place(Query& query, SourceSpan place) {
  query.place = place;
  for (Query& child : query.children) set_place(child, place);
}

/// "; nearest: brexit, brexit-uk"; when no name is near, those that there are, if they are few.
std::string nearest(std::string_view name, const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& other : names) {
    const bool begins = other.starts_with(name) || name.starts_with(other);
    const std::size_t most = 1 + name.size() / 4;
    const std::size_t distance = begins ? 1 : edit_distance(name, other, most);
    if (distance <= most) near.emplace_back(distance, other);
  }
  std::ranges::sort(near);
  if (near.size() > kNamed) near.resize(kNamed);
  std::string text;
  for (const auto& [distance, other] : near) text += (text.empty() ? "; nearest: " : ", ") + other;
  constexpr std::size_t kFew = 8;
  if (near.empty() && !names.empty() && names.size() <= kFew)
    text = fmt::format("; there {} {}", names.size() == 1 ? "is" : "are", fmt::join(names, ", "));
  return text;
}

/// Folded; "" when it cannot be a name.
std::string name_of(std::string_view written) {
  try {
    return normal_name(written);
  } catch (const Error&) {
    return {};
  }
}

/// MAYBE where it has no meaning is its operand.
void drop_optional(Query& query) {
  while (query.kind == Query::Kind::optional) {
    Query operand = std::move(query.children.front());
    query = std::move(operand);
  }
}

Query of_kind(Query::Kind kind, SourceSpan place) {
  Query query;
  query.kind = kind;
  query.place = place;
  return query;
}

/// Makes a node what query.h says of its kind again, after its children have changed.
void restore_shape(Query& query) {
  using Kind = Query::Kind;
  switch (query.kind) {
    case Kind::negation: {
      drop_optional(query.children.front());
      Query operand = std::move(query.children.front());
      if (operand.kind == Kind::negation) {
        Query inner = std::move(operand.children.front());
        query = std::move(inner);
      } else if (operand.kind == Kind::all || operand.kind == Kind::none) {
        query = of_kind(operand.kind == Kind::all ? Kind::none : Kind::all, query.place);
      } else {
        query.children.front() = std::move(operand);
      }
      return;
    }
    case Kind::optional:
      drop_optional(query.children.front());
      return;
    case Kind::conjunction:
    case Kind::disjunction: {
      std::vector<Query> clauses;
      for (Query& child : query.children) {
        if (query.kind == Kind::disjunction) drop_optional(child);
        if (child.kind == query.kind && child.boost == 1)
          std::ranges::move(child.children, std::back_inserter(clauses));
        else
          clauses.push_back(std::move(child));
      }
      query.children = std::move(clauses);
      return;
    }
    default:
      return;
  }
}

class SavedQueryExpansion {
 public:
  SavedQueryExpansion(const Catalog& catalog, Timestamp now, std::vector<Note>& notes,
                      std::size_t leaves)
      : catalog_(catalog), now_(now), notes_(notes), leaves_(leaves) {}

  void expand(Query& query) {
    if (query.kind == Query::Kind::value && query.field == FieldId::saved)
      return insert_saved(query);
    if (query.kind == Query::Kind::value && query.field == FieldId::source &&
        query.text.starts_with('@'))
      return insert_group(query);
    for (Query& child : query.children) expand(child);
    restore_shape(query);
  }

 private:
  void note(const Query& value, const char* code, std::string message) {
    if (notes_.size() < kMaxNotes) notes_.push_back({value.place, code, std::move(message)});
  }

  /// The value matches nothing, for the reason given.
  void refuse(Query& value, const char* code, std::string message) {
    note(value, code, std::move(message));
    Query nothing;
    nothing.kind = Query::Kind::none;
    nothing.place = value.place;
    value = std::move(nothing);
  }

  /// True when there is room for `n` more leaves; they are then taken.
  bool take(std::size_t n) {
    if (n > kMaxLeaves || leaves_ > kMaxLeaves - n) return false;
    leaves_ += n;
    return true;
  }

  void insert_saved(Query& value) {
    const std::string name = name_of(value.text), shown = shortened(value.text);
    const std::optional<SavedQuery> saved = catalog_.queries().query(name);
    if (!saved) {
      std::vector<std::string> names;
      for (SavedQuery& other : catalog_.queries().queries()) names.push_back(std::move(other.name));
      return refuse(value, "unknown-saved-query",
                    fmt::format("There is no saved query \"{}\"{}.", shown, nearest(name, names)));
    }
    if (std::ranges::find(open_, name) != open_.end())
      return refuse(
          value, "saved-query-cycle",
          fmt::format("The saved query \"{}\" contains itself; there it matches nothing.", name));
    if (open_.size() == kMaxSavedDepth)
      return refuse(value, "saved-query-depth",
                    fmt::format("Saved queries are followed {} deep; \"{}\" matches nothing.",
                                kMaxSavedDepth, name));
    ParseOptions options;
    options.now = now_;
    ParsedQuery parsed = parse_query(saved->text, options);
    for (const Note& n : parsed.notes)
      note(value, n.code.c_str(), fmt::format("In the saved query \"{}\": {}", name, n.message));
    if (!take(count_leaves(parsed.query) - 1))
      return refuse(value, "saved-query-size",
                    fmt::format("With the saved query \"{}\" there would be more than {} words; it "
                                "matches nothing.",
                                name, kMaxLeaves));
    set_place(parsed.query, value.place);
    parsed.query.boost *= value.boost;
    value = std::move(parsed.query);
    open_.push_back(name);
    expand(value);
    open_.pop_back();
  }

  void insert_group(Query& value) {
    const std::string name = name_of(std::string_view(value.text).substr(1));
    const std::vector<std::string> sources = catalog_.queries().source_group(name);
    if (sources.empty())  // and no source of that name either, most likely
      return note(value, "unknown-source-group",
                  fmt::format("There is no group of sources \"{}\"{}.", shortened(value.text),
                              nearest(name, catalog_.queries().source_groups())));
    if (!take(sources.size() - 1))
      return refuse(value, "source-group-size",
                    fmt::format("With the sources of \"{}\" there would be more than {} words; it "
                                "matches nothing.",
                                shortened(value.text), kMaxLeaves));
    Query any;
    any.kind = Query::Kind::disjunction;
    any.place = value.place;
    any.boost = std::exchange(value.boost, 1);
    value.form = Query::Form::folded;
    for (const std::string& source : sources) {
      value.text = source;
      any.children.push_back(value);
    }
    if (sources.size() > 1)
      value = std::move(any);
    else
      value.boost = any.boost;
  }

  const Catalog& catalog_;
  const Timestamp now_;
  std::vector<Note>& notes_;
  std::size_t leaves_;
  std::vector<std::string> open_;  // saved queries being read, outermost first
};

}  // namespace

void expand_saved(Query& query, const Catalog& catalog, Timestamp now, std::vector<Note>& notes) {
  SavedQueryExpansion(catalog, now, notes, count_leaves(query)).expand(query);
}

}  // namespace dateline::searching
