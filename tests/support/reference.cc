// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "catalog/catalog.h"
#include "dates/dates.h"
#include "ingest/batch_indexer.h"
#include "ingest/ingest.h"
#include "ingest/input_reader.h"
#include "reference_places.h"
#include "text/url.h"

namespace dateline {

using namespace indexing;
using namespace searching;
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
    case FieldId::country:
      return article.country;
    case FieldId::type:
      return article.type;
    case FieldId::page:
      return article.page;
    case FieldId::edition:
      return article.edition;
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

/// "www.News.example.org" is "news.example.org".
std::string without_www(std::string host) {
  for (char& letter : host)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter | 0x20);
  return host.starts_with("www.") ? host.substr(4) : host;
}

/// The host of an address and the domains above it that have a dot.
std::vector<std::string> sites_of(std::string_view url) {
  const std::size_t scheme = url.find("//");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 2);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos)
    url.remove_prefix(user + 1);
  const std::string host = without_www(std::string(url.substr(0, url.find(':'))));
  std::vector<std::string> sites{host};
  for (std::size_t dot = host.find('.'); dot != std::string::npos; dot = host.find('.', dot + 1))
    if (host.find('.', dot + 1) != std::string::npos) sites.push_back(host.substr(dot + 1));
  return sites;
}

bool has_changed(const Reference::Known& known, const std::string& what) {
  if (what == "title") return known.title_changed;
  if (what == "body") return known.body_changed;
  if (what == "date") return known.date_changed;
  const bool any = known.title_changed || known.body_changed || known.date_changed;
  return what == "yes" ? any : what == "no" && !any;
}

bool has_value(const Reference::Known& known, const Query& leaf) {
  if (leaf.field == FieldId::changed) return has_changed(known, leaf.text);
  std::vector<std::string> values;
  if (leaf.field == FieldId::site)
    values = sites_of(known.article.url);
  else if (leaf.field == FieldId::topic)
    for (const std::string& topic : known.article.topics) values.push_back(fold_value(topic));
  else if (const std::string& value = value_of(known.article, leaf.field); !value.empty())
    values.push_back(compared(value, leaf.field));
  const std::string wanted =
      leaf.field == FieldId::site ? without_www(leaf.text) : compared(leaf.text, leaf.field);
  return std::ranges::any_of(values, [&](const std::string& has) {
    return leaf.form == Query::Form::prefix ? has.starts_with(wanted) : has == wanted;
  });
}

std::optional<std::int64_t> number_of(const Reference::Known& known, FieldId field) {
  return field == FieldId::seen ? known.first_seen : known.words;
}

/// A bound at midnight speaks of the day where the article was written, another of the instant.
bool in_dates(const Article& article, std::optional<Timestamp> from, std::optional<Timestamp> to) {
  if (!article.published) return false;
  const Timestamp day = period_begin(*local_time(article), Period::day);
  const auto time = [&](Timestamp bound) { return bound % 86'400 == 0 ? day : *article.published; };
  return (!from || time(*from) >= *from) && (!to || time(*to) < *to);
}

bool in_range(const Reference::Known& known, const Query& leaf) {
  if (leaf.field == FieldId::date) return in_dates(known.article, leaf.from, leaf.to);
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
  if ((request.filters.after || request.filters.before) &&
      !in_dates(a, request.filters.after, request.filters.before))
    return false;
  return any_folds_to(request.filters.sources, a.source) &&
         any_folds_to(request.filters.sections, a.section) &&
         any_folds_to(request.filters.authors, a.author) &&
         any_folds_to(request.filters.languages, a.language);
}

}  // namespace

void Reference::add(Article article, Timestamp now) {
  asked_.clear();
  counts_.clear();
  if (article.id.empty()) article.id = canonical_url(article.url);
  if (article.id.empty())
    for (const std::uint8_t byte : content_hash(article)) article.id += fmt::format("{:02x}", byte);
  const auto [place, is_new] = by_id_.try_emplace(article.id, articles_.size());
  if (is_new) articles_.emplace_back().first_seen = now;

  StoredArticle stored;
  stored.article = std::move(article);
  prepare(stored, "en");
  Known& known = articles_[place->second];
  if (!is_new) {
    known.title_changed |= known.article.title != stored.article.title;
    known.body_changed |= known.article.body != stored.article.body;
    known.date_changed |= known.article.published != stored.article.published;
  }
  known.article = std::move(stored.article);
  const Article& a = known.article;
  known.text = words_.cut(a);
  known.words = static_cast<std::int64_t>(known.text.fields[Stretch::title].size() +
                                          known.text.fields[Stretch::body].size());
  for (const char* field : {"source", "section", "author"}) {
    const std::string& value = value_of(a, schema::find_field(field)->id);
    spellings_.try_emplace({field, fold_value(value)}, value);
  }
}

void Reference::add_files(const std::vector<std::string>& paths, Timestamp now) {
  Collector collector(*this, now);
  read_inputs(paths, {}, collector);
}

/// In how many articles each word stands, in title or body.
void Reference::count_words() {
  if (!counts_.empty()) return;
  for (const Known& known : articles_) {
    std::set<FormNumber> here;
    for (const Stretch::Field field : {Stretch::title, Stretch::body})
      for (const ReferenceWord& word : known.text.fields[field]) here.insert(word.folded);
    for (const FormNumber number : here) ++counts_[words_.text_of(number)];
  }
  words_.set_frequency([this](std::string_view word) {
    const auto found = counts_.find(word);
    return found == counts_.end() ? 0.0 : found->second;
  });
}

Reference::Set Reference::match(const Query& query) {
  words_.start();
  count_words();
  Tokenizer tokenizer;
  return find(with_pairs_as_one(query, tokenizer));
}

Reference::Set Reference::find(const Query& query) {
  Set result(articles_.size());
  const auto each = [&](auto&& matches) {
    for (std::size_t i = 0; i < articles_.size(); ++i) result[i] = matches(i);
  };
  switch (query.kind) {
    case Query::Kind::all:
    case Query::Kind::optional:
      each([](std::size_t) { return true; });
      break;
    case Query::Kind::none:
      break;
    case Query::Kind::value:
      each([&](std::size_t i) { return has_value(articles_[i], query); });
      break;
    case Query::Kind::range:
      each([&](std::size_t i) { return in_range(articles_[i], query); });
      break;
    case Query::Kind::negation: {
      const Set part = find(query.children.front());
      each([&](std::size_t i) { return !part[i]; });
      break;
    }
    case Query::Kind::conjunction:
    case Query::Kind::disjunction: {
      const bool all = query.kind == Query::Kind::conjunction;
      each([&](std::size_t) { return all; });
      for (const Query& child : query.children) {
        const Set part = find(child);
        each([&](std::size_t i) { return all ? result[i] && part[i] : result[i] || part[i]; });
      }
      break;
    }
    default:
      return find_text(query);
  }
  return result;
}

/// A word, a phrase or a positional operator: the articles it stands in.
Reference::Set Reference::find_text(const Query& query) {
  constexpr std::size_t kRemembered = 40;
  for (const auto& [asked, answer] : asked_)
    if (asked == query) return answer;
  Set result(articles_.size());
  for (std::size_t i = 0; i < articles_.size(); ++i) {
    const ReferenceText& text = articles_[i].text;
    result[i] = query.kind == Query::Kind::word ? !words_.places(query, text, false).empty()
                                                : !ReferencePlaces(words_, text).of(query).empty();
  }
  if (asked_.size() == kRemembered) asked_.pop_front();
  asked_.emplace_back(query, result);
  return result;
}

Reference::Marks Reference::marks(const Query& query, std::size_t article) {
  words_.start();
  const ReferenceText& text = articles_[article].text;
  Marks marks;
  const Query* phrase = nullptr;  // the words of one phrase are marked as one
  Stretch before;
  bool in_title = false;
  Tokenizer tokenizer;
  const Query read = with_pairs_as_one(query, tokenizer);
  for (const auto& [leaf, stretch] : ReferencePlaces(words_, text).marked(read)) {
    if (stretch.field == Stretch::byline) continue;
    const ReferenceWord& first = text.fields[stretch.field][stretch.first];
    const ReferenceWord& last = text.fields[stretch.field][stretch.last];
    std::vector<MarkedText::Mark>& found = first.in_title ? marks.title : marks.body;
    const bool same_part = first.in_title == in_title;  // a long headline runs on as body text
    if (leaf == phrase && same_part && stretch.field == before.field &&
        stretch.first == before.last + 1)
      found.back().end = last.end;
    else
      found.push_back({first.begin, last.end});
    phrase = leaf->kind == Query::Kind::phrase ? leaf : nullptr;
    before = stretch;
    in_title = last.in_title;
  }
  for (std::vector<MarkedText::Mark>* found : {&marks.title, &marks.body}) {
    std::ranges::sort(*found, {}, &MarkedText::Mark::begin);
    std::vector<MarkedText::Mark> joined;
    for (const MarkedText::Mark& mark : *found)
      if (!joined.empty() && mark.begin <= joined.back().end)
        joined.back().end = std::max(joined.back().end, mark.end);
      else
        joined.push_back(mark);
    *found = std::move(joined);
  }
  return marks;
}

Reference::Set Reference::search(const Query& query, const SearchRequest& request) {
  Set result = match(query);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = result[i] && passes(articles_[i].article, request);
  return result;
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
        value = period_name(*local_time(a), field == "year" ? Period::year : Period::month);
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
    if (const std::optional<Timestamp> date = local_time(articles_[i].article))
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
