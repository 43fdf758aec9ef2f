// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "batch.h"
#include "catalog.h"
#include "dates.h"
#include "ingest.h"
#include "input.h"

namespace dateline {
namespace {

using schema::FieldId;

class Collector : public InputVisitor {
 public:
  Collector(Reference& reference, Timestamp now) : reference_(reference), now_(now) {}
  void begin_input(const Input&) override {}
  void article(Article&& article, std::uint64_t) override {
    reference_.add(std::move(article), now_);
  }
  void rejected(const Rejection&) override {}
  void end_input() override {}
  void progress(std::uint64_t) override {}
  bool stop() override { return false; }

 private:
  Reference& reference_;
  const Timestamp now_;
};

/// What an article has in an exact field, or its byline as a whole.
const std::string& value_of(const Article& article, FieldId field) {
  switch (field) {
    case FieldId::source:
      return article.source;
    case FieldId::section:
      return article.section;
    case FieldId::author:
      return article.author;
    case FieldId::language:
      return article.language;
    case FieldId::id:
      return article.id;
    default:
      return article.url;
  }
}

/// Ids and addresses are compared as they are, all else without case and accents.
std::string compared(const std::string& value, FieldId field) {
  return field == FieldId::id || field == FieldId::url ? value : fold_value(value);
}

bool has_value(const Article& article, const Query& leaf) {
  const std::string& value = value_of(article, leaf.field);
  if (value.empty()) return false;
  const std::string has = compared(value, leaf.field), wanted = compared(leaf.text, leaf.field);
  return leaf.form == Query::Form::prefix ? has.starts_with(wanted) : has == wanted;
}

std::optional<std::int64_t> number_of(const Reference::Known& known, FieldId field) {
  if (field == FieldId::date) return known.article.published;
  return field == FieldId::seen ? known.first_seen : known.words;
}

bool in_range(const Reference::Known& known, const Query& leaf) {
  const std::optional<std::int64_t> n = number_of(known, leaf.field);
  return n && (!leaf.from || *n >= *leaf.from) && (!leaf.to || *n < *leaf.to);
}

bool any_folds_to(const std::vector<std::string>& wanted, const std::string& value) {
  return wanted.empty() ||
         (!value.empty() && std::ranges::any_of(wanted, [&](const std::string& w) {
           return fold_value(w) == fold_value(value);
         }));
}

bool passes(const Article& a, const SearchRequest& request) {
  if ((request.after || request.before) && !a.published) return false;
  return any_folds_to(request.sources, a.source) && any_folds_to(request.sections, a.section) &&
         any_folds_to(request.authors, a.author) && any_folds_to(request.languages, a.language) &&
         (!request.after || *a.published >= *request.after) &&
         (!request.before || *a.published < *request.before);
}

}  // namespace

void Reference::add(Article article, Timestamp now) {
  leaves_.clear();
  if (article.id.empty()) article.id = canonical_url(article.url);
  if (article.id.empty())
    for (const std::uint8_t byte : content_hash(article)) article.id += fmt::format("{:02x}", byte);
  const auto [place, is_new] = by_id_.try_emplace(article.id, articles_.size());
  if (is_new) articles_.emplace_back().first_seen = now;

  StoredArticle stored;
  stored.article = std::move(article);
  prepare(stored, "en");
  Known& known = articles_[place->second];
  known.article = std::move(stored.article);
  const Article& a = known.article;
  known.title = cut(a.title, a.language);
  known.body = cut(a.body, a.language);
  known.author = cut(a.author, a.language);
  known.words = static_cast<std::int64_t>(known.title.size() + known.body.size());
  if (known.title.size() > schema::kTitleWords) {  // the rest of such a title counts as body
    const auto rest = known.title.begin() + schema::kTitleWords;
    known.body.insert(known.body.begin(), rest, known.title.end());
    known.title.erase(rest, known.title.end());
  }
  for (const char* field : {"source", "section", "author"}) {
    const std::string& value = value_of(a, schema::find_field(field)->id);
    spellings_.try_emplace({field, fold_value(value)}, value);
  }
}

void Reference::add_files(const std::vector<std::string>& paths, Timestamp now) {
  Collector collector(*this, now);
  read_inputs(paths, {}, collector);
}

Reference::Form Reference::number(std::string_view form) {
  if (form.empty()) return 0;
  const auto [entry, is_new] =
      numbers_.try_emplace(std::string(form), static_cast<Form>(forms_.size()));
  if (is_new) forms_.push_back(&entry->first);
  return entry->second;
}

std::vector<Reference::Word> Reference::cut(std::string_view text, const std::string& language) {
  std::vector<Word> words;
  tokenizer_.start(text);
  for (Token token; tokenizer_.next(token);) {
    Word word;
    word.folded = number(token.folded);
    word.accented = number(token.accented);
    word.pair = number(token.bigram);
    word.ideograph = token.ideograph;
    word.acronym = token.acronym;
    word.all_caps = token.letter_case == Token::Case::all_caps;
    word.stem = token.ideograph ? 0 : stem_of(word, language);
    words.push_back(word);
  }
  return words;
}

/// The words of a query have no language of their own.
std::vector<Reference::Word> Reference::cut(const Query& leaf) {
  std::vector<Word> words = cut(leaf.text, "");
  for (const Query& child : leaf.children) {
    const std::vector<Word> more = cut(child.text, "");
    words.insert(words.end(), more.begin(), more.end());
  }
  return words;
}

Reference::Form Reference::stem_of(const Word& word, const std::string& language) {
  return number(stemmer_.stem(*forms_[word.folded], language));
}

Reference::Set Reference::match(const Query& query) {
  Set result(articles_.size());
  const auto each = [&](auto&& matches) {
    for (std::size_t i = 0; i < articles_.size(); ++i) result[i] = matches(i);
  };
  switch (query.kind) {
    case Query::Kind::all:
      each([](std::size_t) { return true; });
      break;
    case Query::Kind::none:
      break;
    case Query::Kind::word:
    case Query::Kind::phrase: {
      const auto [known, is_new] = leaves_.try_emplace(to_text(query));
      if (is_new) {
        const std::vector<Word> wanted = cut(query);
        each([&](std::size_t i) { return contains(articles_[i], query, wanted); });
        known->second = result;
      }
      return known->second;
    }
    case Query::Kind::value:
      each([&](std::size_t i) { return has_value(articles_[i].article, query); });
      break;
    case Query::Kind::range:
      each([&](std::size_t i) { return in_range(articles_[i], query); });
      break;
    case Query::Kind::negation: {
      const Set part = match(query.children.front());
      each([&](std::size_t i) { return !part[i]; });
      break;
    }
    case Query::Kind::conjunction:
    case Query::Kind::disjunction: {
      const bool all = query.kind == Query::Kind::conjunction;
      each([&](std::size_t) { return all; });
      for (const Query& child : query.children) {
        const Set part = match(child);
        each([&](std::size_t i) { return all ? result[i] && part[i] : result[i] || part[i]; });
      }
      break;
    }
  }
  return result;
}

Reference::Set Reference::search(const Query& query, const SearchRequest& request) {
  Set result = match(query);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = result[i] && passes(articles_[i].article, request);
  return result;
}

bool Reference::contains(const Known& known, const Query& leaf, const std::vector<Word>& wanted) {
  if (wanted.empty()) return false;
  const Form stem = stem_of(wanted.front(), known.article.language);
  const auto in = [&](const std::vector<Word>& text) {
    return stands_in(text, leaf, wanted, stem);
  };
  switch (leaf.field) {
    case FieldId::title:
      return in(known.title);
    case FieldId::body:
      return in(known.body);
    case FieldId::author:
      return in(known.author);
    default:
      return in(known.title) || in(known.body);
  }
}

bool Reference::stands_in(const std::vector<Word>& text, const Query& leaf,
                          const std::vector<Word>& wanted, Form stem) const {
  for (std::size_t i = 0; i + wanted.size() <= text.size(); ++i)
    if (stands_at(&text[i], leaf, wanted, stem)) return true;
  return false;
}

/// Several words, or ideographs, stand one after the other as they are; one word by its form.
bool Reference::stands_at(const Word* at, const Query& leaf, const std::vector<Word>& wanted,
                          Form stem) const {
  const Word& first = wanted.front();
  if (wanted.size() > 1 || first.ideograph) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (at[i].folded != wanted[i].folded || (wanted[i].pair != 0 && at[i].pair != wanted[i].pair))
        return false;
    return true;
  }
  if (leaf.kind == Query::Kind::phrase) return at->folded == first.folded;
  switch (leaf.form) {
    case Query::Form::folded:
      return at->folded == first.folded;
    case Query::Form::exact:
      return at->accented == first.accented;
    case Query::Form::prefix:
      return forms_[at->folded]->starts_with(*forms_[first.folded]);
    case Query::Form::stem:
      break;
  }
  if (leaf.field == FieldId::author)
    return at->folded == first.folded;  // names have no inflections
  if (first.acronym) return at->folded == first.folded && (at->all_caps || at->acronym);
  return at->stem == stem;
}

std::uint64_t Reference::count(const Set& set) {
  return static_cast<std::uint64_t>(std::ranges::count(set, true));
}

std::vector<std::string> Reference::in_order(const Set& set, Sort order) const {
  std::vector<std::tuple<bool, std::int64_t, std::string>> keys;  // undated last, date, id
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (!set[i]) continue;
    const Article& a = articles_[i].article;
    const std::int64_t date = a.published.value_or(0);
    keys.emplace_back(!a.published, order == Sort::newest ? -date : date, a.id);
  }
  std::ranges::sort(keys);
  std::vector<std::string> ids;
  for (auto& [undated, date, id] : keys) ids.push_back(std::move(id));
  return ids;
}

Facet Reference::facet(const std::string& field, const Set& set) const {
  Facet facet{field, {}, 0, 0};
  std::map<std::string, std::uint64_t> counts;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (!set[i]) continue;
    const Article& a = articles_[i].article;
    std::string value;
    if (field == "year" || field == "month") {
      if (a.published)
        value = period_name(*a.published, field == "year" ? Period::year : Period::month);
    } else if (field == "language") {
      value = a.language;
    } else if (const std::string& own = value_of(a, schema::find_field(field)->id); !own.empty()) {
      value = spellings_.at({field, fold_value(own)});
    }
    value.empty() ? ++facet.missing : ++counts[value];
  }
  for (const auto& [value, count] : counts) facet.values.push_back({value, count});
  std::ranges::stable_sort(facet.values, std::greater<>(), &FacetValue::count);
  facet.distinct = facet.values.size();
  return facet;
}

Timeline Reference::timeline(Period period, const Set& set) const {
  Timeline timeline{period, {}, 0};
  std::map<Timestamp, std::uint64_t> counts;  // by first second
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (!set[i]) continue;
    if (const std::optional<Timestamp> date = articles_[i].article.published)
      ++counts[period_begin(*date, period)];
    else
      ++timeline.missing;
  }
  if (counts.empty()) return timeline;
  for (Timestamp at = counts.begin()->first; at <= counts.rbegin()->first;
       at = period_next(at, period))
    timeline.entries.push_back({period_name(at, period), counts.contains(at) ? counts.at(at) : 0});
  return timeline;
}

}  // namespace dateline
