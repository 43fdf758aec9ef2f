// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference_words.h"

#include <algorithm>
#include <utility>

#include "text/german_words.h"
#include "text/spellings.h"

namespace dateline {

using namespace searching;
namespace {

using schema::FieldId;

// While a pattern is cut into words its wildcards are letters no article has.
constexpr char32_t kOne = 0xA000, kAnyNumber = 0xA001, kUpTo = 0xA100;  // + the number
constexpr char32_t kMostUpTo = 99;

bool is_wildcard(char32_t c) {
  return c == kOne || c == kAnyNumber || (c >= kUpTo && c <= kUpTo + kMostUpTo);
}

/// Of valid UTF-8.
std::u32string letters_of(std::string_view text) {
  std::u32string letters;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80)
      letters.back() = (letters.back() << 6) | (byte & 0x3F);
    else
      letters += byte < 0x80   ? byte
                 : byte < 0xE0 ? byte & 0x1F
                 : byte < 0xF0 ? byte & 0x0F
                               : byte & 7;
  }
  return letters;
}

/// `c` is one of the wildcards, three bytes long.
void append_wildcard(std::string& text, char32_t c) {
  text += static_cast<char>(0xE0 | (c >> 12));
  text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
  text += static_cast<char>(0x80 | (c & 0x3F));
}

std::string with_wildcards_as_letters(std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '?') {
      append_wildcard(text, kOne);
    } else if (pattern[i] != '*') {
      text += pattern[i];
    } else {
      char32_t number = 0;
      bool any = true;
      for (; i + 1 < pattern.size() && pattern[i + 1] >= '0' && pattern[i + 1] <= '9'; ++i) {
        number = std::min<char32_t>(number * 10 + static_cast<char32_t>(pattern[i + 1] - '0'),
                                    kMostUpTo);
        any = false;
      }
      append_wildcard(text, any ? kAnyNumber : kUpTo + number);
    }
  }
  return text;
}

}  // namespace

bool meets_wildcard(std::u32string_view pattern, std::u32string_view word) {
  if (pattern.empty()) return word.empty();
  const char32_t c = pattern.front();
  const std::u32string_view rest = pattern.substr(1);
  if (c == kAnyNumber || (c >= kUpTo && c <= kUpTo + kMostUpTo)) {
    const std::size_t most =
        c == kAnyNumber ? word.size() : std::min<std::size_t>(word.size(), c - kUpTo);
    for (std::size_t n = 0; n <= most; ++n)
      if (meets_wildcard(rest, word.substr(n))) return true;
    return false;
  }
  return !word.empty() && (c == kOne || c == word.front()) && meets_wildcard(rest, word.substr(1));
}

std::size_t edits_between(std::u32string_view one, std::u32string_view other) {
  std::vector<std::vector<std::size_t>> edits(one.size() + 1,
                                              std::vector<std::size_t>(other.size() + 1));
  for (std::size_t i = 0; i <= one.size(); ++i)
    for (std::size_t j = 0; j <= other.size(); ++j) {
      if (i == 0 || j == 0) {
        edits[i][j] = i + j;
        continue;
      }
      const bool same = one[i - 1] == other[j - 1];
      edits[i][j] = std::min(
          {edits[i - 1][j] + 1, edits[i][j - 1] + 1, edits[i - 1][j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
        edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  return edits[one.size()][other.size()];
}

FormNumber ReferenceWords::number(std::string_view form) {
  if (form.empty()) return 0;
  const auto [entry, is_new] =
      numbers_.try_emplace(std::string(form), static_cast<FormNumber>(forms_.size()));
  if (is_new) forms_.push_back(&entry->first);
  return entry->second;
}

std::vector<ReferenceWord> ReferenceWords::cut(std::string_view text, std::string_view language) {
  std::vector<ReferenceWord> words;
  tokenizer_.start(text, language);
  std::size_t initials = 1;  // of the run that ends with the last word
  constexpr std::size_t kMostInitials = 5;
  for (Token token; tokenizer_.next(token);) {
    ReferenceWord word;
    word.sign = number(signed_word(token));
    const bool initial = token.joint == Token::Joint::initial;
    const bool joins = token.joint != Token::Joint::none && !words.empty() &&
                       (!initial || initials < kMostInitials) &&
                       may_join(*forms_[words.back().folded], token);
    const std::size_t parts = initial ? initials + 1 : 2;
    initials = joins && initial ? parts : 1;
    if (joins) {
      std::string whole;
      for (std::size_t i = words.size() + 1 - parts; i < words.size(); ++i)
        whole += *forms_[words[i].folded];
      whole.append(sign_between(token)).append(token.folded);
      words[words.size() + 1 - parts].joined.emplace_back(parts, number(whole));
    }
    word.folded = number(token.folded);
    word.accented = number(token.accented);
    word.pair = number(token.bigram);
    word.ideograph = token.ideograph;
    word.acronym = token.acronym;
    word.all_caps = token.letter_case == Token::Case::all_caps || token.acronym;
    word.capital = token.letter_case == Token::Case::capital;
    word.break_before = token.break_before;
    word.begin = token.begin;
    word.end = token.end;
    words.push_back(word);
  }
  return words;
}

ReferenceText ReferenceWords::cut(const Article& article) {
  ReferenceText text;
  text.language = article.language;
  std::vector<ReferenceWord>& title = text.fields[Stretch::title];
  std::vector<ReferenceWord>& body = text.fields[Stretch::body];
  title = cut(article.title, article.language);
  body = cut(article.body, article.language);
  text.fields[Stretch::byline] = cut(article.author);
  for (ReferenceWord& word : title) word.in_title = true;
  if (title.size() > schema::kTitleWords) {  // the rest of such a title counts as body
    if (!body.empty()) body.front().break_before = Token::Break::paragraph;
    const auto rest = title.begin() + schema::kTitleWords;
    body.insert(body.begin(), rest, title.end());
    title.erase(rest, title.end());
  }
  // The lead: to the end of the paragraph that holds the 25th word, at most 100 words.
  text.lead = std::min<std::size_t>(body.size(), schema::kLeadHolds);
  while (text.lead < body.size() && text.lead < schema::kLongestLead &&
         body[text.lead].break_before != Token::Break::paragraph)
    ++text.lead;
  for (const std::vector<ReferenceWord>& field : text.fields)
    for (const ReferenceWord& word : field) {
      text.forms.push_back(word.folded);
      text.has_joined = text.has_joined || !word.joined.empty();
    }
  std::ranges::sort(text.forms);
  const auto [first, last] = std::ranges::unique(text.forms);
  text.forms.erase(first, last);
  return text;
}

std::vector<std::pair<Stretch::Field, std::size_t>> ReferenceWords::fields_of(
    FieldId field, const ReferenceText& text) {
  const std::size_t title = text.fields[Stretch::title].size();
  const std::size_t body = text.fields[Stretch::body].size();
  switch (field) {
    case FieldId::title:
      return {{Stretch::title, title}};
    case FieldId::body:
      return {{Stretch::body, body}};
    case FieldId::lead:
      return {{Stretch::body, text.lead}};
    case FieldId::hlead:
      return {{Stretch::title, title}, {Stretch::body, text.lead}};
    case FieldId::author:
      return {{Stretch::byline, text.fields[Stretch::byline].size()}};
    default:
      return {{Stretch::title, title}, {Stretch::body, body}};
  }
}

ReferenceWords::WantedWord& ReferenceWords::wanted(const Query& word, bool as_written) {
  const auto [known, is_new] = wanted_.try_emplace({&word, as_written});
  if (is_new)
    known->second = {read(word, as_written), split_or_joined(tokens_of(word, tokenizer_))};
  return known->second;
}

/// The tokens of a query's word, each with the form it is compared in.
std::vector<ReferenceWords::Wanted> ReferenceWords::read(const Query& word, bool as_written) {
  const bool wildcard = word.form == Query::Form::wildcard;
  std::vector<Wanted> tokens;
  for (const ReferenceWord& token :
       cut(wildcard ? with_wildcards_as_letters(word.text) : word.text)) {
    Wanted one;
    one.word = token;
    one.byline = word.field == FieldId::author;
    one.form = word.form;
    one.edits = word.number;
    if (wildcard || word.form == Query::Form::fuzzy)
      one.letters = letters_of(*forms_[token.folded]);
    for (const std::string& other : other_spellings(*forms_[token.folded], *forms_[token.accented]))
      one.spellings.push_back(number(other));
    tokens.push_back(std::move(one));
  }
  if (wildcard && tokens.size() > 1)  // between ideographs a wildcard is a word of its own: no word
    std::erase_if(tokens,
                  [](const Wanted& w) { return std::ranges::all_of(w.letters, is_wildcard); });
  const bool byline = word.field == FieldId::author;
  for (Wanted& token : tokens) {
    Query::Form& form = token.form;
    const bool cased =
        form == Query::Form::caps || form == Query::Form::all_caps || form == Query::Form::no_caps;
    if (byline && (cased || is_inflected(form))) form = Query::Form::folded;  // names
    if (!is_inflected(form)) continue;
    const bool alone = tokens.size() == 1 && !token.word.ideograph;
    if (alone && token.word.acronym)
      form = Query::Form::all_caps;
    else if (!alone || as_written)
      form = Query::Form::folded;
  }
  return tokens;
}

/// Whether a word is another form of the wanted one: the two share a dictionary form.
bool ReferenceWords::is_form(Wanted& wanted, FormNumber folded, const std::string& language) {
  std::vector<std::int8_t>& known = wanted.forms[language];
  if (known.size() < forms_.size()) known.resize(forms_.size());
  std::int8_t& is = known[folded];
  if (is != 0) return is > 0;
  const std::string& typed = *forms_[wanted.word.folded];
  const std::string& other = *forms_[folded];
  bool shares = false;
  if (language == "en" && wanted.form != Query::Form::wide) {
    shares = is_english_form(other, typed, frequency_);
  } else {
    const std::string stem(stemmer_.stem(typed, language));
    shares = stemmer_.knows(language) && stemmer_.stem(other, language) == stem;
    if (language == "de" && wanted.form != Query::Form::wide && !shares) {
      const std::vector<std::string> forms = strong_verb_forms(typed);
      shares = std::ranges::find(forms, other) != forms.end();
    }
  }
  is = shares ? 1 : -1;
  return shares;
}

/// Of a wildcard or a fuzzy word.
bool ReferenceWords::meets(Wanted& wanted, FormNumber folded) {
  if (wanted.accepted.size() < forms_.size()) wanted.accepted.resize(forms_.size());
  std::int8_t& accepted = wanted.accepted[folded];
  if (accepted == 0) {
    const std::u32string letters = letters_of(*forms_[folded]);
    bool meets = false;
    if (wanted.form == Query::Form::wildcard)
      meets = meets_wildcard(wanted.letters, letters);
    else if (wanted.letters.size() <= 2)  // too short to be anything but itself
      meets = letters == wanted.letters;
    else
      meets = edits_between(wanted.letters, letters) <= wanted.edits;
    accepted = meets ? 1 : -1;
  }
  return accepted > 0;
}

/// Whether a word meets a wildcard in the letters of another country: those with an accent as the
/// word is written.
bool ReferenceWords::meets_spelling(const Wanted& wanted, const ReferenceWord& word) const {
  if (wanted.byline) return false;
  return std::ranges::any_of(wanted.spellings, [&](FormNumber spelling) {
    const std::string& text = *forms_[spelling];
    const bool accented = fold_value(text) != text;
    if (accented && word.accented == word.folded) return false;
    return meets_wildcard(letters_of(text),
                          letters_of(*forms_[accented ? word.accented : word.folded]));
  });
}

/// Whether a word is the wanted one in the letters of another country.
bool ReferenceWords::is_spelled_so(const Wanted& wanted, const ReferenceWord& word) {
  if (wanted.byline || !is_spelled_freely(wanted.form)) return false;
  return std::ranges::any_of(wanted.spellings, [&](FormNumber other) {
    return other == word.folded || other == word.accented;
  });
}

bool ReferenceWords::accepts(Wanted& wanted, const ReferenceWord& word,
                             const std::string& language) {
  const bool pattern = wanted.form == Query::Form::wildcard || wanted.form == Query::Form::fuzzy;
  if (wanted.word.sign != 0 && !pattern && !wanted.byline) return word.sign == wanted.word.sign;
  const bool same = word.folded == wanted.word.folded || is_spelled_so(wanted, word);
  switch (wanted.form) {
    case Query::Form::stem:
    case Query::Form::wide:
      return same || (!word.ideograph && is_form(wanted, word.folded, language));
    case Query::Form::forms:
      return same || (!word.ideograph && is_form(wanted, word.folded, "en"));
    case Query::Form::exact:
      return word.accented == wanted.word.accented;
    case Query::Form::wildcard:
      return meets(wanted, word.folded) || meets_spelling(wanted, word);
    case Query::Form::fuzzy:
      return meets(wanted, word.folded);
    case Query::Form::caps:
      return same && (word.capital || word.all_caps);
    case Query::Form::all_caps:
      return same && word.all_caps;
    case Query::Form::no_caps:
      return same && !word.capital && !word.all_caps;
    default:
      return same;
  }
}

bool ReferenceWords::may_stand(const Query& word, const ReferenceText& text, bool as_written) {
  auto& [tokens, ways] = wanted(word, as_written);
  if (tokens.empty()) return false;
  Wanted& first = tokens.front();
  if (is_spelled_freely(first.form) || is_spelled_freely(word.form)) {
    if (text.has_joined || first.word.folded != first.word.accented) return true;
    if (!ways.empty() || !first.spellings.empty()) return true;
  }
  if (first.form == Query::Form::wildcard && !first.spellings.empty()) return true;
  if (first.form == Query::Form::wildcard || first.form == Query::Form::fuzzy)
    return std::ranges::any_of(text.forms, [&](FormNumber n) { return n != 0 && meets(first, n); });
  if (first.form == Query::Form::forms) return true;
  if (is_inflected(first.form))
    return std::ranges::any_of(text.forms, [&](FormNumber n) {
      return n == first.word.folded || (n != 0 && is_form(first, n, text.language));
    });
  return std::ranges::binary_search(text.forms, first.word.folded);
}

bool ReferenceWords::stands_at(std::vector<Wanted>& tokens, const ReferenceText& text,
                               Stretch::Field field, std::size_t at) {
  const std::vector<ReferenceWord>& words = text.fields[field];
  if (at + tokens.size() > words.size()) return false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    // Ideographs that are written together in the query are together in the text.
    const FormNumber pair = tokens[i].word.pair;
    if (!accepts(tokens[i], words[at + i], text.language)) return false;
    if (pair != 0 && words[at + i].pair != pair) return false;
  }
  return true;
}

std::vector<std::size_t> ReferenceWords::lengths_at(const Query& word, const ReferenceText& text,
                                                    Stretch::Field field, std::size_t at,
                                                    bool as_written, bool in_phrase) {
  std::vector<std::size_t> lengths;
  std::vector<Wanted>& tokens = wanted(word, as_written).tokens;
  if (stands_at(tokens, text, field, at)) lengths.push_back(tokens.size());
  const bool freely = is_spelled_freely(word.form) && word.field != FieldId::author &&
                      (word.form != Query::Form::folded || in_phrase ||
                       is_name_with_ampersand(tokens_of(word, tokenizer_)));
  if (freely) add_other_ways(word, text, field, at, as_written, lengths);
  return lengths;
}

/// The ways to write a word in another number of parts: "cease-fire", "F 16".
void ReferenceWords::add_other_ways(const Query& word, const ReferenceText& text,
                                    Stretch::Field field, std::size_t at, bool as_written,
                                    std::vector<std::size_t>& lengths) {
  const std::vector<ReferenceWord>& words = text.fields[field];
  auto& [tokens, ways] = wanted(word, as_written);
  const bool inflects = word.form == Query::Form::forms || (is_inflected(word.form) && !as_written);
  const auto typed = [&](FormNumber n) -> const std::string& { return *forms_[n]; };
  const bool plain =
      tokens.size() == 1 && !tokens[0].word.ideograph && tokens[0].word.sign == 0 &&
      !(typed(tokens[0].word.folded)[0] >= '0' && typed(tokens[0].word.folded)[0] <= '9');
  const std::string& language = word.form == Query::Form::forms ? english_ : text.language;
  if (plain)
    for (const auto& [length, form] : words[at].joined)
      if (form == tokens[0].word.folded ||
          (inflects && !tokens[0].word.acronym && is_form(tokens[0], form, language)))
        lengths.push_back(length);
  for (const WordSequence& way : ways) {
    if (at + way.size() > words.size()) continue;
    if (way.size() == 1) {
      const std::string& here = typed(words[at].folded);
      const auto is_way = [&](const std::string& form) {
        return form == way[0] || (inflects && is_english_form(form, way[0], frequency_));
      };
      if (is_way(here)) lengths.push_back(1);
      for (const auto& [length, form] : words[at].joined)
        if (is_way(typed(form))) lengths.push_back(length);
      continue;
    }
    const FormNumber sign = tokens[0].word.sign;
    const std::string whole = sign == 0 ? "" : typed(sign);
    const std::string begins =
        whole.substr(0, whole.size() - (sign == 0 ? 0 : typed(tokens[0].word.folded).size()));
    const bool signs =
        sign == 0 || (words[at].sign != 0 && typed(words[at].sign) == begins + way[0]);
    bool all = signs;
    for (std::size_t i = 0; i < way.size() && all; ++i) all = typed(words[at + i].folded) == way[i];
    if (all) lengths.push_back(way.size());
  }
}

std::vector<Stretch> ReferenceWords::places(const Query& word, const ReferenceText& text,
                                            bool as_written) {
  std::vector<Stretch> places;
  if (!may_stand(word, text, as_written)) return places;
  for (const auto& [field, size] : fields_of(word.field, text))
    for (std::size_t at = 0; at < size; ++at)
      for (const std::size_t length : lengths_at(word, text, field, at, as_written, false))
        if (at + length <= size) places.push_back({field, at, at + length - 1});
  std::ranges::sort(places);
  const auto rest = std::ranges::unique(places);
  places.erase(rest.begin(), rest.end());
  return places;
}

}  // namespace dateline
