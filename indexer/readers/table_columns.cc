// SPDX-License-Identifier: GPL-2.0-or-later
#include "table_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "text/analyzer.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, is_ascii_digit);
}

/// What the tag of this name holds in a cell.
std::string tag_content(std::string_view cell, std::string_view name) {
  const std::string open = fmt::format("<{}>", name), close = fmt::format("</{}>", name);
  const std::size_t begin = cell.find(open);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = cell.substr(begin + open.size());
  return std::string(rest.substr(0, rest.find(close)));
}

/// What these words mean at the head of a column only; elsewhere they name other things: a list of
/// records, pictures, a section.
std::optional<FieldAlias> column_alias(std::string_view name) {
  static constexpr std::pair<std::string_view, ArticleField> kColumns[] = {
      {"data", ArticleField::date},         {"media", ArticleField::source},
      {"veiculo", ArticleField::source},    {"tidning", ArticleField::source},
      {"kilde", ArticleField::source},      {"cabecera", ArticleField::source},
      {"zrodlo", ArticleField::source},     {"lien", ArticleField::url},
      {"enlace", ArticleField::url},        {"lank", ArticleField::url},
      {"lenke", ArticleField::url},         {"adresse", ArticleField::url},
      {"editoria", ArticleField::section},  {"rubrik", ArticleField::title},
      {"forfattare", ArticleField::author}, {"autorin", ArticleField::author},
      {"seite", ArticleField::page},        {"pagina", ArticleField::page},
      {"tema", ArticleField::topics},       {"thema", ArticleField::topics}};
  constexpr unsigned kRank = 70;  // below the common spellings
  const std::string plain = fold_value(plain_key(name));
  for (const auto& [column, part] : kColumns)
    if (plain == column) return FieldAlias{part, kRank};
  return std::nullopt;
}

std::optional<FieldAlias> alias_of(std::string_view name) {
  const std::optional<FieldAlias> known = known_alias(name);
  return known ? known : column_alias(name);
}

}  // namespace

std::size_t known_columns(const std::vector<std::string>& names) {
  std::size_t parts = 0;  // a bit for each
  for (const std::string& name : names)
    if (const auto known = alias_of(name); known && known->part < ArticleField::topics)
      parts |= std::size_t{1} << static_cast<int>(known->part);
  return static_cast<std::size_t>(__builtin_popcountll(parts));
}

bool TableColumns::assign(const std::vector<std::string>& names) {
  names_ = names;
  for (std::string& name : names_) name = trim(name);
  layout_ = find_layout([&](std::string_view key) {
    return std::ranges::any_of(
        names_, [&](const std::string& name) { return plain_key(name) == plain_key(key); });
  });
  return assign_aliases();
}

bool TableColumns::assign_without_header(const std::vector<std::string>& cells) {
  if (known_columns(cells) > 1) return false;
  const bool numbered = !mapped_.empty() && std::ranges::all_of(mapped_, [](const MappedKey& key) {
    return is_number(key.key);
  });
  layout_ = find_table(cells);
  if (!numbered && layout_ == nullptr) return false;
  names_.clear();
  for (std::size_t i = 1; i <= cells.size(); ++i) names_.push_back(fmt::format("{}", i));
  return assign_aliases() || layout_ != nullptr;
}

bool TableColumns::assign_aliases() {
  bool text = layout_ != nullptr;
  aliases_.clear();
  for (std::size_t i = 0; i < names_.size(); ++i) {
    std::optional<FieldAlias> spelling = alias_of(names_[i]);
    for (const MappedKey& mapped : mapped_) {
      const bool same =
          plain_key(mapped.key) == plain_key(names_[i]) || mapped.key == fmt::format("{}", i + 1);
      if (same) spelling = FieldAlias{mapped.part, 0};
      bytes_.mapped(mapped.key, same);
    }
    text = text || (spelling && (spelling->part == ArticleField::title ||
                                 spelling->part == ArticleField::body));
    aliases_.push_back(spelling);
  }
  return text;
}

std::string TableColumns::cell(const std::vector<std::string>& cells, std::string_view path) const {
  const std::string_view name = path.substr(0, path.find('/'));
  for (std::size_t i = 0; i < names_.size() && i < cells.size(); ++i) {
    if (plain_key(names_[i]) != plain_key(name)) continue;
    return name.size() == path.size() ? cells[i]
                                      : tag_content(cells[i], path.substr(name.size() + 1));
  }
  return {};
}

std::optional<Record> TableColumns::read(const std::vector<std::string>& cells,
                                         std::uint64_t line) {
  parts_.clear();
  const LayoutLookup lookup = [&](const LayoutPath& path, ArticleField) {
    return cell(cells, path.path);
  };
  if (layout_ != nullptr && holds(layout_->skipped, lookup)) {
    ++skipped_;
    return std::nullopt;
  }
  DecidedFields decided;
  for (std::size_t i = 0; i < names_.size(); ++i)  // what --map says wins
    if (aliases_[i] && aliases_[i]->rank == 0) parts_.set(*aliases_[i], cells[i]);
  if (layout_ != nullptr) decided = set_layout_fields(*layout_, lookup, parts_);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (aliases_[i] && !decided.has(aliases_[i]->part)) parts_.set(*aliases_[i], cells[i]);
    const bool read = aliases_[i] || (layout_ != nullptr && layout_->reads(names_[i]));
    read ? bytes_.read(cells[i].size()) : bytes_.unread(names_[i], cells[i].size());
  }
  const bool cancelled = layout_ != nullptr && holds(layout_->cancelled, lookup);
  parts_.drop_markup();
  Article article = make_article(parts_, options_);
  if (cancelled) article.status = Status::cancelled;
  if (!has_text(article) && !(cancelled && !article.id.empty()))
    return no_text(line, "the row", names_);
  return article;
}

}  // namespace dateline::indexing
