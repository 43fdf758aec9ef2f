// SPDX-License-Identifier: GPL-2.0-or-later
#include "document_terms.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "dates/dates.h"
#include "index/value_codec.h"
#include "schema.h"
#include "text/plain_text.h"
#include "text/site.h"
#include "text/spellings.h"

namespace dateline::indexing {
namespace {

using schema::FieldId;

std::uint32_t slot(FieldId field) { return static_cast<std::uint32_t>(schema::field(field).slot); }

void send_exact(FieldId field, const std::string& value, TermSink& sink) {
  if (!value.empty()) sink.add_term(exact_term(field, value), 0);
}

void send_code(FieldId field, NameCode code, TermSink& sink) {
  if (code.group != 0) sink.add_value(slot(field), pack_code(code.group));
}

template <class Value>
void sort_and_drop_repeated(std::vector<Value>& values) {
  std::ranges::sort(values);
  const auto repeated = std::ranges::unique(values);
  values.erase(repeated.begin(), repeated.end());
}

/// Topics whose spellings fold to one are one term and one code.
void send_topics(const StoredArticle& stored, TermSink& sink) {
  std::vector<std::string> terms;
  std::vector<std::uint32_t> groups;
  for (const std::string& topic : stored.article.topics)
    terms.push_back(exact_term(FieldId::topic, topic));
  for (const NameCode& topic : stored.topics)
    if (topic.group != 0) groups.push_back(topic.group);
  sort_and_drop_repeated(terms);
  sort_and_drop_repeated(groups);
  for (const std::string& term : terms) sink.add_term(term, 0);
  std::string codes;
  for (const std::uint32_t group : groups) codes += pack_code(group);
  if (!codes.empty()) sink.add_value(slot(FieldId::topic), codes);
}

/// The path of the input, that of the file it is a member of, their last parts, and the run.
void send_origin(const StoredArticle& stored, TermSink& sink) {
  const std::string& path = stored.input_name;
  const std::string name = path.substr(path.find_last_of("/!") + 1);
  const std::string file = path.substr(0, path.find('!'));
  const std::string file_name = file.substr(file.find_last_of('/') + 1);
  const std::string run = stored.run == 0 ? "" : "run " + std::to_string(stored.run);
  std::vector<std::string> terms;
  for (const std::string& value : {path, name, file, file_name, run})
    if (!value.empty()) terms.push_back(exact_term(FieldId::from, value));
  sort_and_drop_repeated(terms);
  for (const std::string& term : terms) sink.add_term(term, 0);
}

/// The day is that of the place where it was written; the instant decides order.
void send_date(Timestamp published, Timestamp local, TermSink& sink) {
  const Timestamp local_day = period_begin(local, Period::day);
  if (local_day != period_begin(published, Period::day))
    sink.add_value(schema::kLocalDaySlot, pack_number(local_day));

  const std::string day = period_name(local, Period::day);  // YYYY-MM-DD
  if (day.size() != 10) return;                             // a year beyond 0..9999 has no terms
  const std::string year = day.substr(0, 4), month = day.substr(5, 2), date = day.substr(8, 2);
  sink.add_term(std::string(schema::kDayPrefix) + year + month + date, 0);
  sink.add_term(std::string(schema::kMonthPrefix) + year + month, 0);
  sink.add_term(std::string(schema::kYearPrefix) + year, 0);
  sink.add_value(slot(FieldId::date), pack_number(published));
}

/// Most tokens have one text for both.
bool has_accents(const Token& token) {
  return token.accented.data() != token.folded.data() && token.accented != token.folded;
}

}  // namespace

/// A text field being sent: under which prefixes, with what weight, from which position.
struct DocumentTerms::Place {
  std::string_view prefix;  // of the field's own terms; empty = none
  bool bare = true;         // also findable by a bare word
  std::uint32_t weight = 1;
  std::uint32_t field_weight = 1;  // of the field's own terms
  std::uint32_t position = 1;
  bool fingerprinted = false;
};

std::uint32_t DocumentTerms::send(const StoredArticle& stored, TermSink& sink) {
  const Article& a = stored.article;
  const schema::Field& title = schema::field(FieldId::title);
  const schema::Field& author = schema::field(FieldId::author);
  words_ = 0;
  next_position_ = 1;
  fingerprint_.clear();
  facts_.clear();
  // What a reader made a title of weighs as body text, where it stands too.
  const bool headline = !repeats_first_sentence(a.title, a.body);
  send_text(a.title,
            {title.prefix, true, headline ? static_cast<std::uint32_t>(title.weight) : 0,
             headline ? 1U : 0U, 1},
            a.language, sink);
  send_text(a.body, {{}, true, 1, 1, std::max(next_position_, schema::kBodyPosition), true},
            a.language, sink);
  const std::uint32_t words = words_;
  send_text(a.author, {author.prefix, false, 1, 1, 1}, {}, sink);

  send_exact(FieldId::id, a.id, sink);
  send_exact(FieldId::url, a.url, sink);
  send_exact(FieldId::source, a.source, sink);
  send_exact(FieldId::section, a.section, sink);
  send_exact(FieldId::author, a.author, sink);
  send_exact(FieldId::language, a.language, sink);
  send_exact(FieldId::country, a.country, sink);
  send_exact(FieldId::type, a.type, sink);
  send_exact(FieldId::page, a.page, sink);
  send_exact(FieldId::edition, a.edition, sink);
  for (const std::string& site : sites_of(a.url)) send_exact(FieldId::site, site, sink);
  send_topics(stored, sink);
  send_origin(stored, sink);
  send_code(FieldId::source, stored.source, sink);
  send_code(FieldId::section, stored.section, sink);
  send_code(FieldId::author, stored.author, sink);
  if (!a.language.empty()) sink.add_value(slot(FieldId::language), a.language);
  if (a.published) send_date(*a.published, *local_time(a), sink);
  if (a.ocr_confidence) sink.add_value(schema::kOcrSlot, pack_number(*a.ocr_confidence));
  sink.add_value(slot(FieldId::words), pack_number(words));
  sink.add_value(slot(FieldId::seen), pack_number(stored.first_seen));
  if (const std::string fingerprint = fingerprint_.value(); !fingerprint.empty()) {
    sink.add_value(schema::kFingerprintSlot, fingerprint);
    if (const std::string facts = facts_.value(); !facts.empty())
      sink.add_value(schema::kFactsSlot, facts);
  }
  return words;
}

void DocumentTerms::send_text(std::string_view text, Place place, std::string_view language,
                              TermSink& sink) {
  tokenizer_.start(text, language);
  before_.clear();
  initials_ = 1;
  context_ = forms_.context(language, place.bare);
  std::uint32_t position = place.position, last = 0;
  while (read_ahead(text))
    for (const ReadToken& read : read_) {
      const Token::Break before = read.token.break_before;
      if (place.bare && last != 0 && before != Token::Break::none)
        send_marks(last, before == Token::Break::paragraph, sink);
      // A title of extraordinary length runs on as body text: nothing of it is lost.
      if (!place.prefix.empty() && place.bare && position > schema::kTitleWords)
        place = {{}, true, place.weight == 0 ? 0U : 1U, 1, position = schema::kBodyPosition};
      send_token(read, position, place, sink);
      if (place.bare) send_joined(read.token, position, place, sink);
      last = position++;
      ++words_;
    }
  if (place.bare && last != 0) send_marks(last, true, sink);
  next_position_ = position;
}

/// The next tokens of the text; false at its end.
bool DocumentTerms::read_ahead(std::string_view text) {
  const auto in_text = [text](std::string_view letters) {
    return std::less_equal<>()(text.data(), letters.data()) &&
           std::less<>()(letters.data(), text.data() + text.size());
  };
  letters_.clear();
  std::size_t n = 0;
  for (; n < ahead_.size() && tokenizer_.next(ahead_[n].token); ++n) {
    Token& token = ahead_[n].token;
    if (!has_accents(token)) token.accented = {};
    for (std::string_view letters : {token.folded, token.accented, token.bigram})
      if (!in_text(letters)) letters_.append(letters);
    forms_.prefetch(token.folded, context_, ahead_[n].forms);
  }
  // Letters of the tokenizer's own it has no longer.
  const char* at = letters_.data();
  for (ReadToken& read : std::span(ahead_).first(n)) {
    Token& kept = read.token;
    for (std::string_view* letters : {&kept.folded, &kept.accented, &kept.bigram}) {
      if (in_text(*letters)) continue;
      *letters = {at, letters->size()};
      at += letters->size();
    }
    if (kept.accented.empty()) kept.accented = kept.folded;
  }
  read_ = std::span(ahead_).first(n);
  return n != 0;
}

void DocumentTerms::send_marks(std::uint32_t position, bool paragraph, TermSink& sink) {
  if (sentence_mark_ == kNoForm) {
    sentence_mark_ = sink.number(schema::kSentenceMark);
    paragraph_mark_ = sink.number(schema::kParagraphMark);
  }
  sink.add_numbered(sentence_mark_, position, 0);
  if (paragraph) sink.add_numbered(paragraph_mark_, position, 0);
}

/// The word that a token makes with those before it: "cease-fire", "R & D", "J. K. R."
void DocumentTerms::send_joined(const Token& token, std::uint32_t position, const Place& place,
                                TermSink& sink) {
  constexpr std::uint32_t kMostParts = 5;
  const bool initial = token.joint == Token::Joint::initial && initials_ < kMostParts;
  const bool joins = (initial || token.joint != Token::Joint::initial) && may_join(before_, token);
  const std::uint32_t parts = initial ? initials_ + 1 : 2;
  initials_ = joins && initial ? parts : 1;
  if (joins) {
    before_.append(sign_between(token)).append(token.folded);
    const std::uint32_t first = position + 1 - parts;
    sink.add_posting(joined_term(false, parts, before_), first, place.weight);
    if (!place.prefix.empty())
      sink.add_posting(joined_term(true, parts, before_), first, place.field_weight);
  }
  if (initials_ == 1) before_ = token.folded;
}

/// The forms of a word in the text being sent.
WordForms& DocumentTerms::forms_of(const TermCache::Lookup& lookup, TermSink& sink) {
  if (forms_.full()) sink.renumber();
  if (numbering_ != sink.numbering()) {
    numbering_ = sink.numbering();
    forms_.clear();
    sentence_mark_ = kNoForm;
  }
  return forms_.find(lookup);
}

void DocumentTerms::send_token(const ReadToken& read, std::uint32_t position, const Place& place,
                               TermSink& sink) {
  const Token& token = read.token;
  WordForms& forms = forms_of(read.forms, sink);
  const auto send_form = [&](std::uint32_t& form, std::string_view prefix, std::uint32_t at,
                             std::uint32_t weight) {
    if (form == kNoForm) form = sink.number(bounded(prefix, token.folded));
    sink.add_numbered(form, at, weight);
  };
  const auto post = [&](std::string_view prefix, std::string_view form, std::uint32_t weight) {
    sink.add_posting(bounded(prefix, form), position, weight);
  };
  const auto post_form = [&](std::string_view form) {
    if (place.bare) post({}, form, place.weight);
    if (!place.prefix.empty()) post(place.prefix, form, place.field_weight);
  };
  if (place.bare && !(token.sign_before.empty() && token.sign_behind.empty()))
    sink.add_posting(make_term(schema::kSignPrefix, signed_word(token)), position, place.weight);
  if (place.fingerprinted) {
    if (forms.hash == 0) forms.hash = Fingerprint::word_hash(token.folded);
    fingerprint_.add_hash(forms.hash);
    facts_.add(token, forms.hash);
  }
  if (place.bare) send_form(forms.word, {}, position, place.weight);
  if (!place.prefix.empty()) send_form(forms.of_field, place.prefix, position, place.field_weight);
  if (token.ideograph) {
    if (!token.bigram.empty()) post_form(token.bigram);
    return;
  }
  if (has_accents(token)) {
    post_form(token.accented);
    if (place.bare)
      post(schema::kAccentPrefix, token.folded, place.weight);
    else
      post(schema::kBylineAccentPrefix, token.folded, 0);
  }
  if (!place.bare) return;  // bylines: as written, without capitals
  if (token.letter_case == Token::Case::all_caps || token.acronym)
    send_form(forms.all_caps, schema::kAllCapsPrefix, position, place.weight);
  if (token.letter_case == Token::Case::capital)
    send_form(forms.capital, schema::kCapitalPrefix, position, place.weight);
}

/// prefix + form in a buffer that is used again; long forms as make_term has them.
std::string_view DocumentTerms::bounded(std::string_view prefix, std::string_view form) {
  if (form.size() > schema::kMaxTextBytes) return term_ = make_term(prefix, form);
  return prefix.empty() ? form : term_.assign(prefix).append(form);
}

}  // namespace dateline::indexing
