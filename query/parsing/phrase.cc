// SPDX-License-Identifier: GPL-2.0-or-later
#include "phrase.h"

#include <iterator>
#include <utility>

#include "language/characters.h"
#include "language/query_escape.h"
#include "language/query_tree.h"
#include "operators.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

using Kind = PhrasePiece::Kind;
using Slots = std::vector<Query>;

/// An open part of a phrase: the phrase itself, or parentheses in it.
struct Frame {
  Query::Form form;
  std::vector<Slots> alternatives;
  Slots slots;
};

/// "J." or "J.K."
bool is_initials(const ScannedWord& word) {
  const std::string& shape = word.shape;
  for (std::size_t i = 0; i < shape.size(); i += 2)
    if (!is_ascii_upper(shape[i]) || i + 1 == shape.size() || shape[i + 1] != '.') return false;
  return !shape.empty();
}

class PhraseReader {
 public:
  PhraseReader(Query::Form form, Dialect dialect, SourceSpan place, NoteList& notes)
      : dialect_(dialect), place_(place), notes_(notes) {
    frames_.push_back({form, {}, {}});
  }

  void read(PhrasePiece piece);
  std::optional<Query> finish();

 private:
  void read_word(ScannedWord word);
  static void join_name(Slots& slots);
  void finish_alternative();
  void close();
  void trim(Slots& slots);
  Query whole(Slots slots) const;

  Dialect dialect_;
  SourceSpan place_;
  NoteList& notes_;
  std::vector<Frame> frames_;
  bool behind_ampersand_ = false;  // the last piece was "&"
  std::size_t ignored_ = 0;        // open parentheses beyond kMaxNesting
};

void PhraseReader::read(PhrasePiece piece) {
  const bool behind_ampersand = std::exchange(behind_ampersand_, false);
  switch (piece.kind) {
    case Kind::word: {
      const std::size_t before = frames_.back().slots.size();
      read_word(std::move(piece.word));
      if (behind_ampersand && frames_.back().slots.size() > before) join_name(frames_.back().slots);
      return;
    }
    case Kind::ampersand:
      behind_ampersand_ = true;
      return;
    case Kind::gap: {
      Query gap;
      gap.place = place_;
      frames_.back().slots.push_back(std::move(gap));
      return;
    }
    case Kind::open:
      if (frames_.size() > kMaxNesting) {
        if (ignored_++ == 0)
          notes_.add(place_, "too-deep",
                     "Parentheses stand more than {} deep; those deeper are left out.",
                     kMaxNesting);
        return;
      }
      frames_.push_back(
          {piece.caps == Query::Form::folded ? frames_.back().form : piece.caps, {}, {}});
      return;
    case Kind::close:
      if (ignored_ > 0)
        --ignored_;
      else if (frames_.size() > 1)
        close();
      return;
    case Kind::bar:
      if (ignored_ > 0) return;
      if (frames_.size() > 1)
        finish_alternative();
      else
        notes_.add(place_, "not-understood",
                   "| in a phrase is understood in parentheses only and is left out.");
      return;
  }
}

void PhraseReader::read_word(ScannedWord word) {
  WordReading reading =
      searching::read_word(std::move(word), {frames_.back().form, dialect_, true});
  for (Remark& remark : reading.remarks) {
    notes_.add(place_, remark.code, "{}", remark.message);
    notes_.read_as(std::move(remark.repair));
  }
  Query slot;
  slot.place = place_;
  if (!reading.text.empty()) {
    slot.kind = Query::Kind::word;
    slot.form = reading.form;
    slot.number = reading.number;
    slot.text = std::move(reading.text);
  } else if (reading.remarks.empty()) {
    return;  // no word at all; a word that cannot be read becomes a gap
  }
  frames_.back().slots.push_back(std::move(slot));
}

/// "R & D" is one word, as "R&D" is.
void PhraseReader::join_name(Slots& slots) {
  const auto is_plain = [](const Query& slot) {
    return slot.kind == Query::Kind::word && slot.form == Query::Form::folded &&
           slot.text.find_first_of(" &") == std::string::npos;
  };
  if (slots.size() < 2 || !is_plain(slots.back()) || !is_plain(slots[slots.size() - 2])) return;
  const std::string second = std::move(slots.back().text);
  slots.pop_back();
  slots.back().text.append(" & ").append(second);
}

/// A gap at an end has no effect.
void PhraseReader::trim(Slots& slots) {
  const auto is_gap = [](const Query& slot) { return slot.kind == Query::Kind::all; };
  const std::size_t before = slots.size();
  while (!slots.empty() && is_gap(slots.back())) slots.pop_back();
  auto first = slots.begin();
  while (first != slots.end() && is_gap(*first)) ++first;
  slots.erase(slots.begin(), first);
  if (slots.size() < before)
    notes_.add(place_, "stray-operator", "A gap at the beginning or end of a phrase is left out.");
}

Query PhraseReader::whole(Slots slots) const {
  if (slots.size() == 1) return std::move(slots.front());
  Query phrase = node(Query::Kind::phrase, std::move(slots));
  phrase.place = place_;
  return phrase;
}

void PhraseReader::finish_alternative() {
  Slots slots = std::exchange(frames_.back().slots, {});
  trim(slots);
  if (!slots.empty()) frames_.back().alternatives.push_back(std::move(slots));
}

void PhraseReader::close() {
  if (frames_.back().alternatives.empty()) {  // parentheses without alternatives
    Slots slots = std::move(frames_.back().slots);
    frames_.pop_back();
    std::move(slots.begin(), slots.end(), std::back_inserter(frames_.back().slots));
    return;
  }
  finish_alternative();
  std::vector<Slots> alternatives = std::move(frames_.back().alternatives);
  frames_.pop_back();
  Slots& outer = frames_.back().slots;
  if (alternatives.size() == 1) {
    std::move(alternatives[0].begin(), alternatives[0].end(), std::back_inserter(outer));
    return;
  }
  std::vector<Query> parts;
  for (Slots& slots : alternatives) parts.push_back(whole(std::move(slots)));
  outer.push_back(join(Query::Kind::disjunction, std::move(parts)));
}

std::optional<Query> PhraseReader::finish() {
  while (frames_.size() > 1) close();
  Slots slots = std::move(frames_.front().slots);
  trim(slots);
  if (slots.empty()) return std::nullopt;
  return whole(std::move(slots));
}

}  // namespace

std::vector<PhrasePiece> split_phrase(const ScannedWord& content) {
  std::vector<PhrasePiece> pieces;
  std::size_t begin = 0;
  const auto finish = [&](std::size_t end) {
    if (begin == end) return;
    PhrasePiece piece;
    piece.word.text = content.text.substr(begin, end - begin);
    piece.word.shape = content.shape.substr(begin, end - begin);
    const bool stars = piece.word.shape.find_first_not_of('*') == std::string::npos;
    if (stars) piece.kind = Kind::gap;
    if (piece.word.text == "&") piece.kind = Kind::ampersand;
    if (piece.kind == Kind::word && count_letters(piece.word.text) == 0) return;
    const bool behind_initial = !pieces.empty() && pieces.back().kind == Kind::word &&
                                is_initials(pieces.back().word) && is_initials(piece.word);
    if (piece.kind == Kind::word && behind_initial) {  // "J. K." is "J.K."
      pieces.back().word.text += piece.word.text;
      pieces.back().word.shape += piece.word.shape;
    } else {
      pieces.push_back(std::move(piece));
    }
  };
  for (std::size_t position = 0; position < content.text.size();) {
    const std::size_t here = position;
    const CodePoint c = next_code_point(content.text, position);
    const char sign = content.shape[here];
    const bool structure = sign == '(' || sign == ')' || sign == '|';
    const bool quote = is_quote(c) && sign != 'x';
    if (!is_blank(c) && !quote && !structure) continue;
    PhrasePiece piece;
    const auto caps = sign == '('
                          ? caps_form(std::string_view(content.shape).substr(begin, here - begin))
                          : std::nullopt;
    if (caps && content.shape[begin] <= 'Z')
      piece.caps = *caps;
    else
      finish(here);
    begin = position;
    if (!structure) continue;
    piece.kind = sign == '(' ? Kind::open : sign == ')' ? Kind::close : Kind::bar;
    pieces.push_back(std::move(piece));
  }
  finish(content.text.size());
  return pieces;
}

std::optional<Query> read_phrase(std::vector<PhrasePiece> pieces, Query::Form form, Dialect dialect,
                                 SourceSpan place, NoteList& notes) {
  PhraseReader reader(form, dialect, place, notes);
  for (PhrasePiece& piece : pieces) reader.read(std::move(piece));
  return reader.finish();
}

}  // namespace dateline::searching
