// SPDX-License-Identifier: GPL-2.0-or-later
// Compares the marks in a text with the marks in its displayed form.
#pragma once

#include <string>
#include <vector>

#include "results/results.h"

namespace dateline {

using namespace searching;

using Marks = std::vector<MarkedText::Mark>;

/// A text without white space and control characters, and what is marked in it: headlines and
/// passages are shown with theirs tidied.
struct Bare {
  std::string text;
  Marks marks;

  Bare(const std::string& from, const Marks& marked) {
    std::vector<std::size_t> bytes_before;
    for (std::size_t i = 0; i <= from.size(); ++i) {
      bytes_before.push_back(text.size());
      if (i == from.size()) break;
      const auto c = static_cast<unsigned char>(from[i]);
      const bool c1_control =
          c == 0xC2 && i + 1 < from.size() && static_cast<unsigned char>(from[i + 1]) < 0xA0;
      if (c1_control) bytes_before.push_back(text.size()), ++i;
      if (!c1_control && c > ' ' && c != 0x7F) text += from[i];
    }
    for (const MarkedText::Mark& mark : marked)
      marks.push_back({bytes_before[mark.begin], bytes_before[mark.end]});
  }
};

/// The marks of `whole` between two of its bytes, those that reach over an end left out.
inline Marks marks_between(const Bare& whole, std::size_t begin, std::size_t end) {
  Marks marks;
  for (const MarkedText::Mark& mark : whole.marks)
    if (mark.begin >= begin && mark.end <= end)
      marks.push_back({mark.begin - begin, mark.end - begin});
  return marks;
}

inline const std::string kEllipsis = "…";

/// Where the passage is part of the text behind `from` and has its marks; npos where it is not.
/// What a cut at its ends did to the outermost does not matter.
inline std::size_t place_of_passage(const Bare& whole, const std::string& passage,
                                    const Marks& marks, std::size_t from = 0) {
  const Bare bare(passage, marks);
  const std::size_t skipped = bare.text.starts_with(kEllipsis) ? kEllipsis.size() : 0;
  const std::size_t cut =
      bare.text.size() > skipped && bare.text.ends_with(kEllipsis) ? kEllipsis.size() : 0;
  const std::size_t size = bare.text.size() - skipped - cut;
  const std::string text = bare.text.substr(skipped, size);
  for (std::size_t at = whole.text.find(text, from); at != std::string::npos;
       at = whole.text.find(text, at + 1)) {
    Marks shown = bare.marks;
    for (MarkedText::Mark& mark : shown) mark = {mark.begin - skipped, mark.end - skipped};
    for (const MarkedText::Mark& mark : whole.marks) {
      const std::size_t end = at + size;
      if (mark.end > at && mark.begin < at && !shown.empty() && shown.front().begin == 0)
        shown.erase(shown.begin());
      if (mark.begin < end && mark.end > end && !shown.empty() && shown.back().end == size)
        shown.pop_back();
    }
    if (shown == marks_between(whole, at, at + size)) return at;
  }
  return std::string::npos;
}

/// Whether the passage, or each of its two in this order, is part of the text.
inline bool is_passage_of(const Bare& whole, const std::string& passage, const Marks& marks) {
  if (place_of_passage(whole, passage, marks) != std::string::npos) return true;
  const std::string between = " " + kEllipsis + " ";
  for (std::size_t at = passage.find(between, 1); at != std::string::npos;
       at = passage.find(between, at + 1)) {
    const std::size_t second = at + between.size();
    Marks of_first, of_second;
    for (const MarkedText::Mark& mark : marks)
      if (mark.end <= at)
        of_first.push_back(mark);
      else
        of_second.push_back({mark.begin - second, mark.end - second});
    const std::size_t place = place_of_passage(whole, passage.substr(0, at), of_first);
    if (place != std::string::npos &&
        place_of_passage(whole, passage.substr(second), of_second, place) != std::string::npos)
      return true;
  }
  return false;
}

/// A text with its marks in brackets, for messages.
inline std::string bracketed(const std::string& text, const Marks& marks) {
  std::string result;
  std::size_t at = 0;
  for (const MarkedText::Mark& mark : marks) {
    result += text.substr(at, mark.begin - at) + "[[" +
              text.substr(mark.begin, mark.end - mark.begin) + "]]";
    at = mark.end;
  }
  return result + text.substr(at);
}

}  // namespace dateline
