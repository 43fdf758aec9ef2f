// SPDX-License-Identifier: GPL-2.0-or-later
#include "run_ids.h"

#include <fmt/format.h>

#include <utility>

#include "text/url.h"

namespace dateline::indexing {

static std::string hex(const ContentHash& hash) {
  std::string text;
  for (const std::uint8_t byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

void RunIds::begin_input(const std::string& name, Row next_row) {
  input_name_ = name;
  input_begin_ = next_row;
}

std::optional<KnownArticle> RunIds::settle(Article& article, const ContentHash& hash) {
  if (article.id.empty())
    article.id = article.url.empty() ? hex(hash) : canonical_url(article.url);
  else if (!prefix_.empty() && !is_unique_by_itself(article.id))
    article.id = prefix_ + "/" + article.id;
  given_ = article.id;
  return settle_given(article, hash);
}

void RunIds::accept(const Article& article, const KnownArticle& as) {
  under_way_[article.id] = {
      as, {article.source, article.url, article.title, input_name_, beginning_of(article.body)}};
}

void RunIds::stored(const std::string& id, Row row) {
  const auto waiting = under_way_.find(id);
  if (waiting != under_way_.end() && waiting->second.known.row == row) under_way_.erase(waiting);
}

std::optional<KnownArticle> RunIds::known(const std::string& id) const {
  if (const auto found = under_way_.find(id); found != under_way_.end()) return found->second.known;
  return catalog_ == nullptr ? std::nullopt : catalog_->find(id);
}

IdHolder RunIds::holder_of(const std::string& id, const KnownArticle& known) const {
  if (const auto found = under_way_.find(id); found != under_way_.end())
    return found->second.holder;
  const std::optional<StoredArticle> stored =
      catalog_ == nullptr ? std::nullopt : catalog_->article(known.row);
  if (!stored) return {};
  return {stored->article.source, stored->article.url, stored->article.title, stored->input_name,
          beginning_of(stored->article.body)};
}

/// The article that the archive has under the id of `article`. If it is another article, `article`
/// gets an id of its own: within its source, or numbered within its input.
std::optional<KnownArticle> RunIds::settle_given(Article& article, const ContentHash& hash) {
  const std::string given = article.id;
  std::optional<KnownArticle> before = known(given);
  const auto is_new = [&] {
    return before && before->hash != hash && article.status == Status::usable &&
           before->status == Status::usable;
  };
  if (!is_new() || is_unique_by_itself(given)) return before;
  IdHolder holder = holder_of(given, *before);
  const bool of_another_source = is_of_another_source(holder, article, input_name_);
  if (!is_another_headline(holder, article, of_another_source)) return before;
  if (of_another_source) {
    ++shared_;
    for (std::string& id : ids_within_source(article, input_name_)) {
      article.id = std::move(id);
      before = known(article.id);
      if (!is_new()) return before;
      holder = holder_of(article.id, *before);
      if (!is_of_another_source(holder, article, input_name_)) break;
    }
  }
  if (article.version != 0) return before;  // its source numbers the versions
  // The same id again: the article has a number if this input, or an earlier reading of it, gave
  // one.
  const std::string first = article.id;
  const std::optional<KnownArticle> under_first = before;
  for (int number = 2; is_new() && is_another_headline(holder, article); ++number) {
    const bool of_input = before->row >= input_begin_;
    article.id = fmt::format("{}/{}", first, number);
    before = known(article.id);
    if (before && before->hash != hash) holder = holder_of(article.id, *before);
    if (before || of_input) continue;
    article.id = first;
    return under_first;
  }
  if (article.id != first) ++repeated_;
  return before;
}

}  // namespace dateline::indexing
