// SPDX-License-Identifier: GPL-2.0-or-later
//
// The grammar of canonical text, a part of the default dialect's (parser.cc):
//
// clang-format off
//   query    := "*" | "NOT *" | word | phrase | value | range | operation | "(" query ")^" factor
//   operation:= operand { " AND " operand } | operand { " OR " operand }
//             | "NOT " operand | "MAYBE " operand
//             | operand near operand | ("ATLEAST/" n | "FIRST/" n) " " operand
//   operand  := query, in parentheses where stands_in_parentheses says so
//   near     := [" NOT"] (" NEAR/" n | " PRE/" n | " w/s" | " w/p" | " w/seg") " "
//   word     := [field] spelled ["^" factor]
//   spelled  := characters | quote characters quote | "=" characters      stem, folded, exact
//             | characters with * *n ? | characters "~" n                 wildcard, fuzzy
//             | ("CAPS" | "ALLCAPS" | "NOCAPS" | "WIDE" | "FORMS")
//               "(" characters ")"
//   phrase   := [field] (["="] quoted | caps "(" quoted ")") ["^" factor]  all its words of one form
//   quoted   := quote slot { " " slot } quote
//   slot     := "*" | spelled, folded without quotes | "(" slots { "|" slots } ")"
//   value    := field (characters | quote characters quote) ["*"]
//   range    := field characters
// clang-format on
#include "query_printer.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "query_escape.h"
#include "query_tree.h"

namespace dateline::searching {
namespace {

using Form = Query::Form;

std::string_view caps_name(Form form) {
  return form == Form::caps       ? "CAPS"
         : form == Form::all_caps ? "ALLCAPS"
         : form == Form::wide     ? "WIDE"
         : form == Form::forms    ? "FORMS"
                                  : "NOCAPS";
}
bool is_caps(Form form) { return form >= Form::caps; }

std::string boost_suffix(const Query& query) {
  return query.boost == 1 ? "" : fmt::format("^{}", query.boost);
}

/// Keeps the signs of a wildcard, and escapes other characters where necessary.
std::string escape_text(const Query& word, bool thoroughly) {
  if (word.form != Form::wildcard) return escape_word(word.text, thoroughly);
  std::string result, literal;
  const auto finish = [&] {
    result += escape_word(literal, thoroughly);
    literal.clear();
  };
  for (const char c : word.text) {
    if (c != '*' && c != '?') {
      literal += c;
      continue;
    }
    finish();
    result += c;
  }
  finish();
  return result;
}

/// The first spelling of `word`, without quotes or CAPS, that `is_read` accepts.
template <class IsRead>
std::string spell(const Query& word, bool in_phrase, const IsRead& is_read) {
  const std::string before = word.form == Form::exact ? "=" : "";
  const std::string after = word.form == Form::fuzzy ? fmt::format("~{}", word.number) : "";
  // A last ? ends a question, unless a star that stands for no letter follows.
  const bool ends_in_sign = word.form == Form::wildcard && word.text.ends_with('?');
  const std::string end = ends_in_sign ? "*0" : "";
  const std::string plain = escape_text(word, false);
  for (const std::string& text : {plain, plain + end, '\\' + plain}) {
    std::string spelling = fmt::format("{}{}{}", before, text, after);
    if ((!in_phrase || text[0] == plain[0]) && is_read(spelling)) return spelling;
  }
  std::string thorough = escape_text(word, true) + end;
  const bool sign = word.form == Form::wildcard && (word.text[0] == '*' || word.text[0] == '?');
  if (thorough.front() != '\\' && !sign && !in_phrase) thorough.insert(0, 1, '\\');
  return before + thorough + after;
}

/// The form that all words of a phrase share, or folded.
Form common_form(const Query& phrase) {
  std::optional<Form> common;
  bool same = true;
  const auto visit = [&](const auto& self, const Query& query) -> void {
    if (query.kind == Query::Kind::word) same = same && common.value_or(query.form) == query.form;
    if (query.kind == Query::Kind::word) common = query.form;
    for (const Query& child : query.children) self(self, child);
  };
  visit(visit, phrase);
  const bool needs_signs = common == Form::wildcard || common == Form::fuzzy;
  return same && common && !needs_signs ? *common : Form::folded;
}

std::string proximity_name(const Query& query) {
  const std::string before = query.kind == Query::Kind::not_near ? " NOT " : " ";
  switch (query.unit) {
    case Query::Unit::words:
      return fmt::format("{}{}/{} ", before, query.ordered ? "PRE" : "NEAR", query.number);
    case Query::Unit::sentence:
      return before + "w/s ";
    case Query::Unit::paragraph:
      return before + "w/p ";
    case Query::Unit::field:
      break;
  }
  return before + "w/seg ";
}

class Printer {
 public:
  explicit Printer(const SpellingReader& reader) : reader_(reader) {}

  void print(const Query& query, std::string& out) const;

 private:
  std::string spell_in_phrase(const Query& word, Form form) const;
  std::string spell_bare(const std::string& field, const Query& word) const;
  std::string spell_word(const std::string& field, const Query& word) const;
  std::string spell_value(const std::string& field, const Query& leaf) const;
  void print_slot(const Query& slot, Form form, std::string& out) const;
  void print_slots(const Query& phrase, Form form, std::string& out) const;
  void print_phrase(const std::string& field, const Query& phrase, std::string& out) const;
  void print_operand(const Query& parent, const Query& operand, std::string& out) const;
  void print_node(const Query& query, std::string& out) const;

  const SpellingReader& reader_;
};

/// A word in a phrase whose words are read as `form`.
std::string Printer::spell_in_phrase(const Query& word, Form form) const {
  if (is_caps(word.form) && form != word.form) {
    return fmt::format("{}({})", caps_name(word.form), spell_in_phrase(word, word.form));
  }
  Query bare = word;
  constexpr std::string_view kAmpersand = " & ";
  if (const std::size_t at = word.text.find(kAmpersand); at != std::string::npos) {
    bare.text.resize(at);
    Query second = word;
    second.text.erase(0, at + kAmpersand.size());
    return spell_in_phrase(bare, form).append(kAmpersand) + spell_in_phrase(second, form);
  }
  if (word.form == form) bare.form = Form::folded;  // needs no sign
  return spell(bare, true, [&](const std::string& spelling) {
    return reader_.is_phrase_word(spelling, bare, form);
  });
}

/// A word outside of phrases, with its boost behind it.
std::string Printer::spell_bare(const std::string& field, const Query& word) const {
  const std::string boost = boost_suffix(word);
  const std::string spelled = spell(word, false, [&](const std::string& spelling) {
    return reader_.is_word(field, spelling + boost, word);
  });
  return field + spelled + boost;
}

std::string Printer::spell_word(const std::string& field, const Query& word) const {
  if (word.form != Form::folded && !is_caps(word.form)) return spell_bare(field, word);
  Query bare = word;
  bare.boost = 1;
  if (word.form == Form::folded)
    return fmt::format("{}\"{}\"{}", field, spell_in_phrase(bare, Form::folded),
                       boost_suffix(word));
  bare.form = Form::stem;
  return fmt::format("{}{}({}){}", field, caps_name(word.form), spell_bare("", bare),
                     boost_suffix(word));
}

std::string Printer::spell_value(const std::string& field, const Query& leaf) const {
  const bool starred = leaf.kind == Query::Kind::value && leaf.form == Form::prefix;
  const std::string after = starred ? "*" : "";
  const std::string plain = field + leaf.text + after;
  if (leaf.text.empty() && starred) return plain;  // any value: author:*
  if (reader_.is_value(plain, leaf)) return plain;
  return field + '"' + escape_quoted(leaf.text) + '"' + after;
}

void Printer::print_slot(const Query& slot, Form form, std::string& out) const {
  switch (slot.kind) {
    case Query::Kind::all:
      out += '*';
      return;
    case Query::Kind::disjunction:
      for (std::size_t i = 0; i < slot.children.size(); ++i) {
        out += i == 0 ? '(' : '|';
        print_slot(slot.children[i], form, out);
      }
      out += ')';
      return;
    case Query::Kind::phrase:
      return print_slots(slot, form, out);
    default:
      out += spell_in_phrase(slot, form);
  }
}

void Printer::print_slots(const Query& phrase, Form form, std::string& out) const {
  for (std::size_t i = 0; i < phrase.children.size(); ++i) {
    if (i > 0) out += ' ';
    print_slot(phrase.children[i], form, out);
  }
}

void Printer::print_phrase(const std::string& field, const Query& phrase, std::string& out) const {
  const Form form = common_form(phrase);
  out += field;
  if (form == Form::exact) out += '=';
  if (is_caps(form)) out.append(caps_name(form)) += '(';
  out += '"';
  print_slots(phrase, form, out);
  out += '"';
  if (is_caps(form)) out += ')';
  out += boost_suffix(phrase);
}

void Printer::print_operand(const Query& parent, const Query& operand, std::string& out) const {
  const bool parentheses = stands_in_parentheses(parent, operand);
  if (parentheses) out += '(';
  print(operand, out);
  if (parentheses) out += ')';
}

void Printer::print_node(const Query& query, std::string& out) const {
  std::string field;
  if (query.field != schema::FieldId::text) field.append(schema::field(query.field).name) += ':';
  switch (query.kind) {
    case Query::Kind::all:
      out += '*';
      return;
    case Query::Kind::none:
      out += "NOT *";
      return;
    case Query::Kind::word:
      out += spell_word(field, query);
      return;
    case Query::Kind::phrase:
      return print_phrase(field, query, out);
    case Query::Kind::value:
    case Query::Kind::range:
      out += spell_value(field, query);
      return;
    case Query::Kind::negation:
      out += "NOT ";
      return print_operand(query, query.children.front(), out);
    case Query::Kind::optional:
      out += "MAYBE ";
      return print_operand(query, query.children.front(), out);
    case Query::Kind::at_least:
    case Query::Kind::first:
      out += query.kind == Query::Kind::at_least ? "ATLEAST/" : "FIRST/";
      out += fmt::format("{} ", query.number);
      return print_operand(query, query.children.front(), out);
    case Query::Kind::near:
    case Query::Kind::not_near:
      print_operand(query, query.children[0], out);
      out += proximity_name(query);
      return print_operand(query, query.children[1], out);
    case Query::Kind::conjunction:
    case Query::Kind::disjunction:
      for (std::size_t i = 0; i < query.children.size(); ++i) {
        if (i > 0) out += query.kind == Query::Kind::conjunction ? " AND " : " OR ";
        print_operand(query, query.children[i], out);
      }
      return;
  }
}

void Printer::print(const Query& query, std::string& out) const {
  const bool own_boost = query.kind == Query::Kind::word || query.kind == Query::Kind::phrase;
  if (query.boost == 1 || own_boost) return print_node(query, out);
  out += '(';
  print_node(query, out);
  out.append(")").append(boost_suffix(query));
}

}  // namespace

std::string print_query(const Query& query, const SpellingReader& reader) {
  std::string text;
  Printer(reader).print(query, text);
  return text;
}

}  // namespace dateline::searching
